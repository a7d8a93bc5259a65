/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-queue-private.h"

G_BEGIN_DECLS

/* The instants at which schedules have fired. A mark is a symbolic link that leads nowhere: SCHEDULE@INSTANT with the
 * text QUEUE/NAME, the file in tmp/ that was on the disk before. To make one takes one step, and two cannot make the
 * same. When it is there the task counts as submitted; if its submitter dies then, others finish what it began. */

gboolean bg_file_fired_get     (BgFileSpool   *spool,
                                const char    *schedule,
                                gint64        *instant,
                                GError       **error);
gboolean bg_file_fired_mark    (BgFileSpool   *spool,
                                const char    *schedule,
                                gint64         instant,
                                const char    *queue,
                                const char    *tmp_name,
                                gboolean      *marked,
                                GError       **error);
void     bg_file_fired_unmark  (BgFileSpool   *spool,
                                const char    *schedule,
                                gint64         instant);
void     bg_file_fired_prune   (BgFileSpool   *spool,
                                const char    *schedule);
gboolean bg_file_fired_finish  (BgFileQueue   *queue,
                                const char    *tmp_name);

G_END_DECLS
