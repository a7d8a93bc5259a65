/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr-gtk.h>

#include "bg-gtk-progress-ring-private.h"
#include "bg-gtk-test-tasks.h"

G_BEGIN_DECLS

/* A task button in a window, and a manager with tasks. */
typedef struct
{
  BgGtkTestTasks   tasks;
  BgGtkTaskButton *button;
  GtkWidget       *window;
} BgGtkTestButton;

void               bg_gtk_test_button_set_up       (BgGtkTestButton        *self,
                                                    gconstpointer           data);
void               bg_gtk_test_button_tear_down    (BgGtkTestButton        *self,
                                                    gconstpointer           data);
GtkWidget         *bg_gtk_test_button_get_toggle   (BgGtkTestButton        *self);
GtkWidget         *bg_gtk_test_button_get_popover  (BgGtkTestButton        *self);
BgGtkProgressRing *bg_gtk_test_button_get_ring     (BgGtkTestButton        *self);
void               bg_gtk_test_button_open         (BgGtkTestButton        *self);
void               bg_gtk_test_button_close        (BgGtkTestButton        *self);
guint              bg_gtk_test_button_count_rows   (BgGtkTestButton        *self);
GtkWidget         *bg_gtk_test_button_get_in_row   (BgGtkTestButton        *self,
                                                    guint                   row,
                                                    guint                   position);
void               bg_gtk_test_button_click        (GtkWidget              *button);
void               bg_gtk_test_button_assert_state (BgGtkTestButton        *self,
                                                    BgGtkProgressRingState  state,
                                                    const char             *text);

G_END_DECLS
