/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* What a manager does with several executors, written down in the plainest way: arrays, and scans over all of them.
 *
 * Which of several tasks begins may depend on which thread comes first, so the model is told what began and what was
 * announced, and refuses what must not be. In the end it must have been told all that had to be. */

#define NAIVE_RESOURCES 3
#define NAIVE_KEYS 2

/* Of those that are ready because of the time, nobody says who is first. */
#define NAIVE_BY_TIME G_MAXUINT

typedef enum
{
  NAIVE_OWN,                    /* the manager's threads */
  NAIVE_THREADS,                /* those of another executor */
  NAIVE_INLINE,
  NAIVE_LATER,                  /* takes some, and reports when the test says so */
  NAIVE_CHOOSING,               /* begins what the test chooses */
  NAIVE_LANES,
} NaiveLane;

typedef enum
{
  NAIVE_WAITING,
  NAIVE_RUNNING,
  NAIVE_LEAVING,                /* stopped while its body ran */
  NAIVE_COMPLETED,
  NAIVE_FAILED,
  NAIVE_STOPPED,
} NaiveState;

/* One life of a group's name: from its first member until it is empty, or stopped as a whole. */
typedef struct
{
  char     name;
  gboolean open;
} NaiveGroup;

typedef struct
{
  guint             id;
  NaiveLane         lane;
  BgAdmissionClass  task_class;
  int               priority;
  NaiveGroup       *group;
  guint             needs;              /* a bit for each resource */
  char              key;                /* 0 for none */
  BgUniqueness      uniqueness;
  guint             max_attempts;
  guint             retry_delay;        /* ms */
  gint64            due;                /* µs, by the clock that only goes forward */
  gint64            wall_due;           /* µs, by the other one */
  GArray           *upstreams;

  NaiveState        state;
  guint             n_attempts;
  gboolean          resets;             /* it failed, and is to be tried again */
  gboolean          announced;
  gboolean          ready;
  guint             ready_step;         /* when it became ready */
  guint             ready_by;           /* and why: 0 added, the id of an upstream, or NAIVE_BY_TIME */
  guint             start_step;
  guint             start_place;        /* counted */
} NaiveTask;

typedef struct
{
  GPtrArray   *tasks;           /* by id - 1 */
  GPtrArray   *groups;          /* every life of every name */
  BgFakeClock *clock;
  gboolean     processing;
  guint        limits[NAIVE_LANES][4];          /* by class */
  guint        resource_limits[NAIVE_RESOURCES];
  guint        freed_in_step[NAIVE_RESOURCES];  /* the last step in the course of which some was given back */
  guint        step;
  guint        n_starts;
} NaiveExecutors;

NaiveExecutors *naive_executors_new            (BgFakeClock       *clock);
void            naive_executors_free           (NaiveExecutors    *self);
NaiveTask      *naive_executors_get            (NaiveExecutors    *self,
                                                guint              id);
void            naive_executors_begin_step     (NaiveExecutors    *self);
guint           naive_executors_find_same      (NaiveExecutors    *self,
                                                const NaiveTask   *task);
void            naive_executors_add            (NaiveExecutors    *self,
                                                NaiveTask         *task,
                                                char               group);
gboolean        naive_executors_set_priority   (NaiveExecutors    *self,
                                                guint              id,
                                                int                priority);
gboolean        naive_executors_stop           (NaiveExecutors    *self,
                                                guint              id,
                                                gboolean           upstream,
                                                gboolean           downstream);
guint           naive_executors_stop_group     (NaiveExecutors    *self,
                                                char               name,
                                                gboolean           upstream,
                                                gboolean           downstream);
guint           naive_executors_stop_all       (NaiveExecutors    *self);

NaiveGroup     *naive_executors_find_group     (NaiveExecutors    *self,
                                                char               name);

/* What is heard of the manager. */
void            naive_executors_started        (NaiveExecutors    *self,
                                                guint              id,
                                                guint              attempt);
void            naive_executors_body_returned  (NaiveExecutors    *self,
                                                guint              id,
                                                gboolean           succeeds);
void            naive_executors_reset          (NaiveExecutors    *self,
                                                guint              id);
void            naive_executors_time_passed    (NaiveExecutors    *self);
void            naive_executors_ended          (NaiveExecutors    *self,
                                                guint              id,
                                                NaiveState         state);

/* What is known: naive-executors-check.c */
void            naive_executors_group_finished (NaiveExecutors    *self,
                                                char               name);
gboolean        naive_executors_can_have_needs (NaiveExecutors    *self,
                                                NaiveTask         *task);
gboolean        naive_executors_can_start      (NaiveExecutors    *self,
                                                NaiveTask         *task);
gboolean        naive_executors_has_said_all   (NaiveExecutors    *self);
void            naive_executors_check_step     (NaiveExecutors    *self);
guint           naive_executors_count_used     (NaiveExecutors    *self,
                                                guint              resource);
guint           naive_executors_count_running  (NaiveExecutors    *self);
guint           naive_executors_count_pending  (NaiveExecutors    *self);

gboolean        naive_task_holds               (const NaiveTask   *task);
gboolean        naive_task_is_live             (const NaiveTask   *task);

G_END_DECLS
