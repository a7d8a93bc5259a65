/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-quote-private.h"

/* In bytes. */
#define MAX_QUOTED 80
#define MAX_KEPT   4096

char *
bg_quote (const char *text)
{
  g_autofree char *head = g_strndup (text, MAX_QUOTED);
  g_autofree char *valid = g_utf8_make_valid (head, -1);
  GString *quoted = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (g_unichar_isprint (character))
        g_string_append_unichar (quoted, character);
      else
        g_string_append_printf (quoted, "\\u%04x", character);
    }
  if (strlen (head) == MAX_QUOTED)
    g_string_append (quoted, "…");
  return g_string_free (quoted, FALSE);
}

/* A character that does not fit is left out as a whole. */
char *
bg_shorten (const char *text)
{
  gsize length = strnlen (text, MAX_KEPT + 1);
  const char *end = text + length;

  if (length > MAX_KEPT)
    end = g_utf8_find_prev_char (text, end);
  return g_utf8_make_valid (text, end != NULL ? end - text : MAX_KEPT);
}
