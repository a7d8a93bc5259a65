/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-queue-private.h"
#include "bg-transport.h"

G_BEGIN_DECLS

/* Hears of what other processes do in the folders of queues. */
typedef struct _BgFileWatch BgFileWatch;

BgFileWatch *bg_file_watch_new    (BgTransport  *transport);
void         bg_file_watch_free   (BgFileWatch  *self);
gboolean     bg_file_watch_add    (BgFileWatch  *self,
                                   BgFileQueue  *queue);
gboolean     bg_file_watch_read   (BgFileWatch  *self);

G_END_DECLS
