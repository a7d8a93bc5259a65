/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-details-pane.h"

#include <glib/gi18n.h>

#include "browser-details.h"
#include "browser-histogram-view.h"
#include "browser-info-row.h"
#include "browser-palette-view.h"
#include "browser-photo.h"
#include "browser-resources-path.h"

/*
 * What is known of the selected photo. What the listing told shows at once; what has to be found
 * out arrives as the data of a BgDataItem.
 */
struct _BrowserDetailsPane
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkStack *analysis;
  GtkLabel *name;
  GtkLabel *failure;
  GtkSpinner *spinner;
  GtkWidget *camera;
  BrowserHistogramView *histogram;
  BrowserPaletteView *palette;
  BrowserInfoRow *size;
  BrowserInfoRow *dimensions;
  BrowserInfoRow *kind;
  BrowserInfoRow *modified;
  BrowserInfoRow *camera_rows[BROWSER_CAMERA_N_FIELDS];

  BgDataItem *item;
  gulong state_handler;
};

G_DEFINE_FINAL_TYPE (BrowserDetailsPane, browser_details_pane, GTK_TYPE_WIDGET)

static void
show_photo (BrowserDetailsPane *self,
            BrowserPhoto       *photo)
{
  g_autofree char *size = g_format_size ((guint64) browser_photo_get_size (photo));
  g_autofree char *modified = browser_photo_dup_modified (photo);

  gtk_label_set_text (self->name, browser_photo_get_name (photo));
  browser_info_row_set_value (self->size, size);
  browser_info_row_set_value (self->modified, modified);
}

static void
show_camera (BrowserDetailsPane  *self,
             const BrowserCamera *camera)
{
  for (guint i = 0; i < BROWSER_CAMERA_N_FIELDS; i++)
    browser_info_row_set_value (self->camera_rows[i], camera->fields[i]);
  gtk_widget_set_visible (self->camera, !browser_camera_is_empty (camera));
}

static void
show_details (BrowserDetailsPane *self,
              BrowserDetails     *details)
{
  BrowserDimensions dimensions = browser_details_get_dimensions (details);
  g_autofree char *text = NULL;

  /* Translators: width and height of a picture in pixels. */
  text = g_strdup_printf (_("%d × %d"), dimensions.width, dimensions.height);
  browser_info_row_set_value (self->dimensions, text);
  browser_info_row_set_value (self->kind, browser_details_get_kind (details));
  browser_histogram_view_set_histogram (self->histogram, browser_details_get_histogram (details));
  browser_palette_view_set_palette (self->palette, browser_details_get_palette (details));
  show_camera (self, browser_details_get_camera (details));
}

static void
show_failure (BrowserDetailsPane *self,
              const GError       *error)
{
  gtk_label_set_text (self->failure, error != NULL ? error->message : "");
  browser_info_row_set_value (self->dimensions, NULL);
  browser_info_row_set_value (self->kind, NULL);
  gtk_widget_set_visible (self->camera, FALSE);
}

static void
show_page (BrowserDetailsPane *self,
           const char         *page)
{
  /* A spinner that nobody sees would keep the window drawing all the same. */
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "loading"));
  gtk_stack_set_visible_child_name (self->analysis, page);
}

static void
state_cb (BrowserDetailsPane *self)
{
  switch (bg_data_item_get_state (self->item))
    {
    case BG_DATA_ITEM_STATE_LOADED:
      show_details (self, bg_data_item_get_object (self->item));
      show_page (self, "ready");
      break;

    case BG_DATA_ITEM_STATE_FAILED:
      show_failure (self, bg_data_item_get_error (self->item));
      show_page (self, "failed");
      break;

    case BG_DATA_ITEM_STATE_EMPTY:
    case BG_DATA_ITEM_STATE_LOADING:
    default:
      browser_info_row_set_value (self->dimensions, NULL);
      browser_info_row_set_value (self->kind, NULL);
      show_page (self, "loading");
      break;
    }
}

static void
retry_cb (BrowserDetailsPane *self)
{
  if (self->item != NULL)
    bg_data_item_retry (self->item);
}

static void
browser_details_pane_dispose (GObject *object)
{
  BrowserDetailsPane *self = BROWSER_DETAILS_PANE (object);
  GtkWidget *child;

  if (self->item != NULL)
    g_clear_signal_handler (&self->state_handler, self->item);
  g_clear_object (&self->item);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (browser_details_pane_parent_class)->dispose (object);
}

static void
browser_details_pane_class_init (BrowserDetailsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = browser_details_pane_dispose;

  g_type_ensure (BROWSER_TYPE_HISTOGRAM_VIEW);
  g_type_ensure (BROWSER_TYPE_INFO_ROW);
  g_type_ensure (BROWSER_TYPE_PALETTE_VIEW);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, BROWSER_RESOURCES "details-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, stack);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, analysis);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, name);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, failure);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, camera);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, histogram);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, palette);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, size);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, dimensions);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, kind);
  gtk_widget_class_bind_template_child (widget_class, BrowserDetailsPane, modified);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
browser_details_pane_init (BrowserDetailsPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < BROWSER_CAMERA_N_FIELDS; i++)
    {
      GtkWidget *row = browser_info_row_new (browser_camera_field_label ((BrowserCameraField) i));

      self->camera_rows[i] = BROWSER_INFO_ROW (row);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->camera), row);
    }
}

/* Shows another photo's details, or that there is none. */
void
browser_details_pane_set_item (BrowserDetailsPane *self,
                               BgDataItem         *item)
{
  if (self->item == item)
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->state_handler, self->item);
  g_set_object (&self->item, item);

  gtk_stack_set_visible_child_name (self->stack, item != NULL ? "photo" : "none");
  if (item == NULL)
    {
      gtk_spinner_set_spinning (self->spinner, FALSE);
      return;
    }

  self->state_handler =
    g_signal_connect_swapped (item, "notify::state", G_CALLBACK (state_cb), self);
  show_photo (self, bg_data_item_get_item (item));
  state_cb (self);
}

/* Whether everything there is to show is shown. */
gboolean
browser_details_pane_is_settled (BrowserDetailsPane *self)
{
  return self->item == NULL ||
         bg_data_item_get_state (self->item) == BG_DATA_ITEM_STATE_LOADED ||
         bg_data_item_get_state (self->item) == BG_DATA_ITEM_STATE_FAILED;
}
