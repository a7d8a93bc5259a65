/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

#include "durable/bg-json-private.h"
#include "durable/bg-payload-private.h"

#include <math.h>

static void
assert_refused (GError     *error,
                const char *place)
{
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD);
  if (place != NULL)
    g_assert_nonnull (strstr (error->message, place));
}

typedef struct
{
  const char *text;     /* of a GVariant */
  const char *json;
  const char *back;     /* of the GVariant that comes back; NULL if it is the same */
} Case;

static const Case cases[] =
  {
    { "@a{sv} {}", "{}", NULL },
    { "{'b': <true>, 'a': <'x'>}", "{\"a\":\"x\",\"b\":true}", "{'a': <'x'>, 'b': <true>}" },
    { "{'y': <byte 255>}", "{\"y\":255}", "{'y': <int64 255>}" },
    { "{'n': <int16 -32768>}", "{\"n\":-32768}", "{'n': <int64 -32768>}" },
    { "{'q': <uint16 65535>}", "{\"q\":65535}", "{'q': <int64 65535>}" },
    { "{'i': <-2147483648>}", "{\"i\":-2147483648}", "{'i': <int64 -2147483648>}" },
    { "{'u': <uint32 4294967295>}", "{\"u\":4294967295}", "{'u': <int64 4294967295>}" },
    { "{'x': <int64 -9223372036854775808>}", "{\"x\":-9223372036854775808}", NULL },
    { "{'x': <int64 9223372036854775807>}", "{\"x\":9223372036854775807}", NULL },
    { "{'t': <uint64 9223372036854775807>}", "{\"t\":9223372036854775807}", "{'t': <int64 9223372036854775807>}" },
    { "{'d': <0.1>}", "{\"d\":0.1}", NULL },
    { "{'d': <1.0>}", "{\"d\":1.0}", NULL },
    { "{'d': <-0.0>}", "{\"d\":-0.0}", NULL },
    { "{'d': <1e300>}", "{\"d\":1e+300}", NULL },
    { "{'d': <1e20>}", "{\"d\":1e+20}", NULL },
    { "{'d': <1e-300>}", "{\"d\":1e-300}", NULL },
    { "{'s': <''>, 't': <'\"\\\\\\n\\t\\u0001\\u007f\\u00fc\\U0001f600'>}",
      "{\"s\":\"\",\"t\":\"\\\"\\\\\\n\\t\\u0001\177\303\274\360\237\230\200\"}", NULL },
    { "{'o': <objectpath '/a/b'>, 'g': <signature 'ai'>}", "{\"g\":\"ai\",\"o\":\"/a/b\"}",
      "{'g': <'ai'>, 'o': <'/a/b'>}" },
    { "{'v': <<<1>>>}", "{\"v\":1}", "{'v': <int64 1>}" },
    { "{'m': <@mi nothing>, 'n': <@mi 3>}", "{\"m\":null,\"n\":3}", "{'m': <@mv nothing>, 'n': <int64 3>}" },
    { "{'a': <[1, 2]>, 'b': <@as []>}", "{\"a\":[1,2],\"b\":[]}", "{'a': <[<int64 1>, <int64 2>]>, 'b': <@av []>}" },
    { "{'t': <(1, 'x')>, 'u': <()>}", "{\"t\":[1,\"x\"],\"u\":[]}", "{'t': <[<int64 1>, <'x'>]>, 'u': <@av []>}" },
    { "{'d': <{'k': 'v'}>}", "{\"d\":{\"k\":\"v\"}}", "{'d': <{'k': <'v'>}>}" },
    { "{'': <{'': <{'': <1.5>}>}>}", "{\"\":{\"\":{\"\":1.5}}}", NULL },
    { "{'k': 'v'}", "{\"k\":\"v\"}", "{'k': <'v'>}" },
    { "'{\"z\": 1, \"a\": [ null ]}'", "{\"a\":[null],\"z\":1}", "{'a': <[<@mv nothing>]>, 'z': <int64 1>}" },
  };

static void
test_types (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, cases[i].text, NULL, NULL, &error);
      g_autoptr (GVariant) back = NULL;
      g_autoptr (GVariant) expected = NULL;
      g_autofree char *json = NULL;

      g_assert_no_error (error);
      json = bg_payload_to_json (value, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (json, ==, cases[i].json);
      back = bg_payload_from_json (json, &error);
      g_assert_no_error (error);
      expected = g_variant_parse (NULL, cases[i].back != NULL ? cases[i].back : cases[i].text, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpvariant (back, expected);
    }
}

static void
test_nothing_is_empty (void)
{
  g_autoptr (GVariant) nothing = g_variant_ref_sink (g_variant_new_maybe (G_VARIANT_TYPE_VARDICT, NULL));
  g_autofree char *json = bg_payload_to_json (NULL, NULL);
  g_autofree char *also = bg_payload_to_json (nothing, NULL);

  g_assert_cmpstr (json, ==, "{}");
  g_assert_cmpstr (also, ==, "{}");
}

static const struct
{
  const char *text;
  const char *place;
} refused[] =
  {
    { "{'a': <b'bytes'>}", "“a”" },
    { "{'a': <[byte 1, 2]>}", "“a”" },
    { "{'a': <[<{'b': <b'x'>}>]>}", "“a[0].b”" },
    { "{'a': <[<1>, <2>, <{'b c': <(1, uint64 9223372036854775808)>}>]>}", "“a[2].b c[1]”" },
    { "{'h': <handle 3>}", "“h”" },
    { "{'d': <{1: 'x'}>}", "“d”" },
    { "{'d': <{true: 'x'}>}", "“d”" },
    { "{'d': <{'x', <1>}>}", "“d”" },
    { "{'a': <1>, 'a': <2>}", "“a”" },
    { "{1: <'x'>}", NULL },
    { "[1, 2]", "ai" },
    { "'[1, 2]'", NULL },
    { "'no json'", NULL },
    { "12", "i" },
    { "true", "b" },
    { "(1, 2)", "(ii)" },
    { "b'{}'", "ay" },
  };

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, refused[i].text, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_null (bg_payload_to_json (value, &error));
      assert_refused (error, refused[i].place);
    }
}

static void
test_no_numbers (void)
{
  const double numbers[] = { NAN, INFINITY, -INFINITY };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed ("{'deep': <[%d]>}", numbers[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (bg_payload_to_json (value, &error));
      assert_refused (error, "“deep[0]”");
    }
}

/* @n mappings in one another. */
static GVariant *
nest (guint n)
{
  GVariant *value = g_variant_new ("a{sv}", NULL);

  for (guint i = 1; i < n; i++)
    value = g_variant_new_parsed ("{'a': <%@a{sv}>}", value);
  return g_variant_ref_sink (value);
}

static void
test_depth (void)
{
  g_autoptr (GVariant) deep = nest (BG_PAYLOAD_MAX_DEPTH);
  g_autoptr (GVariant) too_deep = nest (BG_PAYLOAD_MAX_DEPTH + 1);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *written = bg_payload_to_json (deep, &error);
  g_autoptr (GVariant) back = NULL;

  g_assert_no_error (error);
  back = bg_payload_from_json (written, &error);
  g_assert_no_error (error);
  g_assert_cmpvariant (back, deep);

  g_assert_null (bg_payload_to_json (too_deep, &error));
  assert_refused (error, "a.a.a");
  g_clear_error (&error);

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (json, '[');
  g_assert_null (bg_payload_from_json (json->str, &error));
  assert_refused (error, NULL);
}

static const struct
{
  const char *json;
  gboolean    is_valid;
} texts[] =
  {
    { "null", TRUE },
    { " [ 1 , -0.5e-3 , \"\\u00e9\\ud83d\\ude00\" , { } ]\r\n\t", TRUE },
    { "0", TRUE },
    { "-0", TRUE },
    { "0e5", TRUE },
    { "1E+5", TRUE },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", TRUE },
    { "", FALSE },
    { " ", FALSE },
    { "[1,]", FALSE },
    { "[,1]", FALSE },
    { "[1 2]", FALSE },
    { "{\"a\":1,}", FALSE },
    { "{a:1}", FALSE },
    { "{'a':1}", FALSE },
    { "{\"a\" 1}", FALSE },
    { "{\"a\"}", FALSE },
    { "{\"a\":}", FALSE },
    { "[", FALSE },
    { "]", FALSE },
    { "{", FALSE },
    { "[1}", FALSE },
    { "1 2", FALSE },
    { "nul", FALSE },
    { "nulll", FALSE },
    { "True", FALSE },
    { "NaN", FALSE },
    { "Infinity", FALSE },
    { "-", FALSE },
    { "+1", FALSE },
    { "01", FALSE },
    { "0x10", FALSE },
    { "1.", FALSE },
    { ".5", FALSE },
    { "1e", FALSE },
    { "1e+", FALSE },
    { "1e400", FALSE },
    { "-1e400", FALSE },
    { "9223372036854775808", FALSE },
    { "-9223372036854775809", FALSE },
    { "18446744073709551616", FALSE },
    { "\"a", FALSE },
    { "\"a\n\"", FALSE },
    { "\"\\x\"", FALSE },
    { "\"\\u12\"", FALSE },
    { "\"\\u0000\"", FALSE },
    { "\"\\ud800\"", FALSE },
    { "\"\\ud800\\u0041\"", FALSE },
    { "\"\\udc00\"", FALSE },
    { "\"\\", FALSE },
    { "\"\377\"", FALSE },
    { "// comment\n1", FALSE },
    { "/* comment */ 1", FALSE },
    { "var x = 1;", FALSE },
    { "\xef\xbb\xbf" "1", FALSE },
  };

static void
test_json (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = bg_value_from_json (texts[i].json, &error);

      g_assert_cmpint (value != NULL, ==, texts[i].is_valid);
      if (!texts[i].is_valid)
        assert_refused (error, NULL);
    }
}

static void
test_json_of_no_mapping (void)
{
  const char *others[] = { "[]", "1", "\"x\"", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bg_payload_from_json (others[i], &error));
      assert_refused (error, NULL);
    }
}

/* The last one counts, as most who read JSON have it. */
static void
test_json_with_a_key_twice (void)
{
  g_autoptr (GVariant) value = bg_payload_from_json ("{\"a\":1,\"a\":2}", NULL);
  gint64 number = 0;

  g_assert_cmpuint (g_variant_n_children (value), ==, 1);
  g_assert_true (g_variant_lookup (value, "a", "x", &number));
  g_assert_cmpint (number, ==, 2);
}

static char *
make_text (void)
{
  GString *text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
    {
      gunichar character = (gunichar) g_test_rand_int_range (1, g_test_rand_bit () ? 0x80 : 0x110000);

      if (g_unichar_validate (character))
        g_string_append_unichar (text, character);
    }
  return g_string_free (text, FALSE);
}

static double
make_number (void)
{
  union
  {
    guint64 bits;
    double  number;
  } any;

  do
    any.bits = (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
  while (!isfinite (any.number));
  return g_test_rand_bit () ? any.number : g_test_rand_int_range (-1000, 1000) / 8.0;
}

static GVariant *
make_scalar (void)
{
  g_autofree char *text = make_text ();

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      return g_variant_new_int64 ((gint64) ((guint64) (guint32) g_test_rand_int () << 32
                                            | (guint32) g_test_rand_int ()) >> g_test_rand_int_range (0, 64));
    case 1:
      return g_variant_new_double (make_number ());
    case 2:
      return g_variant_new_boolean (g_test_rand_bit ());
    case 3:
      return g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL);
    default:
      return g_variant_new_string (text);
    }
}

/* A value of the types that come back, with keys in order. */
static GVariant *
make_value (guint depth)
{
  int n = g_test_rand_int_range (0, 5);
  g_autoptr (GTree) keys = g_tree_new_full ((GCompareDataFunc) strcmp, NULL, g_free, NULL);
  GVariantBuilder builder;

  if (depth > 0 && (depth > 5 || g_test_rand_bit ()))
    return make_scalar ();
  if (depth > 0 && g_test_rand_bit ())
    {
      g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
      while (n-- > 0)
        g_variant_builder_add (&builder, "v", make_value (depth + 1));
      return g_variant_builder_end (&builder);
    }
  while (n-- > 0)
    g_tree_insert (keys, make_text (), NULL);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (GTreeNode *at = g_tree_node_first (keys); at != NULL; at = g_tree_node_next (at))
    g_variant_builder_add (&builder, "{sv}", g_tree_node_key (at), make_value (depth + 1));
  return g_variant_builder_end (&builder);
}

static void
test_random (void)
{
  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (GVariant) value = g_variant_ref_sink (make_value (0));
      g_autoptr (GError) error = NULL;
      g_autofree char *json = bg_payload_to_json (value, &error);
      g_autofree char *again = NULL;
      g_autoptr (GVariant) back = NULL;

      g_assert_no_error (error);
      back = bg_payload_from_json (json, &error);
      g_assert_no_error (error);
      g_assert_cmpvariant (back, value);
      again = bg_payload_to_json (back, &error);
      g_assert_cmpstr (again, ==, json);
    }
}

/* Whatever is damaged in JSON, it is refused, or it is JSON again; and nothing falls over. */
static void
test_damaged (void)
{
  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (GVariant) value = g_variant_ref_sink (make_value (0));
      g_autofree char *json = bg_payload_to_json (value, NULL);
      g_autofree char *again = NULL;
      g_autoptr (GVariant) back = NULL;
      g_autoptr (GError) error = NULL;

      json[g_test_rand_int_range (0, (gint32) strlen (json))] = (char) g_test_rand_int_range (0, 256);
      back = bg_value_from_json (json, &error);
      if (back == NULL)
        assert_refused (error, NULL);
      else
        again = bg_value_to_json (back, &error);
      g_assert_true (back == NULL || again != NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/payload/types", test_types);
  g_test_add_func ("/payload/nothing-is-empty", test_nothing_is_empty);
  g_test_add_func ("/payload/refused", test_refused);
  g_test_add_func ("/payload/no-numbers", test_no_numbers);
  g_test_add_func ("/payload/depth", test_depth);
  g_test_add_func ("/payload/json", test_json);
  g_test_add_func ("/payload/json-of-no-mapping", test_json_of_no_mapping);
  g_test_add_func ("/payload/json-with-a-key-twice", test_json_with_a_key_twice);
  g_test_add_func ("/payload/random", test_random);
  g_test_add_func ("/payload/damaged", test_damaged);

  return g_test_run ();
}
