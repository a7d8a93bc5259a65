/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-alarm-private.h"
#include "bg-ended-set-private.h"
#include "bg-enums.h"
#include "bg-error.h"
#include "bg-fake-clock.h"
#include "bg-graph-private.h"
#include "bg-groups-private.h"
#include "bg-inbox-private.h"
#include "bg-lane-private.h"
#include "bg-outcome-private.h"
#include "bg-resources-private.h"
#include "bg-timers-private.h"
#include "bg-types.h"

G_BEGIN_DECLS

/* ms */
#define BG_DEFAULT_LAUNCH_WARNING  5000
#define BG_DEFAULT_LAUNCH_CRITICAL 10000

/* The engine is what a manager consists of, without the GObject: it outlives the manager for as long as
 * workers need it, and gives up everything that it holds in the home context. */

typedef struct _BgEngine BgEngine;

typedef enum
{
  BG_LANE_THREADS,              /* the manager's own threads */
  BG_LANE_HOME,                 /* the home context: joins, and kinds that start there */
  BG_LANE_FIRST_OTHER,          /* one for each executor */
  BG_MAX_LANES = 64,
} BgLaneIndex;

/* One end of one task, as it is announced. */
typedef struct
{
  guint64      id;
  BgTaskState  state;           /* completed, failed or stopped */
  const char  *group;
  BgTask      *task;            /* NULL where nobody asked for an object */
  BgOutcome   *outcome;         /* NULL for no result, or a small one */
  GValue       small_result;    /* unset for none */
} BgEnding;

/* What the home context does for the engine, without the lock. */
typedef struct
{
  /* whether anybody could hear that a task ends so; called under the lock, from any thread */
  gboolean (*is_heard)       (gpointer         owner,
                              BgTaskState      state);
  void     (*ended)          (gpointer         owner,
                              const BgEnding  *ending);
  void     (*delayed)        (gpointer         owner,
                              guint64          id,
                              const char      *group,
                              gboolean         critical);
  void     (*group_finished) (gpointer         owner,
                              const char      *group);
  /* whether results are taken several at once: nobody wants to hear of each */
  gboolean (*takes_results)  (gpointer         owner);
  void     (*results)        (gpointer            owner,
                              const BgTaskResult *results,
                              guint               n_results);
  void     (*turn_ended)     (gpointer         owner);
} BgEngineCalls;

/* What few tasks say of themselves. */
typedef struct
{
  guint                delay;           /* ms */
  guint                deadline;        /* ms */
  guint                time_limit;      /* ms */
  gint64               not_before;      /* µs since 1970, or 0 */
  const char *const   *resources;       /* NULL for none */
  BgCondition *const  *conditions;
  guint                n_conditions;
  BgAtShutDown         at_shut_down;
  const char          *unique_key;      /* NULL for none */
  BgUniqueness         uniqueness;
} BgNodeTerms;

/* What a task is, on its way in. */
typedef struct
{
  gpointer        func;
  gpointer        data;
  GDestroyNotify  destroy;
  BgTask         *task;         /* the object in front, or NULL */
  int             priority;
  guint           task_class;
  guint           lane;
  const char     *group;
  const guint64  *upstream_ids;
  gsize           n_upstream_ids;
  const BgNodeTerms *terms;     /* NULL for none */
} BgNodeSpec;

typedef enum
{
  BG_TIMER_DELAY,
  BG_TIMER_DEADLINE,
  BG_TIMER_LAUNCH_WARNING,
  BG_TIMER_LAUNCH_CRITICAL,
  BG_TIMER_TIME_LIMIT,          /* for how long it may run */
  BG_TIMER_AGEING,              /* when it counts one class higher */
  BG_TIMER_NOT_BEFORE,          /* by the wall clock */
  BG_N_TIMERS,
  BG_TIMER_RESOURCE,            /* of a resource, not of a node */
} BgTimerKind;

typedef struct
{
  BgTimer of[BG_N_TIMERS];
  guint   time_limit;           /* ms, or 0 */
} BgNodeTimers;

/* A task whose executor is to hear that it was stopped. */
typedef struct
{
  BgLane *lane;
  BgTask *task;                 /* owned */
} BgStopped;

/* A task that should have been started by now. */
typedef struct
{
  guint64  id;
  gboolean critical;
} BgLate;

struct _BgEngine
{
  /* fixed at construction */
  gatomicrefcount       ref_count;
  GMainContext         *context;
  GThread              *home;
  const BgEngineCalls  *calls;
  GWeakRef              owner;
  GSource              *source;
  BgFakeClock          *clock;          /* owned; NULL for the computer's */
  gulong                clock_handler;

  /* lock */
  GMutex                lock;
  gpointer              owner_unowned;  /* NULL once the owner is disposed of */
  BgNodeStore          *nodes;
  BgGroups             *groups;
  BgTimers             *timers;
  BgTimers             *wall_timers;    /* by the date and time of day */
  BgEndedSet           *ended;
  BgResources          *resources;
  GHashTable           *uniques;        /* key → BgUnique */
  guint64               n_set_aside;    /* how often a node had to wait for one */
  BgLane               *lanes[BG_MAX_LANES];
  guint                 n_lanes;
  gsize                 n_in_state[BG_NODE_ENDED + 1];
  gsize                 n_leaving;      /* stopped, and their bodies run on */
  gboolean              processing;
  gboolean              closed;         /* nothing is accepted any more */
  gboolean              over;           /* the home context does not look any more */
  GPtrArray            *notices;        /* running tasks that were stopped */
  GPtrArray            *trash;          /* of BgTrash */
  GArray               *late;           /* of BgLate */
  guint                 n_late_taken;   /* of these */
  guint                 launch_limits[2];       /* ms, warning and critical; 0 is off */
  gboolean              watches_launches;       /* somebody could hear of what they say */
  gboolean              times_waiting;  /* something may become of a task because it waits for its turn */
  GPtrArray            *to_cancel;      /* to be done after unlocking */
  guint64               dirty_lanes;    /* to be looked after, after unlocking */
  guint64               worker_lanes;   /* that have workers */
  gpointer              default_executor;       /* owned; NULL for the manager's own threads */
  guint64               home_lanes;     /* where the home context may find something to begin */
  guint                 last_lane;      /* of these, the one that was looked at last */
  GArray               *to_stop;        /* of BgStopped */
  gboolean              drained;        /* the executors heard that nothing more will come */
  gboolean              wake_home;      /* likewise */
  GArray               *added;          /* ids that list models have not heard of */
  guint                 n_added_taken;  /* of these */
  guint                 n_models;       /* list models that want to hear of every task */

  /* atomic */
  BgInbox               inbox;
  int                   awake;          /* the home context will look again by itself */
  BgTask               *changed_tasks;  /* that have news, linked */
  gboolean              counts_watched; /* somebody wants to know how many run */
  guint                 delivery_budget;        /* µs */

  /* home context */
  BgAlarm              *alarm;
  BgAlarm              *wall_alarm;
  BgTask               *telling;        /* whose news are being notified, linked */
  GPtrArray            *emptying;       /* trash that is being disposed of */
  guint                 n_emptied;      /* of that */
  BgNode               *arrived;        /* taken from the inbox, oldest first */
  BgNode               *cascade;        /* dependents of a failed task, in the order to be told */
  BgNode               *cascade_last;
  guint                 n_turns;
};

typedef struct
{
  GDestroyNotify destroy;
  gpointer       data;
} BgTrash;

/* bg-engine.c */
BgEngine   *bg_engine_new             (gpointer              owner,
                                       const BgEngineCalls  *calls);
BgEngine   *bg_engine_ref             (BgEngine             *self);
void        bg_engine_unref           (BgEngine             *self);
void        bg_engine_lock            (BgEngine             *self);
void        bg_engine_unlock          (BgEngine             *self);
gboolean    bg_engine_flush           (BgEngine             *self);
void        bg_engine_set_state       (BgEngine             *self,
                                       BgNode               *node,
                                       BgNodeState           state);
void        bg_engine_make_ready      (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_recall_for      (BgEngine             *self,
                                       BgLane               *lane,
                                       BgNode               *node);
void        bg_engine_enqueue         (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_send_home       (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_wake_home       (BgEngine             *self);
void        bg_engine_discard         (BgEngine             *self,
                                       GDestroyNotify        destroy,
                                       gpointer              data);
void        bg_engine_throw_away      (BgEngine             *self,
                                       GDestroyNotify        destroy,
                                       gpointer              data);
void        bg_engine_set_processing  (BgEngine             *self,
                                       gboolean              processing);
void        bg_engine_recall          (BgEngine             *self);
void        bg_engine_recall_lane     (BgEngine             *self,
                                       BgLane               *lane);
BgLane     *bg_engine_add_lane        (BgEngine             *self,
                                       gboolean              has_workers);
gint64      bg_engine_get_time        (BgEngine             *self);
void        bg_engine_set_clock       (BgEngine             *self,
                                       BgFakeClock          *clock);
void        bg_engine_leave_clock     (BgEngine             *self);
gsize       bg_engine_count_running   (BgEngine             *self);
gsize       bg_engine_count_pending   (BgEngine             *self);
gboolean    bg_engine_is_at_rest      (BgEngine             *self);

char       *bg_node_describe          (BgNode               *node);

/* bg-engine-add.c */
guint64     bg_engine_add             (BgEngine             *self,
                                       const BgNodeSpec     *spec,
                                       GError              **error);
gboolean    bg_engine_add_upstream    (BgEngine             *self,
                                       guint64               id,
                                       guint64               up_id,
                                       GError              **error);

/* bg-engine-finish.c */
void        bg_engine_run             (BgEngine             *self,
                                       BgRunner             *worker,
                                       guint                 n);
void        bg_engine_finish_held     (BgEngine             *self,
                                       guint64               id,
                                       BgOutcome            *outcome);
void        bg_engine_set_outcome     (BgEngine             *self,
                                       BgNode               *node,
                                       BgOutcome            *outcome);
void        bg_engine_settle          (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_release_dependents (BgEngine          *self,
                                       BgNode               *node);

/* bg-engine-stop.c */
gboolean    bg_engine_stop            (BgEngine             *self,
                                       guint64               id,
                                       gboolean              upstream,
                                       gboolean              downstream);
guint       bg_engine_stop_group      (BgEngine             *self,
                                       const char           *group,
                                       gboolean              upstream,
                                       gboolean              downstream);
guint       bg_engine_stop_all        (BgEngine             *self);
void        bg_engine_stop_for_good   (BgEngine             *self);
gboolean    bg_engine_end_early       (BgEngine             *self,
                                       BgNode               *node,
                                       BgOutcome            *outcome);
gboolean    bg_engine_set_priority    (BgEngine             *self,
                                       guint64               id,
                                       int                   priority);

/* bg-engine-timers.c */
void        bg_engine_arm             (BgEngine             *self,
                                       BgNode               *node,
                                       BgTimerKind           kind,
                                       guint                 milliseconds);
void        bg_engine_arm_not_before  (BgEngine             *self,
                                       BgNode               *node,
                                       gint64                at);
void        bg_engine_set_time_limit  (BgNode               *node,
                                       guint                 milliseconds);
gboolean    bg_engine_is_delayed      (BgNode               *node);
void        bg_engine_set_alarms      (BgEngine             *self);
void        bg_engine_clear_alarms    (BgEngine             *self);
gboolean    bg_engine_is_armed        (BgNode               *node,
                                       BgTimerKind           kind);
gboolean    bg_engine_end_overdue     (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_disarm          (BgEngine             *self,
                                       BgNode               *node,
                                       BgTimerKind           kind);
void        bg_engine_keep_time       (BgEngine             *self,
                                       BgNode               *node,
                                       BgNodeState           state);
void        bg_engine_free_timers     (BgEngine             *self,
                                       BgNode               *node);
gboolean    bg_engine_ring_timers     (BgEngine             *self);
void        bg_engine_watch_launches  (BgEngine             *self);
gboolean    bg_engine_take_late       (BgEngine             *self,
                                       BgLate               *late);
void        bg_engine_report_late     (BgEngine             *self,
                                       gpointer              owner,
                                       const BgLate         *late);

/* bg-engine-ageing.c */
void        bg_engine_arm_ageing      (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_begin_ageing    (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_age             (BgEngine             *self,
                                       BgNode               *node,
                                       gint64                due);
void        bg_engine_set_ageing      (BgEngine             *self,
                                       BgLane               *lane,
                                       guint                 step);

/* bg-engine-delivery.c */

/* What is left to be done for a node without the lock, once it is gone. */
typedef struct
{
  GDestroyNotify  destroy;
  gpointer        data;
  BgTask         *task;
  BgOutcome      *outcome;
  BgOutcome      *announced_outcome;
  GPtrArray      *upstream_outcomes;
  BgGroup        *group;        /* if it was the last member */
} BgRemains;

/* A node whose end is being announced. */
typedef struct
{
  BgNode   *node;
  BgEnding  ending;
  gboolean  announced;          /* before, when it was stopped */
  gboolean  busy;               /* a worker still has it */
} BgDispatch;

void       bg_engine_drop              (BgEngine             *self,
                                        BgNode               *node);
void        bg_engine_retire          (BgEngine             *self,
                                       BgNode               *node,
                                       BgRemains            *remains);
gboolean    bg_remains_exist          (const BgRemains      *remains);
void        bg_engine_clear_remains   (BgEngine             *self,
                                       gpointer              owner,
                                       BgRemains            *remains);
void        bg_engine_begin_delivery  (BgEngine             *self,
                                       BgNode               *node,
                                       BgDispatch           *delivery);
void        bg_engine_announce        (BgEngine             *self,
                                       gpointer              owner,
                                       const BgEnding       *ending);
void        bg_engine_end_delivery    (BgEngine             *self,
                                       BgDispatch           *delivery,
                                       BgRemains            *remains);

/* bg-engine-cascade.c */
void        bg_engine_inherit         (BgNode               *node);
void        bg_engine_fail_dependents (BgEngine             *self,
                                       BgNode               *node,
                                       BgOutcome            *outcome);

/* bg-engine-retry.c */
gboolean    bg_engine_could_retry     (BgEngine             *self,
                                       BgNode               *node);
gboolean    bg_engine_may_retry       (BgEngine             *self,
                                       BgNode               *node);
gboolean    bg_engine_retry           (BgEngine             *self,
                                       BgNode               *node);

/* bg-engine-resources.c */
BgNode     *bg_engine_find_first      (BgEngine             *self,
                                       BgLane               *lane);
gboolean    bg_engine_can_begin       (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_take_needs      (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_give_back_needs (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_dequeue         (BgEngine             *self,
                                       BgNode               *node);
void        bg_engine_offer_resource  (BgEngine             *self,
                                       BgResource           *resource);
BgNeeds    *bg_engine_find_needs      (BgEngine             *self,
                                       const char *const    *names,
                                       GError              **error);

/* bg-engine-conditions.c */
BgNeeds    *bg_engine_need_conditions (BgEngine             *self,
                                       BgNeeds              *needs,
                                       BgCondition *const   *conditions,
                                       guint                 n_conditions);
void        bg_engine_forget_needs    (BgEngine             *self,
                                       BgNeeds              *needs);
void        bg_engine_follow_condition (BgEngine            *self,
                                       BgCondition          *condition);

/* bg-engine-unique.c */
BgNode     *bg_engine_find_unique     (BgEngine             *self,
                                       const char           *key,
                                       BgUniqueness          uniqueness);
BgNeeds    *bg_engine_make_unique     (BgEngine             *self,
                                       BgNode               *node,
                                       BgNeeds              *needs,
                                       const char           *key);
void        bg_engine_forget_unique   (BgEngine             *self,
                                       BgNode               *node,
                                       BgUnique             *unique);

/* bg-engine-start.c */

/* What begins in the home context next. */
typedef struct
{
  BgNode  *node;                /* NULL if there is none */
  BgLane  *asking;              /* whose executor is to be asked for room, instead */
} BgStart;

gboolean    bg_engine_find_start      (BgEngine             *self,
                                       BgStart              *start);
gboolean    bg_engine_begin_start     (BgEngine             *self,
                                       const BgStart        *start);
gboolean    bg_engine_must_drain      (BgEngine             *self);
void        bg_engine_drain_executors (BgEngine             *self);
void        bg_engine_release_executors (BgEngine           *self);
void        bg_engine_tell_stopped    (BgStopped            *stopped);
gboolean    bg_engine_begin_chosen    (BgEngine             *self,
                                       BgLane               *lane,
                                       guint64               id);
gboolean    bg_engine_begin_body      (BgEngine             *self,
                                       guint64               id);
gboolean    bg_engine_end_body        (BgEngine             *self,
                                       guint64               id,
                                       gboolean              finished,
                                       BgOutcome            *outcome);

/* Under the lock. Returns: (nullable): the first in line, which may begin and can have all that it needs */
static inline BgNode *
bg_engine_peek (BgEngine *self,
                BgLane   *lane)
{
  BgNode *node = bg_ready_queue_peek (lane->ready);

  return node == NULL || !bg_node_has_terms (node) ? node : bg_engine_find_first (self, lane);
}

/* Under the lock: something has changed for the workers that wait. */
static inline void
bg_engine_touch_workers (BgEngine *self)
{
  self->dirty_lanes |= self->worker_lanes;
}

static inline BgLane *
bg_engine_get_lane (BgEngine *self,
                    BgNode   *node)
{
  return self->lanes[node->cold != NULL ? node->cold->lane : BG_LANE_THREADS];
}

/* bg-engine-home.c */
void        bg_engine_attach          (BgEngine             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgEngine, bg_engine_unref)

/* bg-engine-results.c: results that are handed over several at once. */
#define BG_MAX_RESULTS 64

typedef struct
{
  guint         max;            /* as many as take about as long as a quick handler may */
  guint         n;
  BgTaskResult  results[BG_MAX_RESULTS];
} BgResults;

gboolean   bg_engine_can_gather        (const BgResults      *results,
                                        BgNode               *node);
void       bg_engine_gather_result     (BgEngine             *self,
                                        BgResults            *results,
                                        BgNode               *node);
void       bg_engine_hand_results_over (BgEngine             *self,
                                        gpointer              owner,
                                        BgResults            *results);

G_END_DECLS
