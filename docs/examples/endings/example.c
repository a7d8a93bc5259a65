/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

static gboolean
fetch (BgTask        *task,
       GCancellable  *cancellable,
       gpointer       user_data,
       GError       **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is not there", (char *) user_data);
  return FALSE;
}

static void
task_failed_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                GError        *error,
                const char    *traceback,
                gpointer       user_data)
{
  g_print ("Task %" G_GUINT64_FORMAT " failed: %s\n", id, error->message);
}

static void
task_stopped_cb (BgTaskManager *manager,
                 guint64        id,
                 const char    *group,
                 gpointer       user_data)
{
  g_print ("Task %" G_GUINT64_FORMAT " was stopped\n", id);
}

static void
group_finished_cb (BgTaskManager *manager,
                   const char    *group,
                   gpointer       user_data)
{
  g_main_loop_quit (user_data);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);
  guint64 first, unwanted;

  g_signal_connect (manager, "task-failed", G_CALLBACK (task_failed_cb), NULL);
  g_signal_connect (manager, "task-stopped", G_CALLBACK (task_stopped_cb), NULL);
  g_signal_connect (manager, "task-group-finished", G_CALLBACK (group_finished_cb), loop);

  first = bg_task_manager_add_task (manager, fetch, (gpointer) "photo.jpg", NULL,
                                    0, "album", NULL, 0, NULL);
  /* This one would need the first one's result, and fails with it. */
  bg_task_manager_add_task (manager, fetch, (gpointer) "caption.txt", NULL,
                            0, "album", &first, 1, NULL);
  unwanted = bg_task_manager_add_task (manager, fetch, (gpointer) "draft.txt", NULL,
                                       0, "album", NULL, 0, NULL);

  bg_task_manager_stop_task (manager, unwanted, FALSE, FALSE);
  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);

  return 0;
}
