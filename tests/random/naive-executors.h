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
#define NAIVE_CONDITIONS 2
#define NAIVE_KEYS 2
#define NAIVE_PERIOD 30000      /* µs, of all rates */

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
  NAIVE_LEAVING,                /* ended while its body ran */
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
  guint             conditions;         /* likewise */
  char              key;                /* 0 for none */
  BgUniqueness      uniqueness;
  guint             max_attempts;
  guint             retry_delay;        /* ms */
  gint64            due;                /* µs, by the clock that only goes forward */
  gint64            wall_due;           /* µs, by the other one */
  gint64            deadline;           /* likewise, or 0 */
  guint             time_limit;         /* ms, or 0 */
  BgAtShutDown      at_shut_down;
  GArray           *upstreams;
  gboolean          linked_later;       /* some of them were added after it */

  NaiveState        state;
  NaiveState        leaves_as;          /* how it has ended, while its body runs */
  gint64            start_time;         /* by the clock */
  guint             n_attempts;
  gboolean          held;               /* its body has returned, and it runs */
  gboolean          resets;             /* it failed, and is to be tried again */
  gboolean          announced;
  gboolean          ready;
  gint64            ready_time;         /* since when, by the clock */
  guint             n_risen;            /* how many classes higher it counts for that, or counted when it began */
  guint             ready_step;         /* when it became ready, or what it counts now */
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
  gboolean     closed;
  guint        limits[NAIVE_LANES][4];          /* by class */
  guint        ageing[NAIVE_LANES];             /* ms, or 0 */
  guint        resource_limits[NAIVE_RESOURCES];
  guint        max_starts[NAIVE_RESOURCES];     /* in a period; 0 for any number */
  GArray      *starts[NAIVE_RESOURCES];         /* when it was begun to be used, by the clock */
  guint        freed_in_step[NAIVE_RESOURCES];  /* the last step in the course of which some was given back */
  gboolean     fulfilled[NAIVE_CONDITIONS];
  guint        fulfilled_in_step[NAIVE_CONDITIONS];
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
NaiveGroup     *naive_executors_find_group     (NaiveExecutors    *self,
                                                char               name);
gboolean        naive_executors_set_priority   (NaiveExecutors    *self,
                                                guint              id,
                                                int                priority);
int             naive_executors_add_upstream   (NaiveExecutors    *self,
                                                guint              id,
                                                guint              upstream_id);

/* Who is stopped: naive-executors-stop.c */
gboolean        naive_executors_stop           (NaiveExecutors    *self,
                                                guint              id,
                                                gboolean           upstream,
                                                gboolean           downstream);
guint           naive_executors_stop_group     (NaiveExecutors    *self,
                                                char               name,
                                                gboolean           upstream,
                                                gboolean           downstream);
guint           naive_executors_stop_all       (NaiveExecutors    *self);
void            naive_executors_shut_down      (NaiveExecutors    *self,
                                                BgShutdownMode     mode);
void            naive_task_end_early           (NaiveTask         *task,
                                                NaiveState         state);

/* What is heard of the manager. */
void            naive_executors_started        (NaiveExecutors    *self,
                                                guint              id,
                                                guint              attempt);
void            naive_executors_body_returned  (NaiveExecutors    *self,
                                                guint              id,
                                                gboolean           succeeds);
void            naive_executors_hold           (NaiveExecutors    *self,
                                                guint              id);
void            naive_executors_reset          (NaiveExecutors    *self,
                                                guint              id);
void            naive_executors_time_passed    (NaiveExecutors    *self);
void            naive_executors_set_rate       (NaiveExecutors    *self,
                                                guint              resource,
                                                guint              max_starts);
void            naive_executors_fulfil         (NaiveExecutors    *self,
                                                guint              condition,
                                                gboolean           fulfilled);
void            naive_executors_ended          (NaiveExecutors    *self,
                                                guint              id,
                                                NaiveState         state);

/* What is known: naive-executors-check.c */
void            naive_executors_group_finished (NaiveExecutors    *self,
                                                char               name);
gboolean        naive_executors_can_have_needs (NaiveExecutors    *self,
                                                NaiveTask         *task);
gboolean        naive_executors_lacks_rate     (NaiveExecutors    *self,
                                                NaiveTask         *task);
gboolean        naive_executors_can_start      (NaiveExecutors    *self,
                                                NaiveTask         *task);
gboolean        naive_executors_has_said_all   (NaiveExecutors    *self);
void            naive_executors_check_step     (NaiveExecutors    *self);
guint           naive_executors_count_used     (NaiveExecutors    *self,
                                                guint              resource);
guint           naive_executors_count_running  (NaiveExecutors    *self);
guint           naive_executors_count_held     (NaiveExecutors    *self);
guint           naive_executors_count_pending  (NaiveExecutors    *self);

void            naive_task_free                (gpointer           task);
gboolean        naive_task_holds               (const NaiveTask   *task);
gboolean        naive_task_has_place           (const NaiveTask   *task);
gboolean        naive_task_is_live             (const NaiveTask   *task);
gboolean        naive_task_waits_for           (const NaiveTask   *task,
                                                guint              id);
gboolean        naive_task_has_needs           (const NaiveTask   *task);
BgAdmissionClass naive_task_get_class          (const NaiveTask   *task);
gboolean        naive_task_goes_first          (const NaiveTask   *task);

G_END_DECLS
