/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

static gboolean
count_words (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  g_auto (GStrv) words = g_strsplit (user_data, " ", -1);

  bg_task_return_int (task, (int) g_strv_length (words));
  return TRUE;
}

static void
task_completed_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  g_print ("Task %" G_GUINT64_FORMAT " counted %d words\n", id, g_value_get_int (result));
}

static void
group_finished_cb (BgTaskManager *manager,
                   const char    *group,
                   gpointer       user_data)
{
  g_print ("All %s are done\n", group);
  g_main_loop_quit (user_data);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);

  g_signal_connect (manager, "task-completed::texts", G_CALLBACK (task_completed_cb), NULL);
  g_signal_connect (manager, "task-group-finished::texts", G_CALLBACK (group_finished_cb), loop);

  /* The second one is more urgent. */
  bg_task_manager_add_task (manager, count_words, (gpointer) "to be or not to be", NULL,
                            0, "texts", NULL, 0, NULL);
  bg_task_manager_add_task (manager, count_words, (gpointer) "hello world", NULL,
                            10, "texts", NULL, 0, NULL);

  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);

  return 0;
}
