/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "loop-test.h"

/* bg_loop_run (), and timeouts. */

static gboolean
double_number (gpointer       user_data,
               GCancellable  *cancellable,
               GValue        *result,
               GError       **error)
{
  g_value_init (result, G_TYPE_INT);
  g_value_set_int (result, 2 * GPOINTER_TO_INT (user_data));
  return TRUE;
}

static gboolean
fail_with_result (gpointer       user_data,
                  GCancellable  *cancellable,
                  GValue        *result,
                  GError       **error)
{
  g_value_init (result, G_TYPE_STRING);
  g_value_set_string (result, "lost");
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Not there");
  return FALSE;
}

static gboolean
say_nothing (GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  return FALSE;
}

static void
test_result_and_error (void)
{
  BgLoop *loop = loop_start_new ();
  g_auto (GValue) result = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A7.4: run it and block for the result; what raises ends as well");
  g_assert_true (bg_loop_run_for_result (loop, double_number, GINT_TO_POINTER (21), NULL, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_value_get_int (&result), ==, 42);
  g_assert_true (bg_loop_run_for_result (loop, double_number, NULL, NULL, NULL, NULL));
  g_value_unset (&result);

  g_assert_false (bg_loop_run_for_result (loop, fail_with_result, NULL, NULL, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (G_IS_VALUE (&result));
  g_clear_error (&error);
  g_assert_false (bg_loop_run (loop, say_nothing, NULL, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_FAILED);
  loop_end (loop, FALSE);
  g_assert_finalize_object (loop);
}

static gboolean
wait_for_itself (GCancellable  *cancellable,
                 gpointer       loop,
                 GError       **error)
{
  g_assert_false (bg_loop_wait (loop, -1, error));
  g_assert_error (*error, BG_ERROR, BG_ERROR_SELF_DEPENDENCY);
  g_clear_error (error);
  return bg_loop_run (loop, say_nothing, NULL, NULL, error);
}

static void
test_refused (void)
{
  BgLoop *loop = bg_loop_new ("test");
  g_autoptr (GError) error = NULL;

  g_test_summary ("A7.4: blocking from the loop's own thread is an error, and so it is where nothing runs");
  g_assert_false (bg_loop_run (loop, say_nothing, NULL, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_clear_error (&error);
  g_assert_true (bg_loop_start (loop, &error));
  g_assert_false (bg_loop_run (loop, wait_for_itself, loop, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_SELF_DEPENDENCY);
  g_clear_error (&error);
  loop_end (loop, FALSE);
  g_assert_false (bg_loop_run (loop, say_nothing, NULL, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_assert_finalize_object (loop);
}

typedef struct
{
  BgLoop       *loop;
  GCancellable *cancellable;
  BgTestGate   *arrived;
} Caller;

static void
pass_cb (GCancellable *cancellable,
         gpointer      gate)
{
  bg_test_gate_open (gate);
}

/* Ends only when it is asked to. */
static gboolean
await_cancel (GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  Caller *caller = user_data;
  g_autoptr (BgTestGate) asked = bg_test_gate_new ();
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (pass_cb), asked, NULL);

  bg_test_gate_open (caller->arrived);
  bg_test_gate_pass (caller->arrived);
  bg_test_gate_pass (asked);
  g_cancellable_disconnect (cancellable, handler);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gpointer
caller_thread (gpointer data)
{
  Caller *caller = data;
  GError *error = NULL;

  g_assert_false (bg_loop_run (caller->loop, await_cancel, caller, caller->cancellable, &error));
  return error;
}

static void
assert_cancelled (GThread *thread)
{
  g_autoptr (GError) error = g_thread_join (thread);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_by_the_caller (void)
{
  Caller caller = { loop_start_new (), g_cancellable_new (), bg_test_gate_new () };
  GThread *thread = g_thread_new ("caller", caller_thread, &caller);

  bg_test_gate_await_arrivals (caller.arrived, 1);
  g_cancellable_cancel (caller.cancellable);
  assert_cancelled (thread);
  loop_end (caller.loop, FALSE);
  g_assert_finalize_object (caller.loop);
  g_object_unref (caller.cancellable);
  bg_test_gate_unref (caller.arrived);
}

static void
test_cancelled_by_the_loop (void)
{
  Caller caller = { loop_start_new (), NULL, bg_test_gate_new () };
  GThread *thread = g_thread_new ("caller", caller_thread, &caller);

  g_test_summary ("A7.4: every piece of work on a loop reaches an end");
  bg_test_gate_await_arrivals (caller.arrived, 1);
  bg_loop_stop (caller.loop, TRUE);
  assert_cancelled (thread);
  loop_end (caller.loop, TRUE);
  g_assert_finalize_object (caller.loop);
  bg_test_gate_unref (caller.arrived);
}

static gboolean
never_run (GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  g_assert_not_reached ();
}

static void
stop_cb (gpointer loop)
{
  bg_loop_stop (loop, TRUE);
}

/* The caller is told, though what it waits for has never begun. */
static void
test_not_begun (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  loop_invoke (loop, order, "a", gate);
  g_cancellable_cancel (cancelled);
  g_assert_false (bg_loop_run (loop, never_run, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_true (bg_loop_invoke (loop, stop_cb, loop, NULL, &error));
  bg_test_gate_open (gate);
  bg_loop_run (loop, never_run, NULL, NULL, &error);
  g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                 || g_error_matches (error, BG_ERROR, BG_ERROR_SHUT_DOWN));
  loop_end (loop, TRUE);
  g_assert_finalize_object (loop);
}

typedef struct
{
  BgLoop     *loop;
  BgTestGate *ended;
  guint       left;
  guint       id;
} Ticks;

static gboolean
tick_cb (gpointer data)
{
  Ticks *ticks = data;

  g_assert_true (bg_loop_is_own_thread (ticks->loop));
  return --ticks->left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
ticks_ended_cb (gpointer data)
{
  Ticks *ticks = data;

  g_assert_true (bg_loop_is_own_thread (ticks->loop));
  bg_test_gate_pass (ticks->ended);
}

static gboolean
remove_itself_cb (gpointer data)
{
  Ticks *ticks = data;

  ticks->left--;
  g_assert_true (bg_loop_remove_timeout (ticks->loop, ticks->id));
  g_assert_false (bg_loop_remove_timeout (ticks->loop, ticks->id));
  return G_SOURCE_CONTINUE;
}

static void
test_timeouts (void)
{
  BgLoop *loop = bg_loop_new ("test");
  g_autoptr (BgTestGate) ended = bg_test_gate_new ();
  Ticks some = { loop, ended, 3 }, one = { loop, ended, 1 }, never = { loop, ended, 1 };
  g_autoptr (GError) error = NULL;

  g_test_summary ("A13.4: light repeating jobs by interval, which can be taken back");
  bg_test_gate_open (ended);
  g_assert_cmpuint (bg_loop_add_timeout (loop, 1, tick_cb, &some, ticks_ended_cb, &error), !=, 0);
  one.id = bg_loop_add_timeout (loop, 0, remove_itself_cb, &one, ticks_ended_cb, &error);
  never.id = bg_loop_add_timeout (loop, G_MAXUINT, tick_cb, &never, ticks_ended_cb, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one.id, !=, never.id);
  g_assert_true (bg_loop_remove_timeout (loop, never.id));
  g_assert_false (bg_loop_remove_timeout (loop, never.id));

  g_assert_true (bg_loop_start (loop, &error));
  bg_test_gate_await_arrivals (ended, 3);
  g_assert_cmpuint (some.left, ==, 0);
  g_assert_cmpuint (one.left, ==, 0);
  g_assert_cmpuint (never.left, ==, 1);
  loop_end (loop, FALSE);
  g_assert_finalize_object (loop);
}

static void
test_timeouts_end_with_the_loop (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (BgTestGate) ended = bg_test_gate_new ();
  Ticks ticks = { loop, ended, 1 };

  bg_test_gate_open (ended);
  ticks.id = bg_loop_add_timeout (loop, G_MAXUINT, tick_cb, &ticks, ticks_ended_cb, NULL);
  loop_end (loop, FALSE);
  bg_test_gate_await_arrivals (ended, 1);
  g_assert_false (bg_loop_remove_timeout (loop, ticks.id));
  g_assert_cmpuint (ticks.left, ==, 1);
  g_assert_finalize_object (loop);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loop/run/result-and-error", test_result_and_error);
  g_test_add_func ("/loop/run/refused", test_refused);
  g_test_add_func ("/loop/run/cancelled-by-the-caller", test_cancelled_by_the_caller);
  g_test_add_func ("/loop/run/cancelled-by-the-loop", test_cancelled_by_the_loop);
  g_test_add_func ("/loop/run/not-begun", test_not_begun);
  g_test_add_func ("/loop/timeouts/called-and-removed", test_timeouts);
  g_test_add_func ("/loop/timeouts/end-with-the-loop", test_timeouts_end_with_the_loop);
  return g_test_run ();
}
