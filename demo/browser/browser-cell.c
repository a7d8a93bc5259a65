/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-cell.h"

#include <glib/gi18n.h>
#include <math.h>

#include "browser-thumb.h"

/* Landscape, as most photos are. */
#define ASPECT_RATIO (4.0 / 3.0)

#define MIN_WIDTH 48
#define CORNER_RADIUS 8
#define PLACEHOLDER_ALPHA 0.08f

/*
 * A photo in the grid. It draws the thumbnail itself and has children only if loading failed: some
 * hundred cells are bound to other photos whenever the grid is scrolled far, within one frame.
 */
struct _BrowserCell
{
  GtkWidget parent_instance;

  GObject *item;
  gulong state_handler;
  GdkTexture *texture;
  GtkWidget *failure;
};

G_DEFINE_FINAL_TYPE (BrowserCell, browser_cell, GTK_TYPE_WIDGET)

static void
retry_cb (BrowserCell *self)
{
  browser_thumb_retry (self->item);
}

static void
show_failure (BrowserCell *self)
{
  if (self->failure != NULL)
    return;

  self->failure = gtk_button_new_from_icon_name ("view-refresh-symbolic");
  gtk_widget_set_halign (self->failure, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->failure, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->failure, "circular");
  gtk_widget_set_tooltip_text (self->failure, _("Try Again"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->failure),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Try Again"), -1);
  g_signal_connect_swapped (self->failure, "clicked", G_CALLBACK (retry_cb), self);
  gtk_widget_set_parent (self->failure, GTK_WIDGET (self));
}

static void
update (BrowserCell *self)
{
  BgDataItemState state = BG_DATA_ITEM_STATE_EMPTY;
  GdkTexture *texture = NULL;

  if (self->item != NULL)
    {
      state = browser_thumb_get_state (self->item);
      texture = browser_thumb_get_texture (self->item);
    }

  if (state == BG_DATA_ITEM_STATE_FAILED)
    show_failure (self);
  else
    g_clear_pointer (&self->failure, gtk_widget_unparent);

  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  if (widget != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
query_tooltip_cb (BrowserCell *self,
                  int          x,
                  int          y,
                  gboolean     keyboard_mode,
                  GtkTooltip  *tooltip)
{
  const GError *error;

  if (self->item == NULL)
    return FALSE;

  error = browser_thumb_get_error (self->item);
  if (error != NULL)
    gtk_tooltip_set_text (tooltip, error->message);
  else
    gtk_tooltip_set_text (tooltip,
                          browser_photo_get_name (browser_thumb_get_photo (self->item)));

  return TRUE;
}

/* The thumbnail covers the cell: what sticks out on the longer side is cut off evenly. */
static void
append_texture (GtkSnapshot *snapshot,
                GdkTexture  *texture,
                float        width,
                float        height)
{
  float texture_width = (float) gdk_texture_get_width (texture);
  float texture_height = (float) gdk_texture_get_height (texture);
  float scale = MAX (width / texture_width, height / texture_height);
  float shown_width = texture_width * scale;
  float shown_height = texture_height * scale;

  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT ((width - shown_width) / 2,
                                                    (height - shown_height) / 2,
                                                    shown_width, shown_height));
}

static void
append_placeholder (GtkWidget   *widget,
                    GtkSnapshot *snapshot,
                    float        width,
                    float        height)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= PLACEHOLDER_ALPHA;
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

static void
browser_cell_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  BrowserCell *self = BROWSER_CELL (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height),
                                   CORNER_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  if (self->texture != NULL)
    append_texture (snapshot, self->texture, width, height);
  else
    append_placeholder (widget, snapshot, width, height);
  gtk_snapshot_pop (snapshot);

  if (self->failure != NULL)
    gtk_widget_snapshot_child (widget, self->failure, snapshot);
}

static void
browser_cell_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  int width = for_size > 0 ? for_size : MIN_WIDTH;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MIN_WIDTH;
  else
    *minimum = *natural = (int) round (width / ASPECT_RATIO);
}

static void
browser_cell_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  BrowserCell *self = BROWSER_CELL (widget);

  if (self->failure != NULL)
    gtk_widget_allocate (self->failure, width, height, -1, NULL);
}

static GtkSizeRequestMode
browser_cell_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
browser_cell_dispose (GObject *object)
{
  BrowserCell *self = BROWSER_CELL (object);

  browser_cell_set_item (self, NULL);
  g_clear_pointer (&self->failure, gtk_widget_unparent);

  G_OBJECT_CLASS (browser_cell_parent_class)->dispose (object);
}

static void
browser_cell_class_init (BrowserCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = browser_cell_dispose;
  widget_class->measure = browser_cell_measure;
  widget_class->size_allocate = browser_cell_size_allocate;
  widget_class->get_request_mode = browser_cell_get_request_mode;
  widget_class->snapshot = browser_cell_snapshot;

  gtk_widget_class_set_css_name (widget_class, "photocell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
browser_cell_init (BrowserCell *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

GtkWidget *
browser_cell_new (void)
{
  return g_object_new (BROWSER_TYPE_CELL, NULL);
}

gpointer
browser_cell_get_item (BrowserCell *self)
{
  return self->item;
}

/* Shows another photo, or none. */
void
browser_cell_set_item (BrowserCell *self,
                       gpointer     item)
{
  if (self->item == item)
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->state_handler, self->item);
  g_set_object (&self->item, item);

  if (item != NULL)
    {
      const char *name = browser_photo_get_name (browser_thumb_get_photo (item));

      self->state_handler =
        g_signal_connect_swapped (item, "notify::state", G_CALLBACK (update), self);
      set_accessible_label (GTK_WIDGET (self), name);

      /* It is the list item around the cell that gets the focus. */
      set_accessible_label (gtk_widget_get_parent (GTK_WIDGET (self)), name);
    }

  update (self);
}
