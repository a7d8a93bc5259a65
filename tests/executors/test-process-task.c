/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

/* A kind that sends and gets something else. */

#define OWN_TYPE_TASK (own_task_get_type ())
G_DECLARE_FINAL_TYPE (OwnTask, own_task, OWN, TASK, BgProcessTask)

struct _OwnTask
{
  BgProcessTask parent_instance;

  gboolean      gives_up;
  GString      *log;
};

G_DEFINE_FINAL_TYPE (OwnTask, own_task, BG_TYPE_PROCESS_TASK)

static gboolean
own_task_prepare (BgProcessTask *task)
{
  OwnTask *self = OWN_TASK (task);

  g_string_append (self->log, "prepare ");
  if (self->gives_up)
    {
      bg_task_return_string (BG_TASK (task), "gave up");
      return FALSE;
    }
  bg_process_task_set_arguments (task, g_variant_new_parsed ("{'value': <'prepared'>}"));
  return TRUE;
}

static void
own_task_take_result (BgProcessTask *task,
                      GVariant      *result)
{
  g_string_append_printf (OWN_TASK (task)->log, "result ");
  bg_task_return_int (BG_TASK (task), (int) strlen (g_variant_get_string (result, NULL)));
}

static void
own_task_take_failure (BgProcessTask *task,
                       const GError  *error,
                       const char    *traceback,
                       GVariant      *details)
{
  int free = -1;

  g_variant_lookup (details, "free", "i", &free);
  g_string_append_printf (OWN_TASK (task)->log, "failure %s %d ", traceback, free);
  BG_PROCESS_TASK_CLASS (own_task_parent_class)->take_failure (task, error, traceback, details);
}

static void
own_task_finalize (GObject *object)
{
  g_string_free (OWN_TASK (object)->log, TRUE);
  G_OBJECT_CLASS (own_task_parent_class)->finalize (object);
}

static void
own_task_class_init (OwnTaskClass *klass)
{
  BgProcessTaskClass *process_class = BG_PROCESS_TASK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = own_task_finalize;
  process_class->prepare = own_task_prepare;
  process_class->take_result = own_task_take_result;
  process_class->take_failure = own_task_take_failure;
}

static void
own_task_init (OwnTask *self)
{
  self->log = g_string_new (NULL);
}

static OwnTask *
run (ProcessTest *test,
     const char  *what,
     gboolean     gives_up)
{
  OwnTask *task = g_object_new (OWN_TYPE_TASK, "worker", "test", "executor", test->executor, NULL);
  GValue value = G_VALUE_INIT;

  task->gives_up = gives_up;
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, what);
  bg_task_set_argument (BG_TASK (task), "what", &value);
  g_value_unset (&value);
  core_add_task (test->manager, g_object_ref (BG_TASK (task)));
  core_watch_run (test->watch, 1);
  return task;
}

static void
test_kinds_can_be_derived (void)
{
  ProcessTest test;
  g_autoptr (OwnTask) good = NULL;
  g_autoptr (OwnTask) bad = NULL;
  g_autoptr (OwnTask) early = NULL;

  process_test_set_up (&test, 1);
  good = run (&test, "echo", FALSE);
  g_assert_cmpstr (good->log->str, ==, "prepare result ");
  g_assert_cmpint (g_value_get_int (bg_task_get_result (BG_TASK (good))), ==, 8);
  bad = run (&test, "fail-in-detail", FALSE);
  g_assert_cmpstr (bad->log->str, ==, "prepare failure line 1\nline 2 0 ");
  g_assert_cmpint (bg_task_get_state (BG_TASK (bad)), ==, BG_TASK_STATE_FAILED);
  early = run (&test, "echo", TRUE);
  g_assert_cmpstr (g_value_get_string (bg_task_get_result (BG_TASK (early))), ==, "gave up");
  process_test_tear_down (&test);
}

static void
count_cb (guint *counter)
{
  (*counter)++;
}

static void
test_properties (void)
{
  g_autoptr (BgProcessTask) task = BG_PROCESS_TASK (bg_process_task_new ("test", NULL));
  g_autoptr (GVariant) arguments = g_variant_ref_sink (g_variant_new_parsed ("{'a': <1>}"));
  g_autoptr (GVariant) found = NULL;
  g_autofree char *worker = NULL;
  guint n_notified = 0;

  g_signal_connect_swapped (task, "notify::arguments", G_CALLBACK (count_cb), &n_notified);
  g_assert_null (bg_process_task_get_arguments (task));
  bg_process_task_set_arguments (task, arguments);
  bg_process_task_set_arguments (task, arguments);
  g_assert_cmpuint (n_notified, ==, 1);
  g_object_get (task, "arguments", &found, "worker", &worker, NULL);
  g_assert_cmpvariant (found, arguments);
  g_assert_cmpstr (worker, ==, "test");
}

static void
add_tests (void)
{
  g_test_add_func ("/process-task/derived", test_kinds_can_be_derived);
  g_test_add_func ("/process-task/properties", test_properties);
}

int
main (int    argc,
      char **argv)
{
  return process_test_main (argc, argv, add_tests);
}
