/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "worker-test.h"

#include <unistd.h>

/* Workers that are files: modules, Python and JavaScript. */

#define QUEUE "photos"

static void
count_cb (guint *counter)
{
  (*counter)++;
}

/* In children of a pool. */
/* An interpreter cannot load a sanitizer that was not there before itself. What the build has not found is not in the
 * environment. */
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
# define IS_SANITIZED TRUE
#else
# define IS_SANITIZED FALSE
#endif

static void
run_pool (BgTransport *transport,
          const char  *file)
{
  g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
  g_autoptr (BgWorkerPool) pool = bg_worker_pool_new (transport, registry);
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autofree char *text = g_strdup_printf ("[worker greet]\nfile=%s\n[queues]\n" QUEUE "=greet\n", file);
  g_autoptr (GError) error = NULL;
  guint n_ended = 0;

  bg_worker_config_load_data (config, text, "a.conf", &error);
  g_assert_no_error (error);
  bg_worker_pool_set_halts_when_empty (pool, TRUE);
  g_assert_true (bg_worker_pool_configure (pool, config, &error));
  g_assert_no_error (error);
  g_signal_connect_swapped (pool, "ended", G_CALLBACK (count_cb), &n_ended);
  bg_worker_pool_start (pool);
  bg_test_run_until_count (NULL, &n_ended, 1);
}

static void
test_module (void)
{
  const char *file = g_getenv ("BG_TEST_WORKER_MODULE");
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autofree char *id = worker_test_submit (transport, QUEUE, NULL, "{'name': <'Ada'>}");
  g_autoptr (BgQueuedTask) task = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) second = NULL;

  run_pool (transport, file);
  task = worker_test_look (transport, QUEUE, id);
  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_DONE);
  result = bg_queued_task_get_result (task);
  g_variant_get_child (result, 0, "v", &first);
  g_variant_get_child (result, 1, "v", &second);
  g_assert_cmpstr (g_variant_get_string (first, NULL), ==, "Hello, Ada");
  g_assert_cmpint (g_variant_get_int64 (second), !=, getpid ());
}

static void
test_language (gconstpointer variable)
{
  const char *file = g_getenv (variable);
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autofree char *good = worker_test_submit (transport, QUEUE, NULL, "{'name': <'Ada'>}");
  g_autofree char *bad = worker_test_submit (transport, QUEUE, NULL, "{'do': <'fail'>}");
  g_autofree char *reject = worker_test_submit (transport, QUEUE, NULL, "{'do': <'reject'>}");
  g_autofree char *last = worker_test_submit (transport, QUEUE, NULL, "{'name': <'Eve'>}");
  g_autoptr (BgQueuedTask) task = NULL;
  g_autoptr (BgQueuedTask) failed = NULL;

  run_pool (transport, file);
  task = worker_test_look (transport, QUEUE, good);
  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_DONE);
  worker_test_check_text (task, "Hello, Ada, for the 1. time");
  failed = worker_test_look (transport, QUEUE, bad);
  g_assert_cmpint (bg_queued_task_get_state (failed), ==, BG_QUEUED_STATE_SCHEDULED);
  g_assert_nonnull (strstr (bg_queued_task_get_reason (failed), "no such photo"));
  worker_test_check (transport, QUEUE, reject, BG_QUEUED_STATE_DEAD, "rejected: makes no sense");
  worker_test_check (transport, QUEUE, last, BG_QUEUED_STATE_DONE, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker-languages/module", test_module);
  if (g_getenv ("BG_TEST_WORKER_PYTHON") != NULL && !IS_SANITIZED)
    g_test_add_data_func ("/worker-languages/python", "BG_TEST_WORKER_PYTHON", test_language);
  if (g_getenv ("BG_TEST_WORKER_JAVASCRIPT") != NULL && !IS_SANITIZED)
    g_test_add_data_func ("/worker-languages/javascript", "BG_TEST_WORKER_JAVASCRIPT", test_language);
  return g_test_run ();
}
