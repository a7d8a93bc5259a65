/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-task-row-private.h"

#include <glib/gi18n-lib.h>

/* Shows one task, and another one when the list view that has scrolled on gives it another. */

struct _BgGtkTaskRow
{
  GtkWidget parent_instance;

  BgTask       *task;
  GSignalGroup *task_signals;
  GSignalGroup *manager_signals;
  gboolean      can_retry;

  GtkWidget      *labels_box;
  GtkLabel       *name_label;
  GtkLabel       *status_label;
  GtkProgressBar *progress_bar;
  GtkWidget      *retry_button;
  GtkWidget      *stop_button;
  GtkWidget      *dismiss_button;
};

enum
{
  RETRY,
  DISMISS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgGtkTaskRow, bg_gtk_task_row, GTK_TYPE_WIDGET)

/* Tasks that do something with a file often have its URI for a name; nobody wants to read that. */
static char *
dup_name (BgTask *task)
{
  const char *name = bg_task_get_name (task);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, bg_task_get_id (task));
  g_autofree char *path = name != NULL ? g_filename_from_uri (name, NULL, NULL) : NULL;

  if (path != NULL)
    return g_filename_display_basename (path);
  if (name != NULL && *name != '\0')
    return g_strdup (name);
  /* Translators: stands for a task without a name; the placeholder is its number. */
  return g_strdup_printf (_("Task %s"), number);
}

static char *
dup_running_status (BgTask *task)
{
  g_autofree char *text = bg_task_dup_text (task);
  double fraction = bg_task_get_fraction (task);

  if (fraction <= 0.0)
    return g_strdup (text != NULL ? text : _("Running"));
  if (text == NULL)
    return g_strdup_printf (_("%.0f %%"), 100.0 * fraction);
  /* Translators: how much of a task is done in per cent, and what it is at. */
  return g_strdup_printf (_("%.0f %% · %s"), 100.0 * fraction, text);
}

static char *
dup_error_status (BgTask *task)
{
  g_autoptr (GError) error = bg_task_dup_error (task);

  return g_strdup (error != NULL ? error->message : _("Failed"));
}

static char *
dup_status (BgTask *task)
{
  char *reason;

  switch (bg_task_get_state (task))
    {
    case BG_TASK_STATE_RUNNING:
      return dup_running_status (task);
    case BG_TASK_STATE_COMPLETED:
      return g_strdup (_("Done"));
    case BG_TASK_STATE_FAILED:
      return dup_error_status (task);
    case BG_TASK_STATE_STOPPED:
      return g_strdup (_("Stopped"));
    case BG_TASK_STATE_NEW:
    case BG_TASK_STATE_BLOCKED:
    case BG_TASK_STATE_DELAYED:
    case BG_TASK_STATE_QUEUED:
    default:
      reason = bg_task_dup_waiting_reason (task);
      return reason != NULL ? reason : g_strdup (_("Waiting"));
    }
}

static void
set_css_class (GtkWidget  *widget,
               const char *css_class,
               gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/* A button that is read out without its row must say what it is about. */
static void
update_button_names (BgGtkTaskRow *self,
                     const char   *name)
{
  g_autofree char *retry = g_strdup_printf (_("Try “%s” again"), name);
  g_autofree char *stop = g_strdup_printf (_("Stop “%s”"), name);
  g_autofree char *dismiss = g_strdup_printf (_("Dismiss “%s”"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->retry_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, retry, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stop_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, stop, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dismiss_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, dismiss, -1);
}

static void
describe (GtkWidget  *widget,
          const char *name,
          const char *status)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, status,
                                  -1);
}

static gboolean
is_list_item (GtkWidget *widget)
{
  GtkAccessibleRole role = GTK_ACCESSIBLE_ROLE_NONE;

  if (widget != NULL)
    role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));
  return role == GTK_ACCESSIBLE_ROLE_LIST_ITEM;
}

static void
update_labels (BgGtkTaskRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = dup_name (self->task);
  g_autofree char *status = dup_status (self->task);

  if (!g_str_equal (name, gtk_label_get_text (self->name_label)))
    {
      gtk_label_set_text (self->name_label, name);
      update_button_names (self, name);
    }
  gtk_label_set_text (self->status_label, status);
  describe (GTK_WIDGET (self), name, status);
  /* It is the item of the list that has the focus, and that would be read out as nothing. */
  if (is_list_item (parent))
    describe (parent, name, status);
}

static void
update (BgGtkTaskRow *self)
{
  double fraction = CLAMP (bg_task_get_fraction (self->task), 0.0, 1.0);
  BgTaskState state = bg_task_get_state (self->task);
  gboolean failed = state == BG_TASK_STATE_FAILED;

  update_labels (self);
  set_css_class (GTK_WIDGET (self->status_label), "error", failed);
  set_css_class (GTK_WIDGET (self->status_label), "dim-label", !failed);
  gtk_progress_bar_set_fraction (self->progress_bar, fraction);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar),
                          state == BG_TASK_STATE_RUNNING && fraction > 0.0);
  gtk_widget_set_visible (self->retry_button, failed && self->can_retry);
  gtk_widget_set_visible (self->dismiss_button, failed);
  gtk_widget_set_visible (self->stop_button, !failed);
  gtk_widget_set_sensitive (self->stop_button, !bg_task_is_ended (self->task));
}

/* What has been cut off can be read in a tooltip. */
static gboolean
query_tooltip_cb (GtkLabel   *label,
                  int         x,
                  int         y,
                  gboolean    keyboard_mode,
                  GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return pango_layout_is_ellipsized (gtk_label_get_layout (label));
}

static void
retry_clicked_cb (BgGtkTaskRow *self)
{
  if (self->task != NULL)
    g_signal_emit (self, signals[RETRY], 0, self->task);
}

static void
stop_clicked_cb (BgGtkTaskRow *self)
{
  if (self->task != NULL)
    bg_task_stop (self->task);
}

static void
dismiss_clicked_cb (BgGtkTaskRow *self)
{
  if (self->task != NULL)
    g_signal_emit (self, signals[DISMISS], 0, self->task);
}

static void
bg_gtk_task_row_dispose (GObject *object)
{
  BgGtkTaskRow *self = BG_GTK_TASK_ROW (object);

  g_clear_object (&self->task_signals);
  g_clear_object (&self->manager_signals);
  g_clear_object (&self->task);
  gtk_widget_dispose_template (GTK_WIDGET (self), BG_GTK_TYPE_TASK_ROW);

  G_OBJECT_CLASS (bg_gtk_task_row_parent_class)->dispose (object);
}

static void
bg_gtk_task_row_class_init (BgGtkTaskRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bg_gtk_task_row_dispose;

  signals[RETRY] = g_signal_new ("retry",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, BG_TYPE_TASK);
  signals[DISMISS] = g_signal_new ("dismiss",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, BG_TYPE_TASK);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/taskmgr/gtk/bg-gtk-task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskRow, labels_box);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskRow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskRow, dismiss_button);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_clicked_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bg_gtk_task_row_init (BgGtkTaskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->task_signals = g_signal_group_new (BG_TYPE_TASK);
  g_signal_group_connect_swapped (self->task_signals, "notify", G_CALLBACK (update), self);

  /* Why a task waits is another matter while the manager is paused. */
  self->manager_signals = g_signal_group_new (BG_TYPE_TASK_MANAGER);
  g_signal_group_connect_swapped (self->manager_signals, "notify::processing",
                                  G_CALLBACK (update), self);
}

GtkWidget *
bg_gtk_task_row_new (void)
{
  return g_object_new (BG_GTK_TYPE_TASK_ROW, NULL);
}

BgTask *
bg_gtk_task_row_get_task (BgGtkTaskRow *self)
{
  return self->task;
}

/* Shows another task, or with NULL none for the time being. */
void
bg_gtk_task_row_set_task (BgGtkTaskRow *self,
                          BgTask       *task)
{
  g_autoptr (BgTaskManager) manager = NULL;

  if (!g_set_object (&self->task, task))
    return;

  if (task != NULL)
    manager = bg_task_dup_manager (task);
  g_signal_group_set_target (self->task_signals, task);
  g_signal_group_set_target (self->manager_signals, manager);
  if (task != NULL)
    update (self);
}

/* Says whether somebody would listen if the user asked for another try. */
void
bg_gtk_task_row_set_can_retry (BgGtkTaskRow *self,
                               gboolean      can_retry)
{
  self->can_retry = can_retry;
  if (self->task != NULL)
    update (self);
}
