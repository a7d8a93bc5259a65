/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-queue-private.h"

G_BEGIN_DECLS

/* What was being written by those who have died is thrown away; or finished, if it was a task of a schedule that counts
 * as fired already. */

gboolean   bg_file_clean_inode   (BgFileQueue  *queue,
                                  ino_t         inode);
GPtrArray *bg_file_clean_find    (BgFileSpool  *spool) G_GNUC_WARN_UNUSED_RESULT;
void       bg_file_clean_queue   (BgFileQueue  *queue,
                                  GPtrArray    *dead);
void       bg_file_clean_end     (BgFileSpool  *spool,
                                  GPtrArray    *dead);

G_END_DECLS
