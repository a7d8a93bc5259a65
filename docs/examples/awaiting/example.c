/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

static gboolean
find_factor (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  gint64 number = *(gint64 *) user_data;

  for (gint64 factor = 2; factor * factor <= number; factor++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (number % factor == 0)
        {
          bg_task_return_int64 (task, factor);
          return TRUE;
        }
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%" G_GINT64_FORMAT " is prime", number);
  return FALSE;
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = bg_task_manager_run_finish (BG_TASK_MANAGER (source), result, &error);

  if (error != NULL)
    g_print ("%s\n", error->message);
  else
    g_print ("It is divisible by %" G_GINT64_FORMAT "\n", g_value_get_int64 (value));
  g_main_loop_quit (user_data);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  gint64 number = 1022117;
  g_autoptr (BgTask) task = bg_task_new (find_factor, g_memdup2 (&number, sizeof number), g_free);

  bg_task_manager_start_processing (manager);
  bg_task_manager_run_async (manager, task, NULL, found_cb, loop);

  g_main_loop_run (loop);
  return 0;
}
