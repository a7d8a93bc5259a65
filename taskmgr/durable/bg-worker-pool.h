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

#define BG_TYPE_WORKER_POOL (bg_worker_pool_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgWorkerPool, bg_worker_pool, BG, WORKER_POOL, GObject)

BG_AVAILABLE_IN_ALL
BgWorkerPool *bg_worker_pool_new                   (BgTransport       *transport,
                                                    BgWorkerRegistry  *registry) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
gboolean      bg_worker_pool_get_halts_when_empty  (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
void          bg_worker_pool_set_halts_when_empty  (BgWorkerPool      *self,
                                                    gboolean           halts_when_empty);
BG_AVAILABLE_IN_ALL
gboolean      bg_worker_pool_get_quiet             (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
void          bg_worker_pool_set_quiet             (BgWorkerPool      *self,
                                                    gboolean           quiet);

/* Its life. Configured again while it runs, it lets go what is no longer asked for and starts what is new. */
BG_AVAILABLE_IN_ALL
gboolean      bg_worker_pool_configure             (BgWorkerPool      *self,
                                                    BgWorkerConfig    *config,
                                                    GError           **error);
BG_AVAILABLE_IN_ALL
BgWorkerConfig *
              bg_worker_pool_get_config            (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
void          bg_worker_pool_start                 (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
void          bg_worker_pool_drain                 (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
void          bg_worker_pool_release               (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
gboolean      bg_worker_pool_has_ended             (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
guint64       bg_worker_pool_count_done            (BgWorkerPool      *self);
BG_AVAILABLE_IN_ALL
guint64       bg_worker_pool_count_failed          (BgWorkerPool      *self);

/* All of that for a program: starts, handles signals, reloads, tells the service manager, returns at the end. */
BG_AVAILABLE_IN_ALL
gboolean      bg_worker_pool_run                   (BgWorkerPool      *self,
                                                    GError           **error);

G_END_DECLS
