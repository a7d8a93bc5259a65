/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-sheet.h"

#define MARGIN 18

static GtkWidget *
new_character (gunichar character)
{
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *sign = NULL;
  g_autofree char *markup = NULL;
  char text[7] = { 0 };

  g_unichar_to_utf8 (character, text);
  sign = g_markup_escape_text (text, -1);
  markup = g_strdup_printf ("<span size=\"x-large\" weight=\"bold\">%s</span>\n"
                            "<span size=\"small\" alpha=\"60%%\">%04X</span>",
                            sign, character);
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);

  return label;
}

/* A page that takes a while to make: some hundred characters, each with its number. */
GtkWidget *
workbench_sheet_new (const char *name,
                     gunichar    first,
                     guint       n_characters)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *flow = g_object_new (GTK_TYPE_FLOW_BOX,
                                  "selection-mode", GTK_SELECTION_NONE,
                                  "valign", GTK_ALIGN_START,
                                  "homogeneous", TRUE,
                                  "max-children-per-line", 16,
                                  "margin-top", MARGIN,
                                  "margin-bottom", MARGIN,
                                  "margin-start", MARGIN,
                                  "margin-end", MARGIN,
                                  NULL);

  for (guint i = 0; i < n_characters; i++)
    if (g_unichar_isgraph (first + i))
      gtk_flow_box_append (GTK_FLOW_BOX (flow), new_character (first + i));

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), flow);
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return scroller;
}
