/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-window.h"

#include <glib/gi18n.h>
#include <taskmgr-gtk.h>

#include "browser-details-pane.h"
#include "browser-folder-view.h"
#include "browser-meter.h"
#include "browser-pause-button.h"
#include "browser-resources-path.h"
#include "browser-shut-down.h"
#include "browser-sidebar.h"
#include "browser-window-actions.h"
#include "browser-window-state.h"

/* The size in which thumbnails are decoded; the largest cells show them at about this size. */
#define THUMBNAIL_SIZE 256

/*
 * The window puts the parts together: it opens folders, hands the session to whoever shows a part
 * of it, and decides which page is seen.
 */
struct _BrowserWindow
{
  AdwApplicationWindow parent_instance;

  GtkStack *pages;
  AdwFlap *sidebar_flap;
  AdwFlap *details_flap;
  AdwWindowTitle *title;
  GtkAdjustment *size;
  BrowserPauseButton *pause;
  BrowserSidebar *sidebar;
  BrowserFolderView *folder;
  BrowserGrid *grid;
  BrowserDetailsPane *details;
  BrowserMeter *meter;
  BrowserLargeView *large;
  BgGtkTaskButton *tasks;

  BgTaskManager *manager;
  BrowserState *state;
  BrowserSession *session;
  BrowserMode mode;

  /* Until the list has arrived for the first time. */
  gboolean opening;

  /* What else to try if the folder has no photos. */
  GQueue fallbacks;
};

G_DEFINE_FINAL_TYPE (BrowserWindow, browser_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_title (BrowserWindow *self)
{
  BrowserFolder *folder = browser_session_get_folder (self->session);
  g_autofree char *name = g_file_get_basename (browser_folder_get_file (folder));
  guint n_photos = g_list_model_get_n_items (G_LIST_MODEL (folder));
  g_autofree char *subtitle = NULL;

  subtitle = g_strdup_printf (ngettext ("%u photo", "%u photos", n_photos), n_photos);
  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title, n_photos > 0 ? subtitle : NULL);
  gtk_window_set_title (GTK_WINDOW (self), name);
}

/* Whatever was being loaded for the folder that is left is stopped. */
static void
leave_session (BrowserWindow *self)
{
  if (self->session == NULL)
    return;

  g_signal_handlers_disconnect_by_data (browser_session_get_folder (self->session), self);
  browser_session_close (self->session);
}

static void
set_session (BrowserWindow  *self,
             BrowserSession *session)
{
  leave_session (self);
  g_set_object (&self->session, session);
  browser_details_pane_set_item (self->details, NULL);
  browser_large_view_set_session (self->large, session);
  browser_meter_set_session (self->meter, session);
  browser_folder_view_set_session (self->folder, session);
  browser_window_close_large (self);
}

static void
folder_cb (BrowserWindow *self)
{
  BrowserFolder *folder = browser_session_get_folder (self->session);
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (folder)) == 0;
  g_autoptr (GFile) fallback = NULL;

  update_title (self);
  if (!self->opening || browser_folder_get_state (folder) == BROWSER_FOLDER_STATE_LISTING)
    return;

  self->opening = FALSE;
  if (empty)
    fallback = g_queue_pop_head (&self->fallbacks);
  else
    g_queue_clear_full (&self->fallbacks, g_object_unref);

  if (fallback != NULL)
    browser_window_open_folder (self, fallback);
  else if (!empty)
    gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

/* Details are found out only while they are seen. */
static void
selected_cb (BrowserWindow *self)
{
  guint position = browser_grid_get_selected (self->grid);
  g_autoptr (BgDataItem) item = NULL;

  if (self->session != NULL && position != GTK_INVALID_LIST_POSITION &&
      adw_flap_get_reveal_flap (self->details_flap))
    item = browser_session_dup_details (self->session, position);

  browser_details_pane_set_item (self->details, item);
}

static void
activated_cb (BrowserWindow *self,
              guint          position)
{
  browser_window_open_large (self, position);
}

static void
position_cb (BrowserWindow *self)
{
  browser_grid_set_selected (self->grid, browser_large_view_get_position (self->large));
}

static void
opened_cb (BrowserWindow *self,
           GFile         *folder)
{
  browser_window_open_folder (self, folder);
}

/* Failed thumbnails and details belong to items, which know how to ask again. */
static void
retry_requested_cb (BrowserWindow *self)
{
  if (self->session != NULL)
    browser_session_retry_failed (self->session);
}

/* The window goes at once; the process follows when no thread is in the middle of a picture. */
static gboolean
browser_window_close_request (GtkWindow *window)
{
  BrowserWindow *self = BROWSER_WINDOW (window);

  browser_window_save (self, self->state);
  set_session (self, NULL);
  browser_shut_down (self->manager, G_APPLICATION (gtk_window_get_application (window)));

  return GTK_WINDOW_CLASS (browser_window_parent_class)->close_request (window);
}

static void
browser_window_dispose (GObject *object)
{
  BrowserWindow *self = BROWSER_WINDOW (object);

  leave_session (self);
  g_clear_object (&self->session);
  g_clear_object (&self->manager);
  g_clear_object (&self->state);
  g_queue_clear_full (&self->fallbacks, g_object_unref);

  G_OBJECT_CLASS (browser_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, sidebar_flap);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, details_flap);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, size);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, folder);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, details);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, meter);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, large);
  gtk_widget_class_bind_template_child (widget_class, BrowserWindow, tasks);
}

static void
browser_window_class_init (BrowserWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = browser_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = browser_window_close_request;

  g_type_ensure (BG_GTK_TYPE_TASK_BUTTON);
  g_type_ensure (BROWSER_TYPE_DETAILS_PANE);
  g_type_ensure (BROWSER_TYPE_FOLDER_VIEW);
  g_type_ensure (BROWSER_TYPE_LARGE_VIEW);
  g_type_ensure (BROWSER_TYPE_METER);
  g_type_ensure (BROWSER_TYPE_PAUSE_BUTTON);
  g_type_ensure (BROWSER_TYPE_SIDEBAR);

  gtk_widget_class_set_template_from_resource (widget_class, BROWSER_RESOURCES "window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, position_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_requested_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
add_property_action (BrowserWindow *self,
                     const char    *name,
                     gpointer       object,
                     const char    *property)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, object, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

static void
browser_window_init (BrowserWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->grid = browser_folder_view_get_grid (self->folder);
  g_signal_connect_swapped (self->grid, "activated", G_CALLBACK (activated_cb), self);
  g_signal_connect_swapped (self->grid, "notify::selected", G_CALLBACK (selected_cb), self);
  g_object_bind_property (self->grid, "size", self->size, "value",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  add_property_action (self, "sidebar", self->sidebar_flap, "reveal-flap");
  add_property_action (self, "details", self->details_flap, "reveal-flap");
  add_property_action (self, "meter", self->meter, "visible");
}

/* Makes a window whose tasks all run on the one manager, looking as the state says. */
BrowserWindow *
browser_window_new (GtkApplication *application,
                    BgTaskManager  *manager,
                    BrowserState   *state)
{
  BrowserWindow *self = g_object_new (BROWSER_TYPE_WINDOW, "application", application, NULL);

  self->manager = g_object_ref (manager);
  self->state = g_object_ref (state);
  browser_sidebar_set_manager (self->sidebar, manager);
  browser_meter_set_manager (self->meter, manager);
  bg_gtk_task_button_set_manager (self->tasks, manager);
  browser_pause_button_set_manager (self->pause, manager);
  browser_window_add_actions (self);
  browser_window_restore (self, state);

  return self;
}

BgTaskManager *
browser_window_get_manager (BrowserWindow *self)
{
  return self->manager;
}

/* What is loaded for the open folder, or NULL. */
BrowserSession *
browser_window_get_session (BrowserWindow *self)
{
  return self->session;
}

BrowserGrid *
browser_window_get_grid (BrowserWindow *self)
{
  return self->grid;
}

BrowserLargeView *
browser_window_get_large_view (BrowserWindow *self)
{
  return self->large;
}

/* The open folder, or NULL. */
GFile *
browser_window_get_folder (BrowserWindow *self)
{
  if (self->session == NULL)
    return NULL;

  return browser_folder_get_file (browser_session_get_folder (self->session));
}

/* Chooses how thumbnails are loaded; the open folder is opened anew. */
void
browser_window_set_mode (BrowserWindow *self,
                         BrowserMode    mode)
{
  g_autoptr (GFile) folder = NULL;

  if (self->mode == mode)
    return;

  self->mode = mode;
  if (g_set_object (&folder, browser_window_get_folder (self)))
    browser_window_open_folder (self, folder);
}

/* Adds a folder with those below it to the sidebar. */
void
browser_window_add_root (BrowserWindow *self,
                         GFile         *root,
                         const char    *name,
                         const char    *icon_name)
{
  browser_sidebar_add_root (self->sidebar, root, name, icon_name);
}

/* Opens a folder; what was still being loaded for the one before is stopped. */
void
browser_window_open_folder (BrowserWindow *self,
                            GFile         *folder)
{
  g_autoptr (BrowserSession) session = NULL;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  self->opening = TRUE;
  session = browser_session_new (self->manager, folder, self->mode, THUMBNAIL_SIZE * scale);
  set_session (self, session);
  browser_sidebar_select (self->sidebar, folder);
  g_signal_connect_swapped (browser_session_get_folder (session), "notify::state",
                            G_CALLBACK (folder_cb), self);
  folder_cb (self);
}

/* Opens the first of the folders that has photos, and if none has, the last. */
void
browser_window_open_first (BrowserWindow *self,
                           GList         *folders)
{
  g_autoptr (GFile) first = NULL;

  for (GList *l = folders; l != NULL; l = l->next)
    g_queue_push_tail (&self->fallbacks, g_object_ref (l->data));

  first = g_queue_pop_head (&self->fallbacks);
  if (first != NULL)
    browser_window_open_folder (self, first);
}

/* Shows one photo of the folder on a page of its own. */
void
browser_window_open_large (BrowserWindow *self,
                           guint          position)
{
  if (self->session == NULL || position >= browser_grid_get_n_photos (self->grid))
    return;

  browser_large_view_set_position (self->large, position);
  gtk_stack_set_visible_child_name (self->pages, "large");
  gtk_widget_grab_focus (GTK_WIDGET (self->large));
}

/* Goes back from there to the grid. */
void
browser_window_close_large (BrowserWindow *self)
{
  if (g_str_equal (gtk_stack_get_visible_child_name (self->pages), "browser"))
    return;

  gtk_stack_set_visible_child_name (self->pages, "browser");
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

void
browser_window_popup_tasks (BrowserWindow *self)
{
  bg_gtk_task_button_popup (self->tasks);
}

/* Whether everything that is to be seen has arrived. */
gboolean
browser_window_is_settled (BrowserWindow *self)
{
  if (!browser_sidebar_is_settled (self->sidebar))
    return FALSE;

  if (g_str_equal (gtk_stack_get_visible_child_name (self->pages), "large"))
    return browser_large_view_is_settled (self->large);

  return self->session == NULL ||
         (browser_session_is_settled (self->session) &&
          browser_details_pane_is_settled (self->details));
}
