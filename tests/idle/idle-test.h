/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "bg-test.h"
#include "idle/bg-idle-executor-private.h"

G_BEGIN_DECLS

/* A monitor that says what it is told to say. */
#define IDLE_TYPE_TEST_MONITOR (idle_test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (IdleTestMonitor, idle_test_monitor, IDLE, TEST_MONITOR, GObject)

struct _IdleTestMonitor
{
  GObject  parent_instance;

  gboolean watching;
  gboolean idle;                /* what it answers when asked */
  guint    n_starts;
};

/* An executor with all around it, and a log of what its tasks have noted. */
typedef struct
{
  BgFakeClock     *clock;       /* of the manager */
  BgTaskManager   *manager;
  IdleTestMonitor *monitor;
  BgIdleExecutor  *executor;
  GMainContext    *context;
  GThread         *home;
  GString         *log;
} IdleFixture;

#define IDLE_TEST(path, func) \
  g_test_add (path, IdleFixture, NULL, idle_fixture_set_up, func, idle_fixture_tear_down)

void         idle_fixture_set_up    (IdleFixture   *self,
                                     gconstpointer  data);
void         idle_fixture_tear_down (IdleFixture   *self,
                                     gconstpointer  data);

/* What bodies may do beside noting their name: called with the fixture, within the body. */
typedef void (*IdleFunc) (IdleFixture *self,
                          BgTask      *task);

BgTask      *idle_task_new          (IdleFixture   *self,
                                     const char    *name,
                                     IdleFunc       func);
BgTask      *idle_task_new_failing  (IdleFixture   *self,
                                     const char    *name);
BgTaskQueue *idle_queue_new         (IdleFixture   *self,
                                     const char    *name);
guint64      idle_add               (IdleFixture   *self,
                                     BgTaskQueue   *queue,
                                     const char    *name,
                                     int            priority);
guint64      idle_add_task          (BgTaskQueue   *queue,
                                     BgTask        *task,
                                     int            priority,
                                     const char    *name);

/* An idle moment has come, and what follows from that. */
void         idle_moment            (IdleFixture   *self);
/* All that can be done. */
void         idle_run_all           (IdleFixture   *self);
char        *idle_take_log          (IdleFixture   *self);

#define idle_assert_log(self, expected) \
  G_STMT_START { \
    g_autofree char *noted = idle_take_log (self); \
    g_assert_cmpstr (noted, ==, expected); \
  } G_STMT_END

G_END_DECLS
