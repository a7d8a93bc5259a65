/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* The schedules of a configuration. */
typedef struct _CliSchedules CliSchedules;

/* Called for each time that was seen to; @here says whether by this process. */
typedef void (*CliSchedulesFired)  (const char   *schedule,
                                    GDateTime    *time,
                                    const char   *id,
                                    gboolean      here,
                                    gpointer      user_data);
typedef void (*CliSchedulesFailed) (const char   *schedule,
                                    const GError *error,
                                    gpointer      user_data);

CliSchedules *cli_schedules_new    (BgWorkerConfig      *config,
                                    BgTransport         *transport,
                                    GError             **error);
void          cli_schedules_free   (CliSchedules        *self);
guint         cli_schedules_count  (CliSchedules        *self);
void          cli_schedules_watch  (CliSchedules        *self,
                                    CliSchedulesFired    fired,
                                    CliSchedulesFailed   failed,
                                    gpointer             user_data);
gboolean      cli_schedules_start  (CliSchedules        *self,
                                    GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliSchedules, cli_schedules_free)

G_END_DECLS
