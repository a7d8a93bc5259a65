/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-transport.h"

G_BEGIN_DECLS

/* Wakes a transport when a task is due, by the wall clock; and when that is set to another time. */
typedef struct _BgFileDue BgFileDue;

BgFileDue *bg_file_due_new   (BgTransport  *transport);
void       bg_file_due_free  (BgFileDue    *self);
void       bg_file_due_set   (BgFileDue    *self,
                              gint64        time);

G_END_DECLS
