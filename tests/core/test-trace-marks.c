/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-trace-private.h"

#include <glib/gstdio.h>
#include <sysprof.h>

/* Whether a process is recorded is settled when its first manager is made, so that is done in a child. */

typedef struct
{
  char      *folder;
  char      *path;
  GMainLoop *loop;
} Fixture;

static char *program;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    return;
  fixture->folder = g_dir_make_tmp ("taskmgr-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "capture.syscap", NULL);
  fixture->loop = g_main_loop_new (NULL, FALSE);
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
  g_main_loop_unref (fixture->loop);
}

static void
failed_cb (SysprofProfiler *profiler,
           const GError    *error,
           gpointer         user_data)
{
  g_assert_no_error (error);
}

/* Runs the same test in a child that Sysprof records, until that ends. */
static void
record_child (Fixture    *fixture,
              const char *test)
{
  const char *const arguments[] = { program, "--GTestSubprocess", "-q", "-p", test, NULL };
  g_autoptr (SysprofProfiler) profiler = sysprof_local_profiler_new ();
  g_autoptr (SysprofSource) source = SYSPROF_SOURCE (sysprof_control_source_new ());
  SysprofCaptureWriter *writer = sysprof_capture_writer_new (fixture->path, 0);

  sysprof_profiler_set_writer (profiler, writer);
  sysprof_profiler_add_source (profiler, source);
  sysprof_profiler_set_whole_system (profiler, FALSE);
  sysprof_profiler_set_spawn (profiler, TRUE);
  sysprof_profiler_set_spawn_inherit_environ (profiler, TRUE);
  sysprof_profiler_set_spawn_argv (profiler, arguments);
  g_signal_connect (profiler, "failed", G_CALLBACK (failed_cb), NULL);
  g_signal_connect_swapped (profiler, "stopped", G_CALLBACK (g_main_loop_quit), fixture->loop);
  sysprof_profiler_start (profiler);
  g_main_loop_run (fixture->loop);
  sysprof_capture_writer_flush (writer);
  sysprof_capture_writer_unref (writer);
}

/* One that completes, one that fails and one in a group, in one worker. */
static void
run_some (void)
{
  BgTaskManager *manager = core_manager_new (1);
  CoreWatch *watch = core_watch_new (manager);
  BgTask *task = bg_task_new (core_body_fail, NULL, NULL);

  g_assert_true (bg_trace_enabled);
  core_add (manager, core_work_nothing, NULL, NULL);
  bg_task_set_name (task, "named");
  core_add_task (manager, task);
  core_add (manager, core_work_nothing, NULL, "grouped");
  core_watch_run (watch, 3);
  core_watch_free (watch);
  core_end (manager);
}

/* Returns: (transfer full): the messages of the marks of that name, in order; what is theirs is checked */
static GPtrArray *
read_marks (const char *path,
            const char *name)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_free);
  SysprofCaptureReader *reader = sysprof_capture_reader_new (path);
  SysprofCaptureFrameType type;
  gint64 last = 0;

  g_assert_nonnull (reader);
  while (sysprof_capture_reader_peek_type (reader, &type))
    {
      const SysprofCaptureMark *mark;

      if (type != SYSPROF_CAPTURE_FRAME_MARK)
        {
          g_assert_true (sysprof_capture_reader_skip (reader));
          continue;
        }
      mark = sysprof_capture_reader_read_mark (reader);
      g_assert_cmpstr (mark->group, ==, "taskmgr");
      if (!g_str_equal (mark->name, name))
        continue;
      g_assert_cmpint (mark->frame.time, >=, last);
      g_assert_cmpint (mark->duration, >=, 0);
      last = mark->frame.time + mark->duration;
      g_assert_cmpint (last, <=, g_get_monotonic_time () * 1000);
      g_ptr_array_add (messages, g_strdup (mark->message));
    }
  sysprof_capture_reader_unref (reader);
  return messages;
}

static void
test_recorded (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr (GPtrArray) bodies = NULL;
  g_autoptr (GPtrArray) turns = NULL;
  gint64 n_ends = 0;

  if (g_test_subprocess ())
    {
      run_some ();
      return;
    }
  record_child (fixture, "/trace-marks/recorded");
  bodies = read_marks (fixture->path, "body");
  g_assert_cmpuint (bodies->len, ==, 3);
  g_assert_cmpstr (bodies->pdata[0], ==, "task 1, id 1, completed");
  g_assert_cmpstr (bodies->pdata[1], ==, "named, id 2, failed");
  g_assert_cmpstr (bodies->pdata[2], ==, "task 3, id 3, group grouped, completed");
  turns = read_marks (fixture->path, "deliver");
  for (guint i = 0; i < turns->len; i++)
    n_ends += g_ascii_strtoll (turns->pdata[i], NULL, 10);
  g_assert_cmpint (n_ends, ==, 3);
}

static void
test_not_recorded (Fixture       *fixture,
                   gconstpointer  user_data)
{
  if (g_test_subprocess ())
    {
      core_end (core_manager_new (1));
      g_assert_false (bg_trace_enabled);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  int code;

  program = g_canonicalize_filename (argv[0], NULL);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/trace-marks/recorded", Fixture, NULL, set_up, test_recorded, tear_down);
  g_test_add ("/trace-marks/not-recorded", Fixture, NULL, set_up, test_not_recorded, tear_down);
  code = g_test_run ();
  g_free (program);
  return code;
}
