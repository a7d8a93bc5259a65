/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-node.h"

#include <glib/gi18n.h>

/* A task in the picture of a graph: its name, where it runs, and its state as colour and text. */
struct _WorkbenchNode
{
  GtkWidget parent_instance;

  char *name;
  GtkLabel *state;
  BgTask *task;
  const char *style;
};

typedef struct
{
  const char *style;
  const char *text;
} Look;

static const char *const place_names[WORKBENCH_N_PLACES] =
{
  /* Translators: where a task runs. */
  N_("Thread"), N_("Loop"), N_("Process"), N_("Inline"), N_("When Idle"),
};

static const Look looks[] =
{
  [BG_TASK_STATE_NEW] = { "new", N_("Not added") },
  [BG_TASK_STATE_BLOCKED] = { "blocked", N_("Blocked") },
  [BG_TASK_STATE_DELAYED] = { "blocked", N_("Delayed") },
  [BG_TASK_STATE_QUEUED] = { "queued", N_("Waiting") },
  [BG_TASK_STATE_RUNNING] = { "running", N_("Running") },
  [BG_TASK_STATE_COMPLETED] = { "completed", N_("Completed") },
  [BG_TASK_STATE_FAILED] = { "failed", N_("Failed") },
  [BG_TASK_STATE_STOPPED] = { "stopped", N_("Stopped") },
};

static const Look upstream_failed_look = { "upstream-failed", N_("Upstream failed") };

G_DEFINE_FINAL_TYPE (WorkbenchNode, workbench_node, GTK_TYPE_WIDGET)

static const Look *
get_look (WorkbenchNode *self)
{
  if (self->task == NULL)
    return &looks[BG_TASK_STATE_NEW];
  if (bg_task_get_failed_upstream (self->task) != 0)
    return &upstream_failed_look;

  return &looks[bg_task_get_state (self->task)];
}

static void
update (WorkbenchNode *self)
{
  const Look *look = get_look (self);
  g_autofree char *label = g_strdup_printf ("%s: %s", self->name, _(look->text));

  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);
  self->style = look->style;
  gtk_widget_add_css_class (GTK_WIDGET (self), self->style);
  gtk_label_set_text (self->state, _(look->text));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
state_cb (WorkbenchNode *self)
{
  update (self);
  gtk_widget_queue_draw (gtk_widget_get_parent (GTK_WIDGET (self)));
}

static void
add_label (WorkbenchNode *self,
           GtkLabel      *label,
           const char    *style)
{
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (label), style);
  gtk_widget_set_parent (GTK_WIDGET (label), GTK_WIDGET (self));
}

static void
workbench_node_dispose (GObject *object)
{
  WorkbenchNode *self = WORKBENCH_NODE (object);
  GtkWidget *child;

  workbench_node_set_task (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->state = NULL;

  G_OBJECT_CLASS (workbench_node_parent_class)->dispose (object);
}

static void
workbench_node_finalize (GObject *object)
{
  g_free (WORKBENCH_NODE (object)->name);

  G_OBJECT_CLASS (workbench_node_parent_class)->finalize (object);
}

static void
workbench_node_class_init (WorkbenchNodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = workbench_node_dispose;
  G_OBJECT_CLASS (klass)->finalize = workbench_node_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "tasknode");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
workbench_node_init (WorkbenchNode *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
}

WorkbenchNode *
workbench_node_new (const char     *name,
                    WorkbenchPlace  place)
{
  WorkbenchNode *self = g_object_new (WORKBENCH_TYPE_NODE, NULL);
  GtkWidget *title;

  self->name = g_strdup (name);
  self->state = GTK_LABEL (gtk_label_new (NULL));
  title = gtk_label_new (name);
  /* What there is too much of height goes above and below. */
  g_object_set (title, "vexpand", TRUE, "valign", GTK_ALIGN_END, NULL);
  g_object_set (self->state, "vexpand", TRUE, "valign", GTK_ALIGN_START, NULL);
  add_label (self, GTK_LABEL (title), "heading");
  add_label (self, GTK_LABEL (gtk_label_new (_(place_names[place]))), "caption");
  add_label (self, self->state, "caption-heading");
  update (self);

  return self;
}

/* Says which task it shows from now on. */
void
workbench_node_set_task (WorkbenchNode *self,
                         BgTask        *task)
{
  if (self->task != NULL)
    g_signal_handlers_disconnect_by_data (self->task, self);
  g_set_object (&self->task, task);
  if (task == NULL)
    return;

  g_signal_connect_object (task, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
}

BgTaskState
workbench_node_get_state (WorkbenchNode *self)
{
  return self->task != NULL ? bg_task_get_state (self->task) : BG_TASK_STATE_NEW;
}
