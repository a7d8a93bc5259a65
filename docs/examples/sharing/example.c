/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

static gboolean
load (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  bg_task_return_string (task, user_data);
  return TRUE;
}

static void
loaded_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GValue  *result,
           gpointer       client)
{
  g_print ("%s: %s\n", (const char *) client, g_value_get_string (result));
}

static void
add (BgTaskManager *manager,
     const char    *name,
     int            priority,
     const char    *group)
{
  bg_task_manager_add_task (manager, load, g_strdup (name), g_free, priority, group, NULL, 0, NULL);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);
  g_autofree char *grid = bg_task_manager_next_group_id (manager);
  g_autofree char *details = bg_task_manager_next_group_id (manager);
  g_autofree char *grid_completed = g_strconcat ("task-completed::", grid, NULL);
  g_autofree char *details_completed = g_strconcat ("task-completed::", details, NULL);
  g_autofree char *details_finished = g_strconcat ("task-group-finished::", details, NULL);

  /* Two clients that know nothing of each other, each with a group that nobody else can have. */
  g_signal_connect (manager, grid_completed, G_CALLBACK (loaded_cb), (gpointer) "grid");
  g_signal_connect (manager, details_completed, G_CALLBACK (loaded_cb), (gpointer) "details");
  g_signal_connect_swapped (manager, details_finished, G_CALLBACK (g_main_loop_quit), loop);

  add (manager, "thumbnail 1", 0, grid);
  add (manager, "thumbnail 2", 0, grid);
  add (manager, "histogram", 10, details);
  add (manager, "colours", 10, details);

  /* The grid is closed: what it asked for and has not got stops, and the details do not notice. */
  bg_task_manager_stop_task_group (manager, grid, FALSE, FALSE);

  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);
  return 0;
}
