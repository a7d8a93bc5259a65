/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

#include "core/bg-outcome-private.h"

static BgOutcome *
new_error (const char *message,
           guint64     id,
           const char *traceback)
{
  return bg_outcome_new_error (g_error_new_literal (BG_ERROR, BG_ERROR_FAILED, message), id, traceback);
}

static void
test_value_is_taken (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  GValue value = G_VALUE_INIT;
  BgOutcome *outcome;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_set_object (&value, object);
  outcome = bg_outcome_new_take_value (&value);
  g_assert_false (G_IS_VALUE (&value));
  g_assert_true (g_value_get_object (&outcome->value) == object);
  g_assert_null (outcome->error);
  g_assert_true (bg_outcome_ref (outcome) == outcome);
  bg_outcome_unref (outcome);
  g_assert_cmpuint (object->ref_count, ==, 2);
  bg_outcome_unref (outcome);
  g_assert_cmpuint (object->ref_count, ==, 1);
  bg_outcome_unref (NULL);
}

static void
test_error_is_kept (void)
{
  g_autoptr (BgOutcome) outcome = new_error ("it broke", 7, "line 1");

  g_assert_error (outcome->error, BG_ERROR, BG_ERROR_FAILED);
  g_assert_cmpstr (outcome->error->message, ==, "it broke");
  g_assert_cmpstr (outcome->traceback, ==, "line 1");
  g_assert_cmpuint (outcome->root_id, ==, 7);
  g_assert_null (outcome->root);
}

static void
test_inherited_tells_the_way (void)
{
  g_autoptr (BgOutcome) root = new_error ("it broke", 7, NULL);
  g_autoptr (BgOutcome) child = bg_outcome_new_inherited (root, "8 waits for 7");
  g_autoptr (BgOutcome) grandchild = bg_outcome_new_inherited (child, "9 waits for 8");

  g_assert_true (child->root == root);
  g_assert_true (grandchild->root == root);
  g_assert_cmpuint (grandchild->root_id, ==, 7);
  g_assert_error (grandchild->error, BG_ERROR, BG_ERROR_FAILED);
  g_assert_cmpstr (grandchild->error->message, ==, "it broke");
  g_assert_cmpstr (child->traceback, ==, "8 waits for 7\nit broke");
  g_assert_cmpstr (grandchild->traceback, ==, "9 waits for 8\n8 waits for 7\nit broke");
}

/* A long chain must not have long stories: that would cost its square. */
static void
test_inherited_story_is_short (void)
{
  BgOutcome *outcome = new_error ("it broke", 1, "where it broke");

  for (guint i = 0; i < 10000; i++)
    {
      BgOutcome *next = bg_outcome_new_inherited (outcome, "waits");

      bg_outcome_unref (outcome);
      outcome = next;
      g_assert_cmpuint (strlen (outcome->traceback), <, 200);
      g_assert_true (g_str_has_suffix (outcome->traceback, "where it broke"));
      g_assert_true (g_str_has_prefix (outcome->traceback, "waits\n"));
    }
  g_assert_cmpuint (outcome->root_id, ==, 1);
  bg_outcome_unref (outcome);
}

static BgOutcome *
new_variant (const char *text)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_VARIANT);
  if (text != NULL)
    g_value_take_variant (&value, g_variant_ref_sink (g_variant_new_parsed (text)));
  return bg_outcome_new_take_value (&value);
}

static void
test_mapping (void)
{
  g_autoptr (BgOutcome) mapping = new_variant ("{'a': <1>}");
  g_autoptr (BgOutcome) array = new_variant ("[1, 2]");
  g_autoptr (BgOutcome) none = new_variant (NULL);
  g_autoptr (BgOutcome) failed = new_error ("x", 1, NULL);

  g_assert_nonnull (bg_outcome_get_mapping (mapping));
  g_assert_null (bg_outcome_get_mapping (array));
  g_assert_null (bg_outcome_get_mapping (none));
  g_assert_null (bg_outcome_get_mapping (failed));
  g_assert_null (bg_outcome_get_mapping (NULL));
}

static void
check_small (GType       type,
             const char *text)
{
  BgNode node = { NULL };
  GValue value = G_VALUE_INIT;
  GValue copy = G_VALUE_INIT;
  g_auto (GValue) as_text = G_VALUE_INIT;
  g_autoptr (BgOutcome) outcome = NULL;
  g_autofree char *contents = NULL;

  g_value_init (&value, type);
  g_value_init (&as_text, G_TYPE_STRING);
  g_value_set_string (&as_text, text);
  if (type == G_TYPE_DOUBLE)
    g_value_set_double (&value, g_ascii_strtod (text, NULL));
  else if (type == G_TYPE_INT64)
    g_value_set_int64 (&value, g_ascii_strtoll (text, NULL, 10));
  else if (type == G_TYPE_INT)
    g_value_set_int (&value, (int) g_ascii_strtoll (text, NULL, 10));
  else if (type == G_TYPE_BOOLEAN)
    g_value_set_boolean (&value, g_str_equal (text, "TRUE"));
  else
    g_value_set_uint64 (&value, g_ascii_strtoull (text, NULL, 10));

  g_assert_true (bg_node_take_small_result (&node, &value));
  g_assert_false (G_IS_VALUE (&value));
  g_assert_true (bg_node_has_flag (&node, BG_NODE_FLAG_RESULT));
  bg_node_get_small_result (&node, &copy);
  g_assert_true (G_VALUE_TYPE (&copy) == type);
  outcome = bg_node_dup_outcome (&node);
  g_assert_true (g_value_transform (&outcome->value, &as_text));
  g_assert_cmpstr (g_value_get_string (&as_text), ==, text);
}

static void
test_small_results_lie_in_the_node (void)
{
  check_small (G_TYPE_INT, "-2147483648");
  check_small (G_TYPE_INT64, "-9223372036854775808");
  check_small (G_TYPE_UINT64, "18446744073709551615");
  check_small (G_TYPE_BOOLEAN, "TRUE");
  check_small (G_TYPE_DOUBLE, "0.500000");
}

static void
test_other_results_do_not (void)
{
  BgNode node = { NULL };
  g_auto (GValue) string = G_VALUE_INIT;
  g_auto (GValue) object = G_VALUE_INIT;

  g_value_init (&string, G_TYPE_STRING);
  g_value_set_static_string (&string, "text");
  g_assert_false (bg_node_take_small_result (&node, &string));
  g_assert_true (G_IS_VALUE (&string));
  g_value_init (&object, G_TYPE_OBJECT);
  g_assert_false (bg_node_take_small_result (&node, &object));
  g_assert_false (bg_node_has_flag (&node, BG_NODE_FLAG_RESULT));
  g_assert_null (bg_node_dup_outcome (&node));
}

static void
test_outcome_of_a_node_is_shared (void)
{
  g_autoptr (BgOutcome) outcome = new_error ("x", 1, NULL);
  BgNodeCold cold = { .outcome = outcome };
  BgNode node = { .cold = &cold };
  g_autoptr (BgOutcome) dup = bg_node_dup_outcome (&node);

  g_assert_true (dup == outcome);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outcome/value/is-taken", test_value_is_taken);
  g_test_add_func ("/outcome/error/is-kept", test_error_is_kept);
  g_test_add_func ("/outcome/inherited/tells-the-way", test_inherited_tells_the_way);
  g_test_add_func ("/outcome/inherited/story-is-short", test_inherited_story_is_short);
  g_test_add_func ("/outcome/mapping/only-mappings", test_mapping);
  g_test_add_func ("/outcome/small/lies-in-the-node", test_small_results_lie_in_the_node);
  g_test_add_func ("/outcome/small/others-do-not", test_other_results_do_not);
  g_test_add_func ("/outcome/node/is-shared", test_outcome_of_a_node_is_shared);
  return g_test_run ();
}
