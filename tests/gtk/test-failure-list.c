/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-failure-list-private.h"

#include "bg-gtk-test-tasks.h"

typedef struct
{
  BgGtkTestTasks    tasks;
  BgGtkFailureList *list;
  GString          *changes;
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  GString    *changes)
{
  g_string_append_printf (changes, "%s%u-%u+%u", changes->len > 0 ? " " : "",
                          position, n_removed, n_added);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  bg_gtk_test_tasks_set_up (&fixture->tasks, 2);
  fixture->list = bg_gtk_failure_list_new (fixture->tasks.manager);
  fixture->changes = g_string_new ("");
  g_signal_connect (fixture->list, "items-changed",
                    G_CALLBACK (items_changed_cb), fixture->changes);
}

/* A change that nobody has looked at is one too many. */
static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpstr (fixture->changes->str, ==, "");
  g_string_free (fixture->changes, TRUE);
  g_assert_finalize_object (fixture->list);
  bg_gtk_test_tasks_tear_down (&fixture->tasks);
}

static void
assert_changes (Fixture    *fixture,
                const char *expected)
{
  g_assert_cmpstr (fixture->changes->str, ==, expected);
  g_string_truncate (fixture->changes, 0);
}

static void
assert_names (Fixture    *fixture,
              const char *expected)
{
  GListModel *model = G_LIST_MODEL (fixture->list);
  g_autoptr (GString) names = g_string_new ("");

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BgTask) task = g_list_model_get_item (model, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", bg_task_get_name (task));
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  GListModel *model = G_LIST_MODEL (fixture->list);

  g_assert_true (g_list_model_get_item_type (model) == BG_TYPE_TASK);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  g_assert_null (g_list_model_get_item (model, 0));
  bg_gtk_failure_list_clear (fixture->list);
}

static void
test_latest_first (Fixture       *fixture,
                   gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_fail (&fixture->tasks, "first", "no luck");
  BgTask *second = bg_gtk_test_tasks_fail (&fixture->tasks, "second", "no luck");

  assert_changes (fixture, "0-0+1 0-0+1");
  assert_names (fixture, "second first");
  g_assert_true (bg_task_is_ended (first) && bg_task_is_ended (second));
  bg_gtk_failure_list_clear (fixture->list);
  assert_changes (fixture, "0-2+0");
}

static void
test_completed_and_stopped (Fixture       *fixture,
                            gconstpointer  data)
{
  BgTask *completed = bg_gtk_test_tasks_hold (&fixture->tasks, "completed");
  BgTask *stopped = bg_gtk_test_tasks_hold (&fixture->tasks, "stopped");

  bg_gtk_test_tasks_settle (&fixture->tasks, completed);
  bg_task_stop (stopped);
  bg_gtk_test_run_until (bg_task_is_ended (stopped));
  assert_names (fixture, "");
}

static void
test_only_roots (Fixture       *fixture,
                 gconstpointer  data)
{
  BgTask *root = bg_gtk_test_tasks_hold (&fixture->tasks, "root");
  BgTask *next = bg_gtk_test_tasks_queue_after (&fixture->tasks, "next", root);
  BgTask *last = bg_gtk_test_tasks_queue_after (&fixture->tasks, "last", next);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no luck");

  bg_task_return_error (root, error);
  bg_gtk_test_run_until (bg_task_is_ended (last));
  g_assert_cmpint (bg_task_get_state (last), ==, BG_TASK_STATE_FAILED);
  assert_changes (fixture, "0-0+1");
  assert_names (fixture, "root");
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  BgTask *first = bg_gtk_test_tasks_fail (&fixture->tasks, "first", "no luck");
  BgTask *second = bg_gtk_test_tasks_fail (&fixture->tasks, "second", "no luck");
  BgTask *other = bg_gtk_test_tasks_hold (&fixture->tasks, "other");

  assert_changes (fixture, "0-0+1 0-0+1");
  bg_gtk_failure_list_remove (fixture->list, first);
  assert_changes (fixture, "1-1+0");
  bg_gtk_failure_list_remove (fixture->list, first);
  bg_gtk_failure_list_remove (fixture->list, other);
  assert_names (fixture, "second");
  bg_gtk_failure_list_remove (fixture->list, second);
  assert_changes (fixture, "0-1+0");
}

static gboolean
fail_work (gpointer       user_data,
           GCancellable  *cancellable,
           GValue        *result,
           GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no space");
  return FALSE;
}

static void
test_work (Fixture       *fixture,
           gconstpointer  data)
{
  guint64 id = bg_task_manager_add_work (fixture->tasks.manager, fail_work, NULL, NULL,
                                         0, NULL, NULL, 0, NULL);
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("Work has no object until it is looked at");

  bg_gtk_test_run_until (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)) == 1);
  assert_changes (fixture, "0-0+1");
  task = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_assert_cmpuint (bg_task_get_id (task), ==, id);
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_FAILED);
  error = bg_task_dup_error (task);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_survives_manager (Fixture       *fixture,
                       gconstpointer  data)
{
  BgTaskManager *manager = bg_task_manager_new (1);
  BgGtkFailureList *list = bg_gtk_failure_list_new (manager);
  BgGtkFailureList *none = bg_gtk_failure_list_new (NULL);

  g_assert_finalize_object (manager);
  bg_gtk_failure_list_clear (list);
  g_assert_finalize_object (list);
  g_assert_finalize_object (none);
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
  g_test_init (&argc, &argv, NULL);

  add ("/failure-list/empty", test_empty);
  add ("/failure-list/latest-first", test_latest_first);
  add ("/failure-list/not-completed-nor-stopped", test_completed_and_stopped);
  add ("/failure-list/only-roots", test_only_roots);
  add ("/failure-list/remove", test_remove);
  add ("/failure-list/work-without-object", test_work);
  add ("/failure-list/survives-manager", test_survives_manager);

  return g_test_run ();
}
