/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

#include "bg-test.h"

#include <stdio.h>

typedef struct
{
  BgTaskManager   *manager;
  BgTaskListModel *model;
  GString         *changes;     /* "+1" at a position: "0-1+2" */
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *fixture)
{
  if (fixture->changes->len > 0)
    g_string_append_c (fixture->changes, ' ');
  g_string_append_printf (fixture->changes, "%u-%u+%u", position, removed, added);
}

static void
watch (Fixture    *fixture,
       const char *group,
       guint       keep_ended)
{
  fixture->model = bg_task_list_model_new (fixture->manager, group, keep_ended);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = bg_task_manager_new (1);
  fixture->changes = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_cmpstr (fixture->changes->str, ==, "");
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->manager);
  bg_test_drain (NULL);
  g_string_free (fixture->changes, TRUE);
}

#define assert_changes(fixture, expected) \
  G_STMT_START { \
    g_assert_cmpstr ((fixture)->changes->str, ==, expected); \
    g_string_truncate ((fixture)->changes, 0); \
  } G_STMT_END

static gboolean
work (gpointer       user_data,
      GCancellable  *cancellable,
      GValue        *result,
      GError       **error)
{
  return TRUE;
}

static guint64
add (Fixture    *fixture,
     const char *group)
{
  guint64 id = bg_task_manager_add_work (fixture->manager, work, NULL, NULL, 0, group, NULL, 0, NULL);

  g_assert_cmpuint (id, !=, 0);
  return id;
}

static guint64
get_id (Fixture *fixture,
        guint    position)
{
  g_autoptr (BgTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->model), position);

  return task != NULL ? bg_task_get_id (task) : 0;
}

static gboolean
has_rested (gpointer user_data)
{
  Fixture *fixture = user_data;

  return bg_task_manager_get_n_pending (fixture->manager) == 0 && bg_task_manager_get_n_running (fixture->manager) == 0;
}

static void
run_all (Fixture *fixture)
{
  bg_task_manager_start_processing (fixture->manager);
  bg_test_run_until (NULL, has_rested, fixture);
  bg_test_drain (NULL);
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autofree char *group = NULL;
  GType item_type;
  guint keep_ended, n_items;

  watch (fixture, "a", 3);
  g_object_get (fixture->model, "group", &group, "keep-ended", &keep_ended, "item-type", &item_type,
                "n-items", &n_items, NULL);
  g_assert_true (BG_IS_TASK_LIST_MODEL (fixture->model));
  g_assert_true (bg_task_list_model_get_manager (fixture->model) == fixture->manager);
  g_assert_cmpstr (bg_task_list_model_get_group (fixture->model), ==, group);
  g_assert_cmpuint (bg_task_list_model_get_keep_ended (fixture->model), ==, keep_ended);
  g_assert_cmpuint (keep_ended, ==, 3);
  g_assert_true (item_type == BG_TYPE_TASK);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->model)) == BG_TYPE_TASK);
  g_assert_cmpuint (n_items, ==, 0);
}

/* What is there when the list is made is in it; what comes later is announced in one batch. */
static void
test_added_in_batches (Fixture       *fixture,
                       gconstpointer  user_data)
{
  add (fixture, NULL);
  add (fixture, "a");
  watch (fixture, NULL, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 2);

  for (guint i = 0; i < 100; i++)
    add (fixture, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 2);
  bg_test_drain (NULL);
  assert_changes (fixture, "2-0+100");
  for (guint i = 0; i < 102; i++)
    g_assert_cmpuint (get_id (fixture, i), ==, i + 1);
  g_assert_cmpuint (get_id (fixture, 102), ==, 0);
}

static void
test_group (Fixture       *fixture,
            gconstpointer  user_data)
{
  watch (fixture, "a", 0);
  add (fixture, "b");
  add (fixture, "a");
  add (fixture, NULL);
  bg_test_drain (NULL);
  assert_changes (fixture, "0-0+1");
  g_assert_cmpuint (get_id (fixture, 0), ==, 2);
}

/* Neighbours that end in one turn go in one change, from the end, so that positions stay true. */
static void
test_removed (Fixture       *fixture,
              gconstpointer  user_data)
{
  for (guint i = 0; i < 6; i++)
    add (fixture, NULL);
  watch (fixture, NULL, 0);
  bg_task_manager_stop_task (fixture->manager, 2, FALSE, FALSE);
  bg_task_manager_stop_task (fixture->manager, 3, FALSE, FALSE);
  bg_task_manager_stop_task (fixture->manager, 5, FALSE, FALSE);
  bg_test_drain (NULL);
  assert_changes (fixture, "4-1+0 1-2+0");
  g_assert_cmpuint (get_id (fixture, 0), ==, 1);
  g_assert_cmpuint (get_id (fixture, 1), ==, 4);
  g_assert_cmpuint (get_id (fixture, 2), ==, 6);
}

/* Many changes here and there are announced as one that spans them. */
static void
test_removed_here_and_there (Fixture       *fixture,
                             gconstpointer  user_data)
{
  for (guint i = 0; i < 40; i++)
    add (fixture, NULL);
  watch (fixture, NULL, 0);
  for (guint64 id = 2; id <= 38; id += 2)
    bg_task_manager_stop_task (fixture->manager, id, FALSE, FALSE);
  bg_test_drain (NULL);
  assert_changes (fixture, "1-37+18");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 21);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (get_id (fixture, i), ==, 2 * i + 1);
}

static void
test_objects_only_where_looked_at (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  g_autoptr (BgTask) seen = NULL;
  g_autoptr (BgTask) again = NULL;

  add (fixture, NULL);
  add (fixture, NULL);
  watch (fixture, NULL, 0);
  seen = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  again = bg_task_manager_dup_task (fixture->manager, 2);
  g_assert_true (seen == again);
  g_assert_cmpint (bg_task_get_state (seen), ==, BG_TASK_STATE_QUEUED);
  run_all (fixture);
  g_assert_cmpint (bg_task_get_state (seen), ==, BG_TASK_STATE_COMPLETED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 0);
  g_string_truncate (fixture->changes, 0);
}

static void
test_keeps_the_last_that_ended (Fixture       *fixture,
                                gconstpointer  user_data)
{
  g_autoptr (BgTask) last = NULL;

  watch (fixture, NULL, 2);
  for (guint i = 0; i < 5; i++)
    add (fixture, NULL);
  run_all (fixture);
  g_string_truncate (fixture->changes, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 2);
  g_assert_cmpuint (get_id (fixture, 0), ==, 4);
  g_assert_cmpuint (get_id (fixture, 1), ==, 5);
  last = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  g_assert_cmpint (bg_task_get_state (last), ==, BG_TASK_STATE_COMPLETED);

  bg_task_list_model_set_keep_ended (fixture->model, 1);
  assert_changes (fixture, "0-1+0");
  g_assert_cmpuint (get_id (fixture, 0), ==, 5);
}

/* Whatever happens, the list is what its announcements made of it. */
static void
test_announcements_add_up (Fixture       *fixture,
                           gconstpointer  user_data)
{
  guint n_items = 0;

  watch (fixture, NULL, 3);
  for (guint i = 0; i < 400; i++)
    {
      g_auto (GStrv) changes = NULL;
      guint64 id = add (fixture, i % 2 == 0 ? "a" : NULL);

      if (g_test_rand_int_range (0, 3) == 0)
        bg_task_manager_stop_task (fixture->manager, (guint64) g_test_rand_int_range (1, (gint32) id + 1), FALSE, FALSE);
      if (g_test_rand_int_range (0, 50) == 0)
        run_all (fixture);
      if (g_test_rand_int_range (0, 4) == 0)
        bg_test_drain (NULL);

      changes = g_strsplit (fixture->changes->str, " ", -1);
      for (guint j = 0; changes[j] != NULL; j++)
        {
          guint position, removed, added;

          g_assert_cmpint (sscanf (changes[j], "%u-%u+%u", &position, &removed, &added), ==, 3);
          g_assert_cmpuint (position + removed, <=, n_items);
          n_items += added - removed;
        }
      g_string_truncate (fixture->changes, 0);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, n_items);
      for (guint j = 1; j < n_items; j++)
        g_assert_cmpuint (get_id (fixture, j - 1), <, get_id (fixture, j));
      bg_task_manager_pause_processing (fixture->manager);
    }
  bg_task_manager_stop_all_tasks (fixture->manager);
  bg_test_drain (NULL);
  g_string_truncate (fixture->changes, 0);
}

#define add_test(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/task-list-model/properties", test_properties);
  add_test ("/task-list-model/added/in-batches", test_added_in_batches);
  add_test ("/task-list-model/group", test_group);
  add_test ("/task-list-model/removed/neighbours-together", test_removed);
  add_test ("/task-list-model/removed/here-and-there", test_removed_here_and_there);
  add_test ("/task-list-model/objects-only-where-looked-at", test_objects_only_where_looked_at);
  add_test ("/task-list-model/keeps-the-last-that-ended", test_keeps_the_last_that_ended);
  add_test ("/task-list-model/announcements-add-up", test_announcements_add_up);
  return g_test_run ();
}
