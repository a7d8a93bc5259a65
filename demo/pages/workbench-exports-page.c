/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-exports-page.h"

#include <glib/gi18n.h>

#include "workbench-export.h"
#include "workbench-resources-path.h"

#define ALL_STATES (BG_QUEUED_STATE_SCHEDULED | BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED | \
                    BG_QUEUED_STATE_DONE | BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED)
#define ENDED_STATES (BG_QUEUED_STATE_DONE | BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED)
#define MAX_ROWS 100

/* Exports that are done by another process, whether or not this window is open. */
struct _WorkbenchExportsPage
{
  WorkbenchPage parent_instance;

  AdwPreferencesGroup *group;
  GtkListBox *list;
  AdwStatusPage *empty;

  BgTransport *transport;
  GFileMonitor *monitor;
  GCancellable *cancellable;
  gboolean refreshing;
  gboolean stale;
  guint n_done;
};

G_DEFINE_FINAL_TYPE (WorkbenchExportsPage, workbench_exports_page, WORKBENCH_TYPE_PAGE)

static void
show_error (WorkbenchExportsPage *self,
            const GError         *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    adw_preferences_group_set_description (self->group, error->message);
}

static const char *
describe (BgQueuedTask *task)
{
  switch (bg_queued_task_get_state (task))
    {
    case BG_QUEUED_STATE_LEASED:
      return _("Being exported");
    case BG_QUEUED_STATE_DONE:
      return _("Done");
    case BG_QUEUED_STATE_DEAD:
      return bg_queued_task_get_reason (task);
    case BG_QUEUED_STATE_CANCELLED:
      return _("Cancelled");
    case BG_QUEUED_STATE_SCHEDULED:
    case BG_QUEUED_STATE_READY:
    default:
      return _("Waiting");
    }
}

static GtkWidget *
make_row (BgQueuedTask *task)
{
  g_autofree char *name = workbench_export_dup_name (task);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), describe (task));
  if (bg_queued_task_get_state (task) == BG_QUEUED_STATE_DONE)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("object-select-symbolic");

      gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Done"), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
    }

  return row;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  g_autofree char *first = workbench_export_dup_name (*(BgQueuedTask **) a);
  g_autofree char *second = workbench_export_dup_name (*(BgQueuedTask **) b);

  return g_utf8_collate (first, second);
}

static void
show_tasks (WorkbenchExportsPage *self,
            GPtrArray            *tasks)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  self->n_done = 0;
  g_ptr_array_sort (tasks, compare_names);
  for (guint i = 0; i < tasks->len; i++)
    {
      BgQueuedTask *task = g_ptr_array_index (tasks, i);

      gtk_list_box_append (self->list, make_row (task));
      self->n_done += bg_queued_task_get_state (task) == BG_QUEUED_STATE_DONE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), tasks->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), tasks->len == 0);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WorkbenchExportsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks = bg_transport_list_finish (BG_TRANSPORT (source), result, &error);

  self->refreshing = FALSE;
  if (tasks != NULL)
    show_tasks (self, tasks);
  else
    show_error (self, error);
  if (self->stale)
    gtk_widget_activate_action (GTK_WIDGET (self), "exports.refresh", NULL);
}

/* Looks into the queue; once more if something has changed meanwhile. */
static void
refresh (WorkbenchExportsPage *self)
{
  self->stale = self->refreshing;
  if (self->transport == NULL || self->refreshing)
    return;

  self->refreshing = TRUE;
  bg_transport_list_async (self->transport, WORKBENCH_EXPORT_QUEUE, ALL_STATES, NULL, MAX_ROWS,
                           self->cancellable, listed_cb, g_object_ref (self));
}

static void
refresh_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  refresh (WORKBENCH_EXPORTS_PAGE (widget));
}

/* In a thread: the photos are looked for, and the queue writes to the disk. */
static gboolean
submit (BgTask        *task,
        GCancellable  *cancellable,
        gpointer       transport,
        GError       **error)
{
  return workbench_export_submit (transport, cancellable, error) && workbench_export_start_worker (error);
}

static void
export_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  WorkbenchExportsPage *self = WORKBENCH_EXPORTS_PAGE (widget);

  bg_task_manager_add_task (workbench_page_get_manager (WORKBENCH_PAGE (self)), submit,
                            g_object_ref (self->transport), g_object_unref, 0, NULL, NULL, 0, NULL);
}

static void
purged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WorkbenchExportsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bg_transport_purge_finish (BG_TRANSPORT (source), result, &error) < 0)
    show_error (self, error);
  else
    refresh (self);
}

static void
clear_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  WorkbenchExportsPage *self = WORKBENCH_EXPORTS_PAGE (widget);

  bg_transport_purge_async (self->transport, WORKBENCH_EXPORT_QUEUE, ENDED_STATES, self->cancellable,
                            purged_cb, g_object_ref (self));
}

static void
task_completed_cb (WorkbenchExportsPage *self)
{
  refresh (self);
}

static void
task_failed_cb (WorkbenchExportsPage *self,
                guint64               id,
                const char           *group,
                const GError         *error)
{
  show_error (self, error);
}

/* What became of the exports while nobody looked is read when the page is seen. */
static void
begin (WorkbenchExportsPage *self)
{
  g_autoptr (GFile) folder = workbench_export_get_folder ();
  g_autoptr (GError) error = NULL;

  self->transport = workbench_export_open (&error);
  if (self->transport == NULL)
    {
      show_error (self, error);
      return;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exports.export", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exports.clear", TRUE);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
workbench_exports_page_map (GtkWidget *widget)
{
  WorkbenchExportsPage *self = WORKBENCH_EXPORTS_PAGE (widget);

  GTK_WIDGET_CLASS (workbench_exports_page_parent_class)->map (widget);

  if (self->transport == NULL)
    begin (self);
}

static void
workbench_exports_page_arrange (WorkbenchPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "exports.export", NULL);
}

static gboolean
workbench_exports_page_is_ready (WorkbenchPage *page)
{
  return WORKBENCH_EXPORTS_PAGE (page)->n_done >= 3;
}

static void
workbench_exports_page_dispose (GObject *object)
{
  WorkbenchExportsPage *self = WORKBENCH_EXPORTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->monitor);
  g_clear_object (&self->transport);

  G_OBJECT_CLASS (workbench_exports_page_parent_class)->dispose (object);
}

static void
workbench_exports_page_class_init (WorkbenchExportsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WorkbenchPageClass *page_class = WORKBENCH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = workbench_exports_page_dispose;
  widget_class->map = workbench_exports_page_map;
  page_class->arrange = workbench_exports_page_arrange;
  page_class->is_ready = workbench_exports_page_is_ready;
  page_class->example = "queues";

  gtk_widget_class_set_template_from_resource (widget_class, WORKBENCH_RESOURCES "exports-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchExportsPage, group);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchExportsPage, list);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchExportsPage, empty);
  gtk_widget_class_install_action (widget_class, "exports.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "exports.clear", NULL, clear_cb);
  gtk_widget_class_install_action (widget_class, "exports.refresh", NULL, refresh_cb);
}

static void
workbench_exports_page_init (WorkbenchExportsPage *self)
{
  BgTaskManager *manager = workbench_page_get_manager (WORKBENCH_PAGE (self));

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exports.export", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exports.clear", FALSE);
  g_signal_connect_object (manager, "task-completed", G_CALLBACK (task_completed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "task-failed", G_CALLBACK (task_failed_cb), self, G_CONNECT_SWAPPED);
}
