/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-folder-view.h"

#include <adwaita.h>

#include "browser-resources-path.h"

/* The grid of a folder's photos, or the reason why there is none. */
struct _BrowserFolderView
{
  GtkWidget parent_instance;

  GtkStack *stack;
  AdwStatusPage *failure;
  BrowserGrid *grid;
  BrowserFolder *folder;
};

G_DEFINE_FINAL_TYPE (BrowserFolderView, browser_folder_view, GTK_TYPE_WIDGET)

static const char *
page_for_state (BrowserFolder *folder)
{
  if (browser_folder_get_state (folder) == BROWSER_FOLDER_STATE_FAILED)
    return "error";

  if (g_list_model_get_n_items (G_LIST_MODEL (folder)) > 0)
    return "grid";

  return browser_folder_get_state (folder) == BROWSER_FOLDER_STATE_READY ? "empty" : "listing";
}

static void
state_cb (BrowserFolderView *self)
{
  const GError *error = browser_folder_get_error (self->folder);

  adw_status_page_set_description (self->failure, error != NULL ? error->message : NULL);
  gtk_stack_set_visible_child_name (self->stack, page_for_state (self->folder));
}

static void
set_folder (BrowserFolderView *self,
            BrowserFolder     *folder)
{
  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_data (self->folder, self);
  g_set_object (&self->folder, folder);
  if (folder == NULL)
    return;

  g_signal_connect_swapped (folder, "notify::state", G_CALLBACK (state_cb), self);
  state_cb (self);
}

static void
browser_folder_view_dispose (GObject *object)
{
  BrowserFolderView *self = BROWSER_FOLDER_VIEW (object);
  GtkWidget *child;

  set_folder (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (browser_folder_view_parent_class)->dispose (object);
}

static void
browser_folder_view_class_init (BrowserFolderViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = browser_folder_view_dispose;

  g_type_ensure (BROWSER_TYPE_GRID);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, BROWSER_RESOURCES "folder-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BrowserFolderView, stack);
  gtk_widget_class_bind_template_child (widget_class, BrowserFolderView, failure);
  gtk_widget_class_bind_template_child (widget_class, BrowserFolderView, grid);
}

static void
browser_folder_view_init (BrowserFolderView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

BrowserGrid *
browser_folder_view_get_grid (BrowserFolderView *self)
{
  return self->grid;
}

/* Shows another folder, or none. */
void
browser_folder_view_set_session (BrowserFolderView *self,
                                 BrowserSession    *session)
{
  browser_grid_set_session (self->grid, session);
  set_folder (self, session != NULL ? browser_session_get_folder (session) : NULL);
}
