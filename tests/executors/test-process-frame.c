/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executors/bg-process-frame-private.h"
#include "executors/bg-process-error.h"

#include <string.h>

#define MAX_SIZE 4096

static GBytes *
pack_line (const char *line)
{
  return bg_process_frame_pack (BG_PROCESS_FRAME_LOG, g_variant_new ("(ts)", (guint64) 7, line));
}

static void
push_bytes (BgProcessParser *parser,
            GBytes          *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  bg_process_parser_push (parser, data, size);
}

static void
assert_line (BgProcessParser *parser,
             const char      *expected)
{
  g_auto (BgProcessFrame) frame = { 0 };
  g_autoptr (GError) error = NULL;
  guint64 id;
  const char *line;

  g_assert_true (bg_process_parser_pop (parser, &frame, &error));
  g_assert_no_error (error);
  g_assert_cmpint (frame.kind, ==, BG_PROCESS_FRAME_LOG);
  g_variant_get (frame.body, "(t&s)", &id, &line);
  g_assert_cmpuint (id, ==, 7);
  g_assert_cmpstr (line, ==, expected);
}

static void
assert_nothing (BgProcessParser *parser)
{
  g_auto (BgProcessFrame) frame = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_process_parser_pop (parser, &frame, &error));
  g_assert_no_error (error);
}

static void
assert_refused (BgProcessParser *parser,
                int              code)
{
  g_auto (BgProcessFrame) frame = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_process_parser_pop (parser, &frame, &error));
  g_assert_error (error, BG_PROCESS_ERROR, code);
  g_assert_null (frame.body);
  /* Nothing is understood after that, and nothing is kept. */
  bg_process_parser_push (parser, "Bg", 2);
  assert_nothing (parser);
}

static void
test_frames_come_out_as_they_went_in (void)
{
  g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);
  g_autoptr (GBytes) one = pack_line ("one");
  g_autoptr (GBytes) two = pack_line ("");

  assert_nothing (parser);
  push_bytes (parser, one);
  push_bytes (parser, two);
  assert_line (parser, "one");
  assert_line (parser, "");
  assert_nothing (parser);
}

static void
test_frames_may_come_in_pieces (void)
{
  g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);
  g_autoptr (GBytes) bytes = pack_line ("a longer line than the others");
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (int i = 0; i < 3; i++)
    {
      for (gsize n = 0; n < size; n++)
        {
          assert_nothing (parser);
          bg_process_parser_push (parser, data + n, 1);
        }
      assert_line (parser, "a longer line than the others");
    }
}

static void
test_large_frames_leave_no_large_buffer (void)
{
  g_autoptr (BgProcessParser) parser = bg_process_parser_new (8 * 1024 * 1024);
  g_autofree char *line = g_strnfill (4 * 1024 * 1024, 'x');
  g_autoptr (GBytes) bytes = pack_line (line);

  push_bytes (parser, bytes);
  assert_line (parser, line);
  g_assert_cmpuint (parser->buffer->len, ==, 0);
  g_assert_cmpuint (parser->start, ==, 0);
}

static void
test_what_is_too_large_is_refused_at_once (void)
{
  g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);

  bg_process_parser_push (parser, "Bg\1\4\1\x10\0\0", 8);
  assert_refused (parser, BG_PROCESS_ERROR_TOO_LARGE);
}

static void
test_other_versions_are_refused (void)
{
  g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);

  bg_process_parser_push (parser, "Bg\2\4\0\0\0\0", 8);
  assert_refused (parser, BG_PROCESS_ERROR_PROTOCOL);
}

static void
test_unknown_kinds_are_refused (void)
{
  const char *headers[] = { "Bg\1\0\0\0\0\0", "Bg\1\10\0\0\0\0", "Bg\1\377\0\0\0\0", "Ag\1\4\0\0\0\0", "BG\1\4\0\0\0\0" };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);

      bg_process_parser_push (parser, headers[i], 8);
      assert_refused (parser, BG_PROCESS_ERROR_PROTOCOL);
    }
}

static void
test_bodies_that_are_not_normal_are_refused (void)
{
  g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);

  bg_process_parser_push (parser, "Bg\1\4\3\0\0\0abc", 11);
  assert_refused (parser, BG_PROCESS_ERROR_PROTOCOL);
}

static GVariant *
make_body (BgProcessFrameKind kind)
{
  static const char *const texts[] = {
    [BG_PROCESS_FRAME_REQUEST] = "(uint64 1, 'w', {'a': <[1, 2, 3]>, 'b': <'text'>, 'c': <(<{'d': <@mu 4>}>, 2.5)>})",
    [BG_PROCESS_FRAME_CANCEL] = "(uint64 1,)",
    [BG_PROCESS_FRAME_PROGRESS] = "(uint64 1, 0.5, @ms 'half')",
    [BG_PROCESS_FRAME_LOG] = "(uint64 1, 'line')",
    [BG_PROCESS_FRAME_RESULT] = "(uint64 1, @mv <{'x': <b'bytes'>, 'y': <['a', 'b', '']>}>)",
    [BG_PROCESS_FRAME_ERROR] = "(uint64 1, 'domain', 3, @ms 'message', @ms nothing, {'k': <true>})",
    [BG_PROCESS_FRAME_BEGUN] = "(uint64 1,)",
  };

  return g_variant_new_parsed (texts[kind]);
}

/* Whatever comes out can be looked at, whatever has come in. */
static guint
pop_all (BgProcessParser *parser)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (;;)
    {
      g_auto (BgProcessFrame) frame = { 0 };
      g_autofree char *text = NULL;

      if (!bg_process_parser_pop (parser, &frame, &error))
        return n;
      text = g_variant_print (frame.body, TRUE);
      g_assert_cmpuint (strlen (text), >, 0);
      n++;
    }
}

static void
damage (GByteArray *bytes)
{
  for (int n = g_test_rand_int_range (0, 4); n > 0; n--)
    bytes->data[g_test_rand_int_range (0, (int) bytes->len)] = (guint8) g_test_rand_int ();
}

static void
test_damaged_frames_harm_nobody (void)
{
  guint n = g_test_slow () || g_getenv ("G_TEST_SLOW") != NULL ? 200000 : 20000;
  guint n_understood = 0;

  g_test_summary ("Frames of every kind with a few bytes changed, in pieces; the seed is printed by the framework.");
  while (n-- > 0)
    {
      g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);
      g_autoptr (GByteArray) array = g_byte_array_new ();

      for (int frames = g_test_rand_int_range (1, 4); frames > 0; frames--)
        {
          BgProcessFrameKind kind = (BgProcessFrameKind) g_test_rand_int_range (1, BG_PROCESS_FRAME_BEGUN + 1);
          g_autoptr (GBytes) bytes = bg_process_frame_pack (kind, make_body (kind));

          g_byte_array_append (array, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
        }
      damage (array);
      for (guint at = 0; at < array->len;)
        {
          guint wanted = (guint) g_test_rand_int_range (1, 64);
          guint size = MIN (wanted, array->len - at);

          bg_process_parser_push (parser, array->data + at, size);
          n_understood += pop_all (parser);
          at += size;
        }
    }
  g_assert_cmpuint (n_understood, >, 0);
}

static void
test_noise_harms_nobody (void)
{
  guint n = g_test_slow () || g_getenv ("G_TEST_SLOW") != NULL ? 200000 : 20000;

  g_test_summary ("Random bytes, most of them behind a header that is right.");
  while (n-- > 0)
    {
      g_autoptr (BgProcessParser) parser = bg_process_parser_new (MAX_SIZE);
      guint8 bytes[256] = { 'B', 'g', BG_PROCESS_FRAME_VERSION, (guint8) g_test_rand_int_range (1, 8) };
      guint size = (guint) g_test_rand_int_range (8, sizeof bytes);

      bytes[4] = (guint8) (size - 8);
      for (guint i = g_test_rand_int_range (0, 10) > 0 ? 8 : 0; i < size; i++)
        bytes[i] = (guint8) g_test_rand_int ();
      bg_process_parser_push (parser, bytes, size);
      pop_all (parser);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process-frame/round-trip", test_frames_come_out_as_they_went_in);
  g_test_add_func ("/process-frame/in-pieces", test_frames_may_come_in_pieces);
  g_test_add_func ("/process-frame/large", test_large_frames_leave_no_large_buffer);
  g_test_add_func ("/process-frame/refused/too-large", test_what_is_too_large_is_refused_at_once);
  g_test_add_func ("/process-frame/refused/version", test_other_versions_are_refused);
  g_test_add_func ("/process-frame/refused/kind", test_unknown_kinds_are_refused);
  g_test_add_func ("/process-frame/refused/not-normal", test_bodies_that_are_not_normal_are_refused);
  g_test_add_func ("/process-frame/fuzz/damaged", test_damaged_frames_harm_nobody);
  g_test_add_func ("/process-frame/fuzz/noise", test_noise_harms_nobody);
  return g_test_run ();
}
