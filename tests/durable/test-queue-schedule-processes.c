/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <taskmgr.h>

/* The same schedule in several processes, each of which has the time go by as fast as it can. One of them is killed. */

#define N_PROCESSES 4
#define N_TIMES 120
#define MINUTE (60u * 1000)

static const char *program;

/* In a child. */

typedef struct
{
  guint n_seen;
  guint n_here;
} Child;

static void
fired_cb (BgQueueSchedule *schedule,
          GDateTime       *time,
          const char      *id,
          gboolean         here,
          gpointer         user_data)
{
  Child *self = user_data;

  self->n_seen++;
  self->n_here += here ? 1 : 0;
}

static void
failed_cb (BgQueueSchedule *schedule,
           const GError    *error,
           gpointer         user_data)
{
  g_error ("%s", error->message);
}

static BgQueueSchedule *
make_schedule (const char  *uri,
               BgFakeClock *clock)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) transport = bg_transport_new_for_uri (uri, &error);
  g_autoptr (BgCronExpression) expression = bg_cron_expression_new ("* * * * *; timezone=UTC", &error);
  g_autoptr (BgQueuedTask) task = bg_queued_task_new ("minutes", NULL);

  g_assert_no_error (error);
  return g_object_new (BG_TYPE_QUEUE_SCHEDULE, "name", "each_minute", "expression", expression, "transport", transport,
                       "task", task, "clock", clock, NULL);
}

static gboolean
knows_next (BgQueueSchedule *schedule)
{
  g_autoptr (GDateTime) next = bg_queue_schedule_dup_next_time (schedule);

  return next != NULL;
}

static void
await_go (void)
{
  char line[8];

  g_print ("ready\n");
  g_assert_nonnull (fgets (line, sizeof line, stdin));
}

static int
run_child (const char *uri)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  g_autoptr (BgQueueSchedule) schedule = make_schedule (uri, clock);
  Child self = { 0, 0 };

  g_signal_connect (schedule, "fired", G_CALLBACK (fired_cb), &self);
  g_signal_connect (schedule, "failed", G_CALLBACK (failed_cb), NULL);
  g_assert_true (bg_queue_schedule_start (schedule, NULL));
  while (!knows_next (schedule))
    g_main_context_iteration (NULL, TRUE);
  await_go ();
  for (guint i = 1; i <= N_TIMES; i++)
    {
      bg_fake_clock_advance (clock, MINUTE);
      while (self.n_seen < i)
        g_main_context_iteration (NULL, TRUE);
      if (i == N_TIMES / 4)
        g_print ("quarter\n");
    }
  g_print ("%u\n", self.n_here);
  return 0;
}

/* In the parent. */

static GSubprocess *
spawn (const char        *uri,
       GDataInputStream **output)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                           program, "--child", uri, NULL);

  g_assert_no_error (error);
  *output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  return process;
}

static char *
read_line (GDataInputStream *output)
{
  char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

  g_assert_nonnull (line);
  return line;
}

static void
expect_line (GDataInputStream *output,
             const char       *expected)
{
  g_autofree char *line = read_line (output);

  g_assert_cmpstr (line, ==, expected);
}

static guint
run_processes (const char *uri,
               gboolean    kills)
{
  GSubprocess *processes[N_PROCESSES];
  GDataInputStream *outputs[N_PROCESSES];
  guint n_here = 0;

  for (int i = 0; i < N_PROCESSES; i++)
    processes[i] = spawn (uri, &outputs[i]);
  for (int i = 0; i < N_PROCESSES; i++)
    expect_line (outputs[i], "ready");
  for (int i = 0; i < N_PROCESSES; i++)
    g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (processes[i]), "go\n", 3, NULL, NULL, NULL));
  for (int i = 0; i < N_PROCESSES; i++)
    {
      expect_line (outputs[i], "quarter");
      if (kills && i == 0)
        g_subprocess_send_signal (processes[i], SIGKILL);
      else
        {
          g_autofree char *line = read_line (outputs[i]);

          n_here += (guint) g_ascii_strtoull (line, NULL, 10);
        }
    }
  for (int i = 0; i < N_PROCESSES; i++)
    {
      g_subprocess_wait (processes[i], NULL, NULL);
      g_object_unref (outputs[i]);
      g_object_unref (processes[i]);
    }
  return n_here;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        remove_folder (path);
    }
  g_rmdir (folder);
}

/* What the one that was killed had begun is ended by those that look for tasks. */
static void
take_all (BgTransport *transport)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_TIMES; i++)
    {
      g_autoptr (BgLease) lease = bg_transport_lease_task (transport, "minutes", -1, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (bg_lease_ack (lease, NULL, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_null (bg_transport_lease_task (transport, "minutes", 0, NULL, &error));
  g_assert_no_error (error);
}

static void
check (const char *scheme,
       gboolean    kills)
{
  g_autofree char *folder = g_dir_make_tmp ("taskmgr-schedule-XXXXXX", NULL);
  g_autofree char *uri = g_strdup_printf ("%s:%s/store", scheme, folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) transport = bg_transport_new_for_uri (uri, &error);
  guint n_here;

  g_test_summary ("R5.1: each time is one task, however many processes fire it, and whichever of them dies");
  g_assert_no_error (error);
  g_assert_true (bg_transport_open (transport, TRUE, NULL, &error));
  g_assert_no_error (error);
  n_here = run_processes (uri, kills);
  take_all (transport);
  g_assert_cmpuint (n_here, <=, N_TIMES);
  if (!kills)
    g_assert_cmpuint (n_here, ==, N_TIMES);
  bg_transport_close (transport, NULL, NULL);
  remove_folder (folder);
}

static void
test_all_live (gconstpointer scheme)
{
  check (scheme, FALSE);
}

static void
test_one_is_killed (gconstpointer scheme)
{
  check (scheme, TRUE);
}

static void
add_tests (const char *scheme)
{
  g_autofree char *all_live = g_strdup_printf ("/queue-schedule-processes/%s/all-live", scheme);
  g_autofree char *one_is_killed = g_strdup_printf ("/queue-schedule-processes/%s/one-is-killed", scheme);

  g_test_add_data_func (all_live, scheme, test_all_live);
  g_test_add_data_func (one_is_killed, scheme, test_one_is_killed);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    return run_child (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  add_tests ("filesys");
#ifdef HAVE_SQLITE
  add_tests ("sqlite");
#endif
  return g_test_run ();
}
