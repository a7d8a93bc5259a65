/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-tab.h"

#include <glib/gi18n.h>

/* The row of a page that is made some time; it tells when the pointer or the focus comes near. */
struct _WorkbenchTab
{
  AdwActionRow parent_instance;

  char *id;
  WorkbenchTabState state;
  GtkWidget *mark;
};

enum
{
  SIGNAL_APPROACHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const state_texts[] =
{
  N_("Not made"), N_("Waits for an idle moment"), N_("Is next"), N_("Ready"),
};

G_DEFINE_FINAL_TYPE (WorkbenchTab, workbench_tab, ADW_TYPE_ACTION_ROW)

static void
near_cb (WorkbenchTab *self)
{
  g_signal_emit (self, signals[SIGNAL_APPROACHED], 0);
}

static void
workbench_tab_finalize (GObject *object)
{
  g_free (WORKBENCH_TAB (object)->id);

  G_OBJECT_CLASS (workbench_tab_parent_class)->finalize (object);
}

static void
workbench_tab_class_init (WorkbenchTabClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = workbench_tab_finalize;

  signals[SIGNAL_APPROACHED] = g_signal_new ("approached", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 0);
}

static void
workbench_tab_init (WorkbenchTab *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (near_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (near_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  self->mark = g_object_new (GTK_TYPE_IMAGE,
                             "icon-name", "emblem-ok-symbolic",
                             "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             NULL);
  gtk_widget_set_opacity (self->mark, 0.0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->mark);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}

/* Makes the row of a page; the title is translated. */
GtkWidget *
workbench_tab_new (const char *id,
                   const char *title)
{
  WorkbenchTab *self = g_object_new (WORKBENCH_TYPE_TAB, "title", title, NULL);

  self->id = g_strdup (id);
  workbench_tab_set_state (self, WORKBENCH_TAB_MISSING);

  return GTK_WIDGET (self);
}

const char *
workbench_tab_get_id (WorkbenchTab *self)
{
  return self->id;
}

WorkbenchTabState
workbench_tab_get_state (WorkbenchTab *self)
{
  return self->state;
}

void
workbench_tab_set_state (WorkbenchTab      *self,
                         WorkbenchTabState  state)
{
  self->state = state;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _(state_texts[state]));
  gtk_widget_set_opacity (self->mark, state == WORKBENCH_TAB_READY ? 1.0 : 0.0);
}
