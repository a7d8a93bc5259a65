/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-scene.h"

#include "browser-capture.h"

/* After the last change, layout and drawing get this many frames. */
#define N_CALM_FRAMES 6

/* A picture to be taken of a page. Frames drive it; it knows no time. */
struct _WorkbenchScene
{
  GObject parent_instance;

  char *name;
  char *path;
  WorkbenchWindow *window;
  WorkbenchPage *page;
  guint n_calm_frames;
  gboolean captured;
};

G_DEFINE_FINAL_TYPE (WorkbenchScene, workbench_scene, G_TYPE_OBJECT)

static void
close_cb (gpointer window)
{
  gtk_window_close (window);
}

/* Now nothing waits to be drawn. The window is closed later: it is in the middle of a frame. */
static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       user_data)
{
  WorkbenchScene *self = user_data;
  g_autoptr (GError) error = NULL;

  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, self);
  self->captured = browser_capture (GTK_WINDOW (self->window), self->path, &error);
  if (!self->captured)
    g_printerr ("%s\n", error->message);

  g_idle_add_once (close_cb, self->window);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  WorkbenchScene *self = user_data;

  self->n_calm_frames = workbench_page_is_ready (self->page) ? self->n_calm_frames + 1 : 0;
  gtk_widget_queue_draw (widget);
  if (self->n_calm_frames < N_CALM_FRAMES)
    return G_SOURCE_CONTINUE;

  g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_paint_cb), self, 0);

  return G_SOURCE_REMOVE;
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
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (self->window)),
                "gtk-enable-animations", FALSE, NULL);

  /* The frame that windows have on a display without a compositor. */
  gtk_widget_remove_css_class (GTK_WIDGET (self->window), "solid-csd");
  gtk_widget_add_tick_callback (GTK_WIDGET (self->window), tick_cb, g_object_ref (self),
                                g_object_unref);
  gtk_window_present (GTK_WINDOW (self->window));
  workbench_page_arrange (self->page);
}

/* Whether the picture was written. */
gboolean
workbench_scene_is_captured (WorkbenchScene *self)
{
  return self->captured;
}
