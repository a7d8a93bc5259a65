/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "worker-test.h"

#define QUEUE "photos"

typedef struct
{
  BgTransport     *transport;
  BgWorker        *worker;
  BgQueueConsumer *consumer;
  guint            n_done;
  guint            n_failed;
  guint            n_ended;
  char            *message;             /* of the last failure */
} Fixture;

static void
done_cb (Fixture      *fixture,
         BgQueuedTask *task)
{
  fixture->n_done++;
}

static void
failed_cb (Fixture      *fixture,
           BgQueuedTask *task,
           const GError *error)
{
  fixture->n_failed++;
  g_free (fixture->message);
  fixture->message = g_strdup (error->message);
}

static void
ended_cb (Fixture *fixture)
{
  fixture->n_ended++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->transport = worker_test_open ();
  fixture->worker = worker_test_new ();
  fixture->consumer = bg_queue_consumer_new (fixture->transport, QUEUE, fixture->worker);
  g_signal_connect_swapped (fixture->consumer, "task-done", G_CALLBACK (done_cb), fixture);
  g_signal_connect_swapped (fixture->consumer, "task-failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect_swapped (fixture->consumer, "ended", G_CALLBACK (ended_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->consumer);
  g_assert_finalize_object (fixture->worker);
  g_object_unref (fixture->transport);
  g_free (fixture->message);
}

/* Does all that is ready. */
static void
run_to_end (Fixture *fixture)
{
  bg_queue_consumer_set_halts_when_empty (fixture->consumer, TRUE);
  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  g_assert_true (bg_queue_consumer_has_ended (fixture->consumer));
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  BgQueueConsumer *consumer = fixture->consumer;

  g_assert_true (bg_queue_consumer_get_transport (consumer) == fixture->transport);
  g_assert_true (bg_queue_consumer_get_worker (consumer) == fixture->worker);
  g_assert_cmpstr (bg_queue_consumer_get_queue (consumer), ==, QUEUE);
  g_assert_cmpuint (bg_queue_consumer_get_concurrency (consumer), ==, 1);
  g_object_set (consumer, "concurrency", 3, "time-limit", 50, "halts-when-empty", TRUE, "registry", registry, NULL);
  g_assert_cmpuint (bg_queue_consumer_get_concurrency (consumer), ==, 3);
  g_assert_cmpuint (bg_queue_consumer_get_time_limit (consumer), ==, 50);
  g_assert_true (bg_queue_consumer_get_halts_when_empty (consumer));
  g_assert_true (bg_queue_consumer_get_registry (consumer) == registry);
  bg_queue_consumer_set_time_limit (consumer, 0);
  bg_queue_consumer_set_registry (consumer, NULL);
  g_assert_cmpuint (bg_queue_consumer_get_time_limit (consumer), ==, 0);
}

static void
test_good_and_bad (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *bad = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'fail'>}");
  g_autofree char *good = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>, 'name': <'Ada'>}");
  g_autoptr (BgQueuedTask) task = NULL;

  g_test_summary ("R3.4, R3.5: one bad and one good payload: the good one is done, the bad one tried again, with a signal; "
                  "and it halts when the queue is empty");
  run_to_end (fixture);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_cmpstr (fixture->message, ==, "no such photo");
  g_assert_cmpuint (bg_queue_consumer_count_done (fixture->consumer), ==, 1);
  g_assert_cmpuint (bg_queue_consumer_count_failed (fixture->consumer), ==, 1);
  worker_test_check (fixture->transport, QUEUE, bad, BG_QUEUED_STATE_SCHEDULED, "no such photo");
  task = worker_test_look (fixture->transport, QUEUE, good);
  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_DONE);
  worker_test_check_text (task, "Hello, Ada");
}

static void
test_verdicts (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *reject = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'reject'>}");
  g_autofree char *retry = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'retry'>}");
  g_autofree char *requeue = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'requeue'>}");
  g_autoptr (BgQueuedTask) task = NULL;

  g_test_summary ("R1.8: a worker puts its task back, with an attempt count; or later, or never");
  run_to_end (fixture);
  worker_test_check (fixture->transport, QUEUE, reject, BG_QUEUED_STATE_DEAD, "rejected: makes no sense");
  worker_test_check (fixture->transport, QUEUE, retry, BG_QUEUED_STATE_SCHEDULED, "later");
  task = worker_test_look (fixture->transport, QUEUE, requeue);
  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_DONE);
  g_assert_cmpuint (bg_queued_task_get_attempt (task), ==, 3);
  g_assert_cmpuint (fixture->n_failed, ==, 4);
}

static void
test_other_worker (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  g_autoptr (BgWorker) other = bg_worker_new_for_func ("other", worker_test_deed, NULL, NULL);
  g_autofree char *known = worker_test_submit (fixture->transport, QUEUE, "other", "{'do': <'greet'>}");
  g_autofree char *unknown = worker_test_submit (fixture->transport, QUEUE, "nobody", "{'do': <'greet'>}");
  g_autofree char *own = worker_test_submit (fixture->transport, QUEUE, "deeds", "{'do': <'greet'>}");

  bg_worker_registry_add (registry, other);
  bg_queue_consumer_set_registry (fixture->consumer, registry);
  run_to_end (fixture);
  worker_test_check (fixture->transport, QUEUE, known, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (fixture->transport, QUEUE, own, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (fixture->transport, QUEUE, unknown, BG_QUEUED_STATE_DEAD, "rejected: no-worker: nobody");
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (BgQueueStats) stats = NULL;

  for (guint i = 0; i < 100; i++)
    g_free (worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}"));
  bg_queue_consumer_set_concurrency (fixture->consumer, 4);
  run_to_end (fixture);
  g_assert_cmpuint (fixture->n_done, ==, 100);
  stats = bg_transport_stats (fixture->transport, QUEUE, NULL, NULL);
  g_assert_cmpuint (stats->done, ==, 100);
}

static void
test_arrival (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_test_summary ("R3.3: a consumer that waits is told of new tasks");
  bg_queue_consumer_start (fixture->consumer);
  first = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  second = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");
  bg_test_run_until_count (NULL, &fixture->n_done, 2);
  bg_queue_consumer_drain (fixture->consumer, 0, 0);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
}

static void
test_rate (Fixture       *fixture,
           gconstpointer  data)
{
  gint64 before;

  g_test_summary ("R4.3: no more real starts than allowed within a period");
  for (guint i = 0; i < 6; i++)
    g_free (worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}"));
  bg_queue_consumer_set_rate (fixture->consumer, 2, 0.1);
  bg_queue_consumer_set_concurrency (fixture->consumer, 6);
  before = g_get_monotonic_time ();
  run_to_end (fixture);
  g_assert_cmpuint (fixture->n_done, ==, 6);
  /* Two at once, two after a period, two after another. */
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 200000);
}

static gboolean
is_running (gpointer data)
{
  return bg_queue_consumer_count_running (((Fixture *) data)->consumer) > 0;
}

static void
test_drain (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *hanging = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'hang'>}");
  g_autofree char *waiting = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");
  g_autoptr (BgQueuedTask) task = NULL;

  g_test_summary ("R3.8: what is worked on is given up after the grace time, and its attempt does not count");
  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until (NULL, is_running, fixture);
  bg_queue_consumer_drain (fixture->consumer, 1, 60000);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  task = worker_test_look (fixture->transport, QUEUE, hanging);
  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_READY);
  g_assert_cmpuint (bg_queued_task_get_attempt (task), ==, 0);
  worker_test_check (fixture->transport, QUEUE, waiting, BG_QUEUED_STATE_READY, NULL);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static void
test_time_limit (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'hang'>}");

  bg_queue_consumer_set_time_limit (fixture->consumer, 20);
  run_to_end (fixture);
  worker_test_check (fixture->transport, QUEUE, id, BG_QUEUED_STATE_SCHEDULED, "timed out after 0.020 s");
  g_assert_cmpstr (fixture->message, ==, "timed out after 0.020 s");
}

/* The limit of the task itself is looked after by the transport, too, which does not change what is said of it. */
static void
test_time_limit_of_task (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, g_variant_new_parsed ("{'do': <'hang'>}"));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autofree char *id = NULL;

  bg_queued_task_set_time_limit (task, 20);
  g_ptr_array_add (tasks, task);
  g_assert_true (bg_transport_submit (fixture->transport, tasks, NULL, NULL));
  id = g_strdup (bg_queued_task_get_id (task));
  run_to_end (fixture);
  worker_test_check (fixture->transport, QUEUE, id, BG_QUEUED_STATE_SCHEDULED, "timed out after 0.020 s");
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'hang'>}");
  const char *const ids[] = { id, NULL };

  bg_transport_set_lease_duration (fixture->transport, 100);
  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until (NULL, is_running, fixture);
  g_assert_cmpint (bg_transport_cancel (fixture->transport, QUEUE, ids, NULL, NULL), ==, 1);
  bg_test_run_until_count (NULL, &fixture->n_failed, 1);
  worker_test_check (fixture->transport, QUEUE, id, BG_QUEUED_STATE_CANCELLED, NULL);
  bg_queue_consumer_drain (fixture->consumer, 0, 0);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
}

static void
test_release (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'hang'>}");

  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until (NULL, is_running, fixture);
  bg_queue_consumer_release (fixture->consumer);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  worker_test_check (fixture->transport, QUEUE, id, BG_QUEUED_STATE_READY, NULL);
  while (is_running (fixture))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_end_of_worker (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *last = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'end'>}");
  g_autofree char *next = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");

  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  worker_test_check (fixture->transport, QUEUE, last, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (fixture->transport, QUEUE, next, BG_QUEUED_STATE_READY, NULL);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  bg_queue_consumer_start (fixture->consumer);
  bg_transport_close (fixture->transport, NULL, NULL);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
}

static void
test_process_queue (void)
{
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autoptr (BgWorker) worker = worker_test_new ();
  g_autofree char *bad = worker_test_submit (transport, QUEUE, NULL, "{'do': <'fail'>}");
  g_autofree char *again = worker_test_submit (transport, QUEUE, NULL, "{'do': <'requeue'>}");
  g_autofree char *good = worker_test_submit (transport, QUEUE, NULL, "{'do': <'greet'>}");
  g_autofree char *other = worker_test_submit (transport, QUEUE, "nobody", "{'do': <'greet'>}");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_test_summary ("R3.11, R1.8: what is there is done in the calling thread, errors are survived, and requeueing is real");
  g_assert_cmpint (bg_process_queue (transport, QUEUE, worker, NULL, &error), ==, 2);
  g_assert_no_error (error);
  worker_test_check (transport, QUEUE, bad, BG_QUEUED_STATE_SCHEDULED, "no such photo");
  worker_test_check (transport, QUEUE, again, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (transport, QUEUE, good, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (transport, QUEUE, other, BG_QUEUED_STATE_DEAD, "rejected: no-worker: nobody");
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (bg_process_queue (transport, QUEUE, worker, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Notes the order in which tasks are tried, and puts the first one back once. */
static gboolean
note_order (BgDelivery    *delivery,
            GCancellable  *cancellable,
            gpointer       order,
            GError       **error)
{
  const char *name = NULL;

  g_variant_lookup (bg_delivery_get_payload (delivery), "name", "&s", &name);
  g_string_append (order, name);
  if (g_str_equal (name, "a") && bg_delivery_get_attempt (delivery) == 1)
    bg_delivery_requeue (delivery);
  return TRUE;
}

static void
test_tail (void)
{
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (BgWorker) worker = bg_worker_new_for_func ("order", note_order, order, NULL);

  g_test_summary ("R1.8: what is requeued goes to the tail");
  g_free (worker_test_submit (transport, QUEUE, NULL, "{'name': <'a'>}"));
  g_free (worker_test_submit (transport, QUEUE, NULL, "{'name': <'b'>}"));
  g_free (worker_test_submit (transport, QUEUE, NULL, "{'name': <'c'>}"));
  g_assert_cmpint (bg_process_queue (transport, QUEUE, worker, NULL, NULL), ==, 3);
  g_assert_cmpstr (order->str, ==, "abca");
}

static void
check_refused (BgTransport      *transport,
               BgWorkerConfig   *config,
               BgWorkerRegistry *registry,
               const char       *worker,
               const char       *queue,
               const char       *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (bg_run_worker (transport, config, registry, worker, queue, NULL, &error), ==, -1);
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_run_worker (void)
{
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autoptr (BgWorker) worker = worker_test_new ();
  g_autoptr (GError) error = NULL;

  g_test_summary ("R3.11: three mistakes, three errors");
  bg_worker_registry_add (registry, worker);
  bg_worker_config_set (config, QUEUE "=deeds", &error);
  bg_worker_config_set (config, "albums=deeds", &error);
  bg_worker_config_set (config, "mails=nobody", &error);
  g_assert_no_error (error);
  g_free (worker_test_submit (transport, QUEUE, NULL, "{'do': <'greet'>}"));
  g_free (worker_test_submit (transport, "albums", NULL, "{'do': <'greet'>}"));
  g_assert_cmpint (bg_run_worker (transport, config, registry, "deeds", NULL, NULL, &error), ==, 2);
  g_free (worker_test_submit (transport, QUEUE, NULL, "{'do': <'greet'>}"));
  g_assert_cmpint (bg_run_worker (transport, config, registry, NULL, QUEUE, NULL, &error), ==, 1);
  g_assert_no_error (error);
  check_refused (transport, config, registry, NULL, "unset", "No worker is set for the queue “unset”, and none is given");
  check_refused (transport, config, registry, "unused", NULL, "No queue is set for the worker “unused”, and none is given");
  check_refused (transport, config, registry, NULL, "mails", "There is no worker “nobody”");
}

#define ADD(name, func) g_test_add ("/queue-consumer/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("properties", test_properties);
  ADD ("good-and-bad", test_good_and_bad);
  ADD ("verdicts", test_verdicts);
  ADD ("other-worker", test_other_worker);
  ADD ("many", test_many);
  ADD ("arrival", test_arrival);
  ADD ("rate", test_rate);
  ADD ("drain", test_drain);
  ADD ("time-limit", test_time_limit);
  ADD ("time-limit/of-task", test_time_limit_of_task);
  ADD ("cancel", test_cancel);
  ADD ("release", test_release);
  ADD ("end-of-worker", test_end_of_worker);
  ADD ("closed", test_closed);
  g_test_add_func ("/queue-consumer/process-queue", test_process_queue);
  g_test_add_func ("/queue-consumer/tail", test_tail);
  g_test_add_func ("/queue-consumer/run-worker", test_run_worker);
  return g_test_run ();
}
