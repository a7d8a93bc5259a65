/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

/* Held until the end, so that all that may run at once are seen. */
static GMutex gate;
static guint most;

static gboolean
wait_at_gate (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  g_mutex_lock (&gate);
  g_mutex_unlock (&gate);
  return TRUE;
}

static void
n_running_changed_cb (BgTaskManager *manager,
                      GParamSpec    *pspec,
                      gpointer       user_data)
{
  most = MAX (most, bg_task_manager_get_n_running (manager));
}

static void
add_tasks (BgTaskManager    *manager,
           const char       *what,
           BgAdmissionClass  task_class,
           guint             n_tasks,
           guint             n_running)
{
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (BgTask) task = bg_task_new (wait_at_gate, NULL, NULL);

      bg_task_set_task_class (task, task_class);
      bg_task_set_group (task, "work");
      bg_task_manager_add (manager, task, NULL);
    }
  while (most < n_running)
    g_main_context_iteration (NULL, TRUE);
  g_print ("%u %s: %u run\n", n_tasks, what, most);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  g_autoptr (BgThreadExecutor) threads = bg_thread_executor_new ("works", 20);

  g_signal_connect (manager, "notify::n-running", G_CALLBACK (n_running_changed_cb), NULL);
  g_signal_connect_swapped (manager, "task-group-finished::work", G_CALLBACK (g_main_loop_quit), loop);
  bg_thread_executor_configure (threads, 20, 5, 5, 0, 0, NULL);
  bg_task_manager_set_default_executor (manager, BG_EXECUTOR (threads));
  bg_task_manager_start_processing (manager);

  g_mutex_lock (&gate);
  add_tasks (manager, "low", BG_TASK_CLASS_LOW, 40, 20);
  add_tasks (manager, "normal", BG_TASK_CLASS_NORMAL, 40, 25);
  add_tasks (manager, "high", BG_TASK_CLASS_HIGH, 40, 30);
  add_tasks (manager, "critical", BG_TASK_CLASS_CRITICAL, 2, 32);
  g_mutex_unlock (&gate);

  g_main_loop_run (loop);
  return 0;
}
