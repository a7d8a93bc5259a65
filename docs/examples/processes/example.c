/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <taskmgr.h>

/* This runs in a child process. */
static gboolean
work (BgProcessWorker  *worker,
      GVariant         *arguments,
      GCancellable     *cancellable,
      gpointer          user_data,
      GError          **error)
{
  const char *text = "";
  g_autofree char *loud = NULL;

  if (g_str_equal (bg_process_worker_get_name (worker), "leave"))
    exit (3);
  g_variant_lookup (arguments, "stdout", "&s", &text);
  loud = g_utf8_strup (text, -1);
  bg_process_worker_return_variant (worker, g_variant_new_string (loud));
  return TRUE;
}

static void
task_completed_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  printf ("%s", g_value_get_string (result));
}

static void
task_failed_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                GError        *error,
                const char    *traceback,
                gpointer       user_data)
{
  printf ("Task %" G_GUINT64_FORMAT " failed: %s\n", id, error->message);
}

static void
group_finished_cb (BgTaskManager *manager,
                   const char    *group,
                   gpointer       user_data)
{
  g_main_loop_quit (user_data);
}

static guint64
add_worker_task (BgTaskManager *manager,
                 BgExecutor    *executor,
                 const char    *worker,
                 guint64        upstream_id)
{
  g_autoptr (BgTask) task = bg_process_task_new (worker, NULL);

  bg_task_set_executor (task, executor);
  bg_task_set_group (task, "workers");
  bg_task_add_upstream (task, upstream_id);
  return bg_task_manager_add (manager, task, NULL);
}

int
main (int    argc,
      char **argv)
{
  const char *command[] = { "echo", "Hello from a command", NULL };
  const char *self[] = { argv[0], NULL };

  /* The program is its own worker. */
  if (bg_process_worker_is_wanted ())
    {
      g_autoptr (BgProcessWorker) worker = bg_process_worker_new ();

      return bg_process_worker_run (worker, work, NULL, NULL) ? 0 : 1;
    }

  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  g_autoptr (BgProcessExecutor) executor = bg_process_executor_new (2);
  g_autoptr (BgTask) hello = bg_command_task_new (command);
  guint64 id;

  g_signal_connect (manager, "task-completed::workers", G_CALLBACK (task_completed_cb), NULL);
  g_signal_connect (manager, "task-failed::workers", G_CALLBACK (task_failed_cb), NULL);
  g_signal_connect (manager, "task-group-finished::workers", G_CALLBACK (group_finished_cb), loop);
  bg_process_executor_register (executor, "shout", self);
  bg_process_executor_register (executor, "leave", self);

  id = bg_task_manager_add (manager, hello, NULL);
  id = add_worker_task (manager, BG_EXECUTOR (executor), "shout", id);
  add_worker_task (manager, BG_EXECUTOR (executor), "leave", id);

  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);
  return 0;
}
