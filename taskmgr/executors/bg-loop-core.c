/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop-core-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

BgLoopCore *
bg_loop_core_new (const char    *name,
                  gpointer       owner,
                  BgLoopChanged  changed)
{
  BgLoopCore *self = g_new0 (BgLoopCore, 1);

  g_atomic_ref_count_init (&self->n_references);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->calls);
  g_weak_ref_init (&self->owner, owner);
  self->name = g_strdup (name);
  self->changed = changed;
  self->context = g_main_context_new ();
  self->home = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->end_funcs = g_hash_table_new (NULL, NULL);
  self->timers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_source_unref);
  self->source = bg_loop_core_make_source (self);
  return self;
}

BgLoopCore *
bg_loop_core_ref (BgLoopCore *self)
{
  g_atomic_ref_count_inc (&self->n_references);
  return self;
}

void
bg_loop_core_unref (BgLoopCore *self)
{
  if (!g_atomic_ref_count_dec (&self->n_references))
    return;

  bg_loop_core_release_calls (self);
  bg_loop_core_destroy_timers (self);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_hash_table_unref (self->timers);
  g_hash_table_unref (self->end_funcs);
  g_clear_pointer (&self->thread, g_thread_unref);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_main_context_unref (self->home);
  g_weak_ref_clear (&self->owner);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self->name);
  g_free (self);
}

static gboolean
tell_cb (gpointer user_data)
{
  BgLoopCore *self = user_data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  g_mutex_lock (&self->lock);
  self->tells = FALSE;
  g_mutex_unlock (&self->lock);
  if (owner != NULL)
    self->changed (owner);
  return G_SOURCE_REMOVE;
}

/* Has the owner look, in its context, whether it runs. */
static void
tell_home (BgLoopCore *self)
{
  g_autoptr (GSource) source = NULL;
  gboolean told;

  g_mutex_lock (&self->lock);
  told = self->tells;
  self->tells = TRUE;
  g_mutex_unlock (&self->lock);
  if (told)
    return;

  source = g_idle_source_new ();
  g_source_set_static_name (source, "[taskmgr] loop changed");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, bg_loop_core_ref (self), (GDestroyNotify) bg_loop_core_unref);
  g_source_attach (source, self->home);
}

static gboolean
goes_on (BgLoopCore *self)
{
  gboolean on;

  g_mutex_lock (&self->lock);
  on = self->phase == BG_LOOP_PHASE_RUNNING || (!self->cancels && self->calls.length > 0);
  g_mutex_unlock (&self->lock);
  return on;
}

/* Those who wait for the end are told before; then nobody can have come too late to be. */
static gboolean
try_to_end (BgLoopCore *self)
{
  g_autoptr (GHashTable) funcs = NULL;
  GHashTableIter iter;
  gpointer data, func;

  g_mutex_lock (&self->lock);
  if (g_hash_table_size (self->end_funcs) == 0)
    {
      self->phase = BG_LOOP_PHASE_STOPPED;
      self->runner = NULL;
      g_cond_broadcast (&self->cond);
    }
  else
    {
      funcs = g_steal_pointer (&self->end_funcs);
      self->end_funcs = g_hash_table_new (NULL, NULL);
    }
  g_mutex_unlock (&self->lock);
  if (funcs == NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, funcs);
  while (g_hash_table_iter_next (&iter, &data, &func))
    ((BgLoopFunc) func) (data);
  return FALSE;
}

static gpointer
loop_thread (gpointer data)
{
  BgLoopCore *self = data;

  g_main_context_push_thread_default (self->context);
  while (goes_on (self))
    g_main_context_iteration (self->context, TRUE);
  bg_loop_core_release_calls (self);
  bg_loop_core_destroy_timers (self);
  g_main_context_pop_thread_default (self->context);
  while (!try_to_end (self))
    ;
  tell_home (self);
  bg_loop_core_unref (self);
  return NULL;
}

/* Under the lock. */
static gboolean
start_thread (BgLoopCore  *self,
              GError     **error)
{
  g_autofree char *name = g_strconcat ("bg-", self->name, NULL);
  GThread *thread = g_thread_try_new (name, loop_thread, self, error);

  if (thread == NULL)
    return FALSE;
  /* It waits for the lock before it does anything. */
  bg_loop_core_ref (self);
  g_clear_pointer (&self->thread, g_thread_unref);
  self->thread = thread;
  self->runner = thread;
  self->phase = BG_LOOP_PHASE_RUNNING;
  self->cancels = FALSE;
  self->n_runs++;
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  return TRUE;
}

gboolean
bg_loop_core_start (BgLoopCore  *self,
                    GError     **error)
{
  gboolean started = FALSE, runs;

  g_mutex_lock (&self->lock);
  runs = self->phase == BG_LOOP_PHASE_RUNNING;
  if (self->phase == BG_LOOP_PHASE_STOPPING)
    g_set_error (error, BG_ERROR, BG_ERROR_TOO_LATE, _("The loop “%s” has not stopped yet"), self->name);
  else if (!runs)
    started = start_thread (self, error);
  g_mutex_unlock (&self->lock);
  if (started)
    tell_home (self);
  return runs || started;
}

/* Under the lock. */
static gboolean
is_running (BgLoopCore *self)
{
  return self->phase == BG_LOOP_PHASE_RUNNING || self->phase == BG_LOOP_PHASE_STOPPING;
}

/* Has a function called at the end, if there is one. FALSE if it does not run. */
gboolean
bg_loop_core_stop (BgLoopCore *self,
                   gboolean    cancel,
                   BgLoopFunc  end_func,
                   gpointer    data)
{
  g_autoptr (GCancellable) cancelled = NULL;
  gboolean running;

  g_mutex_lock (&self->lock);
  running = is_running (self);
  if (running && end_func != NULL)
    g_hash_table_insert (self->end_funcs, data, (gpointer) end_func);
  if (self->phase == BG_LOOP_PHASE_RUNNING)
    self->phase = BG_LOOP_PHASE_STOPPING;
  if (self->phase == BG_LOOP_PHASE_STOPPING && cancel)
    {
      self->cancels = TRUE;
      cancelled = g_object_ref (self->cancellable);
    }
  g_mutex_unlock (&self->lock);
  g_main_context_wakeup (self->context);
  if (cancelled != NULL)
    g_cancellable_cancel (cancelled);
  return running;
}

guint
bg_loop_core_get_run (BgLoopCore *self)
{
  guint run;

  g_mutex_lock (&self->lock);
  run = self->n_runs;
  g_mutex_unlock (&self->lock);
  return run;
}

/* Waits for the end of one run, not of those that began after it. */
gboolean
bg_loop_core_wait (BgLoopCore *self,
                   guint       run,
                   int         timeout_ms)
{
  gint64 end = g_get_monotonic_time () + MAX (timeout_ms, 0) * (gint64) G_TIME_SPAN_MILLISECOND;
  GThread *thread = NULL;
  gboolean ended;

  g_mutex_lock (&self->lock);
  while (is_running (self) && self->n_runs == run)
    if (timeout_ms < 0)
      g_cond_wait (&self->cond, &self->lock);
    else if (!g_cond_wait_until (&self->cond, &self->lock, end))
      break;
  ended = !is_running (self) || self->n_runs != run;
  if (!is_running (self))
    thread = g_steal_pointer (&self->thread);
  g_mutex_unlock (&self->lock);
  /* It has nothing more to do but to end. */
  if (thread != NULL)
    g_thread_join (thread);
  return ended;
}

gboolean
bg_loop_core_is_running (BgLoopCore *self)
{
  gboolean running;

  g_mutex_lock (&self->lock);
  running = is_running (self);
  g_mutex_unlock (&self->lock);
  return running;
}

gboolean
bg_loop_core_was_started (BgLoopCore *self)
{
  return bg_loop_core_get_run (self) > 0;
}

gboolean
bg_loop_core_is_own_thread (BgLoopCore *self)
{
  gboolean own;

  g_mutex_lock (&self->lock);
  own = self->runner == g_thread_self ();
  g_mutex_unlock (&self->lock);
  return own;
}

GCancellable *
bg_loop_core_dup_cancellable (BgLoopCore *self)
{
  GCancellable *cancellable;

  g_mutex_lock (&self->lock);
  cancellable = g_object_ref (self->cancellable);
  g_mutex_unlock (&self->lock);
  return cancellable;
}

/* FALSE if the thread does not run, so that nothing would ever be called. */
gboolean
bg_loop_core_add_end_func (BgLoopCore *self,
                           BgLoopFunc  func,
                           gpointer    data)
{
  gboolean running;

  g_mutex_lock (&self->lock);
  running = is_running (self);
  if (running)
    g_hash_table_insert (self->end_funcs, data, (gpointer) func);
  g_mutex_unlock (&self->lock);
  return running;
}

/* FALSE if it was called, or is going to be. */
gboolean
bg_loop_core_remove_end_func (BgLoopCore *self,
                              gpointer    data)
{
  gboolean removed;

  g_mutex_lock (&self->lock);
  removed = g_hash_table_remove (self->end_funcs, data);
  g_mutex_unlock (&self->lock);
  return removed;
}
