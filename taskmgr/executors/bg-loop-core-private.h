/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-loop.h"

G_BEGIN_DECLS

/* What a loop and its thread share, so that either may go first.
 *
 * Functions are called in the order in which they were pushed, by a source of the context that stands for
 * the whole queue. What was given with a function is released in the thread as well, after it was called or
 * instead of that; only a loop that is never started again leaves that to whoever drops it. */

typedef enum
{
  BG_LOOP_PHASE_NEW,
  BG_LOOP_PHASE_RUNNING,
  BG_LOOP_PHASE_STOPPING,       /* takes nothing more */
  BG_LOOP_PHASE_STOPPED,        /* and may be started again */
} BgLoopPhase;

/* Told in the home context, at most once a turn. */
typedef void (*BgLoopChanged) (gpointer owner);

typedef struct
{
  gatomicrefcount  n_references;

  /* fixed at construction */
  char            *name;
  GMainContext    *context;
  GMainContext    *home;
  GSource         *source;
  BgLoopChanged    changed;
  GWeakRef         owner;       /* a GObject, for @changed */

  /* lock */
  GMutex           lock;
  GCond            cond;        /* it has ended, or a call that somebody waits for has */
  BgLoopPhase      phase;
  gboolean         cancels;     /* what is left when it stops is not called */
  guint            n_runs;
  GThread         *thread;      /* of the last run, until somebody has joined it */
  GThread         *runner;      /* the thread while it runs, to compare with */
  GCancellable    *cancellable; /* of the current run */
  GQueue           calls;
  GHashTable      *end_funcs;   /* data → function */
  GHashTable      *timers;      /* id → source */
  guint            last_timer;
  gboolean         tells;       /* a source is on its way home */
} BgLoopCore;

BgLoopCore   *bg_loop_core_new              (const char      *name,
                                             gpointer         owner,
                                             BgLoopChanged    changed);
BgLoopCore   *bg_loop_core_ref              (BgLoopCore      *self);
void          bg_loop_core_unref            (BgLoopCore      *self);
gboolean      bg_loop_core_start            (BgLoopCore      *self,
                                             GError         **error);
gboolean      bg_loop_core_stop             (BgLoopCore      *self,
                                             gboolean         cancel,
                                             BgLoopFunc       end_func,
                                             gpointer         data);
guint         bg_loop_core_get_run          (BgLoopCore      *self);
gboolean      bg_loop_core_wait             (BgLoopCore      *self,
                                             guint            run,
                                             int              timeout_ms);
gboolean      bg_loop_core_is_running       (BgLoopCore      *self);
gboolean      bg_loop_core_was_started      (BgLoopCore      *self);
gboolean      bg_loop_core_is_own_thread    (BgLoopCore      *self);
GCancellable *bg_loop_core_dup_cancellable  (BgLoopCore      *self);

GSource      *bg_loop_core_make_source      (BgLoopCore      *self);

/* The queue. What is refused is released by the caller. */
gboolean      bg_loop_core_push             (BgLoopCore      *self,
                                             BgLoopFunc       func,
                                             gpointer         data,
                                             GDestroyNotify   destroy,
                                             GError         **error);
gboolean      bg_loop_core_withdraw         (BgLoopCore      *self,
                                             gpointer         data);
void          bg_loop_core_release_calls    (BgLoopCore      *self);

/* Called in the thread when nothing more runs there, once. */
gboolean      bg_loop_core_add_end_func     (BgLoopCore      *self,
                                             BgLoopFunc       func,
                                             gpointer         data);
gboolean      bg_loop_core_remove_end_func  (BgLoopCore      *self,
                                             gpointer         data);

/* Timers. */
guint         bg_loop_core_add_timer        (BgLoopCore      *self,
                                             guint            milliseconds,
                                             GSourceFunc      func,
                                             gpointer         data,
                                             GDestroyNotify   destroy,
                                             GError         **error);
gboolean      bg_loop_core_remove_timer     (BgLoopCore      *self,
                                             guint            id);
void          bg_loop_core_destroy_timers   (BgLoopCore      *self);

/* Under the lock: whether it takes anything. */
gboolean      bg_loop_core_check_takes      (BgLoopCore      *self,
                                             GError         **error);

BgLoopCore   *bg_loop_get_core              (BgLoop          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgLoopCore, bg_loop_core_unref)

G_END_DECLS
