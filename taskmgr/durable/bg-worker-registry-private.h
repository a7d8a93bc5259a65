/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-worker-registry.h"
#include "executors/bg-process-spawn-private.h"

G_BEGIN_DECLS

/* What one child process of a worker may use; 0 is no limit. */
typedef struct
{
  guint64 limits[BG_PROCESS_N_LIMITS];
  guint   max_tasks;
} BgWorkerLimits;

void      bg_worker_registry_set_limits (BgWorkerRegistry      *self,
                                         const char            *name,
                                         const BgWorkerLimits  *limits);

/* In place of those that were set so before; NULL for none. */
void      bg_worker_registry_set_allowed (BgWorkerRegistry     *self,
                                          const char *const    *programs);

/* A new one, in child processes of its own where that can be. */
BgWorker *bg_worker_registry_isolate    (BgWorkerRegistry      *self,
                                         const char            *name,
                                         GError               **error);

G_END_DECLS
