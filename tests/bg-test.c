/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-test.h"

struct _BgTestGate
{
  gatomicrefcount ref_count;
  GMutex          lock;
  GCond           changed;
  guint           arrivals;
  gboolean        open;
};

BgTestGate *
bg_test_gate_new (void)
{
  BgTestGate *self = g_new0 (BgTestGate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

BgTestGate *
bg_test_gate_ref (BgTestGate *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
bg_test_gate_unref (BgTestGate *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* By a worker: reports that it has arrived, and waits until the gate is open. */
void
bg_test_gate_pass (BgTestGate *self)
{
  g_mutex_lock (&self->lock);
  self->arrivals++;
  g_cond_broadcast (&self->changed);
  while (!self->open)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* By the test: waits until so many have arrived, since the gate was made. */
void
bg_test_gate_await_arrivals (BgTestGate *self,
                             guint       n)
{
  g_mutex_lock (&self->lock);
  while (self->arrivals < n)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

guint
bg_test_gate_count_arrivals (BgTestGate *self)
{
  guint arrivals;

  g_mutex_lock (&self->lock);
  arrivals = self->arrivals;
  g_mutex_unlock (&self->lock);
  return arrivals;
}

void
bg_test_gate_open (BgTestGate *self)
{
  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Runs the context until the condition holds. What should come and does not is ended by the test's timeout. */
void
bg_test_run_until (GMainContext    *context,
                   BgTestCondition  condition,
                   gpointer         user_data)
{
  while (!condition (user_data))
    g_main_context_iteration (context, TRUE);
}

static gboolean
is_set (gpointer user_data)
{
  return g_atomic_int_get ((const int *) user_data) != 0;
}

void
bg_test_run_until_set (GMainContext *context,
                       const int    *flag)
{
  bg_test_run_until (context, is_set, (gpointer) flag);
}

void
bg_test_run_until_count (GMainContext *context,
                         const guint  *counter,
                         guint         n)
{
  while ((guint) g_atomic_int_get (counter) < n)
    g_main_context_iteration (context, TRUE);
}

/* Dispatches everything that is ready. */
void
bg_test_drain (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}
