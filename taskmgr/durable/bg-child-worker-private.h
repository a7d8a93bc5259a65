/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-worker.h"
#include "executors/bg-process-error.h"

G_BEGIN_DECLS

/*
 * A worker that has its tasks done by child processes. It belongs to the context that was thread-default when it was
 * first used.
 */

#define BG_TYPE_CHILD_WORKER (bg_child_worker_get_type ())

G_DECLARE_FINAL_TYPE (BgChildWorker, bg_child_worker, BG, CHILD_WORKER, BgWorker)

BgChildWorker *bg_child_worker_new           (const char         *name,
                                              const char *const  *argv);

/* Before it is used. */
void           bg_child_worker_set_limit     (BgChildWorker      *self,
                                              BgProcessLimit      limit,
                                              guint64             value);
void           bg_child_worker_set_max_tasks (BgChildWorker      *self,
                                              guint               max_tasks);
void           bg_child_worker_set_patience  (BgChildWorker      *self,
                                              guint               to_terminate,
                                              guint               to_kill);

void           bg_child_worker_set_size      (BgChildWorker      *self,
                                              guint               n_children);
void           bg_child_worker_start         (BgChildWorker      *self,
                                              guint               n_children);
void           bg_child_worker_close         (BgChildWorker      *self);
gboolean       bg_child_worker_has_ended     (BgChildWorker      *self);

void           bg_child_worker_finish        (BgChildWorker      *self,
                                              GMainContext       *context);

char         **bg_child_worker_make_environment (void);

G_END_DECLS
