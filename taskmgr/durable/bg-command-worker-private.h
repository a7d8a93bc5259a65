/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-worker.h"

G_BEGIN_DECLS

/*
 * A worker that runs a command for each task, without a shell: the one that it was made with, which finds the payload
 * as JSON where it reads, or the one in the payload (argv), if its program is allowed.
 */

#define BG_TYPE_COMMAND_WORKER (bg_command_worker_get_type ())

G_DECLARE_FINAL_TYPE (BgCommandWorker, bg_command_worker, BG, COMMAND_WORKER, BgWorker)

BgWorker *bg_command_worker_new         (const char         *name,
                                         const char *const  *argv);
BgWorker *bg_command_worker_new_allowed (const char         *name,
                                         const char *const  *programs);

G_END_DECLS
