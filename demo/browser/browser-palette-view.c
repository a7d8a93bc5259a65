/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-palette-view.h"

#include <glib/gi18n.h>

#define HEIGHT 32
#define CORNER_RADIUS 8
#define OUTLINE_ALPHA 0.15f

/* Draws the dominant colours as one bar; the tooltip and the accessible description name them. */
struct _BrowserPaletteView
{
  GtkWidget parent_instance;

  BrowserPalette palette;
};

G_DEFINE_FINAL_TYPE (BrowserPaletteView, browser_palette_view, GTK_TYPE_WIDGET)

static char *
dup_color_name (const GdkRGBA *color)
{
  return g_strdup_printf ("#%02X%02X%02X",
                          (guint) (color->red * 255.0f + 0.5f),
                          (guint) (color->green * 255.0f + 0.5f),
                          (guint) (color->blue * 255.0f + 0.5f));
}

static gboolean
query_tooltip_cb (BrowserPaletteView *self,
                  int                 x,
                  int                 y,
                  gboolean            keyboard_mode,
                  GtkTooltip         *tooltip)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  g_autofree char *name = NULL;
  guint i;

  if (keyboard_mode || self->palette.n_colors == 0 || x < 0 || x >= width)
    return FALSE;

  i = (guint) x * self->palette.n_colors / (guint) width;
  name = dup_color_name (&self->palette.colors[i]);
  gtk_tooltip_set_text (tooltip, name);

  return TRUE;
}

/* So that a colour that is like the ground can be told from it. */
static void
append_outline (GtkWidget            *widget,
                GtkSnapshot          *snapshot,
                const GskRoundedRect *outline)
{
  const float widths[4] = { 1, 1, 1, 1 };
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= OUTLINE_ALPHA;
  gtk_snapshot_append_border (snapshot, outline, widths,
                              (const GdkRGBA[4]) { color, color, color, color });
}

static void
browser_palette_view_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  BrowserPaletteView *self = BROWSER_PALETTE_VIEW (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float step = width / (float) MAX (1, self->palette.n_colors);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height),
                                   CORNER_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  for (guint i = 0; i < self->palette.n_colors; i++)
    gtk_snapshot_append_color (snapshot, &self->palette.colors[i],
                               &GRAPHENE_RECT_INIT ((float) i * step, 0, step, height));
  gtk_snapshot_pop (snapshot);
  if (self->palette.n_colors > 0)
    append_outline (widget, snapshot, &outline);
}

static void
browser_palette_view_measure (GtkWidget      *widget,
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
browser_palette_view_class_init (BrowserPaletteViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = browser_palette_view_snapshot;
  widget_class->measure = browser_palette_view_measure;
  gtk_widget_class_set_css_name (widget_class, "palette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
browser_palette_view_init (BrowserPaletteView *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Dominant colors"), -1);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

/* Shows other colours, of which it keeps a copy. */
void
browser_palette_view_set_palette (BrowserPaletteView   *self,
                                  const BrowserPalette *palette)
{
  g_autoptr (GString) names = g_string_new (NULL);

  self->palette = *palette;
  for (guint i = 0; i < palette->n_colors; i++)
    {
      g_autofree char *name = dup_color_name (&palette->colors[i]);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, names->str, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
