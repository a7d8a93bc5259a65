/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-zoom-view.h"

#include <math.h>

#define MAX_ZOOM 12.0
#define SCROLL_FACTOR 1.15
#define CLICK_ZOOM 3.0

/*
 * A picture that fits the view at zoom 1, and can be magnified and moved about: by scrolling,
 * pinching, dragging and double clicks.
 */
struct _BrowserZoomView
{
  GtkWidget parent_instance;

  GdkTexture *texture;
  double zoom;

  /* How far the middle of the picture is from the middle of the view. */
  double offset_x;
  double offset_y;

  double pointer_x;
  double pointer_y;
  double start_zoom;
  double start_x;
  double start_y;
};

typedef enum
{
  PROP_ZOOM = 1,
} BrowserZoomViewProperty;

static GParamSpec *properties[PROP_ZOOM + 1];

G_DEFINE_FINAL_TYPE (BrowserZoomView, browser_zoom_view, GTK_TYPE_WIDGET)

static graphene_rect_t
picture_bounds (BrowserZoomView *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double texture_width = gdk_texture_get_width (self->texture);
  double texture_height = gdk_texture_get_height (self->texture);
  double scale = self->zoom * MIN (width / texture_width, height / texture_height);

  texture_width *= scale;
  texture_height *= scale;

  return GRAPHENE_RECT_INIT ((float) ((width - texture_width) / 2 + self->offset_x),
                             (float) ((height - texture_height) / 2 + self->offset_y),
                             (float) texture_width, (float) texture_height);
}

/* The picture may not be moved further than to its own edges. */
static void
clamp_offset (BrowserZoomView *self)
{
  graphene_rect_t bounds;
  double slack_x, slack_y;

  if (self->texture == NULL)
    return;

  bounds = picture_bounds (self);
  slack_x = ((double) bounds.size.width - gtk_widget_get_width (GTK_WIDGET (self))) / 2;
  slack_y = ((double) bounds.size.height - gtk_widget_get_height (GTK_WIDGET (self))) / 2;
  slack_x = MAX (0, slack_x);
  slack_y = MAX (0, slack_y);
  self->offset_x = CLAMP (self->offset_x, -slack_x, slack_x);
  self->offset_y = CLAMP (self->offset_y, -slack_y, slack_y);
}

static void
move_to (BrowserZoomView *self,
         double           offset_x,
         double           offset_y)
{
  self->offset_x = offset_x;
  self->offset_y = offset_y;
  clamp_offset (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What is under the point stays under it. */
static void
zoom_around (BrowserZoomView *self,
             double           zoom,
             double           x,
             double           y)
{
  double from_middle_x = x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  double from_middle_y = y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  double factor;

  zoom = CLAMP (zoom, 1.0, MAX_ZOOM);
  factor = zoom / self->zoom;
  self->zoom = zoom;
  move_to (self,
           from_middle_x - (from_middle_x - self->offset_x) * factor,
           from_middle_y - (from_middle_y - self->offset_y) * factor);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

static void
motion_cb (BrowserZoomView *self,
           double           x,
           double           y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
scroll_cb (BrowserZoomView *self,
           double           dx,
           double           dy)
{
  zoom_around (self, self->zoom * pow (SCROLL_FACTOR, -dy), self->pointer_x, self->pointer_y);

  return TRUE;
}

static void
drag_begin_cb (BrowserZoomView *self)
{
  self->start_x = self->offset_x;
  self->start_y = self->offset_y;
}

static void
drag_update_cb (BrowserZoomView *self,
                double           x,
                double           y)
{
  move_to (self, self->start_x + x, self->start_y + y);
}

static void
pressed_cb (BrowserZoomView *self,
            int              n_press,
            double           x,
            double           y)
{
  if (n_press == 2)
    zoom_around (self, self->zoom > 1.0 ? 1.0 : CLICK_ZOOM, x, y);
}

static void
pinch_begin_cb (BrowserZoomView *self)
{
  self->start_zoom = self->zoom;
}

static void
pinch_cb (BrowserZoomView *self,
          double           scale,
          GtkGesture      *gesture)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    zoom_around (self, self->start_zoom * scale, x, y);
}

static void
browser_zoom_view_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  BrowserZoomView *self = BROWSER_ZOOM_VIEW (widget);
  graphene_rect_t bounds;

  if (self->texture == NULL)
    return;

  bounds = picture_bounds (self);
  gtk_snapshot_append_texture (snapshot, self->texture, &bounds);
}

static void
browser_zoom_view_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  clamp_offset (BROWSER_ZOOM_VIEW (widget));
}

static void
browser_zoom_view_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((BrowserZoomViewProperty) property_id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, browser_zoom_view_get_zoom (BROWSER_ZOOM_VIEW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
browser_zoom_view_dispose (GObject *object)
{
  g_clear_object (&BROWSER_ZOOM_VIEW (object)->texture);

  G_OBJECT_CLASS (browser_zoom_view_parent_class)->dispose (object);
}

static void
browser_zoom_view_class_init (BrowserZoomViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = browser_zoom_view_get_property;
  object_class->dispose = browser_zoom_view_dispose;
  widget_class->snapshot = browser_zoom_view_snapshot;
  widget_class->size_allocate = browser_zoom_view_size_allocate;

  properties[PROP_ZOOM] =
    g_param_spec_double ("zoom", NULL, NULL, 1.0, MAX_ZOOM, 1.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "zoomview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_pointer_controllers (BrowserZoomView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
}

static void
add_gestures (BrowserZoomView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}

static void
browser_zoom_view_init (BrowserZoomView *self)
{
  self->zoom = 1.0;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_pointer_controllers (self);
  add_gestures (self);
}

/* Shows a picture, or none. Zoom and position stay: the same photo may come in a better quality. */
void
browser_zoom_view_set_texture (BrowserZoomView *self,
                               GdkTexture      *texture)
{
  if (!g_set_object (&self->texture, texture))
    return;

  clamp_offset (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
browser_zoom_view_get_zoom (BrowserZoomView *self)
{
  return self->zoom;
}

/* Magnifies around the middle of the view; 1 is to fit. */
void
browser_zoom_view_set_zoom (BrowserZoomView *self,
                            double           zoom)
{
  zoom_around (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
               gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}
