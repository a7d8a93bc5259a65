/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-test-button.h"

#include "bg-gtk-task-row-private.h"
#include "bg-gtk-test-widgets.h"

void
bg_gtk_test_button_set_up (BgGtkTestButton *self,
                           gconstpointer    data)
{
  GtkWidget *button;

  bg_gtk_test_tasks_set_up (&self->tasks, 2);
  button = bg_gtk_task_button_new (self->tasks.manager);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  self->button = BG_GTK_TASK_BUTTON (g_object_ref_sink (button));
  self->window = bg_gtk_test_show (button);
}

void
bg_gtk_test_button_tear_down (BgGtkTestButton *self,
                              gconstpointer    data)
{
  bg_gtk_test_close (self->window);
  g_assert_finalize_object (self->button);
  bg_gtk_test_tasks_tear_down (&self->tasks);
}

GtkWidget *
bg_gtk_test_button_get_toggle (BgGtkTestButton *self)
{
  return bg_gtk_test_find (GTK_WIDGET (self->button), GTK_TYPE_TOGGLE_BUTTON, 0);
}

GtkWidget *
bg_gtk_test_button_get_popover (BgGtkTestButton *self)
{
  return bg_gtk_test_find (GTK_WIDGET (self->button), GTK_TYPE_POPOVER, 0);
}

BgGtkProgressRing *
bg_gtk_test_button_get_ring (BgGtkTestButton *self)
{
  return bg_gtk_test_find (GTK_WIDGET (self->button), BG_GTK_TYPE_PROGRESS_RING, 0);
}

void
bg_gtk_test_button_open (BgGtkTestButton *self)
{
  bg_gtk_task_button_popup (self->button);
  bg_gtk_test_run_until (gtk_widget_get_mapped (bg_gtk_test_button_get_popover (self)));
  bg_gtk_test_await_frame (bg_gtk_test_button_get_popover (self));
}

void
bg_gtk_test_button_close (BgGtkTestButton *self)
{
  bg_gtk_task_button_popdown (self->button);
  bg_test_drain (NULL);
}

guint
bg_gtk_test_button_count_rows (BgGtkTestButton *self)
{
  return bg_gtk_test_count (GTK_WIDGET (self->button), BG_GTK_TYPE_TASK_ROW);
}

/* Buttons count from the left: try again, stop, dismiss. */
GtkWidget *
bg_gtk_test_button_get_in_row (BgGtkTestButton *self,
                               guint            row,
                               guint            position)
{
  GtkWidget *widget = bg_gtk_test_find (GTK_WIDGET (self->button), BG_GTK_TYPE_TASK_ROW, row);

  return bg_gtk_test_find (widget, GTK_TYPE_BUTTON, position);
}

void
bg_gtk_test_button_click (GtkWidget *button)
{
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

void
bg_gtk_test_button_assert_state (BgGtkTestButton        *self,
                                 BgGtkProgressRingState  state,
                                 const char             *text)
{
  BgGtkProgressRing *ring = bg_gtk_test_button_get_ring (self);
  GtkWidget *toggle = bg_gtk_test_button_get_toggle (self);

  g_assert_cmpint (bg_gtk_progress_ring_get_state (ring), ==, state);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (toggle), ==, text);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (toggle),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}
