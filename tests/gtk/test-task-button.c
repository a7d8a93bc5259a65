/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-test-button.h"

#include "bg-gtk-task-row-private.h"
#include "bg-gtk-test-widgets.h"

static void
test_manager (void)
{
  g_autoptr (BgTaskManager) first = bg_task_manager_new (1);
  g_autoptr (BgTaskManager) second = bg_task_manager_new (1);
  g_autoptr (BgTaskManager) got = NULL;
  BgGtkTaskButton *button = BG_GTK_TASK_BUTTON (g_object_ref_sink (bg_gtk_task_button_new (first)));
  guint n_notifies = 0;

  bg_gtk_test_count_signal (button, "notify::manager", &n_notifies);
  g_assert_true (bg_gtk_task_button_get_manager (button) == first);
  bg_gtk_task_button_set_manager (button, first);
  g_assert_cmpuint (n_notifies, ==, 0);

  bg_gtk_task_button_set_manager (button, second);
  g_assert_cmpuint (n_notifies, ==, 1);
  g_object_get (button, "manager", &got, NULL);
  g_assert_true (got == second);

  g_object_set (button, "manager", first, NULL);
  g_assert_cmpuint (n_notifies, ==, 2);
  g_assert_true (bg_gtk_task_button_get_manager (button) == first);
  g_object_set (button, "manager", first, NULL);
  g_assert_cmpuint (n_notifies, ==, 2);

  bg_gtk_task_button_set_manager (button, NULL);
  g_assert_cmpuint (n_notifies, ==, 3);
  g_assert_null (bg_gtk_task_button_get_manager (button));
  g_assert_finalize_object (button);
}

static void
test_no_manager (void)
{
  GtkWidget *button = g_object_ref_sink (bg_gtk_task_button_new (NULL));
  GtkWidget *window = bg_gtk_test_show (button);

  g_assert_null (bg_gtk_task_button_get_manager (BG_GTK_TASK_BUTTON (button)));
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (BG_GTK_TASK_BUTTON (button)), ==, 0);
  bg_gtk_task_button_popup (BG_GTK_TASK_BUTTON (button));
  bg_gtk_test_await_frame (button);
  bg_gtk_test_close (window);
  g_assert_finalize_object (button);
}

static void
test_lets_manager_go (void)
{
  BgTaskManager *manager = bg_task_manager_new (1);
  GtkWidget *button = g_object_ref_sink (bg_gtk_task_button_new (manager));

  bg_gtk_task_button_set_manager (BG_GTK_TASK_BUTTON (button), NULL);
  g_assert_finalize_object (manager);
  g_assert_finalize_object (button);
}

static void
test_misuse (void)
{
  GtkWidget *button;

  if (g_test_subprocess ())
    {
      button = bg_gtk_task_button_new (NULL);
      bg_gtk_task_button_popup (BG_GTK_TASK_BUTTON (button));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*gtk_widget_get_mapped*");
}

static void
test_idle (BgGtkTestButton *self,
           gconstpointer    data)
{
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
  g_assert_cmpstr (gtk_widget_get_css_name (GTK_WIDGET (self->button)), ==, "menubutton");
  bg_gtk_test_button_open (self);
  g_assert_cmpuint (bg_gtk_test_button_count_rows (self), ==, 0);
}

/* What the main loop would wait for; -1 is for ever. */
static int
get_timeout (void)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[64];
  int timeout;
  int priority;

  bg_test_drain (context);
  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, priority, &timeout, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);
  return timeout;
}

static void
test_arms_no_timer (void)
{
  BgGtkTestTasks tasks;
  GtkWidget *button;
  BgTask *task;

  g_test_summary ("Neither with nothing to do, nor while a task runs that has no news");

  bg_gtk_test_tasks_set_up (&tasks, 2);
  button = g_object_ref_sink (bg_gtk_task_button_new (tasks.manager));
  g_assert_cmpint (get_timeout (), ==, -1);
  task = bg_gtk_test_tasks_hold (&tasks, "Import");
  g_assert_cmpint (get_timeout (), ==, -1);
  bg_task_report_progress (task, 0.5, "Reading");
  g_assert_cmpint (get_timeout (), ==, -1);
  bg_gtk_test_tasks_settle (&tasks, task);
  g_assert_cmpint (get_timeout (), ==, -1);
  g_assert_finalize_object (button);
  bg_gtk_test_tasks_tear_down (&tasks);
}

static void
test_busy (BgGtkTestButton *self,
           gconstpointer    data)
{
  BgGtkProgressRing *ring = bg_gtk_test_button_get_ring (self);
  BgTask *first = bg_gtk_test_tasks_hold (&self->tasks, "First");
  BgTask *second = bg_gtk_test_tasks_hold (&self->tasks, "Second");
  BgTask *third = bg_gtk_test_tasks_queue_after (&self->tasks, "Third", second);
  BgTask *fourth = bg_gtk_test_tasks_queue_after (&self->tasks, "Fourth", third);

  bg_test_drain (NULL);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_BUSY, "2 running, 2 waiting (0 %)");
  bg_gtk_test_tasks_settle (&self->tasks, first);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_BUSY, "1 running, 2 waiting (25 %)");
  g_assert_cmpfloat (bg_gtk_progress_ring_get_fraction (ring), ==, 0.25);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ring), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                       25.0);
  bg_task_report_progress (second, 0.5, NULL);
  bg_test_drain (NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ring), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                       38.0);
  bg_task_manager_stop_all_tasks (self->tasks.manager);
  bg_gtk_test_run_until (bg_task_is_ended (second) && bg_task_is_ended (fourth));
  bg_test_drain (NULL);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
}

static void
test_paused (BgGtkTestButton *self,
             gconstpointer    data)
{
  bg_task_manager_pause_processing (self->tasks.manager);
  bg_gtk_test_tasks_queue (&self->tasks, "Import");
  bg_test_drain (NULL);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_PAUSED, "Paused, 1 waiting (0 %)");
  bg_task_manager_start_processing (self->tasks.manager);
  bg_test_gate_await_arrivals (self->tasks.gate, 1);
  bg_test_drain (NULL);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_BUSY, "1 running (0 %)");
}

static void
test_popover (BgGtkTestButton *self,
              gconstpointer    data)
{
  GtkToggleButton *toggle = GTK_TOGGLE_BUTTON (bg_gtk_test_button_get_toggle (self));

  bg_gtk_test_tasks_hold (&self->tasks, "Import");
  bg_gtk_test_button_open (self);
  g_assert_true (gtk_toggle_button_get_active (toggle));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  g_assert_cmpuint (bg_gtk_test_button_count_rows (self), ==, 1);
  bg_gtk_test_button_close (self);
  g_assert_false (gtk_toggle_button_get_active (toggle));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE);
  g_assert_false (gtk_widget_get_visible (bg_gtk_test_button_get_popover (self)));
  g_assert_cmpuint (bg_gtk_test_button_count_rows (self), ==, 0);
}

static void
test_keyboard (BgGtkTestButton *self,
               gconstpointer    data)
{
  GtkWidget *toggle = bg_gtk_test_button_get_toggle (self);
  BgTask *task = bg_gtk_test_tasks_hold (&self->tasks, "Import");
  GtkWidget *stop;

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (self->button)));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) == toggle);
  g_signal_emit_by_name (toggle, "activate");
  bg_gtk_test_run_until (gtk_widget_get_mapped (bg_gtk_test_button_get_popover (self)));
  bg_gtk_test_await_frame (bg_gtk_test_button_get_popover (self));

  stop = bg_gtk_test_button_get_in_row (self, 0, 1);
  for (guint i = 0; i < 5 && !gtk_widget_is_focus (stop); i++)
    gtk_widget_child_focus (bg_gtk_test_button_get_popover (self), GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_widget_is_focus (stop));
  bg_gtk_test_button_click (stop);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
}

static void
test_stop (BgGtkTestButton *self,
           gconstpointer    data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&self->tasks, "First");
  BgTask *second = bg_gtk_test_tasks_hold (&self->tasks, "Second");

  bg_gtk_test_button_open (self);
  bg_gtk_test_button_click (bg_gtk_test_button_get_in_row (self, 1, 1));
  bg_gtk_test_run_until (bg_task_is_ended (second));
  g_assert_cmpint (bg_task_get_state (second), ==, BG_TASK_STATE_STOPPED);
  g_assert_cmpint (bg_task_get_state (first), ==, BG_TASK_STATE_RUNNING);
  bg_test_drain (NULL);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_BUSY, "1 running (50 %)");
}

static void
test_manager_changes_while_open (BgGtkTestButton *self,
                                 gconstpointer    data)
{
  BgGtkTestTasks others;
  BgTask *other;

  bg_gtk_test_tasks_hold (&self->tasks, "Import");
  bg_gtk_test_tasks_fail (&self->tasks, "Copy", "No luck.");
  bg_gtk_test_tasks_set_up (&others, 1);
  other = bg_gtk_test_tasks_hold (&others, "Other");
  bg_gtk_test_button_open (self);
  g_assert_cmpuint (bg_gtk_test_button_count_rows (self), ==, 2);

  bg_gtk_task_button_set_manager (self->button, others.manager);
  bg_gtk_test_await_frame (bg_gtk_test_button_get_popover (self));
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (self->button), ==, 0);
  g_assert_true (bg_gtk_task_row_get_task (bg_gtk_test_find (GTK_WIDGET (self->button),
                                                             BG_GTK_TYPE_TASK_ROW, 0)) == other);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_BUSY, "1 running (0 %)");
  bg_gtk_task_button_set_manager (self->button, NULL);
  bg_gtk_test_button_assert_state (self, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
  bg_gtk_test_tasks_tear_down (&others);
}

static void
test_closed_in_the_middle (BgGtkTestButton *self,
                           gconstpointer    data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&self->tasks, "Import");

  g_test_summary ("The window goes with the popover open, and then the task has news");

  bg_gtk_test_button_open (self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  bg_task_report_progress (task, 0.5, "Going on");
  bg_gtk_test_tasks_settle (&self->tasks, task);
  self->window = gtk_window_new ();
}

static void
test_accessible (BgGtkTestButton *self,
                 gconstpointer    data)
{
  GtkAccessible *toggle = GTK_ACCESSIBLE (bg_gtk_test_button_get_toggle (self));

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (toggle, GTK_ACCESSIBLE_PROPERTY_LABEL, "Tasks");
  gtk_test_accessible_assert_property (toggle, GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (bg_gtk_test_button_get_ring (self)),
                                   GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bg_gtk_test_button_get_popover (self)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Tasks");
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

  g_test_add_func ("/task-button/arms-no-timer", test_arms_no_timer);
  g_test_add_func ("/task-button/manager/property", test_manager);
  g_test_add_func ("/task-button/manager/none", test_no_manager);
  g_test_add_func ("/task-button/manager/let-go", test_lets_manager_go);
  add ("/task-button/manager/changes-while-open", test_manager_changes_while_open);
  g_test_add_func ("/task-button/misuse", test_misuse);
  add ("/task-button/state/idle", test_idle);
  add ("/task-button/state/busy", test_busy);
  add ("/task-button/state/paused", test_paused);
  add ("/task-button/popover/opens-and-closes", test_popover);
  add ("/task-button/popover/keyboard", test_keyboard);
  add ("/task-button/popover/stop", test_stop);
  add ("/task-button/popover/window-closed", test_closed_in_the_middle);
  add ("/task-button/accessible", test_accessible);

  return bg_gtk_test_run_widgets ();
}
