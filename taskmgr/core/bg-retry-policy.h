/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-enums.h"
#include "bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_RETRY_POLICY (bg_retry_policy_get_type ())

/**
 * BgRetryFunc:
 * @task: the task that has failed; its [property@Task:attempt] tells how often it was tried
 * @error: why
 * @user_data: (closure): the data given with the function
 *
 * Decides, in the context of the manager, whether a task that has failed is worth another attempt.
 *
 * Returns: whether it is tried again
 */
typedef gboolean (*BgRetryFunc) (BgTask        *task,
                                 const GError  *error,
                                 gpointer       user_data);

BG_AVAILABLE_IN_ALL
GType          bg_retry_policy_get_type         (void) G_GNUC_CONST;

BG_AVAILABLE_IN_ALL
BgRetryPolicy *bg_retry_policy_new              (guint           max_attempts,
                                                 BgBackoff       backoff,
                                                 guint           delay,
                                                 guint           max_delay,
                                                 double          jitter) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgRetryPolicy *bg_retry_policy_new_for_errors   (guint           max_attempts,
                                                 BgBackoff       backoff,
                                                 guint           delay,
                                                 guint           max_delay,
                                                 double          jitter,
                                                 BgRetryFunc     func,
                                                 gpointer        user_data,
                                                 GDestroyNotify  user_data_destroy) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgRetryPolicy *bg_retry_policy_ref              (BgRetryPolicy  *self);
BG_AVAILABLE_IN_ALL
void           bg_retry_policy_unref            (BgRetryPolicy  *self);

BG_AVAILABLE_IN_ALL
guint          bg_retry_policy_get_max_attempts (BgRetryPolicy  *self);
BG_AVAILABLE_IN_ALL
BgBackoff      bg_retry_policy_get_backoff      (BgRetryPolicy  *self);
BG_AVAILABLE_IN_ALL
guint          bg_retry_policy_get_delay        (BgRetryPolicy  *self);
BG_AVAILABLE_IN_ALL
guint          bg_retry_policy_get_max_delay    (BgRetryPolicy  *self);
BG_AVAILABLE_IN_ALL
double         bg_retry_policy_get_jitter       (BgRetryPolicy  *self);
BG_AVAILABLE_IN_ALL
guint          bg_retry_policy_get_wait         (BgRetryPolicy  *self,
                                                 guint           attempt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgRetryPolicy, bg_retry_policy_unref)

G_END_DECLS
