/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr-gtk.h>

#include "bg-gtk-test-pictures.h"
#include "bg-gtk-test-widgets.h"
#include "bg-test.h"

#ifdef GDK_WINDOWING_X11
# include <gdk/x11/gdkx.h>
# include <X11/Xatom.h>
#endif

static gboolean
is_fulfilled (gpointer condition)
{
  return bg_condition_is_fulfilled (condition);
}

static void
test_follows_the_window (void)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr (GtkWindow) property = NULL;
  BgCondition *condition;

  condition = bg_gtk_window_condition_new (GTK_WINDOW (window));
  g_assert_true (bg_gtk_window_condition_get_window (BG_GTK_WINDOW_CONDITION (condition)) == GTK_WINDOW (window));
  g_object_get (condition, "window", &property, NULL);
  g_assert_true (property == GTK_WINDOW (window));
  g_clear_object (&property);
  g_assert_cmpstr (bg_condition_get_name (condition), ==, "the window can be seen");
  g_assert_false (bg_condition_is_fulfilled (condition));

  gtk_window_present (GTK_WINDOW (window));
  bg_test_run_until (NULL, is_fulfilled, condition);
  gtk_widget_set_visible (window, FALSE);
  g_assert_false (bg_condition_is_fulfilled (condition));
  gtk_window_present (GTK_WINDOW (window));
  bg_test_run_until (NULL, is_fulfilled, condition);

  bg_gtk_test_close (window);
  g_assert_false (bg_condition_is_fulfilled (condition));
  g_assert_null (bg_gtk_window_condition_get_window (BG_GTK_WINDOW_CONDITION (condition)));
  g_assert_finalize_object (condition);
}

static void
test_made_when_it_is_seen (void)
{
  GtkWidget *window = bg_gtk_test_show (gtk_label_new ("Seen"));
  BgGtkWindowCondition *condition = BG_GTK_WINDOW_CONDITION (bg_gtk_window_condition_new (GTK_WINDOW (window)));

  g_assert_true (bg_condition_is_fulfilled (BG_CONDITION (condition)));
  g_assert_finalize_object (condition);
  bg_gtk_test_close (window);
}

#ifdef GDK_WINDOWING_X11

static gboolean
is_not_fulfilled (gpointer condition)
{
  return !bg_condition_is_fulfilled (condition);
}

/* As a window manager does it, of which there is none here. */
static void
tell_hidden (GdkSurface *surface,
             gboolean    hidden)
{
  GdkDisplay *display = gdk_surface_get_display (surface);
  const Atom state = gdk_x11_get_xatom_by_name_for_display (display, "_NET_WM_STATE");
  const Atom atom = gdk_x11_get_xatom_by_name_for_display (display, "_NET_WM_STATE_HIDDEN");

  XChangeProperty (gdk_x11_display_get_xdisplay (display), gdk_x11_surface_get_xid (surface), state, XA_ATOM, 32,
                   PropModeReplace, (const unsigned char *) &atom, hidden);
  gdk_display_flush (display);
}

static void
test_minimized_is_not_seen (void)
{
  GtkWidget *window = bg_gtk_test_show (gtk_label_new ("Seen"));
  BgCondition *condition = bg_gtk_window_condition_new (GTK_WINDOW (window));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  if (GDK_IS_X11_SURFACE (surface))
    {
      g_assert_true (bg_condition_is_fulfilled (condition));
      tell_hidden (surface, TRUE);
      bg_test_run_until (NULL, is_not_fulfilled, condition);
      tell_hidden (surface, FALSE);
      bg_test_run_until (NULL, is_fulfilled, condition);
    }
  else
    g_test_skip ("It needs X11");
  g_assert_finalize_object (condition);
  bg_gtk_test_close (window);
}

#endif

static gboolean
do_nothing (BgTask        *task,
            GCancellable  *cancellable,
            gpointer       user_data,
            GError       **error)
{
  return TRUE;
}

static void
ended_cb (guint *n_ended)
{
  (*n_ended)++;
}

static void
test_tasks_wait_for_the_window (void)
{
  BgTaskManager *manager = bg_task_manager_new (1);
  GtkWidget *window = gtk_window_new ();
  BgCondition *condition = bg_gtk_window_condition_new (GTK_WINDOW (window));
  g_autoptr (BgTask) task = bg_task_new (do_nothing, NULL, NULL);
  g_autofree char *reason = NULL;
  guint n_ended = 0;

  g_signal_connect_swapped (manager, "task-completed", G_CALLBACK (ended_cb), &n_ended);
  bg_task_manager_start_processing (manager);
  bg_task_add_condition (task, condition);
  g_assert_cmpuint (bg_task_manager_add (manager, task, NULL), ==, 1);
  bg_test_drain (NULL);
  reason = bg_task_dup_waiting_reason (task);
  g_assert_cmpstr (reason, ==, "Waiting until the window can be seen");
  gtk_window_present (GTK_WINDOW (window));
  bg_test_run_until_count (NULL, &n_ended, 1);
  bg_gtk_test_close (window);
  g_object_unref (manager);
  bg_test_drain (NULL);
  g_clear_object (&task);
  g_assert_finalize_object (condition);
}

int
main (int    argc,
      char **argv)
{
  bg_gtk_test_init_widgets (&argc, &argv);

  g_test_add_func ("/window-condition/follows-the-window", test_follows_the_window);
  g_test_add_func ("/window-condition/made-when-it-is-seen", test_made_when_it_is_seen);
#ifdef GDK_WINDOWING_X11
  g_test_add_func ("/window-condition/minimized-is-not-seen", test_minimized_is_not_seen);
#endif
  g_test_add_func ("/window-condition/tasks-wait-for-the-window", test_tasks_wait_for_the_window);

  return bg_gtk_test_run_widgets ();
}
