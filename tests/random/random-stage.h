/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* Where the bodies that run in threads are met, and told how to end. */
typedef struct
{
  guint    id;
  guint    attempt;
  gboolean released;
  gboolean succeeds;
  gboolean holds;               /* it says that what comes of it will be known later */
  gboolean cancelled;           /* what its cancellable has to say then */
} RandomActor;

typedef struct
{
  GMutex        lock;
  GCond         changed;
  GMainContext *context;        /* that is woken when a body begins */
  GPtrArray    *actors;         /* of those whose bodies run */
  guint         n_met;          /* of these, that the test knows of */
} RandomStage;

RandomStage *random_stage_new     (void);
void         random_stage_free    (RandomStage  *self);
gboolean     random_stage_act     (RandomStage  *self,
                                   BgTask       *task,
                                   GCancellable *cancellable);
gboolean     random_stage_meet    (RandomStage  *self,
                                   guint        *id,
                                   guint        *attempt);
void         random_stage_release (RandomStage  *self,
                                   guint         id,
                                   gboolean      succeeds,
                                   gboolean      holds,
                                   gboolean      cancelled);

G_END_DECLS
