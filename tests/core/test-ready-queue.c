/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-ready-queue-private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgReadyQueue, bg_ready_queue_free)

/* Nodes of a test are told apart by what would be their data. */
static BgNode *
new_node (guint number,
          int   priority)
{
  BgNode *node = g_new0 (BgNode, 1);

  node->data = GUINT_TO_POINTER (number);
  node->priority = priority;
  return node;
}

static void
set_class (BgNode           *node,
           BgAdmissionClass  task_class)
{
  node->cold = g_new0 (BgNodeCold, 1);
  node->cold->task_class = (guint8) task_class;
}

static void
free_node (BgNode *node)
{
  g_free (node->cold);
  g_free (node);
}

static void
push (BgReadyQueue *queue,
      guint         number,
      int           priority)
{
  bg_ready_queue_push (queue, new_node (number, priority));
}

/* Takes everything out: "3 1 2". */
static char *
drain (BgReadyQueue *queue)
{
  GString *text = g_string_new (NULL);
  BgNode *first;

  while ((first = bg_ready_queue_peek (queue)) != NULL)
    {
      BgNode *node = bg_ready_queue_pop (queue);

      g_assert_true (node == first);
      g_assert_null (node->next);
      g_assert_null (node->prev);
      g_string_append_printf (text, "%s%u", text->len > 0 ? " " : "", GPOINTER_TO_UINT (node->data));
      free_node (node);
    }
  g_assert_null (bg_ready_queue_pop (queue));
  g_assert_cmpuint (bg_ready_queue_get_length (queue), ==, 0);
  return g_string_free (text, FALSE);
}

#define assert_drains(queue, expected) \
  G_STMT_START { \
    g_autofree char *order = drain (queue); \
    g_assert_cmpstr (order, ==, expected); \
  } G_STMT_END

static void
test_empty (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();

  g_assert_null (bg_ready_queue_peek (queue));
  g_assert_null (bg_ready_queue_pop (queue));
  g_assert_cmpuint (bg_ready_queue_get_length (queue), ==, 0);
}

static void
test_larger_first (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
  const int priorities[] = { 0, 2, 10, 1, -1, -100, G_MAXINT, G_MININT };

  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
    push (queue, i, priorities[i]);
  g_assert_cmpuint (bg_ready_queue_get_length (queue), ==, G_N_ELEMENTS (priorities));
  assert_drains (queue, "6 2 1 3 0 4 5 7");
}

static void
test_equals_in_order (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();

  for (guint i = 1; i <= 3; i++)
    {
      push (queue, i, 5);
      push (queue, i + 10, -5);
    }
  assert_drains (queue, "1 2 3 11 12 13");
}

static void
test_class_before_priority (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
  const BgAdmissionClass classes[] = {
    BG_TASK_CLASS_LOW, BG_TASK_CLASS_NORMAL, BG_TASK_CLASS_HIGH, BG_TASK_CLASS_CRITICAL,
  };

  /* The most urgent of a class comes after the least urgent of the next. */
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      BgNode *largest = new_node (10 * i + 1, G_MAXINT);
      BgNode *smallest = new_node (10 * i + 2, G_MININT);

      set_class (largest, classes[i]);
      set_class (smallest, classes[i]);
      bg_ready_queue_push (queue, smallest);
      bg_ready_queue_push (queue, largest);
    }
  push (queue, 13, 0);
  assert_drains (queue, "31 32 21 22 11 13 12 1 2");
}

static void
test_push_front (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();

  push (queue, 1, 0);
  push (queue, 2, 0);
  push (queue, 3, 9);
  bg_ready_queue_push_front (queue, new_node (4, 0));
  bg_ready_queue_push_front (queue, new_node (5, 0));
  bg_ready_queue_push_front (queue, new_node (6, -1));
  bg_ready_queue_push_front (queue, new_node (7, 10));
  assert_drains (queue, "7 3 5 4 1 2 6");
}

static void
test_take_and_put_back (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
  BgNode *taken[3];

  for (guint i = 1; i <= 5; i++)
    push (queue, i, 0);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    taken[i] = bg_ready_queue_pop (queue);
  for (guint i = G_N_ELEMENTS (taken); i > 0; i--)
    bg_ready_queue_push_front (queue, taken[i - 1]);
  assert_drains (queue, "1 2 3 4 5");
}

static void
test_remove_anywhere (void)
{
  const char *expected[] = { "2 3 4 5", "1 3 4 5", "1 2 4 5", "1 2 3 5", "1 2 3 4" };

  for (guint gone = 0; gone < 5; gone++)
    {
      g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
      BgNode *nodes[5];

      for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
        {
          nodes[i] = new_node (i + 1, i < 3 ? 1 : 0);
          bg_ready_queue_push (queue, nodes[i]);
        }
      bg_ready_queue_remove (queue, nodes[gone]);
      g_assert_null (nodes[gone]->next);
      g_assert_null (nodes[gone]->prev);
      g_assert_cmpuint (bg_ready_queue_get_length (queue), ==, 4);
      free_node (nodes[gone]);
      assert_drains (queue, expected[gone]);
    }
}

static void
test_remove_the_only_one (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
  BgNode *node = new_node (1, 3);

  for (guint i = 0; i < 3; i++)
    {
      bg_ready_queue_push (queue, node);
      bg_ready_queue_remove (queue, node);
      g_assert_null (bg_ready_queue_peek (queue));
    }
  free_node (node);
}

/* As many keys as nodes, in both directions, so that keys come and go by the thousand. */
static void
test_many_keys (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
  const int n = 100000;

  for (int round = 0; round < 2; round++)
    {
      for (int i = 0; i < n; i++)
        push (queue, (guint) i, (int) ((i * 7919ll) % n) - n / 2);
      for (int i = 0; i < n; i++)
        {
          BgNode *node = bg_ready_queue_pop (queue);

          g_assert_cmpint (node->priority, ==, n - 1 - i - n / 2);
          free_node (node);
        }
      g_assert_null (bg_ready_queue_peek (queue));
    }
}

static void
count_cb (gint64   key,
          gsize    n,
          gpointer user_data)
{
  GHashTable *counts = user_data;

  g_assert_cmpuint (n, >, 0);
  g_assert_false (g_hash_table_contains (counts, GINT_TO_POINTER ((int) (guint32) key)));
  g_hash_table_insert (counts, GINT_TO_POINTER ((int) (guint32) key), GSIZE_TO_POINTER (n));
}

static void
test_foreach_key (void)
{
  g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  g_autofree char *order = NULL;

  for (guint i = 0; i < 10; i++)
    push (queue, i, i < 6 ? -3 : 4);
  push (queue, 10, 7);
  free_node (bg_ready_queue_pop (queue));
  bg_ready_queue_foreach_key (queue, count_cb, counts);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_SIZE (g_hash_table_lookup (counts, GINT_TO_POINTER (-3))), ==, 6);
  g_assert_cmpuint (GPOINTER_TO_SIZE (g_hash_table_lookup (counts, GINT_TO_POINTER (4))), ==, 4);
  order = drain (queue);
}

/* The naive model: an array that is searched. */
static BgNode *
find_first (GPtrArray *model)
{
  BgNode *best = NULL;

  for (guint i = 0; i < model->len; i++)
    {
      BgNode *node = g_ptr_array_index (model, i);

      if (best == NULL || bg_ready_queue_key (node) > bg_ready_queue_key (best))
        best = node;
    }
  return best;
}

static void
random_step (BgReadyQueue *queue,
             GPtrArray    *model,
             guint         number,
             int           n_keys)
{
  int what = g_test_rand_int_range (0, 100);
  BgNode *node;

  if (what < 45 || model->len == 0)
    {
      node = new_node (number, g_test_rand_int_range (-n_keys, n_keys + 1));
      if (g_test_rand_int_range (0, 4) == 0)
        set_class (node, (BgAdmissionClass) g_test_rand_int_range (0, 4));
      bg_ready_queue_push (queue, node);
      g_ptr_array_add (model, node);
    }
  else if (what < 55)
    {
      node = new_node (number, g_test_rand_int_range (-n_keys, n_keys + 1));
      bg_ready_queue_push_front (queue, node);
      g_ptr_array_insert (model, 0, node);
    }
  else if (what < 75)
    {
      node = g_ptr_array_index (model, (guint) g_test_rand_int_range (0, (int) model->len));
      bg_ready_queue_remove (queue, node);
      g_ptr_array_remove (model, node);
      free_node (node);
    }
  else
    {
      node = bg_ready_queue_pop (queue);
      g_assert_true (node == find_first (model));
      g_ptr_array_remove (model, node);
      free_node (node);
    }
}

static void
test_random (void)
{
  const int n_keys[] = { 0, 1, 5, 300 };

  for (guint i = 0; i < G_N_ELEMENTS (n_keys); i++)
    {
      g_autoptr (BgReadyQueue) queue = bg_ready_queue_new ();
      g_autoptr (GPtrArray) model = g_ptr_array_new ();

      for (guint step = 0; step < 20000; step++)
        {
          random_step (queue, model, step, n_keys[i]);
          g_assert_cmpuint (bg_ready_queue_get_length (queue), ==, model->len);
          g_assert_true (bg_ready_queue_peek (queue) == find_first (model));
        }
      while (model->len > 0)
        {
          BgNode *node = bg_ready_queue_pop (queue);

          g_assert_true (node == find_first (model));
          g_ptr_array_remove (model, node);
          free_node (node);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ready-queue/empty", test_empty);
  g_test_add_func ("/ready-queue/order/larger-first", test_larger_first);
  g_test_add_func ("/ready-queue/order/equals-as-they-came", test_equals_in_order);
  g_test_add_func ("/ready-queue/order/class-before-priority", test_class_before_priority);
  g_test_add_func ("/ready-queue/push-front/before-equals", test_push_front);
  g_test_add_func ("/ready-queue/push-front/puts-back-what-was-taken", test_take_and_put_back);
  g_test_add_func ("/ready-queue/remove/anywhere", test_remove_anywhere);
  g_test_add_func ("/ready-queue/remove/the-only-one", test_remove_the_only_one);
  g_test_add_func ("/ready-queue/keys/as-many-as-nodes", test_many_keys);
  g_test_add_func ("/ready-queue/keys/are-counted", test_foreach_key);
  g_test_add_func ("/ready-queue/random/against-an-array", test_random);
  return g_test_run ();
}
