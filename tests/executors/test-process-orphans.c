/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define N_CHILDREN 3

/* The test starts itself as a program that has children, and kills it. */

static gboolean
all_say (gpointer user_data)
{
  BgTask **tasks = user_data;

  for (int i = 0; i < N_CHILDREN; i++)
    {
      g_autofree char *text = bg_task_dup_text (tasks[i]);

      if (text == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Tells the ids of its children, line by line, and waits to be killed. The command is a wrapper, if there is one. */
G_NORETURN
static void
parent_main (const char *wrapper)
{
  const char *plain[] = { "/proc/self/exe", NULL };
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *wrapped[] = { "sh", "-c", wrapper, self, NULL };
  BgTask *tasks[N_CHILDREN];
  ProcessTest test;

  process_test_set_up (&test, N_CHILDREN);
  bg_process_executor_register (test.executor, "test", wrapper[0] != '\0' ? wrapped : plain);
  for (int i = 0; i < N_CHILDREN; i++)
    tasks[i] = process_test_add (&test, "hang-with-pid", NULL);
  bg_test_run_until (test.context, all_say, tasks);
  for (int i = 0; i < N_CHILDREN; i++)
    {
      g_autofree char *text = bg_task_dup_text (tasks[i]);

      printf ("%s\n", text);
    }
  fflush (stdout);
  for (;;)
    pause ();
}

static int
open_process (const char *line)
{
  int fd = (int) syscall (SYS_pidfd_open, (pid_t) g_ascii_strtoll (line, NULL, 10), 0);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static void
await_end (int fd)
{
  GPollFD poll = { fd, G_IO_IN, 0 };

  while (g_poll (&poll, 1, -1) != 1)
    continue;
  close (fd);
}

static void
kill_parent (const char *wrapper)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) parent = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                     self, "--parent", wrapper, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  int fds[N_CHILDREN];

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (parent));
  for (int i = 0; i < N_CHILDREN; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      fds[i] = open_process (line);
    }
  g_subprocess_send_signal (parent, SIGKILL);
  for (int i = 0; i < N_CHILDREN; i++)
    await_end (fds[i]);
  process_test_await_end (parent);
}

static void
test_children_go_with_their_parent (void)
{
  g_test_summary ("Nothing is left when the parent is killed, though its children hang.");
  kill_parent ("");
}

static void
test_children_in_a_wrapper_go_too (void)
{
  g_test_summary ("The kernel tells the wrapper; what that has started sees the end of the file.");
  kill_parent ("\"$0\" & wait");
}

static void
test_children_go_with_their_manager (void)
{
  ProcessTest test;
  BgTask *task;

  g_test_summary ("A manager that is let go of stops what runs, deaf or not.");
  process_test_set_up (&test, 1);
  g_object_set (test.executor, "terminate-after", 0, "kill-after", 0, NULL);
  task = process_test_add (&test, "hang", "{'number': <1>}");
  process_test_run_until_text (&test, task, "hanging");
  g_object_unref (task);
  core_end (test.manager);
  test.manager = NULL;
  process_test_tear_down (&test);
}

static void
add_tests (void)
{
  g_test_add_func ("/process-orphans/manager", test_children_go_with_their_manager);
  g_test_add_func ("/process-orphans/killed", test_children_go_with_their_parent);
  g_test_add_func ("/process-orphans/wrapped", test_children_in_a_wrapper_go_too);
}

int
main (int    argc,
      char **argv)
{
  if (!bg_process_worker_is_wanted () && argc == 3 && g_str_equal (argv[1], "--parent"))
    parent_main (argv[2]);
  return process_test_main (argc, argv, add_tests);
}
