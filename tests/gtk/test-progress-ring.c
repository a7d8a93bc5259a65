/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-progress-ring-private.h"

#include "bg-gtk-test-widgets.h"

#define EDGE 64

static BgGtkProgressRing *
new_ring (void)
{
  GtkWidget *ring = g_object_new (BG_GTK_TYPE_PROGRESS_RING, NULL);

  return BG_GTK_PROGRESS_RING (g_object_ref_sink (ring));
}

static void
test_update (void)
{
  BgGtkProgressRing *ring = new_ring ();

  g_assert_cmpint (bg_gtk_progress_ring_get_state (ring), ==, BG_GTK_PROGRESS_RING_IDLE);
  g_assert_cmpfloat (bg_gtk_progress_ring_get_fraction (ring), ==, 0.0);
  bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_BUSY, 0.5);
  g_assert_cmpint (bg_gtk_progress_ring_get_state (ring), ==, BG_GTK_PROGRESS_RING_BUSY);
  g_assert_cmpfloat (bg_gtk_progress_ring_get_fraction (ring), ==, 0.5);
  g_assert_finalize_object (ring);
}

static void
test_size (void)
{
  BgGtkProgressRing *ring = new_ring ();

  for (int orientation = 0; orientation < 2; orientation++)
    {
      int minimum, natural;

      gtk_widget_measure (GTK_WIDGET (ring), (GtkOrientation) orientation, -1,
                          &minimum, &natural, NULL, NULL);
      g_assert_cmpint (minimum, ==, 16);
      g_assert_cmpint (natural, ==, 16);
    }
  g_assert_finalize_object (ring);
}

static void
assert_value (BgGtkProgressRing *ring,
              double             value,
              const char        *text)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (ring);

  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, value);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text);
}

static void
test_accessible (void)
{
  BgGtkProgressRing *ring = new_ring ();

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (ring), GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ring), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Progress of all tasks");
  assert_value (ring, 0.0, "0 %");
  bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_BUSY, 0.421);
  assert_value (ring, 42.0, "42 %");
  g_assert_finalize_object (ring);
}

static void
test_small_steps (void)
{
  BgGtkProgressRing *ring = new_ring ();

  g_test_summary ("Steps too small to be seen add up");

  for (int i = 0; i <= 1000; i++)
    bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_BUSY, i / 1000.0);
  assert_value (ring, 100.0, "100 %");
  g_assert_finalize_object (ring);
}

/* Draws the ring as it is on the screen. */
static void
draw (BgGtkProgressRing *ring,
      guchar             pixels[EDGE * EDGE * 4])
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (ring));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderer *renderer;

  bg_gtk_test_await_frame (GTK_WIDGET (ring));
  gdk_paintable_snapshot (paintable, snapshot, EDGE, EDGE);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  renderer = gtk_native_get_renderer (gtk_widget_get_native (GTK_WIDGET (ring)));
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, EDGE, EDGE));
  gdk_texture_download (texture, pixels, EDGE * 4);
}

static gboolean
is_drawn (const guchar *pixels,
          int           x,
          int           y,
          guchar        alpha)
{
  return pixels[(y * EDGE + x) * 4 + 3] >= alpha;
}

static void
test_drawing (void)
{
  BgGtkProgressRing *ring = g_object_new (BG_GTK_TYPE_PROGRESS_RING, NULL);
  g_autofree guchar *pixels = g_malloc (EDGE * EDGE * 4);
  GtkWidget *window;
  const int middle = EDGE / 2;
  const int edge = EDGE / 2 - 26;      /* of the ring, where the time is half past nine */

  gtk_widget_set_size_request (GTK_WIDGET (ring), EDGE, EDGE);
  gtk_widget_set_halign (GTK_WIDGET (ring), GTK_ALIGN_START);
  window = bg_gtk_test_show (GTK_WIDGET (ring));

  bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_BUSY, 0.5);
  draw (ring, pixels);
  g_assert_false (is_drawn (pixels, middle, middle, 1));
  g_assert_true (is_drawn (pixels, EDGE - edge, middle, 200));
  g_assert_true (is_drawn (pixels, edge, middle, 40));
  g_assert_false (is_drawn (pixels, edge, middle, 200));

  bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_BUSY, 1.0);
  draw (ring, pixels);
  g_assert_true (is_drawn (pixels, edge, middle, 200));

  bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_FAILED, 0.0);
  draw (ring, pixels);
  g_assert_true (is_drawn (pixels, middle, middle, 200));
  g_assert_cmpuint (pixels[(middle * EDGE + middle) * 4 + 2], >, 128);

  bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_PAUSED, 0.0);
  draw (ring, pixels);
  g_assert_false (is_drawn (pixels, middle, middle, 128));
  g_assert_true (is_drawn (pixels, middle - 8, middle, 200));
  g_assert_true (is_drawn (pixels, middle + 8, middle, 200));

  bg_gtk_progress_ring_update (ring, BG_GTK_PROGRESS_RING_IDLE, 0.0);
  draw (ring, pixels);
  g_assert_true (is_drawn (pixels, middle - 3, middle + 9, 200));
  bg_gtk_test_close (window);
}

int
main (int   argc,
      char *argv[])
{
  bg_gtk_test_init_widgets (&argc, &argv);

  g_test_add_func ("/progress-ring/update", test_update);
  g_test_add_func ("/progress-ring/size", test_size);
  g_test_add_func ("/progress-ring/accessible", test_accessible);
  g_test_add_func ("/progress-ring/small-steps", test_small_steps);
  g_test_add_func ("/progress-ring/drawing", test_drawing);

  return bg_gtk_test_run_widgets ();
}
