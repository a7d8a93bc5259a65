/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-engine-private.h"
#include "core/bg-task-manager-private.h"

G_GNUC_PRINTF (2, 3)
static void
note (CoreWatch  *self,
      const char *format,
      ...)
{
  va_list args;

  g_assert_true (g_thread_self () == self->home);
  g_assert_true (g_main_context_is_owner (self->context));
  if (self->log->len > 0)
    g_string_append_c (self->log, ' ');
  va_start (args, format);
  g_string_append_vprintf (self->log, format, args);
  va_end (args);
}

static void
count_end (CoreWatch *self,
           guint64    id)
{
  gpointer key = GSIZE_TO_POINTER (id);

  self->n_ended++;
  g_assert_false (g_hash_table_contains (self->ends, key));
  g_hash_table_add (self->ends, key);
}

static void
completed_cb (BgTaskManager *manager,
              guint64        id,
              const char    *group,
              const GValue  *result,
              gpointer       user_data)
{
  CoreWatch *self = user_data;

  g_assert_true (G_IS_VALUE (result));
  note (self, "+%" G_GUINT64_FORMAT, id);
  self->n_completed++;
  count_end (self, id);
}

static void
failed_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GError  *error,
           const char    *traceback,
           gpointer       user_data)
{
  CoreWatch *self = user_data;

  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_nonnull (traceback);
  g_assert_cmpstr (traceback, !=, "");
  note (self, "-%" G_GUINT64_FORMAT, id);
  self->n_failed++;
  count_end (self, id);
}

static void
stopped_cb (BgTaskManager *manager,
            guint64        id,
            const char    *group,
            gpointer       user_data)
{
  CoreWatch *self = user_data;

  note (self, "/%" G_GUINT64_FORMAT, id);
  self->n_stopped++;
  count_end (self, id);
}

static void
delayed_cb (BgTaskManager *manager,
            guint64        id,
            const char    *group,
            gboolean       critical,
            gpointer       user_data)
{
  note (user_data, critical ? "~~%" G_GUINT64_FORMAT : "~%" G_GUINT64_FORMAT, id);
}

static void
finished_cb (BgTaskManager *manager,
             const char    *group,
             gpointer       user_data)
{
  CoreWatch *self = user_data;

  g_assert_nonnull (group);
  note (self, "=%s", group);
  self->n_finished++;
}

/* To be called in the context of the manager. */
CoreWatch *
core_watch_new (BgTaskManager *manager)
{
  CoreWatch *self = g_new0 (CoreWatch, 1);

  self->manager = manager;
  self->context = g_main_context_ref_thread_default ();
  self->home = g_thread_self ();
  self->log = g_string_new (NULL);
  self->ends = g_hash_table_new (NULL, NULL);
  g_signal_connect (manager, "task-completed", G_CALLBACK (completed_cb), self);
  g_signal_connect (manager, "task-failed", G_CALLBACK (failed_cb), self);
  g_signal_connect (manager, "task-stopped", G_CALLBACK (stopped_cb), self);
  /* Slow machines are not to be told of. */
  bg_task_manager_set_launch_warning (manager, 0);
  bg_task_manager_set_launch_critical (manager, 0);
  g_signal_connect (manager, "task-delayed", G_CALLBACK (delayed_cb), self);
  g_signal_connect (manager, "task-group-finished", G_CALLBACK (finished_cb), self);
  g_object_add_weak_pointer (G_OBJECT (manager), (gpointer *) &self->manager);
  return self;
}

void
core_watch_free (CoreWatch *self)
{
  if (self->manager != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->manager, self);
      g_object_remove_weak_pointer (G_OBJECT (self->manager), (gpointer *) &self->manager);
    }
  g_hash_table_unref (self->ends);
  g_string_free (self->log, TRUE);
  g_main_context_unref (self->context);
  g_free (self);
}

/* Runs the loop until so many more tasks have ended, and everything that comes with it has been said. */
void
core_watch_run (CoreWatch *self,
                guint      n)
{
  self->n_seen += n;
  bg_test_run_until_count (self->context, &self->n_ended, self->n_seen);
  bg_test_drain (self->context);
}

char *
core_watch_take (CoreWatch *self)
{
  char *said = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);
  return said;
}

CoreOrder *
core_order_new (void)
{
  CoreOrder *self = g_new0 (CoreOrder, 1);

  g_mutex_init (&self->mutex);
  self->words = g_string_new (NULL);
  return self;
}

void
core_order_free (CoreOrder *self)
{
  g_string_free (self->words, TRUE);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
core_order_note (CoreOrder  *self,
                 const char *format,
                 ...)
{
  va_list args;

  g_mutex_lock (&self->mutex);
  if (self->words->len > 0)
    g_string_append_c (self->words, ' ');
  va_start (args, format);
  g_string_append_vprintf (self->words, format, args);
  va_end (args);
  g_mutex_unlock (&self->mutex);
}

char *
core_order_take (CoreOrder *self)
{
  char *words;

  g_mutex_lock (&self->mutex);
  words = g_strdup (self->words->str);
  g_string_truncate (self->words, 0);
  g_mutex_unlock (&self->mutex);
  return words;
}

CoreJob *
core_job_new (const char *name,
              CoreOrder  *order,
              BgTestGate *gate)
{
  CoreJob *self = g_new0 (CoreJob, 1);

  self->name = name;
  self->order = order;
  self->gate = gate != NULL ? bg_test_gate_ref (gate) : NULL;
  return self;
}

void
core_job_free (gpointer job)
{
  CoreJob *self = job;

  g_clear_pointer (&self->gate, bg_test_gate_unref);
  g_free (self);
}

gboolean
core_job_work (gpointer       user_data,
               GCancellable  *cancellable,
               GValue        *result,
               GError       **error)
{
  CoreJob *self = user_data;

  if (self->order != NULL)
    core_order_note (self->order, "%s", self->name);
  if (self->gate != NULL)
    bg_test_gate_pass (self->gate);
  if (!self->fails)
    return TRUE;
  g_set_error (error, BG_ERROR, BG_ERROR_FAILED, "%s failed", self->name);
  return FALSE;
}

gboolean
core_job_body (BgTask        *task,
               GCancellable  *cancellable,
               gpointer       user_data,
               GError       **error)
{
  return core_job_work (user_data, cancellable, NULL, error);
}

gboolean
core_work_nothing (gpointer       user_data,
                   GCancellable  *cancellable,
                   GValue        *result,
                   GError       **error)
{
  return TRUE;
}

gboolean
core_work_pass (gpointer       gate,
                GCancellable  *cancellable,
                GValue        *result,
                GError       **error)
{
  bg_test_gate_pass (gate);
  return TRUE;
}

gboolean
core_work_fail (gpointer       user_data,
                GCancellable  *cancellable,
                GValue        *result,
                GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "it broke");
  return FALSE;
}

gboolean
core_work_count (gpointer       counter,
                 GCancellable  *cancellable,
                 GValue        *result,
                 GError       **error)
{
  g_atomic_int_inc ((int *) counter);
  return TRUE;
}

gboolean
core_body_nothing (BgTask        *task,
                   GCancellable  *cancellable,
                   gpointer       user_data,
                   GError       **error)
{
  return TRUE;
}

gboolean
core_body_pass (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       gate,
                GError       **error)
{
  bg_test_gate_pass (gate);
  return TRUE;
}

gboolean
core_body_fail (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  return core_work_fail (user_data, cancellable, NULL, error);
}

gboolean
core_body_hold (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  bg_task_hold (task);
  return TRUE;
}

guint64
core_add_job (BgTaskManager *manager,
              CoreJob       *job,
              int            priority)
{
  g_autoptr (GError) error = NULL;
  guint64 id = bg_task_manager_add_work (manager, core_job_work, job, core_job_free, priority, NULL, NULL, 0,
                                         &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, !=, 0);
  return id;
}

guint64
core_add_after (BgTaskManager *manager,
                BgWorkFunc     func,
                gpointer       user_data,
                const char    *group,
                guint64        upstream_id)
{
  g_autoptr (GError) error = NULL;
  guint64 id = bg_task_manager_add_work (manager, func, user_data, NULL, 0, group, &upstream_id,
                                         upstream_id != 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, !=, 0);
  return id;
}

guint64
core_add (BgTaskManager *manager,
          BgWorkFunc     func,
          gpointer       user_data,
          const char    *group)
{
  return core_add_after (manager, func, user_data, group, 0);
}

/* Takes the task. */
guint64
core_add_task (BgTaskManager *manager,
               BgTask        *task)
{
  g_autoptr (GError) error = NULL;
  guint64 id = bg_task_manager_add (manager, task, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, !=, 0);
  g_object_unref (task);
  return id;
}

/* One that is processing. */
BgTaskManager *
core_manager_new (guint max_threads)
{
  BgTaskManager *manager = bg_task_manager_new (max_threads);

  bg_task_manager_start_processing (manager);
  return manager;
}

/* Runs the loop until no task is left, whether anybody listens or not. */
void
core_run_to_rest (BgTaskManager *manager)
{
  BgEngine *engine = bg_task_manager_get_engine (manager);
  gboolean at_rest;

  for (;;)
    {
      bg_engine_lock (engine);
      at_rest = bg_engine_is_at_rest (engine);
      bg_engine_unlock (engine);
      if (at_rest)
        break;
      g_main_context_iteration (engine->context, TRUE);
    }
  bg_test_drain (engine->context);
}

/* Drops the last reference, and runs the loop until everything that the manager had is given up. */
void
core_end (BgTaskManager *manager)
{
  g_autoptr (BgEngine) engine = bg_engine_ref (bg_task_manager_get_engine (manager));

  g_assert_finalize_object (manager);
  while (!g_source_is_destroyed (engine->source))
    g_main_context_iteration (engine->context, TRUE);
}

/* Has the delay and the deadline of a task be over, without waiting for it. */
void
core_make_due (BgTaskManager *manager,
               guint64        id)
{
  BgEngine *engine = bg_task_manager_get_engine (manager);
  BgNode *node;

  bg_engine_lock (engine);
  node = bg_node_store_lookup (engine->nodes, id);
  g_assert_nonnull (node);
  for (int kind = 0; kind < BG_N_TIMERS; kind++)
    if (kind != BG_TIMER_NOT_BEFORE && bg_engine_is_armed (node, (BgTimerKind) kind))
      bg_engine_arm (engine, node, (BgTimerKind) kind, 0);
  engine->wake_home = TRUE;
  bg_engine_unlock (engine);
}

static gboolean
make_greedy (BgEngine *engine)
{
  GPtrArray *workers = engine->lanes[BG_LANE_THREADS]->workers;
  gboolean all = TRUE;

  bg_engine_lock (engine);
  for (guint i = 0; i < workers->len; i++)
    {
      BgRunner *worker = g_ptr_array_index (workers, i);

      if (worker == NULL)
        continue;
      /* Until it has looked for more and found nothing, it may still change its mind. */
      all &= worker->n == 0;
      worker->appetite = BG_WORKER_SLOTS;
    }
  bg_engine_unlock (engine);
  return all;
}

/* Has the workers take as many tasks at once as they ever do, as if they had become used to quick ones.
 * There must be nothing to do for them. */
void
core_make_greedy (BgTaskManager *manager)
{
  while (!make_greedy (bg_task_manager_get_engine (manager)))
    g_thread_yield ();
}

/* Lets other threads have their turn; for races that are repeated many times, not for waiting. */
void
core_spin (void)
{
  for (int n = g_test_rand_int_range (0, 200); n > 0; n--)
    __atomic_signal_fence (__ATOMIC_SEQ_CST);
  if (g_test_rand_bit ())
    g_thread_yield ();
}

/* How often something is tried: G_TEST_SLOW in the environment asks for more, as the option -m slow does. */
guint
core_count (guint quick,
            guint slow)
{
  return g_test_slow () || g_getenv ("G_TEST_SLOW") != NULL ? slow : quick;
}
