/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void        bg_gtk_test_init_widgets (int          *argc,
                                      char       ***argv);
int         bg_gtk_test_run_widgets  (void);
GtkWidget  *bg_gtk_test_show         (GtkWidget    *widget);
void        bg_gtk_test_close        (GtkWidget    *window);
void        bg_gtk_test_await_frame  (GtkWidget    *widget);
guint       bg_gtk_test_count        (GtkWidget    *root,
                                      GType         type);
gpointer    bg_gtk_test_find         (GtkWidget    *root,
                                      GType         type,
                                      guint         position);
const char *bg_gtk_test_get_text     (GtkWidget    *root,
                                      guint         position);
void        bg_gtk_test_count_signal (gpointer      instance,
                                      const char   *signal,
                                      guint        *counter);

G_END_DECLS
