/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-error-private.h"

#include <glib/gi18n-lib.h>

/**
 * bg_error_quark:
 *
 * Gets the domain of the errors of this library.
 *
 * Returns: the quark
 */
G_DEFINE_QUARK (bg-error-quark, bg_error)

/* Takes an error, or NULL, and returns one that tells people something. */
GError *
bg_error_explain (GError *error)
{
  if (error == NULL)
    return g_error_new_literal (BG_ERROR, BG_ERROR_FAILED, _("The task failed without saying why"));
  if (error->message == NULL || *error->message == '\0')
    {
      GError *named = g_error_new (error->domain, error->code, _("The task failed (%s, code %d)"),
                                   g_quark_to_string (error->domain), error->code);

      g_error_free (error);
      return named;
    }
  return error;
}
