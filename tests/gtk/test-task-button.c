/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr-gtk.h>

#include "bg-gtk-progress-ring-private.h"
#include "bg-gtk-task-row-private.h"
#include "bg-gtk-test-tasks.h"
#include "bg-gtk-test-widgets.h"

typedef struct
{
  BgGtkTestTasks   tasks;
  BgGtkTaskButton *button;
  GtkWidget       *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GtkWidget *button;

  bg_gtk_test_tasks_set_up (&fixture->tasks, 2);
  button = bg_gtk_task_button_new (fixture->tasks.manager);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  fixture->button = BG_GTK_TASK_BUTTON (g_object_ref_sink (button));
  fixture->window = bg_gtk_test_show (button);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  bg_gtk_test_close (fixture->window);
  g_assert_finalize_object (fixture->button);
  bg_gtk_test_tasks_tear_down (&fixture->tasks);
}

static GtkWidget *
get_toggle (Fixture *fixture)
{
  return bg_gtk_test_find (GTK_WIDGET (fixture->button), GTK_TYPE_TOGGLE_BUTTON, 0);
}

static GtkWidget *
get_popover (Fixture *fixture)
{
  return bg_gtk_test_find (GTK_WIDGET (fixture->button), GTK_TYPE_POPOVER, 0);
}

static BgGtkProgressRing *
get_ring (Fixture *fixture)
{
  return bg_gtk_test_find (GTK_WIDGET (fixture->button), BG_GTK_TYPE_PROGRESS_RING, 0);
}

static void
open_popover (Fixture *fixture)
{
  bg_gtk_task_button_popup (fixture->button);
  bg_gtk_test_run_until (gtk_widget_get_mapped (get_popover (fixture)));
  bg_gtk_test_await_frame (get_popover (fixture));
}

static void
close_popover (Fixture *fixture)
{
  bg_gtk_task_button_popdown (fixture->button);
  bg_test_drain (NULL);
}

static guint
count_rows (Fixture *fixture)
{
  return bg_gtk_test_count (GTK_WIDGET (fixture->button), BG_GTK_TYPE_TASK_ROW);
}

/* Buttons count from the left: try again, stop, dismiss. */
static GtkWidget *
get_row_button (Fixture *fixture,
                guint    row,
                guint    position)
{
  GtkWidget *widget = bg_gtk_test_find (GTK_WIDGET (fixture->button), BG_GTK_TYPE_TASK_ROW, row);

  return bg_gtk_test_find (widget, GTK_TYPE_BUTTON, position);
}

static void
click (GtkWidget *button)
{
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
assert_state (Fixture                *fixture,
              BgGtkProgressRingState  state,
              const char             *text)
{
  g_assert_cmpint (bg_gtk_progress_ring_get_state (get_ring (fixture)), ==, state);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_toggle (fixture)), ==, text);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_toggle (fixture)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

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
test_idle (Fixture       *fixture,
           gconstpointer  data)
{
  assert_state (fixture, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
  g_assert_cmpstr (gtk_widget_get_css_name (GTK_WIDGET (fixture->button)), ==, "menubutton");
  open_popover (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 0);
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
test_busy (Fixture       *fixture,
           gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "First");
  BgTask *second = bg_gtk_test_tasks_hold (&fixture->tasks, "Second");
  BgTask *third = bg_gtk_test_tasks_queue_after (&fixture->tasks, "Third", second);
  BgTask *fourth = bg_gtk_test_tasks_queue_after (&fixture->tasks, "Fourth", third);

  bg_test_drain (NULL);
  assert_state (fixture, BG_GTK_PROGRESS_RING_BUSY, "2 running, 2 waiting (0 %)");
  bg_gtk_test_tasks_settle (&fixture->tasks, first);
  assert_state (fixture, BG_GTK_PROGRESS_RING_BUSY, "1 running, 2 waiting (25 %)");
  g_assert_cmpfloat (bg_gtk_progress_ring_get_fraction (get_ring (fixture)), ==, 0.25);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_ring (fixture)),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 25.0);
  bg_task_report_progress (second, 0.5, NULL);
  bg_test_drain (NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_ring (fixture)),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 38.0);
  bg_task_manager_stop_all_tasks (fixture->tasks.manager);
  bg_gtk_test_run_until (bg_task_is_ended (second) && bg_task_is_ended (fourth));
  bg_test_drain (NULL);
  assert_state (fixture, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
}

static void
test_paused (Fixture       *fixture,
             gconstpointer  data)
{
  bg_task_manager_pause_processing (fixture->tasks.manager);
  bg_gtk_test_tasks_queue (&fixture->tasks, "Import");
  bg_test_drain (NULL);
  assert_state (fixture, BG_GTK_PROGRESS_RING_PAUSED, "Paused, 1 waiting (0 %)");
  bg_task_manager_start_processing (fixture->tasks.manager);
  bg_test_gate_await_arrivals (fixture->tasks.gate, 1);
  bg_test_drain (NULL);
  assert_state (fixture, BG_GTK_PROGRESS_RING_BUSY, "1 running (0 %)");
}

static void
test_popover (Fixture       *fixture,
              gconstpointer  data)
{
  GtkToggleButton *toggle = GTK_TOGGLE_BUTTON (get_toggle (fixture));

  bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  open_popover (fixture);
  g_assert_true (gtk_toggle_button_get_active (toggle));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  close_popover (fixture);
  g_assert_false (gtk_toggle_button_get_active (toggle));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE);
  g_assert_false (gtk_widget_get_visible (get_popover (fixture)));
  g_assert_cmpuint (count_rows (fixture), ==, 0);
}

static void
test_keyboard (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *toggle = get_toggle (fixture);
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  GtkWidget *stop;

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->button)));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == toggle);
  g_signal_emit_by_name (toggle, "activate");
  bg_gtk_test_run_until (gtk_widget_get_mapped (get_popover (fixture)));
  bg_gtk_test_await_frame (get_popover (fixture));

  stop = get_row_button (fixture, 0, 1);
  for (guint i = 0; i < 5 && !gtk_widget_is_focus (stop); i++)
    gtk_widget_child_focus (get_popover (fixture), GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_widget_is_focus (stop));
  click (stop);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
}

static void
test_failure_until_seen (Fixture       *fixture,
                         gconstpointer  data)
{
  guint n_notifies = 0;
  guint n_failures;

  bg_gtk_test_count_signal (fixture->button, "notify::n-failures", &n_notifies);
  bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "There is no space left.");
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (fixture->button), ==, 1);
  g_assert_cmpuint (n_notifies, ==, 1);
  assert_state (fixture, BG_GTK_PROGRESS_RING_FAILED, "1 failed");

  open_popover (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  bg_gtk_test_tasks_fail (&fixture->tasks, "Move", "There is no space left.");
  g_object_get (fixture->button, "n-failures", &n_failures, NULL);
  g_assert_cmpuint (n_failures, ==, 2);
  close_popover (fixture);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (fixture->button), ==, 0);
  g_assert_cmpuint (n_notifies, ==, 3);
  assert_state (fixture, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
}

static void
test_dismiss (Fixture       *fixture,
              gconstpointer  data)
{
  bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  bg_gtk_test_tasks_fail (&fixture->tasks, "Move", "No luck.");
  open_popover (fixture);
  click (get_row_button (fixture, 0, 2));
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (fixture->button), ==, 1);
  bg_gtk_test_await_frame (get_popover (fixture));
  g_assert_true (gtk_widget_get_visible (get_popover (fixture)));
}

static void
retry_cb (BgGtkTaskButton  *button,
          BgTask           *task,
          BgTask          **retried)
{
  *retried = task;
}

static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  BgTask *retried = NULL;
  gulong handler;

  open_popover (fixture);
  g_assert_false (gtk_widget_get_visible (get_row_button (fixture, 0, 0)));
  gtk_widget_hide (get_popover (fixture));

  task = bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  handler = g_signal_connect (fixture->button, "retry-requested", G_CALLBACK (retry_cb), &retried);
  open_popover (fixture);
  click (get_row_button (fixture, 0, 0));
  g_assert_true (retried == task);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (fixture->button), ==, 0);
  g_signal_handler_disconnect (fixture->button, handler);
}

static void
destroy_cb (BgGtkTaskButton *button,
            BgTask          *task,
            Fixture         *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static void
test_retry_destroys (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *other;

  g_test_summary ("A program may close the window when it is asked to try again");

  bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  g_signal_connect (fixture->button, "retry-requested", G_CALLBACK (destroy_cb), fixture);
  open_popover (fixture);
  click (get_row_button (fixture, 0, 0));
  bg_test_drain (NULL);
  other = gtk_window_new ();
  fixture->window = other;
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "First");
  BgTask *second = bg_gtk_test_tasks_hold (&fixture->tasks, "Second");

  open_popover (fixture);
  click (get_row_button (fixture, 1, 1));
  bg_gtk_test_run_until (bg_task_is_ended (second));
  g_assert_cmpint (bg_task_get_state (second), ==, BG_TASK_STATE_STOPPED);
  g_assert_cmpint (bg_task_get_state (first), ==, BG_TASK_STATE_RUNNING);
  bg_test_drain (NULL);
  assert_state (fixture, BG_GTK_PROGRESS_RING_BUSY, "1 running (50 %)");
}

static void
test_manager_changes_while_open (Fixture       *fixture,
                                 gconstpointer  data)
{
  BgGtkTestTasks others;
  BgTask *other;

  bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  bg_gtk_test_tasks_set_up (&others, 1);
  other = bg_gtk_test_tasks_hold (&others, "Other");
  open_popover (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 2);

  bg_gtk_task_button_set_manager (fixture->button, others.manager);
  bg_gtk_test_await_frame (get_popover (fixture));
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (fixture->button), ==, 0);
  g_assert_true (bg_gtk_task_row_get_task (bg_gtk_test_find (GTK_WIDGET (fixture->button),
                                                             BG_GTK_TYPE_TASK_ROW, 0)) == other);
  assert_state (fixture, BG_GTK_PROGRESS_RING_BUSY, "1 running (0 %)");
  bg_gtk_task_button_set_manager (fixture->button, NULL);
  assert_state (fixture, BG_GTK_PROGRESS_RING_IDLE, "Nothing to do");
  bg_gtk_test_tasks_tear_down (&others);
}

static void
test_closed_in_the_middle (Fixture       *fixture,
                           gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");

  g_test_summary ("The window goes with the popover open, and then the task has news");

  open_popover (fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  bg_task_report_progress (task, 0.5, "Going on");
  bg_gtk_test_tasks_settle (&fixture->tasks, task);
  fixture->window = gtk_window_new ();
}

static void
test_two_buttons (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *second = g_object_ref_sink (bg_gtk_task_button_new (fixture->tasks.manager));
  GtkWidget *window = bg_gtk_test_show (second);

  g_test_summary ("What one window has shown another one has yet to show");

  bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  open_popover (fixture);
  close_popover (fixture);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (fixture->button), ==, 0);
  g_assert_cmpuint (bg_gtk_task_button_get_n_failures (BG_GTK_TASK_BUTTON (second)), ==, 1);
  bg_gtk_test_close (window);
  g_assert_finalize_object (second);
}

static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkAccessible *toggle = GTK_ACCESSIBLE (get_toggle (fixture));

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->button), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (toggle, GTK_ACCESSIBLE_PROPERTY_LABEL, "Tasks");
  gtk_test_accessible_assert_property (toggle, GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (get_ring (fixture)),
                                   GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_popover (fixture)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Tasks");
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
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
  add ("/task-button/failure/until-seen", test_failure_until_seen);
  add ("/task-button/failure/dismiss", test_dismiss);
  add ("/task-button/failure/retry", test_retry);
  add ("/task-button/failure/retry-destroys", test_retry_destroys);
  add ("/task-button/failure/two-buttons", test_two_buttons);
  add ("/task-button/accessible", test_accessible);

  return bg_gtk_test_run_widgets ();
}
