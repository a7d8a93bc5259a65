/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-process-frame-private.h"

G_BEGIN_DECLS

/* Our end of the socket that leads to a child. Nothing here blocks; everything is called in the context. */
typedef struct _BgProcessChannel BgProcessChannel;

/* A frame has come, or with NULL nothing more will: because of the error, or because the other end was closed.
 * The channel may be freed meanwhile. */
typedef void (*BgProcessChannelFunc) (BgProcessFrame *frame,
                                      const GError   *error,
                                      gpointer        user_data);

BgProcessChannel *bg_process_channel_new    (GMainContext          *context,
                                             gsize                  max_size,
                                             BgProcessChannelFunc   func,
                                             gpointer               user_data,
                                             int                   *child_fd,
                                             GError               **error);
void              bg_process_channel_free   (BgProcessChannel      *self);
void              bg_process_channel_send   (BgProcessChannel      *self,
                                             GBytes                *bytes);
void              bg_process_channel_finish (BgProcessChannel      *self);
void              bg_process_channel_drain  (BgProcessChannel      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgProcessChannel, bg_process_channel_free)

G_END_DECLS
