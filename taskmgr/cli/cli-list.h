/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli.h"

G_BEGIN_DECLS

#define CLI_LIST_ALL_STATES \
  (BG_QUEUED_STATE_SCHEDULED | BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED | BG_QUEUED_STATE_DONE | \
   BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED)

gboolean cli_list_print (Cli            *cli,
                         const char     *queue,
                         BgQueuedState   states,
                         const char     *after,
                         guint           limit,
                         GError        **error);

G_END_DECLS
