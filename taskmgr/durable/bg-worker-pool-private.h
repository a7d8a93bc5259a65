/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queue-consumer.h"
#include "bg-worker-pool.h"

G_BEGIN_DECLS

/* How often it was told to end. */
typedef enum
{
  BG_POOL_RUNS,
  BG_POOL_GRACE,
  BG_POOL_GIVES_UP,
} BgPoolEnding;

struct _BgWorkerPool
{
  GObject           parent_instance;

  /* fixed at construction */
  BgTransport      *transport;
  BgWorkerRegistry *registry;
  GMainContext     *context;

  /* home context */
  BgWorkerConfig   *config;             /* NULL until it is configured */
  gboolean          halts_when_empty;
  gboolean          quiet;
  gboolean          logs;               /* as the program, not as a part of one */
  gboolean          has_started;
  gboolean          is_configuring;     /* consumers are exchanged: that none is left means nothing */
  BgPoolEnding      ending;
  gboolean          has_ended;
  GHashTable       *consumers;          /* queue → BgQueueConsumer */
  GPtrArray        *leaving;            /* of BgQueueConsumer, those that nobody asks for any more */
  guint64           n_done;             /* of those that are gone */
  guint64           n_failed;
};

BgQueueConsumer *bg_worker_pool_make_consumer (BgWorkerPool  *self,
                                               const char    *queue,
                                               GVariant      *settings,
                                               GError       **error);
void             bg_worker_pool_end_if_over   (BgWorkerPool  *self);

G_END_DECLS
