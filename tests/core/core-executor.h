/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core-test.h"

G_BEGIN_DECLS

/* Takes so many at a time, and begins them when the test says so. */
#define CORE_TYPE_EXECUTOR (core_executor_get_type ())
G_DECLARE_FINAL_TYPE (CoreExecutor, core_executor, CORE, EXECUTOR, GObject)

struct _CoreExecutor
{
  GObject    parent_instance;
  GThread   *home;
  GPtrArray *tasks;             /* submitted */
  GString   *log;
  guint      room[4];           /* by class */
  guint      n_asked;
  gboolean   runs;              /* the body at once */
};

typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  CoreExecutor  *executor;
} CoreExecutorFixture;

void     core_executor_set_up    (CoreExecutorFixture *fixture,
                                  gconstpointer        user_data);
void     core_executor_tear_down (CoreExecutorFixture *fixture,
                                  gconstpointer        user_data);
BgTask  *core_executor_new_task  (CoreExecutorFixture *fixture,
                                  BgTaskFunc           func,
                                  gpointer             user_data,
                                  const char          *name);
guint64  core_executor_add       (CoreExecutorFixture *fixture,
                                  BgTaskFunc           func,
                                  gpointer             user_data,
                                  const char          *name);
BgTask  *core_executor_get_task  (CoreExecutorFixture *fixture,
                                  guint                i);

/* What the executor has heard since this was asked last. */
#define core_assert_submitted(fixture, expected) \
  G_STMT_START { \
    bg_test_drain (NULL); \
    g_assert_cmpstr ((fixture)->executor->log->str, ==, expected); \
    g_string_truncate ((fixture)->executor->log, 0); \
  } G_STMT_END

G_END_DECLS
