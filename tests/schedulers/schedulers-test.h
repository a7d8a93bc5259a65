/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "core-test.h"

G_BEGIN_DECLS

/* A manager with its main loop, a clock, and a body that counts its calls and asserts that they do not overlap. */
typedef struct
{
  BgTaskManager *manager;
  GMainContext  *context;
  BgFakeClock   *clock;
  BgTestGate    *gate;          /* where bodies wait, or NULL */
  guint          n_calls;       /* atomic */
  int            n_inside;      /* atomic */
  guint          n_failing;     /* atomic: so many calls fail before the others do not */
  guint          stops_at;      /* the call that returns FALSE; 0 for none */
  guint          n_failed;      /* home: reports of failures */
  GString       *log;           /* home */
} SchedulersFixture;

SchedulersFixture *schedulers_fixture_new   (void);
void               schedulers_fixture_free  (SchedulersFixture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SchedulersFixture, schedulers_fixture_free)

/* For what all kinds have in common: one that is triggered. */
BgTaskScheduler *schedulers_event_new (SchedulersFixture *self);
void             schedulers_trigger   (BgTaskScheduler   *scheduler);
void             schedulers_stop      (SchedulersFixture *self,
                                       BgTaskScheduler   *scheduler);

/* The body, with the fixture as data. */
gboolean schedulers_body         (BgTask            *task,
                                  GCancellable      *cancellable,
                                  gpointer           fixture,
                                  GError           **error);

void     schedulers_start        (SchedulersFixture *self,
                                  gpointer           scheduler);
void     schedulers_await_runs   (SchedulersFixture *self,
                                  gpointer           scheduler,
                                  guint64            n);
void     schedulers_await_call   (SchedulersFixture *self,
                                  guint              n);
void     schedulers_await_rest   (SchedulersFixture *self,
                                  gpointer           scheduler);
void     schedulers_advance      (SchedulersFixture *self,
                                  gpointer           scheduler,
                                  guint              milliseconds);
void     schedulers_failed_cb    (BgScheduler       *scheduler,
                                  const GError      *error,
                                  gpointer           fixture);
void     schedulers_refuse       (gboolean           started,
                                  GError            *error,
                                  int                code);

G_END_DECLS
