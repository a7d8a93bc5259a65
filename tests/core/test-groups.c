/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-groups-private.h"

typedef struct
{
  BgNodeStore *store;
  BgGroups    *groups;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->store = bg_node_store_new ();
  fixture->groups = bg_groups_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_groups_free (fixture->groups);
  bg_node_store_free (fixture->store);
}

static BgNode *
join (Fixture    *fixture,
      const char *name)
{
  guint64 id;
  BgNode *node = bg_node_store_add (fixture->store, &id);

  bg_node_set_state (node, BG_NODE_QUEUED);
  bg_groups_join (fixture->groups, name, node);
  return node;
}

static guint
count_members (BgGroup *group)
{
  guint n = 0;
  BgNode *previous = NULL;

  for (BgNode *node = group->members; node != NULL; node = node->cold->group_next)
    {
      g_assert_true (node->cold->group == group);
      g_assert_true (node->cold->group_prev == previous);
      previous = node;
      n++;
    }
  return n;
}

static void
test_last_member_takes_the_group_along (Fixture       *fixture,
                                        gconstpointer  user_data)
{
  BgNode *a = join (fixture, "g");
  BgNode *b = join (fixture, "g");
  BgGroup *group = bg_groups_lookup (fixture->groups, "g");

  g_assert_cmpuint (group->n_members, ==, 2);
  g_assert_null (bg_groups_leave (fixture->groups, a));
  g_assert_null (a->cold->group);
  g_assert_true (bg_groups_leave (fixture->groups, b) == group);
  g_assert_false (group->silent);
  g_assert_null (bg_groups_lookup (fixture->groups, "g"));
  bg_group_free (group);
}

static void
test_no_group (Fixture       *fixture,
               gconstpointer  user_data)
{
  guint64 id;
  BgNode *node = bg_node_store_add (fixture->store, &id);

  bg_node_set_state (node, BG_NODE_QUEUED);
  g_assert_null (bg_groups_leave (fixture->groups, node));
  bg_node_ensure_cold (node);
  g_assert_null (bg_groups_leave (fixture->groups, node));
}

static void
test_leave_twice (Fixture       *fixture,
                  gconstpointer  user_data)
{
  BgNode *a = join (fixture, "g");
  BgNode *b = join (fixture, "g");
  BgGroup *group;

  g_assert_null (bg_groups_leave (fixture->groups, a));
  g_assert_null (bg_groups_leave (fixture->groups, a));
  group = bg_groups_leave (fixture->groups, b);
  g_assert_nonnull (group);
  bg_group_free (group);
}

static void
test_leave_from_anywhere (Fixture       *fixture,
                          gconstpointer  user_data)
{
  for (guint first = 0; first < 3; first++)
    {
      BgNode *nodes[3];
      BgGroup *group;

      for (guint i = 0; i < 3; i++)
        nodes[i] = join (fixture, "g");
      group = bg_groups_lookup (fixture->groups, "g");
      for (guint i = 0; i < 2; i++)
        {
          g_assert_null (bg_groups_leave (fixture->groups, nodes[(first + i) % 3]));
          g_assert_cmpuint (count_members (group), ==, 2 - i);
        }
      group = bg_groups_leave (fixture->groups, nodes[(first + 2) % 3]);
      bg_group_free (group);
    }
}

static void
test_names_are_apart (Fixture       *fixture,
                      gconstpointer  user_data)
{
  BgNode *a = join (fixture, "a");
  BgNode *b = join (fixture, "b");
  BgGroup *group = bg_groups_leave (fixture->groups, a);

  g_assert_cmpstr (group->name, ==, "a");
  bg_group_free (group);
  g_assert_nonnull (bg_groups_lookup (fixture->groups, "b"));
  bg_group_free (bg_groups_leave (fixture->groups, b));
}

/* The members of a silent group are of it to the end, while its name serves another. */
static void
test_silence_frees_the_name (Fixture       *fixture,
                             gconstpointer  user_data)
{
  BgNode *old = join (fixture, "g");
  BgGroup *silent = bg_groups_lookup (fixture->groups, "g");
  BgGroup *left;
  BgNode *new;

  bg_groups_silence (fixture->groups, silent);
  bg_groups_silence (fixture->groups, silent);
  g_assert_null (bg_groups_lookup (fixture->groups, "g"));
  new = join (fixture, "g");
  g_assert_true (bg_groups_lookup (fixture->groups, "g") != silent);

  left = bg_groups_leave (fixture->groups, old);
  g_assert_true (left == silent);
  g_assert_true (left->silent);
  bg_group_free (left);
  g_assert_nonnull (bg_groups_lookup (fixture->groups, "g"));

  left = bg_groups_leave (fixture->groups, new);
  g_assert_false (left->silent);
  bg_group_free (left);
}

static void
test_silence_all (Fixture       *fixture,
                  gconstpointer  user_data)
{
  BgNode *a = join (fixture, "a");
  BgNode *b = join (fixture, "b");
  BgGroup *left;

  bg_groups_silence_all (fixture->groups);
  g_assert_null (bg_groups_lookup (fixture->groups, "a"));
  left = bg_groups_leave (fixture->groups, a);
  g_assert_true (left->silent);
  bg_group_free (left);
  left = bg_groups_leave (fixture->groups, b);
  g_assert_true (left->silent);
  bg_group_free (left);
}

static void
sum_cb (gpointer data,
        gpointer user_data)
{
  BgGroup *group = data;

  *(guint *) user_data += group->n_members;
}

static void
test_foreach (Fixture       *fixture,
              gconstpointer  user_data)
{
  BgNode *nodes[] = { join (fixture, "a"), join (fixture, "b"), join (fixture, "b"), join (fixture, "c") };
  guint sum = 0;

  bg_groups_silence (fixture->groups, bg_groups_lookup (fixture->groups, "c"));
  bg_groups_foreach (fixture->groups, sum_cb, &sum);
  g_assert_cmpuint (sum, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    bg_group_free (bg_groups_leave (fixture->groups, nodes[i]));
}

static void
test_null_is_freed (void)
{
  bg_group_free (NULL);
  bg_groups_free (NULL);
}

/* Groups of random members, with a counter for each. */
static void
test_random (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  guint counts[5] = { 0 };
  const char *names[] = { "a", "b", "c", "d", "e" };

  for (guint step = 0; step < 20000; step++)
    {
      guint which = (guint) g_test_rand_int_range (0, 5);

      if (members->len == 0 || g_test_rand_int_range (0, 100) < 50)
        {
          BgNode *node = join (fixture, names[which]);

          node->data = GUINT_TO_POINTER (which);
          g_ptr_array_add (members, node);
          counts[which]++;
        }
      else
        {
          BgNode *node = g_ptr_array_steal_index_fast (members, (guint) g_test_rand_int_range (0, (int) members->len));
          BgGroup *left = bg_groups_leave (fixture->groups, node);

          which = GPOINTER_TO_UINT (node->data);
          counts[which]--;
          g_assert_cmpint (left != NULL, ==, counts[which] == 0);
          bg_group_free (left);
          bg_node_store_remove (fixture->store, node);
        }
      for (guint i = 0; i < 5; i++)
        {
          BgGroup *group = bg_groups_lookup (fixture->groups, names[i]);

          g_assert_cmpuint (group != NULL ? group->n_members : 0, ==, counts[i]);
        }
    }
  for (guint i = 0; i < members->len; i++)
    bg_group_free (bg_groups_leave (fixture->groups, g_ptr_array_index (members, i)));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/groups/leave/last-member-takes-the-group-along", test_last_member_takes_the_group_along);
  ADD ("/groups/leave/without-a-group", test_no_group);
  ADD ("/groups/leave/twice", test_leave_twice);
  ADD ("/groups/leave/from-anywhere", test_leave_from_anywhere);
  ADD ("/groups/join/names-are-apart", test_names_are_apart);
  ADD ("/groups/silence/frees-the-name", test_silence_frees_the_name);
  ADD ("/groups/silence/all", test_silence_all);
  ADD ("/groups/foreach/leaves-out-the-silent", test_foreach);
  g_test_add_func ("/groups/free/nothing", test_null_is_freed);
  ADD ("/groups/random/against-counters", test_random);
  return g_test_run ();
}
