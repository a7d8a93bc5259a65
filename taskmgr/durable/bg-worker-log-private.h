/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queued-task.h"

G_BEGIN_DECLS

/*
 * What a program with workers tells an administrator: to the journal with the ids in fields of their own, or as text
 * with the ids in it.
 */
void bg_worker_log (gboolean      is_trouble,
                    const char   *queue,
                    const char   *worker,
                    BgQueuedTask *task,
                    const char   *text);

G_END_DECLS
