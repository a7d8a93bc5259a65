/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-input-watch-private.h"

#include <math.h>

struct _BgGtkInputWatch
{
  GtkWidget          *widget;           /* not owned; NULL when it is gone */
  gulong              root_handler;
  GtkEventController *controller;       /* owned, on the root */
  BgGtkInputFunc      func;
  gpointer            user_data;
  double              tolerance;        /* pixels per second */

  /* where the pointer was last */
  gpointer            surface;
  double              x;
  double              y;
  guint32             time;             /* ms */
};

/* Whether the user has done something. The pointer is looked at more closely. */
gboolean
bg_gtk_input_watch_is_input (GdkEventType type)
{
  switch ((int) type)
    {
    case GDK_KEY_PRESS:
    case GDK_KEY_RELEASE:
    case GDK_BUTTON_PRESS:
    case GDK_BUTTON_RELEASE:
    case GDK_SCROLL:
    case GDK_TOUCH_BEGIN:
    case GDK_TOUCH_UPDATE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
    case GDK_TOUCHPAD_SWIPE:
    case GDK_TOUCHPAD_PINCH:
    case GDK_TOUCHPAD_HOLD:
    case GDK_PAD_BUTTON_PRESS:
    case GDK_PAD_BUTTON_RELEASE:
    case GDK_PAD_RING:
    case GDK_PAD_STRIP:
    case GDK_PAD_GROUP_MODE:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A hand that rests on the mouse, and a table that shakes, are no input; nor is a motion that GTK makes up because
 * the widget under the pointer has changed. */
void
bg_gtk_input_watch_note_motion (BgGtkInputWatch *self,
                                gpointer         surface,
                                double           x,
                                double           y,
                                guint32          time)
{
  const double distance = hypot (x - self->x, y - self->y);
  const double seconds = (time - self->time) / 1000.0;
  const gboolean compares = self->surface == surface && self->time != 0 && time >= self->time;

  self->surface = surface;
  self->x = x;
  self->y = y;
  self->time = time;
  if (!compares || (distance > 0 && distance > self->tolerance * seconds))
    self->func (self->user_data);
}

static gboolean
event_cb (GtkEventController *controller,
          GdkEvent           *event,
          BgGtkInputWatch    *self)
{
  const GdkEventType type = gdk_event_get_event_type (event);
  double x, y;

  if (bg_gtk_input_watch_is_input (type))
    self->func (self->user_data);
  else if (type == GDK_MOTION_NOTIFY && gdk_event_get_position (event, &x, &y))
    bg_gtk_input_watch_note_motion (self, gdk_event_get_surface (event), x, y, gdk_event_get_time (event));
  return GDK_EVENT_PROPAGATE;
}

static void
leave_root (BgGtkInputWatch *self)
{
  GtkWidget *root;

  if (self->controller == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->controller, self);
  root = gtk_event_controller_get_widget (self->controller);
  if (root != NULL)
    gtk_widget_remove_controller (root, self->controller);
  g_clear_object (&self->controller);
}

static void
follow_root (BgGtkInputWatch *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);

  leave_root (self);
  if (root == NULL)
    return;
  self->controller = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (self->controller, GTK_PHASE_CAPTURE);
  g_signal_connect (self->controller, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (root), g_object_ref (self->controller));
}

static void
widget_gone_cb (gpointer  data,
                GObject  *where_it_was)
{
  BgGtkInputWatch *self = data;

  self->widget = NULL;
  self->root_handler = 0;
  leave_root (self);
}

/* The function is called for each input. */
BgGtkInputWatch *
bg_gtk_input_watch_new (GtkWidget      *widget,
                        BgGtkInputFunc  func,
                        gpointer        user_data)
{
  BgGtkInputWatch *self = g_new0 (BgGtkInputWatch, 1);

  self->widget = widget;
  self->func = func;
  self->user_data = user_data;
  g_object_weak_ref (G_OBJECT (widget), widget_gone_cb, self);
  self->root_handler = g_signal_connect_swapped (widget, "notify::root", G_CALLBACK (follow_root), self);
  follow_root (self);
  return self;
}

void
bg_gtk_input_watch_free (BgGtkInputWatch *self)
{
  leave_root (self);
  if (self->widget != NULL)
    {
      g_signal_handler_disconnect (self->widget, self->root_handler);
      g_object_weak_unref (G_OBJECT (self->widget), widget_gone_cb, self);
    }
  g_free (self);
}

void
bg_gtk_input_watch_set_tolerance (BgGtkInputWatch *self,
                                  double           tolerance)
{
  self->tolerance = tolerance;
}
