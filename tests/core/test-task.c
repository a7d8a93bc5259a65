/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *counter)
{
  (*counter)++;
}

static void
destroy_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* The three ways to a property of a type, which is given as text. */
static void
set_from_text (GValue     *value,
               GType       type,
               const char *text)
{
  g_value_init (value, type);
  if (type == G_TYPE_STRING)
    g_value_set_string (value, text);
  else if (type == G_TYPE_INT)
    g_value_set_int (value, (int) g_ascii_strtoll (text, NULL, 10));
  else if (type == G_TYPE_UINT)
    g_value_set_uint (value, (guint) g_ascii_strtoull (text, NULL, 10));
  else
    g_value_set_enum (value, (int) g_ascii_strtoll (text, NULL, 10));
}

static void
assert_property (gpointer    task,
                 const char *name,
                 GType       type,
                 const char *expected)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) wanted = G_VALUE_INIT;
  g_autofree char *found = NULL;
  g_autofree char *sought = NULL;

  g_object_get_property (task, name, &value);
  set_from_text (&wanted, type, expected);
  found = g_strdup_value_contents (&value);
  sought = g_strdup_value_contents (&wanted);
  g_assert_cmpstr (found, ==, sought);
}

static void
set_property (gpointer    task,
              const char *name,
              GType       type,
              const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  set_from_text (&value, type, text);
  g_object_set_property (task, name, &value);
}

typedef struct
{
  const char *name;
  GType       type;
  const char *initial;
  const char *first;
  const char *second;
} Property;

static void
check_by_name (const Property *property)
{
  g_autofree char *signal = g_strconcat ("notify::", property->name, NULL);
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  guint n = 0;

  g_signal_connect (task, signal, G_CALLBACK (count_cb), &n);
  assert_property (task, property->name, property->type, property->initial);
  set_property (task, property->name, property->type, property->initial);
  g_assert_cmpuint (n, ==, 0);
  set_property (task, property->name, property->type, property->first);
  g_assert_cmpuint (n, ==, 1);
  assert_property (task, property->name, property->type, property->first);
  set_property (task, property->name, property->type, property->first);
  g_assert_cmpuint (n, ==, 1);
  set_property (task, property->name, property->type, property->second);
  g_assert_cmpuint (n, ==, 2);
  assert_property (task, property->name, property->type, property->second);
  g_assert_finalize_object (g_steal_pointer (&task));
}

static void
test_properties_by_name (void)
{
  const Property properties[] = {
    { "name", G_TYPE_STRING, NULL, "count", "sort" },
    { "group", G_TYPE_STRING, NULL, "thumbnails", NULL },
    { "priority", G_TYPE_INT, "0", "-2147483648", "2147483647" },
    { "task-class", BG_TYPE_ADMISSION_CLASS, "1", "3", "0" },
    { "delay", G_TYPE_UINT, "0", "4294967295", "5" },
    { "deadline", G_TYPE_UINT, "0", "4294967295", "5" },
    { "time-limit", G_TYPE_UINT, "0", "4294967295", "5" },
    { "at-shut-down", BG_TYPE_AT_SHUT_DOWN, "0", "1", "2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    check_by_name (&properties[i]);
}

static void
test_properties_by_function (void)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  guint n = 0;

  g_signal_connect (task, "notify", G_CALLBACK (count_cb), &n);
  for (guint i = 0; i < 2; i++)
    {
      bg_task_set_name (task, "count");
      bg_task_set_group (task, "g");
      bg_task_set_priority (task, 7);
      bg_task_set_task_class (task, BG_TASK_CLASS_HIGH);
      bg_task_set_delay (task, 8);
      bg_task_set_deadline (task, 9);
      bg_task_set_time_limit (task, 10);
      bg_task_set_at_shut_down (task, BG_AT_SHUT_DOWN_CONTINUE);
      g_assert_cmpuint (n, ==, 8);
      g_assert_cmpuint (bg_task_get_time_limit (task), ==, 10);
      g_assert_cmpint (bg_task_get_at_shut_down (task), ==, BG_AT_SHUT_DOWN_CONTINUE);
    }
  g_assert_cmpstr (bg_task_get_name (task), ==, "count");
  g_assert_cmpstr (bg_task_get_group (task), ==, "g");
  g_assert_cmpint (bg_task_get_priority (task), ==, 7);
  g_assert_cmpint (bg_task_get_task_class (task), ==, BG_TASK_CLASS_HIGH);
  g_assert_cmpuint (bg_task_get_delay (task), ==, 8);
  g_assert_cmpuint (bg_task_get_deadline (task), ==, 9);
  assert_property (task, "name", G_TYPE_STRING, "count");
  assert_property (task, "group", G_TYPE_STRING, "g");
  assert_property (task, "priority", G_TYPE_INT, "7");
  assert_property (task, "task-class", BG_TYPE_ADMISSION_CLASS, "2");
  assert_property (task, "delay", G_TYPE_UINT, "8");
  assert_property (task, "deadline", G_TYPE_UINT, "9");
}

static void
test_properties_at_construction (void)
{
  g_autoptr (BgTask) task = g_object_new (BG_TYPE_TASK,
                                          "name", "count",
                                          "group", "g",
                                          "priority", -3,
                                          "task-class", BG_TASK_CLASS_LOW,
                                          "delay", 1,
                                          "deadline", 2,
                                          NULL);

  g_assert_cmpstr (bg_task_get_name (task), ==, "count");
  g_assert_cmpstr (bg_task_get_group (task), ==, "g");
  g_assert_cmpint (bg_task_get_priority (task), ==, -3);
  g_assert_cmpint (bg_task_get_task_class (task), ==, BG_TASK_CLASS_LOW);
  g_assert_cmpuint (bg_task_get_delay (task), ==, 1);
  g_assert_cmpuint (bg_task_get_deadline (task), ==, 2);
}

/* Before it is added a task has no outcome, no times and no manager. */
static void
test_new_task (void)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  g_autofree char *reason = bg_task_dup_waiting_reason (task);
  g_autofree char *text = bg_task_dup_text (task);
  gsize n_ids = 3;

  g_assert_cmpuint (bg_task_get_id (task), ==, 0);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_NEW);
  g_assert_false (bg_task_is_ended (task));
  g_assert_null (bg_task_dup_manager (task));
  g_assert_null (bg_task_get_result (task));
  g_assert_null (bg_task_dup_error (task));
  g_assert_cmpuint (bg_task_get_failed_upstream (task), ==, 0);
  g_assert_cmpfloat (bg_task_get_fraction (task), ==, 0);
  g_assert_null (text);
  g_assert_cmpstr (reason, ==, "Not added to a task manager yet");
  g_assert_cmpint (bg_task_get_added_time (task), ==, 0);
  g_assert_cmpint (bg_task_get_ready_time (task), ==, 0);
  g_assert_cmpint (bg_task_get_start_time (task), ==, 0);
  g_assert_cmpint (bg_task_get_end_time (task), ==, 0);
  g_assert_null (bg_task_get_upstream_ids (task, &n_ids));
  g_assert_cmpuint (n_ids, ==, 0);
  g_assert_null (bg_task_get_argument (task, "a"));
  g_assert_null (bg_task_get_cancellable (task));
  g_assert_false (bg_task_stop (task));
}

static void
test_read_only_properties (void)
{
  static const char *names[] = {
    "id", "state", "fraction", "text", "waiting-reason", "result", "error", "added-time", "ready-time",
    "start-time", "end-time", "attempt",
  };
  GObjectClass *klass = g_type_class_ref (BG_TYPE_TASK);
  guint n;
  g_autofree GParamSpec **all = g_object_class_list_properties (klass, &n);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpint (g_object_class_find_property (klass, names[i])->flags & G_PARAM_WRITABLE, ==, 0);
  /* Those, and those that are tested elsewhere. */
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (names) + 11);
  g_type_class_unref (klass);
}

static void
test_getters_agree_with_properties (void)
{
  g_autoptr (BgTaskManager) manager = core_manager_new (1);
  g_autoptr (CoreWatch) watch = core_watch_new (manager);
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  guint64 id;
  gint64 added, ready, start, end;
  BgTaskState state;
  double fraction;
  g_autofree char *text = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;
  GValue *result = NULL;

  core_add_task (manager, g_object_ref (task));
  core_watch_run (watch, 1);
  g_object_get (task, "id", &id, "state", &state, "fraction", &fraction, "text", &text, "waiting-reason", &reason,
                "result", &result, "error", &error, "added-time", &added, "ready-time", &ready,
                "start-time", &start, "end-time", &end, NULL);
  g_assert_cmpuint (id, ==, 1);
  g_assert_cmpint (state, ==, BG_TASK_STATE_COMPLETED);
  g_assert_cmpfloat (fraction, ==, 0);
  g_assert_null (text);
  g_assert_null (reason);
  g_assert_null (error);
  g_assert_null (result);
  g_assert_cmpint (added, ==, bg_task_get_added_time (task));
  g_assert_cmpint (ready, ==, bg_task_get_ready_time (task));
  g_assert_cmpint (start, ==, bg_task_get_start_time (task));
  g_assert_cmpint (end, ==, bg_task_get_end_time (task));
}

static void
test_never_added (void)
{
  BgTask *task;
  guint n_destroyed = 0;
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  task = bg_task_new (core_body_nothing, &n_destroyed, destroy_cb);
  bg_task_set_name (task, "unused");
  bg_task_add_upstream (task, 5);
  bg_task_set_argument (task, "a", &value);
  bg_task_report_progress (task, 0.5, "half");
  g_assert_cmpuint (n_destroyed, ==, 0);
  g_assert_finalize_object (task);
  g_assert_cmpuint (n_destroyed, ==, 1);
}

/* Reporting is for bodies; a task that reported and was never added must not leak what it was given. */
static void
test_never_added_but_reported (void)
{
  BgTask *task = bg_task_new (core_body_nothing, NULL, NULL);
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);

  bg_task_return_object (task, object);
  g_assert_finalize_object (task);
  g_assert_finalize_object (object);
}

static void
test_added_twice (void)
{
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);
  g_autoptr (BgTaskManager) other = bg_task_manager_new (1);
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (bg_task_manager_add (manager, task, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (bg_task_manager_add (manager, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_FOREIGN_TASK);
  g_assert_true (strstr (error->message, "task 1") != NULL);
  g_clear_error (&error);
  g_assert_cmpuint (bg_task_manager_add (other, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_FOREIGN_TASK);
  g_assert_cmpuint (bg_task_manager_get_n_pending (manager), ==, 1);
  g_assert_cmpuint (bg_task_manager_get_n_pending (other), ==, 0);
}

/* What was refused is as it was, and can be added where it is welcome. */
static void
test_added_after_a_refusal (void)
{
  g_autoptr (BgTaskManager) closed = bg_task_manager_new (1);
  g_autoptr (BgTaskManager) manager = core_manager_new (1);
  g_autoptr (CoreWatch) watch = core_watch_new (manager);
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GError) error = NULL;
  guint n_destroyed = 0;

  bg_task_manager_shut_down (closed);
  task = bg_task_new (core_body_nothing, &n_destroyed, destroy_cb);
  g_assert_cmpuint (bg_task_manager_add (closed, task, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_assert_cmpuint (n_destroyed, ==, 0);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_NEW);
  bg_task_set_name (task, "second try");

  core_add_task (manager, g_object_ref (task));
  core_watch_run (watch, 1);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  g_assert_cmpuint (n_destroyed, ==, 1);
}

static void
test_settings_are_fixed (gconstpointer data)
{
  const char *property = data;
  g_autoptr (BgTaskManager) manager = NULL;
  g_autoptr (BgTask) task = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*CRITICAL*is_new*");
      return;
    }
  manager = bg_task_manager_new (1);
  task = bg_task_new (core_body_nothing, NULL, NULL);
  bg_task_manager_add (manager, task, NULL);
  if (g_str_equal (property, "name") || g_str_equal (property, "group"))
    g_object_set (task, property, "x", NULL);
  else if (g_str_equal (property, "upstream"))
    bg_task_add_upstream (task, 1);
  else
    g_object_set (task, property, 2, NULL);
}

/* A task holds its manager's engine, not the manager; either may go first. */
static void
test_outlives_its_manager (void)
{
  BgTaskManager *manager = core_manager_new (1);
  g_autoptr (CoreWatch) watch = core_watch_new (manager);
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  g_autoptr (BgTaskManager) dup = NULL;

  g_test_summary ("A10.2: it is valid for as long as somebody has it");
  bg_task_set_name (task, "kept");
  core_add_task (manager, g_object_ref (task));
  dup = bg_task_dup_manager (task);
  g_assert_true (dup == manager);
  g_clear_object (&dup);
  core_watch_run (watch, 1);
  core_end (manager);

  g_assert_null (bg_task_dup_manager (task));
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  g_assert_cmpstr (bg_task_get_name (task), ==, "kept");
  g_assert_false (bg_task_stop (task));
  bg_task_set_priority (task, 5);
  g_assert_cmpint (bg_task_get_priority (task), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&task));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/task/properties/by-name", test_properties_by_name);
  g_test_add_func ("/task/properties/by-function", test_properties_by_function);
  g_test_add_func ("/task/properties/at-construction", test_properties_at_construction);
  g_test_add_func ("/task/properties/read-only", test_read_only_properties);
  g_test_add_func ("/task/properties/agree-with-getters", test_getters_agree_with_properties);
  g_test_add_func ("/task/new/is-blank", test_new_task);
  g_test_add_func ("/task/never-added/user-data-are-destroyed", test_never_added);
  g_test_add_func ("/task/never-added/but-reported", test_never_added_but_reported);
  g_test_add_func ("/task/added/twice", test_added_twice);
  g_test_add_func ("/task/added/after-a-refusal", test_added_after_a_refusal);
  g_test_add_data_func ("/task/added/name-is-fixed", "name", test_settings_are_fixed);
  g_test_add_data_func ("/task/added/group-is-fixed", "group", test_settings_are_fixed);
  g_test_add_data_func ("/task/added/class-is-fixed", "task-class", test_settings_are_fixed);
  g_test_add_data_func ("/task/added/delay-is-fixed", "delay", test_settings_are_fixed);
  g_test_add_data_func ("/task/added/deadline-is-fixed", "deadline", test_settings_are_fixed);
  g_test_add_data_func ("/task/added/upstreams-are-fixed", "upstream", test_settings_are_fixed);
  g_test_add_func ("/task/outlives-its-manager", test_outlives_its_manager);
  return g_test_run ();
}
