/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-consumer-private.h"

#include "bg-child-worker-private.h"

/* How a consumer gets its tasks, and comes to its end. */

/* Between two tries when the store does not answer, in ms, and when it will not without somebody's help. */
#define FIRST_PAUSE 1000
#define MAX_PAUSE 60000
#define LONG_PAUSE 30000

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_timer (BgQueueConsumer  *self,
           GSource         **timer,
           gint64            milliseconds,
           GSourceFunc       func)
{
  clear_source (timer);
  *timer = g_timeout_source_new ((guint) CLAMP (milliseconds, 0, G_MAXINT));
  g_source_set_static_name (*timer, "[taskmgr] consumer");
  g_source_set_callback (*timer, func, self, NULL);
  g_source_attach (*timer, self->context);
}

static gboolean
timer_cb (gpointer user_data)
{
  BgQueueConsumer *self = user_data;

  clear_source (&self->timer);
  bg_queue_consumer_go_on (self);
  return G_SOURCE_REMOVE;
}

/* How many tasks may be asked for now. */
static guint
count_room (BgQueueConsumer *self)
{
  gint64 now = g_get_monotonic_time ();
  guint room = self->jobs->len < self->concurrency ? self->concurrency - self->jobs->len : 0;
  guint rate = bg_rate_window_get_room (&self->rate, now);

  room = MIN (room, bg_worker_get_room (self->worker));
  if (room > 0 && rate == 0)
    set_timer (self, &self->timer, (bg_rate_window_get_next (&self->rate) - now) / 1000 + 1, timer_cb);
  return MIN (room, rate);
}

static void
take_error (BgQueueConsumer *self,
            const GError    *error)
{
  gint64 pause = MIN ((gint64) FIRST_PAUSE << MIN (self->n_errors, 10), MAX_PAUSE);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_signal_emit_by_name (self, "store-failed", error);
  if (g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED))
    {
      bg_queue_consumer_stop (self);
      return;
    }
  self->n_errors++;
  if (bg_transport_error_is_transient (error))
    set_timer (self, &self->timer, pause, timer_cb);
  else if (self->halts_when_empty)
    bg_queue_consumer_stop (self);
  else
    set_timer (self, &self->timer, LONG_PAUSE, timer_cb);
}

static void
take_leases (BgQueueConsumer *self,
             GPtrArray       *leases)
{
  self->n_errors = 0;
  for (guint i = 0; i < leases->len; i++)
    {
      if (self->state == BG_CONSUMER_RUNNING)
        bg_queue_consumer_begin_job (self, g_ptr_array_index (leases, i));
      else
        bg_queue_consumer_return (self, g_ptr_array_index (leases, i));
    }
}

/* Nobody holds a consumer for the sake of what may never come. */
static GWeakRef *
make_weak_ref (BgQueueConsumer *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  return ref;
}

static BgQueueConsumer *
take_weak_ref (GWeakRef *ref)
{
  BgQueueConsumer *self = g_weak_ref_get (ref);

  g_weak_ref_clear (ref);
  g_free (ref);
  return self;
}

static void
reserved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (BgQueueConsumer) self = take_weak_ref (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) leases = bg_transport_reserve_finish (BG_TRANSPORT (source), result, &error);

  /* Nobody is there to do them. */
  if (self == NULL && leases != NULL && leases->len > 0)
    bg_transport_nack_async (BG_TRANSPORT (source), leases, BG_NACK_RELEASE, 0, NULL, NULL, NULL, NULL);
  if (self == NULL)
    return;
  g_clear_object (&self->reserving);
  if (leases == NULL)
    take_error (self, error);
  else
    take_leases (self, leases);
  /* Those that still run may put something back: the queue is looked into again after them. */
  if (leases != NULL && leases->len == 0 && self->halts_when_empty)
    {
      if (self->jobs->len > 0 || self->n_settling > 0)
        return;
      bg_queue_consumer_stop (self);
    }
  bg_queue_consumer_go_on (self);
}

static void
reserve (BgQueueConsumer *self)
{
  const char *queues[] = { self->queue, NULL };
  gint64 linger = (self->linger_until - g_get_monotonic_time ()) / 1000;
  guint room = count_room (self);

  if (room == 0)
    return;
  self->reserving = g_cancellable_new ();
  g_main_context_push_thread_default (self->context);
  bg_transport_reserve_async (self->transport, queues, room, 0, self->halts_when_empty ? MAX (linger, 0) : -1,
                              self->reserving, reserved_cb, make_weak_ref (self));
  g_main_context_pop_thread_default (self->context);
}

/* FALSE while children are still there. */
static gboolean
close_children (BgQueueConsumer *self,
                BgWorker        *worker)
{
  if (!BG_IS_CHILD_WORKER (worker))
    return TRUE;
  bg_child_worker_close (BG_CHILD_WORKER (worker));
  return bg_child_worker_has_ended (BG_CHILD_WORKER (worker));
}

static void
end_if_over (BgQueueConsumer *self)
{
  GHashTableIter iter;
  gpointer worker;
  gboolean is_over;

  if (self->reserving != NULL || self->n_settling > 0 || bg_queue_consumer_has_jobs (self) || self->is_closing)
    return;
  self->is_closing = TRUE;
  is_over = close_children (self, self->worker);
  g_hash_table_iter_init (&iter, self->workers);
  while (g_hash_table_iter_next (&iter, NULL, &worker))
    is_over = close_children (self, worker) && is_over;
  self->is_closing = FALSE;
  if (!is_over)
    return;
  self->state = BG_CONSUMER_ENDED;
  clear_source (&self->timer);
  clear_source (&self->end_timer);
  g_signal_emit_by_name (self, "ended");
}

/* Does what can be done now. */
void
bg_queue_consumer_go_on (BgQueueConsumer *self)
{
  g_autoptr (BgQueueConsumer) kept = g_object_ref (self);

  if (self->state == BG_CONSUMER_RUNNING && self->jobs->len == 0 && BG_IS_CHILD_WORKER (self->worker)
      && bg_child_worker_has_ended (BG_CHILD_WORKER (self->worker)))
    bg_queue_consumer_stop (self);
  if (self->state == BG_CONSUMER_RUNNING && self->reserving == NULL && self->timer == NULL)
    reserve (self);
  if (self->state == BG_CONSUMER_DRAINING)
    end_if_over (self);
}

/* Takes no more tasks, and ends when those that it has are done. */
void
bg_queue_consumer_stop (BgQueueConsumer *self)
{
  if (self->state == BG_CONSUMER_ENDED)
    return;
  self->state = BG_CONSUMER_DRAINING;
  clear_source (&self->timer);
  if (self->reserving != NULL)
    g_cancellable_cancel (self->reserving);
}

static gboolean
patience_over_cb (gpointer user_data)
{
  BgQueueConsumer *self = user_data;

  clear_source (&self->end_timer);
  bg_queue_consumer_release (self);
  return G_SOURCE_REMOVE;
}

static gboolean
grace_over_cb (gpointer user_data)
{
  BgQueueConsumer *self = user_data;

  set_timer (self, &self->end_timer, self->patience, patience_over_cb);
  bg_queue_consumer_give_up (self);
  return G_SOURCE_REMOVE;
}

/**
 * bg_queue_consumer_start:
 * @self: a consumer
 *
 * Begins to take tasks. A consumer that has ended is not started again.
 */
void
bg_queue_consumer_start (BgQueueConsumer *self)
{
  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));

  if (self->state != BG_CONSUMER_NEW)
    return;
  self->state = BG_CONSUMER_RUNNING;
  if (BG_IS_CHILD_WORKER (self->worker))
    {
      g_main_context_push_thread_default (self->context);
      bg_child_worker_start (BG_CHILD_WORKER (self->worker), self->concurrency);
      g_main_context_pop_thread_default (self->context);
    }
  bg_queue_consumer_go_on (self);
}

/**
 * bg_queue_consumer_drain:
 * @self: a consumer
 * @grace: how many milliseconds the tasks that are worked on have for their end
 * @patience: how many milliseconds the workers then have for giving them up
 *
 * Comes to an end: takes no more tasks, and waits for those that are worked on, within limits.
 *
 * After @grace the cancellables of the deliveries are triggered, and after @patience the tasks that are still worked
 * on are given back; so are those whose workers have given them up. Their attempts do not count. Called again, the
 * new times count from now.
 */
void
bg_queue_consumer_drain (BgQueueConsumer *self,
                         gint64           grace,
                         gint64           patience)
{
  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));

  bg_queue_consumer_stop (self);
  self->patience = patience;
  if (self->state == BG_CONSUMER_DRAINING)
    set_timer (self, &self->end_timer, grace, grace_over_cb);
  bg_queue_consumer_go_on (self);
}

/**
 * bg_queue_consumer_release:
 * @self: a consumer
 *
 * Comes to an end at once: gives back all tasks that are worked on, and kills the child processes that do.
 *
 * A worker that runs in a thread goes on with what it does; nobody asks for its result any more.
 */
void
bg_queue_consumer_release (BgQueueConsumer *self)
{
  GHashTableIter iter;
  gpointer worker;

  g_return_if_fail (BG_IS_QUEUE_CONSUMER (self));

  bg_queue_consumer_stop (self);
  /* Before another one may have the task. */
  if (BG_IS_CHILD_WORKER (self->worker))
    g_object_run_dispose (G_OBJECT (self->worker));
  g_hash_table_iter_init (&iter, self->workers);
  while (g_hash_table_iter_next (&iter, NULL, &worker))
    if (BG_IS_CHILD_WORKER (worker))
      g_object_run_dispose (worker);
  bg_queue_consumer_give_up (self);
  bg_queue_consumer_settle_all (self);
  bg_queue_consumer_go_on (self);
}
