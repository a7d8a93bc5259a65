/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

/* The server is busy at first, and does not have everything. */
static gboolean
fetch (BgTask        *task,
       GCancellable  *cancellable,
       gpointer       name,
       GError       **error)
{
  guint attempt = bg_task_get_attempt (task);

  g_print ("Attempt %u to fetch %s\n", attempt, (const char *) name);
  if (g_str_equal (name, "nothing"))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no %s", (const char *) name);
  else if (attempt < 3)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "The server is busy");
  else
    bg_task_return_string (task, name);
  return *error == NULL;
}

static gboolean
should_retry (BgTask       *task,
              const GError *error,
              gpointer      user_data)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
task_completed_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  g_print ("Fetched %s\n", g_value_get_string (result));
}

static void
task_failed_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                GError        *error,
                const char    *traceback,
                gpointer       user_data)
{
  g_print ("Failed: %s\n", error->message);
}

static guint64
add (BgTaskManager *manager,
     BgRetryPolicy *retry,
     const char    *name,
     guint64        upstream_id)
{
  g_autoptr (BgTask) task = bg_task_new (fetch, (gpointer) name, NULL);

  bg_task_set_group (task, "files");
  bg_task_set_retry (task, retry);
  if (upstream_id != 0)
    bg_task_add_upstream (task, upstream_id);
  return bg_task_manager_add (manager, task, NULL);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  g_autoptr (BgRetryPolicy) retry = NULL;
  guint64 id;

  g_signal_connect (manager, "task-completed::files", G_CALLBACK (task_completed_cb), NULL);
  g_signal_connect (manager, "task-failed::files", G_CALLBACK (task_failed_cb), NULL);
  g_signal_connect_swapped (manager, "task-group-finished::files", G_CALLBACK (g_main_loop_quit), loop);

  /* After 10 and 20 ms; a server would rather be given seconds. */
  retry = bg_retry_policy_new_for_errors (5, BG_BACKOFF_EXPONENTIAL, 10, 1000, 0.1, should_retry, NULL, NULL);
  id = add (manager, retry, "photo", 0);
  add (manager, retry, "nothing", id);

  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);
  return 0;
}
