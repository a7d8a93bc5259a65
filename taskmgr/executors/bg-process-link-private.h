/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-process-frame-private.h"

G_BEGIN_DECLS

/* The child's end of the socket that leads to its parent. A thread reads, so that a request can be cancelled that runs,
 * and that the child ends with its parent whatever it does. */
typedef struct _BgProcessLink BgProcessLink;

typedef struct
{
  guint64       id;
  char         *worker;
  GVariant     *arguments;
  GCancellable *cancellable;
} BgProcessRequest;

BgProcessLink    *bg_process_link_new          (GError              **error);
void              bg_process_link_free         (BgProcessLink        *self);
BgProcessRequest *bg_process_link_await        (BgProcessLink        *self);
gboolean          bg_process_link_send         (BgProcessLink        *self,
                                                BgProcessFrameKind    kind,
                                                GVariant             *body);
void              bg_process_link_done         (BgProcessLink        *self);
void              bg_process_request_free      (BgProcessRequest     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgProcessLink, bg_process_link_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgProcessRequest, bg_process_request_free)

G_END_DECLS
