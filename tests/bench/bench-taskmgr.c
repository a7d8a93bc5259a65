/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* This project itself, by its public API. Modes:
 *   work         bg_task_manager_add_work(): no object for each task (the default)
 *   task         a BgTask for each
 *   work-notice  like work, and what is stopped is told to a handler
 *   task-notice  like task, and so
 *   work-batch   like work, and results arrive several at once
 * Otherwise results arrive by the signal task-completed. */

#include "config.h"

#include "bench-glib.h"

#include <string.h>
#include <taskmgr.h>

static BgTaskManager *manager;
static gboolean with_objects;
static gboolean with_notice;
static long n_added;
static long n_completed;
static gboolean waits_for_all;
static long n_stopped;
static long n_to_stop;
static __thread BgTask *reporting_task;

static gboolean
run_work (gpointer       user_data,
          GCancellable  *cancellable,
          GValue        *result,
          GError       **error)
{
  bench_work (user_data);
  return TRUE;
}

static gboolean
run_work_with_result (gpointer       user_data,
                      GCancellable  *cancellable,
                      GValue        *result,
                      GError       **error)
{
  g_value_init (result, G_TYPE_POINTER);
  g_value_set_pointer (result, bench_work (user_data));
  return TRUE;
}

static gboolean
run_task (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  gpointer result;

  reporting_task = task;
  result = bench_work (user_data);
  if (bench_with_results)
    bg_task_return_pointer (task, result);
  return TRUE;
}

static void
task_completed_cb (BgTaskManager *self,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  bench_done (g_value_get_pointer (result));
}

static void
take_results (BgTaskManager      *self,
              const BgTaskResult *results,
              gsize               n_results,
              gpointer            user_data)
{
  for (gsize i = 0; i < n_results; i++)
    bench_done (g_value_get_pointer (&results[i].value));
}

static void
count_completed_cb (BgTaskManager *self,
                    guint64        id,
                    const char    *group,
                    const GValue  *result,
                    gpointer       user_data)
{
  if (++n_completed == n_added && waits_for_all)
    bench_glib_quit ();
}

static void
task_stopped_cb (BgTaskManager *self,
                 guint64        id,
                 const char    *group,
                 gpointer       user_data)
{
  if (++n_stopped == n_to_stop)
    bench_glib_quit ();
}

static void
start (int         threads,
       const char *mode)
{
  with_objects = g_str_has_prefix (mode, "task");
  with_notice = g_str_has_suffix (mode, "-notice");
  manager = threads != 0 ? bg_task_manager_new ((guint) threads) : g_object_new (BG_TYPE_TASK_MANAGER, NULL);
  if (bench_with_results && g_str_has_suffix (mode, "-batch"))
    bg_task_manager_set_results_func (manager, take_results, NULL, NULL);
  else if (bench_with_results)
    g_signal_connect (manager, "task-completed", G_CALLBACK (task_completed_cb), NULL);
  else if (bench_with_dependencies && with_objects)
    g_signal_connect (manager, "task-completed", G_CALLBACK (count_completed_cb), NULL);
  if (with_notice)
    g_signal_connect (manager, "task-stopped", G_CALLBACK (task_stopped_cb), NULL);
  bg_task_manager_start_processing (manager);
}

static guint64
add (gpointer       arg,
     int            priority,
     const guint64 *upstream_ids,
     gsize          n_upstream_ids)
{
  n_added++;
  if (with_objects)
    return bg_task_manager_add_task (manager, run_task, arg, NULL, priority, NULL,
                                     upstream_ids, n_upstream_ids, NULL);
  return bg_task_manager_add_work (manager, bench_with_results ? run_work_with_result : run_work, arg, NULL,
                                   priority, NULL, upstream_ids, n_upstream_ids, NULL);
}

static void
submit (gpointer arg)
{
  add (arg, 0, NULL, 0);
}

static void
submit_priority (gpointer arg,
                 int      priority)
{
  add (arg, priority, NULL, 0);
}

static void
notify_fraction_cb (BgTask     *task,
                    GParamSpec *pspec,
                    gpointer    user_data)
{
  bench_progressed (bg_task_get_fraction (task));
}

static void
submit_reporting (gpointer arg)
{
  g_autoptr (BgTask) task = bg_task_new (run_task, arg, NULL);

  g_signal_connect (task, "notify::fraction", G_CALLBACK (notify_fraction_cb), NULL);
  bg_task_manager_add (manager, task, NULL);
}

/* In the body of a task with an object. */
static void
report (double fraction)
{
  bg_task_report_progress (reporting_task, fraction, NULL);
}

static void
cancel_all (void)
{
  bg_task_manager_stop_all_tasks (manager);
}

static void
cancel_drain (long n)
{
  n_to_stop = n;
  if (with_notice && n_stopped < n)
    bench_glib_run ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What waits for an object starts once the main loop has told that the object ended. */
static void
run_graph (const BenchGraph *graph)
{
  guint64 *ids = g_new (guint64, graph->n);
  guint64 *upstream_ids = g_new (guint64, graph->n);

  for (int i = 0; i < graph->n; i++)
    {
      gsize n = 0;

      for (int e = graph->pred_at[i]; e < graph->pred_at[i + 1]; e++)
        upstream_ids[n++] = ids[graph->pred[e]];
      ids[i] = add (bench_node (i), 0, upstream_ids, n);
    }
  g_free (upstream_ids);
  g_free (ids);
  waits_for_all = with_objects;
  if (with_objects && n_completed < n_added)
    bench_glib_run ();
}

static void
hold (void)
{
  bg_task_manager_pause_processing (manager);
}

static void
release (void)
{
  bg_task_manager_start_processing (manager);
}

int
main (int    argc,
      char **argv)
{
  static const BenchPeer peer = {
    .name = "taskmgr",
    .start = start,
    .submit = submit,
    .submit_result = submit,
    .submit_priority = submit_priority,
    .submit_reporting = submit_reporting,
    .report = report,
    .cancel_all = cancel_all,
    .cancel_drain = cancel_drain,
    .run_graph = run_graph,
    .pause = hold,
    .resume = release,
    .loop_run = bench_glib_run,
    .loop_quit = bench_glib_quit,
    .loop_timer = bench_glib_timer,
  };

  return bench_main (&peer, argc, argv);
}
