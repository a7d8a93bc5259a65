/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-node-private.h"
#include "bg-ready-queue-private.h"
#include "bg-timers-private.h"
#include "bg-types.h"

G_BEGIN_DECLS

/* Named things of which there are so many, and that may be begun to use so often. A node takes all that it
 * needs at once, when it begins, or nothing: so nobody waits with something in hand. */

typedef struct _BgResource  BgResource;
typedef struct _BgResources BgResources;

struct _BgResource
{
  char      *name;
  guint      limit;
  guint      n_used;
  guint      max_starts;        /* within the period; 0 for no such limit */
  gint64     period;            /* µs */
  GArray    *starts;            /* of gint64: when it was last begun to use, the oldest first, within the period */
  GPtrArray *waiting;           /* by lane: the nodes that were set aside, or NULL */
  GArray    *called;            /* of BgCalled: those that were called and have not looked yet */
  BgTimer    timer;             /* when the oldest start is out of the period */
  BgCondition *condition;       /* not owned, it stands for this; NULL for what has a name */
  guint      n_nodes;           /* that need the condition */
};

/* What a node needs. */
struct _BgNeeds
{
  BgResource *waits_for;        /* it was set aside for the lack of this */
  BgResource *called_by;        /* some of this was free, so it is in line again */
  guint       called_at;        /* which of those who were called */
  BgUnique   *unique;           /* those with the same key */
  guint64     turn;             /* when it was set aside first, counted; 0 before that */
  gboolean    taken;
  guint       n;
  BgResource *of[];
};

BgResources *bg_resources_new     (void);
void         bg_resources_free    (BgResources *self);
BgResource  *bg_resources_lookup  (BgResources *self,
                                   const char  *name);
BgResource  *bg_resources_ensure  (BgResources *self,
                                   const char  *name);
void         bg_resources_remove  (BgResources *self,
                                   BgResource  *resource);

void         bg_resources_foreach_key (BgResources *self,
                                       BgKeyFunc    func,
                                       gpointer     user_data);

BgNeeds     *bg_needs_new         (BgResource **resources,
                                   guint        n);
BgNeeds     *bg_needs_add         (BgNeeds     *self,
                                   BgResource  *resource);
BgResource  *bg_needs_find_lack   (BgNeeds     *self,
                                   gint64       now);
void         bg_needs_take        (BgNeeds     *self,
                                   gint64       now);
void         bg_needs_give_back   (BgNeeds     *self);

guint        bg_resource_count_free (BgResource *self,
                                   gint64       now);
void         bg_resource_set_aside (BgResource *self,
                                   BgNode      *node,
                                   guint        lane,
                                   guint64      turn);
void         bg_needs_answer_call (BgNeeds     *self);
gboolean     bg_needs_go_before   (BgNode      *first,
                                   BgNode      *second);
void         bg_resource_withdraw (BgResource  *self,
                                   BgNode      *node,
                                   guint        lane);
BgNode      *bg_resource_call     (BgResource  *self,
                                   guint        lane,
                                   guint        most);

G_END_DECLS
