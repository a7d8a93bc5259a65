/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WorkbenchGate WorkbenchGate;

WorkbenchGate *workbench_gate_new      (void) G_GNUC_WARN_UNUSED_RESULT;
WorkbenchGate *workbench_gate_ref      (WorkbenchGate *self);
void           workbench_gate_unref    (WorkbenchGate *self);
void           workbench_gate_set_open (WorkbenchGate *self,
                                        gboolean       open);
void           workbench_gate_let_pass (WorkbenchGate *self,
                                        guint          n_passes);
gboolean       workbench_gate_wait     (WorkbenchGate *self,
                                        GCancellable  *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WorkbenchGate, workbench_gate_unref)

G_END_DECLS
