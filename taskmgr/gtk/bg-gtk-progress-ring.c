/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-progress-ring-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A ring that fills clockwise, as large as a symbolic icon and in the colours of one. It moves
 * only when it is told something new: there is no animation, and so no timer. */

#define ICON_SIZE 16
#define TRACK_ALPHA 0.3

/* In units of a sixteenth of the size. */
#define RING_RADIUS 6.5
#define RING_WIDTH 2.0
#define DOT_RADIUS 3.0
#define MARK_WIDTH 1.75

struct _BgGtkProgressRing
{
  GtkWidget parent_instance;

  BgGtkProgressRingState state;
  double                 fraction;
};

G_DEFINE_FINAL_TYPE (BgGtkProgressRing, bg_gtk_progress_ring, GTK_TYPE_WIDGET)

static void
draw_arc (cairo_t       *cr,
          const GdkRGBA *color,
          double         alpha,
          double         fraction)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
  cairo_set_line_width (cr, RING_WIDTH);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, RING_RADIUS, -G_PI_2, -G_PI_2 + 2 * G_PI * fraction);
  cairo_stroke (cr);
}

static void
draw_check_mark (cairo_t       *cr,
                 const GdkRGBA *color)
{
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, MARK_WIDTH);
  cairo_move_to (cr, -3.0, 0.25);
  cairo_line_to (cr, -0.9, 2.35);
  cairo_line_to (cr, 3.1, -2.0);
  cairo_stroke (cr);
}

static void
draw_pause_mark (cairo_t       *cr,
                 const GdkRGBA *color)
{
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, RING_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_move_to (cr, -2.0, -3.0);
  cairo_line_to (cr, -2.0, 3.0);
  cairo_move_to (cr, 2.0, -3.0);
  cairo_line_to (cr, 2.0, 3.0);
  cairo_stroke (cr);
}

static void
draw_dot (cairo_t         *cr,
          GtkStyleContext *style,
          const GdkRGBA   *fallback)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (style, "error_color", &color))
    color = *fallback;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, DOT_RADIUS, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
bg_gtk_progress_ring_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  BgGtkProgressRing *self = BG_GTK_PROGRESS_RING (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  double scale = MIN (width, height) / (double) ICON_SIZE;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  GdkRGBA color;

  gtk_style_context_get_color (style, &color);
  cairo_translate (cr, width / 2.0, height / 2.0);
  cairo_scale (cr, scale, scale);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  draw_arc (cr, &color, TRACK_ALPHA, 1.0);
  if (self->fraction > 0.0)
    draw_arc (cr, &color, 1.0, self->fraction);

  if (self->state == BG_GTK_PROGRESS_RING_IDLE)
    draw_check_mark (cr, &color);
  else if (self->state == BG_GTK_PROGRESS_RING_PAUSED)
    draw_pause_mark (cr, &color);
  else if (self->state == BG_GTK_PROGRESS_RING_FAILED)
    draw_dot (cr, style, &color);

  cairo_destroy (cr);
}

static void
bg_gtk_progress_ring_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  *minimum = *natural = ICON_SIZE;
}

static void
bg_gtk_progress_ring_class_init (BgGtkProgressRingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = bg_gtk_progress_ring_snapshot;
  widget_class->measure = bg_gtk_progress_ring_measure;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_widget_class_set_css_name (widget_class, "image");
}

/* Assistive technologies get the live value in per cent. */
static void
update_accessible_value (BgGtkProgressRing *self)
{
  double percent = round (100.0 * self->fraction);
  /* Translators: how much is done, in per cent. */
  g_autofree char *text = g_strdup_printf (_("%.0f %%"), percent);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, percent,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
}

static void
bg_gtk_progress_ring_init (BgGtkProgressRing *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Progress of all tasks"),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0,
                                  -1);
  update_accessible_value (self);
}

BgGtkProgressRingState
bg_gtk_progress_ring_get_state (BgGtkProgressRing *self)
{
  return self->state;
}

double
bg_gtk_progress_ring_get_fraction (BgGtkProgressRing *self)
{
  return self->fraction;
}

/* Shows something new; a change that nobody could see draws nothing. */
void
bg_gtk_progress_ring_update (BgGtkProgressRing      *self,
                             BgGtkProgressRingState  state,
                             double                  fraction)
{
  gboolean new_percent = round (100.0 * fraction) != round (100.0 * self->fraction);

  if (state == self->state && !new_percent)
    return;

  self->state = state;
  self->fraction = fraction;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (new_percent)
    update_accessible_value (self);
}
