/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "loop-test.h"

/* Reads the name of the thread that calls it. */
static gboolean
get_thread_name (gpointer       user_data,
                 GCancellable  *cancellable,
                 GValue        *result,
                 GError       **error)
{
  g_autofree char *name = NULL;

  if (!g_file_get_contents ("/proc/thread-self/comm", &name, NULL, error))
    return FALSE;
  g_value_init (result, G_TYPE_STRING);
  g_value_set_string (result, g_strstrip (name));
  return TRUE;
}

static void
test_thread_has_the_name (void)
{
  BgLoop *loop = bg_loop_new ("ledger");
  g_auto (GValue) name = G_VALUE_INIT;
  g_autofree char *property = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A7.1, A7.3");
  g_assert_cmpstr (bg_loop_get_name (loop), ==, "ledger");
  g_object_get (loop, "name", &property, NULL);
  g_assert_cmpstr (property, ==, "ledger");

  g_assert_true (bg_loop_start (loop, &error));
  g_assert_no_error (error);
  g_assert_true (bg_loop_run_for_result (loop, get_thread_name, NULL, NULL, &name, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (&name), ==, "bg-ledger");
  loop_end (loop, FALSE);
  g_assert_finalize_object (loop);
}

static void
test_made_without_a_name (void)
{
  g_autoptr (BgLoop) unnamed = g_object_new (BG_TYPE_LOOP, NULL);
  g_autoptr (BgLoop) empty = g_object_new (BG_TYPE_LOOP, "name", "", NULL);

  g_assert_cmpstr (bg_loop_get_name (unnamed), ==, "loop");
  g_assert_cmpstr (bg_loop_get_name (empty), ==, "loop");
}

static void
running_cb (BgLoop     *loop,
            GParamSpec *pspec,
            GString    *log)
{
  gboolean running;

  g_assert_false (bg_loop_is_own_thread (loop));
  g_object_get (loop, "running", &running, NULL);
  g_string_append (log, running ? "+" : "-");
}

static void
test_running_is_notified_at_home (void)
{
  BgLoop *loop = bg_loop_new ("test");
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("A7.2");
  g_signal_connect (loop, "notify::running", G_CALLBACK (running_cb), log);
  g_assert_false (bg_loop_is_running (loop));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (bg_loop_start (loop, &error));
      g_assert_no_error (error);
      g_assert_true (bg_loop_is_running (loop));
    }
  g_assert_cmpstr (log->str, ==, "");
  bg_test_drain (NULL);
  g_assert_cmpstr (log->str, ==, "+");

  loop_end (loop, FALSE);
  g_assert_cmpstr (log->str, ==, "+-");
  bg_loop_stop (loop, TRUE);
  bg_test_drain (NULL);
  g_assert_cmpstr (log->str, ==, "+-");
  g_assert_finalize_object (loop);
}

static void
test_functions_are_called_in_order (void)
{
  BgLoop *loop = bg_loop_new ("test");
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GError) error = NULL;

  loop_invoke (loop, order, "early", gate);
  loop_invoke (loop, order, "a", NULL);
  g_assert_true (bg_loop_start (loop, &error));
  bg_test_gate_await_arrivals (gate, 1);
  core_assert_order (order, "early");
  loop_invoke (loop, order, "b", NULL);
  bg_test_gate_open (gate);
  loop_end (loop, FALSE);
  core_assert_order (order, "-early a -a b -b");
  g_assert_finalize_object (loop);
}

static void
test_stopping_calls_what_is_left (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();

  loop_invoke (loop, order, "a", gate);
  loop_invoke (loop, order, "b", NULL);
  bg_test_gate_await_arrivals (gate, 1);
  bg_loop_stop (loop, FALSE);
  g_assert_true (bg_loop_is_running (loop));
  bg_test_gate_open (gate);
  loop_end (loop, FALSE);
  core_assert_order (order, "a -a b -b");
  g_assert_finalize_object (loop);
}

static void
test_stopping_cancels_what_is_left (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();

  loop_invoke (loop, order, "a", gate);
  loop_invoke (loop, order, "b", NULL);
  loop_invoke (loop, order, "c", NULL);
  bg_test_gate_await_arrivals (gate, 1);
  /* It may be told so later. */
  bg_loop_stop (loop, FALSE);
  bg_loop_stop (loop, TRUE);
  bg_test_gate_open (gate);
  loop_end (loop, FALSE);
  core_assert_order (order, "a -a -b -c");
  g_assert_finalize_object (loop);
}

static void
mark_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
never_cb (gpointer data)
{
  g_assert_not_reached ();
}

static void
test_stopped_refuses (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (GError) error = NULL;
  gboolean released = FALSE;

  loop_end (loop, FALSE);
  g_assert_false (bg_loop_invoke (loop, never_cb, &released, mark_cb, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_assert_true (released);
  g_assert_false (bg_loop_invoke (loop, never_cb, NULL, NULL, NULL));

  g_clear_error (&error);
  released = FALSE;
  g_assert_cmpuint (bg_loop_add_timeout (loop, 1, G_SOURCE_FUNC (never_cb), &released, mark_cb, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_assert_true (released);
  g_assert_finalize_object (loop);
}

static void
test_stopping_refuses (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GError) error = NULL;

  loop_invoke (loop, order, "a", gate);
  bg_test_gate_await_arrivals (gate, 1);
  bg_loop_stop (loop, FALSE);
  g_assert_false (bg_loop_invoke (loop, never_cb, NULL, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN);
  g_clear_error (&error);
  g_assert_false (bg_loop_start (loop, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_TOO_LATE);
  bg_test_gate_open (gate);
  loop_end (loop, FALSE);
  core_assert_order (order, "a -a");
  g_assert_finalize_object (loop);
}

static void
test_started_again (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (CoreOrder) order = core_order_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      loop_invoke (loop, order, "a", NULL);
      loop_end (loop, FALSE);
      core_assert_order (order, "a -a");
      g_assert_true (bg_loop_start (loop, &error));
      g_assert_no_error (error);
    }
  loop_end (loop, TRUE);
  g_assert_finalize_object (loop);
}

static void
test_released_when_never_started (void)
{
  BgLoop *loop = bg_loop_new ("test");
  gboolean released[2] = { FALSE, FALSE };

  g_assert_true (bg_loop_invoke (loop, never_cb, &released[0], mark_cb, NULL));
  g_assert_cmpuint (bg_loop_add_timeout (loop, 0, G_SOURCE_FUNC (never_cb), &released[1], mark_cb, NULL), !=, 0);
  g_assert_finalize_object (loop);
  g_assert_true (released[0]);
  g_assert_true (released[1]);
}

static void
pass_and_unref (gpointer gate)
{
  bg_test_gate_pass (gate);
  bg_test_gate_unref (gate);
}

static void
drop_cb (gpointer loop)
{
  g_object_unref (loop);
}

/* Its thread ends by itself, and what is left is released in it. */
static void
test_dropped_in_its_own_thread (void)
{
  BgLoop *loop = loop_start_new ();
  g_autoptr (BgTestGate) all_there = bg_test_gate_new ();
  g_autoptr (BgTestGate) released = bg_test_gate_new ();
  gpointer weak = loop;

  g_object_add_weak_pointer (G_OBJECT (loop), &weak);
  g_assert_true (bg_loop_invoke (loop, (BgLoopFunc) bg_test_gate_pass, all_there, NULL, NULL));
  g_assert_true (bg_loop_invoke (loop, drop_cb, loop, NULL, NULL));
  g_assert_true (bg_loop_invoke (loop, never_cb, bg_test_gate_ref (released), pass_and_unref, NULL));
  bg_test_gate_open (all_there);
  bg_test_gate_await_arrivals (released, 1);
  g_assert_null (weak);
  bg_test_gate_open (released);
  bg_test_drain (NULL);
}

static gboolean
is_own_context (gpointer       context,
                GCancellable  *cancellable,
                GValue        *result,
                GError       **error)
{
  g_assert_true (g_main_context_get_thread_default () == context);
  g_assert_true (g_main_context_is_owner (context));
  return TRUE;
}

static gboolean
source_cb (gpointer loop)
{
  g_assert_true (bg_loop_is_own_thread (loop));
  bg_loop_stop (loop, FALSE);
  return G_SOURCE_REMOVE;
}

static void
test_context_is_for_direct_use (void)
{
  BgLoop *loop = loop_start_new ();
  GMainContext *context = bg_loop_get_context (loop);
  g_autoptr (GSource) source = g_idle_source_new ();
  g_autoptr (GError) error = NULL;

  g_test_summary ("A7.5");
  g_assert_true (bg_loop_run_for_result (loop, is_own_context, context, NULL, NULL, &error));
  g_assert_no_error (error);
  g_source_set_callback (source, source_cb, loop, NULL);
  g_source_attach (source, context);
  g_assert_true (bg_loop_wait (loop, -1, &error));
  g_assert_no_error (error);
  bg_test_drain (NULL);
  g_assert_finalize_object (loop);
}

typedef struct
{
  BgLoop   *loop;
  gboolean  reached;
} Nested;

static void
nested_cb (gpointer data)
{
  Nested *nested = data;

  while (!nested->reached)
    g_main_context_iteration (bg_loop_get_context (nested->loop), TRUE);
}

/* One that runs the context itself has the others called meanwhile. */
static void
test_nested (void)
{
  BgLoop *loop = loop_start_new ();
  Nested nested = { loop, FALSE };

  g_assert_true (bg_loop_invoke (loop, nested_cb, &nested, NULL, NULL));
  g_assert_true (bg_loop_invoke (loop, mark_cb, &nested.reached, NULL, NULL));
  loop_end (loop, FALSE);
  g_assert_true (nested.reached);
  g_assert_finalize_object (loop);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loop/thread-has-the-name", test_thread_has_the_name);
  g_test_add_func ("/loop/made-without-a-name", test_made_without_a_name);
  g_test_add_func ("/loop/running-is-notified-at-home", test_running_is_notified_at_home);
  g_test_add_func ("/loop/functions-are-called-in-order", test_functions_are_called_in_order);
  g_test_add_func ("/loop/stopping-calls-what-is-left", test_stopping_calls_what_is_left);
  g_test_add_func ("/loop/stopping-cancels-what-is-left", test_stopping_cancels_what_is_left);
  g_test_add_func ("/loop/stopped-refuses", test_stopped_refuses);
  g_test_add_func ("/loop/stopping-refuses", test_stopping_refuses);
  g_test_add_func ("/loop/started-again", test_started_again);
  g_test_add_func ("/loop/released-when-never-started", test_released_when_never_started);
  g_test_add_func ("/loop/dropped-in-its-own-thread", test_dropped_in_its_own_thread);
  g_test_add_func ("/loop/context-is-for-direct-use", test_context_is_for_direct_use);
  g_test_add_func ("/loop/nested", test_nested);
  return g_test_run ();
}
