/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-retry-policy.h"

G_BEGIN_DECLS

gboolean bg_retry_policy_allows    (BgRetryPolicy  *self,
                                    BgTask         *task,
                                    guint           attempt,
                                    const GError   *error);
guint    bg_retry_policy_draw_wait (BgRetryPolicy  *self,
                                    guint           attempt);

G_END_DECLS
