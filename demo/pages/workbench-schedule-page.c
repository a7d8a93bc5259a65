/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-schedule-page.h"

#include <glib/gi18n.h>

#include "workbench-resources-path.h"
#include "workbench-runs.h"
#include "workbench-work.h"

#define INTERVAL_MS 1000

/* How many items a button pushes. */
#define N_ITEMS 5

/* What the picture waits for. */
#define N_RUNS 3

/* Schedulers of three kinds: by the clock, on demand, and for one item after the other. */
struct _WorkbenchSchedulePage
{
  WorkbenchPage parent_instance;

  WorkbenchRuns *interval_runs;
  WorkbenchRuns *event_runs;
  WorkbenchRuns *queue_runs;

  BgIntervalScheduler *interval;
  BgEventScheduler *event;
  BgQueueScheduler *queue;
  gboolean begun;
};

G_DEFINE_FINAL_TYPE (WorkbenchSchedulePage, workbench_schedule_page, WORKBENCH_TYPE_PAGE)

static gboolean
work (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  return workbench_work (task, WORKBENCH_WORK_STEPS, NULL, cancellable, error);
}

static void
trigger_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  bg_event_scheduler_trigger (WORKBENCH_SCHEDULE_PAGE (widget)->event);
}

static void
push_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  WorkbenchSchedulePage *self = WORKBENCH_SCHEDULE_PAGE (widget);

  for (int i = 0; i < N_ITEMS; i++)
    bg_queue_scheduler_push_pointer (self->queue, NULL, NULL);
}

static void
begin (WorkbenchSchedulePage *self,
       BgTaskScheduler       *scheduler,
       WorkbenchRuns         *runs)
{
  bg_task_scheduler_set_func (scheduler, work, NULL, NULL);
  workbench_runs_set_scheduler (runs, scheduler,
                                workbench_page_get_manager (WORKBENCH_PAGE (self)));
}

/* Nothing is started before the page is seen for the first time. */
static void
workbench_schedule_page_map (GtkWidget *widget)
{
  WorkbenchSchedulePage *self = WORKBENCH_SCHEDULE_PAGE (widget);

  GTK_WIDGET_CLASS (workbench_schedule_page_parent_class)->map (widget);

  if (self->begun)
    return;

  self->begun = TRUE;
  begin (self, BG_TASK_SCHEDULER (self->interval), self->interval_runs);
  begin (self, BG_TASK_SCHEDULER (self->event), self->event_runs);
  begin (self, BG_TASK_SCHEDULER (self->queue), self->queue_runs);
}

static void
workbench_schedule_page_arrange (WorkbenchPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "schedule.trigger", NULL);
  gtk_widget_activate_action (GTK_WIDGET (page), "schedule.push", NULL);
}

static gboolean
workbench_schedule_page_is_ready (WorkbenchPage *page)
{
  WorkbenchSchedulePage *self = WORKBENCH_SCHEDULE_PAGE (page);

  return bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (self->interval)) >= N_RUNS &&
         bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (self->queue)) >= N_RUNS &&
         bg_task_scheduler_get_n_runs (BG_TASK_SCHEDULER (self->event)) > 0;
}

static void
workbench_schedule_page_dispose (GObject *object)
{
  WorkbenchSchedulePage *self = WORKBENCH_SCHEDULE_PAGE (object);

  g_clear_object (&self->interval);
  g_clear_object (&self->event);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (workbench_schedule_page_parent_class)->dispose (object);
}

static void
workbench_schedule_page_class_init (WorkbenchSchedulePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WorkbenchPageClass *page_class = WORKBENCH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = workbench_schedule_page_dispose;
  widget_class->map = workbench_schedule_page_map;
  page_class->arrange = workbench_schedule_page_arrange;
  page_class->is_ready = workbench_schedule_page_is_ready;
  page_class->example = "schedulers";

  g_type_ensure (WORKBENCH_TYPE_RUNS);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WORKBENCH_RESOURCES "schedule-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchSchedulePage, interval_runs);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchSchedulePage, event_runs);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchSchedulePage, queue_runs);
  gtk_widget_class_install_action (widget_class, "schedule.trigger", NULL, trigger_cb);
  gtk_widget_class_install_action (widget_class, "schedule.push", NULL, push_cb);
}

static void
workbench_schedule_page_init (WorkbenchSchedulePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->interval = bg_interval_scheduler_new (INTERVAL_MS);
  self->event = bg_event_scheduler_new ();
  self->queue = bg_queue_scheduler_new ();
}
