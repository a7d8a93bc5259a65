/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop-jobs-private.h"

#include "../core/bg-error.h"
#include "../core/bg-task.h"

#include <glib/gi18n-lib.h>

/* The way of a job: submitted at home, run in the thread of the loop, and back home, where it is let go. One whose
 * body was held waits at home for the task to end, and with the loop for that to end. Whichever comes first takes
 * it. */

#define PRIORITY G_PRIORITY_DEFAULT_IDLE
/* So many are let go in a turn of the home context. */
#define MAX_RETURNED 200

struct _BgLoopJobs
{
  gatomicrefcount  n_references;

  /* fixed at construction */
  BgLoopCore      *core;
  GMainContext    *home;
  BgLoopJobsRoom   room;
  GWeakRef         owner;
  GSourceFunc      receive;

  /* home context */
  guint            n_jobs;

  /* lock */
  GMutex           lock;
  GQueue           returned;
  gboolean         waking;      /* a source is on its way home */
};

typedef struct
{
  BgLoopJobs   *jobs;
  BgTask       *task;
  guint         attempt;
  GCancellable *cancellable;

  /* thread of the loop, and then home context */
  gboolean      begun;
  gboolean      held;
} BgLoopJob;

BgLoopJobs *
bg_loop_jobs_ref (BgLoopJobs *self)
{
  g_atomic_ref_count_inc (&self->n_references);
  return self;
}

void
bg_loop_jobs_unref (BgLoopJobs *self)
{
  if (!g_atomic_ref_count_dec (&self->n_references))
    return;

  g_weak_ref_clear (&self->owner);
  bg_loop_core_unref (self->core);
  g_main_context_unref (self->home);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
free_job (BgLoopJob *job)
{
  g_autoptr (BgLoopJobs) jobs = job->jobs;

  g_signal_handlers_disconnect_by_data (job->task, job);
  g_object_unref (job->task);
  g_clear_object (&job->cancellable);
  g_free (job);
  jobs->n_jobs--;
}

static void
tell_room (BgLoopJobs *self)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  if (owner != NULL)
    self->room (owner);
}

/* A job is one attempt of a task. */
static gboolean
is_over (BgLoopJob *job)
{
  return bg_task_is_ended (job->task) || bg_task_get_attempt (job->task) != job->attempt;
}

/* By whoever comes first, and in any thread: the first outcome counts. */
static void
fail (BgLoopJob *job)
{
  g_autoptr (GError) error = g_error_new (BG_ERROR, BG_ERROR_SHUT_DOWN, _("The loop “%s” was stopped"),
                                          job->jobs->core->name);

  if (is_over (job))
    return;
  bg_task_return_error (job->task, error);
  if (job->cancellable != NULL)
    g_cancellable_cancel (job->cancellable);
}

/* From the thread of the loop. One source receives all that is there when it is its turn. */
static void
send_home (BgLoopJob *job)
{
  BgLoopJobs *self = job->jobs;
  g_autoptr (GSource) source = NULL;
  gboolean wakes;

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->returned, job);
  wakes = !self->waking;
  self->waking = TRUE;
  g_mutex_unlock (&self->lock);
  if (!wakes)
    return;

  source = g_idle_source_new ();
  g_source_set_static_name (source, "[taskmgr] loop tasks");
  g_source_set_priority (source, PRIORITY);
  g_source_set_callback (source, self->receive, bg_loop_jobs_ref (self), (GDestroyNotify) bg_loop_jobs_unref);
  g_source_attach (source, self->home);
}

/* The end of the loop: nothing comes any more of what is held. */
static void
end_cb (gpointer data)
{
  BgLoopJob *job = data;

  fail (job);
  job->held = FALSE;
  send_home (job);
}

/* Unless the end of the loop has taken the job. */
static void
changed_cb (BgTask     *task,
            GParamSpec *pspec,
            BgLoopJob  *job)
{
  g_autoptr (BgLoopJobs) jobs = bg_loop_jobs_ref (job->jobs);

  if (!is_over (job) || !bg_loop_core_remove_end_func (jobs->core, job))
    return;
  free_job (job);
  tell_room (jobs);
}

/* Its thread has done its part. What is held waits for its end, or for that of the loop. */
static void
receive (BgLoopJob *job)
{
  if (job->held && !is_over (job))
    {
      g_signal_connect (job->task, "notify::state", G_CALLBACK (changed_cb), job);
      g_signal_connect (job->task, "notify::attempt", G_CALLBACK (changed_cb), job);
      if (bg_loop_core_add_end_func (job->jobs->core, end_cb, job))
        return;
      fail (job);
    }
  free_job (job);
}

static BgLoopJob *
take_returned (BgLoopJobs *self)
{
  BgLoopJob *job;

  g_mutex_lock (&self->lock);
  job = g_queue_pop_head (&self->returned);
  g_mutex_unlock (&self->lock);
  return job;
}

static gboolean
may_rest (BgLoopJobs *self)
{
  gboolean rests;

  g_mutex_lock (&self->lock);
  rests = self->returned.length == 0;
  if (rests)
    self->waking = FALSE;
  g_mutex_unlock (&self->lock);
  return rests;
}

static gboolean
receive_cb (gpointer user_data)
{
  BgLoopJobs *self = user_data;
  BgLoopJob *job;
  guint n = 0;

  while (n++ < MAX_RETURNED && (job = take_returned (self)) != NULL)
    receive (job);
  tell_room (self);
  return may_rest (self) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* By whoever stops the loop and cancels. */
static void
cancel_cb (GCancellable *cancellable,
           gpointer      user_data)
{
  fail (user_data);
}

static void
run_cb (gpointer data)
{
  BgLoopJob *job = data;
  g_autoptr (GCancellable) of_loop = bg_loop_core_dup_cancellable (job->jobs->core);
  gulong handler = g_cancellable_connect (of_loop, G_CALLBACK (cancel_cb), job, NULL);

  job->begun = TRUE;
  job->held = !bg_task_run_body (job->task);
  g_cancellable_disconnect (of_loop, handler);
}

/* After that, or instead. */
static void
ran_cb (gpointer data)
{
  BgLoopJob *job = data;

  if (!job->begun)
    fail (job);
  send_home (job);
}

BgLoopJobs *
bg_loop_jobs_new (BgLoopCore     *core,
                  gpointer        owner,
                  BgLoopJobsRoom  room)
{
  BgLoopJobs *self = g_new0 (BgLoopJobs, 1);

  g_atomic_ref_count_init (&self->n_references);
  g_mutex_init (&self->lock);
  g_queue_init (&self->returned);
  g_weak_ref_init (&self->owner, owner);
  self->core = bg_loop_core_ref (core);
  self->home = g_main_context_ref_thread_default ();
  self->room = room;
  self->receive = receive_cb;
  return self;
}

/* A loop that has stopped has none of its tasks wait. */
void
bg_loop_jobs_submit (BgLoopJobs *self,
                     BgTask     *task)
{
  BgLoopJob *job = g_new0 (BgLoopJob, 1);

  job->jobs = bg_loop_jobs_ref (self);
  job->task = g_object_ref (task);
  job->attempt = bg_task_get_attempt (task);
  g_set_object (&job->cancellable, bg_task_get_cancellable (task));
  self->n_jobs++;
  if (bg_loop_core_push (self->core, run_cb, job, ran_cb, NULL))
    return;
  fail (job);
  free_job (job);
}

guint
bg_loop_jobs_get_count (BgLoopJobs *self)
{
  return self->n_jobs;
}
