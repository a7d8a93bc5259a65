/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-gate.h"

/*
 * Where task bodies wait until they may go on: as long as the gate is closed, each pass lets one of
 * them through. All functions are safe from any thread.
 */
struct _WorkbenchGate
{
  gatomicrefcount ref_count;

  /* lock */
  GMutex lock;
  GCond changed;
  gboolean open;
  guint n_passes;
};

WorkbenchGate *
workbench_gate_new (void)
{
  WorkbenchGate *self = g_new0 (WorkbenchGate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->open = TRUE;

  return self;
}

WorkbenchGate *
workbench_gate_ref (WorkbenchGate *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
workbench_gate_unref (WorkbenchGate *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* Opens it for all, or closes it; passes that nobody has used are lost. */
void
workbench_gate_set_open (WorkbenchGate *self,
                         gboolean       open)
{
  g_mutex_lock (&self->lock);
  self->open = open;
  self->n_passes = 0;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Lets some through, those who wait or those who come next. */
void
workbench_gate_let_pass (WorkbenchGate *self,
                         guint          n_passes)
{
  g_mutex_lock (&self->lock);
  self->n_passes += n_passes;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* The flag is set already; the lock makes sure that nobody is between looking and waiting. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  WorkbenchGate *self = user_data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Waits in a worker thread. Returns FALSE if it was cancelled. */
gboolean
workbench_gate_wait (WorkbenchGate *self,
                     GCancellable  *cancellable)
{
  gulong id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  gboolean passed;

  g_mutex_lock (&self->lock);
  while (!self->open && self->n_passes == 0 && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&self->changed, &self->lock);
  passed = !g_cancellable_is_cancelled (cancellable);
  if (passed && !self->open)
    self->n_passes--;
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, id);

  return passed;
}
