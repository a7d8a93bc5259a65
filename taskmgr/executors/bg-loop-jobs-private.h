/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-loop-core-private.h"

G_BEGIN_DECLS

/* The tasks that an executor has given to its loop. They outlive the executor, so that each comes to its end,
 * and are let go in the home context. */
typedef struct _BgLoopJobs BgLoopJobs;

/* Told in the home context when there is room again. */
typedef void (*BgLoopJobsRoom) (gpointer owner);

BgLoopJobs *bg_loop_jobs_new       (BgLoopCore      *core,
                                    gpointer         owner,
                                    BgLoopJobsRoom   room);
BgLoopJobs *bg_loop_jobs_ref       (BgLoopJobs      *self);
void        bg_loop_jobs_unref     (BgLoopJobs      *self);
void        bg_loop_jobs_submit    (BgLoopJobs      *self,
                                    BgTask          *task);
guint       bg_loop_jobs_get_count (BgLoopJobs      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgLoopJobs, bg_loop_jobs_unref)

G_END_DECLS
