/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-trace-private.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether there is a trace is settled when the first manager of a process is made, so each of these runs in a child,
 * and this process makes no manager. */

#define MANY 5000

static const char *const names[] = {
  "plain",
  "\"quoted\" \\ and / slashed",
  "two\nlines,\ta tab, \001 and \177",
  "größer — 図書館",
  "",
};

/* One that begins on the main loop. */
struct _HomeTask
{
  BgTask parent_instance;
};

#define HOME_TYPE_TASK (home_task_get_type ())
G_DECLARE_FINAL_TYPE (HomeTask, home_task, HOME, TASK, BgTask)
G_DEFINE_FINAL_TYPE (HomeTask, home_task, BG_TYPE_TASK)

static void
home_task_start (BgTask *task)
{
  bg_task_return_boolean (task, TRUE);
}

static void
home_task_class_init (HomeTaskClass *klass)
{
  BG_TASK_CLASS (klass)->start = home_task_start;
}

static void
home_task_init (HomeTask *self)
{
}

/* What a child has written. */
typedef struct
{
  char       *folder;
  char       *path;
  JsonParser *parser;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    return;
  fixture->folder = g_dir_make_tmp ("taskmgr-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "trace.json", NULL);
  fixture->parser = json_parser_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  if (g_test_subprocess ())
    return;
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_object_unref (fixture->parser);
}

/* Runs the same test in a child that has BG_TRACE set, or not where that is NULL. */
static void
run_child (const char *traced)
{
  if (traced != NULL)
    g_setenv ("BG_TRACE", traced, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_unsetenv ("BG_TRACE");
  g_test_trap_assert_passed ();
}

/* Returns: (transfer none): the events; @tail is what a trace lacks whose process did not close it */
static JsonArray *
read_trace (Fixture    *fixture,
            const char *tail)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;

  g_file_get_contents (fixture->path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  whole = g_strconcat (text, tail, NULL);
  json_parser_load_from_data (fixture->parser, whole, -1, &error);
  g_assert_no_error (error);
  return json_node_get_array (json_parser_get_root (fixture->parser));
}

static gboolean
is_event (JsonObject *event,
          const char *phase,
          const char *key,
          const char *value)
{
  return g_str_equal (json_object_get_string_member (event, "ph"), phase)
         && g_str_equal (json_object_get_string_member_with_default (event, key, ""), value);
}

/* What the thread of an event is called. */
static const char *
get_thread_name (JsonArray  *events,
                 JsonObject *of)
{
  gint64 thread_id = json_object_get_int_member (of, "tid");

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);

      if (is_event (event, "M", "name", "thread_name") && json_object_get_int_member (event, "tid") == thread_id)
        return json_object_get_string_member (json_object_get_object_member (event, "args"), "name");
    }
  g_assert_not_reached ();
}

/* Bodies do not overlap on a thread, which has a name. Returns the ids; there is one body for each. */
static GHashTable *
check_bodies (JsonArray *events)
{
  GHashTable *seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) ends = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      gint64 thread_id, start, end, *before;
      gpointer id;

      if (!is_event (event, "X", "cat", "task"))
        continue;
      thread_id = json_object_get_int_member (event, "tid");
      start = json_object_get_int_member (event, "ts");
      end = start + json_object_get_int_member (event, "dur");
      before = g_hash_table_lookup (ends, &thread_id);
      if (before == NULL)
        g_assert_nonnull (get_thread_name (events, event));
      g_assert_cmpint (start, >=, before != NULL ? *before : 1);
      g_assert_cmpint (end, >=, start);
      g_hash_table_insert (ends, g_memdup2 (&thread_id, sizeof thread_id), g_memdup2 (&end, sizeof end));
      id = GSIZE_TO_POINTER (json_object_get_int_member (json_object_get_object_member (event, "args"), "id"));
      g_assert_true (g_hash_table_add (seen, id));
    }
  return seen;
}

static void
run_many (void)
{
  BgTaskManager *manager = core_manager_new (4);

  g_assert_true (bg_trace_enabled);
  for (guint i = 0; i < MANY; i++)
    core_add (manager, core_work_nothing, NULL, NULL);
  core_run_to_rest (manager);
  core_end (manager);
}

/* Every kind of body and of end, all in one worker, one after the other. */
static void
run_all_kinds (void)
{
  BgTaskManager *manager = core_manager_new (1);
  CoreWatch *watch = core_watch_new (manager);
  BgTestGate *gate = bg_test_gate_new ();
  guint64 id = core_add (manager, core_work_pass, gate, "left \"early\"");
  BgTask *task;

  bg_test_gate_await_arrivals (gate, 1);
  g_assert_true (bg_task_manager_stop_task (manager, id, FALSE, FALSE));
  core_watch_run (watch, 1);
  bg_test_gate_open (gate);
  task = bg_task_new (core_body_hold, NULL, NULL);
  bg_task_set_name (task, "holds");
  core_add_task (manager, task);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      task = bg_task_new (i == 0 ? core_body_fail : core_body_nothing, NULL, NULL);
      bg_task_set_name (task, names[i]);
      bg_task_set_group (task, names[i]);
      core_add_task (manager, task);
    }
  core_add (manager, core_work_fail, NULL, NULL);
  core_add_after (manager, core_work_nothing, NULL, "after", core_add (manager, core_work_nothing, NULL, NULL));
  core_add_task (manager, bg_task_new_pass_through ());
  core_add_task (manager, g_object_new (HOME_TYPE_TASK, "name", "at home", "group", "home", NULL));
  core_watch_run (watch, G_N_ELEMENTS (names) + 5);
  bg_task_manager_stop_all_tasks (manager);
  core_watch_run (watch, 1);
  core_watch_free (watch);
  core_end (manager);
  bg_test_gate_unref (gate);
}

static void
assert_body (JsonArray  *events,
             guint64     id,
             const char *name,
             const char *group,
             const char *state,
             gboolean    at_home)
{
  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      JsonObject *args = json_object_get_object_member (event, "args");

      if (!is_event (event, "X", "cat", "task") || json_object_get_int_member (args, "id") != (gint64) id)
        continue;
      g_assert_cmpstr (json_object_get_string_member (event, "name"), ==, name);
      g_assert_cmpstr (json_object_get_string_member_with_default (args, "group", NULL), ==, group);
      g_assert_cmpstr (json_object_get_string_member_with_default (args, "state", NULL), ==, state);
      if (at_home)
        g_assert_cmpstr (get_thread_name (events, event), !=, "bg-pool-1");
      else
        g_assert_cmpstr (get_thread_name (events, event), ==, "bg-pool-1");
      return;
    }
  g_assert_not_reached ();
}

/* How many ends were announced in all turns of the owner's context. */
static guint
count_announced (JsonArray *events)
{
  gint64 n = 0;

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);

      if (!is_event (event, "X", "name", "deliver"))
        continue;
      g_assert_cmpstr (get_thread_name (events, event), !=, "bg-pool-1");
      n += json_object_get_int_member (json_object_get_object_member (event, "args"), "ends");
    }
  return (guint) n;
}

static void
test_all_kinds (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr (GHashTable) seen = NULL;
  JsonArray *events;
  guint64 id = 3;

  if (g_test_subprocess ())
    {
      run_all_kinds ();
      return;
    }
  run_child (fixture->path);
  events = read_trace (fixture, NULL);
  seen = check_bodies (events);

  assert_body (events, 1, "task 1", "left \"early\"", "stopped", FALSE);
  assert_body (events, 2, "holds", NULL, "held", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_body (events, id++, names[i], names[i], i == 0 ? "failed" : "completed", FALSE);
  assert_body (events, id++, "task 8", NULL, "failed", FALSE);
  assert_body (events, id++, "task 9", NULL, "completed", FALSE);
  assert_body (events, id++, "task 10", "after", "completed", FALSE);
  /* What has no body leaves no trace. */
  g_assert_false (g_hash_table_contains (seen, GSIZE_TO_POINTER (id++)));
  assert_body (events, id++, "at home", "home", NULL, TRUE);
  g_assert_cmpuint (g_hash_table_size (seen), ==, id - 2);
  g_assert_cmpuint (count_announced (events), ==, id - 1);
}

/* What was written until then are whole events, and only the end is missing. */
static void
test_killed (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (GHashTable) seen = NULL;

  if (g_test_subprocess ())
    {
      run_many ();
      _exit (0);
    }
  run_child (fixture->path);
  seen = check_bodies (read_trace (fixture, "]"));
  g_assert_cmpuint (g_hash_table_size (seen), >, 0);
  g_assert_cmpuint (g_hash_table_size (seen), <, MANY);
}

/* What a process without the threads does is not part of it. */
static void
test_many_threads (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autoptr (GHashTable) seen = NULL;
  int status;
  pid_t child;

  if (g_test_subprocess ())
    {
      run_many ();
      child = fork ();
      if (child == 0)
        _exit (bg_trace_enabled);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_cmpint (status, ==, 0);
      return;
    }
  run_child (fixture->path);
  seen = check_bodies (read_trace (fixture, NULL));
  g_assert_cmpuint (g_hash_table_size (seen), ==, MANY);
}

/* "%p" is for the number of the process. */
static void
test_numbered (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autofree char *pattern = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GDir) folder = NULL;
  JsonObject *first;

  if (g_test_subprocess ())
    {
      run_many ();
      return;
    }
  pattern = g_build_filename (fixture->folder, "trace-%p-%p.json", NULL);
  run_child (pattern);
  folder = g_dir_open (fixture->folder, 0, NULL);
  g_free (fixture->path);
  fixture->path = g_build_filename (fixture->folder, g_dir_read_name (folder), NULL);
  g_assert_null (g_dir_read_name (folder));

  first = json_array_get_object_element (read_trace (fixture, NULL), 0);
  g_assert_true (is_event (first, "M", "name", "process_name"));
  name = g_strdup_printf ("%s/trace-%d-%d.json", fixture->folder, (int) json_object_get_int_member (first, "pid"),
                          (int) json_object_get_int_member (first, "pid"));
  g_assert_cmpstr (fixture->path, ==, name);
}

static void
test_off (Fixture       *fixture,
          gconstpointer  user_data)
{
  if (g_test_subprocess ())
    {
      core_end (core_manager_new (1));
      g_assert_false (bg_trace_enabled);
      return;
    }
  run_child (user_data);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_unwritable (gconstpointer user_data)
{
  BgTaskManager *manager;
  CoreWatch *watch;

  if (!g_test_subprocess ())
    {
      run_child (user_data);
      return;
    }
  g_test_expect_message ("taskmgr", G_LOG_LEVEL_WARNING, g_str_equal (user_data, "/dev/full")
                                                           ? "*trace ends*No space left*"
                                                           : "*/dev/null/trace.json: Not a directory*");
  manager = core_manager_new (1);
  g_test_assert_expected_messages ();
  g_assert_false (bg_trace_enabled);
  watch = core_watch_new (manager);
  core_add (manager, core_work_nothing, NULL, NULL);
  core_watch_run (watch, 1);
  core_assert_log (watch, "+1");
  core_watch_free (watch);
  core_end (manager);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/trace/all-kinds", Fixture, NULL, set_up, test_all_kinds, tear_down);
  g_test_add ("/trace/many-threads", Fixture, NULL, set_up, test_many_threads, tear_down);
  g_test_add ("/trace/killed", Fixture, NULL, set_up, test_killed, tear_down);
  g_test_add ("/trace/numbered", Fixture, NULL, set_up, test_numbered, tear_down);
  g_test_add ("/trace/off/unset", Fixture, NULL, set_up, test_off, tear_down);
  g_test_add ("/trace/off/empty", Fixture, "", set_up, test_off, tear_down);
  g_test_add_data_func ("/trace/unwritable/no-folder", "/dev/null/trace.json", test_unwritable);
  g_test_add_data_func ("/trace/unwritable/full", "/dev/full", test_unwritable);

  return g_test_run ();
}
