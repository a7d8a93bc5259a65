/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "bg-gtk-failure-list-private.h"

G_BEGIN_DECLS

#define BG_GTK_TYPE_TASK_SUMMARY (bg_gtk_task_summary_get_type ())

G_DECLARE_FINAL_TYPE (BgGtkTaskSummary, bg_gtk_task_summary, BG_GTK, TASK_SUMMARY, GObject)

BgGtkTaskSummary *bg_gtk_task_summary_new          (BgTaskManager    *manager);
BgTaskManager    *bg_gtk_task_summary_get_manager  (BgGtkTaskSummary *self);
GListModel       *bg_gtk_task_summary_get_tasks    (BgGtkTaskSummary *self);
BgGtkFailureList *bg_gtk_task_summary_get_failures (BgGtkTaskSummary *self);
guint             bg_gtk_task_summary_get_n_failed (BgGtkTaskSummary *self);
double            bg_gtk_task_summary_get_fraction (BgGtkTaskSummary *self);
gboolean          bg_gtk_task_summary_is_idle      (BgGtkTaskSummary *self);
gboolean          bg_gtk_task_summary_is_paused    (BgGtkTaskSummary *self);
char             *bg_gtk_task_summary_dup_text     (BgGtkTaskSummary *self);
char             *bg_gtk_task_summary_dup_details  (BgGtkTaskSummary *self);

G_END_DECLS
