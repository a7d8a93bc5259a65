/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

#define WORKBENCH_EXPORT_QUEUE "exports"

/* In the program that shows the exports. */
BgTransport *workbench_export_open         (GError             **error) G_GNUC_WARN_UNUSED_RESULT;
GFile       *workbench_export_get_folder   (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean     workbench_export_submit       (BgTransport         *transport,
                                            GCancellable        *cancellable,
                                            GError             **error);
gboolean     workbench_export_start_worker (GError             **error);
char        *workbench_export_dup_name     (BgQueuedTask        *task) G_GNUC_WARN_UNUSED_RESULT;

/* In the process that does them. */
gboolean     workbench_export_is_wanted    (void);
int          workbench_export_run          (void);

G_END_DECLS
