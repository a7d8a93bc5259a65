/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-application.h"

#include <glib/gi18n.h>

#include "browser-keys.h"
#include "browser-measure.h"
#include "browser-measure-all.h"
#include "browser-resources-path.h"
#include "browser-scene.h"
#include "browser-window.h"
#include "workbench-scene.h"

/* Photos that Debian has in packages. */
#define SYSTEM_PHOTOS "/usr/share/backgrounds"

/* The program: its options, its one task manager, and what all windows have in common. */
struct _BrowserApplication
{
  AdwApplication parent_instance;

  char *program;
  BgTaskManager *manager;
  BrowserState *state;
  BrowserScene *scene;
  WorkbenchScene *workbench_scene;
  BrowserMeasure *measure;

  char *folder;
  char *screenshot;
  char *scene_name;
  char *mode;
  char **arguments;
  gboolean measuring;
  gboolean naive;
  gboolean meter;
};

G_DEFINE_FINAL_TYPE (BrowserApplication, browser_application, ADW_TYPE_APPLICATION)

static void
style_cb (GSimpleAction *action,
          GVariant      *value,
          gpointer       user_data)
{
  BrowserApplication *self = user_data;
  const char *style = g_variant_get_string (value, NULL);
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (style, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (style, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  browser_state_set_string (self->state, "style", style);
  g_simple_action_set_state (action, value);
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data),
                         "application-name", _("Photo Browser"),
                         "application-icon", BROWSER_ID,
                         "developer-name", _("The taskmgr authors"),
                         "version", PACKAGE_VERSION,
                         "license-type", GTK_LICENSE_LGPL_2_1,
                         "comments", _("Browses folders of photos; everything slow is left to a "
                                       "task manager."),
                         NULL);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GtkWindow *window;

  while ((window = gtk_application_get_active_window (user_data)) != NULL)
    gtk_window_close (window);
}

static void
add_roots (BrowserApplication *self,
           BrowserWindow      *window)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  g_autoptr (GFile) system_photos = g_file_new_for_path (SYSTEM_PHOTOS);

  if (self->folder != NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_commandline_arg (self->folder);
      g_autofree char *name = g_file_get_basename (folder);

      browser_window_add_root (window, folder, name, "folder-symbolic");
    }

  if (pictures != NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (pictures);

      browser_window_add_root (window, folder, _("Pictures"), "folder-pictures-symbolic");
    }

  browser_window_add_root (window, system_photos, _("Backgrounds"),
                           "preferences-desktop-wallpaper-symbolic");
}

/* What was asked for, else the user's pictures, else those of the system. */
static void
open_folder (BrowserApplication *self,
             BrowserWindow      *window)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  g_autolist (GFile) folders = NULL;

  if (self->folder != NULL)
    folders = g_list_append (folders, g_file_new_for_commandline_arg (self->folder));
  else
    {
      if (pictures != NULL)
        folders = g_list_append (folders, g_file_new_for_path (pictures));
      folders = g_list_append (folders, g_file_new_for_path (SYSTEM_PHOTOS));
    }

  browser_window_open_first (window, folders);
}

static void
play_measure (BrowserApplication *self,
              BrowserWindow      *window)
{
  g_autoptr (GFile) folder =
    g_file_new_for_commandline_arg (self->folder != NULL ? self->folder : SYSTEM_PHOTOS);

  browser_measure_play (self->measure, window, folder);
}

static void
browser_application_activate (GApplication *application)
{
  BrowserApplication *self = BROWSER_APPLICATION (application);
  GtkApplication *gtk_application = GTK_APPLICATION (application);
  GtkWindow *active = gtk_application_get_active_window (gtk_application);
  BrowserWindow *window;

  if (active != NULL)
    {
      gtk_window_present (active);
      return;
    }

  if (self->workbench_scene != NULL)
    {
      workbench_scene_play (self->workbench_scene, gtk_application);
      return;
    }

  window = browser_window_new (gtk_application, self->manager, self->state);
  if (self->naive)
    g_action_group_change_action_state (G_ACTION_GROUP (window), "naive",
                                        g_variant_new_boolean (TRUE));
  if (self->meter)
    g_action_group_change_action_state (G_ACTION_GROUP (window), "meter",
                                        g_variant_new_boolean (TRUE));

  bg_task_manager_start_processing (self->manager);
  if (self->measure != NULL)
    play_measure (self, window);
  else
    add_roots (self, window);
  if (self->scene != NULL)
    browser_scene_play (self->scene, window);
  if (self->measure == NULL &&
      (self->scene == NULL || !browser_scene_has_folder (self->scene)))
    open_folder (self, window);

  gtk_window_present (GTK_WINDOW (window));
}

static void
workbench_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  workbench_window_present (user_data);
}

static void
restore_style (BrowserApplication *self)
{
  g_autofree char *style = browser_state_dup_string (self->state, "style", "default");

  g_action_group_change_action_state (G_ACTION_GROUP (self), "style", g_variant_new_string (style));
}

static void
browser_application_startup (GApplication *application)
{
  static const GActionEntry entries[] =
    {
      { .name = "about", .activate = about_cb },
      { .name = "quit", .activate = quit_cb },
      { .name = "workbench", .activate = workbench_cb },
      { .name = "style", .parameter_type = "s", .state = "'default'", .change_state = style_cb },
    };
  BrowserApplication *self = BROWSER_APPLICATION (application);
  gboolean scripted = self->screenshot != NULL || self->measure != NULL;
  g_autofree char *path = NULL;

  G_APPLICATION_CLASS (browser_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (BROWSER_ID);
  /* One processor is left to the window. */
  self->manager = bg_task_manager_new (MAX (2, g_get_num_processors ()) - 1);
  path = g_build_filename (g_get_user_config_dir (), "taskmgr-demo", "window.ini", NULL);
  self->state = browser_state_new (scripted ? NULL : path);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  browser_keys_add (GTK_APPLICATION (self));
  restore_style (self);
}

static gboolean
parse_mode (const char         *mode,
            BrowserMeasureKind *kind)
{
  static const char *const names[] = { "empty", "managed", "naive", NULL };

  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_equal (mode, names[i]))
      {
        *kind = (BrowserMeasureKind) i;
        return TRUE;
      }

  return FALSE;
}

static int
start_measure (BrowserApplication *self)
{
  const char *folder = self->folder != NULL ? self->folder : SYSTEM_PHOTOS;
  BrowserMeasureKind kind;
  g_autoptr (GError) error = NULL;

  if (self->mode == NULL)
    {
      if (browser_measure_all (self->program, folder, &error))
        return 0;
      g_printerr ("%s\n", error->message);
      return 1;
    }

  if (!parse_mode (self->mode, &kind))
    {
      g_printerr (_("There is no mode “%s”, but: empty managed naive\n"), self->mode);
      return 2;
    }

  self->measure = browser_measure_new (kind);

  return -1;
}

static int
start_scene (BrowserApplication *self)
{
  const char *name = self->scene_name != NULL ? self->scene_name : "browser";
  g_autoptr (GError) error = NULL;

  if (workbench_window_has_page (name))
    {
      self->workbench_scene = workbench_scene_new (name, self->screenshot);
      return -1;
    }

  self->scene = browser_scene_new (name, self->screenshot, &error);
  if (self->scene != NULL)
    return -1;

  g_printerr ("%s\n", error->message);
  return 2;
}

/* Returns -1 to go on, else the exit status. */
static int
browser_application_handle_local_options (GApplication *application,
                                          GVariantDict *options)
{
  BrowserApplication *self = BROWSER_APPLICATION (application);

  if (self->folder == NULL && self->arguments != NULL)
    self->folder = g_strdup (self->arguments[0]);

  if (self->measuring)
    return start_measure (self);

  return self->screenshot != NULL ? start_scene (self) : -1;
}

static void
browser_application_finalize (GObject *object)
{
  BrowserApplication *self = BROWSER_APPLICATION (object);

  g_clear_object (&self->manager);
  g_clear_object (&self->state);
  g_clear_object (&self->scene);
  g_clear_object (&self->workbench_scene);
  g_clear_object (&self->measure);
  g_free (self->program);
  g_free (self->folder);
  g_free (self->screenshot);
  g_free (self->scene_name);
  g_free (self->mode);
  g_strfreev (self->arguments);

  G_OBJECT_CLASS (browser_application_parent_class)->finalize (object);
}

static void
browser_application_class_init (BrowserApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = browser_application_finalize;
  application_class->activate = browser_application_activate;
  application_class->startup = browser_application_startup;
  application_class->handle_local_options = browser_application_handle_local_options;
}

static void
browser_application_init (BrowserApplication *self)
{
  const GOptionEntry entries[] =
    {
      { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &self->folder,
        N_("Open this folder"), N_("DIR") },
      { "naive", 0, 0, G_OPTION_ARG_NONE, &self->naive,
        N_("Load the naive way, for comparison"), NULL },
      { "meter", 0, 0, G_OPTION_ARG_NONE, &self->meter,
        N_("Show the frame meter"), NULL },
      { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, &self->screenshot,
        N_("Write a picture of the window and exit"), N_("FILE") },
      { "scene", 0, 0, G_OPTION_ARG_STRING, &self->scene_name,
        N_("What to show in the picture: browser, details, large, tasks, empty, error, dark, "
           "meter, pools, graph, idle, processes, schedule"), N_("NAME") },
      { "measure", 0, 0, G_OPTION_ARG_NONE, &self->measuring,
        N_("Scroll through the folder, print the frame times as JSON and exit"), NULL },
      { "mode", 0, 0, G_OPTION_ARG_STRING, &self->mode,
        N_("Measure only this: empty, managed or naive"), N_("MODE") },
      { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->arguments,
        NULL, N_("[DIR]") },
      { NULL }
    };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

/* Makes the application; `program` is how to start it once more. */
BrowserApplication *
browser_application_new (const char *program)
{
  BrowserApplication *self =
    g_object_new (BROWSER_TYPE_APPLICATION,
                  "application-id", BROWSER_ID,
                  "flags", G_APPLICATION_NON_UNIQUE,
                  "resource-base-path", "/io/github/taskmgr/Browser",
                  NULL);

  self->program = g_strdup (program);

  return self;
}

/* Prints what was measured, and says whether what was asked for was done: 0 if so. */
int
browser_application_get_status (BrowserApplication *self)
{
  if (self->measure != NULL)
    {
      g_autofree char *line = browser_measure_print (self->measure);

      g_print ("%s\n", line);
    }

  if (self->workbench_scene != NULL)
    return workbench_scene_is_captured (self->workbench_scene) ? 0 : 1;

  return self->scene == NULL || browser_scene_is_captured (self->scene) ? 0 : 1;
}
