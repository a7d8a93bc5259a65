/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define WORKBENCH_TYPE_CHILD (workbench_child_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchChild, workbench_child, WORKBENCH, CHILD, AdwActionRow)

WorkbenchChild *workbench_child_new       (const char     *title) G_GNUC_WARN_UNUSED_RESULT;
gboolean        workbench_child_start     (WorkbenchChild *self,
                                           BgTaskManager  *manager,
                                           BgExecutor     *executor);
guint64         workbench_child_get_id    (WorkbenchChild *self);
gboolean        workbench_child_is_known  (WorkbenchChild *self);
void            workbench_child_kill      (WorkbenchChild *self);
void            workbench_child_note_end  (WorkbenchChild *self,
                                           const GError   *error);

G_END_DECLS
