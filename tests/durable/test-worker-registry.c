/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "worker-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#define QUEUE "photos"

typedef struct
{
  BgTransport      *transport;
  BgWorkerRegistry *registry;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->transport = worker_test_open ();
  fixture->registry = bg_worker_registry_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->registry);
  g_object_unref (fixture->transport);
}

/* Has a worker do what there is. */
static void
run (Fixture    *fixture,
     const char *worker,
     gint64      n_done)
{
  g_autoptr (GError) error = NULL;
  gint64 n = bg_run_worker (fixture->transport, NULL, fixture->registry, worker, QUEUE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (n, ==, n_done);
}

static GVariant *
get_result (Fixture    *fixture,
            const char *id)
{
  g_autoptr (BgQueuedTask) task = worker_test_look (fixture->transport, QUEUE, id);

  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_DONE);
  return bg_queued_task_get_result (task);
}

static void
assert_names (Fixture    *fixture,
              const char *expected)
{
  g_auto (GStrv) names = bg_worker_registry_list (fixture->registry);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_compiled_in (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (BgWorker) worker = worker_test_new ();
  g_autoptr (BgWorker) found = NULL;
  g_autoptr (BgWorker) made = NULL;
  g_autoptr (GError) error = NULL;

  bg_worker_registry_add (fixture->registry, worker);
  g_assert_true (bg_worker_registry_add_type (fixture->registry, "plain", BG_TYPE_WORKER, &error));
  g_assert_false (bg_worker_registry_add_type (fixture->registry, "Plain", BG_TYPE_WORKER, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
  g_clear_error (&error);
  assert_names (fixture, "deeds plain");
  g_assert_true (bg_worker_registry_contains (fixture->registry, "deeds"));
  g_assert_false (bg_worker_registry_contains (fixture->registry, "command"));
  found = bg_worker_registry_lookup (fixture->registry, "deeds", &error);
  g_assert_true (found == worker);
  made = bg_worker_registry_lookup (fixture->registry, "plain", &error);
  g_assert_cmpstr (bg_worker_get_name (made), ==, "plain");
  g_assert_null (bg_worker_registry_lookup (fixture->registry, "nobody", &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
}

static void
test_command (Fixture       *fixture,
              gconstpointer  data)
{
  const char *const cat[] = { "cat", NULL };
  const char *const fail[] = { "sh", "-c", "echo out of paper >&2; exit 4", NULL };
  g_autofree char *good = worker_test_submit (fixture->transport, QUEUE, NULL, "{'name': <'Ada'>}");
  g_autofree char *bad = NULL;
  g_autoptr (GVariant) result = NULL;
  const char *text = NULL;
  int status = -1;

  g_test_summary ("R3.12: a command that is set, with the payload where it reads, and its status");
  g_assert_true (bg_worker_registry_add_command (fixture->registry, "copy", cat, NULL));
  g_assert_true (bg_worker_registry_add_command (fixture->registry, "print", fail, NULL));
  run (fixture, "copy", 1);
  result = get_result (fixture, good);
  g_assert_true (g_variant_lookup (result, "stdout", "&s", &text));
  g_assert_cmpstr (text, ==, "{\"name\":\"Ada\"}");
  if (g_variant_lookup (result, "status", "i", &status))
    g_assert_cmpint (status, ==, 0);
  bad = worker_test_submit (fixture->transport, QUEUE, NULL, "{'name': <'Ada'>}");
  run (fixture, "print", 0);
  worker_test_check (fixture->transport, QUEUE, bad, BG_QUEUED_STATE_SCHEDULED,
                     "“sh” ended with exit status 4: out of paper");
}

static void
ended_cb (GObject      *worker,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static gboolean
is_readable (gpointer user_data)
{
  struct pollfd poll_fd = { .fd = GPOINTER_TO_INT (user_data), .events = POLLIN };

  return poll (&poll_fd, 1, 0) == 1;
}

static void
await_line (int         fd,
            const char *expected)
{
  char line[16] = "";
  gssize n;

  while (!is_readable (GINT_TO_POINTER (fd)))
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  n = read (fd, line, sizeof line - 1);
  g_assert_cmpint (n, >, 0);
  g_assert_true (g_str_has_prefix (line, expected));
}

static void
test_stopped_command (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("taskmgr-XXXXXX", NULL);
  g_autofree char *says = g_build_filename (folder, "says", NULL);
  g_autofree char *hears = g_build_filename (folder, "hears", NULL);
  const char *const argv[] = {
    "sh", "-c", "exec 3<>$0 4<>$1; trap 'echo told >&4; read line <&3; exit 0' TERM; echo begun >&4; read line <&3",
    hears, says, NULL
  };
  g_autoptr (BgWorker) worker = NULL;
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (BgDelivery) delivery = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "@a{sv} {}");
  int in, out;

  g_test_summary ("A command that is stopped is not over before its process is");
  g_assert_cmpint (mkfifo (says, 0600), ==, 0);
  g_assert_cmpint (mkfifo (hears, 0600), ==, 0);
  in = open (says, O_RDWR | O_CLOEXEC);
  out = open (hears, O_RDWR | O_CLOEXEC);
  g_assert_true (bg_worker_registry_add_command (fixture->registry, "slow", argv, NULL));
  worker = bg_worker_registry_lookup (fixture->registry, "slow", NULL);
  lease = bg_transport_lease_task (fixture->transport, QUEUE, 0, NULL, NULL);
  delivery = bg_delivery_new (lease);
  bg_worker_process_async (worker, delivery, bg_delivery_get_cancellable (delivery), ended_cb, &result);
  await_line (in, "begun\n");
  g_cancellable_cancel (bg_lease_get_cancellable (lease));
  await_line (in, "told\n");
  bg_test_drain (NULL);
  g_assert_null (result);
  g_assert_cmpint (write (out, "\n", 1), ==, 1);
  bg_test_run_until (NULL, is_set, &result);
  g_assert_false (bg_worker_process_finish (worker, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  bg_lease_ack (lease, NULL, NULL, NULL);
  g_close (in, NULL);
  g_close (out, NULL);
  g_unlink (says);
  g_unlink (hears);
  g_rmdir (folder);
}

static void
test_allowed_command (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *good = worker_test_submit (fixture->transport, QUEUE, "command", "{'argv': <['echo', '$HOME; ls']>}");
  g_autofree char *bad = worker_test_submit (fixture->transport, QUEUE, "command", "{'argv': <['touch', '/tmp/x']>}");
  g_autofree char *empty = worker_test_submit (fixture->transport, QUEUE, "command", "{'argv': <@as []>}");
  g_autofree char *none = worker_test_submit (fixture->transport, QUEUE, "command", "{'command': <'echo'>}");
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *text = NULL;

  g_test_summary ("R3.12: commands in payloads are off, then only what is allowed, and never with a shell");
  g_assert_cmpint (bg_run_worker (fixture->transport, NULL, fixture->registry, "command", QUEUE, NULL, &error), ==, -1);
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  bg_worker_registry_allow_command (fixture->registry, "echo");
  assert_names (fixture, "command");
  run (fixture, "command", 1);
  result = get_result (fixture, good);
  g_assert_true (g_variant_lookup (result, "stdout", "&s", &text));
  g_assert_cmpstr (text, ==, "$HOME; ls\n");
  worker_test_check (fixture->transport, QUEUE, bad, BG_QUEUED_STATE_DEAD, "rejected: The command is not allowed: touch");
  worker_test_check (fixture->transport, QUEUE, empty, BG_QUEUED_STATE_DEAD, NULL);
  worker_test_check (fixture->transport, QUEUE, none, BG_QUEUED_STATE_DEAD, NULL);
}

static void
test_program (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  const char *const argv[] = { program, NULL };
  g_autofree char *first = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'pid'>}");
  g_autofree char *second = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'pid'>}");
  g_autoptr (BgWorker) worker = NULL;
  g_autoptr (GVariant) pid = NULL;
  g_autoptr (GVariant) other_pid = NULL;
  g_autoptr (GError) error = NULL;

  bg_worker_registry_add_program (fixture->registry, "deeds", argv, &error);
  g_assert_no_error (error);
  worker = bg_worker_registry_lookup (fixture->registry, "deeds", &error);
  g_assert_cmpint (bg_process_queue (fixture->transport, QUEUE, worker, NULL, &error), ==, 2);
  g_assert_no_error (error);
  pid = get_result (fixture, first);
  other_pid = get_result (fixture, second);
  g_assert_cmpint (g_variant_get_int64 (pid), !=, getpid ());
  g_assert_cmpvariant (pid, other_pid);
  /* It can be used again. */
  g_free (worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'pid'>}"));
  g_assert_cmpint (bg_process_queue (fixture->transport, QUEUE, worker, NULL, &error), ==, 1);
  g_assert_finalize_object (g_steal_pointer (&worker));
}

static void
test_end_of_program (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  const char *const argv[] = { program, NULL };
  g_autofree char *last = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'end'>}");
  g_autofree char *next = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");

  g_test_summary ("A worker that says that it has come to its end is given no more tasks");
  bg_worker_registry_add_program (fixture->registry, "deeds", argv, NULL);
  run (fixture, "deeds", 1);
  worker_test_check (fixture->transport, QUEUE, last, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (fixture->transport, QUEUE, next, BG_QUEUED_STATE_READY, NULL);
}

static void
test_broken_program (Fixture       *fixture,
                     gconstpointer  data)
{
  const char *const argv[] = { "/nonexistent/worker", NULL };
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");
  g_autoptr (BgQueuedTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A worker that cannot be started is an error, and no attempt");
  bg_worker_registry_add_program (fixture->registry, "broken", argv, NULL);
  g_assert_cmpint (bg_run_worker (fixture->transport, NULL, fixture->registry, "broken", QUEUE, NULL, &error), ==, -1);
  g_assert_nonnull (strstr (error->message, "/nonexistent/worker"));
  task = worker_test_look (fixture->transport, QUEUE, id);
  g_assert_cmpuint (bg_queued_task_get_attempt (task), ==, 0);
}

static void
test_command_twice (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *const argv[] = { "true", NULL };
  g_autoptr (BgWorker) worker = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A command can be used again, for which each time there is another context");
  bg_worker_registry_add_command (fixture->registry, "nothing", argv, &error);
  g_assert_no_error (error);
  worker = bg_worker_registry_lookup (fixture->registry, "nothing", &error);
  for (guint i = 0; i < 2; i++)
    {
      g_free (worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'nothing'>}"));
      g_assert_cmpint (bg_process_queue (fixture->transport, QUEUE, worker, NULL, &error), ==, 1);
      g_assert_no_error (error);
    }
}

static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("taskmgr-XXXXXX", NULL);
  const char *const files[] = { "shrink.py", "tidy.js", "resize.so", "readme.txt", "Bad-name.py", NULL };
  Fixture fixture = { NULL };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_file_set_contents (path, "", 0, NULL);
    }
  g_assert_true (bg_worker_registry_add_folder (fixture.registry, folder, &error));
  g_assert_no_error (error);
  assert_names (&fixture, "resize shrink tidy");
  g_chmod (folder, 0777);
  g_assert_false (bg_worker_registry_add_folder (fixture.registry, folder, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_PERMISSION);
  g_clear_error (&error);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_assert_false (bg_worker_registry_add_folder (fixture.registry, folder, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (bg_worker_registry_add_file (fixture.registry, "shrink", "/nonexistent.py", &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  tear_down (&fixture, NULL);
}

int
main (int    argc,
      char **argv)
{
  if (worker_test_serve ())
    return 0;
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/worker-registry/compiled-in", Fixture, NULL, set_up, test_compiled_in, tear_down);
  g_test_add ("/worker-registry/command", Fixture, NULL, set_up, test_command, tear_down);
  g_test_add ("/worker-registry/stopped-command", Fixture, NULL, set_up, test_stopped_command, tear_down);
  g_test_add ("/worker-registry/allowed-command", Fixture, NULL, set_up, test_allowed_command, tear_down);
  g_test_add ("/worker-registry/program", Fixture, NULL, set_up, test_program, tear_down);
  g_test_add ("/worker-registry/program/end", Fixture, NULL, set_up, test_end_of_program, tear_down);
  g_test_add ("/worker-registry/program/broken", Fixture, NULL, set_up, test_broken_program, tear_down);
  g_test_add ("/worker-registry/command/twice", Fixture, NULL, set_up, test_command_twice, tear_down);
  g_test_add_func ("/worker-registry/folder", test_folder);
  return g_test_run ();
}
