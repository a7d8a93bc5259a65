/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "bg-test.h"

G_BEGIN_DECLS

/* What a manager has said, as "+1 -2:code /3 ~4 =group", each with a blank before it but the first:
 * completed, failed, stopped, delayed, group finished. Every emission is checked for its thread. */
typedef struct
{
  BgTaskManager *manager;
  GMainContext  *context;
  GThread       *home;
  GString       *log;
  guint          n_completed;
  guint          n_failed;
  guint          n_stopped;
  guint          n_finished;    /* groups */
  guint          n_ended;       /* tasks */
  guint          n_seen;        /* by core_watch_run () */
  GHashTable    *ends;          /* id → how often it has ended */
} CoreWatch;

CoreWatch *core_watch_new       (BgTaskManager  *manager);
void       core_watch_free      (CoreWatch      *self);
void       core_watch_run       (CoreWatch      *self,
                                 guint           n);
char      *core_watch_take      (CoreWatch      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CoreWatch, core_watch_free)

#define core_assert_log(watch, expected) \
  G_STMT_START { \
    g_autofree char *said = core_watch_take (watch); \
    g_assert_cmpstr (said, ==, expected); \
  } G_STMT_END

/* Notes what happened, from any thread, in words with a blank between. */
typedef struct
{
  GMutex   mutex;
  GString *words;               /* mutex */
} CoreOrder;

CoreOrder *core_order_new       (void);
void       core_order_free      (CoreOrder      *self);
void       core_order_note      (CoreOrder      *self,
                                 const char     *format,
                                 ...) G_GNUC_PRINTF (2, 3);
char      *core_order_take      (CoreOrder      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CoreOrder, core_order_free)

#define core_assert_order(order, expected) \
  G_STMT_START { \
    g_autofree char *noted = core_order_take (order); \
    g_assert_cmpstr (noted, ==, expected); \
  } G_STMT_END

/* What most tests of a manager need. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  CoreOrder     *order;
} CoreFixture;

void       core_fixture_set_up    (CoreFixture   *self,
                                   BgTaskManager *manager);
void       core_fixture_tear_down (CoreFixture   *self,
                                   gconstpointer  user_data);

/* A body that notes its name, waits at a gate and fails, each if asked to. */
typedef struct
{
  const char *name;
  CoreOrder  *order;
  BgTestGate *gate;
  gboolean    fails;
} CoreJob;

CoreJob   *core_job_new         (const char     *name,
                                 CoreOrder      *order,
                                 BgTestGate     *gate);
void       core_job_free        (gpointer        job);
gboolean   core_job_work        (gpointer        user_data,
                                 GCancellable   *cancellable,
                                 GValue         *result,
                                 GError        **error);
gboolean   core_job_body        (BgTask         *task,
                                 GCancellable   *cancellable,
                                 gpointer        user_data,
                                 GError        **error);

/* Plain bodies: nothing at all, or one that waits at the gate given as data. */
gboolean   core_work_nothing    (gpointer        user_data,
                                 GCancellable   *cancellable,
                                 GValue         *result,
                                 GError        **error);
gboolean   core_work_pass       (gpointer        gate,
                                 GCancellable   *cancellable,
                                 GValue         *result,
                                 GError        **error);
gboolean   core_work_fail       (gpointer        user_data,
                                 GCancellable   *cancellable,
                                 GValue         *result,
                                 GError        **error);
gboolean   core_work_count      (gpointer        counter,
                                 GCancellable   *cancellable,
                                 GValue         *result,
                                 GError        **error);
gboolean   core_body_nothing    (BgTask         *task,
                                 GCancellable   *cancellable,
                                 gpointer        user_data,
                                 GError        **error);
gboolean   core_body_pass       (BgTask         *task,
                                 GCancellable   *cancellable,
                                 gpointer        gate,
                                 GError        **error);
gboolean   core_body_fail       (BgTask         *task,
                                 GCancellable   *cancellable,
                                 gpointer        user_data,
                                 GError        **error);
gboolean   core_body_hold       (BgTask         *task,
                                 GCancellable   *cancellable,
                                 gpointer        user_data,
                                 GError        **error);

/* Short ways in, for tasks that must be accepted. */
guint64    core_add_job         (BgTaskManager  *manager,
                                 CoreJob        *job,
                                 int             priority);
guint64    core_add             (BgTaskManager  *manager,
                                 BgWorkFunc      func,
                                 gpointer        user_data,
                                 const char     *group);
guint64    core_add_after       (BgTaskManager  *manager,
                                 BgWorkFunc      func,
                                 gpointer        user_data,
                                 const char     *group,
                                 guint64         upstream_id);
guint64    core_add_task        (BgTaskManager  *manager,
                                 BgTask         *task);

BgTaskManager *core_manager_new (guint           max_threads);
void       core_run_to_rest     (BgTaskManager  *manager);
void       core_end             (BgTaskManager  *manager);
void       core_make_due        (BgTaskManager  *manager,
                                 guint64         id);
void       core_make_greedy     (BgTaskManager  *manager);
void       core_spin            (void);
guint      core_count           (guint           quick,
                                 guint           slow);

G_END_DECLS
