/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

#define N_ITEMS 40

static GObject *
item_new (const char *name)
{
  GObject *item = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_set_data_full (item, "name", g_strdup (name), g_free);
  return item;
}

/* Items are named by single letters here, and owned by the queue alone. */
static void
add (BgPriorityQueue *queue,
     char             letter,
     int              priority)
{
  const char name[] = { letter, '\0' };
  g_autoptr (GObject) item = item_new (name);

  bg_priority_queue_add (queue, item, priority);
}

static void
add_all (BgPriorityQueue *queue,
         const char      *letters,
         int              priority)
{
  for (; *letters != '\0'; letters++)
    add (queue, *letters, priority);
}

static char *
drain (BgPriorityQueue *queue)
{
  GString *letters = g_string_new (NULL);
  GObject *item;

  while ((item = bg_priority_queue_poll (queue)) != NULL)
    {
      g_string_append (letters, g_object_get_data (item, "name"));
      g_object_unref (item);
    }
  return g_string_free (letters, FALSE);
}

#define assert_drains(queue, expected) \
  G_STMT_START { \
    g_autofree char *drained = drain (queue); \
    g_assert_cmpstr (drained, ==, expected); \
  } G_STMT_END

static void
test_gives_nothing_when_empty (void)
{
  g_autoptr (BgPriorityQueue) queue = bg_priority_queue_new ();
  g_autoptr (GObject) stranger = item_new ("x");

  g_test_summary ("E3.3");
  g_assert_null (bg_priority_queue_peek (queue));
  g_assert_null (bg_priority_queue_poll (queue));
  g_assert_cmpuint (bg_priority_queue_get_length (queue), ==, 0);
  g_assert_false (bg_priority_queue_remove (queue, stranger));
  bg_priority_queue_clear (queue);
}

static void
test_gives_larger_priorities_first (void)
{
  g_autoptr (BgPriorityQueue) queue = bg_priority_queue_new ();

  g_test_summary ("E1.7, E3.3, E3.1: 0 is a priority like any other");
  add (queue, 'd', G_MININT);
  add (queue, 'b', 0);
  add (queue, 'a', G_MAXINT);
  add (queue, 'c', -1);
  g_assert_cmpstr (g_object_get_data (bg_priority_queue_peek (queue), "name"), ==, "a");
  g_assert_cmpuint (bg_priority_queue_get_length (queue), ==, 4);
  assert_drains (queue, "abcd");
}

static void
test_is_first_in_first_out_among_equals (void)
{
  g_autoptr (BgPriorityQueue) queue = bg_priority_queue_new ();

  g_test_summary ("E3.4");
  add_all (queue, "ABCDE", 0);
  assert_drains (queue, "ABCDE");

  add_all (queue, "abc", 1);
  add_all (queue, "xyz", 2);
  add_all (queue, "def", 1);
  assert_drains (queue, "xyzabcdef");
}

static void
test_takes_a_new_priority_at_once (void)
{
  g_autoptr (BgPriorityQueue) queue = bg_priority_queue_new ();
  g_autoptr (GObject) item = item_new ("i");

  g_test_summary ("E3.6");
  g_assert_false (bg_priority_queue_update_priority (queue, item, 1));
  add_all (queue, "abc", 5);
  bg_priority_queue_add (queue, item, 0);
  add (queue, 'd', 5);
  g_assert_true (bg_priority_queue_update_priority (queue, item, 6));
  g_assert_true (bg_priority_queue_peek (queue) == item);
  g_assert_true (bg_priority_queue_update_priority (queue, item, 5));
  assert_drains (queue, "abcid");
}

static void
test_removes_what_was_added_twice_once (void)
{
  g_autoptr (BgPriorityQueue) queue = bg_priority_queue_new ();
  g_autoptr (GObject) item = item_new ("i");

  g_test_summary ("E3.7");
  bg_priority_queue_add (queue, item, 3);
  add (queue, 'a', 2);
  bg_priority_queue_add (queue, item, 1);
  bg_priority_queue_add (queue, item, 0);
  g_assert_true (bg_priority_queue_remove (queue, item));
  g_assert_true (bg_priority_queue_update_priority (queue, item, 2));
  assert_drains (queue, "aii");
  g_assert_false (bg_priority_queue_remove (queue, item));
}

static int
compare_names (gpointer a,
               int      priority_a,
               gpointer b,
               int      priority_b,
               gpointer n_calls)
{
  ++*(guint *) n_calls;
  return g_ascii_strcasecmp (g_object_get_data (a, "name"), g_object_get_data (b, "name"));
}

static int
compare_smaller_first (gpointer a,
                       int      priority_a,
                       gpointer b,
                       int      priority_b,
                       gpointer user_data)
{
  return priority_a < priority_b ? -1 : priority_a > priority_b;
}

static void
set_true (gpointer flag)
{
  *(gboolean *) flag = TRUE;
}

static void
test_has_an_order_of_your_own (void)
{
  guint n_calls = 0;
  gboolean freed = FALSE;
  g_autoptr (BgPriorityQueue) by_name = bg_priority_queue_new_with_compare (compare_names, &n_calls, NULL);
  BgPriorityQueue *upside_down = bg_priority_queue_new_with_compare (compare_smaller_first, &freed, set_true);

  g_test_summary ("E3.2");
  add_all (by_name, "cAaB", 7);
  assert_drains (by_name, "AaBc");
  g_assert_cmpuint (n_calls, >, 0);

  add (upside_down, 'b', 5);
  add (upside_down, 'a', 1);
  add (upside_down, 'c', 5);
  assert_drains (upside_down, "abc");
  g_assert_finalize_object (upside_down);
  g_assert_true (freed);
}

static void
count_cb (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_notifies_its_length (void)
{
  BgPriorityQueue *queue = bg_priority_queue_new ();
  g_autoptr (GObject) item = item_new ("i");
  guint n_notified = 0;
  guint length;

  g_signal_connect_swapped (queue, "notify::length", G_CALLBACK (count_cb), &n_notified);
  bg_priority_queue_add (queue, item, 0);
  bg_priority_queue_add (queue, item, 0);
  g_object_get (queue, "length", &length, NULL);
  g_assert_cmpuint (length, ==, 2);
  g_assert_cmpuint (n_notified, ==, 2);
  bg_priority_queue_update_priority (queue, item, 1);
  g_assert_cmpuint (n_notified, ==, 2);
  bg_priority_queue_remove (queue, item);
  g_assert_cmpuint (n_notified, ==, 3);
  bg_priority_queue_clear (queue);
  bg_priority_queue_clear (queue);
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_finalize_object (queue);
}

/* Freed with the queue, it looks at the queue. */
static void
look_cb (gpointer queue,
         GObject *where_it_was)
{
  g_assert_cmpuint (bg_priority_queue_get_length (queue), ==, 0);
  g_assert_null (bg_priority_queue_peek (queue));
}

static void
test_can_be_used_while_it_is_cleared (void)
{
  BgPriorityQueue *queue = bg_priority_queue_new ();

  add (queue, 'a', 0);
  g_object_weak_ref (bg_priority_queue_peek (queue), look_cb, queue);
  bg_priority_queue_clear (queue);
  add (queue, 'b', 0);
  g_assert_cmpuint (bg_priority_queue_get_length (queue), ==, 1);
  g_assert_finalize_object (queue);
}

/* What a queue does, done plainly: a row of what was added, from which the best is picked. */
typedef struct
{
  GObject *item;
  int      priority;
} ModelRow;

static int
model_find_best (GArray *model)
{
  int best = -1;

  for (guint i = 0; i < model->len; i++)
    if (best < 0
        || g_array_index (model, ModelRow, i).priority > g_array_index (model, ModelRow, best).priority)
      best = (int) i;
  return best;
}

static int
model_find_item (GArray  *model,
                 GObject *item)
{
  for (guint i = 0; i < model->len; i++)
    if (g_array_index (model, ModelRow, i).item == item)
      return (int) i;
  return -1;
}

static void
model_poll (GArray          *model,
            BgPriorityQueue *queue)
{
  int best = model_find_best (model);
  g_autoptr (GObject) polled = bg_priority_queue_poll (queue);

  g_assert_true (polled == (best < 0 ? NULL : g_array_index (model, ModelRow, best).item));
  if (best >= 0)
    g_array_remove_index (model, (guint) best);
}

static void
model_step (GArray          *model,
            BgPriorityQueue *queue,
            GObject         *item,
            int              priority)
{
  const ModelRow row = { item, priority };
  const int found = model_find_item (model, item);
  const int action = g_test_rand_int_range (0, 100);

  if (action < 50)
    {
      bg_priority_queue_add (queue, item, priority);
      g_array_append_val (model, row);
    }
  else if (action < 65)
    model_poll (model, queue);
  else if (action < 80)
    {
      g_assert_cmpint (bg_priority_queue_remove (queue, item), ==, found >= 0);
      if (found >= 0)
        g_array_remove_index (model, (guint) found);
    }
  else if (action < 99)
    {
      g_assert_cmpint (bg_priority_queue_update_priority (queue, item, priority), ==, found >= 0);
      if (found >= 0)
        g_array_index (model, ModelRow, found).priority = priority;
    }
  else
    {
      bg_priority_queue_clear (queue);
      g_array_set_size (model, 0);
    }
}

static void
test_is_right_after_any_mix (void)
{
  GObject *items[N_ITEMS];

  g_test_summary ("E3.5: random changes and drains, against a plain list");
  for (guint i = 0; i < N_ITEMS; i++)
    items[i] = item_new ("i");
  for (guint round = 0; round < 400; round++)
    {
      BgPriorityQueue *queue = bg_priority_queue_new ();
      g_autoptr (GArray) model = g_array_new (FALSE, FALSE, sizeof (ModelRow));
      const int n_priorities = g_test_rand_int_range (1, 30);

      for (guint step = 0; step < 200; step++)
        {
          model_step (model, queue, items[g_test_rand_int_range (0, N_ITEMS)],
                      g_test_rand_int_range (0, n_priorities));
          g_assert_cmpuint (bg_priority_queue_get_length (queue), ==, model->len);
        }
      while (model->len > 0)
        model_poll (model, queue);
      model_poll (model, queue);
      g_assert_finalize_object (queue);
    }
  for (guint i = 0; i < N_ITEMS; i++)
    g_assert_finalize_object (items[i]);
}

static void
test_compares_in_proportion_to_the_logarithm (void)
{
  guint n_calls = 0;
  const guint n = 1 << 14;
  g_autoptr (BgPriorityQueue) queue = bg_priority_queue_new_with_compare (compare_names, &n_calls, NULL);

  g_test_summary ("E1.7");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%08x", g_test_rand_int ());
      g_autoptr (GObject) item = item_new (name);

      bg_priority_queue_add (queue, item, 0);
    }
  n_calls = 0;
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GObject) item = bg_priority_queue_poll (queue);

      g_assert_nonnull (item);
    }
  /* Down 14 levels with two comparisons each, and a look upwards. */
  g_assert_cmpuint (n_calls, <=, 100 * (2 * 14 + 2));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/priority-queue/gives-nothing-when-empty", test_gives_nothing_when_empty);
  g_test_add_func ("/priority-queue/gives-larger-priorities-first", test_gives_larger_priorities_first);
  g_test_add_func ("/priority-queue/is-first-in-first-out-among-equals", test_is_first_in_first_out_among_equals);
  g_test_add_func ("/priority-queue/takes-a-new-priority-at-once", test_takes_a_new_priority_at_once);
  g_test_add_func ("/priority-queue/removes-what-was-added-twice-once", test_removes_what_was_added_twice_once);
  g_test_add_func ("/priority-queue/has-an-order-of-your-own", test_has_an_order_of_your_own);
  g_test_add_func ("/priority-queue/notifies-its-length", test_notifies_its_length);
  g_test_add_func ("/priority-queue/can-be-used-while-it-is-cleared", test_can_be_used_while_it_is_cleared);
  g_test_add_func ("/priority-queue/is-right-after-any-mix", test_is_right_after_any_mix);
  g_test_add_func ("/priority-queue/compares-in-proportion-to-the-logarithm",
                   test_compares_in_proportion_to_the_logarithm);
  return g_test_run ();
}
