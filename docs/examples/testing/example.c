/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

/* What is to be tested: it reminds in an hour, and tries that a second time after a minute. */
static gboolean
ring (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  if (bg_task_get_attempt (task) == 1)
    {
      g_print ("The bell is stuck\n");
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The bell is stuck");
      return FALSE;
    }
  g_print ("Ring!\n");
  return TRUE;
}

static guint64
remind (BgTaskManager *manager)
{
  g_autoptr (BgTask) task = bg_task_new (ring, NULL, NULL);
  g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, 60 * 1000, 0, 0);

  bg_task_set_delay (task, 3600 * 1000);
  bg_task_set_retry (task, retry);
  return bg_task_manager_add (manager, task, NULL);
}

static void
advance (BgFakeClock *clock,
         guint        seconds)
{
  g_print ("%u seconds pass\n", seconds);
  bg_fake_clock_advance (clock, seconds * 1000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The test, which takes no time. */
int
main (void)
{
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  g_autoptr (BgExecutor) executor = bg_inline_executor_new ();
  g_autoptr (BgTaskManager) manager = g_object_new (BG_TYPE_TASK_MANAGER,
                                                    "clock", clock,
                                                    "default-executor", executor,
                                                    "processing", TRUE,
                                                    NULL);
  g_autoptr (GPtrArray) tasks = NULL;
  guint64 id;

  remind (manager);
  advance (clock, 3599);
  advance (clock, 1);
  advance (clock, 60);

  /* When it is only the end that matters. */
  id = remind (manager);
  bg_task_manager_stop_task (manager, id, FALSE, FALSE);
  tasks = bg_task_manager_wait (manager, &id, 1, -1, NULL);
  if (bg_task_get_state (g_ptr_array_index (tasks, 0)) == BG_TASK_STATE_STOPPED)
    g_print ("Never mind\n");
  return 0;
}
