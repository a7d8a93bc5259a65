/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>
#include <taskmgr.h>

static void
print_next_times (BgCronExpression *nightly)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 3, 27, 12, 0, 0);

  for (int i = 0; i < 3; i++)
    {
      GDateTime *next = bg_cron_expression_next_after (nightly, time);
      g_autofree char *text = g_date_time_format (next, "%F %H:%M");

      g_print ("Next backup: %s\n", text);
      g_date_time_unref (time);
      time = next;
    }
}

static gboolean
back_up (BgTask        *task,
         GCancellable  *cancellable,
         gpointer       user_data,
         GError       **error)
{
  GDateTime *time = g_value_get_boxed (bg_task_get_argument (task, "item"));
  g_autofree char *text = g_date_time_format (time, "%H:%M");

  g_print ("Backup for %s\n", text);
  return FALSE;
}

static void
run_hourly (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgFakeClock) clock = bg_fake_clock_new ();
  g_autoptr (BgTaskManager) manager = g_object_new (BG_TYPE_TASK_MANAGER, "clock", clock, "processing", TRUE, NULL);
  g_autoptr (BgCronExpression) hourly = bg_cron_expression_new ("@hourly; timezone=UTC", NULL);
  g_autoptr (BgCronScheduler) scheduler = bg_cron_scheduler_new (hourly);

  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), back_up, NULL, NULL);
  bg_scheduler_start (BG_SCHEDULER (scheduler), manager, NULL);
  g_signal_connect_swapped (scheduler, "notify::active", G_CALLBACK (g_main_loop_quit), loop);

  /* The computer slept for three hours. */
  bg_fake_clock_advance (clock, 3 * 3600 * 1000);
  g_main_loop_run (loop);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgCronExpression) nightly = bg_cron_expression_new ("30 2 * * *; timezone=Europe/Berlin", NULL);
  BgCronExpression *wrong = bg_cron_expression_new ("30 24 * * *", &error);

  print_next_times (nightly);
  if (wrong == NULL)
    puts (error->message);
  run_hourly ();
  return 0;
}
