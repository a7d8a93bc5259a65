/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-node-private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgNodeStore, bg_node_store_free)

static BgNode *
add_live (BgNodeStore *store,
          guint64     *id)
{
  BgNode *node = bg_node_store_add (store, id);

  bg_node_set_state (node, BG_NODE_QUEUED);
  return node;
}

static void
test_ids_rise_from_one (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();

  g_assert_cmpuint (bg_node_store_get_next_id (store), ==, 1);
  for (guint64 expected = 1; expected <= 2000; expected++)
    {
      guint64 id;
      BgNode *node = add_live (store, &id);

      g_assert_cmpuint (id, ==, expected);
      g_assert_cmpuint (bg_node_get_id (node), ==, expected);
      g_assert_cmpuint (bg_node_store_get_next_id (store), ==, expected + 1);
    }
  g_assert_cmpuint (bg_node_store_get_n_live (store), ==, 2000);
}

static void
test_ids_are_not_used_again (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();

  for (guint64 expected = 1; expected <= 5000; expected++)
    {
      guint64 id;
      BgNode *node = add_live (store, &id);

      g_assert_cmpuint (id, ==, expected);
      bg_node_store_remove (store, node);
      g_assert_cmpuint (bg_node_store_get_n_live (store), ==, 0);
    }
  g_assert_cmpuint (bg_node_store_get_next_id (store), ==, 5001);
}

static void
test_a_new_node_is_blank (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();

  for (guint i = 0; i < 3000; i++)
    {
      guint64 id;
      BgNode *node = bg_node_store_add (store, &id);

      g_assert_null (node->next);
      g_assert_null (node->prev);
      g_assert_null (node->func);
      g_assert_null (node->data);
      g_assert_null (node->down);
      g_assert_null (node->cold);
      g_assert_cmpint (node->priority, ==, 0);
      g_assert_cmpint (node->state, ==, BG_NODE_NEW);
      g_assert_cmpint (bg_node_get_flags (node), ==, BG_NODE_FLAG_NONE);

      bg_node_set_state (node, BG_NODE_QUEUED);
      node->func = node->data = node;
      node->priority = 7;
      bg_node_add_flags (node, BG_NODE_FLAG_FAILED);
      bg_node_ensure_cold (node);
      bg_node_store_remove (store, node);
    }
}

static void
test_lookup_knows_the_live (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  BgNode *nodes[1000];

  g_assert_null (bg_node_store_lookup (store, 0));
  g_assert_null (bg_node_store_lookup (store, 1));
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      guint64 id;

      nodes[i] = add_live (store, &id);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    g_assert_true (bg_node_store_lookup (store, i + 1) == nodes[i]);

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i += 2)
    bg_node_store_remove (store, nodes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    g_assert_true (bg_node_store_lookup (store, i + 1) == (i % 2 == 0 ? NULL : nodes[i]));

  g_assert_null (bg_node_store_lookup (store, 0));
  g_assert_null (bg_node_store_lookup (store, G_N_ELEMENTS (nodes) + 1));
  g_assert_null (bg_node_store_lookup (store, 1000000));
  g_assert_null (bg_node_store_lookup (store, G_MAXUINT64));
}

/* A node that was made and has no state yet is not found. */
static void
test_lookup_does_not_know_the_new (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  guint64 id;
  BgNode *node = bg_node_store_add (store, &id);

  g_assert_null (bg_node_store_lookup (store, id));
  bg_node_set_state (node, BG_NODE_BLOCKED);
  g_assert_true (bg_node_store_lookup (store, id) == node);
}

/* After the slab of an id was given back and serves others, the id is still unknown. */
static void
test_lookup_is_not_fooled_by_reuse (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  GPtrArray *nodes = g_ptr_array_new ();
  guint64 last = 0;

  for (guint round = 0; round < 20; round++)
    {
      for (guint i = 0; i < 700; i++)
        g_ptr_array_add (nodes, add_live (store, &last));
      for (guint i = 0; i < nodes->len; i++)
        bg_node_store_remove (store, g_ptr_array_index (nodes, i));
      g_ptr_array_set_size (nodes, 0);
      for (guint64 id = 1; id <= last; id += 13)
        g_assert_null (bg_node_store_lookup (store, id));
    }
  g_ptr_array_unref (nodes);
}

static gsize
count_regions (GHashTable *regions,
               BgNode     *node)
{
  g_hash_table_add (regions, GSIZE_TO_POINTER ((gsize) node / 16384));
  return g_hash_table_size (regions);
}

/* Short-lived nodes, a few at a time, for ever: the same few slabs do. */
static void
test_memory_stays_flat (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  g_autoptr (GHashTable) regions = g_hash_table_new (NULL, NULL);
  BgNode *window[64] = { NULL };
  guint64 id;

  for (guint i = 0; i < 1000000; i++)
    {
      BgNode **place = &window[i % G_N_ELEMENTS (window)];

      if (*place != NULL)
        bg_node_store_remove (store, *place);
      *place = add_live (store, &id);
      g_assert_cmpuint (count_regions (regions, *place), <=, 8);
    }
  g_assert_cmpuint (id, ==, 1000000);
  g_assert_cmpuint (bg_node_store_get_n_live (store), ==, G_N_ELEMENTS (window));
}

static void
test_a_million_at_once (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  g_autoptr (GHashTable) regions = g_hash_table_new (NULL, NULL);
  const guint n = 1000000;
  g_autofree BgNode **nodes = g_new (BgNode *, n);
  gsize peak = 0;

  for (guint round = 0; round < 3; round++)
    {
      guint64 id;

      for (guint i = 0; i < n; i++)
        {
          nodes[i] = add_live (store, &id);
          count_regions (regions, nodes[i]);
        }
      g_assert_cmpuint (id, ==, (guint64) n * (round + 1));
      if (round == 0)
        peak = g_hash_table_size (regions);
      for (guint i = 0; i < n; i++)
        bg_node_store_remove (store, nodes[(i * 7919ull) % n]);
      g_assert_cmpuint (bg_node_store_get_n_live (store), ==, 0);
    }
  /* What was given back served the next million. */
  g_assert_cmpuint (g_hash_table_size (regions), <=, peak + 128);
}

typedef struct
{
  guint64 last;
  guint   n;
} Walk;

static void
walk_cb (BgNode   *node,
         gpointer  user_data)
{
  Walk *walk = user_data;
  guint64 id = bg_node_get_id (node);

  g_assert_cmpuint (id, >, walk->last);
  g_assert_cmpuint (id % 3, ==, 0);
  walk->last = id;
  walk->n++;
}

static void
test_foreach_goes_by_id (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  Walk walk = { 0 };
  BgNode *nodes[3000];

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      guint64 id;

      nodes[i] = add_live (store, &id);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    if ((i + 1) % 3 != 0)
      bg_node_store_remove (store, nodes[i]);
  bg_node_store_foreach (store, walk_cb, &walk);
  g_assert_cmpuint (walk.n, ==, 1000);
  g_assert_cmpuint (walk.last, ==, 3000);
}

static void
test_random_against_a_table (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  g_autoptr (GHashTable) model = g_hash_table_new (NULL, NULL);
  guint64 next = 1;

  for (guint i = 0; i < 200000; i++)
    {
      guint64 id = (guint64) g_test_rand_int_range (1, (int) MIN (next + 3, G_MAXINT));

      /* It grows and shrinks by turns. */
      if (g_test_rand_int_range (0, 100) < ((i / 20000) % 2 == 0 ? 60 : 35))
        {
          BgNode *node = add_live (store, &id);

          g_assert_cmpuint (id, ==, next++);
          g_hash_table_insert (model, GSIZE_TO_POINTER (id), node);
        }
      else
        {
          BgNode *node = bg_node_store_lookup (store, id);

          g_assert_true (node == g_hash_table_lookup (model, GSIZE_TO_POINTER (id)));
          if (node == NULL)
            continue;
          g_assert_cmpuint (bg_node_get_id (node), ==, id);
          bg_node_store_remove (store, node);
          g_hash_table_remove (model, GSIZE_TO_POINTER (id));
        }
      g_assert_cmpuint (bg_node_store_get_n_live (store), ==, g_hash_table_size (model));
    }
}

static void
test_flags_come_and_go (void)
{
  BgNode node = { NULL };

  bg_node_add_flags (&node, BG_NODE_FLAG_STOPPED);
  bg_node_add_flags (&node, BG_NODE_FLAG_OBJECT);
  g_assert_true (bg_node_has_flag (&node, BG_NODE_FLAG_STOPPED));
  g_assert_true (bg_node_has_flag (&node, BG_NODE_FLAG_OBJECT));
  g_assert_false (bg_node_has_flag (&node, BG_NODE_FLAG_FAILED));
  bg_node_remove_flags (&node, BG_NODE_FLAG_STOPPED);
  g_assert_false (bg_node_has_flag (&node, BG_NODE_FLAG_STOPPED));
  g_assert_true (bg_node_has_flag (&node, BG_NODE_FLAG_OBJECT));
}

static void
test_cold_is_made_once (void)
{
  g_autoptr (BgNodeStore) store = bg_node_store_new ();
  guint64 id;
  BgNode *node = add_live (store, &id);
  BgNodeCold *cold = bg_node_ensure_cold (node);

  g_assert_cmpint (cold->task_class, ==, BG_TASK_CLASS_NORMAL);
  g_assert_cmpint (BG_NODE_CLASS_NORMAL, ==, BG_TASK_CLASS_NORMAL);
  cold->n_waiting = 3;
  g_assert_true (bg_node_ensure_cold (node) == cold);
  g_assert_cmpuint (node->cold->n_waiting, ==, 3);
}

/* One subprocess for each; the argument is which. */
static void
test_wrong_transition (gconstpointer data)
{
  const BgNodeState *states = data;

  if (g_test_subprocess ())
    {
      BgNode node = { NULL };

      for (; *states != BG_NODE_NEW; states++)
        bg_node_set_state (&node, *states);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*allowed*");
}

static void
add_wrong_transitions (void)
{
  static const BgNodeState never_begun[] = { BG_NODE_ENDED, BG_NODE_NEW };
  static const BgNodeState not_finished[] = { BG_NODE_QUEUED, BG_NODE_ENDED, BG_NODE_NEW };
  static const BgNodeState runs_while_blocked[] = { BG_NODE_BLOCKED, BG_NODE_TAKEN, BG_NODE_NEW };
  static const BgNodeState queued_again[] = { BG_NODE_QUEUED, BG_NODE_FINISHED, BG_NODE_QUEUED, BG_NODE_NEW };

  g_test_add_data_func ("/node/state/ended-before-it-began", never_begun, test_wrong_transition);
  g_test_add_data_func ("/node/state/ended-before-it-finished", not_finished, test_wrong_transition);
  g_test_add_data_func ("/node/state/taken-while-blocked", runs_while_blocked, test_wrong_transition);
  g_test_add_data_func ("/node/state/queued-after-the-finish", queued_again, test_wrong_transition);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node/id/rises-from-one", test_ids_rise_from_one);
  g_test_add_func ("/node/id/is-not-used-again", test_ids_are_not_used_again);
  g_test_add_func ("/node/new/is-blank", test_a_new_node_is_blank);
  g_test_add_func ("/node/lookup/knows-the-live", test_lookup_knows_the_live);
  g_test_add_func ("/node/lookup/does-not-know-the-new", test_lookup_does_not_know_the_new);
  g_test_add_func ("/node/lookup/is-not-fooled-by-reuse", test_lookup_is_not_fooled_by_reuse);
  g_test_add_func ("/node/memory/stays-flat", test_memory_stays_flat);
  g_test_add_func ("/node/memory/a-million-at-once", test_a_million_at_once);
  g_test_add_func ("/node/foreach/goes-by-id", test_foreach_goes_by_id);
  g_test_add_func ("/node/random/against-a-table", test_random_against_a_table);
  g_test_add_func ("/node/flags/come-and-go", test_flags_come_and_go);
  g_test_add_func ("/node/cold/is-made-once", test_cold_is_made_once);
  add_wrong_transitions ();
  return g_test_run ();
}
