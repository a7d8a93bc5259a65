/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-graph-private.h"

/* A graph of numbered nodes: the number is the id. */
typedef struct
{
  BgNodeStore *store;
  GPtrArray   *nodes;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->store = bg_node_store_new ();
  fixture->nodes = g_ptr_array_new ();
  g_ptr_array_add (fixture->nodes, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_ptr_array_unref (fixture->nodes);
  bg_node_store_free (fixture->store);
}

static BgNode *
get (Fixture *fixture,
     guint    id)
{
  return g_ptr_array_index (fixture->nodes, id);
}

/* Adds a node that waits for those listed, as "1 2". */
static BgNode *
add (Fixture    *fixture,
     const char *upstreams)
{
  g_auto (GStrv) words = g_strsplit (upstreams, " ", -1);
  guint64 ids[16];
  BgNode *nodes[16];
  guint64 id;
  guint n = 0;
  BgNode *node = bg_node_store_add (fixture->store, &id);

  for (char **word = words; *word != NULL && **word != '\0'; word++)
    {
      ids[n] = g_ascii_strtoull (*word, NULL, 10);
      nodes[n] = get (fixture, (guint) ids[n]);
      n++;
    }
  if (n > 0)
    bg_graph_set_upstreams (node, ids, nodes, n);
  bg_node_set_state (node, n > 0 ? BG_NODE_BLOCKED : BG_NODE_QUEUED);
  g_assert_cmpuint (id, ==, fixture->nodes->len);
  g_ptr_array_add (fixture->nodes, node);
  return node;
}

static char *
describe (GPtrArray *nodes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < nodes->len; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " " : "",
                            bg_node_get_id (g_ptr_array_index (nodes, i)));
  return g_string_free (text, FALSE);
}

static char *
collect (Fixture  *fixture,
         guint     start,
         gboolean  upwards,
         gboolean  downwards)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();

  bg_graph_collect (get (fixture, start), upwards, downwards, nodes);
  for (guint i = 0; i < nodes->len; i++)
    g_assert_true (bg_node_has_flag (g_ptr_array_index (nodes, i), BG_NODE_FLAG_MARKED));
  bg_graph_unmark (nodes);
  for (guint i = 1; i < fixture->nodes->len; i++)
    g_assert_false (bg_node_has_flag (get (fixture, i), BG_NODE_FLAG_MARKED));
  return describe (nodes);
}

#define assert_collects(start, upwards, downwards, expected) \
  G_STMT_START { \
    g_autofree char *found = collect (fixture, start, upwards, downwards); \
    g_assert_cmpstr (found, ==, expected); \
  } G_STMT_END

static char *
dependents (BgNode *node)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();

  for (BgEdge *edge = node->down; edge != NULL; edge = edge->next)
    {
      g_assert_true (edge->up == node);
      g_assert_true (*edge->link == edge);
      g_ptr_array_insert (nodes, 0, edge->down);
    }
  return describe (nodes);
}

#define assert_dependents(node, expected) \
  G_STMT_START { \
    g_autofree char *found = dependents (node); \
    g_assert_cmpstr (found, ==, expected); \
  } G_STMT_END

static void
test_edges_both_ways (Fixture       *fixture,
                      gconstpointer  user_data)
{
  BgNode *a = add (fixture, "");
  BgNode *b = add (fixture, "");
  BgNode *c = add (fixture, "2 1");
  BgNode *d = add (fixture, "1");

  assert_dependents (a, "3 4");
  assert_dependents (b, "3");
  assert_dependents (c, "");
  g_assert_cmpuint (c->cold->n_up, ==, 2);
  g_assert_cmpuint (c->cold->n_waiting, ==, 2);
  g_assert_cmpuint (c->cold->up[0].up_id, ==, 2);
  g_assert_cmpuint (c->cold->up[1].up_id, ==, 1);
  g_assert_cmpuint (d->cold->n_waiting, ==, 1);
}

static void
test_ended_upstreams_hold_nobody (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  BgNode *a = add (fixture, "");
  const guint64 ids[] = { 77, 1, 78 };
  BgNode *nodes[] = { NULL, a, NULL };
  BgNode *b = add (fixture, "");

  bg_graph_set_upstreams (b, ids, nodes, 3);
  g_assert_cmpuint (b->cold->n_up, ==, 3);
  g_assert_cmpuint (b->cold->n_waiting, ==, 1);
  assert_dependents (a, "2");
}

static void
test_unlink (Fixture       *fixture,
             gconstpointer  user_data)
{
  BgNode *a = add (fixture, "");

  add (fixture, "1");
  add (fixture, "1");
  add (fixture, "1");
  bg_graph_unlink_node (get (fixture, 3));
  assert_dependents (a, "2 4");
  bg_graph_unlink_node (get (fixture, 3));
  assert_dependents (a, "2 4");
  bg_graph_unlink_node (get (fixture, 4));
  assert_dependents (a, "2");
  bg_graph_unlink_node (get (fixture, 2));
  assert_dependents (a, "");
  bg_graph_unlink_node (a);
  g_assert_null (a->down);
}

static void
test_take_edges (Fixture       *fixture,
                 gconstpointer  user_data)
{
  BgNode *a = add (fixture, "");
  BgEdge *edge;

  for (guint i = 0; i < 3; i++)
    add (fixture, "1");
  edge = bg_graph_take_edges (a);
  g_assert_null (a->down);
  for (guint i = 2; i <= 4; i++)
    {
      g_assert_nonnull (edge);
      g_assert_null (edge->up);
      g_assert_true (edge->down == get (fixture, i));
      edge = edge->next;
    }
  g_assert_null (edge);
  g_assert_null (bg_graph_take_edges (a));
}

/* The array of edges moves when it grows: whoever pointed to one must be told. */
static void
test_add_upstream (Fixture       *fixture,
                   gconstpointer  user_data)
{
  BgNode *last;

  for (guint i = 0; i < 12; i++)
    add (fixture, "");
  last = add (fixture, "1");
  add (fixture, "1 2");
  for (guint i = 2; i <= 12; i++)
    {
      bg_graph_add_upstream (last, i, get (fixture, i));
      g_assert_cmpuint (last->cold->n_up, ==, i);
      g_assert_cmpuint (last->cold->n_waiting, ==, i);
      assert_dependents (get (fixture, 1), "13 14");
      if (i > 2)
        assert_dependents (get (fixture, i), "13");
    }
  assert_dependents (get (fixture, 2), "14 13");
  bg_graph_add_upstream (last, 99, NULL);
  g_assert_cmpuint (last->cold->n_up, ==, 13);
  g_assert_cmpuint (last->cold->n_waiting, ==, 12);

  bg_graph_unlink_node (last);
  assert_dependents (get (fixture, 1), "14");
  assert_dependents (get (fixture, 2), "14");
  g_assert_null (get (fixture, 12)->down);
}

static void
test_first_upstream_added_later (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  BgNode *a = add (fixture, "");
  BgNode *b = add (fixture, "");

  bg_graph_add_upstream (b, 1, a);
  assert_dependents (a, "2");
  g_assert_cmpuint (b->cold->n_waiting, ==, 1);
}

/* 1 → 3, 2 → 3, 3 → 4, 3 → 5, 2 → 6, and 7 alone. */
static void
add_component (Fixture *fixture)
{
  add (fixture, "");
  add (fixture, "");
  add (fixture, "1 2");
  add (fixture, "3");
  add (fixture, "3");
  add (fixture, "2");
  add (fixture, "");
}

static void
test_collect (Fixture       *fixture,
              gconstpointer  user_data)
{
  add_component (fixture);
  assert_collects (3, FALSE, FALSE, "3");
  assert_collects (3, TRUE, FALSE, "3 1 2");
  assert_collects (3, FALSE, TRUE, "3 4 5");
  assert_collects (4, TRUE, FALSE, "4 3 1 2");
  assert_collects (1, FALSE, TRUE, "1 3 4 5");
  assert_collects (7, TRUE, TRUE, "7");
  /* A sibling that only shares an upstream goes too. */
  assert_collects (3, TRUE, TRUE, "3 1 2 4 5 6");
  assert_collects (6, TRUE, TRUE, "6 2 3 1 4 5");
  assert_collects (5, TRUE, TRUE, "5 3 1 2 4 6");
}

/* A second start goes on where the first has ended, and visits nothing twice. */
static void
test_collect_from_several (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  g_autofree char *found = NULL;

  add_component (fixture);
  bg_graph_collect (get (fixture, 4), TRUE, FALSE, nodes);
  bg_graph_collect (get (fixture, 5), TRUE, FALSE, nodes);
  bg_graph_collect (get (fixture, 3), TRUE, FALSE, nodes);
  bg_graph_collect (get (fixture, 6), TRUE, FALSE, nodes);
  found = describe (nodes);
  g_assert_cmpstr (found, ==, "4 3 1 2 5 6");
  bg_graph_unmark (nodes);
}

static void
test_collect_a_long_chain (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  const guint n = 100000;

  add (fixture, "");
  for (guint i = 1; i < n; i++)
    {
      g_autofree char *last = g_strdup_printf ("%u", i);

      add (fixture, last);
    }
  bg_graph_collect (get (fixture, n / 2), TRUE, TRUE, nodes);
  g_assert_cmpuint (nodes->len, ==, n);
  bg_graph_unmark (nodes);
}

static char *
find_path (Fixture *fixture,
           guint    from,
           guint    to)
{
  g_autoptr (GArray) path = bg_graph_find_path (get (fixture, from), get (fixture, to));
  GString *text = g_string_new (NULL);

  if (path == NULL)
    g_string_append (text, "none");
  for (guint i = 0; path != NULL && i < path->len; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " " : "", g_array_index (path, guint64, i));
  return g_string_free (text, FALSE);
}

#define assert_path(from, to, expected) \
  G_STMT_START { \
    g_autofree char *found = find_path (fixture, from, to); \
    g_assert_cmpstr (found, ==, expected); \
  } G_STMT_END

static void
test_find_path (Fixture       *fixture,
                gconstpointer  user_data)
{
  add_component (fixture);
  add (fixture, "5 1");
  assert_path (4, 1, "4 3 1");
  assert_path (1, 4, "none");
  assert_path (4, 5, "none");
  assert_path (3, 3, "3");
  assert_path (8, 2, "8 5 3 2");
  /* The shortest one. */
  assert_path (8, 1, "8 1");
}

/* A random graph, compared with a table of who can be reached. */
static void
check_reach (Fixture *fixture,
             gboolean reach[40][40],
             guint    n)
{
  for (guint from = 1; from <= n; from++)
    for (guint to = 1; to <= n; to++)
      {
        g_autoptr (GArray) path = bg_graph_find_path (get (fixture, from), get (fixture, to));
        g_autoptr (GPtrArray) up = g_ptr_array_new ();
        g_autoptr (GPtrArray) down = g_ptr_array_new ();

        g_assert_cmpint (path != NULL, ==, reach[from][to]);
        bg_graph_collect (get (fixture, from), TRUE, FALSE, up);
        g_assert_cmpint (g_ptr_array_find (up, get (fixture, to), NULL), ==, reach[from][to]);
        bg_graph_unmark (up);
        bg_graph_collect (get (fixture, from), FALSE, TRUE, down);
        g_assert_cmpint (g_ptr_array_find (down, get (fixture, to), NULL), ==, reach[to][from]);
        bg_graph_unmark (down);
      }
}

static void
test_random (Fixture       *fixture,
             gconstpointer  user_data)
{
  gboolean reach[40][40] = { { FALSE } };
  const guint n = 39;

  for (guint i = 1; i <= n; i++)
    {
      GString *upstreams = g_string_new (NULL);

      reach[i][i] = TRUE;
      for (guint up = 1; up < i; up++)
        if (g_test_rand_int_range (0, 12) == 0 && i - up < 15)
          {
            g_string_append_printf (upstreams, "%s%u", upstreams->len > 0 ? " " : "", up);
            for (guint to = 1; to <= n; to++)
              reach[i][to] |= reach[up][to];
          }
      add (fixture, upstreams->str);
      g_string_free (upstreams, TRUE);
    }
  check_reach (fixture, reach, n);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/graph/edges/both-ways", test_edges_both_ways);
  ADD ("/graph/edges/ended-upstreams-hold-nobody", test_ended_upstreams_hold_nobody);
  ADD ("/graph/edges/unlinked-anywhere", test_unlink);
  ADD ("/graph/edges/taken-oldest-first", test_take_edges);
  ADD ("/graph/add-upstream/moves-the-edges", test_add_upstream);
  ADD ("/graph/add-upstream/first-one", test_first_upstream_added_later);
  ADD ("/graph/collect/each-direction-at-every-step", test_collect);
  ADD ("/graph/collect/from-several", test_collect_from_several);
  ADD ("/graph/collect/long-chain", test_collect_a_long_chain);
  ADD ("/graph/find-path/shortest", test_find_path);
  ADD ("/graph/random/against-a-table", test_random);
  return g_test_run ();
}
