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

/* Renders the window, with the popovers that are open, into a PNG file. */
gboolean
browser_capture (GtkWindow   *window,
                 const char  *path,
                 GError     **error)
{
  g_autoptr (GdkTexture) texture = render (window);

  if (texture == NULL || !gdk_texture_save_to_png (texture, path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("Cannot write %s"), path);
      return FALSE;
    }

  return TRUE;
}
