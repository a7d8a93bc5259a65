/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

/* Only the thread of the loop touches it, so it needs no lock. */
static int balance;

static gboolean
deposit (BgTask        *task,
         GCancellable  *cancellable,
         gpointer       amount,
         GError       **error)
{
  balance += GPOINTER_TO_INT (amount);
  bg_task_return_int (task, balance);
  return TRUE;
}

static gboolean
get_balance (gpointer       user_data,
             GCancellable  *cancellable,
             GValue        *result,
             GError       **error)
{
  g_value_init (result, G_TYPE_INT);
  g_value_set_int (result, balance);
  return TRUE;
}

static void
deposited_cb (BgTaskManager *manager,
              guint64        id,
              const char    *group,
              const GValue  *result)
{
  g_print ("The balance is %d.\n", g_value_get_int (result));
}

static void
finished_cb (BgTaskManager *manager,
             const char    *group,
             GMainLoop     *main_loop)
{
  BgLoop *ledger = bg_loops_get_loop (bg_loops_get_for_manager (manager), "ledger");
  g_auto (GValue) result = G_VALUE_INIT;

  if (bg_loop_run_for_result (ledger, get_balance, NULL, NULL, &result, NULL))
    g_print ("In the end it is %d.\n", g_value_get_int (&result));
  g_main_loop_quit (main_loop);
}

static void
add (BgTaskManager  *manager,
     BgLoopExecutor *executor,
     int             amount)
{
  BgTask *task = bg_task_new (deposit, GINT_TO_POINTER (amount), NULL);

  bg_task_set_executor (task, BG_EXECUTOR (executor));
  bg_task_set_group (task, "deposits");
  bg_task_manager_add (manager, task, NULL);
}

int
main (void)
{
  g_autoptr (GMainLoop) main_loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (2);
  BgLoops *loops = bg_loops_get_for_manager (manager);
  g_autoptr (GError) error = NULL;
  BgLoopExecutor *executor;

  if (bg_loops_start (loops, "ledger", &error) == NULL)
    g_error ("%s", error->message);
  executor = bg_loops_get_executor (loops, "ledger", NULL);
  g_signal_connect (manager, "task-completed::deposits", G_CALLBACK (deposited_cb), NULL);
  g_signal_connect (manager, "task-group-finished::deposits", G_CALLBACK (finished_cb), main_loop);
  for (int amount = 10; amount <= 30; amount += 10)
    add (manager, executor, amount);

  bg_task_manager_start_processing (manager);
  g_main_loop_run (main_loop);
  return 0;
}
