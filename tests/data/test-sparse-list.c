/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data/bg-sparse-list-private.h"

typedef struct
{
  BgSparseNode node;
  guint        number;
} Thing;

static Thing *
new_thing (guint number)
{
  Thing *thing = g_new0 (Thing, 1);

  thing->number = number;
  return thing;
}

/* The naive model: an array with a place for every position. */
typedef struct
{
  BgSparseList  list;
  GPtrArray    *model;          /* of things, or NULL */
  guint         n_made;
} Fixture;

static void
fixture_init (Fixture *fixture,
              guint    length)
{
  bg_sparse_list_init (&fixture->list, length);
  fixture->model = g_ptr_array_new ();
  g_ptr_array_set_size (fixture->model, (int) length);
  fixture->n_made = 0;
}

static void
fixture_clear (Fixture *fixture)
{
  for (guint i = 0; i < fixture->model->len; i++)
    g_free (g_ptr_array_index (fixture->model, i));
  g_ptr_array_unref (fixture->model);
}

static void
fixture_insert (Fixture *fixture,
                guint    position)
{
  Thing *thing = new_thing (fixture->n_made++);

  bg_sparse_list_insert (&fixture->list, position, &thing->node);
  g_ptr_array_index (fixture->model, position) = thing;
}

static void
fixture_remove (Fixture *fixture,
                guint    position)
{
  Thing *thing = g_ptr_array_index (fixture->model, position);

  bg_sparse_list_remove (&fixture->list, &thing->node);
  g_ptr_array_index (fixture->model, position) = NULL;
  g_free (thing);
}

static void
fixture_splice (Fixture *fixture,
                guint    position,
                guint    n_removed,
                guint    n_added)
{
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();
  g_autoptr (GPtrArray) expected = g_ptr_array_new ();

  for (guint i = 0; i < n_removed; i++)
    {
      gpointer thing = g_ptr_array_steal_index (fixture->model, position);

      if (thing != NULL)
        g_ptr_array_add (expected, thing);
    }
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (fixture->model, (int) position, NULL);

  bg_sparse_list_splice (&fixture->list, position, n_removed, n_added, removed);

  g_assert_cmpuint (removed->len, ==, expected->len);
  for (guint i = 0; i < removed->len; i++)
    {
      g_assert_true (g_ptr_array_index (removed, i) == g_ptr_array_index (expected, i));
      g_free (g_ptr_array_index (removed, i));
    }
}

static void
fixture_check (Fixture *fixture)
{
  gpointer first = NULL;

  g_assert_cmpuint (bg_sparse_list_get_length (&fixture->list), ==, fixture->model->len);
  for (guint i = fixture->model->len; i-- > 0;)
    {
      Thing *thing = g_ptr_array_index (fixture->model, i);

      g_assert_true (bg_sparse_list_lookup (&fixture->list, i) == (BgSparseNode *) thing);
      if (thing != NULL)
        {
          g_assert_cmpuint (bg_sparse_node_get_position (&thing->node), ==, i);
          first = thing;
        }
    }
  g_assert_null (bg_sparse_list_lookup (&fixture->list, fixture->model->len));
  g_assert_true (bg_sparse_list_get_first (&fixture->list) == first);
}

static void
test_empty (void)
{
  Fixture fixture;

  fixture_init (&fixture, 0);
  fixture_check (&fixture);
  fixture_splice (&fixture, 0, 0, 3);
  fixture_check (&fixture);
  fixture_splice (&fixture, 0, 3, 0);
  fixture_check (&fixture);
  fixture_clear (&fixture);
}

static void
test_insert_and_remove (void)
{
  Fixture fixture;

  fixture_init (&fixture, 10);
  fixture_insert (&fixture, 9);
  fixture_insert (&fixture, 0);
  fixture_insert (&fixture, 4);
  fixture_check (&fixture);
  fixture_remove (&fixture, 4);
  fixture_check (&fixture);
  fixture_insert (&fixture, 4);
  fixture_remove (&fixture, 0);
  fixture_remove (&fixture, 9);
  fixture_check (&fixture);
  fixture_clear (&fixture);
}

static void
test_splice_shifts_what_follows (void)
{
  Fixture fixture;

  fixture_init (&fixture, 10);
  fixture_insert (&fixture, 2);
  fixture_insert (&fixture, 5);
  fixture_insert (&fixture, 8);
  fixture_splice (&fixture, 4, 0, 100);
  fixture_check (&fixture);
  fixture_splice (&fixture, 3, 100, 0);
  fixture_check (&fixture);
  fixture_splice (&fixture, 5, 1, 1);
  fixture_check (&fixture);
  fixture_splice (&fixture, 0, 10, 7);
  fixture_check (&fixture);
  fixture_clear (&fixture);
}

/* The list may be as long as positions can be counted. */
static void
test_length_is_free (void)
{
  BgSparseList list;
  Thing first = { .number = 1 };
  Thing last = { .number = 2 };
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();

  bg_sparse_list_init (&list, G_MAXUINT);
  bg_sparse_list_insert (&list, 0, &first.node);
  bg_sparse_list_insert (&list, G_MAXUINT - 1, &last.node);
  g_assert_true (bg_sparse_list_lookup (&list, G_MAXUINT - 1) == &last.node);
  bg_sparse_list_splice (&list, 1, G_MAXUINT - 2, 0, removed);
  g_assert_cmpuint (bg_sparse_list_get_length (&list), ==, 2);
  g_assert_cmpuint (bg_sparse_node_get_position (&last.node), ==, 1);
  g_assert_cmpuint (removed->len, ==, 0);
}

static void
do_anything (Fixture *fixture)
{
  guint length = fixture->model->len;
  guint position = (guint) g_test_rand_int_range (0, (int) length + 1);
  guint n_removed, n_added;

  if (position < length && g_test_rand_int_range (0, 4) > 0)
    {
      if (g_ptr_array_index (fixture->model, position) == NULL)
        fixture_insert (fixture, position);
      else
        fixture_remove (fixture, position);
      return;
    }

  n_removed = (guint) g_test_rand_int_range (0, (int) MIN (length - position, 20) + 1);
  n_added = length > 200 ? 0 : (guint) g_test_rand_int_range (0, 20);
  fixture_splice (fixture, position, n_removed, n_added);
}

static void
test_random (void)
{
  for (guint round = 0; round < 50; round++)
    {
      Fixture fixture;

      fixture_init (&fixture, (guint) g_test_rand_int_range (0, 50));
      for (guint i = 0; i < 200; i++)
        {
          do_anything (&fixture);
          fixture_check (&fixture);
        }
      fixture_clear (&fixture);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sparse-list/empty", test_empty);
  g_test_add_func ("/sparse-list/insert-and-remove", test_insert_and_remove);
  g_test_add_func ("/sparse-list/splice-shifts-what-follows", test_splice_shifts_what_follows);
  g_test_add_func ("/sparse-list/length-is-free", test_length_is_free);
  g_test_add_func ("/sparse-list/random", test_random);

  return g_test_run ();
}
