/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

typedef struct
{
  GMainLoop        *loop;
  BgQueueScheduler *queue;
  int               n_ticks;
} App;

static gboolean
tick (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  App *app = user_data;

  g_print ("Tick %d\n", ++app->n_ticks);
  return app->n_ticks < 3;
}

static gboolean
save (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  g_print ("Saved %d\n", g_value_get_int (bg_task_get_argument (task, "item")));
  return TRUE;
}

static void
saved_cb (GObject      *queue,
          GAsyncResult *result,
          gpointer      user_data)
{
  App *app = user_data;

  bg_scheduler_stop_finish (BG_SCHEDULER (queue), result, NULL);
  g_main_loop_quit (app->loop);
}

static void
push (App *app,
      int  number)
{
  g_auto (GValue) item = G_VALUE_INIT;

  g_value_init (&item, G_TYPE_INT);
  g_value_set_int (&item, number);
  bg_queue_scheduler_push (app->queue, &item, NULL);
}

static void
active_changed_cb (BgScheduler *timer,
                   GParamSpec  *pspec,
                   gpointer     user_data)
{
  App *app = user_data;

  if (bg_scheduler_is_active (timer))
    return;

  /* It has ticked for the last time. What is in the queue is saved before that stops. */
  for (int i = 2; i <= 4; i++)
    push (app, i);
  bg_scheduler_stop_async (BG_SCHEDULER (app->queue), BG_SHUTDOWN_DRAIN, NULL, saved_cb, app);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  g_autoptr (BgQueueScheduler) queue = bg_queue_scheduler_new ();
  g_autoptr (BgIntervalScheduler) timer = bg_interval_scheduler_new (10);
  App app = { loop, queue, 0 };

  bg_task_manager_start_processing (manager);
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (queue), save, NULL, NULL);
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (timer), tick, &app, NULL);
  g_signal_connect (timer, "notify::active", G_CALLBACK (active_changed_cb), &app);
  bg_scheduler_start (BG_SCHEDULER (queue), manager, NULL);
  bg_scheduler_start (BG_SCHEDULER (timer), manager, NULL);

  g_main_loop_run (loop);
  return 0;
}
