/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* What a case has to work with: a transport and a queue of its own. What it makes is kept, and taken away after it. */
typedef struct
{
  const char              *uri;
  const char              *program;         /* what helpers are started from */
  char                    *prefix;          /* of the names of queues and schedules; different in each case and run */
  BgTransport             *transport;
  BgTransportCapabilities  capabilities;
  const char              *queue;
  GCancellable            *cancellable;     /* triggered when the case takes too long */
  GError                  *error;           /* of the last operation that failed */
  GPtrArray               *names;           /* of queues */
  GPtrArray               *answers;         /* to asynchronous calls */
  GPtrArray               *objects;         /* whatever is to live until the end of the case */
  GString                 *complaint;       /* empty while all is well */
} Selftest;

typedef void (*SelftestFunc) (Selftest *t);

typedef struct
{
  const char              *name;       /* the group, and what is promised */
  SelftestFunc             func;
  BgTransportCapabilities  needs;
  SelftestFunc             refusal;    /* nullable; what is to be refused where something that is needed is missing */
} SelftestCase;

/* The first thing that is not as promised ends a case. */
#define CHECK(t, expression) \
  do { if (!selftest_check ((t), (expression), #expression, __LINE__)) return; } while (0)
#define CHECK_REFUSED(t, expression, code) \
  do { if (!selftest_check_refused ((t), (expression), (code), #expression, __LINE__)) return; } while (0)
#define CHECK_TEXT(t, text, expected) \
  do { if (!selftest_check_text ((t), (text), (expected), #text, __LINE__)) return; } while (0)

Selftest      *selftest_new           (const char              *uri,
                                       const char              *program);
void           selftest_free          (Selftest                *t);
gboolean       selftest_open          (Selftest                *t);
void           selftest_clean         (Selftest                *t);
BgTransport   *selftest_open_another  (Selftest                *t);

gboolean       selftest_check         (Selftest                *t,
                                       gboolean                 holds,
                                       const char              *what,
                                       int                      line);
gboolean       selftest_check_refused (Selftest                *t,
                                       gboolean                 succeeded,
                                       BgTransportError         code,
                                       const char              *what,
                                       int                      line);
gboolean       selftest_check_text    (Selftest                *t,
                                       const char              *text,
                                       const char              *expected,
                                       const char              *what,
                                       int                      line);

gpointer       selftest_keep          (Selftest                *t,
                                       gpointer                 object);
const char    *selftest_add_queue     (Selftest                *t,
                                       const char              *suffix);

/* Tasks with the payload {"n": number}; short for what most cases begin with. */
BgQueuedTask  *selftest_task          (Selftest                *t,
                                       int                      number);
gboolean       selftest_submit        (Selftest                *t,
                                       BgQueuedTask            *task);
gboolean       selftest_submit_some   (Selftest                *t,
                                       const char              *queue,
                                       int                      n_tasks);
int            selftest_get_number    (BgQueuedTask            *task);

/* All that is returned lives until the end of the case. */
GPtrArray     *selftest_reserve       (Selftest                *t,
                                       const char              *queue,
                                       guint                    max,
                                       guint                    duration,
                                       gint64                   wait);
BgLease       *selftest_lease         (Selftest                *t,
                                       guint                    duration,
                                       gint64                   wait);
const char    *selftest_drain         (Selftest                *t,
                                       const char              *queue);
BgQueuedTask  *selftest_look          (Selftest                *t,
                                       BgQueuedTask            *task);
BgQueuedState  selftest_get_state     (Selftest                *t,
                                       BgQueuedTask            *task);
BgQueueStats   selftest_count         (Selftest                *t);

/* For the asynchronous forms. */
GAsyncResult **selftest_make_answer   (Selftest                *t);
void           selftest_answer_cb     (GObject                 *source,
                                       GAsyncResult            *result,
                                       gpointer                 answer);
gboolean       selftest_await         (Selftest                *t,
                                       GAsyncResult           **answer);

G_END_DECLS
