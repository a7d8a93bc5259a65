/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-find-private.h"

G_BEGIN_DECLS

/* An id is known as long as ids/ has a name for it, a unique key is taken as long as keys/ has one and its task waits
 * or runs. Both are second names of the task's file, given before the task gets its place: of all who try, one
 * succeeds. */

typedef enum
{
  BG_FILE_CLAIM_FREE,
  BG_FILE_CLAIM_TAKEN,
  BG_FILE_CLAIM_FAILED,     /* there is an error */
} BgFileClaim;

BgFileClaim bg_file_claim_look        (BgFileQueue        *queue,
                                       BgFileFolder        folder,
                                       const char         *name,
                                       GError            **error);
BgFileClaim bg_file_claim_make        (BgFileQueue        *queue,
                                       BgFileFolder        folder,
                                       const char         *name,
                                       BgFileFolder        from,
                                       const char         *from_name,
                                       GError            **error);
BgFileClaim bg_file_claim_renew_id    (BgFileQueue        *queue,
                                       const char         *id,
                                       BgFileFolder        from,
                                       const char         *from_name,
                                       const struct stat  *file,
                                       GError            **error);
gboolean    bg_file_claims_pass_on    (BgFileQueue        *queue,
                                       BgQueuedTask       *task,
                                       const struct stat  *old,
                                       const char         *copy_name,
                                       int                *lock);
void        bg_file_claim_release     (BgFileQueue        *queue,
                                       BgFileFolder        folder,
                                       const char         *name,
                                       const struct stat  *file);
void        bg_file_claim_release_key (BgFileQueue        *queue,
                                       BgQueuedTask       *task,
                                       const struct stat  *file);

G_END_DECLS
