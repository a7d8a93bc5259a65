/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-macros.h"

G_BEGIN_DECLS

#define BG_TRANSPORT_ERROR (bg_transport_error_quark ())

/**
 * BgTransportError:
 * @BG_TRANSPORT_ERROR_INVALID_URI: the URI cannot be understood, or nothing is known about its scheme or an option
 * @BG_TRANSPORT_ERROR_INVALID_NAME: the name of a queue, worker or schedule breaks the rule for names
 * @BG_TRANSPORT_ERROR_INVALID_PAYLOAD: the payload is not a dictionary that can be written as a JSON object
 * @BG_TRANSPORT_ERROR_NOT_SUPPORTED: the store cannot do that; see [property@Transport:capabilities]
 * @BG_TRANSPORT_ERROR_UNAVAILABLE: there is no connection now; it is tried again
 * @BG_TRANSPORT_ERROR_TIMED_OUT: the store did not answer in time, before anything was sent
 * @BG_TRANSPORT_ERROR_AUTH: the store refuses the user name or the password
 * @BG_TRANSPORT_ERROR_TLS: the connection cannot be made secure
 * @BG_TRANSPORT_ERROR_PERMISSION: the rights are not enough
 * @BG_TRANSPORT_ERROR_SCHEMA: what is stored has another version, or another form
 * @BG_TRANSPORT_ERROR_TOO_LARGE: the payload or result is larger than allowed
 * @BG_TRANSPORT_ERROR_FULL: the queue holds as many tasks as it may
 * @BG_TRANSPORT_ERROR_NO_SPACE: the disk or the server has no space left
 * @BG_TRANSPORT_ERROR_LEASE_LOST: the lease is no longer held; another may run the task
 * @BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN: the answer got lost: the operation may have happened or not
 * @BG_TRANSPORT_ERROR_NOT_FOUND: there is no such task, queue, or worker
 * @BG_TRANSPORT_ERROR_CORRUPT: what is stored is damaged
 * @BG_TRANSPORT_ERROR_CLOSED: the transport was closed
 * @BG_TRANSPORT_ERROR_FAILED: the store failed in another way
 *
 * What can go wrong with a transport, in the domain `BG_TRANSPORT_ERROR`.
 *
 * An operation that is cancelled reports `G_IO_ERROR_CANCELLED`, not one of these. Which of them may go away by
 * themselves is told by [func@TransportError.is_transient].
 */
typedef enum
{
  BG_TRANSPORT_ERROR_INVALID_URI,
  BG_TRANSPORT_ERROR_INVALID_NAME,
  BG_TRANSPORT_ERROR_INVALID_PAYLOAD,
  BG_TRANSPORT_ERROR_NOT_SUPPORTED,
  BG_TRANSPORT_ERROR_UNAVAILABLE,
  BG_TRANSPORT_ERROR_TIMED_OUT,
  BG_TRANSPORT_ERROR_AUTH,
  BG_TRANSPORT_ERROR_TLS,
  BG_TRANSPORT_ERROR_PERMISSION,
  BG_TRANSPORT_ERROR_SCHEMA,
  BG_TRANSPORT_ERROR_TOO_LARGE,
  BG_TRANSPORT_ERROR_FULL,
  BG_TRANSPORT_ERROR_NO_SPACE,
  BG_TRANSPORT_ERROR_LEASE_LOST,
  BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN,
  BG_TRANSPORT_ERROR_NOT_FOUND,
  BG_TRANSPORT_ERROR_CORRUPT,
  BG_TRANSPORT_ERROR_CLOSED,
  BG_TRANSPORT_ERROR_FAILED,
} BgTransportError;

BG_AVAILABLE_IN_ALL
GQuark   bg_transport_error_quark        (void);
BG_AVAILABLE_IN_ALL
gboolean bg_transport_error_is_transient (const GError *error);

G_END_DECLS
