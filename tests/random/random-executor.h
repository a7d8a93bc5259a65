/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* Takes what there is room for, or only what it chooses, and keeps it until the test says how it ends. */
#define RANDOM_TYPE_EXECUTOR (random_executor_get_type ())
G_DECLARE_FINAL_TYPE (RandomExecutor, random_executor, RANDOM, EXECUTOR, GObject)

typedef void (*RandomExecutorFunc) (BgTask   *task,
                                    gpointer  user_data);

RandomExecutor *random_executor_new      (const guint        *room,
                                          RandomExecutorFunc  started,
                                          gpointer            user_data);
BgTask         *random_executor_get_task (RandomExecutor     *self,
                                          guint64             id);
gboolean        random_executor_choose   (RandomExecutor     *self,
                                          BgTask             *task);
void            random_executor_finish   (RandomExecutor     *self,
                                          guint64             id,
                                          gboolean            runs_body,
                                          gboolean            succeeds);
guint           random_executor_get_n_tasks (RandomExecutor  *self);

G_END_DECLS
