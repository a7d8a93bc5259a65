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
  GPtrArray      *tasks;        /* by id - 1 */
  RandomStage    *stage;
  GThread        *home;
  GRand          *rand;
  guint           seed;
  gboolean        succeeds;     /* the body that is called next */
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
void     random_life_settle         (RandomLife    *self);

G_END_DECLS
