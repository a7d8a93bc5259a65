/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A list under a random mix of changes, against what it should hold: the tasks of its group that have not ended,
 * and the last few that have, in the order of adding. */
typedef struct
{
  BgTaskManager   *manager;
  CoreWatch       *watch;
  BgTaskListModel *model;
  const char      *group;       /* of the list */
  guint            keep;
  GArray          *said;        /* ids, by what the list has announced */
  GPtrArray       *added;       /* groups of all tasks, by id - 1 */
  GArray          *ended;       /* ids of the list's group that have ended, in that order */
  gboolean         nests;
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *fixture)
{
  g_assert_cmpuint (removed + added, >, 0);
  g_assert_cmpuint (position + removed, <=, fixture->said->len);
  g_array_remove_range (fixture->said, position, removed);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->said->len + added);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (BgTask) task = g_list_model_get_item (model, position + i);
      guint64 id = bg_task_get_id (task);

      g_array_insert_val (fixture->said, position + i, id);
    }
}

static gboolean
is_ours (Fixture *fixture,
         guint64  id)
{
  return fixture->group == NULL
         || g_strcmp0 (fixture->group, g_ptr_array_index (fixture->added, id - 1)) == 0;
}

static void
note_end (Fixture *fixture,
          guint64  id)
{
  if (is_ours (fixture, id))
    g_array_append_val (fixture->ended, id);
  /* Now and then a handler runs a loop. */
  if (!fixture->nests && g_test_rand_int_range (0, 20) == 0)
    {
      fixture->nests = TRUE;
      g_main_context_iteration (NULL, FALSE);
      fixture->nests = FALSE;
    }
}

static void
completed_cb (BgTaskManager *manager,
              guint64        id,
              const char    *group,
              const GValue  *result,
              Fixture       *fixture)
{
  note_end (fixture, id);
}

static void
failed_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GError  *error,
           const char    *traceback,
           Fixture       *fixture)
{
  note_end (fixture, id);
}

static void
stopped_cb (BgTaskManager *manager,
            guint64        id,
            const char    *group,
            Fixture       *fixture)
{
  note_end (fixture, id);
}

static void
add (Fixture *fixture)
{
  static const char *groups[] = { NULL, "a", "b" };
  const char *group = groups[g_test_rand_int_range (0, 3)];
  BgWorkFunc func = g_test_rand_int_range (0, 5) == 0 ? core_work_fail : core_work_nothing;
  guint64 upstream = (guint64) g_test_rand_int_range (1, (gint32) fixture->added->len + 2);
  gsize n = g_test_rand_int_range (0, 3) == 0 ? 1 : 0;
  guint64 id;

  if (g_test_rand_int_range (0, 6) == 0)
    id = bg_task_manager_add_pass_through_task (fixture->manager, NULL, 0, group, &upstream, n, NULL);
  else
    id = bg_task_manager_add_work (fixture->manager, func, NULL, NULL, 0, group, &upstream, n, NULL);
  if (id == 0)
    return;
  g_ptr_array_add (fixture->added, (gpointer) group);
  g_assert_cmpuint (id, ==, fixture->added->len);
}

static gboolean
has_ended (Fixture *fixture,
           guint64  id,
           guint    since)
{
  for (guint i = since; i < fixture->ended->len; i++)
    if (g_array_index (fixture->ended, guint64, i) == id)
      return TRUE;
  return FALSE;
}

/* When everything that could be said was said. */
static void
check (Fixture *fixture)
{
  guint n_kept = MIN (fixture->keep, fixture->ended->len);
  guint at = 0;

  for (guint64 id = 1; id <= fixture->added->len; id++)
    {
      g_autoptr (BgTask) task = NULL;

      if (!is_ours (fixture, id))
        continue;
      if (has_ended (fixture, id, 0) && !has_ended (fixture, id, fixture->ended->len - n_kept))
        continue;
      g_assert_cmpuint (at, <, fixture->said->len);
      g_assert_cmpuint (g_array_index (fixture->said, guint64, at), ==, id);
      task = g_list_model_get_item (G_LIST_MODEL (fixture->model), at++);
      g_assert_cmpuint (bg_task_get_id (task), ==, id);
      g_assert_cmpint (bg_task_is_ended (task), ==, has_ended (fixture, id, 0));
    }
  g_assert_cmpuint (fixture->said->len, ==, at);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, at);
}

static void
run_to_rest (Fixture *fixture)
{
  bg_task_manager_start_processing (fixture->manager);
  core_run_to_rest (fixture->manager);
  check (fixture);
}

static void
step (Fixture *fixture)
{
  int what = g_test_rand_int_range (0, 100);
  guint64 some = (guint64) g_test_rand_int_range (1, (gint32) fixture->added->len + 2);

  if (what < 50)
    add (fixture);
  else if (what < 60)
    bg_task_manager_stop_task (fixture->manager, some, g_test_rand_bit (), g_test_rand_bit ());
  else if (what < 62)
    bg_task_manager_stop_task_group (fixture->manager, "a", FALSE, FALSE);
  else if (what < 75)
    g_main_context_iteration (NULL, FALSE);
  else if (what < 80)
    bg_task_manager_start_processing (fixture->manager);
  else if (what < 90)
    bg_task_manager_pause_processing (fixture->manager);
  else if (what < 95)
    bg_test_drain (NULL);
  else
    run_to_rest (fixture);
}

static void
live (const char *group,
      guint       keep)
{
  Fixture fixture = { .group = group, .keep = keep };

  fixture.manager = bg_task_manager_new ((guint) g_test_rand_int_range (1, 4));
  fixture.watch = core_watch_new (fixture.manager);
  fixture.said = g_array_new (FALSE, FALSE, sizeof (guint64));
  fixture.ended = g_array_new (FALSE, FALSE, sizeof (guint64));
  fixture.added = g_ptr_array_new ();
  fixture.model = bg_task_list_model_new (fixture.manager, group, keep);
  g_signal_connect (fixture.model, "items-changed", G_CALLBACK (items_changed_cb), &fixture);
  g_signal_connect (fixture.manager, "task-completed", G_CALLBACK (completed_cb), &fixture);
  g_signal_connect (fixture.manager, "task-failed", G_CALLBACK (failed_cb), &fixture);
  g_signal_connect (fixture.manager, "task-stopped", G_CALLBACK (stopped_cb), &fixture);

  bg_task_manager_start_processing (fixture.manager);
  for (guint i = 0; i < 150; i++)
    step (&fixture);
  run_to_rest (&fixture);
  fixture.keep = (guint) g_test_rand_int_range (0, (gint32) keep + 1);
  bg_task_list_model_set_keep_ended (fixture.model, fixture.keep);
  check (&fixture);

  g_assert_finalize_object (fixture.model);
  core_watch_free (fixture.watch);
  g_signal_handlers_disconnect_by_data (fixture.manager, &fixture);
  core_end (fixture.manager);
  g_array_unref (fixture.said);
  g_array_unref (fixture.ended);
  g_ptr_array_unref (fixture.added);
}

static void
test_random (void)
{
  static const guint keeps[] = { 0, 1, 5, 1000 };

  for (guint i = core_count (60, 2000); i > 0; i--)
    live (i % 2 == 0 ? "a" : NULL, keeps[i % G_N_ELEMENTS (keeps)]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/task-list-model/random/against-what-it-should-hold", test_random);
  return g_test_run ();
}
