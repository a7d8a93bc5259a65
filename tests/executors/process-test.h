/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core-test.h"

G_BEGIN_DECLS

/* A manager and an executor whose worker is the test itself. */
typedef struct
{
  GMainContext      *context;
  BgTaskManager     *manager;
  CoreWatch         *watch;
  BgProcessExecutor *executor;
  guint              n_fds;     /* before */
} ProcessTest;

int         process_test_main           (int           argc,
                                         char        **argv,
                                         void        (*add_tests) (void));
void        process_test_set_up         (ProcessTest  *self,
                                         guint         pool_size);
void        process_test_tear_down      (ProcessTest  *self);
BgTask     *process_test_add            (ProcessTest  *self,
                                         const char   *what,
                                         const char   *arguments);
BgTask     *process_test_run            (ProcessTest  *self,
                                         const char   *what,
                                         const char   *arguments);
void        process_test_run_until_text (ProcessTest  *self,
                                         BgTask       *task,
                                         const char   *text);
guint       process_test_count_fds      (void);
gboolean    process_test_has_children   (void);
void        process_test_await_none     (void);
void        process_test_await_end      (GSubprocess  *process);

#define process_assert_failure(task, code, part) \
  G_STMT_START { \
    g_autoptr (GError) found = bg_task_dup_error (task); \
    g_assert_error (found, BG_PROCESS_ERROR, code); \
    if (strstr (found->message, part) == NULL) \
      g_assert_cmpstr (found->message, ==, part); \
  } G_STMT_END

G_END_DECLS
