/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "bg-test.h"

G_BEGIN_DECLS

/* A manager with tasks that the test leads through their lives. */
typedef struct
{
  BgTaskManager *manager;
  BgTestGate    *gate;
  GPtrArray     *tasks;         /* all that were added, so that nobody has to hold one */
  guint          n_held;
} BgGtkTestTasks;

void    bg_gtk_test_tasks_set_up      (BgGtkTestTasks *self,
                                       guint           max_threads);
void    bg_gtk_test_tasks_tear_down   (BgGtkTestTasks *self);
BgTask *bg_gtk_test_tasks_hold        (BgGtkTestTasks *self,
                                       const char     *name);
BgTask *bg_gtk_test_tasks_queue       (BgGtkTestTasks *self,
                                       const char     *name);
BgTask *bg_gtk_test_tasks_queue_after (BgGtkTestTasks *self,
                                       const char     *name,
                                       BgTask         *upstream);
BgTask *bg_gtk_test_tasks_fail        (BgGtkTestTasks *self,
                                       const char     *name,
                                       const char     *message);
void    bg_gtk_test_tasks_settle      (BgGtkTestTasks *self,
                                       BgTask         *task);

/* Runs the main loop until something holds that ends in the main loop. */
#define bg_gtk_test_run_until(condition) \
  G_STMT_START { \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
  } G_STMT_END

G_END_DECLS
