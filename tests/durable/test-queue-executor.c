/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "worker-test.h"

#include <signal.h>

#define QUEUE "photos"

typedef struct
{
  BgTransport     *transport;
  BgTaskManager   *manager;
  BgQueueExecutor *executor;
  BgQueueConsumer *consumer;
  BgTestGate      *gate;
  guint            n_ended;
} Fixture;

static gboolean
pass_gate (BgDelivery    *delivery,
           GCancellable  *cancellable,
           gpointer       gate,
           GError       **error)
{
  bg_delivery_report_progress (delivery, 0.5, "half");
  bg_test_gate_pass (gate);
  return TRUE;
}

static void
ended_cb (Fixture *fixture)
{
  fixture->n_ended++;
}

static BgTaskManager *
make_manager (Fixture *fixture)
{
  BgTaskManager *manager = bg_task_manager_new (1);

  g_signal_connect_swapped (manager, "task-completed", G_CALLBACK (ended_cb), fixture);
  g_signal_connect_swapped (manager, "task-failed", G_CALLBACK (ended_cb), fixture);
  bg_task_manager_start_processing (manager);
  return manager;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (BgWorker) worker = worker_test_new ();
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  g_autoptr (BgWorker) gate = NULL;

  fixture->gate = bg_test_gate_new ();
  gate = bg_worker_new_for_func ("gate", pass_gate, fixture->gate, NULL);
  bg_worker_registry_add (registry, gate);
  fixture->transport = worker_test_open ();
  fixture->executor = bg_queue_executor_new (fixture->transport);
  fixture->manager = make_manager (fixture);
  fixture->consumer = bg_queue_consumer_new (fixture->transport, QUEUE, worker);
  bg_queue_consumer_set_registry (fixture->consumer, registry);
}

static gboolean
has_ended (gpointer consumer)
{
  return bg_queue_consumer_has_ended (consumer);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  bg_test_gate_open (fixture->gate);
  bg_queue_consumer_drain (fixture->consumer, 1000, 1000);
  bg_test_run_until (NULL, has_ended, fixture->consumer);
  g_object_unref (fixture->consumer);
  g_object_unref (fixture->manager);
  bg_test_drain (NULL);
  g_object_unref (fixture->executor);
  g_object_unref (fixture->transport);
  bg_test_gate_unref (fixture->gate);
}

static BgTask *
add (Fixture    *fixture,
     const char *worker,
     const char *payload,
     const char *key)
{
  BgTask *task = bg_queue_task_new (QUEUE, worker, g_variant_new_parsed (payload));
  g_autoptr (GError) error = NULL;

  bg_queue_task_set_key (BG_QUEUE_TASK (task), key);
  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  bg_task_manager_add (fixture->manager, task, &error);
  g_assert_no_error (error);
  return task;
}

static void
assert_result (BgTask     *task,
               const char *expected)
{
  g_autoptr (GError) error = bg_task_dup_error (task);
  const GValue *value = bg_task_get_result (task);

  g_assert_no_error (error);
  g_assert_true (G_VALUE_HOLDS_STRING (value));
  g_assert_cmpstr (g_value_get_string (value), ==, expected);
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GVariant) payload = g_variant_ref_sink (g_variant_new_parsed ("{'do': <'greet'>}"));
  g_autoptr (BgTask) task = bg_queue_task_new (QUEUE, "deeds", payload);
  BgQueueTask *self = BG_QUEUE_TASK (task);
  g_autofree char *id = bg_queue_task_make_id ("a key");
  g_autofree char *same_id = bg_queue_task_make_id ("a key");

  g_assert_cmpstr (bg_queue_task_get_queue (self), ==, QUEUE);
  g_assert_cmpstr (bg_queue_task_get_worker (self), ==, "deeds");
  g_assert_true (bg_queue_task_get_payload (self) == payload);
  g_assert_null (bg_queue_task_get_key (self));
  g_object_set (task, "key", "a key", NULL);
  g_assert_cmpstr (bg_queue_task_get_key (self), ==, "a key");
  g_assert_cmpstr (id, ==, same_id);
  g_assert_true (bg_queue_executor_get_transport (fixture->executor) == fixture->transport);
  g_assert_cmpuint (bg_queue_executor_count_running (fixture->executor), ==, 0);
}

static void
test_result (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (BgTask) task = add (fixture, NULL, "{'do': <'greet'>, 'name': <'Ada'>}", NULL);

  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  assert_result (task, "Hello, Ada");
  g_assert_cmpuint (bg_queue_executor_count_running (fixture->executor), ==, 0);
}

static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (BgTask) task = add (fixture, NULL, "{'do': <'reject'>}", NULL);
  g_autoptr (BgTask) lost = add (fixture, "nobody", "{'do': <'greet'>}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until_count (NULL, &fixture->n_ended, 2);
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "rejected: makes no sense");
  other = bg_task_dup_error (lost);
  g_assert_cmpstr (other->message, ==, "rejected: no-worker: nobody");
}

static gboolean
is_half_done (gpointer task)
{
  return bg_task_get_fraction (task) == 0.5;
}

static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (BgTask) task = NULL;
  g_autofree char *text = NULL;

  bg_transport_set_lease_duration (fixture->transport, 150);
  task = add (fixture, "gate", "@a{sv} {}", NULL);
  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until (NULL, is_half_done, task);
  text = bg_task_dup_text (task);
  g_assert_cmpstr (text, ==, "half");
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
}

static gboolean
is_cancelled (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (BgQueueStats) stats = bg_transport_stats (fixture->transport, QUEUE, NULL, NULL);

  return stats->cancelled == 1;
}

static gboolean
is_stored (gpointer data)
{
  Fixture *fixture = data;

  return bg_transport_poll_queue (fixture->transport, QUEUE, NULL, NULL) == 1;
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (BgTask) task = add (fixture, NULL, "{'do': <'greet'>}", NULL);

  bg_test_run_until (NULL, is_stored, fixture);
  bg_task_stop (task);
  bg_test_run_until (NULL, is_cancelled, fixture);
  g_assert_cmpuint (bg_queue_executor_count_running (fixture->executor), ==, 0);
}

static void
test_key (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr (BgTask) task = add (fixture, NULL, "{'do': <'greet'>, 'name': <'Ada'>}", "greet Ada");
  g_autoptr (BgQueueExecutor) other = bg_queue_executor_new (fixture->transport);
  g_autoptr (BgTaskManager) manager = make_manager (fixture);
  g_autoptr (BgTask) again = bg_queue_task_new (QUEUE, NULL, NULL);
  g_autoptr (BgTask) late = NULL;
  g_autoptr (BgQueueStats) stats = NULL;

  g_test_summary ("A program that comes back finds its tasks by their keys, whether they wait or are done");
  bg_test_run_until (NULL, is_stored, fixture);
  bg_queue_task_set_key (BG_QUEUE_TASK (again), "greet Ada");
  bg_task_set_executor (again, BG_EXECUTOR (other));
  bg_task_manager_add (manager, again, NULL);
  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until_count (NULL, &fixture->n_ended, 2);
  assert_result (task, "Hello, Ada");
  assert_result (again, "Hello, Ada");
  late = add (fixture, NULL, "{'do': <'greet'>}", "greet Ada");
  bg_test_run_until_count (NULL, &fixture->n_ended, 3);
  assert_result (late, "Hello, Ada");
  stats = bg_transport_stats (fixture->transport, QUEUE, NULL, NULL);
  g_assert_cmpuint (stats->done, ==, 1);
}

static gboolean
return_name (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  bg_task_return_variant (task, g_variant_new_parsed ("{'name': <'Ada'>}"));
  return TRUE;
}

static void
test_graph (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (BgTask) first = bg_task_new (return_name, NULL, NULL);
  g_autoptr (BgTask) task = bg_queue_task_new (QUEUE, NULL, g_variant_new_parsed ("{'do': <'greet'>}"));
  guint64 id = bg_task_manager_add (fixture->manager, first, NULL);

  bg_task_add_upstream (task, id);
  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  bg_task_manager_add (fixture->manager, task, NULL);
  bg_queue_consumer_start (fixture->consumer);
  bg_test_run_until_count (NULL, &fixture->n_ended, 2);
  assert_result (task, "Hello, Ada");
}

static void
test_wrong_kind (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (BgTask) task = bg_task_new (return_name, NULL, NULL);
  g_autoptr (BgTask) elsewhere = bg_queue_task_new (QUEUE, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  bg_task_manager_add (fixture->manager, task, NULL);
  bg_task_manager_add (fixture->manager, elsewhere, NULL);
  bg_test_run_until_count (NULL, &fixture->n_ended, 2);
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  other = bg_task_dup_error (elsewhere);
  g_assert_error (other, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
}

static void
test_bad_queue (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (BgTask) task = bg_queue_task_new ("no good", NULL, NULL);
  g_autoptr (GError) error = NULL;

  bg_task_set_executor (task, BG_EXECUTOR (fixture->executor));
  bg_task_manager_add (fixture->manager, task, NULL);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
}

static void
test_death (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  g_autoptr (BgWorkerPool) pool = bg_worker_pool_new (fixture->transport, registry);
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  const char *const argv[] = { program, NULL };
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A worker that dies does not end the task");
  bg_worker_registry_add_program (registry, "deeds", argv, &error);
  bg_worker_config_set (config, QUEUE "=deeds", &error);
  bg_worker_pool_configure (pool, config, &error);
  g_assert_no_error (error);
  task = add (fixture, NULL, "{'do': <'kill-once'>}", NULL);
  bg_worker_pool_start (pool);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  error = bg_task_dup_error (task);
  g_assert_no_error (error);
  g_assert_cmpuint (bg_worker_pool_count_failed (pool), ==, 1);
  g_signal_connect_swapped (pool, "ended", G_CALLBACK (ended_cb), fixture);
  bg_worker_pool_drain (pool);
  bg_test_run_until_count (NULL, &fixture->n_ended, 2);
}

/* What the test is when it is started with the URI of a store: a program that adds a task, and is killed. */
static void
submit_and_die (const char *uri)
{
  Fixture fixture = { NULL };
  g_autoptr (BgTask) task = NULL;

  fixture.transport = bg_transport_new_for_uri (uri, NULL);
  fixture.executor = bg_queue_executor_new (fixture.transport);
  fixture.manager = make_manager (&fixture);
  task = add (&fixture, NULL, "{'do': <'greet'>, 'name': <'Ada'>}", "greet Ada");
  bg_test_run_until (NULL, is_stored, &fixture);
  raise (SIGKILL);
}

static void
die_elsewhere (const char *uri)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--submit", uri, NULL);

  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));
}

static void
remove_folder (const char *path)
{
  const char *const argv[] = { "rm", "-r", path, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
test_program_dies (void)
{
  g_autofree char *folder = g_dir_make_tmp ("taskmgr-XXXXXX", NULL);
  g_autofree char *uri = g_strconcat ("filesys:", folder, "/spool", NULL);
  g_autoptr (BgWorker) worker = worker_test_new ();
  g_autoptr (BgTask) task = NULL;
  g_autoptr (BgQueueStats) stats = NULL;
  Fixture fixture = { NULL };

  g_test_summary ("What a program has submitted before it was killed is done, and found by its key when it is started anew");
  die_elsewhere (uri);
  fixture.transport = bg_transport_new_for_uri (uri, NULL);
  fixture.executor = bg_queue_executor_new (fixture.transport);
  fixture.manager = make_manager (&fixture);
  g_assert_cmpint (bg_process_queue (fixture.transport, QUEUE, worker, NULL, NULL), ==, 1);
  task = add (&fixture, NULL, "{'do': <'greet'>, 'name': <'Ada'>}", "greet Ada");
  bg_test_run_until_count (NULL, &fixture.n_ended, 1);
  assert_result (task, "Hello, Ada");
  stats = bg_transport_stats (fixture.transport, QUEUE, NULL, NULL);
  g_assert_cmpuint (stats->done, ==, 1);
  g_assert_cmpuint (stats->ready, ==, 0);
  g_object_unref (fixture.manager);
  bg_test_drain (NULL);
  g_object_unref (fixture.executor);
  bg_transport_close (fixture.transport, NULL, NULL);
  g_object_unref (fixture.transport);
  remove_folder (folder);
}

#define ADD(name, func) g_test_add ("/queue-executor/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  if (worker_test_serve ())
    return 0;
  if (argc == 3 && g_str_equal (argv[1], "--submit"))
    submit_and_die (argv[2]);
  g_test_init (&argc, &argv, NULL);
  ADD ("properties", test_properties);
  ADD ("result", test_result);
  ADD ("failure", test_failure);
  ADD ("progress", test_progress);
  ADD ("stop", test_stop);
  ADD ("key", test_key);
  ADD ("graph", test_graph);
  ADD ("wrong-kind", test_wrong_kind);
  ADD ("bad-queue", test_bad_queue);
  ADD ("death", test_death);
  g_test_add_func ("/queue-executor/program-dies", test_program_dies);
  return g_test_run ();
}
