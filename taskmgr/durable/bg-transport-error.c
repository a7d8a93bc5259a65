/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport-error.h"

/**
 * bg_transport_error_quark:
 *
 * Gets the domain of errors of transports.
 *
 * Returns: the quark
 */
G_DEFINE_QUARK (bg-transport-error-quark, bg_transport_error)

/**
 * bg_transport_error_is_transient:
 * @error: an error of any domain
 *
 * Tells whether an error may go away by itself, so that it makes sense to try again later.
 *
 * Errors of other domains do not. An outcome that is not known does: a task that is submitted again with the id that it
 * has is not stored twice, where [flags@TransportCapabilities] says `DEDUP`.
 *
 * Returns: whether it may go away
 */
gboolean
bg_transport_error_is_transient (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != BG_TRANSPORT_ERROR)
    return FALSE;
  switch ((BgTransportError) error->code)
    {
    case BG_TRANSPORT_ERROR_UNAVAILABLE:
    case BG_TRANSPORT_ERROR_TIMED_OUT:
    case BG_TRANSPORT_ERROR_FULL:
    case BG_TRANSPORT_ERROR_NO_SPACE:
    case BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN:
      return TRUE;
    case BG_TRANSPORT_ERROR_INVALID_URI:
    case BG_TRANSPORT_ERROR_INVALID_NAME:
    case BG_TRANSPORT_ERROR_INVALID_PAYLOAD:
    case BG_TRANSPORT_ERROR_NOT_SUPPORTED:
    case BG_TRANSPORT_ERROR_AUTH:
    case BG_TRANSPORT_ERROR_TLS:
    case BG_TRANSPORT_ERROR_PERMISSION:
    case BG_TRANSPORT_ERROR_SCHEMA:
    case BG_TRANSPORT_ERROR_TOO_LARGE:
    case BG_TRANSPORT_ERROR_LEASE_LOST:
    case BG_TRANSPORT_ERROR_NOT_FOUND:
    case BG_TRANSPORT_ERROR_CORRUPT:
    case BG_TRANSPORT_ERROR_CLOSED:
    case BG_TRANSPORT_ERROR_FAILED:
    default:
      return FALSE;
    }
}
