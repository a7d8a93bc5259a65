/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fuzz.h"

#include <taskmgr.h>

#include "durable/bg-checksum-private.h"
#include "durable/bg-file-names-private.h"
#include "durable/bg-file-record-private.h"

/* Anything as the file of a task, and as its name. The first byte says what else is done to it: the checksums are made
 * right, so that what is behind them is reached, and torn ends are let pass. */

#define RIGHT_CHECKSUM 1
#define MAY_BE_TORN    2
#define AS_NAME        4

static void
make_right (guint8 *data,
            gsize   size)
{
  guint32 lengths[2], sum;
  gsize body;

  if (size < BG_FILE_RECORD_START)
    return;
  memcpy (data, "BgTask\1", 8);
  memset (data + BG_FILE_RECORD_CANCEL, 0, BG_FILE_RECORD_START - BG_FILE_RECORD_CANCEL);
  memcpy (lengths, data + 8, sizeof lengths);
  body = (gsize) GUINT32_FROM_LE (lengths[0]) + GUINT32_FROM_LE (lengths[1]);
  body = MIN (body, size - BG_FILE_RECORD_START);
  sum = GUINT32_TO_LE (bg_checksum (bg_checksum (0, data + 8, 8), data + BG_FILE_RECORD_START, body));
  memcpy (data + 16, &sum, sizeof sum);
}

static void
check_name (const char *text)
{
  for (guint i = 0; i < BG_FILE_N_STATES; i++)
    {
      char again[BG_FILE_NAME_SIZE];
      BgFileName name, parsed;

      if (!bg_file_name_parse (&name, i, text))
        continue;
      bg_file_name_format (&name, i, again);
      g_assert_null (strchr (again, '/'));
      g_assert_true (bg_file_name_parse (&parsed, i, again));
      g_assert_cmpstr (parsed.id, ==, name.id);
      g_assert_cmpint (parsed.time, ==, name.time);
    }
}

static void
check_task (BgQueuedTask *task)
{
  g_autoptr (GByteArray) record = bg_file_record_encode (task);
  g_autoptr (BgQueuedTask) copy = NULL;
  g_autoptr (GError) error = NULL;
  BgFileHeader header;

  copy = bg_file_record_decode (record->data, record->len, FALSE, &header, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bg_queued_task_get_id (copy), ==, bg_queued_task_get_id (task));
  bg_queued_task_get_payload (copy);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueuedTask) task = NULL;
  g_autofree guint8 *copy = NULL;
  BgFileHeader header;
  guint8 options;

  if (size == 0)
    return 0;
  options = *data++;
  size--;
  copy = g_malloc (size + 1);
  memcpy (copy, data, size);
  copy[size] = '\0';
  if ((options & AS_NAME) != 0)
    {
      check_name ((const char *) copy);
      return 0;
    }
  if ((options & RIGHT_CHECKSUM) != 0)
    make_right (copy, size);
  task = bg_file_record_decode (copy, size, (options & MAY_BE_TORN) != 0, &header, &error);
  if (task == NULL)
    g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT);
  else
    check_task (task);
  return 0;
}
