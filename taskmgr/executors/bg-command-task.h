/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-process-error.h"
#include "core/bg-task.h"

G_BEGIN_DECLS

#define BG_TYPE_COMMAND_TASK (bg_command_task_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgCommandTask, bg_command_task, BG, COMMAND_TASK, BgTask)

BG_AVAILABLE_IN_ALL
BgTask             *bg_command_task_new             (const char *const  *argv) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
const char *const  *bg_command_task_get_argv        (BgCommandTask      *self);
BG_AVAILABLE_IN_ALL
GBytes             *bg_command_task_get_input       (BgCommandTask      *self);
BG_AVAILABLE_IN_ALL
void                bg_command_task_set_input       (BgCommandTask      *self,
                                                     GBytes             *input);
BG_AVAILABLE_IN_ALL
const char *const  *bg_command_task_get_environment (BgCommandTask      *self);
BG_AVAILABLE_IN_ALL
void                bg_command_task_set_environment (BgCommandTask      *self,
                                                     const char *const  *environment);
BG_AVAILABLE_IN_ALL
const char         *bg_command_task_get_directory   (BgCommandTask      *self);
BG_AVAILABLE_IN_ALL
void                bg_command_task_set_directory   (BgCommandTask      *self,
                                                     const char         *directory);
BG_AVAILABLE_IN_ALL
guint               bg_command_task_get_max_output  (BgCommandTask      *self);
BG_AVAILABLE_IN_ALL
void                bg_command_task_set_max_output  (BgCommandTask      *self,
                                                     guint               n_bytes);
BG_AVAILABLE_IN_ALL
gboolean            bg_command_task_get_binary      (BgCommandTask      *self);
BG_AVAILABLE_IN_ALL
void                bg_command_task_set_binary      (BgCommandTask      *self,
                                                     gboolean            binary);
BG_AVAILABLE_IN_ALL
guint               bg_command_task_get_kill_after  (BgCommandTask      *self);
BG_AVAILABLE_IN_ALL
void                bg_command_task_set_kill_after  (BgCommandTask      *self,
                                                     guint               milliseconds);
BG_AVAILABLE_IN_ALL
guint64             bg_command_task_get_limit       (BgCommandTask      *self,
                                                     BgProcessLimit      limit);
BG_AVAILABLE_IN_ALL
void                bg_command_task_set_limit       (BgCommandTask      *self,
                                                     BgProcessLimit      limit,
                                                     guint64             value);

G_END_DECLS
