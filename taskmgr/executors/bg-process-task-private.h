/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-process-task.h"

G_BEGIN_DECLS

/* Called by the executor, in the context of the manager. */
GVariant *bg_process_task_pack         (BgProcessTask  *self);
void      bg_process_task_take_result  (BgProcessTask  *self,
                                        GVariant       *body);
void      bg_process_task_take_failure (BgProcessTask  *self,
                                        GVariant       *body);

G_END_DECLS
