/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-task-row-private.h"

#include "bg-gtk-test-tasks.h"
#include "bg-gtk-test-widgets.h"

typedef struct
{
  BgGtkTestTasks  tasks;
  BgGtkTaskRow   *row;
} Fixture;

enum
{
  RETRY_BUTTON,
  STOP_BUTTON,
  DISMISS_BUTTON,
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  bg_gtk_test_tasks_set_up (&fixture->tasks, 1);
  fixture->row = BG_GTK_TASK_ROW (g_object_ref_sink (bg_gtk_task_row_new ()));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->row);
  bg_gtk_test_tasks_tear_down (&fixture->tasks);
}

static GtkWidget *
get_button (Fixture *fixture,
            guint    position)
{
  return bg_gtk_test_find (GTK_WIDGET (fixture->row), GTK_TYPE_BUTTON, position);
}

static GtkProgressBar *
get_bar (Fixture *fixture)
{
  return bg_gtk_test_find (GTK_WIDGET (fixture->row), GTK_TYPE_PROGRESS_BAR, 0);
}

static void
click (Fixture *fixture,
       guint    position)
{
  g_signal_emit_by_name (get_button (fixture, position), "clicked");
}

static void
assert_labels (Fixture    *fixture,
               const char *name,
               const char *status)
{
  g_assert_cmpstr (bg_gtk_test_get_text (GTK_WIDGET (fixture->row), 0), ==, name);
  g_assert_cmpstr (bg_gtk_test_get_text (GTK_WIDGET (fixture->row), 1), ==, status);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->row),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, name);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->row),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, status);
}

/* As letters: r for retry, s for stop, d for dismiss, p for the progress bar. */
static void
assert_visible (Fixture    *fixture,
                const char *expected)
{
  g_autoptr (GString) visible = g_string_new ("");

  if (gtk_widget_get_visible (get_button (fixture, RETRY_BUTTON)))
    g_string_append_c (visible, 'r');
  if (gtk_widget_get_visible (get_button (fixture, STOP_BUTTON)))
    g_string_append_c (visible, 's');
  if (gtk_widget_get_visible (get_button (fixture, DISMISS_BUTTON)))
    g_string_append_c (visible, 'd');
  if (gtk_widget_get_visible (GTK_WIDGET (get_bar (fixture))))
    g_string_append_c (visible, 'p');
  g_assert_cmpstr (visible->str, ==, expected);
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_null (bg_gtk_task_row_get_task (fixture->row));
  bg_gtk_task_row_set_can_retry (fixture->row, TRUE);
  for (guint i = RETRY_BUTTON; i <= DISMISS_BUTTON; i++)
    click (fixture, i);
}

static void
test_running (Fixture       *fixture,
              gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");

  bg_gtk_task_row_set_task (fixture->row, task);
  g_assert_true (bg_gtk_task_row_get_task (fixture->row) == task);
  assert_labels (fixture, "Import", "Running");
  assert_visible (fixture, "s");

  bg_task_report_progress (task, 0.0, "Opening");
  bg_test_drain (NULL);
  assert_labels (fixture, "Import", "Opening");
  assert_visible (fixture, "s");

  bg_task_report_progress (task, 0.254, "Reading");
  bg_test_drain (NULL);
  assert_labels (fixture, "Import", "25 % · Reading");
  assert_visible (fixture, "sp");
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (get_bar (fixture)), ==, 0.254);

  bg_task_report_progress (task, 0.75, NULL);
  bg_test_drain (NULL);
  assert_labels (fixture, "Import", "75 %");

  bg_gtk_test_tasks_settle (&fixture->tasks, task);
  assert_labels (fixture, "Import", "Done");
  assert_visible (fixture, "s");
  g_assert_false (gtk_widget_get_sensitive (get_button (fixture, STOP_BUTTON)));
}

static void
test_waiting (Fixture       *fixture,
              gconstpointer  data)
{
  BgTask *first, *second;
  g_autofree char *reason = NULL;

  bg_task_manager_pause_processing (fixture->tasks.manager);
  first = bg_gtk_test_tasks_queue (&fixture->tasks, "First");
  second = bg_gtk_test_tasks_queue_after (&fixture->tasks, "Second", first);

  bg_gtk_task_row_set_task (fixture->row, second);
  reason = bg_task_dup_waiting_reason (second);
  assert_labels (fixture, "Second", reason);
  assert_visible (fixture, "s");

  bg_gtk_task_row_set_task (fixture->row, first);
  assert_labels (fixture, "First", "Processing is paused");
  bg_task_manager_start_processing (fixture->tasks.manager);
  bg_test_gate_await_arrivals (fixture->tasks.gate, 1);
  bg_test_drain (NULL);
  assert_labels (fixture, "First", "Running");
}

static gboolean
pass_func (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  bg_test_gate_pass (user_data);
  return TRUE;
}

static void
test_pause_is_noticed (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  BgTask *waiting;

  bg_task_manager_add_task (fixture->tasks.manager, pass_func, gate, NULL, 0, NULL, NULL, 0, NULL);
  bg_test_gate_await_arrivals (gate, 1);
  waiting = bg_gtk_test_tasks_queue (&fixture->tasks, "Waiting");
  bg_gtk_task_row_set_task (fixture->row, waiting);
  assert_labels (fixture, "Waiting", "Waiting for its turn");
  bg_task_manager_pause_processing (fixture->tasks.manager);
  bg_test_drain (NULL);
  assert_labels (fixture, "Waiting", "Processing is paused");
  bg_task_manager_start_processing (fixture->tasks.manager);
  bg_test_drain (NULL);
  assert_labels (fixture, "Waiting", "Waiting for its turn");

  bg_gtk_task_row_set_task (fixture->row, NULL);
  bg_test_gate_open (gate);
  bg_test_gate_await_arrivals (fixture->tasks.gate, 1);
}

static void
test_failed (Fixture       *fixture,
             gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "There is no space left.");
  GtkWidget *status = bg_gtk_test_find (GTK_WIDGET (fixture->row), GTK_TYPE_LABEL, 1);

  bg_gtk_task_row_set_task (fixture->row, task);
  assert_labels (fixture, "Copy", "There is no space left.");
  assert_visible (fixture, "d");
  g_assert_true (gtk_widget_has_css_class (status, "error"));
  bg_gtk_task_row_set_can_retry (fixture->row, TRUE);
  assert_visible (fixture, "rd");
  bg_gtk_task_row_set_can_retry (fixture->row, FALSE);
  assert_visible (fixture, "d");
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  const char *rows[][2] = {
    { "Import", "Import" },
    { "file:///home/somebody/My%20pictures/A%20lake.jpg", "A lake.jpg" },
    { "https://example.org/a.jpg", "https://example.org/a.jpg" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, rows[i][0]);

      bg_gtk_task_row_set_task (fixture->row, task);
      assert_labels (fixture, rows[i][1], "Running");
    }
}

static void
test_no_name (Fixture       *fixture,
              gconstpointer  data)
{
  BgTask *unnamed = bg_gtk_test_tasks_hold (&fixture->tasks, NULL);
  BgTask *empty = bg_gtk_test_tasks_hold (&fixture->tasks, "");

  bg_gtk_task_row_set_task (fixture->row, unnamed);
  assert_labels (fixture, "Task 1", "Running");
  bg_gtk_task_row_set_task (fixture->row, empty);
  assert_labels (fixture, "Task 2", "Running");
}

static void
test_recycled (Fixture       *fixture,
               gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "First");
  BgTask *second = bg_gtk_test_tasks_hold (&fixture->tasks, "Second");

  g_test_summary ("What becomes of the task shown before is no concern of the row");

  bg_task_report_progress (first, 0.5, NULL);
  bg_gtk_task_row_set_task (fixture->row, first);
  assert_visible (fixture, "sp");
  bg_gtk_task_row_set_task (fixture->row, second);
  assert_labels (fixture, "Second", "Running");
  assert_visible (fixture, "s");
  bg_task_report_progress (first, 0.9, "Nearly done");
  bg_test_drain (NULL);
  assert_labels (fixture, "Second", "Running");

  bg_gtk_task_row_set_task (fixture->row, NULL);
  g_assert_null (bg_gtk_task_row_get_task (fixture->row));
  bg_task_report_progress (second, 0.9, "Nearly done");
  bg_test_drain (NULL);
  assert_labels (fixture, "Second", "Running");
}

static void
test_error_style_goes (Fixture       *fixture,
                       gconstpointer  data)
{
  BgTask *failed = bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  BgTask *running = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  GtkWidget *status = bg_gtk_test_find (GTK_WIDGET (fixture->row), GTK_TYPE_LABEL, 1);

  bg_gtk_task_row_set_task (fixture->row, failed);
  bg_gtk_task_row_set_task (fixture->row, running);
  g_assert_false (gtk_widget_has_css_class (status, "error"));
  g_assert_true (gtk_widget_has_css_class (status, "dim-label"));
  assert_visible (fixture, "s");
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");

  bg_gtk_task_row_set_task (fixture->row, task);
  g_assert_true (gtk_widget_get_sensitive (get_button (fixture, STOP_BUTTON)));
  click (fixture, STOP_BUTTON);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_STOPPED);
  assert_labels (fixture, "Import", "Stopped");
  g_assert_false (gtk_widget_get_sensitive (get_button (fixture, STOP_BUTTON)));
  click (fixture, STOP_BUTTON);
}

static void
note_task_cb (BgGtkTaskRow  *row,
              BgTask        *task,
              BgTask       **noted)
{
  g_assert_null (*noted);
  *noted = task;
}

static void
test_retry_and_dismiss (Fixture       *fixture,
                        gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  BgTask *retried = NULL;
  BgTask *dismissed = NULL;

  g_signal_connect (fixture->row, "retry", G_CALLBACK (note_task_cb), &retried);
  g_signal_connect (fixture->row, "dismiss", G_CALLBACK (note_task_cb), &dismissed);
  bg_gtk_task_row_set_task (fixture->row, task);
  click (fixture, RETRY_BUTTON);
  g_assert_true (retried == task);
  g_assert_null (dismissed);
  click (fixture, DISMISS_BUTTON);
  g_assert_true (dismissed == task);
}

static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  GtkAccessible *bar = GTK_ACCESSIBLE (get_bar (fixture));

  bg_gtk_task_row_set_task (fixture->row, task);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->row), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, STOP_BUTTON)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Stop “Import”");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, RETRY_BUTTON)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Try “Import” again");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_button (fixture, DISMISS_BUTTON)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Dismiss “Import”");

  bg_task_report_progress (task, 0.5, NULL);
  bg_test_drain (NULL);
  gtk_test_accessible_assert_role (bar, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_test_accessible_assert_property (bar, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.5);
  g_assert_true (gtk_test_accessible_has_relation (bar, GTK_ACCESSIBLE_RELATION_LABELLED_BY));
}

static void
test_tooltip (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *name = g_strnfill (200, 'x');
  GtkWidget *window = bg_gtk_test_show (GTK_WIDGET (fixture->row));
  GtkLabel *label = bg_gtk_test_find (GTK_WIDGET (fixture->row), GTK_TYPE_LABEL, 0);
  BgTask *task;

  task = bg_gtk_test_tasks_hold (&fixture->tasks, name);
  bg_gtk_task_row_set_task (fixture->row, task);
  bg_gtk_test_await_frame (GTK_WIDGET (fixture->row));
  g_assert_true (gtk_widget_get_has_tooltip (GTK_WIDGET (label)));
  g_assert_true (pango_layout_is_ellipsized (gtk_label_get_layout (label)));
  bg_gtk_task_row_set_task (fixture->row, NULL);
  bg_gtk_test_close (window);
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

  add ("/task-row/nothing", test_nothing);
  add ("/task-row/state/running", test_running);
  add ("/task-row/state/waiting", test_waiting);
  add ("/task-row/state/pause-is-noticed", test_pause_is_noticed);
  add ("/task-row/state/failed", test_failed);
  add ("/task-row/name/given", test_names);
  add ("/task-row/name/none", test_no_name);
  add ("/task-row/name/cut-off", test_tooltip);
  add ("/task-row/recycled/other-task", test_recycled);
  add ("/task-row/recycled/error-style-goes", test_error_style_goes);
  add ("/task-row/buttons/stop", test_stop);
  add ("/task-row/buttons/retry-and-dismiss", test_retry_and_dismiss);
  add ("/task-row/accessible", test_accessible);

  return bg_gtk_test_run_widgets ();
}
