/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-transport.h"
#include "bg-worker-config.h"

G_BEGIN_DECLS

/* What is there, done in the thread that calls. */
BG_AVAILABLE_IN_ALL
gint64 bg_process_queue (BgTransport       *transport,
                         const char        *queue,
                         BgWorker          *worker,
                         GCancellable      *cancellable,
                         GError           **error);
BG_AVAILABLE_IN_ALL
gint64 bg_run_worker    (BgTransport       *transport,
                         BgWorkerConfig    *config,
                         BgWorkerRegistry  *registry,
                         const char        *worker,
                         const char        *queue,
                         GCancellable      *cancellable,
                         GError           **error);

G_END_DECLS
