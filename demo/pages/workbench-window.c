/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-window.h"

#include "workbench-exports-page.h"
#include "workbench-graph-page.h"
#include "workbench-idle-page.h"
#include "workbench-pools-page.h"
#include "workbench-processes-page.h"
#include "workbench-resources-path.h"
#include "workbench-schedule-page.h"
#include "workbench-source.h"

/* A window with a page for each place where tasks can run. */
struct _WorkbenchWindow
{
  AdwApplicationWindow parent_instance;

  AdwViewStack *pages;
};

static const char *const page_names[] = { "pools", "graph", "idle", "processes", "schedule", "exports" };

G_DEFINE_FINAL_TYPE (WorkbenchWindow, workbench_window, ADW_TYPE_APPLICATION_WINDOW)

static void
page_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  workbench_window_show (WORKBENCH_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
source_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  WorkbenchWindow *self = WORKBENCH_WINDOW (widget);
  GtkWidget *page = adw_view_stack_get_visible_child (self->pages);
  const char *example = workbench_page_get_example (WORKBENCH_PAGE (page));

  gtk_window_present (GTK_WINDOW (workbench_source_new (GTK_WINDOW (self), example)));
}

static gboolean
workbench_window_close_request (GtkWindow *window)
{
  WorkbenchWindow *self = WORKBENCH_WINDOW (window);
  GApplication *application = G_APPLICATION (gtk_window_get_application (window));

  for (gsize i = 0; i < G_N_ELEMENTS (page_names); i++)
    {
      GtkWidget *page = adw_view_stack_get_child_by_name (self->pages, page_names[i]);

      workbench_page_close (WORKBENCH_PAGE (page), application);
    }

  return GTK_WINDOW_CLASS (workbench_window_parent_class)->close_request (window);
}

static void
add_page_keys (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (page_names); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + (guint) i, GDK_ALT_MASK,
                                         "workbench.page", "s", page_names[i]);
}

static void
workbench_window_class_init (WorkbenchWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_WINDOW_CLASS (klass)->close_request = workbench_window_close_request;

  g_type_ensure (WORKBENCH_TYPE_EXPORTS_PAGE);
  g_type_ensure (WORKBENCH_TYPE_GRAPH_PAGE);
  g_type_ensure (WORKBENCH_TYPE_IDLE_PAGE);
  g_type_ensure (WORKBENCH_TYPE_POOLS_PAGE);
  g_type_ensure (WORKBENCH_TYPE_PROCESSES_PAGE);
  g_type_ensure (WORKBENCH_TYPE_SCHEDULE_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class, WORKBENCH_RESOURCES "window.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchWindow, pages);
  gtk_widget_class_install_action (widget_class, "workbench.page", "s", page_cb);
  gtk_widget_class_install_action (widget_class, "workbench.source", NULL, source_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_u, GDK_CONTROL_MASK,
                                       "workbench.source", NULL);
  add_page_keys (widget_class);
}

static void
workbench_window_init (WorkbenchWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

WorkbenchWindow *
workbench_window_new (GtkApplication *application)
{
  return g_object_new (WORKBENCH_TYPE_WINDOW, "application", application, NULL);
}

/* Shows the one workbench of an application. */
void
workbench_window_present (GtkApplication *application)
{
  for (GList *link = gtk_application_get_windows (application); link != NULL; link = link->next)
    if (WORKBENCH_IS_WINDOW (link->data))
      {
        gtk_window_present (link->data);
        return;
      }

  gtk_window_present (GTK_WINDOW (workbench_window_new (application)));
}

/* Whether there is a page of this name. */
gboolean
workbench_window_has_page (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (page_names); i++)
    if (g_str_equal (page_names[i], name))
      return TRUE;

  return FALSE;
}

/* Turns to a page, and returns it. */
WorkbenchPage *
workbench_window_show (WorkbenchWindow *self,
                       const char      *name)
{
  g_return_val_if_fail (workbench_window_has_page (name), NULL);

  adw_view_stack_set_visible_child_name (self->pages, name);

  return WORKBENCH_PAGE (adw_view_stack_get_visible_child (self->pages));
}
