/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "naive-executors.h"
#include "random-stage.h"

G_BEGIN_DECLS

/* A manager with all kinds of executors, its model, and what is between them. */
typedef struct
{
  BgTaskManager  *manager;
  NaiveExecutors *naive;
  BgFakeClock    *clock;
  BgExecutor     *executors[NAIVE_LANES];
  BgCondition    *conditions[NAIVE_CONDITIONS];
  GPtrArray      *tasks;        /* by id - 1 */
  RandomStage    *stage;
  GThread        *home;
  GRand          *rand;
  guint           seed;
  gboolean        succeeds;     /* the body that is called next */
  guint           n_awaited;    /* shut-downs whose end is to be told */
} RandomLife;

extern const char *const random_resource_names[NAIVE_RESOURCES];

void     random_life_init           (RandomLife    *self,
                                     guint32        seed);
void     random_life_clear          (RandomLife    *self);
guint    random_life_draw           (RandomLife    *self,
                                     guint          n);
gboolean random_life_body           (BgTask        *task,
                                     GCancellable  *cancellable,
                                     gpointer       user_data,
                                     GError       **error);
void     random_life_set_processing (RandomLife    *self,
                                     gboolean       processing);
void     random_life_resize         (RandomLife    *self,
                                     NaiveLane      lane);
void     random_life_limit_resource (RandomLife    *self,
                                     guint          resource,
                                     guint          limit);
void     random_life_set_rate       (RandomLife    *self,
                                     guint          resource,
                                     guint          max_starts);
void     random_life_fulfil         (RandomLife    *self,
                                     guint          condition,
                                     gboolean       fulfilled);
void     random_life_shut_down      (RandomLife    *self,
                                     BgShutdownMode mode,
                                     gboolean       awaits);
gboolean random_life_holds_all      (RandomLife    *self);
void     random_life_settle         (RandomLife    *self);

/* random-task.c */
guint      random_life_pick_task    (RandomLife      *self);
char       random_life_pick_group   (RandomLife      *self);
NaiveTask *random_life_draw_task    (RandomLife      *self);
BgTask    *random_life_make_task    (RandomLife      *self,
                                     const NaiveTask *naive,
                                     char             group);

G_END_DECLS
