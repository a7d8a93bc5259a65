/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* GTask and g_task_run_in_thread(). The pool behind it has ten threads, grows when they stay busy and cannot be set.
 * The mode "low" gives the tasks G_PRIORITY_DEFAULT_IDLE, which is the priority of their completions too. */

#include "../bench-glib.h"

#include <gio/gio.h>

static GCancellable *all;
static int io_priority;
static long n_cancelled;
static long n_to_cancel;

static void
run (GTask        *task,
     gpointer      source,
     gpointer      arg,
     GCancellable *cancellable)
{
  g_task_return_pointer (task, bench_work (arg), NULL);
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  bench_done (g_task_propagate_pointer (G_TASK (result), NULL));
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_task_propagate_pointer (G_TASK (result), NULL);
  if (++n_cancelled == n_to_cancel)
    bench_glib_quit ();
}

static void
start (int         threads,
       const char *mode)
{
  io_priority = g_strcmp0 (mode, "low") == 0 ? G_PRIORITY_DEFAULT_IDLE : G_PRIORITY_DEFAULT;
  all = g_cancellable_new ();
}

static void
push (gpointer            arg,
      int                 priority,
      GAsyncReadyCallback callback)
{
  GTask *task = g_task_new (NULL, NULL, callback, NULL);

  g_task_set_task_data (task, arg, NULL);
  g_task_set_priority (task, priority);
  g_task_run_in_thread (task, run);
  g_object_unref (task);
}

static void
submit (gpointer arg)
{
  push (arg, io_priority, NULL);
}

static void
submit_result (gpointer arg)
{
  push (arg, io_priority, ready_cb);
}

static void
submit_priority (gpointer arg,
                 int      priority)
{
  push (arg, -priority, NULL);
}

static void
submit_cancellable (gpointer arg)
{
  GTask *task = g_task_new (NULL, all, cancelled_cb, NULL);

  g_task_set_task_data (task, arg, NULL);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, run);
  g_object_unref (task);
}

static void
cancel_all (void)
{
  g_cancellable_cancel (all);
}

static void
cancel_drain (long n)
{
  n_to_cancel = n;
  if (n_cancelled < n)
    bench_glib_run ();
}

int
main (int    argc,
      char **argv)
{
  static const BenchPeer peer = {
    .name = "gtask",
    .start = start,
    .submit = submit,
    .submit_result = submit_result,
    .submit_priority = submit_priority,
    .submit_reporting = submit_result,
    .report = bench_glib_report,
    .submit_cancellable = submit_cancellable,
    .cancel_all = cancel_all,
    .cancel_drain = cancel_drain,
    .loop_run = bench_glib_run,
    .loop_quit = bench_glib_quit,
    .loop_timer = bench_glib_timer,
  };

  return bench_main (&peer, argc, argv);
}
