/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  WORKBENCH_TAB_MISSING,
  WORKBENCH_TAB_QUEUED,
  WORKBENCH_TAB_SOON,
  WORKBENCH_TAB_READY,
} WorkbenchTabState;

#define WORKBENCH_TYPE_TAB (workbench_tab_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchTab, workbench_tab, WORKBENCH, TAB, AdwActionRow)

GtkWidget         *workbench_tab_new       (const char        *id,
                                            const char        *title) G_GNUC_WARN_UNUSED_RESULT;
const char        *workbench_tab_get_id    (WorkbenchTab      *self);
WorkbenchTabState  workbench_tab_get_state (WorkbenchTab      *self);
void               workbench_tab_set_state (WorkbenchTab      *self,
                                            WorkbenchTabState  state);

G_END_DECLS
