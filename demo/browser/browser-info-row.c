/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-info-row.h"

/* A row that names a fact on the left and tells it on the right; without a value it is hidden. */
struct _BrowserInfoRow
{
  AdwActionRow parent_instance;

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (BrowserInfoRow, browser_info_row, ADW_TYPE_ACTION_ROW)

static void
browser_info_row_class_init (BrowserInfoRowClass *klass)
{
}

static void
browser_info_row_init (BrowserInfoRow *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  gtk_label_set_xalign (self->label, 1.0f);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
browser_info_row_new (const char *title)
{
  return g_object_new (BROWSER_TYPE_INFO_ROW, "title", title, NULL);
}

void
browser_info_row_set_value (BrowserInfoRow *self,
                            const char     *value)
{
  gtk_label_set_text (self->label, value != NULL ? value : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), value);
  gtk_widget_set_visible (GTK_WIDGET (self), value != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  value != NULL ? value : "", -1);
}
