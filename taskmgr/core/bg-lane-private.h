/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-ready-queue-private.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A lane is where nodes of one kind wait for their turn, and the workers that take them from there, if it has
 * any: otherwise the home context does. All of it is guarded by the engine's lock, but for the slots of the
 * workers.
 *
 * A worker takes a handful of nodes at a time into its slots. What lies there and was not begun can be
 * claimed back by whoever holds the lock, so a stop, a pause or a more urgent task loses nothing by it. */

#define BG_WORKER_SLOTS 64

/* Tells the processor that we are waiting for another one. */
#if defined (__x86_64__) || defined (__i386__)
# define BG_CPU_PAUSE() __builtin_ia32_pause ()
#else
# define BG_CPU_PAUSE() __atomic_signal_fence (__ATOMIC_SEQ_CST)
#endif

typedef struct _BgLane   BgLane;
typedef struct _BgRunner BgRunner;

struct _BgRunner
{
  BgLane        *lane;          /* fixed at construction */
  guint16        index;         /* fixed at construction */
  guint          n;             /* lock: slots filled at the last take */
  guint          n_spare;       /* lock: how many of them beyond the first, unless recalled */
  guint64        taken_at;      /* lock: when, counted in takes */
  guint          n_since_sleep; /* lock: nodes taken since it slept */
  guint          appetite;      /* worker: how many to take next */
  gboolean       ran_object;    /* worker: since it looked for handlers on the cancellable */
  GCancellable  *cancellable;   /* lock: what the running body was given */
  gsize          slots[BG_WORKER_SLOTS];        /* atomic: a node and its tags, or 0 */
};

struct _BgLane
{
  guint          index;         /* fixed at construction */
  gboolean       has_workers;   /* fixed at construction */
  gpointer       executor;      /* owned; NULL for what begins in the home context by itself */
  int            refused_class; /* the executor has no room for this class and those below, or -1 */
  guint          n_changes;     /* how often the executor said that it may have room */
  BgReadyQueue  *ready;
  GPtrArray     *workers;       /* by index, with holes */
  gsize          n_taken;       /* an upper bound of what was taken and not begun */
  guint64        n_takes;
  gint64         taken_key;     /* the smallest key among those, while n_taken */
  gboolean       closing;       /* workers leave when nothing is ready */
  guint          ageing;        /* ms after which a node counts one class higher, or 0 */
  gpointer       pool;          /* whoever has the workers */
  void         (*free_pool) (gpointer pool);

  /* Under the lock: how many wake-ups it takes. Then, without the lock: do that. */
  guint        (*plan) (BgLane *self);
  void         (*wake) (BgLane *self,
                        guint   plan);
};

BgLane   *bg_lane_new             (guint     index,
                                   gboolean  has_workers);
void      bg_lane_free            (BgLane   *self);
guint     bg_lane_fill            (BgLane   *self,
                                   BgRunner *worker,
                                   guint     most,
                                   BgNode  **nodes);
void      bg_lane_recall          (BgLane   *self,
                                   BgNodeFunc func,
                                   gpointer user_data);
guint     bg_lane_count_running   (BgLane   *self);
guint     bg_lane_count_unbegun   (BgLane   *self);
BgRunner *bg_lane_get_worker      (BgLane   *self,
                                   BgNode   *node);

BgNode   *bg_runner_begin         (BgRunner *self,
                                   guint     slot);
gboolean  bg_runner_end           (BgRunner *self,
                                   guint     slot);
gboolean  bg_runner_claim         (BgRunner *self,
                                   BgNode   *node);
gboolean  bg_runner_mark_stopped  (BgRunner *self,
                                   BgNode   *node);
gboolean  bg_runner_holds         (BgRunner *self,
                                   BgNode   *node);
gboolean  bg_runner_has_unbegun   (BgRunner *self,
                                   BgNode   *node);

G_END_DECLS
