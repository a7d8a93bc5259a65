/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

#define ECHO_TYPE_TASK (echo_task_get_type ())
G_DECLARE_FINAL_TYPE (EchoTask, echo_task, ECHO, TASK, BgTask)

struct _EchoTask
{
  BgTask parent_instance;
};

G_DEFINE_FINAL_TYPE (EchoTask, echo_task, BG_TYPE_TASK)

static void
communicated_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (BgTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  if (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, NULL, &error))
    bg_task_return_string (task, output);
  else
    bg_task_return_error (task, error);
}

static void
echo_task_start (BgTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                      "echo", "Hello from a child", NULL);

  if (process == NULL)
    bg_task_return_error (task, error);
  else
    g_subprocess_communicate_utf8_async (process, NULL, bg_task_get_cancellable (task),
                                         communicated_cb, g_object_ref (task));
}

static void
echo_task_class_init (EchoTaskClass *klass)
{
  BG_TASK_CLASS (klass)->start = echo_task_start;
}

static void
echo_task_init (EchoTask *self)
{
}

static void
task_completed_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  g_print ("%s", g_value_get_string (result));
  g_main_loop_quit (user_data);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  g_autoptr (BgTask) task = g_object_new (ECHO_TYPE_TASK, NULL);

  g_signal_connect (manager, "task-completed", G_CALLBACK (task_completed_cb), loop);
  bg_task_manager_start_processing (manager);
  bg_task_manager_add (manager, task, NULL);

  g_main_loop_run (loop);
  return 0;
}
