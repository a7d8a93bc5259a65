/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-queue-private.h"

G_BEGIN_DECLS

#define BG_FILE_LIVE_FOLDERS (1u << BG_FILE_SCHEDULED | 1u << BG_FILE_READY | 1u << BG_FILE_LEASED)
#define BG_FILE_ALL_FOLDERS ((1u << BG_FILE_N_STATES) - 1)

/* A task that was found. */
typedef struct
{
  BgFileFolder folder;
  BgFileName   parts;
  char         name[BG_FILE_NAME_SIZE];
} BgFilePlace;

/* Where a task is; BG_FILE_N_STATES if it is nowhere. */
BgFileFolder bg_file_find_id   (BgFileQueue  *queue,
                                const char   *id,
                                guint         folders,
                                char         *name,
                                GError      **error);
GPtrArray   *bg_file_find_all  (BgFileQueue  *queue,
                                guint         folders,
                                GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
