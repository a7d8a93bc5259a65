/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The life of tasks up to a point, for tests/bench/instructions to count instructions. bench-instructions KIND UNTIL N;
 * there is one worker, so the same things happen each time. */

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <taskmgr.h>
#include <unistd.h>

static GMutex lock;
static GCond changed;
static long n_ran;              /* lock */
static long n_delivered;
static long n_tasks;
static gboolean with_objects;
static gboolean with_upstreams;
static gboolean with_results;

static void
count_run (void)
{
  /* The last one is the only one that anybody waits for. */
  g_mutex_lock (&lock);
  if (++n_ran == n_tasks)
    g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static gboolean
run_work (gpointer       user_data,
          GCancellable  *cancellable,
          GValue        *result,
          GError       **error)
{
  if (with_results)
    {
      g_value_init (result, G_TYPE_POINTER);
      g_value_set_pointer (result, user_data);
    }
  count_run ();
  return TRUE;
}

static gboolean
run_task (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  if (with_results)
    bg_task_return_pointer (task, user_data);
  count_run ();
  return TRUE;
}

static void
add (BgTaskManager *manager)
{
  guint64 id = 0;

  for (long i = 0; i < n_tasks; i++)
    {
      gsize n_upstreams = with_upstreams && id != 0;

      if (with_objects)
        id = bg_task_manager_add_task (manager, run_task, NULL, NULL, 0, NULL, &id, n_upstreams, NULL);
      else
        id = bg_task_manager_add_work (manager, run_work, NULL, NULL, 0, NULL, &id, n_upstreams, NULL);
    }
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
run (BgTaskManager *manager)
{
  bg_task_manager_start_processing (manager);
  g_mutex_lock (&lock);
  while (n_ran < n_tasks)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
  drain ();
}

static void
task_completed_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  n_delivered++;
}

static void
deliver (BgTaskManager *manager)
{
  with_results = TRUE;
  g_signal_connect (manager, "task-completed", G_CALLBACK (task_completed_cb), NULL);
  run (manager);
  while (n_delivered < n_tasks)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int    argc,
      char **argv)
{
  BgTaskManager *manager = bg_task_manager_new (1);

  if (argc != 4)
    return EXIT_FAILURE;
  with_objects = strcmp (argv[1], "task") == 0;
  with_upstreams = strcmp (argv[1], "linked") == 0;
  n_tasks = atol (argv[3]);
  add (manager);
  if (strcmp (argv[2], "run") == 0)
    run (manager);
  else if (strcmp (argv[2], "deliver") == 0)
    deliver (manager);
  else if (strcmp (argv[2], "stop") == 0)
    {
      bg_task_manager_stop_all_tasks (manager);
      drain ();
    }
  _exit (EXIT_SUCCESS);
}
