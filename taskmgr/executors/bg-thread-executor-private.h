/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-thread-executor.h"

G_BEGIN_DECLS

typedef struct
{
  guint pool_size;
  guint reserve_normal;
  guint reserve_high;
  guint min_threads;
  guint max_threads;
  guint ageing;
} BgPoolSizes;

BgPoolSizes bg_thread_executor_get_sizes (BgThreadExecutor  *self);
gboolean    bg_thread_executor_set_sizes (BgThreadExecutor  *self,
                                          const BgPoolSizes *sizes);

G_END_DECLS
