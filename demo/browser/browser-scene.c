/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-scene.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "browser-capture.h"
#include "workbench-scene.h"

/* The meter is shown after it has seen some scrolling. */
#define N_SCROLL_FRAMES 120

/* The photo that is shown by itself. */
#define SAMPLE_POSITION 11

/*
 * A picture to be taken of the program: it is brought into a certain state, and when everything
 * that is to be seen has arrived, the window is written into a file.
 */
struct _BrowserScene
{
  GObject parent_instance;

  const struct _SceneKind *kind;
  char *path;
  BrowserWindow *window;
  char *scratch;
  gboolean arranged;
  guint n_frames;
  gboolean captured;
};

typedef struct _SceneKind
{
  const char *name;

  /* Called before the window is shown, and when its photos have arrived. */
  void     (*prepare) (BrowserScene *self);
  void     (*arrange) (BrowserScene *self);

  /* Whether the picture may be taken; NULL: as soon as all has arrived. */
  gboolean (*is_ready) (BrowserScene *self);
} SceneKind;

G_DEFINE_FINAL_TYPE (BrowserScene, browser_scene, G_TYPE_OBJECT)

static guint
sample_position (BrowserScene *self)
{
  guint n_photos = browser_grid_get_n_photos (browser_window_get_grid (self->window));

  return n_photos > 0 ? MIN (SAMPLE_POSITION, n_photos - 1) : GTK_INVALID_LIST_POSITION;
}

static void
change_state (BrowserScene *self,
              const char   *action_name,
              gboolean      value)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->window), action_name,
                                      g_variant_new_boolean (value));
}

static void
arrange_details (BrowserScene *self)
{
  change_state (self, "details", TRUE);
  browser_grid_set_selected (browser_window_get_grid (self->window), sample_position (self));
}

static void
arrange_large (BrowserScene *self)
{
  browser_window_open_large (self->window, sample_position (self));
}

static void
prepare_dark (BrowserScene *self)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
}

static void
prepare_meter (BrowserScene *self)
{
  change_state (self, "meter", TRUE);
}

/* Scrolls down and back up to where it began. */
static gboolean
meter_is_ready (BrowserScene *self)
{
  GtkAdjustment *adjustment =
    browser_grid_get_adjustment (browser_window_get_grid (self->window));
  double way = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  double part = 2.0 * self->n_frames / N_SCROLL_FRAMES;

  if (self->n_frames > N_SCROLL_FRAMES)
    return TRUE;

  gtk_adjustment_set_value (adjustment, way * (part < 1.0 ? part : 2.0 - part));

  return FALSE;
}

static void
prepare_empty (BrowserScene *self)
{
  g_autoptr (GFile) folder = NULL;

  self->scratch = g_dir_make_tmp ("photos-XXXXXX", NULL);
  folder = g_file_new_for_path (self->scratch);
  browser_window_open_folder (self->window, folder);
}

static void
prepare_error (BrowserScene *self)
{
  g_autoptr (GFile) folder = NULL;

  self->scratch = g_dir_make_tmp ("photos-XXXXXX", NULL);
  folder = g_file_new_build_filename (self->scratch, "missing", NULL);
  browser_window_open_folder (self->window, folder);
}

/* With the popover open, some tasks should run and some wait, if there are as many at all. */
static gboolean
tasks_are_ready (BrowserScene *self)
{
  BrowserSession *session = browser_window_get_session (self->window);
  BgTaskManager *manager = browser_window_get_manager (self->window);
  guint n_ended = browser_session_get_n_loaded (session);

  browser_window_popup_tasks (self->window);

  return browser_window_is_settled (self->window) ||
         (n_ended >= 12 && bg_task_manager_get_n_running (manager) > 0 &&
          bg_task_manager_get_n_pending (manager) > 3);
}

static const SceneKind scene_kinds[] =
{
  { "browser", NULL, NULL, NULL },
  { "details", NULL, arrange_details, NULL },
  { "large", NULL, arrange_large, NULL },
  { "tasks", NULL, NULL, tasks_are_ready },
  { "empty", prepare_empty, NULL, NULL },
  { "error", prepare_error, NULL, NULL },
  { "dark", prepare_dark, arrange_details, NULL },
  { "meter", prepare_meter, NULL, meter_is_ready },
};

/* In each frame. */
static gboolean
is_ready (gpointer scene)
{
  BrowserScene *self = scene;

  self->n_frames++;
  if (self->kind->is_ready == tasks_are_ready)
    return tasks_are_ready (self);

  if (!browser_window_is_settled (self->window))
    return FALSE;

  if (!self->arranged)
    {
      self->arranged = TRUE;
      if (self->kind->arrange != NULL)
        self->kind->arrange (self);
      return FALSE;
    }

  return self->kind->is_ready == NULL || self->kind->is_ready (self);
}

static void
browser_scene_finalize (GObject *object)
{
  BrowserScene *self = BROWSER_SCENE (object);

  if (self->scratch != NULL)
    g_rmdir (self->scratch);
  g_free (self->scratch);
  g_free (self->path);

  G_OBJECT_CLASS (browser_scene_parent_class)->finalize (object);
}

static void
browser_scene_class_init (BrowserSceneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = browser_scene_finalize;
}

static void
browser_scene_init (BrowserScene *self)
{
}

/* Makes the scene of a name, to be written to a path. */
BrowserScene *
browser_scene_new (const char  *name,
                   const char  *path,
                   GError     **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scene_kinds); i++)
    {
      if (g_str_equal (name, scene_kinds[i].name))
        {
          BrowserScene *self = g_object_new (BROWSER_TYPE_SCENE, NULL);

          self->kind = &scene_kinds[i];
          self->path = g_strdup (path);
          return self;
        }
      g_string_append_printf (names, " %s", scene_kinds[i].name);
    }

  g_string_append (names, " " WORKBENCH_SCENES);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("There is no scene “%s”, but:%s"), name, names->str);

  return NULL;
}

/* Whether the scene opens a folder of its own. */
gboolean
browser_scene_has_folder (BrowserScene *self)
{
  return self->kind->prepare == prepare_empty || self->kind->prepare == prepare_error;
}

/* Takes the picture as soon as it can be, and then closes the window. */
void
browser_scene_play (BrowserScene  *self,
                    BrowserWindow *window)
{
  self->window = window;
  if (self->kind->prepare != NULL)
    self->kind->prepare (self);
  browser_capture (GTK_WINDOW (window), self->path, is_ready, G_OBJECT (self), &self->captured);
}

/* Whether the picture was written. */
gboolean
browser_scene_is_captured (BrowserScene *self)
{
  return self->captured;
}
