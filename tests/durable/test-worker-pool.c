/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "worker-test.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The children are this program. */

#define QUEUE "photos"

typedef struct
{
  BgTransport      *transport;
  BgWorkerRegistry *registry;
  BgWorkerPool     *pool;
  guint             n_done;
  guint             n_failed;
  guint             n_ended;
} Fixture;

static char *program;

static void
done_cb (Fixture      *fixture,
         BgQueuedTask *task)
{
  fixture->n_done++;
}

static void
failed_cb (Fixture      *fixture,
           BgQueuedTask *task,
           const GError *error)
{
  fixture->n_failed++;
}

static void
ended_cb (Fixture *fixture)
{
  fixture->n_ended++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *const argv[] = { program, NULL };
  g_autoptr (GError) error = NULL;

  fixture->transport = worker_test_open ();
  fixture->registry = bg_worker_registry_new ();
  bg_worker_registry_add_program (fixture->registry, "deeds", argv, &error);
  g_assert_no_error (error);
  fixture->pool = bg_worker_pool_new (fixture->transport, fixture->registry);
  g_signal_connect_swapped (fixture->pool, "task-done", G_CALLBACK (done_cb), fixture);
  g_signal_connect_swapped (fixture->pool, "task-failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect_swapped (fixture->pool, "ended", G_CALLBACK (ended_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->pool);
  g_assert_finalize_object (fixture->registry);
  g_object_unref (fixture->transport);
}

static void
configure (Fixture    *fixture,
           const char *text)
{
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autoptr (GError) error = NULL;

  bg_worker_config_load_data (config, text, "a.conf", &error);
  g_assert_no_error (error);
  bg_worker_pool_configure (fixture->pool, config, &error);
  g_assert_no_error (error);
}

static void
run_to_end (Fixture *fixture)
{
  bg_worker_pool_set_halts_when_empty (fixture->pool, TRUE);
  configure (fixture, "[queues]\n" QUEUE "=deeds\n");
  bg_worker_pool_start (fixture->pool);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  g_assert_true (bg_worker_pool_has_ended (fixture->pool));
}

static void
end (Fixture *fixture)
{
  bg_worker_pool_drain (fixture->pool);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (BgWorkerRegistry) registry = NULL;

  g_object_set (fixture->pool, "quiet", TRUE, "halts-when-empty", TRUE, NULL);
  g_assert_true (bg_worker_pool_get_quiet (fixture->pool));
  g_assert_true (bg_worker_pool_get_halts_when_empty (fixture->pool));
  bg_worker_pool_set_quiet (fixture->pool, FALSE);
  g_assert_false (bg_worker_pool_get_quiet (fixture->pool));
  g_object_get (fixture->pool, "transport", &transport, "registry", &registry, NULL);
  g_assert_true (transport == fixture->transport);
  g_assert_true (registry == fixture->registry);
}

static gint64
get_number (Fixture    *fixture,
            const char *id)
{
  g_autoptr (BgQueuedTask) task = worker_test_look (fixture->transport, QUEUE, id);
  g_autoptr (GVariant) result = NULL;

  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_DONE);
  result = bg_queued_task_get_result (task);
  return g_variant_get_int64 (result);
}

static void
test_child (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *greet = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>, 'name': <'Ada'>}");
  g_autofree char *first = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'pid'>}");
  g_autofree char *second = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'pid'>}");
  g_autofree char *bad = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'fail'>}");
  g_autofree char *reject = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'reject'>}");
  g_autofree char *environment = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'environment'>}");
  g_autoptr (BgQueuedTask) task = NULL;
  g_autoptr (BgQueuedTask) seen = NULL;
  g_autoptr (GVariant) result = NULL;

  g_test_summary ("R3.2, R3.5: one child for a queue, which does one task after the other; the pool ends when all is empty");
  run_to_end (fixture);
  task = worker_test_look (fixture->transport, QUEUE, greet);
  worker_test_check_text (task, "Hello, Ada");
  g_assert_cmpint (get_number (fixture, first), !=, getpid ());
  g_assert_cmpint (get_number (fixture, first), ==, get_number (fixture, second));
  worker_test_check (fixture->transport, QUEUE, bad, BG_QUEUED_STATE_SCHEDULED, "no such photo");
  worker_test_check (fixture->transport, QUEUE, reject, BG_QUEUED_STATE_DEAD, "rejected: makes no sense");
  seen = worker_test_look (fixture->transport, QUEUE, environment);
  result = bg_queued_task_get_result (seen);
  g_assert_false (g_variant_get_boolean (result));
  g_assert_cmpuint (bg_worker_pool_count_done (fixture->pool), ==, 4);
  g_assert_cmpuint (bg_worker_pool_count_failed (fixture->pool), ==, 2);
  g_assert_cmpuint (fixture->n_done, ==, 4);
}

static const struct
{
  const char *payload;
  const char *reason;
} deaths[] = {
  { "{'do': <'exit'>}", "crashed: “deeds” ended with exit status 3" },
  { "{'do': <'leave'>}", "crashed: “deeds” ended without an answer" },
  { "{'do': <'abort'>}", "crashed: “deeds” was killed by signal 6 (Aborted)" },
  { "{'do': <'segv'>}", "crashed: “deeds” was killed by signal 11 (Segmentation fault)" },
  { "{'do': <'trap'>}", "crashed: “deeds” was killed by signal 5 (Trace/breakpoint trap)" },
  { "{'do': <'kill'>}", "crashed: “deeds” was killed by signal 9 (Killed); perhaps the memory ran out" },
};

static void
test_death (Fixture       *fixture,
            gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *poison = worker_test_submit (fixture->transport, QUEUE, NULL, deaths[i].payload);
  g_autofree char *good = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");
  g_autoptr (BgQueuedTask) task = NULL;

  g_test_summary ("R3.6: however a child dies, it is started again, and its task is dead after the third time");
  run_to_end (fixture);
  task = worker_test_look (fixture->transport, QUEUE, poison);
  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_DEAD);
  g_assert_cmpstr (bg_queued_task_get_reason (task), ==, deaths[i].reason);
  g_assert_cmpuint (bg_queued_task_get_crashes (task), ==, 3);
  worker_test_check (fixture->transport, QUEUE, good, BG_QUEUED_STATE_DONE, NULL);
}

static void
test_explicit_end (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *last = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'end'>}");
  g_autofree char *next = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");

  g_test_summary ("R3.6: a worker that says that it has come to its end is not started again");
  configure (fixture, "[queues]\n" QUEUE "=deeds\n");
  bg_worker_pool_start (fixture->pool);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  worker_test_check (fixture->transport, QUEUE, last, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (fixture->transport, QUEUE, next, BG_QUEUED_STATE_READY, NULL);
}

static gboolean
is_leased (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (BgQueueStats) stats = bg_transport_stats (fixture->transport, QUEUE, NULL, NULL);

  return stats->leased > 0;
}

/* Asking the store wakes nobody, so the loop is turned by a source that is always ready. */
static gboolean
always (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run_until_leased (Fixture *fixture)
{
  guint id = g_idle_add (always, NULL);

  bg_test_run_until (NULL, is_leased, fixture);
  g_source_remove (id);
}

static void
check_released (Fixture    *fixture,
                const char *id)
{
  g_autoptr (BgQueuedTask) task = worker_test_look (fixture->transport, QUEUE, id);

  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_READY);
  g_assert_cmpuint (bg_queued_task_get_attempt (task), ==, 0);
  g_assert_cmpuint (bg_queued_task_get_crashes (task), ==, 0);
}

static void
test_drain (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'hang'>}");

  g_test_summary ("R3.8: after the grace time a worker is asked to give up, and its task is given back");
  configure (fixture, "[taskmgr]\ngrace=0.05\n[queues]\n" QUEUE "=deeds\n");
  bg_worker_pool_start (fixture->pool);
  run_until_leased (fixture);
  end (fixture);
  check_released (fixture, id);
}

static void
test_second_drain (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'hang'>}");

  g_test_summary ("R3.8: the second time there is no grace");
  configure (fixture, "[taskmgr]\ngrace=1000\n[queues]\n" QUEUE "=deeds\n");
  bg_worker_pool_start (fixture->pool);
  run_until_leased (fixture);
  bg_worker_pool_drain (fixture->pool);
  end (fixture);
  check_released (fixture, id);
}

static void
test_deaf (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'deaf'>}");

  configure (fixture, "[taskmgr]\ngrace=1000\n[queues]\n" QUEUE "=deeds\n");
  bg_worker_pool_start (fixture->pool);
  run_until_leased (fixture);
  bg_worker_pool_release (fixture->pool);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  check_released (fixture, id);
}

static void
test_time_limit (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'deaf'>}");

  g_test_summary ("A worker that does not come back is told to end, and killed");
  configure (fixture, "[queue " QUEUE "]\nworker=deeds\ntime_limit=0.05\n");
  bg_worker_pool_start (fixture->pool);
  bg_test_run_until_count (NULL, &fixture->n_failed, 1);
  worker_test_check (fixture->transport, QUEUE, id, BG_QUEUED_STATE_SCHEDULED, "timed out after 0.050 s");
  end (fixture);
}

static void
test_recycling (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *first = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'pid'>}");
  g_autofree char *second = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'pid'>}");
  g_autofree char *text = g_strdup_printf ("[worker once]\nprogram=%s\nmax_tasks=1\n[queues]\n" QUEUE "=once\n", program);

  bg_worker_pool_set_halts_when_empty (fixture->pool, TRUE);
  configure (fixture, text);
  bg_worker_pool_start (fixture->pool);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
  g_assert_cmpint (get_number (fixture, first), !=, get_number (fixture, second));
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  ++*count;
}

static void
test_reload (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (BgWorkerConfig) first = NULL;
  g_autofree char *other = NULL;
  g_autofree char *ignored = NULL;
  guint n_changes = 0;

  g_signal_connect (fixture->pool, "notify::config", G_CALLBACK (count_cb), &n_changes);
  g_assert_null (bg_worker_pool_get_config (fixture->pool));
  configure (fixture, "[queues]\n" QUEUE "=deeds\n");
  g_object_get (fixture->pool, "config", &first, NULL);
  g_assert_nonnull (first);
  bg_worker_pool_start (fixture->pool);
  configure (fixture, "[queues]\nalbums=deeds\n");
  g_assert_true (bg_worker_pool_get_config (fixture->pool) != first);
  g_assert_cmpuint (n_changes, ==, 2);
  other = worker_test_submit (fixture->transport, "albums", NULL, "{'do': <'greet'>}");
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  ignored = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");
  end (fixture);
  worker_test_check (fixture->transport, "albums", other, BG_QUEUED_STATE_DONE, NULL);
  worker_test_check (fixture->transport, QUEUE, ignored, BG_QUEUED_STATE_READY, NULL);
  g_assert_cmpuint (bg_worker_pool_count_done (fixture->pool), ==, 1);
}

/* A worker in a thread of ours: a consumer that waits for nothing is gone at once. */
static void
test_reload_at_once (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (BgWorker) worker = worker_test_new ();

  bg_worker_registry_add (fixture->registry, worker);
  configure (fixture, "[queue " QUEUE "]\nworker=deeds\nrate_max_calls=1\nrate_period=3600\n");
  bg_worker_pool_start (fixture->pool);
  g_free (worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}"));
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  configure (fixture, "[queue " QUEUE "]\nworker=deeds\n");
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  g_free (worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}"));
  bg_test_run_until_count (NULL, &fixture->n_done, 2);
  end (fixture);
}

static void
test_reload_while_ending (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autoptr (GError) error = NULL;

  g_test_summary ("A pool that ends takes in nothing new, and so comes to its end");
  configure (fixture, "[queues]\n" QUEUE "=deeds\n");
  bg_worker_pool_start (fixture->pool);
  bg_worker_pool_drain (fixture->pool);
  bg_worker_config_load_data (config, "[queues]\nalbums=deeds\n", "a.conf", NULL);
  g_assert_false (bg_worker_pool_configure (fixture->pool, config, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  bg_test_run_until_count (NULL, &fixture->n_ended, 1);
}

static void
test_broken (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *id = worker_test_submit (fixture->transport, QUEUE, NULL, "{'do': <'greet'>}");
  g_autoptr (BgQueuedTask) task = NULL;

  g_test_summary ("A deployment that is broken loses no task, and counts no attempt");
  configure (fixture, "[worker broken]\nprogram=/nonexistent/worker\n[queues]\n" QUEUE "=broken\n");
  bg_worker_pool_start (fixture->pool);
  bg_test_drain (NULL);
  end (fixture);
  check_released (fixture, id);
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("taskmgr-XXXXXX", NULL);
  g_autofree char *uri = g_strconcat ("filesys:", folder, "/spool", NULL);
  const char *const remove[] = { "rm", "-r", folder, NULL };
  g_autoptr (BgQueueStats) stats = NULL;
  Fixture fixture = { NULL };

  g_test_summary ("R3.6: with a store in files and children that are killed now and then, everything is done once");
  set_up (&fixture, NULL);
  g_clear_object (&fixture.pool);
  g_object_unref (fixture.transport);
  fixture.transport = bg_transport_new_for_uri (uri, NULL);
  fixture.pool = bg_worker_pool_new (fixture.transport, fixture.registry);
  g_signal_connect_swapped (fixture.pool, "ended", G_CALLBACK (ended_cb), &fixture);
  for (guint i = 0; i < 24; i++)
    g_free (worker_test_submit (fixture.transport, QUEUE, NULL, i % 2 == 0 ? "{'do': <'greet'>}" : "{'do': <'kill-once'>}"));
  run_to_end (&fixture);
  stats = bg_transport_stats (fixture.transport, QUEUE, NULL, NULL);
  g_assert_cmpuint (stats->done, ==, 24);
  g_assert_cmpuint (bg_worker_pool_count_failed (fixture.pool), ==, 12);
  bg_transport_close (fixture.transport, NULL, NULL);
  tear_down (&fixture, NULL);
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("R3.9: without workers there is nothing to run");
  configure (fixture, "");
  bg_worker_pool_set_quiet (fixture->pool, TRUE);
  g_assert_true (bg_worker_pool_run (fixture->pool, &error));
  g_assert_no_error (error);
}

static int
listen_to_notifications (void)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path + 1, path + 1, sizeof address.sun_path - 1);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address,
                         (socklen_t) (G_STRUCT_OFFSET (struct sockaddr_un, sun_path) + strlen (path))), ==, 0);
  return fd;
}

static void
expect_notification (int         fd,
                     const char *expected)
{
  char text[64] = "";
  gssize n = recv (fd, text, sizeof text - 1, 0);

  g_assert_cmpint (n, >, 0);
  g_assert_cmpstr (text, ==, expected);
}

static void
raise_cb (Fixture      *fixture,
          BgQueuedTask *task)
{
  const char *what = NULL;

  g_variant_lookup (bg_queued_task_get_payload (task), "signal", "&s", &what);
  raise (g_str_equal (what, "quit") ? SIGQUIT : g_str_equal (what, "hup") ? SIGHUP : SIGTERM);
}

static void
run_with_signals (const char *const *names)
{
  Fixture fixture = { NULL };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *payload = g_strdup_printf ("{'do': <''>, 'signal': <'%s'>}", names[i]);

      g_free (worker_test_submit (fixture.transport, QUEUE, NULL, payload));
    }
  configure (&fixture, "[queues]\n" QUEUE "=deeds\n");
  bg_worker_pool_set_quiet (fixture.pool, TRUE);
  g_signal_connect_swapped (fixture.pool, "task-done", G_CALLBACK (raise_cb), &fixture);
  g_assert_true (bg_worker_pool_run (fixture.pool, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture.n_done, ==, g_strv_length ((char **) names));
  tear_down (&fixture, NULL);
}

static void
test_run (void)
{
  const char *const by_term[] = { "term", NULL };
  const char *const by_quit[] = { "quit", NULL };
  int fd = listen_to_notifications ();

  g_test_summary ("R3.8: SIGTERM and SIGQUIT end it, and the service manager is told");
  run_with_signals (by_term);
  expect_notification (fd, "READY=1");
  expect_notification (fd, "STOPPING=1");
  run_with_signals (by_quit);
  close (fd);
}

typedef struct
{
  GString *text;                /* of all notifications, with spaces */
  guint    n_ready;
} Heard;

/* Ready again after it was reloaded: then it may end. */
static gboolean
heard_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Heard *heard = user_data;
  char text[64] = "";
  gssize n = recv (fd, text, sizeof text - 1, 0);

  g_assert_cmpint (n, >, 0);
  g_string_append_printf (heard->text, "%s ", text);
  if (g_str_equal (text, "READY=1") && ++heard->n_ready == 2)
    raise (SIGTERM);
  return G_SOURCE_CONTINUE;
}

static void
test_hang_up (void)
{
  const char *const names[] = { "hup", NULL };
  int fd = listen_to_notifications ();
  g_autoptr (GString) text = g_string_new (NULL);
  Heard heard = { text, 0 };
  guint id = g_unix_fd_add (fd, G_IO_IN, heard_cb, &heard);

  g_test_summary ("SIGHUP reads the configuration again");
  run_with_signals (names);
  g_assert_true (g_str_has_prefix (text->str, "READY=1 RELOADING=1 READY=1 "));
  g_source_remove (id);
  close (fd);
}

#define ADD(name, func) g_test_add ("/worker-pool/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *notify_socket = g_strdup_printf ("@taskmgr-test-%d", getpid ());

  if (worker_test_serve ())
    return 0;
  g_setenv ("NOTIFY_SOCKET", notify_socket, TRUE);
  g_setenv ("TASKMGR_TRANSPORT", "secret", TRUE);
  program = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, NULL);
  ADD ("properties", test_properties);
  ADD ("child", test_child);
  for (guint i = 0; i < G_N_ELEMENTS (deaths); i++)
    {
      g_autofree char *path = g_strdup_printf ("/worker-pool/death/%u", i);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_death, tear_down);
    }
  ADD ("explicit-end", test_explicit_end);
  ADD ("drain", test_drain);
  ADD ("second-drain", test_second_drain);
  ADD ("deaf", test_deaf);
  ADD ("time-limit", test_time_limit);
  ADD ("recycling", test_recycling);
  ADD ("reload", test_reload);
  ADD ("reload/at-once", test_reload_at_once);
  ADD ("reload/while-ending", test_reload_while_ending);
  ADD ("broken", test_broken);
  ADD ("nothing", test_nothing);
  g_test_add_func ("/worker-pool/files", test_files);
  g_test_add_func ("/worker-pool/run", test_run);
  g_test_add_func ("/worker-pool/hang-up", test_hang_up);
  return g_test_run ();
}
