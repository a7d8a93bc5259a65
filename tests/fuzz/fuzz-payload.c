/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fuzz.h"

#include <string.h>
#include <taskmgr.h>

#include "durable/bg-payload-private.h"

/* Anything as the JSON of a payload, of a stored task, or as a GVariant in its binary form that is to become JSON. */

static void
check_value (GVariant *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = bg_value_to_json (value, &error);
  g_autofree char *again = NULL;
  g_autoptr (GVariant) back = NULL;

  if (json == NULL)
    {
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  back = bg_value_from_json (json, &error);
  g_assert_no_error (error);
  again = bg_value_to_json (back, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, json);
}

static void
check_task (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueuedTask) task = bg_queued_task_new_from_json (text, &error);
  g_autoptr (BgQueuedTask) again = NULL;
  g_autofree char *json = NULL;
  g_autofree char *same = NULL;

  if (task == NULL)
    {
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT);
      return;
    }
  json = bg_queued_task_to_json (task);
  again = bg_queued_task_new_from_json (json, &error);
  g_assert_no_error (error);
  same = bg_queued_task_to_json (again);
  g_assert_cmpstr (same, ==, json);
  g_assert_nonnull (bg_queued_task_get_payload (task));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GVariant) payload = bg_payload_from_json (text, NULL);
  g_autoptr (GVariant) value = bg_value_from_json (text, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARIANT, bytes, FALSE));

  g_assert_true (payload == NULL || value != NULL);
  if (value != NULL)
    check_value (value);
  check_task (text);
  check_value (other);
  return 0;
}
