/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-capture.h"

#include <glib/gi18n.h>

static void
append_widget (GtkSnapshot *snapshot,
               GtkWidget   *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);

  gdk_paintable_snapshot (paintable, snapshot,
                          gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
}

/* Popovers are surfaces of their own, which are not part of the window's picture. */
static void
append_popover (GtkSnapshot *snapshot,
                GtkWidget   *popover)
{
  GdkPopup *popup = GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (popover)));
  double x, y;

  gtk_native_get_surface_transform (GTK_NATIVE (popover), &x, &y);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) (gdk_popup_get_position_x (popup) + x),
                                                (float) (gdk_popup_get_position_y (popup) + y)));
  append_widget (snapshot, popover);
  gtk_snapshot_restore (snapshot);
}

static void
append_popovers (GtkSnapshot *snapshot,
                 GtkWidget   *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
        append_popover (snapshot, child);
      append_popovers (snapshot, child);
    }
}

static GdkTexture *
render (GtkWindow *window)
{
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  append_widget (snapshot, GTK_WIDGET (window));
  append_popovers (snapshot, GTK_WIDGET (window));
  node = gtk_snapshot_to_node (snapshot);

  return node != NULL ? gsk_renderer_render_texture (renderer, node, NULL) : NULL;
}

/* After the last change, layout and drawing get this many frames. */
#define N_CALM_FRAMES 6

typedef struct
{
  GtkWindow           *window;
  char                *path;
  BrowserCaptureReady  is_ready;
  GObject             *scene;
  gboolean            *captured;        /* in the scene */
  guint                n_calm_frames;
} Capture;

static void
capture_free (gpointer data)
{
  Capture *self = data;

  g_object_unref (self->scene);
  g_free (self->path);
  g_free (self);
}

/* With the popovers that are open, into a PNG file. */
static gboolean
write_picture (Capture *self)
{
  g_autoptr (GdkTexture) texture = render (self->window);

  if (texture != NULL && gdk_texture_save_to_png (texture, self->path))
    return TRUE;
  g_printerr (_("Cannot write %s"), self->path);
  g_printerr ("\n");

  return FALSE;
}

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
  Capture *self = user_data;

  *self->captured = write_picture (self);
  g_idle_add_once (close_cb, self->window);
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, self);
}

static void
free_capture_cb (gpointer  data,
                 GClosure *closure)
{
  capture_free (data);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Capture *self = user_data;

  self->n_calm_frames = self->is_ready (self->scene) ? self->n_calm_frames + 1 : 0;
  gtk_widget_queue_draw (widget);
  if (self->n_calm_frames < N_CALM_FRAMES)
    return G_SOURCE_CONTINUE;

  g_signal_connect_data (clock, "after-paint", G_CALLBACK (after_paint_cb), self, free_capture_cb, 0);

  return G_SOURCE_REMOVE;
}

/*
 * Writes a picture of the window into a PNG file when its scene has been ready for a few frames, and closes it. Frames
 * drive this; it knows no time. The scene is asked in each frame, and kept until then.
 */
void
browser_capture (GtkWindow           *window,
                 const char          *path,
                 BrowserCaptureReady  is_ready,
                 GObject             *scene,
                 gboolean            *captured)
{
  Capture *self = g_new0 (Capture, 1);

  self->window = window;
  self->path = g_strdup (path);
  self->is_ready = is_ready;
  self->scene = g_object_ref (scene);
  self->captured = captured;

  g_object_set (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-enable-animations", FALSE, NULL);
  /* The frame that windows have on a display without a compositor. */
  gtk_widget_remove_css_class (GTK_WIDGET (window), "solid-csd");
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick_cb, self, NULL);
}
