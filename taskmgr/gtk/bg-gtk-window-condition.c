/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-window-condition.h"

#include <glib/gi18n-lib.h>

/**
 * BgGtkWindowCondition:
 *
 * Says whether a window can be seen.
 *
 * It is for work that is only worth while somebody looks: tasks that were given it with [method@Bg.Task.add_condition]
 * wait while the window is hidden or minimized. Where GTK knows more, from version 4.12 on, they also wait while the
 * desktop shows nothing of the window, as when it is on another workspace.
 *
 * ```c
 * static void
 * decode_when_seen (BgTaskManager *manager, BgTask *decode, GtkWindow *window)
 * {
 *   g_autoptr (BgCondition) seen = bg_gtk_window_condition_new (window);
 *
 *   bg_task_add_condition (decode, seen);
 *   bg_task_manager_add (manager, decode, NULL);
 * }
 * ```
 *
 * It does not hold the window. When that is gone it is never fulfilled again: the tasks that still wait have to be
 * stopped.
 *
 * It is made and let go in the thread of GTK, as every widget.
 */
struct _BgGtkWindowCondition
{
  BgCondition parent_instance;

  GtkWindow  *window;           /* not owned; NULL when it is gone */
  GdkSurface *surface;          /* owned, while the window has one */
  gboolean    tells_suspended;  /* GTK knows */
};

typedef enum
{
  PROP_WINDOW = 1,
} BgGtkWindowConditionProperty;

static GParamSpec *props[PROP_WINDOW + 1];

G_DEFINE_FINAL_TYPE (BgGtkWindowCondition, bg_gtk_window_condition, BG_TYPE_CONDITION)

static gboolean
is_suspended (BgGtkWindowCondition *self)
{
  gboolean suspended = FALSE;

  if (self->tells_suspended)
    g_object_get (self->window, "suspended", &suspended, NULL);
  return suspended;
}

static gboolean
is_seen (BgGtkWindowCondition *self)
{
  return self->window != NULL
         && self->surface != NULL
         && gtk_widget_get_mapped (GTK_WIDGET (self->window))
         && (gdk_toplevel_get_state (GDK_TOPLEVEL (self->surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) == 0
         && !is_suspended (self);
}

static void
look (BgGtkWindowCondition *self)
{
  bg_condition_set_fulfilled (BG_CONDITION (self), is_seen (self));
}

static void
leave_surface (BgGtkWindowCondition *self)
{
  if (self->surface != NULL)
    g_signal_handlers_disconnect_by_data (self->surface, self);
  g_clear_object (&self->surface);
}

static void
follow_surface (BgGtkWindowCondition *self)
{
  leave_surface (self);
  if (!g_set_object (&self->surface, gtk_native_get_surface (GTK_NATIVE (self->window))))
    return;
  g_signal_connect_object (self->surface, "notify::state", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}

static void
unrealize_cb (BgGtkWindowCondition *self)
{
  leave_surface (self);
  look (self);
}

static void
window_gone_cb (gpointer  data,
                GObject  *where_it_was)
{
  BgGtkWindowCondition *self = data;

  self->window = NULL;
  unrealize_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WINDOW]);
}

static char *
bg_gtk_window_condition_describe (BgCondition *condition)
{
  return g_strdup (_("the window can be seen"));
}

static void
bg_gtk_window_condition_constructed (GObject *object)
{
  BgGtkWindowCondition *self = BG_GTK_WINDOW_CONDITION (object);

  G_OBJECT_CLASS (bg_gtk_window_condition_parent_class)->constructed (object);
  if (self->window == NULL)
    return;
  g_object_weak_ref (G_OBJECT (self->window), window_gone_cb, self);
  g_signal_connect_object (self->window, "realize", G_CALLBACK (follow_surface), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->window, "unrealize", G_CALLBACK (unrealize_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->window, "map", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->window, "unmap", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  self->tells_suspended = g_object_class_find_property (G_OBJECT_GET_CLASS (self->window), "suspended") != NULL;
  if (self->tells_suspended)
    g_signal_connect_object (self->window, "notify::suspended", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  follow_surface (self);
}

static void
bg_gtk_window_condition_dispose (GObject *object)
{
  BgGtkWindowCondition *self = BG_GTK_WINDOW_CONDITION (object);

  leave_surface (self);
  if (self->window != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->window, self);
      g_object_weak_unref (G_OBJECT (self->window), window_gone_cb, self);
    }
  self->window = NULL;
  G_OBJECT_CLASS (bg_gtk_window_condition_parent_class)->dispose (object);
}

static void
bg_gtk_window_condition_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  BgGtkWindowCondition *self = BG_GTK_WINDOW_CONDITION (object);

  switch ((BgGtkWindowConditionProperty) prop_id)
    {
    case PROP_WINDOW:
      g_value_set_object (value, bg_gtk_window_condition_get_window (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_gtk_window_condition_set_property (GObject      *object,
                                      guint         prop_id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  BgGtkWindowCondition *self = BG_GTK_WINDOW_CONDITION (object);

  switch ((BgGtkWindowConditionProperty) prop_id)
    {
    case PROP_WINDOW:
      self->window = g_value_get_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_gtk_window_condition_class_init (BgGtkWindowConditionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_gtk_window_condition_constructed;
  object_class->dispose = bg_gtk_window_condition_dispose;
  object_class->get_property = bg_gtk_window_condition_get_property;
  object_class->set_property = bg_gtk_window_condition_set_property;
  BG_CONDITION_CLASS (klass)->describe = bg_gtk_window_condition_describe;

  /**
   * BgGtkWindowCondition:window: (getter get_window)
   *
   * The window that is to be seen, or `NULL` when it is gone.
   */
  props[PROP_WINDOW] = g_param_spec_object ("window", NULL, NULL, GTK_TYPE_WINDOW,
                                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_gtk_window_condition_init (BgGtkWindowCondition *self)
{
}

/**
 * bg_gtk_window_condition_new:
 * @window: a window
 *
 * Makes a condition that is fulfilled while a window can be seen.
 *
 * Returns: (transfer full) (type BgGtkWindowCondition): a new condition
 */
BgCondition *
bg_gtk_window_condition_new (GtkWindow *window)
{
  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);

  return g_object_new (BG_GTK_TYPE_WINDOW_CONDITION, "window", window, NULL);
}

/**
 * bg_gtk_window_condition_get_window: (get-property window)
 * @self: a condition
 *
 * Gets the window that is to be seen.
 *
 * Returns: (transfer none) (nullable): the window, or `NULL` when it is gone
 */
GtkWindow *
bg_gtk_window_condition_get_window (BgGtkWindowCondition *self)
{
  g_return_val_if_fail (BG_GTK_IS_WINDOW_CONDITION (self), NULL);

  return self->window;
}
