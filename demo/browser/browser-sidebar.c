/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-sidebar.h"

#include <glib/gi18n.h>

#include "browser-place.h"
#include "browser-place-scan.h"

/*
 * The list of folders. The roots it is given are searched in the background; what has photos
 * appears.
 */
struct _BrowserSidebar
{
  GtkWidget parent_instance;

  GtkWidget *scrolled_window;
  GtkListBox *list;
  GListStore *places;
  BgTaskManager *manager;
  GCancellable *cancellable;
  GFile *selected;
  guint n_scans;
};

enum
{
  SIGNAL_OPENED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrowserSidebar, browser_sidebar, GTK_TYPE_WIDGET)

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);

  return label;
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  BrowserPlace *place = item;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *count = g_strdup_printf ("%u", browser_place_get_n_photos (place));
  GtkWidget *badge = gtk_label_new (count);

  gtk_widget_add_css_class (badge, "dim-label");
  gtk_widget_add_css_class (badge, "numeric");
  gtk_widget_add_css_class (badge, "caption");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (browser_place_get_icon (place)));
  gtk_box_append (GTK_BOX (box), new_label (browser_place_get_name (place)));
  gtk_box_append (GTK_BOX (box), badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  browser_place_get_name (place), -1);

  return row;
}

static guint
find_place (BrowserSidebar *self,
            GFile          *folder)
{
  guint n_places = g_list_model_get_n_items (G_LIST_MODEL (self->places));

  for (guint i = 0; folder != NULL && i < n_places; i++)
    {
      g_autoptr (BrowserPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);

      if (g_file_equal (browser_place_get_file (place), folder))
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

static void
update_selection (BrowserSidebar *self)
{
  guint position = find_place (self, self->selected);
  GtkListBoxRow *row = NULL;

  if (position != GTK_INVALID_LIST_POSITION)
    row = gtk_list_box_get_row_at_index (self->list, (int) position);
  gtk_list_box_select_row (self->list, row);
}

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (BrowserSidebar) self = user_data;
  const GValue *value = bg_task_manager_run_finish (BG_TASK_MANAGER (source), result, NULL);
  GPtrArray *places;

  self->n_scans--;
  if (value == NULL || self->list == NULL)
    return;

  /* Roots may lie within each other. */
  places = g_value_get_boxed (value);
  for (guint i = 0; i < places->len; i++)
    if (find_place (self, browser_place_get_file (places->pdata[i])) == GTK_INVALID_LIST_POSITION)
      g_list_store_append (self->places, places->pdata[i]);

  update_selection (self);
}

static void
row_activated_cb (BrowserSidebar *self,
                  GtkListBoxRow  *row)
{
  guint position = (guint) gtk_list_box_row_get_index (row);
  g_autoptr (BrowserPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), position);

  g_signal_emit (self, signals[SIGNAL_OPENED], 0, browser_place_get_file (place));
}

static void
browser_sidebar_dispose (GObject *object)
{
  BrowserSidebar *self = BROWSER_SIDEBAR (object);

  g_cancellable_cancel (self->cancellable);
  self->list = NULL;
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
  g_clear_object (&self->places);
  g_clear_object (&self->manager);
  g_clear_object (&self->selected);

  G_OBJECT_CLASS (browser_sidebar_parent_class)->dispose (object);
}

static void
browser_sidebar_finalize (GObject *object)
{
  BrowserSidebar *self = BROWSER_SIDEBAR (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (browser_sidebar_parent_class)->finalize (object);
}

static void
browser_sidebar_class_init (BrowserSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = browser_sidebar_dispose;
  object_class->finalize = browser_sidebar_finalize;

  /* Emitted with the GFile of the folder that the user wants to see. */
  signals[SIGNAL_OPENED] =
    g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
browser_sidebar_init (BrowserSidebar *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->cancellable = g_cancellable_new ();
  self->places = g_list_store_new (BROWSER_TYPE_PLACE);
  self->list = GTK_LIST_BOX (list);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Folders"), -1);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->places), create_row_cb, NULL, NULL);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->scrolled_window = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled_window),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled_window), list);
  gtk_widget_set_parent (self->scrolled_window, GTK_WIDGET (self));
}

/* Says who runs the searches. */
void
browser_sidebar_set_manager (BrowserSidebar *self,
                             BgTaskManager  *manager)
{
  g_set_object (&self->manager, manager);
}

/* Adds a folder and the folders directly below it, as far as they have photos. */
void
browser_sidebar_add_root (BrowserSidebar *self,
                          GFile          *root,
                          const char     *name,
                          const char     *icon_name)
{
  g_autoptr (BgTask) task = browser_place_scan_new (root, name, icon_name);

  self->n_scans++;
  bg_task_manager_run_async (self->manager, task, self->cancellable, scanned_cb,
                             g_object_ref (self));
}

/* Marks the folder that is open, now or when it is found. */
void
browser_sidebar_select (BrowserSidebar *self,
                        GFile          *folder)
{
  g_set_object (&self->selected, folder);
  update_selection (self);
}

/* Whether all searches have ended. */
gboolean
browser_sidebar_is_settled (BrowserSidebar *self)
{
  return self->n_scans == 0;
}
