/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

#include "bg-node-private.h"

G_BEGIN_DECLS

/* What a task left behind: a result or an error. What others read of it never changes once it is made, and it is
 * shared by the node, the object in front of it and the tasks that wait for it. */

typedef struct _BgOutcome
{
  gatomicrefcount  ref_count;
  guint64          root_id;     /* the task that failed first */
  GValue           value;       /* unset for no result */
  GError          *error;
  char            *traceback;   /* where it failed, or why it was not run */
  struct _BgOutcome *root;      /* what it was inherited from in the first place */
  guint            depth;       /* how far that is */
  char            *task;        /* lock of the engine: whose it is, once somebody inherits it */
} BgOutcome;

BgOutcome    *bg_outcome_new_take_value (GValue       *value);
BgOutcome    *bg_outcome_new_error      (GError       *error,
                                         guint64       root_id,
                                         const char   *traceback);
BgOutcome    *bg_outcome_new_inherited  (BgOutcome    *upstream,
                                         const char   *reason);
BgOutcome    *bg_outcome_ref            (BgOutcome    *self);
void          bg_outcome_unref          (BgOutcome    *self);
GVariant     *bg_outcome_get_mapping    (BgOutcome    *self);

gboolean      bg_node_take_small_result (BgNode       *node,
                                         GValue       *value);
void          bg_node_get_small_result  (BgNode       *node,
                                         GValue       *value);
BgOutcome    *bg_node_dup_outcome       (BgNode       *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgOutcome, bg_outcome_unref)

G_END_DECLS
