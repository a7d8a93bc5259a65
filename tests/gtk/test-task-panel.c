/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-task-panel-private.h"

#include "bg-gtk-task-row-private.h"
#include "bg-gtk-test-tasks.h"
#include "bg-gtk-test-widgets.h"

/* How many tasks are shown before anybody asks for more. */
#define PAGE_LENGTH 16

typedef struct
{
  BgGtkTestTasks  tasks;
  GListModel     *live;
  GListStore     *failures;
  BgGtkTaskPanel *panel;
  GtkWidget      *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  bg_gtk_test_tasks_set_up (&fixture->tasks, 4);
  fixture->live = G_LIST_MODEL (bg_task_list_model_new (fixture->tasks.manager, NULL, 0));
  fixture->failures = g_list_store_new (BG_TYPE_TASK);
  fixture->panel = g_object_ref_sink (g_object_new (BG_GTK_TYPE_TASK_PANEL, NULL));
  fixture->window = bg_gtk_test_show (GTK_WIDGET (fixture->panel));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  bg_gtk_test_close (fixture->window);
  g_assert_finalize_object (fixture->panel);
  g_assert_finalize_object (fixture->failures);
  g_assert_finalize_object (fixture->live);
  bg_gtk_test_tasks_tear_down (&fixture->tasks);
}

static void
open_panel (Fixture *fixture)
{
  bg_gtk_task_panel_open (fixture->panel, G_LIST_MODEL (fixture->failures), fixture->live, TRUE);
  bg_gtk_test_await_frame (GTK_WIDGET (fixture->panel));
}

/* Rows that show a task; a list view keeps others for later. */
static guint
count_rows (Fixture *fixture)
{
  guint n_rows = bg_gtk_test_count (GTK_WIDGET (fixture->panel), BG_GTK_TYPE_TASK_ROW);
  guint n_bound = 0;

  for (guint i = 0; i < n_rows; i++)
    {
      BgGtkTaskRow *row = bg_gtk_test_find (GTK_WIDGET (fixture->panel), BG_GTK_TYPE_TASK_ROW, i);

      if (bg_gtk_task_row_get_task (row) != NULL)
        n_bound++;
    }
  return n_bound;
}

static BgTask *
get_task (Fixture *fixture,
          guint    position)
{
  return bg_gtk_task_row_get_task (bg_gtk_test_find (GTK_WIDGET (fixture->panel),
                                                     BG_GTK_TYPE_TASK_ROW, position));
}

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (bg_gtk_test_find (GTK_WIDGET (fixture->panel),
                                                             GTK_TYPE_STACK, 0));
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  BgTask *task;

  open_panel (fixture);
  g_assert_cmpstr (get_page (fixture), ==, "empty");
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (fixture->panel)));

  task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == 1);
  g_assert_cmpstr (get_page (fixture), ==, "list");
  g_assert_false (gtk_widget_get_focusable (GTK_WIDGET (fixture->panel)));

  bg_gtk_test_tasks_settle (&fixture->tasks, task);
  bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == 0);
  g_assert_cmpstr (get_page (fixture), ==, "empty");
}

static void
test_failures_first (Fixture       *fixture,
                     gconstpointer  data)
{
  BgTask *running = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  BgTask *failed = bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");

  g_list_store_append (fixture->failures, failed);
  open_panel (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
  g_assert_true (get_task (fixture, 0) == failed);
  g_assert_true (get_task (fixture, 1) == running);

  g_list_store_remove_all (fixture->failures);
  bg_gtk_test_await_frame (GTK_WIDGET (fixture->panel));
  g_assert_cmpuint (count_rows (fixture), ==, 1);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");

  g_test_summary ("While it is closed no task is shown, and nobody listens to one");

  g_assert_cmpuint (count_rows (fixture), ==, 0);
  open_panel (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  bg_gtk_task_panel_close (fixture->panel);
  bg_gtk_task_panel_close (fixture->panel);
  bg_test_drain (NULL);
  g_assert_cmpuint (count_rows (fixture), ==, 0);
  g_assert_false (g_signal_has_handler_pending (task, g_signal_lookup ("notify", G_TYPE_OBJECT),
                                                0, TRUE));
  open_panel (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
}

static GtkWidget *
get_more_button (Fixture *fixture)
{
  return gtk_widget_get_last_child (GTK_WIDGET (fixture->panel));
}

static void
test_thousands (Fixture       *fixture,
                gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "First");

  g_test_summary ("However many tasks there are, the widgets are no more than somebody asks for");

  open_panel (fixture);
  g_assert_false (gtk_widget_get_visible (get_more_button (fixture)));
  for (guint i = 0; i < 20000; i++)
    bg_gtk_test_tasks_queue_after (&fixture->tasks, "Waiting", first);
  bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == 20001);
  bg_gtk_test_await_frame (GTK_WIDGET (fixture->panel));
  g_assert_cmpuint (count_rows (fixture), ==, PAGE_LENGTH);
  g_assert_true (gtk_widget_get_visible (get_more_button (fixture)));

  bg_task_manager_stop_all_tasks (fixture->tasks.manager);
  bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == 0);
  bg_gtk_test_await_frame (GTK_WIDGET (fixture->panel));
  g_assert_cmpuint (count_rows (fixture), ==, 0);
  g_assert_cmpstr (get_page (fixture), ==, "empty");
  g_assert_false (gtk_widget_get_visible (get_more_button (fixture)));
}

static void
test_more (Fixture       *fixture,
           gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_hold (&fixture->tasks, "First");

  for (guint i = 0; i < 79; i++)
    bg_gtk_test_tasks_queue_after (&fixture->tasks, "Waiting", first);
  bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == 80);
  open_panel (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, PAGE_LENGTH);
  g_signal_emit_by_name (get_more_button (fixture), "clicked");
  bg_gtk_test_await_frame (GTK_WIDGET (fixture->panel));
  g_assert_cmpuint (count_rows (fixture), ==, 80);
  g_assert_false (gtk_widget_get_visible (get_more_button (fixture)));

  bg_gtk_task_panel_close (fixture->panel);
  g_signal_emit_by_name (get_more_button (fixture), "clicked");
  open_panel (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, PAGE_LENGTH);
}

static void
test_moves_up (Fixture       *fixture,
               gconstpointer  data)
{
  BgTask *tasks[3 * PAGE_LENGTH];

  g_test_summary ("What comes after a page takes the place of what has ended");

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    tasks[i] = bg_gtk_test_tasks_hold (&fixture->tasks, "Task");
  bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == G_N_ELEMENTS (tasks));
  open_panel (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, PAGE_LENGTH);
  for (guint i = 0; i < PAGE_LENGTH; i++)
    bg_gtk_test_tasks_settle (&fixture->tasks, tasks[i]);
  bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == 2 * PAGE_LENGTH);
  bg_gtk_test_await_frame (GTK_WIDGET (fixture->panel));
  g_assert_cmpuint (count_rows (fixture), ==, PAGE_LENGTH);
  for (guint i = 0; i < PAGE_LENGTH; i++)
    g_assert_true (get_task (fixture, i) == tasks[PAGE_LENGTH + i]);
}

static void
test_random_changes (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  guint n_shown;

  g_test_summary ("Rows and tasks agree, whatever comes and goes in whatever order");

  open_panel (fixture);
  for (guint round = 0; round < 20; round++)
    {
      for (int i = g_test_rand_int_range (0, 8); i > 0; i--)
        g_ptr_array_add (tasks, bg_gtk_test_tasks_hold (&fixture->tasks, "Task"));
      for (int i = g_test_rand_int_range (0, 8); i > 0 && tasks->len > 0; i--)
        {
          guint position = (guint) g_test_rand_int_range (0, (gint32) tasks->len);

          bg_gtk_test_tasks_settle (&fixture->tasks, g_ptr_array_index (tasks, position));
          g_ptr_array_remove_index (tasks, position);
        }
      bg_gtk_test_run_until (g_list_model_get_n_items (fixture->live) == tasks->len);
      bg_gtk_test_await_frame (GTK_WIDGET (fixture->panel));
      n_shown = MIN (tasks->len, PAGE_LENGTH);
      g_assert_cmpuint (count_rows (fixture), ==, n_shown);
      for (guint i = 0; i < n_shown; i++)
        g_assert_true (get_task (fixture, i) == g_ptr_array_index (tasks, i));
    }
}

static void
forward_cb (BgGtkTaskPanel  *panel,
            BgTask          *task,
            BgTask         **noted)
{
  *noted = task;
}

static void
test_signals (Fixture       *fixture,
              gconstpointer  data)
{
  BgTask *failed = bg_gtk_test_tasks_fail (&fixture->tasks, "Copy", "No luck.");
  BgTask *retried = NULL;
  BgTask *dismissed = NULL;
  GtkWidget *row;

  g_signal_connect (fixture->panel, "retry", G_CALLBACK (forward_cb), &retried);
  g_signal_connect (fixture->panel, "dismiss", G_CALLBACK (forward_cb), &dismissed);
  g_list_store_append (fixture->failures, failed);
  open_panel (fixture);
  row = bg_gtk_test_find (GTK_WIDGET (fixture->panel), BG_GTK_TYPE_TASK_ROW, 0);
  g_signal_emit_by_name (bg_gtk_test_find (row, GTK_TYPE_BUTTON, 0), "clicked");
  g_assert_true (retried == failed);
  g_signal_emit_by_name (bg_gtk_test_find (row, GTK_TYPE_BUTTON, 2), "clicked");
  g_assert_true (dismissed == failed);
}

static void
test_accessible_items (Fixture       *fixture,
                       gconstpointer  data)
{
  BgTask *task = bg_gtk_test_tasks_hold (&fixture->tasks, "Import");
  GtkAccessible *item;
  GtkWidget *row;

  open_panel (fixture);
  row = bg_gtk_test_find (GTK_WIDGET (fixture->panel), BG_GTK_TYPE_TASK_ROW, 0);
  item = GTK_ACCESSIBLE (gtk_widget_get_parent (row));
  gtk_test_accessible_assert_role (item, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (item, GTK_ACCESSIBLE_PROPERTY_LABEL, "Import");
  bg_task_report_progress (task, 0.0, "Reading");
  bg_test_drain (NULL);
  gtk_test_accessible_assert_property (item, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Reading");
}

static void
test_text (Fixture       *fixture,
           gconstpointer  data)
{
  bg_gtk_task_panel_set_text (fixture->panel, "2 running");
  g_assert_cmpstr (bg_gtk_test_get_text (GTK_WIDGET (fixture->panel), 0), ==, "Tasks");
  g_assert_cmpstr (bg_gtk_test_get_text (GTK_WIDGET (fixture->panel), 1), ==, "2 running");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->panel), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->panel),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Tasks");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->panel),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "2 running");
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

  add ("/task-panel/empty", test_empty);
  add ("/task-panel/failures-first", test_failures_first);
  add ("/task-panel/closed", test_closed);
  add ("/task-panel/thousands", test_thousands);
  add ("/task-panel/more", test_more);
  add ("/task-panel/moves-up", test_moves_up);
  add ("/task-panel/random-changes", test_random_changes);
  add ("/task-panel/signals", test_signals);
  add ("/task-panel/accessible-items", test_accessible_items);
  add ("/task-panel/text", test_text);

  return bg_gtk_test_run_widgets ();
}
