/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-window-actions.h"

#include <glib/gi18n.h>

#define SIZE_STEP 32.0
#define DEFAULT_SIZE 176.0

static void
folder_chosen_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         user_data)
{
  BrowserWindow *self = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      browser_window_open_folder (self, folder);
    }

  g_object_unref (dialog);
}

static void
open_folder_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Open Folder"), GTK_WINDOW (user_data),
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Open"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), user_data, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
reload_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  BrowserSession *session = browser_window_get_session (user_data);

  if (session == NULL)
    return;

  browser_folder_reload (browser_session_get_folder (session));
  browser_session_retry_failed (session);
}

static void
open_photo_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  browser_window_open_large (user_data,
                             browser_grid_get_selected (browser_window_get_grid (user_data)));
}

static void
back_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  if (gtk_window_is_fullscreen (user_data))
    gtk_window_unfullscreen (user_data);
  else
    browser_window_close_large (user_data);
}

static void
fullscreen_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  if (gtk_window_is_fullscreen (user_data))
    gtk_window_unfullscreen (user_data);
  else
    gtk_window_fullscreen (user_data);
}

static void
tasks_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  browser_window_popup_tasks (user_data);
}

static void
change_size (BrowserWindow *self,
             double         step)
{
  BrowserGrid *grid = browser_window_get_grid (self);

  browser_grid_set_size (grid, browser_grid_get_size (grid) + step);
}

static void
larger_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  change_size (user_data, SIZE_STEP);
}

static void
smaller_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  change_size (user_data, -SIZE_STEP);
}

static void
normal_size_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  browser_grid_set_size (browser_window_get_grid (user_data), DEFAULT_SIZE);
}

/* The manager's own property is the truth; the action follows when that changes. */
static void
pause_cb (GSimpleAction *action,
          GVariant      *state,
          gpointer       user_data)
{
  BgTaskManager *manager = browser_window_get_manager (user_data);

  if (g_variant_get_boolean (state))
    bg_task_manager_pause_processing (manager);
  else
    bg_task_manager_start_processing (manager);
}

static void
naive_cb (GSimpleAction *action,
          GVariant      *state,
          gpointer       user_data)
{
  browser_window_set_mode (user_data, g_variant_get_boolean (state) ? BROWSER_MODE_NAIVE
                                                                    : BROWSER_MODE_MANAGED);
  g_simple_action_set_state (action, state);
}

static void
processing_cb (BrowserWindow *self,
               GParamSpec    *pspec,
               BgTaskManager *manager)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "pause");
  gboolean paused = !bg_task_manager_get_processing (manager);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (paused));
}

/* Adds what can be done in a window to it; keys for it are set by the application. */
void
browser_window_add_actions (BrowserWindow *self)
{
  static const GActionEntry entries[] =
    {
      { .name = "open-folder", .activate = open_folder_cb },
      { .name = "reload", .activate = reload_cb },
      { .name = "open-photo", .activate = open_photo_cb },
      { .name = "back", .activate = back_cb },
      { .name = "fullscreen", .activate = fullscreen_cb },
      { .name = "tasks", .activate = tasks_cb },
      { .name = "larger", .activate = larger_cb },
      { .name = "smaller", .activate = smaller_cb },
      { .name = "normal-size", .activate = normal_size_cb },
      { .name = "pause", .state = "false", .change_state = pause_cb },
      { .name = "naive", .state = "false", .change_state = naive_cb },
    };
  BgTaskManager *manager = browser_window_get_manager (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (manager, "notify::processing", G_CALLBACK (processing_cb), self,
                           G_CONNECT_SWAPPED);
  processing_cb (self, NULL, manager);
}
