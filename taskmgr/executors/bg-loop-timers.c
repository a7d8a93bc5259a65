/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop-core-private.h"

/* Timers are sources of the loop's context. They are destroyed in the thread only, so that what was given with
 * them is released there. */

typedef struct
{
  BgLoopCore     *core;         /* which owns it */
  guint           id;
  GSourceFunc     func;
  gpointer        data;
  GDestroyNotify  destroy;
} BgLoopTimer;

static void
free_timer (gpointer data)
{
  BgLoopTimer *timer = data;

  if (timer->destroy != NULL)
    timer->destroy (timer->data);
  g_free (timer);
}

/* One that was removed lives on until the thread gets to it. */
static gboolean
is_wanted (BgLoopTimer *timer)
{
  gboolean wanted;

  g_mutex_lock (&timer->core->lock);
  wanted = g_hash_table_contains (timer->core->timers, GUINT_TO_POINTER (timer->id));
  g_mutex_unlock (&timer->core->lock);
  return wanted;
}

static GSource *
steal_timer (BgLoopCore *self,
             guint       id)
{
  gpointer source = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->timers, GUINT_TO_POINTER (id), NULL, &source);
  g_mutex_unlock (&self->lock);
  return source;
}

static gboolean
timer_cb (gpointer user_data)
{
  BgLoopTimer *timer = user_data;
  g_autoptr (GSource) source = NULL;

  if (is_wanted (timer) && timer->func (timer->data))
    return G_SOURCE_CONTINUE;
  source = steal_timer (timer->core, timer->id);
  return G_SOURCE_REMOVE;
}

guint
bg_loop_core_add_timer (BgLoopCore      *self,
                        guint            milliseconds,
                        GSourceFunc      func,
                        gpointer         data,
                        GDestroyNotify   destroy,
                        GError         **error)
{
  BgLoopTimer *timer;
  GSource *source;
  guint id;

  g_mutex_lock (&self->lock);
  if (!bg_loop_core_check_takes (self, error))
    {
      g_mutex_unlock (&self->lock);
      return 0;
    }
  id = ++self->last_timer;
  timer = g_new0 (BgLoopTimer, 1);
  *timer = (BgLoopTimer) { self, id, func, data, destroy };
  source = g_timeout_source_new (milliseconds);
  g_source_set_static_name (source, "[taskmgr] loop timeout");
  g_source_set_callback (source, timer_cb, timer, free_timer);
  g_hash_table_insert (self->timers, GUINT_TO_POINTER (id), source);
  /* Under the lock, so that the end of the loop does not come between. */
  g_source_attach (source, self->context);
  g_mutex_unlock (&self->lock);
  return id;
}

static void
nothing_cb (gpointer data)
{
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* It is not called any more. The thread lets it go in its turn, or else at its end. */
gboolean
bg_loop_core_remove_timer (BgLoopCore *self,
                           guint       id)
{
  GSource *source = steal_timer (self, id);

  if (source == NULL)
    return FALSE;
  if (!bg_loop_core_push (self, nothing_cb, source, destroy_source, NULL)
      && !bg_loop_core_add_end_func (self, destroy_source, source))
    destroy_source (source);
  return TRUE;
}

void
bg_loop_core_destroy_timers (BgLoopCore *self)
{
  g_autoptr (GHashTable) timers = NULL;
  GHashTableIter iter;
  gpointer source;

  g_mutex_lock (&self->lock);
  timers = g_steal_pointer (&self->timers);
  self->timers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_source_unref);
  g_mutex_unlock (&self->lock);

  g_hash_table_iter_init (&iter, timers);
  while (g_hash_table_iter_next (&iter, NULL, &source))
    g_source_destroy (source);
}
