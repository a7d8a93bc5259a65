/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

#include <string.h>

/* Workers in modules and in other languages. What the build has not found is not in the environment. */

/* An interpreter cannot load a sanitizer that was not there before itself. */
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
# define IS_SANITIZED TRUE
#else
# define IS_SANITIZED FALSE
#endif

static BgTask *
ask (ProcessTest *test,
     const char  *worker,
     const char  *arguments)
{
  BgTask *task = bg_process_task_new (worker, g_variant_new_parsed (arguments));

  bg_task_set_executor (task, BG_EXECUTOR (test->executor));
  core_add_task (test->manager, g_object_ref (task));
  core_watch_run (test->watch, 1);
  return task;
}

static void
assert_failure (BgTask     *task,
                const char *part)
{
  g_autoptr (GError) error = bg_task_dup_error (task);

  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_assert_cmpstr (error->message, ==, part);
}

static void
test_module (void)
{
  ProcessTest test;
  g_autoptr (BgTask) sum = NULL;
  g_autoptr (BgTask) failed = NULL;
  g_autoptr (BgTask) unknown = NULL;
  const char *module = g_getenv ("BG_TEST_MODULE");

  process_test_set_up (&test, 2);
  bg_process_executor_register_module (test.executor, "add", module, "process_module_add");
  bg_process_executor_register_module (test.executor, "unknown", module, "process_module_unknown");
  sum = ask (&test, "add", "{'a': <2>, 'b': <3>}");
  g_assert_cmpint (g_value_get_int (bg_task_get_result (sum)), ==, 5);
  failed = ask (&test, "add", "{'a': <2>}");
  assert_failure (failed, "Two numbers are wanted");
  unknown = ask (&test, "unknown", "{'a': <2>}");
  assert_failure (unknown, "process_module_unknown");
  process_test_tear_down (&test);
}

static void
test_python (void)
{
  ProcessTest test;
  g_autoptr (BgTask) sum = NULL;
  g_autoptr (BgTask) failed = NULL;
  int n;

  process_test_set_up (&test, 2);
  bg_process_executor_register_python (test.executor, "add", "process_python:add", g_getenv ("BG_TEST_PYTHON"));
  sum = ask (&test, "add", "{'a': <2>, 'b': <3>}");
  g_assert_true (g_variant_lookup (g_value_get_variant (bg_task_get_result (sum)), "sum", "i", &n));
  g_assert_cmpint (n, ==, 5);
  failed = ask (&test, "add", "{'a': <2>}");
  assert_failure (failed, "missing 1 required positional argument");
  process_test_tear_down (&test);
}

static void
test_javascript (void)
{
  ProcessTest test;
  g_autoptr (BgTask) sum = NULL;
  g_autoptr (BgTask) failed = NULL;

  process_test_set_up (&test, 2);
  bg_process_executor_register_javascript (test.executor, "add", g_getenv ("BG_TEST_JAVASCRIPT"));
  sum = ask (&test, "add", "{'a': <2>, 'b': <3>}");
  g_assert_cmpint (g_value_get_int (bg_task_get_result (sum)), ==, 5);
  failed = ask (&test, "add", "{'a': <2>}");
  assert_failure (failed, "Two numbers are wanted");
  process_test_tear_down (&test);
}

static void
add_tests (void)
{
  g_test_add_func ("/process-languages/module", test_module);
  if (g_getenv ("BG_TEST_PYTHON") != NULL && !IS_SANITIZED)
    g_test_add_func ("/process-languages/python", test_python);
  if (g_getenv ("BG_TEST_JAVASCRIPT") != NULL && !IS_SANITIZED)
    g_test_add_func ("/process-languages/javascript", test_javascript);
}

int
main (int    argc,
      char **argv)
{
  return process_test_main (argc, argv, add_tests);
}
