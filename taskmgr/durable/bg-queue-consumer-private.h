/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queue-consumer.h"
#include "bg-rate-window-private.h"
#include "bg-settlement-private.h"

G_BEGIN_DECLS

typedef enum
{
  BG_CONSUMER_NEW,
  BG_CONSUMER_RUNNING,
  BG_CONSUMER_DRAINING,         /* takes no more tasks */
  BG_CONSUMER_ENDED,
} BgConsumerState;

/* Everything belongs to the home context. */
struct _BgQueueConsumer
{
  GObject            parent_instance;

  /* fixed at construction */
  BgTransport       *transport;
  char              *queue;
  BgWorker          *worker;
  GMainContext      *context;

  BgWorkerRegistry  *registry;          /* nullable */
  guint              concurrency;
  gboolean           halts_when_empty;
  guint              time_limit;        /* ms, 0 for none */
  BgRateWindow       rate;

  BgConsumerState    state;
  GHashTable        *workers;           /* name → BgWorker, those of the registry that were asked for */
  gboolean           is_closing;         /* its children are asked to end */
  GCancellable      *reserving;         /* NULL unless we wait for leases */
  GSource           *timer;             /* until the rate allows more, or the store is asked again */
  GSource           *end_timer;         /* until the next step towards the end */
  gint64             patience;          /* ms, for the step after that */
  GPtrArray         *jobs;              /* of BgQueueJob, those whose worker has not returned */
  guint              n_settling;        /* acknowledgements on their way */
  gint64             linger_until;      /* µs of the monotonic clock: until then something may come back */
  guint              n_errors;          /* of the store, one after the other */
  guint64            n_done;
  guint64            n_failed;
};

/* The workers' side. */
void bg_queue_consumer_begin_job  (BgQueueConsumer *self,
                                   BgLease         *lease);
void bg_queue_consumer_give_up    (BgQueueConsumer *self);
void bg_queue_consumer_settle_all (BgQueueConsumer *self);
void bg_queue_consumer_return     (BgQueueConsumer *self,
                                   BgLease         *lease);

gboolean bg_queue_consumer_has_jobs (BgQueueConsumer *self);
void bg_queue_consumer_free_job   (gpointer         job);

/* The consumer's side: something has changed, more may be done, or nothing is left. */
void bg_queue_consumer_go_on      (BgQueueConsumer *self);
void bg_queue_consumer_stop       (BgQueueConsumer *self);
void bg_queue_consumer_report     (BgQueueConsumer *self,
                                   BgQueuedTask    *task,
                                   const GError    *error);

G_END_DECLS
