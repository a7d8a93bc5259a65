/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager of two threads, a gate for bodies, and what an asynchronous shut-down has led to. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  GThread       *home;
  guint          n_done;
  guint          n_ok;
  guint          n_notified;
  GError        *error;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (2);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->home = g_thread_self ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_watch_free (fixture->watch);
  if (fixture->manager != NULL)
    core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
  g_clear_error (&fixture->error);
}

static void
notify_cb (BgTaskManager *manager,
           GParamSpec    *pspec,
           Fixture       *fixture)
{
  g_assert_true (g_thread_self () == fixture->home);
  fixture->n_notified++;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;
  gboolean ok;

  g_assert_true (g_thread_self () == fixture->home);
  g_clear_error (&fixture->error);
  ok = bg_task_manager_shut_down_finish (BG_TASK_MANAGER (source), result, &fixture->error);
  g_assert_cmpint (ok, ==, fixture->error == NULL);
  fixture->n_ok += ok ? 1 : 0;
  fixture->n_done++;
}

static void
shut_down_async (Fixture        *fixture,
                 BgShutdownMode  mode,
                 int             timeout)
{
  guint before = fixture->n_done;

  bg_task_manager_shut_down_async (fixture->manager, mode, timeout, NULL, done_cb, fixture);
  g_assert_cmpuint (fixture->n_done, ==, before);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
}

static void
add_gated (Fixture *fixture,
           guint    n)
{
  for (guint i = 0; i < n; i++)
    core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, MIN (n, 2));
}

static void
test_discards (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("A1.2, A1.6: what comes after the end is refused with an error");
  g_signal_connect (fixture->manager, "notify::closed", G_CALLBACK (notify_cb), fixture);
  g_assert_false (bg_task_manager_is_closed (fixture->manager));
  add_gated (fixture, 2);
  core_add (fixture->manager, core_work_nothing, NULL, "g");
  core_add_after (fixture->manager, core_work_nothing, NULL, "g", 3);
  bg_task_manager_shut_down (fixture->manager);
  bg_task_manager_shut_down (fixture->manager);
  g_assert_true (bg_task_manager_is_closed (fixture->manager));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  g_assert_cmpuint (bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, 0, NULL, NULL, 0,
                                              &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "/1 /2 /3 /4");
}

static void
test_before_start (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_test_summary ("A1.6: what was shut down cannot be started again");
  bg_task_manager_pause_processing (fixture->manager);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  bg_task_manager_shut_down (fixture->manager);
  bg_task_manager_start_processing (fixture->manager);
  core_run_to_rest (fixture->manager);
  core_assert_log (fixture->watch, "/1");
}

static void
shut_down_cb (BgTaskManager *manager,
              guint64        id,
              const char    *group,
              const GValue  *result,
              gpointer       user_data)
{
  bg_task_manager_shut_down (manager);
}

/* What had run already and was not announced yet is dropped too. */
static void
test_in_a_handler (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (shut_down_cb), NULL);
  bg_task_manager_set_max_threads (fixture->manager, 1);
  for (guint i = 0; i < 3; i++)
    core_add (fixture->manager, core_work_nothing, NULL, NULL);
  add_gated (fixture, 1);
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 5);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 1);
  g_assert_cmpuint (fixture->watch->n_stopped, ==, 4);
}

static gboolean
shut_down_work (gpointer       user_data,
                GCancellable  *cancellable,
                GValue        *result,
                GError       **error)
{
  bg_task_manager_shut_down (user_data);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  return TRUE;
}

static void
test_in_a_body (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "notify::closed", G_CALLBACK (notify_cb), fixture);
  core_add (fixture->manager, shut_down_work, fixture->manager, NULL);
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "/1");
  g_assert_cmpuint (fixture->n_notified, ==, 1);
}

static void
test_async_when_idle (Fixture       *fixture,
                      gconstpointer  user_data)
{
  /* With nothing to wait for, the time cannot be up before. */
  shut_down_async (fixture, GPOINTER_TO_INT (user_data), 0);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_no_error (fixture->error);
}

static void
test_async_discard (Fixture       *fixture,
                    gconstpointer  user_data)
{
  add_gated (fixture, 3);
  shut_down_async (fixture, BG_SHUTDOWN_DISCARD, -1);
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "/1 /2 /3");
  g_assert_cmpuint (fixture->n_done, ==, 0);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
}

static void
test_async_drain (Fixture       *fixture,
                  gconstpointer  user_data)
{
  BgTask *delayed = bg_task_new (core_body_nothing, NULL, NULL);
  guint64 id;

  bg_task_manager_pause_processing (fixture->manager);
  for (guint i = 0; i < 3; i++)
    core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  core_add_after (fixture->manager, core_work_nothing, NULL, NULL, 3);
  bg_task_set_delay (delayed, G_MAXUINT);
  id = core_add_task (fixture->manager, delayed);
  core_add_task (fixture->manager, bg_task_new_pass_through ());
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, -1);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 5);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  core_make_due (fixture->manager, id);
  core_watch_run (fixture->watch, 1);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 6);
}

static void
test_async_deadline (Fixture       *fixture,
                     gconstpointer  user_data)
{
  add_gated (fixture, 3);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, 1);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_error (fixture->error, BG_ERROR, BG_ERROR_TIMED_OUT);
  /* What was left is stopped by that. */
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "/1 /2 /3");
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

static void
test_async_deadline_not_needed (Fixture       *fixture,
                                gconstpointer  user_data)
{
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, G_MAXINT);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_no_error (fixture->error);
  core_assert_log (fixture->watch, "+1");
}

static void
test_async_cancelled (Fixture       *fixture,
                      gconstpointer  user_data)
{
  gboolean before = GPOINTER_TO_INT (user_data);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  add_gated (fixture, 3);
  if (before)
    g_cancellable_cancel (cancellable);
  bg_task_manager_shut_down_async (fixture->manager, BG_SHUTDOWN_DRAIN, -1, cancellable, done_cb, fixture);
  if (!before)
    {
      bg_test_drain (NULL);
      g_assert_cmpuint (fixture->n_done, ==, 0);
      g_cancellable_cancel (cancellable);
    }
  /* It waits no longer, and stops what is left. */
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  core_watch_run (fixture->watch, 3);
  core_assert_log (fixture->watch, "/1 /2 /3");
}

static void
test_several (Fixture       *fixture,
              gconstpointer  user_data)
{
  add_gated (fixture, 2);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, -1);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, -1);
  shut_down_async (fixture, BG_SHUTDOWN_DISCARD, -1);
  bg_task_manager_shut_down (fixture->manager);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_done, 3);
  g_assert_cmpuint (fixture->n_ok, ==, 3);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, -1);
  bg_test_run_until_count (NULL, &fixture->n_done, 4);
  g_assert_cmpuint (fixture->n_ok, ==, 4);
}

/* A drain that is paused waits, and goes on when processing does. */
static void
test_paused_drain (Fixture       *fixture,
                   gconstpointer  user_data)
{
  add_gated (fixture, 4);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, -1);
  bg_task_manager_pause_processing (fixture->manager);
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 2);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 4);
}

static void
nest_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  done_cb (source, result, user_data);
  if (fixture->n_done == 1)
    bg_test_run_until_count (NULL, &fixture->n_done, 2);
}

/* The callback of the first waits for the second, in a loop of its own. */
static void
test_nested_loop_in_the_callback (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  add_gated (fixture, 2);
  for (guint i = 0; i < 2; i++)
    bg_task_manager_shut_down_async (fixture->manager, BG_SHUTDOWN_DISCARD, -1, NULL, nest_cb, fixture);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_done, 2);
  g_assert_cmpuint (fixture->n_ok, ==, 2);
}

static void
drop_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  done_cb (source, result, user_data);
  g_clear_object (&fixture->manager);
}

static void
test_dropped_in_the_callback (Fixture       *fixture,
                              gconstpointer  user_data)
{
  BgTaskManager *manager = fixture->manager;

  g_object_add_weak_pointer (G_OBJECT (manager), (gpointer *) &manager);
  add_gated (fixture, 2);
  bg_task_manager_shut_down_async (fixture->manager, BG_SHUTDOWN_DRAIN, -1, NULL, drop_cb, fixture);
  bg_test_gate_open (fixture->gate);
  while (manager != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_ok, ==, 1);
}

/* It keeps the manager until it is done. */
static void
test_dropped_meanwhile (Fixture       *fixture,
                        gconstpointer  user_data)
{
  BgTaskManager *manager = fixture->manager;

  g_object_add_weak_pointer (G_OBJECT (manager), (gpointer *) &manager);
  add_gated (fixture, 3);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, -1);
  g_clear_object (&fixture->manager);
  bg_test_gate_open (fixture->gate);
  while (manager != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_ok, ==, 1);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 3);
}

static void
test_disposed_meanwhile (Fixture       *fixture,
                         gconstpointer  user_data)
{
  add_gated (fixture, 3);
  shut_down_async (fixture, BG_SHUTDOWN_DRAIN, -1);
  g_object_run_dispose (G_OBJECT (fixture->manager));
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_done, 1);
}

#define ADD(path, data, func) g_test_add ("/task-manager/shut-down/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("discards", NULL, test_discards);
  ADD ("before-start", NULL, test_before_start);
  ADD ("in-a-handler", NULL, test_in_a_handler);
  ADD ("in-a-body", NULL, test_in_a_body);
  ADD ("async/idle-discard", GINT_TO_POINTER (BG_SHUTDOWN_DISCARD), test_async_when_idle);
  ADD ("async/idle-drain", GINT_TO_POINTER (BG_SHUTDOWN_DRAIN), test_async_when_idle);
  ADD ("async/discard", NULL, test_async_discard);
  ADD ("async/drain", NULL, test_async_drain);
  ADD ("async/deadline", NULL, test_async_deadline);
  ADD ("async/deadline-not-needed", NULL, test_async_deadline_not_needed);
  ADD ("async/cancelled", GINT_TO_POINTER (FALSE), test_async_cancelled);
  ADD ("async/cancelled-before", GINT_TO_POINTER (TRUE), test_async_cancelled);
  ADD ("async/several", NULL, test_several);
  ADD ("async/paused-drain", NULL, test_paused_drain);
  ADD ("async/nested-loop-in-the-callback", NULL, test_nested_loop_in_the_callback);
  ADD ("async/dropped-in-the-callback", NULL, test_dropped_in_the_callback);
  ADD ("async/dropped-meanwhile", NULL, test_dropped_meanwhile);
  ADD ("async/disposed-meanwhile", NULL, test_disposed_meanwhile);
  return g_test_run ();
}
