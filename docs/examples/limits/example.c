/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <taskmgr.h>

/* Held while nothing comes from the server. */
static GMutex answers;

static gboolean
fetch (BgTask        *task,
       GCancellable  *cancellable,
       gpointer       name,
       GError       **error)
{
  g_mutex_lock (&answers);
  g_mutex_unlock (&answers);
  bg_task_return_string (task, name);
  return TRUE;
}

static void
task_completed_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  printf ("Fetched the %s\n", g_value_get_string (result));
}

static void
n_running_changed_cb (BgTaskManager *manager,
                      GParamSpec    *pspec,
                      BgTask        *task)
{
  g_autofree char *reason = bg_task_dup_waiting_reason (task);

  printf ("The %s: %s\n", bg_task_get_name (task), reason);
  g_signal_handlers_disconnect_by_func (manager, n_running_changed_cb, task);
  g_mutex_unlock (&answers);
}

static BgTask *
add (BgTaskManager *manager,
     const char    *name)
{
  g_autoptr (BgTask) task = bg_task_new (fetch, (gpointer) name, NULL);

  bg_task_set_name (task, name);
  bg_task_set_group (task, "files");
  bg_task_add_resource (task, "server");
  bg_task_manager_add (manager, task, NULL);
  return g_steal_pointer (&task);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  g_autoptr (BgTask) photo = NULL;
  g_autoptr (BgTask) map = NULL;
  g_autoptr (BgTask) song = NULL;

  /* One at a time, and not more than ten in a second. */
  bg_task_manager_set_resource_limit (manager, "server", 1);
  bg_task_manager_set_resource_rate (manager, "server", 10, 1000);

  g_mutex_lock (&answers);
  photo = add (manager, "photo");
  map = add (manager, "map");
  song = add (manager, "song");

  g_signal_connect (manager, "task-completed::files", G_CALLBACK (task_completed_cb), NULL);
  g_signal_connect (manager, "notify::n-running", G_CALLBACK (n_running_changed_cb), map);
  g_signal_connect_swapped (manager, "task-group-finished::files", G_CALLBACK (g_main_loop_quit), loop);
  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);
  return 0;
}
