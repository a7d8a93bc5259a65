/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-test-button.h"
#include "bg-gtk-test-widgets.h"

/* What a task button does about tasks that have failed. */

static void
test_failure_until_seen (BgGtkTestButton *self,
                         gconstpointer    data)
{
  guint n_notifies = 0;
  guint n_failures;

  bg_gtk_test_count_signal (self->button, "notify::n-failures", &n_notifies);
  bg_gtk_test_tasks_fail (&self->tasks, "Copy", "There is no space left.");
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (self->button), ==, 1);
  g_assert_cmpuint (n_notifies, ==, 1);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_FAILED, "1 failed");

  bg_gtk_test_button_open (self);
  g_assert_cmpuint (bg_gtk_test_button_count_rows (self), ==, 1);
  bg_gtk_test_tasks_fail (&self->tasks, "Move", "There is no space left.");
  g_object_get (self->button, "n-failures", &n_failures, NULL);
  g_assert_cmpuint (n_failures, ==, 2);
  bg_gtk_test_button_close (self);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (self->button), ==, 0);
  g_assert_cmpuint (n_notifies, ==, 3);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
}

static void
test_dismiss (BgGtkTestButton *self,
              gconstpointer    data)
{
  bg_gtk_test_tasks_fail (&self->tasks, "Copy", "No luck.");
  bg_gtk_test_tasks_fail (&self->tasks, "Move", "No luck.");
  bg_gtk_test_button_open (self);
  bg_gtk_test_button_click (bg_gtk_test_button_get_in_row (self, 0, 2));
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (self->button), ==, 1);
  bg_gtk_test_await_frame (bg_gtk_test_button_get_popover (self));
  g_assert_true (gtk_widget_get_visible (bg_gtk_test_button_get_popover (self)));
}

static void
retry_cb (BgGtkTaskButton  *button,
          BgTask           *task,
          BgTask          **retried)
{
  *retried = task;
}

static void
test_retry (BgGtkTestButton *self,
            gconstpointer    data)
{
  BgTask *task = bg_gtk_test_tasks_fail (&self->tasks, "Copy", "No luck.");
  BgTask *retried = NULL;
  gulong handler;

  bg_gtk_test_button_open (self);
  g_assert_false (gtk_widget_get_visible (bg_gtk_test_button_get_in_row (self, 0, 0)));
  gtk_widget_hide (bg_gtk_test_button_get_popover (self));

  task = bg_gtk_test_tasks_fail (&self->tasks, "Copy", "No luck.");
  handler = g_signal_connect (self->button, "retry-requested", G_CALLBACK (retry_cb), &retried);
  bg_gtk_test_button_open (self);
  bg_gtk_test_button_click (bg_gtk_test_button_get_in_row (self, 0, 0));
  g_assert_true (retried == task);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (self->button), ==, 0);
  g_signal_handler_disconnect (self->button, handler);
}

static void
destroy_cb (BgGtkTaskButton *button,
            BgTask          *task,
            BgGtkTestButton *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
}

static void
test_retry_destroys (BgGtkTestButton *self,
                     gconstpointer    data)
{
  GtkWidget *other;

  g_test_summary ("A program may close the window when it is asked to try again");

  bg_gtk_test_tasks_fail (&self->tasks, "Copy", "No luck.");
  g_signal_connect (self->button, "retry-requested", G_CALLBACK (destroy_cb), self);
  bg_gtk_test_button_open (self);
  bg_gtk_test_button_click (bg_gtk_test_button_get_in_row (self, 0, 0));
  bg_test_drain (NULL);
  other = gtk_window_new ();
  self->window = other;
}

static void
test_two_buttons (BgGtkTestButton *self,
                  gconstpointer    data)
{
  GtkWidget *second = g_object_ref_sink (bg_gtk_task_button_new (self->tasks.manager));
  GtkWidget *window = bg_gtk_test_show (second);

  g_test_summary ("What one window has shown another one has yet to show");

  bg_gtk_test_tasks_fail (&self->tasks, "Copy", "No luck.");
  bg_gtk_test_button_open (self);
  bg_gtk_test_button_close (self);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (self->button), ==, 0);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (BG_GTK_TASK_BUTTON (second)), ==, 1);
  bg_gtk_test_close (window);
  g_assert_finalize_object (second);
}

static void
add (const char *path,
     void      (*test) (BgGtkTestButton *, gconstpointer))
{
  g_test_add (path, BgGtkTestButton, NULL, bg_gtk_test_button_set_up, test,
              bg_gtk_test_button_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  bg_gtk_test_init_widgets (&argc, &argv);

  add ("/task-button-failures/until-seen", test_failure_until_seen);
  add ("/task-button-failures/dismiss", test_dismiss);
  add ("/task-button-failures/retry", test_retry);
  add ("/task-button-failures/retry-destroys", test_retry_destroys);
  add ("/task-button-failures/two-buttons", test_two_buttons);

  return bg_gtk_test_run_widgets ();
}
