/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-name-private.h"

#include "bg-quote-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

/* Without an expression: `$` would let a newline at the end through. */
static gboolean
is_valid (const char *name)
{
  gsize length = strnlen (name, BG_QUEUE_NAME_MAX + 1);

  if (length < 2 || length > BG_QUEUE_NAME_MAX || !g_ascii_islower (name[0]) || name[length - 1] == '_')
    return FALSE;
  for (gsize i = 1; i < length; i++)
    {
      if (name[i] == '_' ? name[i - 1] == '_' : !g_ascii_islower (name[i]) && !g_ascii_isdigit (name[i]))
        return FALSE;
    }
  return TRUE;
}

gboolean
bg_queue_name_check (const char  *what,
                     const char  *name,
                     GError     **error)
{
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (what != NULL, FALSE);

  if (name != NULL && is_valid (name))
    return TRUE;
  quoted = bg_quote (name != NULL ? name : "");
  /* Translators: the first %s is what it would be the name of: queue, worker or schedule. */
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME,
               _("“%2$s” is not a valid name (%1$s): one has 2 to %3$d lower-case letters, digits and single "
                 "underscores, with a letter first and no underscore last"),
               what, quoted, BG_QUEUE_NAME_MAX);
  return FALSE;
}
