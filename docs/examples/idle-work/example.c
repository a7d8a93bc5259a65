/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

static gboolean
prepare (BgTask        *task,
         GCancellable  *cancellable,
         gpointer       what,
         GError       **error)
{
  /* In the thread of the main loop, so that widgets could be made here. */
  g_print ("The %s\n", (const char *) what);
  return TRUE;
}

static void
add (BgTaskQueue *queue,
     const char  *name)
{
  const char *what = bg_task_queue_get_name (queue);
  g_autoptr (BgTask) task = bg_task_new (prepare, g_strconcat (what, " ", name, NULL), g_free);

  bg_task_set_group (task, "preparations");
  bg_task_queue_add_task (queue, task, BG_TASK_QUEUE_PRIORITY_SOMETIME, name, NULL);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (0);
  g_autoptr (BgIdleExecutor) executor = bg_idle_executor_new (manager, NULL);
  g_autoptr (BgTaskQueue) pages = bg_task_queue_new ("page");
  g_autoptr (BgTaskQueue) thumbnails = bg_task_queue_new ("thumbnails");

  g_signal_connect_swapped (manager, "task-group-finished::preparations", G_CALLBACK (g_main_loop_quit), loop);
  bg_idle_executor_add_queue (executor, pages, NULL);
  bg_idle_executor_add_queue (executor, thumbnails, NULL);

  add (thumbnails, "a to m");
  add (thumbnails, "n to z");
  add (pages, "welcome");
  add (pages, "settings");
  add (pages, "about");

  /* The user opens a page before it was prepared, and then comes near the button for another one. */
  bg_task_queue_remove_task (pages, "welcome");
  bg_task_queue_update_task (pages, "about", BG_TASK_QUEUE_PRIORITY_SOON);

  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);
  return 0;
}
