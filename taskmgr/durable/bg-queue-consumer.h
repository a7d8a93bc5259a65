/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-transport.h"
#include "bg-worker-registry.h"

G_BEGIN_DECLS

#define BG_TYPE_QUEUE_CONSUMER (bg_queue_consumer_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgQueueConsumer, bg_queue_consumer, BG, QUEUE_CONSUMER, GObject)

BG_AVAILABLE_IN_ALL
BgQueueConsumer  *bg_queue_consumer_new                   (BgTransport       *transport,
                                                           const char        *queue,
                                                           BgWorker          *worker) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
BgTransport      *bg_queue_consumer_get_transport         (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
const char       *bg_queue_consumer_get_queue             (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
BgWorker         *bg_queue_consumer_get_worker            (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
BgWorkerRegistry *bg_queue_consumer_get_registry          (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_set_registry          (BgQueueConsumer   *self,
                                                           BgWorkerRegistry  *registry);
BG_AVAILABLE_IN_ALL
guint             bg_queue_consumer_get_concurrency       (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_set_concurrency       (BgQueueConsumer   *self,
                                                           guint              concurrency);
BG_AVAILABLE_IN_ALL
gboolean          bg_queue_consumer_get_halts_when_empty  (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_set_halts_when_empty  (BgQueueConsumer   *self,
                                                           gboolean           halts_when_empty);
BG_AVAILABLE_IN_ALL
guint             bg_queue_consumer_get_time_limit        (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_set_time_limit        (BgQueueConsumer   *self,
                                                           guint              milliseconds);
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_set_rate              (BgQueueConsumer   *self,
                                                           guint              max_calls,
                                                           double             period);

/* Its life. */
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_start                 (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_drain                 (BgQueueConsumer   *self,
                                                           gint64             grace,
                                                           gint64             patience);
BG_AVAILABLE_IN_ALL
void              bg_queue_consumer_release               (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
gboolean          bg_queue_consumer_has_ended             (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
guint             bg_queue_consumer_count_running         (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
guint64           bg_queue_consumer_count_done            (BgQueueConsumer   *self);
BG_AVAILABLE_IN_ALL
guint64           bg_queue_consumer_count_failed          (BgQueueConsumer   *self);

G_END_DECLS
