/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-spool-private.h"

G_BEGIN_DECLS

/* Each transport has a file in the folder of holders for as long as it is open. What it writes has a name that begins
 * with the one of that file, so that others can tell the remains of the dead from what is being written.
 *
 * Two locks are on that file, which do not see each other: one by fcntl (), for as long as the transport is open, and
 * one by flock (), for as long as it submits. */

#define BG_FILE_HOLDER_FIRED ".fire"

gboolean bg_file_holder_begin       (BgFileSpool  *spool,
                                     GError      **error);
void     bg_file_holder_end         (BgFileSpool  *spool);
void     bg_file_holder_make_name   (BgFileSpool  *spool,
                                     const char   *suffix,
                                     char         *name);
gboolean bg_file_holder_lock        (BgFileSpool  *spool,
                                     GError      **error);
void     bg_file_holder_unlock      (BgFileSpool  *spool);
gboolean bg_file_holder_of          (const char   *name,
                                     char          holder[17]);
int      bg_file_holder_open        (BgFileSpool  *spool,
                                     const char   *holder);
int      bg_file_holder_open_dead   (BgFileSpool  *spool,
                                     const char   *holder);

/* A lock that belongs to the open file, is not seen by flock (), and ends with it. */
gboolean bg_file_try_lock           (int           fd);

G_END_DECLS
