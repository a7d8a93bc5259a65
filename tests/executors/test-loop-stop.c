/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "loop-test.h"

/* Waiting for a loop to stop. */

static gpointer
stopper_thread (gpointer loop)
{
  bg_loop_stop (loop, FALSE);
  return NULL;
}

static void
test_waiting_is_left_by_stop (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_test_summary ("A1.5: a wait without polling that another thread can end");
  g_assert_false (bg_loop_wait (loop, 0, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_assert_false (bg_loop_wait (loop, 1, NULL));

  thread = g_thread_new ("stopper", stopper_thread, loop);
  g_assert_true (bg_loop_wait (loop, -1, &error));
  g_assert_no_error (error);
  g_assert_true (bg_loop_wait (loop, 0, &error));
  g_thread_join (thread);
  bg_test_drain (NULL);
  g_assert_finalize_object (loop);
}

typedef struct
{
  int     ended;
  GError *error;
} Stopped;

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Stopped *stopped = user_data;
  gboolean success = bg_loop_stop_finish (BG_LOOP (source), result, &stopped->error);

  g_assert_true (success == (stopped->error == NULL));
  g_assert_true (!success || !bg_loop_is_running (BG_LOOP (source)));
  stopped->ended++;
}

static void
test_stop_async (void)
{
  BgLoop *loop = loop_start_new ();
  Stopped stopped[3] = { { 0 } };

  bg_loop_stop_async (loop, FALSE, NULL, stopped_cb, &stopped[0]);
  bg_loop_stop_async (loop, FALSE, NULL, stopped_cb, &stopped[1]);
  g_assert_cmpint (stopped[0].ended, ==, 0);
  bg_test_run_until_set (NULL, &stopped[0].ended);
  bg_test_run_until_set (NULL, &stopped[1].ended);
  bg_loop_stop_async (loop, TRUE, NULL, stopped_cb, &stopped[2]);
  g_assert_cmpint (stopped[2].ended, ==, 0);
  bg_test_run_until_set (NULL, &stopped[2].ended);
  bg_test_drain (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (stopped); i++)
    {
      g_assert_cmpint (stopped[i].ended, ==, 1);
      g_assert_no_error (stopped[i].error);
    }
  g_assert_finalize_object (loop);
}

static void
test_stop_async_given_up (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stopped stopped = { 0 };

  loop_invoke (loop, order, "a", gate);
  bg_loop_stop_async (loop, FALSE, cancellable, stopped_cb, &stopped);
  g_cancellable_cancel (cancellable);
  bg_test_run_until_set (NULL, &stopped.ended);
  g_assert_error (stopped.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&stopped.error);
  bg_test_gate_open (gate);
  loop_end (loop, FALSE);
  g_assert_cmpint (stopped.ended, ==, 1);
  g_assert_finalize_object (loop);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loop/wait/is-left-by-stop", test_waiting_is_left_by_stop);
  g_test_add_func ("/loop/stop-async/ended", test_stop_async);
  g_test_add_func ("/loop/stop-async/given-up", test_stop_async_given_up);
  return g_test_run ();
}
