/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

typedef struct
{
  BgTaskManager *manager;
  BgTestGate    *gate;
} Left;

/* Asks what needs the manager's lock, as a binding does that waits for its interpreter. */
static void
left_cb (gpointer user_data)
{
  Left *left = user_data;

  g_assert_cmpuint (bg_task_manager_get_n_running (left->manager), ==, 0);
  g_assert_true (bg_task_manager_is_closed (left->manager));
  bg_test_gate_pass (left->gate);
}

static gboolean
leave_something (gpointer       user_data,
                 GCancellable  *cancellable,
                 GValue        *result,
                 GError       **error)
{
  g_object_set_data_full (G_OBJECT (cancellable), "left", user_data, left_cb);
  return TRUE;
}

/* What a body left in its cancellable goes when the thread does, and may call the manager. */
static void
test_what_is_left_goes_without_the_lock (void)
{
  Left left = { core_manager_new (1), bg_test_gate_new () };
  CoreWatch *watch = core_watch_new (left.manager);

  core_add (left.manager, leave_something, &left, NULL);
  bg_task_manager_start_processing (left.manager);
  core_watch_run (watch, 1);
  bg_test_gate_open (left.gate);
  bg_task_manager_shut_down (left.manager);
  bg_test_gate_await_arrivals (left.gate, 1);
  core_watch_free (watch);
  core_end (left.manager);
  bg_test_gate_unref (left.gate);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thread-lane/what-is-left-goes-without-the-lock", test_what_is_left_goes_without_the_lock);
  return g_test_run ();
}
