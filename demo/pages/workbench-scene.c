/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-scene.h"

#include "browser-capture.h"

/* A picture to be taken of a page. */
struct _WorkbenchScene
{
  GObject parent_instance;

  char *name;
  char *path;
  WorkbenchWindow *window;
  WorkbenchPage *page;
  gboolean captured;
};

G_DEFINE_FINAL_TYPE (WorkbenchScene, workbench_scene, G_TYPE_OBJECT)

static gboolean
is_ready (gpointer scene)
{
  return workbench_page_is_ready (WORKBENCH_SCENE (scene)->page);
}

static void
workbench_scene_finalize (GObject *object)
{
  WorkbenchScene *self = WORKBENCH_SCENE (object);

  g_free (self->name);
  g_free (self->path);

  G_OBJECT_CLASS (workbench_scene_parent_class)->finalize (object);
}

static void
workbench_scene_class_init (WorkbenchSceneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = workbench_scene_finalize;
}

static void
workbench_scene_init (WorkbenchScene *self)
{
}

/* Makes the scene of a page, to be written to a path. */
WorkbenchScene *
workbench_scene_new (const char *name,
                     const char *path)
{
  WorkbenchScene *self = g_object_new (WORKBENCH_TYPE_SCENE, NULL);

  self->name = g_strdup (name);
  self->path = g_strdup (path);

  return self;
}

/* Opens the window, takes the picture as soon as it can be, and closes it. */
void
workbench_scene_play (WorkbenchScene *self,
                      GtkApplication *application)
{
  self->window = workbench_window_new (application);
  self->page = workbench_window_show (self->window, self->name);
  browser_capture (GTK_WINDOW (self->window), self->path, is_ready, G_OBJECT (self), &self->captured);
  gtk_window_present (GTK_WINDOW (self->window));
  workbench_page_arrange (self->page);
}

/* Whether the picture was written. */
gboolean
workbench_scene_is_captured (WorkbenchScene *self)
{
  return self->captured;
}
