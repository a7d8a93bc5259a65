/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-histogram-view.h"

#include <glib/gi18n.h>

#define HEIGHT 88
#define CORNER_RADIUS 8

/* Draws a histogram: the three channels over each other, with a line on top of each. */
struct _BrowserHistogramView
{
  GtkWidget parent_instance;

  BrowserHistogram histogram;
};

/* Colours that can be told apart on light and on dark ground. */
static const GdkRGBA channel_colors[3] =
{
  { 0.88f, 0.11f, 0.14f, 1.0f },
  { 0.20f, 0.75f, 0.35f, 1.0f },
  { 0.21f, 0.52f, 0.89f, 1.0f },
};

G_DEFINE_FINAL_TYPE (BrowserHistogramView, browser_histogram_view, GTK_TYPE_WIDGET)

static void
trace_channel (cairo_t     *cr,
               const float *bins,
               double       width,
               double       height)
{
  double step = width / (BROWSER_HISTOGRAM_BINS - 1);

  for (int i = 0; i < BROWSER_HISTOGRAM_BINS; i++)
    cairo_line_to (cr, i * step, height - (double) bins[i] * (height - 6));
}

static void
draw_channel (cairo_t       *cr,
              const float   *bins,
              const GdkRGBA *color,
              double         width,
              double         height)
{
  GdkRGBA fill = *color;

  fill.alpha = 0.28f;
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_move_to (cr, 0, height);
  trace_channel (cr, bins, width, height);
  cairo_line_to (cr, width, height);
  cairo_close_path (cr);
  cairo_fill (cr);

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.25);
  trace_channel (cr, bins, width, height);
  cairo_stroke (cr);
}

static void
browser_histogram_view_snapshot (GtkWidget   *widget,
                                 GtkSnapshot *snapshot)
{
  BrowserHistogramView *self = BROWSER_HISTOGRAM_VIEW (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));
  GskRoundedRect outline;
  cairo_t *cr;

  gsk_rounded_rect_init_from_rect (&outline, &bounds, CORNER_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (int channel = 0; channel < 3; channel++)
    draw_channel (cr, self->histogram.channels[channel], &channel_colors[channel],
                  (double) bounds.size.width, (double) bounds.size.height);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
browser_histogram_view_measure (GtkWidget      *widget,
                                GtkOrientation  orientation,
                                int             for_size,
                                int            *minimum,
                                int            *natural,
                                int            *minimum_baseline,
                                int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

static void
browser_histogram_view_class_init (BrowserHistogramViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = browser_histogram_view_snapshot;
  widget_class->measure = browser_histogram_view_measure;
  gtk_widget_class_set_css_name (widget_class, "histogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
browser_histogram_view_init (BrowserHistogramView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Histogram"), -1);
}

/* Shows another histogram, of which it keeps a copy. */
void
browser_histogram_view_set_histogram (BrowserHistogramView   *self,
                                      const BrowserHistogram *histogram)
{
  self->histogram = *histogram;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
