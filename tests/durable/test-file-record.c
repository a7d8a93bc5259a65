/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable/bg-checksum-private.h"
#include "durable/bg-file-names-private.h"
#include "durable/bg-file-queue-private.h"
#include "durable/bg-file-record-private.h"

#include <taskmgr.h>

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* The files of tasks, and their names. */

static BgQueuedTask *
make_task (void)
{
  GVariantDict payload;
  BgQueuedTask *task;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "path", "s", "a\"b\\c\n€");
  g_variant_dict_insert (&payload, "n", "x", (gint64) -7);
  task = bg_queued_task_new ("photos", g_variant_dict_end (&payload));
  bg_queued_task_set_unique_key (task, "one of a kind");
  bg_queued_task_set_serial_key (task, "../in a row");
  bg_queued_task_set_priority (task, 7);
  return task;
}

static GByteArray *
make_record (void)
{
  g_autoptr (BgQueuedTask) task = make_task ();

  return bg_file_record_encode (task);
}

static BgQueuedTask *
decode (GByteArray *record,
        gboolean    may_be_torn)
{
  BgFileHeader header;
  g_autoptr (GError) error = NULL;
  BgQueuedTask *task = bg_file_record_decode (record->data, record->len, may_be_torn, &header, &error);

  g_assert_true ((task != NULL) == (error == NULL));
  if (error != NULL)
    g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT);
  return task;
}

static void
test_checksum (void)
{
  const guint8 digits[] = "123456789";

  /* The check value of this CRC. */
  g_assert_cmphex (bg_checksum (0, digits, 9), ==, 0xcbf43926);
  g_assert_cmphex (bg_checksum (bg_checksum (0, digits, 4), digits + 4, 5), ==, 0xcbf43926);
}

static void
test_round_trip (void)
{
  g_autoptr (BgQueuedTask) task = make_task ();
  g_autoptr (GByteArray) record = bg_file_record_encode (task);
  g_autoptr (BgQueuedTask) copy = decode (record, FALSE);
  g_autofree char *before = bg_queued_task_to_json (task);
  g_autofree char *after = NULL;

  g_assert_nonnull (copy);
  after = bg_queued_task_to_json (copy);
  g_assert_cmpstr (before, ==, after);
}

static void
test_update (void)
{
  g_autoptr (BgQueuedTask) task = make_task ();
  g_autoptr (GByteArray) record = bg_file_record_encode (task);
  g_autoptr (GByteArray) update = NULL;
  g_autoptr (BgQueuedTask) copy = NULL;
  g_autoptr (BgQueuedTask) torn = NULL;

  task->state = BG_QUEUED_STATE_DEAD;
  task->reason = g_strdup ("rejected: why not");
  task->result = g_strdup ("[1,2]");
  update = bg_file_record_encode_update (task);
  g_byte_array_append (record, update->data, update->len);
  copy = decode (record, FALSE);
  g_assert_nonnull (copy);
  g_assert_cmpstr (bg_queued_task_get_reason (copy), ==, "rejected: why not");
  g_assert_cmpint (bg_queued_task_get_state (copy), ==, BG_QUEUED_STATE_DEAD);
  g_assert_cmpstr (copy->json, ==, task->json);

  /* Torn, it counts only where it may be torn: and then as if it were not there. */
  g_byte_array_set_size (record, record->len - 1);
  g_assert_null (decode (record, FALSE));
  torn = decode (record, TRUE);
  g_assert_nonnull (torn);
  g_assert_null (bg_queued_task_get_reason (torn));
}

static void
test_note (void)
{
  BgFileNote note = { .deadline = G_MAXINT64 - 5, .token = G_MAXUINT64, .serial_mark = 17, .progress = 0.25 };
  BgFileNote copy;
  guint8 data[BG_FILE_NOTE_SIZE];

  memset (note.boot, 0xab, sizeof note.boot);
  g_strlcpy (note.text, "a quarter of it", sizeof note.text);
  bg_file_note_encode (&note, data);
  g_assert_true (bg_file_note_decode (&copy, data));
  g_assert_cmpmem (&note, sizeof note, &copy, sizeof copy);
  for (guint i = 0; i < 8 * sizeof data; i++)
    {
      data[i / 8] ^= (guint8) (1 << i % 8);
      g_assert_false (bg_file_note_decode (&copy, data));
      g_assert_true (bg_file_note_is_empty (&copy));
      data[i / 8] ^= (guint8) (1 << i % 8);
    }
  memset (data, 0, sizeof data);
  g_assert_true (bg_file_note_decode (&copy, data));
  g_assert_true (bg_file_note_is_empty (&copy));
}

/* Each bit, each length, and what is appended. The one byte that says that a task was cancelled may say so. */
static void
test_damage (void)
{
  g_autoptr (GByteArray) record = make_record ();
  guint length = record->len;

  for (guint i = 0; i < 8 * length; i++)
    {
      g_autoptr (BgQueuedTask) task = NULL;

      record->data[i / 8] ^= (guint8) (1 << i % 8);
      task = decode (record, FALSE);
      g_assert_true ((task != NULL) == (i == 8 * BG_FILE_RECORD_CANCEL));
      record->data[i / 8] ^= (guint8) (1 << i % 8);
    }
  for (guint i = 0; i < length; i++)
    {
      g_autoptr (GByteArray) cut = g_byte_array_new ();

      g_byte_array_append (cut, record->data, i);
      g_assert_null (decode (cut, FALSE));
      g_assert_null (decode (cut, TRUE));
    }
  for (guint i = 0; i < 64; i++)
    {
      g_byte_array_append (record, (const guint8 *) "B", 1);
      g_assert_null (decode (record, FALSE));
    }
}

/* With a checksum that fits: somebody has written it on purpose. */
static void
test_hostile (void)
{
  static const struct
  {
    const char *head;
    const char *payload;
  } wrong[] =
    {
      { "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{}}", "[]" },
      { "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{}}", "{" },
      { "{\"id\":\"../a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{}}", "{}" },
      { "{\"id\":\"a\",\"queue\":\"../photos\",\"state\":\"ready\",\"payload\":{}}", "{}" },
      { "{\"id\":\"a\"}", "{}" },
      { "[[[[", "{}" },
    };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GByteArray) record = g_byte_array_new ();
      guint32 lengths[3] = { GUINT32_TO_LE ((guint32) strlen (wrong[i].head)),
                             GUINT32_TO_LE ((guint32) strlen (wrong[i].payload)) };
      guint32 sum = bg_checksum (0, (const guint8 *) lengths, 8);

      sum = bg_checksum (sum, (const guint8 *) wrong[i].head, strlen (wrong[i].head));
      lengths[2] = GUINT32_TO_LE (bg_checksum (sum, (const guint8 *) wrong[i].payload, strlen (wrong[i].payload)));
      g_byte_array_set_size (record, BG_FILE_RECORD_START);
      memset (record->data, 0, record->len);
      memcpy (record->data, "BgTask\1", 7);
      memcpy (record->data + 8, lengths, sizeof lengths);
      g_byte_array_append (record, (const guint8 *) wrong[i].head, (guint) strlen (wrong[i].head));
      g_byte_array_append (record, (const guint8 *) wrong[i].payload, (guint) strlen (wrong[i].payload));
      g_assert_null (decode (record, FALSE));
    }
}

static void
test_names (void)
{
  BgFileName name = { 7, 1700000000000000, 42, "0123abc", 3, 1, "0123456789abcdef" };
  BgFileName parsed;
  char text[BG_FILE_NAME_SIZE];

  bg_file_name_format (&name, BG_FILE_READY, text);
  g_assert_cmpstr (text, ==, "2.00001700000000000000.00000000000000000042.0123abc.3.1.0123456789abcdef");
  g_assert_true (bg_file_name_parse (&parsed, BG_FILE_READY, text));
  g_assert_cmpint (parsed.priority, ==, 7);
  g_assert_cmpint (parsed.time, ==, name.time);
  g_assert_cmpint (parsed.stamp, ==, 42);
  g_assert_cmpstr (parsed.id, ==, "0123abc");
  g_assert_cmpuint (parsed.attempt, ==, 3);
  g_assert_cmpuint (parsed.crashes, ==, 1);
  g_assert_cmpstr (parsed.serial, ==, name.serial);
  g_assert_false (bg_file_name_parse (&parsed, BG_FILE_SCHEDULED, text));

  name.serial[0] = '\0';
  bg_file_name_format (&name, BG_FILE_SCHEDULED, text);
  g_assert_cmpstr (text, ==, "00001700000000000000.2.00000000000000000042.0123abc.3.1");
  g_assert_true (bg_file_name_parse (&parsed, BG_FILE_SCHEDULED, text));
  g_assert_cmpstr (parsed.serial, ==, "");
}

static void
test_wrong_names (void)
{
  static const char *const wrong[] = {
    "", ".", "..", ".hidden", "core", "2", "2.", "2.00001700000000000000", "a.b.c.d.e.f",
    "2.0001700000000000000.00000000000000000042.id.3.1",
    "2.99999999999999999999.00000000000000000042.id.3.1",
    "2.00001700000000000000.00000000000000000042..3.1",
    "2.00001700000000000000.00000000000000000042.ID.3.1",
    "2.00001700000000000000.00000000000000000042.i/d.3.1",
    "2.00001700000000000000.00000000000000000042.id.-3.1",
    "2.00001700000000000000.00000000000000000042.id.3",
    "2.00001700000000000000.00000000000000000042.id.3.1.xyz",
    "2.00001700000000000000.00000000000000000042.id.99999999999.1",
    "22.00001700000000000000.00000000000000000042.id.3.1",
  };
  BgFileName parsed;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (bg_file_name_parse (&parsed, BG_FILE_READY, wrong[i]));
}

/* The disk is full in the middle of an update: nothing of it stays. */
static void
test_update_without_space (void)
{
  g_autoptr (BgQueuedTask) task = make_task ();
  g_autoptr (GByteArray) record = bg_file_record_encode (task);
  g_autoptr (BgQueuedTask) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  struct rlimit before, limit;
  BgFileHeader header;
  gsize length;
  int fd = g_file_open_tmp ("file-record-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (write (fd, record->data, record->len), ==, record->len);
  g_assert_true (bg_file_record_read_header (record->data, record->len, &header, &error));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = record->len + 20;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (bg_file_task_update (fd, &header, task, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, SIG_DFL);
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (contents, length, record->data, record->len);
  read = bg_file_record_decode ((const guint8 *) contents, length, FALSE, &header, &error);
  g_assert_no_error (error);
  g_assert_nonnull (read);
  close (fd);
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-record/checksum", test_checksum);
  g_test_add_func ("/file-record/round-trip", test_round_trip);
  g_test_add_func ("/file-record/update", test_update);
  g_test_add_func ("/file-record/note", test_note);
  g_test_add_func ("/file-record/damage", test_damage);
  g_test_add_func ("/file-record/hostile", test_hostile);
  g_test_add_func ("/file-record/names", test_names);
  g_test_add_func ("/file-record/wrong-names", test_wrong_names);
  g_test_add_func ("/file-record/update-without-space", test_update_without_space);

  return g_test_run ();
}
