/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a task is given, and what its upstreams hand down. */

#include "config.h"

#include "core-test.h"

static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, core_manager_new (4));
}

static void
set_int (BgTask     *task,
         const char *name,
         int         number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);
  bg_task_set_argument (task, name, &value);
}

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static char *
print_arguments (BgTask *task)
{
  g_autoptr (GVariant) mapping = bg_task_dup_arguments (task);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_assert_true (g_variant_is_of_type (mapping, G_VARIANT_TYPE_VARDICT));
  g_variant_iter_init (&iter, mapping);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *text = g_variant_print (value, FALSE);

      g_ptr_array_add (words, g_strconcat (name, "=", text, NULL));
      g_variant_unref (value);
    }
  g_ptr_array_sort (words, compare_words);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

#define assert_arguments(task, expected) \
  G_STMT_START { \
    g_autofree char *printed = print_arguments (task); \
    g_assert_cmpstr (printed, ==, expected); \
  } G_STMT_END

static void
test_own_arguments (void)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);

  assert_arguments (task, "");
  set_int (task, "a", 1);
  set_int (task, "b", 2);
  set_int (task, "a", 3);
  assert_arguments (task, "a=3 b=2");
  g_assert_cmpint (g_value_get_int (bg_task_get_argument (task, "a")), ==, 3);
  g_assert_null (bg_task_get_argument (task, "c"));
}

static void
test_argument_is_copied (void)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, "before");
  bg_task_set_argument (task, "text", &value);
  g_value_set_string (&value, "after");
  g_assert_cmpstr (g_value_get_string (bg_task_get_argument (task, "text")), ==, "before");
  g_value_unset (&value);
}

static gboolean
print_body (BgTask        *task,
            GCancellable  *cancellable,
            gpointer       user_data,
            GError       **error)
{
  g_autofree char *text = print_arguments (task);

  bg_task_return_string (task, text);
  return TRUE;
}

static BgTask *
run (CoreFixture *fixture,
     BgTask      *task)
{
  core_add_task (fixture->manager, g_object_ref (task));
  return task;
}

/* What a body saw of its arguments, once it has ended. */
static const char *
get_seen (BgTask *task)
{
  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  return g_value_get_string (bg_task_get_result (task));
}

static gboolean
map_body (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  bg_task_return_variant (task, g_variant_new_parsed (user_data));
  return TRUE;
}

/* Upstreams that return the mappings, each held at its gate. */
typedef struct
{
  const char *mapping;
  BgTestGate *gate;
} Upstream;

static gboolean
gated_map_body (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  Upstream *upstream = user_data;

  bg_test_gate_pass (upstream->gate);
  bg_task_return_variant (task, g_variant_new_parsed (upstream->mapping));
  return TRUE;
}

static void
test_overlaid_in_declared_order (CoreFixture   *fixture,
                                 gconstpointer  user_data)
{
  static const guint orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      Upstream upstreams[] = {
        { "{'a': <10>, 'b': <10>, 'own': <10>}", bg_test_gate_new () },
        { "{'b': <11>, 'c': <11>}", bg_test_gate_new () },
        { "{'c': <12>, 'd': <12>}", bg_test_gate_new () },
      };
      g_autoptr (BgTask) task = bg_task_new (print_body, NULL, NULL);

      set_int (task, "own", 1);
      set_int (task, "a", 1);
      set_int (task, "other", 1);
      for (guint j = 0; j < 3; j++)
        bg_task_add_upstream (task, core_add_task (fixture->manager,
                                                   bg_task_new (gated_map_body, &upstreams[j], NULL)));
      run (fixture, task);
      assert_arguments (task, "a=1 other=1 own=1");
      for (guint j = 0; j < 3; j++)
        {
          bg_test_gate_await_arrivals (upstreams[orders[i][j]].gate, 1);
          bg_test_gate_open (upstreams[orders[i][j]].gate);
          core_watch_run (fixture->watch, 1);
        }
      core_watch_run (fixture->watch, 1);
      /* Whatever order they finished in. */
      g_assert_cmpstr (get_seen (task), ==, "a=10 b=11 c=12 d=12 other=1 own=10");
      for (guint j = 0; j < 3; j++)
        bg_test_gate_unref (upstreams[j].gate);
    }
}

static gboolean
other_results_body (BgTask        *task,
                    GCancellable  *cancellable,
                    gpointer       user_data,
                    GError       **error)
{
  g_autofree char *text = print_arguments (task);
  g_autofree char *number = g_strdup_value_contents (bg_task_get_upstream_result (task, 1));
  const GValue *nothing = bg_task_get_upstream_result (task, 2);
  const GValue *mapping = bg_task_get_upstream_result (task, 3);
  gsize n;
  const guint64 *ids = bg_task_get_upstream_ids (task, &n);
  g_autofree char *both = NULL;

  g_assert_cmpuint (n, ==, 3);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (ids[i], ==, i + 1);
  g_assert_null (nothing);
  g_assert_true (G_VALUE_HOLDS_VARIANT (mapping));
  g_assert_null (bg_task_get_upstream_result (task, 4));
  g_assert_null (bg_task_get_upstream_result (task, 0));
  both = g_strconcat (number, " ", text, NULL);
  bg_task_return_string (task, both);
  return TRUE;
}

static gboolean
int_body (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  bg_task_return_int (task, GPOINTER_TO_INT (user_data));
  return TRUE;
}

static gboolean
int_work (gpointer       user_data,
          GCancellable  *cancellable,
          GValue        *result,
          GError       **error)
{
  g_value_init (result, G_TYPE_INT);
  g_value_set_int (result, GPOINTER_TO_INT (user_data));
  return TRUE;
}

static void
test_other_results_by_id (CoreFixture   *fixture,
                          gconstpointer  user_data)
{
  gboolean lean = GPOINTER_TO_INT (user_data);
  g_autoptr (BgTask) task = bg_task_new (other_results_body, NULL, NULL);

  bg_task_manager_pause_processing (fixture->manager);
  if (lean)
    core_add (fixture->manager, int_work, GINT_TO_POINTER (42), NULL);
  else
    core_add_task (fixture->manager, bg_task_new (int_body, GINT_TO_POINTER (42), NULL));
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_add_task (fixture->manager, bg_task_new (map_body, (gpointer) "{'a': <1>}", NULL));
  for (guint64 id = 1; id <= 3; id++)
    bg_task_add_upstream (task, id);
  run (fixture, task);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 4);
  g_assert_cmpstr (get_seen (task), ==, "42 a=1");
}

static void
test_all_types_of_values (CoreFixture   *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (print_body, NULL, NULL);

  bg_task_add_upstream (task, core_add_task (fixture->manager, bg_task_new (map_body, (gpointer)
    "{'b': <true>, 'i': <-1>, 'u': <uint32 7>, 'x': <int64 -9>, 't': <uint64 9>, 'd': <0.5>, 's': <'text'>,"
    " 'as': <['a', 'b']>, 'nested': <{'k': <1>}>, 'bytes': <b'xyz'>}", NULL)));
  run (fixture, task);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpstr (get_seen (task), ==,
                   "as=['a', 'b'] b=true bytes=b'xyz' d=0.5 i=-1 nested={'k': <1>} s='text' t=9 u=7 x=-9");
}

static gboolean
return_arguments_body (BgTask        *task,
                       GCancellable  *cancellable,
                       gpointer       user_data,
                       GError       **error)
{
  g_autoptr (GVariant) mapping = bg_task_dup_arguments (task);

  bg_task_return_variant (task, mapping);
  return TRUE;
}

/* What goes through several tasks must come out as it went in. */
static void
test_round_trip (CoreFixture   *fixture,
                 gconstpointer  user_data)
{
  const char *text = "{'b': <byte 0x07>, 'n': <int16 -1>, 'o': <objectpath '/a'>, 'g': <signature 'as'>,"
                     " 'v': <<'boxed'>>, 'ay': <b'x'>, 'aay': <[b'x']>, 'ms': <@ms 'm'>, 'tuple': <(1, 'a')>,"
                     " 'ao': <[objectpath '/a']>, 'e': <@as []>}";
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed (text));
  g_autoptr (BgTask) task = bg_task_new (return_arguments_body, NULL, NULL);
  GVariantIter iter;
  const char *name;
  GVariant *value;
  GVariant *result;

  bg_task_add_upstream (task, core_add_task (fixture->manager, bg_task_new (map_body, (gpointer) text, NULL)));
  run (fixture, task);
  core_watch_run (fixture->watch, 2);
  result = g_value_get_variant (bg_task_get_result (task));
  g_variant_iter_init (&iter, expected);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) found = g_variant_lookup_value (result, name, NULL);
      g_autofree char *wanted = g_variant_print (value, TRUE);
      g_autofree char *got = found != NULL ? g_variant_print (found, TRUE) : g_strdup ("missing");

      g_assert_cmpstr (got, ==, wanted);
      g_variant_unref (value);
    }
  g_assert_cmpuint (g_variant_n_children (result), ==, g_variant_n_children (expected));
}

static guint64
add_join (CoreFixture   *fixture,
          const char    *arguments,
          const guint64 *upstream_ids,
          gsize          n)
{
  g_autoptr (GError) error = NULL;
  guint64 id = bg_task_manager_add_pass_through_task (fixture->manager, arguments != NULL
                                                                          ? g_variant_new_parsed (arguments) : NULL,
                                                      0, NULL, upstream_ids, n, &error);

  g_assert_no_error (error);
  return id;
}

static void
test_pass_through_merges (CoreFixture   *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (print_body, NULL, NULL);
  guint64 ids[2];

  bg_task_manager_pause_processing (fixture->manager);
  ids[0] = core_add_task (fixture->manager, bg_task_new (map_body, (gpointer) "{'a': <1>, 'b': <1>}", NULL));
  ids[1] = core_add_task (fixture->manager, bg_task_new (map_body, (gpointer) "{'b': <2>}", NULL));
  bg_task_add_upstream (task, add_join (fixture, "{'a': <0>, 'own': <0>}", ids, 2));
  run (fixture, task);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 4);
  g_assert_cmpstr (get_seen (task), ==, "a=1 b=2 own=0");
}

static void
test_pass_through_alone (CoreFixture   *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (BgTask) with = bg_task_new (print_body, NULL, NULL);
  g_autoptr (BgTask) without = bg_task_new (print_body, NULL, NULL);

  bg_task_manager_pause_processing (fixture->manager);
  bg_task_add_upstream (with, add_join (fixture, "{'a': <1>}", NULL, 0));
  run (fixture, with);
  bg_task_add_upstream (without, add_join (fixture, NULL, NULL, 0));
  run (fixture, without);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 4);
  g_assert_cmpstr (get_seen (with), ==, "a=1");
  g_assert_cmpstr (get_seen (without), ==, "");
}

/* What cannot be part of a mapping is an error that names it, not something lost. */
static void
test_pass_through_of_an_object (CoreFixture   *fixture,
                                gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new_pass_through ();
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_set_object (&value, object);
  bg_task_set_argument (task, "picture", &value);
  run (fixture, task);
  core_watch_run (fixture->watch, 1);
  error = bg_task_dup_error (task);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "picture"));
  g_assert_nonnull (strstr (error->message, "GObject"));
}

/* A body may hand its task to a thread that asks later, whatever became of the task. */
static void
test_asked_after_the_end (CoreFixture   *fixture,
                          gconstpointer  user_data)
{
  g_autoptr (BgTask) task = bg_task_new (core_body_hold, NULL, NULL);

  set_int (task, "own", 1);
  bg_task_add_upstream (task, core_add_task (fixture->manager, bg_task_new (map_body, (gpointer) "{'a': <1>}", NULL)));
  run (fixture, task);
  core_watch_run (fixture->watch, 1);
  g_assert_true (bg_task_stop (task));
  core_watch_run (fixture->watch, 1);
  g_assert_null (bg_task_get_upstream_result (task, 1));
  g_assert_cmpint (g_value_get_int (bg_task_get_argument (task, "own")), ==, 1);
}

#define ADD(path, data, func) g_test_add (path, CoreFixture, data, set_up, func, core_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/task/arguments/own", test_own_arguments);
  g_test_add_func ("/task/arguments/are-copied", test_argument_is_copied);
  ADD ("/task/arguments/overlaid-in-declared-order", NULL, test_overlaid_in_declared_order);
  ADD ("/task/arguments/other-results-by-id", GINT_TO_POINTER (FALSE), test_other_results_by_id);
  ADD ("/task/arguments/other-results-of-lean-work", GINT_TO_POINTER (TRUE), test_other_results_by_id);
  ADD ("/task/arguments/all-types", NULL, test_all_types_of_values);
  ADD ("/task/arguments/round-trip", NULL, test_round_trip);
  ADD ("/task/arguments/asked-after-the-end", NULL, test_asked_after_the_end);
  ADD ("/task/pass-through/merges", NULL, test_pass_through_merges);
  ADD ("/task/pass-through/alone", NULL, test_pass_through_alone);
  ADD ("/task/pass-through/object-is-an-error", NULL, test_pass_through_of_an_object);
  return g_test_run ();
}
