/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A node is a task as the machinery sees it: plain, small, and known by an id that is never used again.
 * Where most tasks need nothing (a group, upstreams, an object in front), the cold part is missing. */

typedef struct _BgNode      BgNode;
typedef struct _BgNodeCold  BgNodeCold;
typedef struct _BgNodeStore BgNodeStore;
typedef struct _BgEdge      BgEdge;
typedef struct _BgGroup     BgGroup;
typedef struct _BgNeeds     BgNeeds;
typedef struct _BgUnique    BgUnique;

typedef enum
{
  BG_NODE_NEW,
  BG_NODE_BLOCKED,              /* waits for upstreams */
  BG_NODE_DELAYED,              /* waits for a time */
  BG_NODE_QUEUED,               /* in a ready queue */
  BG_NODE_TAKEN,                /* in the hands of a worker, or of the home context */
  BG_NODE_HELD,                 /* the body returned, the outcome is to come */
  BG_NODE_FINISHED,             /* has an outcome that is to be announced */
  BG_NODE_ENDED,                /* was announced */
} BgNodeState;

typedef enum
{
  BG_NODE_FLAG_NONE = 0,
  BG_NODE_FLAG_STOPPED = 1 << 0,        /* stopped: no outcome will be announced */
  BG_NODE_FLAG_NOTICED = 1 << 1,        /* ended while a worker had it, and that was announced, or is being */
  BG_NODE_FLAG_BUSY = 1 << 2,           /* ended while a worker had it, until that has been announced */
  BG_NODE_FLAG_RELEASED = 1 << 3,       /* its dependents were let go already */
  BG_NODE_FLAG_FAILED = 1 << 4,         /* the outcome is an error */
  BG_NODE_FLAG_MARKED = 1 << 5,         /* visited by a walk over the graph */
  BG_NODE_FLAG_RESULT = 1 << 6,         /* a small result lies in the node itself */
  BG_NODE_FLAG_OBJECT = 1 << 7,         /* has a BgTask that calls the body */
} BgNodeFlags;

typedef enum
{
  BG_NODE_BODY_TO_COME,
  BG_NODE_BODY_RUNS,
  BG_NODE_BODY_RETURNED,
} BgNodeBody;

/* The admission class of nodes that do not say: BG_TASK_CLASS_NORMAL */
#define BG_NODE_CLASS_NORMAL 1

struct _BgNode
{
  BgNode      *next;            /* in the ready queue, or on the way home */
  BgNode      *prev;            /* in the ready queue; later the type of a small result */
  gpointer     func;            /* later the small result */
  gpointer     data;
  BgEdge      *down;            /* lock: first of the edges to its dependents */
  BgNodeCold  *cold;            /* lock */
  int          priority;        /* lock */
  guint8       state;           /* lock: a BgNodeState */
  guint8       flags;           /* atomic: BgNodeFlags */
  guint16      worker;          /* lock: which worker took it */
};

/* Says that a node waits for another. */
struct _BgEdge
{
  guint64    up_id;
  BgNode    *up;                /* NULL once the upstream has ended */
  gpointer   outcome;           /* what the upstream left, owned; NULL for nothing */
  BgNode    *down;
  BgEdge    *next;              /* in the upstream's list */
  BgEdge   **link;              /* what points to this edge in that list */
};


struct _BgNodeCold
{
  union
  {
    GDestroyNotify destroy;     /* for the node's data, in the home context; of nodes without BG_NODE_FLAG_OBJECT */
    BgNeeds       *needs;       /* the resources it uses while it runs, owned, or NULL; of those with it */
  };
  gpointer        task;         /* the object in front, owned */
  gpointer        outcome;      /* a result too large for the node, or an error; owned */
  gpointer        timers;       /* delay and deadline, owned */
  BgGroup        *group;
  BgNode         *group_next;
  BgNode         *group_prev;
  BgEdge         *up;           /* the edges to its upstreams in declared order, owned */
  guint           n_up;
  guint           n_waiting;    /* upstreams that have not completed */
  guint8          task_class;   /* that it counts as */
  guint8          lane;         /* where it runs */
  guint8          inherits;     /* the outcome is that of the upstream that failed */
  guint8          at_shut_down; /* a BgAtShutDown */
  guint8          body;         /* a BgNodeBody, where an executor calls it */
  guint8          n_risen;      /* how many steps it has aged */
  guint8          own_class;    /* if that is not 0: the class that it was added with */
  guint8          goes_first;   /* it has aged to the head of its class */
};

BgNodeStore *bg_node_store_new        (void);
void         bg_node_store_free       (BgNodeStore *self);
BgNode      *bg_node_store_add        (BgNodeStore *self,
                                       guint64     *id);
BgNode      *bg_node_store_lookup     (BgNodeStore *self,
                                       guint64      id);
void         bg_node_store_remove     (BgNodeStore *self,
                                       BgNode      *node);
guint64      bg_node_store_get_next_id (BgNodeStore *self);
gsize        bg_node_store_get_n_live  (BgNodeStore *self);

typedef void (*BgNodeFunc) (BgNode   *node,
                            gpointer  user_data);

void         bg_node_store_foreach    (BgNodeStore *self,
                                       BgNodeFunc   func,
                                       gpointer     user_data);

guint64      bg_node_get_id           (BgNode      *self);
BgNodeCold  *bg_node_ensure_cold      (BgNode      *self);
BgEdge      *bg_node_alloc_edges      (BgNodeCold  *cold,
                                       guint        n);
void         bg_node_free_edges       (BgNodeCold  *cold);
void         bg_node_set_state        (BgNode      *self,
                                       BgNodeState  state);

static inline int
bg_node_get_class (BgNode *self)
{
  return self->cold != NULL ? self->cold->task_class : BG_NODE_CLASS_NORMAL;
}

/* What it was added with, however long it has waited. */
static inline int
bg_node_get_own_class (BgNode *self)
{
  return self->cold != NULL && self->cold->n_risen > 0 ? self->cold->own_class : bg_node_get_class (self);
}

static inline guint8
bg_node_get_flags (BgNode *self)
{
  return __atomic_load_n (&self->flags, __ATOMIC_RELAXED);
}

static inline gboolean
bg_node_has_flag (BgNode      *self,
                  BgNodeFlags  flag)
{
  return (bg_node_get_flags (self) & flag) != 0;
}

/* Returns: (nullable): NULL for none */
static inline BgNeeds *
bg_node_get_needs (BgNode *self)
{
  return self->cold != NULL && bg_node_has_flag (self, BG_NODE_FLAG_OBJECT) ? self->cold->needs : NULL;
}

/* Whether more than its place in line says when it may begin. */
static inline gboolean
bg_node_has_terms (BgNode *self)
{
  return self->cold != NULL && (self->cold->timers != NULL || bg_node_get_needs (self) != NULL);
}

static inline void
bg_node_add_flags (BgNode      *self,
                   BgNodeFlags  flags)
{
  __atomic_fetch_or (&self->flags, (guint8) flags, __ATOMIC_RELAXED);
}

static inline void
bg_node_remove_flags (BgNode      *self,
                      BgNodeFlags  flags)
{
  __atomic_fetch_and (&self->flags, (guint8) ~flags, __ATOMIC_RELAXED);
}

G_END_DECLS
