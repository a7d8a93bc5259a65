/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* A manager of one thread that is paused. What a model says is noted as "+3" for one item added at 3, "-0" for
 * one removed there, and "2-1+4" for one replaced by four at 2; it is checked against a copy each time. */
typedef struct
{
  BgTaskManager   *manager;
  CoreWatch       *watch;
  BgTestGate      *gate;
  BgTaskListModel *model;
  GString         *changes;
  GArray          *ids;         /* what the list must hold by what was said */
  guint            n_notified;
} Fixture;

static guint64
get_id (gpointer model,
        guint    position)
{
  g_autoptr (BgTask) task = g_list_model_get_item (model, position);

  return bg_task_get_id (task);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *fixture)
{
  if (fixture->changes->len > 0)
    g_string_append_c (fixture->changes, ' ');
  if (removed == 0 && added == 1)
    g_string_append_printf (fixture->changes, "+%u", position);
  else if (removed == 1 && added == 0)
    g_string_append_printf (fixture->changes, "-%u", position);
  else
    g_string_append_printf (fixture->changes, "%u-%u+%u", position, removed, added);

  g_assert_cmpuint (position + removed, <=, fixture->ids->len);
  g_array_remove_range (fixture->ids, position, removed);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->ids->len + added);
  for (guint i = 0; i < added; i++)
    {
      guint64 id = get_id (model, position + i);

      g_array_insert_val (fixture->ids, position + i, id);
    }
}

static void
n_items_cb (GObject    *object,
            GParamSpec *pspec,
            Fixture    *fixture)
{
  fixture->n_notified++;
}

static void
make_model (Fixture    *fixture,
            const char *group,
            guint       keep_ended)
{
  fixture->model = bg_task_list_model_new (fixture->manager, group, keep_ended);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->model)); i++)
    {
      guint64 id = get_id (fixture->model, i);

      g_array_append_val (fixture->ids, id);
    }
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  g_signal_connect (fixture->model, "notify::n-items", G_CALLBACK (n_items_cb), fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = bg_task_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->changes = g_string_new (NULL);
  fixture->ids = g_array_new (FALSE, FALSE, sizeof (guint64));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  /* A change that nobody asked for. */
  g_assert_cmpstr (fixture->changes->str, ==, "");
  core_watch_free (fixture->watch);
  if (fixture->model != NULL)
    g_assert_finalize_object (fixture->model);
  core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
  g_string_free (fixture->changes, TRUE);
  g_array_unref (fixture->ids);
}

static guint64
add (Fixture    *fixture,
     const char *group)
{
  return core_add (fixture->manager, core_work_nothing, NULL, group);
}

#define assert_changes(expected) \
  G_STMT_START { \
    g_assert_cmpstr (fixture->changes->str, ==, expected); \
    g_string_truncate (fixture->changes, 0); \
  } G_STMT_END

static char *
describe (gpointer model)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " " : "", get_id (model, i));
  return g_string_free (text, FALSE);
}

#define assert_items(expected) \
  G_STMT_START { \
    g_autofree char *listed = describe (fixture->model); \
    g_assert_cmpstr (listed, ==, expected); \
  } G_STMT_END

static void
run (Fixture *fixture,
     guint    n)
{
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, n);
  bg_task_manager_pause_processing (fixture->manager);
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (BgTaskManager) manager = NULL;
  g_autofree char *group = NULL;
  guint keep_ended, n_items;
  GType type;

  make_model (fixture, "g", 3);
  g_object_get (fixture->model, "manager", &manager, "group", &group, "keep-ended", &keep_ended,
                "item-type", &type, "n-items", &n_items, NULL);
  g_assert_true (manager == fixture->manager);
  g_assert_true (bg_task_list_model_get_manager (fixture->model) == manager);
  g_assert_cmpstr (group, ==, "g");
  g_assert_cmpstr (bg_task_list_model_get_group (fixture->model), ==, "g");
  g_assert_cmpuint (keep_ended, ==, 3);
  g_assert_cmpuint (bg_task_list_model_get_keep_ended (fixture->model), ==, 3);
  g_assert_true (type == BG_TYPE_TASK);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->model)) == BG_TYPE_TASK);
  g_assert_cmpuint (n_items, ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->model), 0));
  g_signal_connect (fixture->model, "notify::keep-ended", G_CALLBACK (n_items_cb), fixture);
  g_object_set (fixture->model, "keep-ended", 3, NULL);
  g_assert_cmpuint (fixture->n_notified, ==, 0);
  bg_task_list_model_set_keep_ended (fixture->model, 4);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
}

static void
test_what_is_there (Fixture       *fixture,
                    gconstpointer  user_data)
{
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add_after (fixture->manager, core_work_nothing, NULL, "g", 1);
  core_add_task (fixture->manager, bg_task_new_pass_through ());
  make_model (fixture, NULL, 0);
  assert_items ("1 2 3");
  bg_test_drain (NULL);
  assert_changes ("");
}

static void
test_added_in_batches (Fixture       *fixture,
                       gconstpointer  user_data)
{
  make_model (fixture, NULL, 0);
  add (fixture, NULL);
  /* Never inside the call. */
  assert_changes ("");
  bg_test_drain (NULL);
  assert_changes ("+0");
  for (guint i = 0; i < 1000; i++)
    add (fixture, NULL);
  bg_test_drain (NULL);
  assert_changes ("1-0+1000");
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  bg_task_manager_stop_all_tasks (fixture->manager);
  core_watch_run (fixture->watch, 1001);
  g_string_truncate (fixture->changes, 0);
  g_assert_cmpuint (fixture->ids->len, ==, 0);
}

static void
test_ended_go (Fixture       *fixture,
               gconstpointer  user_data)
{
  /* However slow the machine is, all of them are announced in one go. */
  bg_task_manager_set_delivery_budget (fixture->manager, G_MAXUINT);
  make_model (fixture, NULL, 0);
  for (guint i = 0; i < 5; i++)
    add (fixture, NULL);
  bg_test_drain (NULL);
  assert_changes ("0-0+5");
  bg_task_manager_stop_task (fixture->manager, 2, FALSE, FALSE);
  bg_task_manager_stop_task (fixture->manager, 4, FALSE, FALSE);
  bg_task_manager_stop_task (fixture->manager, 5, FALSE, FALSE);
  core_watch_run (fixture->watch, 3);
  assert_changes ("3-2+0 -1");
  assert_items ("1 3");
  run (fixture, 2);
  g_assert_cmpuint (fixture->ids->len, ==, 0);
  g_string_truncate (fixture->changes, 0);
}

/* Where many gaps open at once, one change spans them all. */
static void
test_many_gaps (Fixture       *fixture,
                gconstpointer  user_data)
{
  bg_task_manager_set_delivery_budget (fixture->manager, G_MAXUINT);
  make_model (fixture, NULL, 0);
  for (guint i = 0; i < 100; i++)
    add (fixture, NULL);
  bg_test_drain (NULL);
  assert_changes ("0-0+100");
  for (guint64 id = 2; id <= 98; id += 2)
    bg_task_manager_stop_task (fixture->manager, id, FALSE, FALSE);
  core_watch_run (fixture->watch, 49);
  assert_changes ("1-97+48");
  g_assert_cmpuint (fixture->ids->len, ==, 51);
}

/* What comes and goes within a turn is not worth a word. */
static void
test_gone_before_it_was_seen (Fixture       *fixture,
                              gconstpointer  user_data)
{
  make_model (fixture, NULL, 0);
  for (guint i = 0; i < 10; i++)
    bg_task_manager_stop_task (fixture->manager, add (fixture, NULL), FALSE, FALSE);
  core_watch_run (fixture->watch, 10);
  assert_changes ("");
}

static void
test_keep_ended (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (BgTask) kept = NULL;
  g_autoptr (GError) error = NULL;

  make_model (fixture, NULL, 2);
  for (guint i = 0; i < 3; i++)
    add (fixture, NULL);
  core_add (fixture->manager, core_work_fail, NULL, NULL);
  bg_test_drain (NULL);
  assert_changes ("0-0+4");
  run (fixture, 4);
  assert_items ("3 4");
  g_assert_cmpuint (fixture->ids->len, ==, 2);
  g_string_truncate (fixture->changes, 0);
  kept = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  g_assert_cmpint (bg_task_get_state (kept), ==, BG_TASK_STATE_FAILED);
  error = bg_task_dup_error (kept);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  /* The oldest goes when another one has ended. */
  bg_task_manager_stop_task (fixture->manager, add (fixture, NULL), FALSE, FALSE);
  core_watch_run (fixture->watch, 1);
  assert_items ("4 5");
  g_string_truncate (fixture->changes, 0);
  bg_task_list_model_set_keep_ended (fixture->model, 1);
  assert_changes ("-0");
  bg_task_list_model_set_keep_ended (fixture->model, 10);
  assert_changes ("");
  bg_task_list_model_set_keep_ended (fixture->model, 0);
  assert_changes ("-0");
}

static void
test_ended_before_it_was_listed_is_kept (Fixture       *fixture,
                                         gconstpointer  user_data)
{
  make_model (fixture, NULL, 5);
  for (guint i = 0; i < 3; i++)
    bg_task_manager_stop_task (fixture->manager, add (fixture, NULL), FALSE, FALSE);
  core_watch_run (fixture->watch, 3);
  assert_items ("1 2 3");
  assert_changes ("0-0+3");
}

static void
test_group (Fixture       *fixture,
            gconstpointer  user_data)
{
  add (fixture, "a");
  add (fixture, "b");
  make_model (fixture, "a", 1);
  assert_items ("1");
  add (fixture, "b");
  add (fixture, NULL);
  add (fixture, "a");
  bg_test_drain (NULL);
  assert_changes ("+1");
  assert_items ("1 5");
  run (fixture, 5);
  assert_items ("5");
  g_string_truncate (fixture->changes, 0);
}

/* Objects are made only for those that somebody looks at, and stay the same. */
static void
test_objects_on_demand (Fixture       *fixture,
                        gconstpointer  user_data)
{
  g_autoptr (BgTask) task = NULL;
  g_autoptr (BgTask) again = NULL;
  g_autoptr (BgTask) dup = NULL;

  add (fixture, NULL);
  add (fixture, NULL);
  make_model (fixture, NULL, 0);
  task = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  again = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  dup = bg_task_manager_dup_task (fixture->manager, 2);
  g_assert_true (task == again);
  g_assert_true (task == dup);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->model), 2));
}

static void
look_cb (GListModel *model,
         guint       position,
         guint       removed,
         guint       added,
         guint      *n)
{
  *n += added;
}

/* A list of many costs little as long as nobody looks: the tasks stay as lean as they were. */
static void
test_nothing_made_unasked (Fixture       *fixture,
                           gconstpointer  user_data)
{
  BgTaskListModel *model = bg_task_list_model_new (fixture->manager, NULL, 0);
  guint n = 0;

  g_signal_connect (model, "items-changed", G_CALLBACK (look_cb), &n);
  for (guint i = 0; i < 100000; i++)
    add (fixture, NULL);
  bg_test_run_until_count (NULL, &n, 100000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 100000);
  g_assert_finalize_object (model);
}

static void
test_stopped_body_is_not_listed (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_task_manager_start_processing (fixture->manager);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  make_model (fixture, NULL, 0);
  assert_items ("1");
  bg_task_manager_stop_task (fixture->manager, 1, FALSE, FALSE);
  core_watch_run (fixture->watch, 1);
  assert_changes ("-0");
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
}

/* A second model comes after tasks were added that the first has not heard of yet. */
static void
test_second_model (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autoptr (BgTaskListModel) first = bg_task_list_model_new (fixture->manager, NULL, 0);
  g_autofree char *items = NULL;

  add (fixture, NULL);
  add (fixture, NULL);
  make_model (fixture, NULL, 0);
  add (fixture, NULL);
  bg_test_drain (NULL);
  items = describe (first);
  g_assert_cmpstr (items, ==, "1 2 3");
  assert_items ("1 2 3");
  assert_changes ("+2");
}

static void
nest_cb (BgTaskManager *manager,
         guint64        id,
         const char    *group,
         const GValue  *result,
         Fixture       *fixture)
{
  if (id < 5)
    add (fixture, NULL);
  bg_test_drain (NULL);
}

/* A handler runs a loop in the middle of the announcement. */
static void
test_nested_loop (Fixture       *fixture,
                  gconstpointer  user_data)
{
  gulong handler = g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (nest_cb), fixture);

  make_model (fixture, NULL, 10);
  add (fixture, NULL);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 1);
  core_run_to_rest (fixture->manager);
  g_signal_handler_disconnect (fixture->manager, handler);
  assert_items ("1 2 3 4 5");
  g_assert_cmpuint (fixture->ids->len, ==, 5);
  g_string_truncate (fixture->changes, 0);
}

static void
unref_cb (GListModel       *model,
          guint             position,
          guint             removed,
          guint             added,
          BgTaskListModel **other)
{
  g_clear_object (other);
}

/* Models come and go in the handlers of others; none misses anything over that. */
static void
test_models_go_meanwhile (Fixture       *fixture,
                          gconstpointer  user_data)
{
  BgTaskListModel *self = bg_task_list_model_new (fixture->manager, NULL, 0);
  BgTaskListModel *other = bg_task_list_model_new (fixture->manager, NULL, 0);
  BgTaskListModel *first = bg_task_list_model_new (fixture->manager, NULL, 0);

  g_signal_connect (self, "items-changed", G_CALLBACK (unref_cb), &self);
  g_signal_connect (first, "items-changed", G_CALLBACK (unref_cb), &other);
  make_model (fixture, NULL, 0);
  add (fixture, NULL);
  add (fixture, NULL);
  bg_test_drain (NULL);
  assert_changes ("0-0+2");
  g_assert_null (self);
  g_assert_null (other);
  g_object_unref (first);
}

#define ADD(path, func) g_test_add ("/task-list-model/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("properties", test_properties);
  ADD ("what-is-there", test_what_is_there);
  ADD ("added/in-batches", test_added_in_batches);
  ADD ("ended/go", test_ended_go);
  ADD ("ended/many-gaps", test_many_gaps);
  ADD ("ended/before-it-was-seen", test_gone_before_it_was_seen);
  ADD ("ended/body-runs-on", test_stopped_body_is_not_listed);
  ADD ("keep-ended/the-last-few", test_keep_ended);
  ADD ("keep-ended/ended-before-it-was-listed", test_ended_before_it_was_listed_is_kept);
  ADD ("group", test_group);
  ADD ("objects/on-demand", test_objects_on_demand);
  ADD ("objects/none-unasked", test_nothing_made_unasked);
  ADD ("second-model", test_second_model);
  ADD ("nested-loop", test_nested_loop);
  ADD ("models-go-meanwhile", test_models_go_meanwhile);
  return g_test_run ();
}
