/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-runs.h"

#include <glib/gi18n.h>

/* The row of a scheduler: how often it ran, when for the last time, and a switch to start it. */
struct _WorkbenchRuns
{
  AdwActionRow parent_instance;

  BgTaskScheduler *scheduler;
  BgTaskManager *manager;
  GtkWidget *active;
  char *last;
};

G_DEFINE_FINAL_TYPE (WorkbenchRuns, workbench_runs, ADW_TYPE_ACTION_ROW)

static guint
count_waiting (WorkbenchRuns *self)
{
  if (!BG_IS_QUEUE_SCHEDULER (self->scheduler))
    return 0;

  return bg_queue_scheduler_get_length (BG_QUEUE_SCHEDULER (self->scheduler));
}

static void
update (WorkbenchRuns *self)
{
  guint n_runs = (guint) bg_task_scheduler_get_n_runs (self->scheduler);
  guint n_waiting = count_waiting (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->last == NULL)
    g_string_append (text, _("Has not run yet"));
  else
    g_string_append_printf (text, ngettext ("%u run, the last at %s", "%u runs, the last at %s",
                                            n_runs),
                            n_runs, self->last);
  if (n_waiting > 0)
    g_string_append_printf (text, ngettext (", %u item waits", ", %u items wait", n_waiting),
                            n_waiting);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
}

static void
runs_cb (WorkbenchRuns *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  g_free (self->last);
  self->last = g_date_time_format (now, "%T");
  update (self);
}

static void
active_cb (WorkbenchRuns *self)
{
  gtk_switch_set_state (GTK_SWITCH (self->active),
                        bg_scheduler_is_active (BG_SCHEDULER (self->scheduler)));
}

/* The switch shows at once what is wanted, and follows with its colour when it has come to rest. */
static gboolean
state_set_cb (GtkSwitch *widget,
              gboolean   wanted,
              gpointer   user_data)
{
  WorkbenchRuns *self = user_data;
  BgScheduler *scheduler = BG_SCHEDULER (self->scheduler);

  if (wanted && !bg_scheduler_is_active (scheduler))
    bg_scheduler_start (scheduler, self->manager, NULL);
  else if (!wanted)
    bg_scheduler_stop (scheduler, BG_SHUTDOWN_DISCARD);

  return TRUE;
}

static void
workbench_runs_finalize (GObject *object)
{
  WorkbenchRuns *self = WORKBENCH_RUNS (object);

  g_clear_object (&self->scheduler);
  g_clear_object (&self->manager);
  g_free (self->last);

  G_OBJECT_CLASS (workbench_runs_parent_class)->finalize (object);
}

static void
workbench_runs_class_init (WorkbenchRunsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = workbench_runs_finalize;
}

static void
workbench_runs_init (WorkbenchRuns *self)
{
  self->active = gtk_switch_new ();
  gtk_widget_set_valign (self->active, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->active, _("Start or Stop"));
  g_signal_connect_object (self->active, "state-set", G_CALLBACK (state_set_cb), self, 0);
}

/* Says which scheduler it shows; to be called once. */
void
workbench_runs_set_scheduler (WorkbenchRuns   *self,
                              BgTaskScheduler *scheduler,
                              BgTaskManager   *manager)
{
  self->scheduler = g_object_ref (scheduler);
  self->manager = g_object_ref (manager);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->active), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);
  g_signal_connect_object (scheduler, "notify::n-runs", G_CALLBACK (runs_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (scheduler, "notify::active", G_CALLBACK (active_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (scheduler, "notify::length", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->active);
  gtk_switch_set_active (GTK_SWITCH (self->active), TRUE);
}
