/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A gate holds workers until the test lets them go: what would otherwise need a sleep. */
typedef struct _BgTestGate BgTestGate;

BgTestGate *bg_test_gate_new            (void);
BgTestGate *bg_test_gate_ref            (BgTestGate *self);
void        bg_test_gate_unref          (BgTestGate *self);
void        bg_test_gate_pass           (BgTestGate *self);
void        bg_test_gate_await_arrivals (BgTestGate *self,
                                         guint       n);
guint       bg_test_gate_count_arrivals (BgTestGate *self);
void        bg_test_gate_open           (BgTestGate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgTestGate, bg_test_gate_unref)

typedef gboolean (*BgTestCondition) (gpointer user_data);

void        bg_test_run_until           (GMainContext    *context,
                                         BgTestCondition  condition,
                                         gpointer         user_data);
void        bg_test_run_until_set       (GMainContext    *context,
                                         const int       *flag);
void        bg_test_run_until_count     (GMainContext    *context,
                                         const guint     *counter,
                                         guint            n);
void        bg_test_drain               (GMainContext    *context);

G_END_DECLS
