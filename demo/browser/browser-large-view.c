/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-large-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "browser-photo.h"
#include "browser-resources-path.h"
#include "browser-thumb.h"
#include "browser-zoom-view.h"

#define ZOOM_STEP 1.5

/*
 * One photo, large. Until it is decoded its thumbnail stands in. Left and Right go through the
 * folder.
 */
struct _BrowserLargeView
{
  GtkWidget parent_instance;

  AdwWindowTitle *title;
  BrowserZoomView *view;
  GtkStack *stack;
  AdwStatusPage *failure;
  GtkSpinner *spinner;

  BrowserSession *session;
  BgDataItem *item;
  gulong state_handler;
  guint position;
};

typedef enum
{
  PROP_POSITION = 1,
} BrowserLargeViewProperty;

static GParamSpec *properties[PROP_POSITION + 1];

G_DEFINE_FINAL_TYPE (BrowserLargeView, browser_large_view, GTK_TYPE_WIDGET)

static guint
get_n_photos (BrowserLargeView *self)
{
  if (self->session == NULL)
    return 0;

  return g_list_model_get_n_items (G_LIST_MODEL (browser_session_get_folder (self->session)));
}

static void
show_preview (BrowserLargeView *self)
{
  GListModel *thumbs = browser_session_get_thumbs (self->session);
  g_autoptr (GObject) thumb = g_list_model_get_item (thumbs, self->position);

  browser_zoom_view_set_texture (self->view,
                                 thumb != NULL ? browser_thumb_get_texture (thumb) : NULL);
}

/* A spinner that nobody sees would keep the window drawing all the same. */
static void
set_busy (BrowserLargeView *self,
          gboolean          busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
}

static void
state_cb (BrowserLargeView *self)
{
  BgDataItemState state = bg_data_item_get_state (self->item);
  const GError *error = bg_data_item_get_error (self->item);

  if (state == BG_DATA_ITEM_STATE_LOADED)
    browser_zoom_view_set_texture (self->view, bg_data_item_get_object (self->item));
  if (state == BG_DATA_ITEM_STATE_FAILED)
    adw_status_page_set_description (self->failure, error != NULL ? error->message : NULL);

  set_busy (self, state == BG_DATA_ITEM_STATE_LOADING);
  gtk_stack_set_visible_child_name (self->stack,
                                    state == BG_DATA_ITEM_STATE_FAILED ? "failed" : "photo");
}

static void
update_title (BrowserLargeView *self,
              BrowserPhoto     *photo)
{
  g_autofree char *subtitle = NULL;

  /* Translators: the position of a photo in its folder, as in “3 of 25”. */
  subtitle = g_strdup_printf (_("%u of %u"), self->position + 1, get_n_photos (self));
  adw_window_title_set_title (self->title, browser_photo_get_name (photo));
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  browser_photo_get_name (photo), -1);
}

static void
update_actions (BrowserLargeView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean magnified = browser_zoom_view_get_zoom (self->view) > 1.0;

  gtk_widget_action_set_enabled (widget, "large.previous", self->position > 0);
  gtk_widget_action_set_enabled (widget, "large.next", self->position + 1 < get_n_photos (self));
  gtk_widget_action_set_enabled (widget, "large.zoom-out", magnified);
  gtk_widget_action_set_enabled (widget, "large.zoom-fit", magnified);
}

static void
clear_item (BrowserLargeView *self)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->state_handler, self->item);
  g_clear_object (&self->item);
}

static void
previous_cb (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BrowserLargeView *self = BROWSER_LARGE_VIEW (widget);

  browser_large_view_set_position (self, self->position - 1);
}

static void
next_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  BrowserLargeView *self = BROWSER_LARGE_VIEW (widget);

  browser_large_view_set_position (self, self->position + 1);
}

static void
zoom_in_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  BrowserZoomView *view = BROWSER_LARGE_VIEW (widget)->view;

  browser_zoom_view_set_zoom (view, browser_zoom_view_get_zoom (view) * ZOOM_STEP);
}

static void
zoom_out_cb (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  BrowserZoomView *view = BROWSER_LARGE_VIEW (widget)->view;

  browser_zoom_view_set_zoom (view, browser_zoom_view_get_zoom (view) / ZOOM_STEP);
}

static void
zoom_fit_cb (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  browser_zoom_view_set_zoom (BROWSER_LARGE_VIEW (widget)->view, 1.0);
}

static void
retry_cb (BrowserLargeView *self)
{
  if (self->item != NULL)
    bg_data_item_retry (self->item);
}

static void
browser_large_view_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch ((BrowserLargeViewProperty) property_id)
    {
    case PROP_POSITION:
      g_value_set_uint (value, browser_large_view_get_position (BROWSER_LARGE_VIEW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
browser_large_view_dispose (GObject *object)
{
  BrowserLargeView *self = BROWSER_LARGE_VIEW (object);
  GtkWidget *child;

  clear_item (self);
  g_clear_object (&self->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (browser_large_view_parent_class)->dispose (object);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, 0, "large.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, 0, "large.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "large.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, 0, "large.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, 0, "large.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "large.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, 0, "large.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, 0, "large.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Add, 0, "large.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, 0, "large.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Subtract, 0, "large.zoom-out",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, 0, "large.zoom-fit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
}

static void
browser_large_view_class_init (BrowserLargeViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = browser_large_view_get_property;
  object_class->dispose = browser_large_view_dispose;

  properties[PROP_POSITION] =
    g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, GTK_INVALID_LIST_POSITION,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (BROWSER_TYPE_ZOOM_VIEW);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, BROWSER_RESOURCES "large-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BrowserLargeView, title);
  gtk_widget_class_bind_template_child (widget_class, BrowserLargeView, view);
  gtk_widget_class_bind_template_child (widget_class, BrowserLargeView, stack);
  gtk_widget_class_bind_template_child (widget_class, BrowserLargeView, failure);
  gtk_widget_class_bind_template_child (widget_class, BrowserLargeView, spinner);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);

  gtk_widget_class_install_action (widget_class, "large.previous", NULL, previous_cb);
  gtk_widget_class_install_action (widget_class, "large.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "large.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "large.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "large.zoom-fit", NULL, zoom_fit_cb);
  bind_keys (widget_class);
}

static void
browser_large_view_init (BrowserLargeView *self)
{
  self->position = GTK_INVALID_LIST_POSITION;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (self->view, "notify::zoom", G_CALLBACK (update_actions), self);
}

/* Says whose photos are shown. Nothing is shown until a position is set. */
void
browser_large_view_set_session (BrowserLargeView *self,
                                BrowserSession   *session)
{
  clear_item (self);
  set_busy (self, FALSE);
  browser_zoom_view_set_texture (self->view, NULL);
  g_set_object (&self->session, session);
  self->position = GTK_INVALID_LIST_POSITION;
}

guint
browser_large_view_get_position (BrowserLargeView *self)
{
  return self->position;
}

/* Shows the photo at a position of the folder. */
void
browser_large_view_set_position (BrowserLargeView *self,
                                 guint             position)
{
  if (self->position == position || position >= get_n_photos (self))
    return;

  clear_item (self);
  self->position = position;
  self->item = browser_session_dup_page (self->session, position);
  self->state_handler =
    g_signal_connect_swapped (self->item, "notify::state", G_CALLBACK (state_cb), self);

  browser_zoom_view_set_zoom (self->view, 1.0);
  show_preview (self);
  state_cb (self);
  update_title (self, bg_data_item_get_item (self->item));
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

/* Whether the photo is there in full quality, or failed. */
gboolean
browser_large_view_is_settled (BrowserLargeView *self)
{
  return self->item != NULL &&
         (bg_data_item_get_state (self->item) == BG_DATA_ITEM_STATE_LOADED ||
          bg_data_item_get_state (self->item) == BG_DATA_ITEM_STATE_FAILED);
}
