/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "../core/bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_LOOP (bg_loop_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgLoop, bg_loop, BG, LOOP, GObject)

/**
 * BgLoopFunc:
 * @user_data: (closure): the data given with the function
 *
 * A function that is called in the thread of a loop.
 */
typedef void (*BgLoopFunc) (gpointer user_data);

/**
 * BgLoopRunFunc:
 * @cancellable: triggered when the caller's is, or when the loop is stopped and told to cancel
 * @user_data: (closure): the data given with the function
 * @error: return location for an error
 *
 * A function that is called in the thread of a loop while somebody waits for it.
 *
 * Returns: `TRUE` on success, `FALSE` if it failed
 */
typedef gboolean (*BgLoopRunFunc) (GCancellable  *cancellable,
                                   gpointer       user_data,
                                   GError       **error);

BG_AVAILABLE_IN_ALL
BgLoop       *bg_loop_new            (const char           *name) G_GNUC_WARN_UNUSED_RESULT;

/* What it is. */
BG_AVAILABLE_IN_ALL
const char   *bg_loop_get_name       (BgLoop               *self);
BG_AVAILABLE_IN_ALL
GMainContext *bg_loop_get_context    (BgLoop               *self);
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_is_running     (BgLoop               *self);
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_is_own_thread  (BgLoop               *self);

/* Its thread. */
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_start          (BgLoop               *self,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
void          bg_loop_stop           (BgLoop               *self,
                                      gboolean              cancel);
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_wait           (BgLoop               *self,
                                      int                   timeout_ms,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
void          bg_loop_stop_async     (BgLoop               *self,
                                      gboolean              cancel,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_stop_finish    (BgLoop               *self,
                                      GAsyncResult         *result,
                                      GError              **error);

/* What runs there. */
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_invoke         (BgLoop               *self,
                                      BgLoopFunc            func,
                                      gpointer              user_data,
                                      GDestroyNotify        user_data_destroy,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_run            (BgLoop               *self,
                                      BgLoopRunFunc         func,
                                      gpointer              user_data,
                                      GCancellable         *cancellable,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_run_for_result (BgLoop               *self,
                                      BgWorkFunc            func,
                                      gpointer              user_data,
                                      GCancellable         *cancellable,
                                      GValue               *result,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
guint         bg_loop_add_timeout    (BgLoop               *self,
                                      guint                 milliseconds,
                                      GSourceFunc           func,
                                      gpointer              user_data,
                                      GDestroyNotify        user_data_destroy,
                                      GError              **error);
BG_AVAILABLE_IN_ALL
gboolean      bg_loop_remove_timeout (BgLoop               *self,
                                      guint                 id);

G_END_DECLS
