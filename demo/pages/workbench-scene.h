/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workbench-window.h"

G_BEGIN_DECLS

/* For messages: what there are pictures of. */
#define WORKBENCH_SCENES "pools graph idle processes schedule"

#define WORKBENCH_TYPE_SCENE (workbench_scene_get_type ())

G_DECLARE_FINAL_TYPE (WorkbenchScene, workbench_scene, WORKBENCH, SCENE, GObject)

WorkbenchScene *workbench_scene_new         (const char      *name,
                                             const char      *path) G_GNUC_WARN_UNUSED_RESULT;
void            workbench_scene_play        (WorkbenchScene  *self,
                                             GtkApplication  *application);
gboolean        workbench_scene_is_captured (WorkbenchScene  *self);

G_END_DECLS
