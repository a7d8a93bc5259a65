/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fuzz.h"

#include <taskmgr.h>

#include "durable/bg-transport-uri-private.h"

/* Any text as the URI of a store. */

static void
check_redacted (const char     *text,
                BgTransportUri *uri)
{
  g_autofree char *redacted = bg_transport_uri_redact (text);
  g_autoptr (BgTransportUri) again = bg_transport_uri_parse (redacted, NULL);

  g_assert_true (g_utf8_validate (redacted, -1, NULL));
  if (again == NULL)
    return;
  g_assert_null (g_uri_get_user (again->uri));
  g_assert_null (g_uri_get_password (again->uri));
  g_assert_cmpuint (g_hash_table_size (again->options), ==, 0);
  if (uri != NULL)
    g_assert_cmpstr (g_uri_get_path (again->uri), ==, g_uri_get_path (uri->uri));
}

static void
check_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  g_assert_false (g_strv_contains ((const char *const *) parts, ".."));
  g_assert_false (g_strv_contains ((const char *const *) parts, "."));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransportUri) uri = bg_transport_uri_parse (text, &error);

  if (uri == NULL)
    {
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  else
    check_path (g_uri_get_path (uri->uri));
  check_redacted (text, uri);
  return 0;
}
