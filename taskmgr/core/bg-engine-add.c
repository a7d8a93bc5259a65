/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-engine-private.h"

#include "bg-task-private.h"

#include <glib/gi18n-lib.h>

/* What a task waits for, once looked at. */
#define FEW 8

typedef struct
{
  guint64   *ids;
  BgNode   **nodes;             /* NULL for what has completed and is gone */
  guint      n;
  gboolean   marks;
} BgUpstreams;

static gboolean
check_ended (BgEngine  *self,
             guint64    id,
             BgEnded    how,
             GError   **error)
{
  if (how == BG_ENDED_FAILED)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_UPSTREAM_FAILED,
                   _("Task %llu has failed, so nothing can wait for it"), (unsigned long long) id);
      return FALSE;
    }
  if (how == BG_ENDED_STOPPED)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_UPSTREAM_STOPPED,
                   _("Task %llu was stopped, so nothing can wait for it"), (unsigned long long) id);
      return FALSE;
    }
  return TRUE;
}

/* Whether a task may wait for the one with the id; if that is live, it is returned in @node. */
static gboolean
look_up_upstream (BgEngine  *self,
                  guint64    id,
                  guint64    own_id,
                  BgNode   **node,
                  GError   **error)
{
  guint64 next_id = bg_node_store_get_next_id (self->nodes);

  if (id == own_id)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_SELF_DEPENDENCY,
                   _("Task %llu cannot wait for itself (%llu → %llu)"), (unsigned long long) id,
                   (unsigned long long) id, (unsigned long long) id);
      return FALSE;
    }
  if (id == 0 || id >= next_id)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_UNKNOWN_TASK,
                   _("There is no task %llu to wait for: this manager has given out %llu ids so far. "
                     "Is it the id of another manager's task?"),
                   (unsigned long long) id, (unsigned long long) next_id - 1);
      return FALSE;
    }

  *node = bg_node_store_lookup (self->nodes, id);
  if (*node == NULL)
    return check_ended (self, id, bg_ended_set_get (self->ended, id), error);
  if (bg_node_has_flag (*node, BG_NODE_FLAG_STOPPED))
    return check_ended (self, id, BG_ENDED_STOPPED, error);
  if (bg_node_has_flag (*node, BG_NODE_FLAG_FAILED) && !bg_engine_could_retry (self, *node))
    return check_ended (self, id, BG_ENDED_FAILED, error);
  return TRUE;
}

/* A few are compared, many are marked, so that each costs the same. */
static gboolean
is_named_twice (BgUpstreams *found,
                BgNode      *node)
{
  if (found->marks)
    {
      gboolean marked = bg_node_has_flag (node, BG_NODE_FLAG_MARKED);

      bg_node_add_flags (node, BG_NODE_FLAG_MARKED);
      return marked;
    }
  for (guint i = 0; i < found->n; i++)
    if (found->nodes[i] == node)
      return TRUE;
  return FALSE;
}

static void
unmark (BgUpstreams *found)
{
  for (guint i = 0; found->marks && i < found->n; i++)
    if (found->nodes[i] != NULL)
      bg_node_remove_flags (found->nodes[i], BG_NODE_FLAG_MARKED);
}

/* Drops what is named twice. On failure nothing is changed. */
static gboolean
look_up_upstreams (BgEngine          *self,
                   const BgNodeSpec  *spec,
                   BgUpstreams       *found,
                   GError           **error)
{
  guint64 own_id = bg_node_store_get_next_id (self->nodes);
  gboolean ok = TRUE;

  found->marks = spec->n_upstream_ids > FEW;
  for (gsize i = 0; ok && i < spec->n_upstream_ids; i++)
    {
      BgNode *node = NULL;

      ok = look_up_upstream (self, spec->upstream_ids[i], own_id, &node, error);
      if (!ok || (node != NULL && is_named_twice (found, node)))
        continue;
      found->ids[found->n] = spec->upstream_ids[i];
      found->nodes[found->n++] = node;
    }
  unmark (found);
  return ok;
}

static void
set_cold (BgEngine         *self,
          BgNode           *node,
          const BgNodeSpec *spec)
{
  if (spec->task_class != BG_TASK_CLASS_NORMAL || spec->lane != BG_LANE_THREADS
      || spec->task != NULL || spec->group != NULL || spec->n_upstream_ids > 0 || spec->destroy != NULL)
    {
      BgNodeCold *cold = bg_node_ensure_cold (node);

      if (spec->task == NULL)
        cold->destroy = spec->destroy;
      cold->task_class = (guint8) spec->task_class;
      cold->lane = (guint8) spec->lane;
    }
  if (spec->group != NULL)
    bg_groups_join (self->groups, spec->group, node);
}

/* Takes the needs, which may be NULL for none. */
static void
set_terms (BgEngine          *self,
           BgNode            *node,
           const BgNodeTerms *terms,
           BgNeeds           *needs)
{
  BgNodeCold *cold = bg_node_ensure_cold (node);

  cold->at_shut_down = (guint8) terms->at_shut_down;
  if (terms->delay > 0)
    bg_engine_arm (self, node, BG_TIMER_DELAY, terms->delay);
  if (terms->deadline > 0)
    bg_engine_arm (self, node, BG_TIMER_DEADLINE, terms->deadline);
  if (terms->time_limit > 0)
    bg_engine_set_time_limit (node, terms->time_limit);
  if (terms->not_before > 0)
    bg_engine_arm_not_before (self, node, terms->not_before);
  needs = bg_engine_need_conditions (self, needs, terms->conditions, terms->n_conditions);
  if (terms->unique_key != NULL)
    needs = bg_engine_make_unique (self, node, needs, terms->unique_key);
  cold->needs = needs;
}

static void
set_first_state (BgEngine          *self,
                 BgNode            *node,
                 const BgNodeTerms *terms)
{
  self->n_in_state[BG_NODE_NEW]++;
  if (node->cold != NULL && node->cold->n_waiting > 0)
    bg_engine_set_state (self, node, BG_NODE_BLOCKED);
  else if (terms != NULL && (terms->delay > 0 || terms->not_before > 0))
    bg_engine_set_state (self, node, BG_NODE_DELAYED);
  else
    bg_engine_make_ready (self, node);
}

/* Takes the needs, which may be NULL for none. Those without terms are many, and for them it is part of the caller. */
static G_ALWAYS_INLINE inline guint64
add_locked (BgEngine         *self,
            const BgNodeSpec *spec,
            BgNeeds          *needs,
            BgUpstreams      *upstreams)
{
  guint64 id;
  BgNode *node = bg_node_store_add (self->nodes, &id);

  node->func = spec->func;
  node->data = spec->data;
  node->priority = spec->priority;
  set_cold (self, node, spec);
  if (spec->task != NULL)
    {
      node->cold->task = g_object_ref (spec->task);
      node->data = spec->task;
      bg_node_add_flags (node, BG_NODE_FLAG_OBJECT);
      bg_task_set_added (spec->task, self, id);
    }
  /* Only tasks with an object have any. */
  if (spec->terms != NULL)
    set_terms (self, node, spec->terms, needs);
  if (upstreams->n > 0)
    bg_graph_set_upstreams (node, upstreams->ids, upstreams->nodes, upstreams->n);
  set_first_state (self, node, spec->terms);

  /* An upstream may be on its way home already. If nobody is to hear of it first, nobody would let go of
   * its dependents before it arrives, which may be long from now. Its worker looks for dependents after it
   * has emptied its slot, we look into the slot after having linked ours: one of us sees the other. */
  for (guint i = 0; i < upstreams->n; i++)
    if (upstreams->nodes[i] != NULL)
      bg_engine_settle (self, upstreams->nodes[i]);
  if (self->n_models > 0)
    g_array_append_val (self->added, id);
  /* The number of tasks is notified once a turn; while one is to come this costs an addition. */
  self->wake_home = TRUE;
  return id;
}

/* Likewise, for one that says more of itself. */
static G_NO_INLINE guint64
add_with_terms (BgEngine          *self,
                const BgNodeSpec  *spec,
                BgUpstreams       *upstreams,
                GError           **error)
{
  const BgNodeTerms *terms = spec->terms;
  BgNeeds *needs = NULL;
  BgNode *same = NULL;

  if (terms->resources != NULL)
    {
      needs = bg_engine_find_needs (self, terms->resources, error);
      if (needs == NULL)
        return 0;
    }
  if (terms->unique_key != NULL)
    same = bg_engine_find_unique (self, terms->unique_key, terms->uniqueness);
  if (same == NULL)
    return add_locked (self, spec, needs, upstreams);
  g_free (needs);
  return bg_node_get_id (same);
}

/* Returns: the id, or 0 if the task was refused; that of another task if that one does for it */
guint64
bg_engine_add (BgEngine          *self,
               const BgNodeSpec  *spec,
               GError           **error)
{
  BgUpstreams found = { NULL };
  guint64 few_ids[FEW];
  BgNode *few_nodes[FEW];
  g_autofree guint64 *many_ids = NULL;
  g_autofree BgNode **many_nodes = NULL;
  guint64 id = 0;

  found.ids = few_ids;
  found.nodes = few_nodes;
  if (spec->n_upstream_ids > FEW)
    {
      found.ids = many_ids = g_new (guint64, spec->n_upstream_ids);
      found.nodes = many_nodes = g_new (BgNode *, spec->n_upstream_ids);
    }

  bg_engine_lock (self);
  if (self->closed)
    g_set_error_literal (error, BG_ERROR, BG_ERROR_SHUT_DOWN,
                         _("The task manager was shut down and takes no more tasks"));
  else if (spec->n_upstream_ids == 0 || look_up_upstreams (self, spec, &found, error))
    id = spec->terms == NULL ? add_locked (self, spec, NULL, &found) : add_with_terms (self, spec, &found, error);
  bg_engine_unlock (self);
  return id;
}

static char *
describe_path (GArray  *path,
               guint64  closing_id)
{
  GString *string = g_string_new (NULL);

  g_string_append_printf (string, "%" G_GUINT64_FORMAT, closing_id);
  for (guint i = 0; i < path->len; i++)
    g_string_append_printf (string, " → %" G_GUINT64_FORMAT, g_array_index (path, guint64, i));
  return g_string_free (string, FALSE);
}

static gboolean
check_cycle (BgNode  *node,
             BgNode  *up,
             GError **error)
{
  g_autoptr (GArray) path = bg_graph_find_path (up, node);
  g_autofree char *text = NULL;

  if (path == NULL)
    return TRUE;
  text = describe_path (path, bg_node_get_id (node));
  g_set_error (error, BG_ERROR, BG_ERROR_CYCLE,
               _("The tasks would wait for each other in a circle: %s"), text);
  return FALSE;
}

static gboolean
check_waits (BgEngine  *self,
             guint64    id,
             BgNode    *node,
             GError   **error)
{
  if (id == 0 || id >= bg_node_store_get_next_id (self->nodes))
    {
      g_set_error (error, BG_ERROR, BG_ERROR_UNKNOWN_TASK,
                   _("There is no task %llu that could wait"), (unsigned long long) id);
      return FALSE;
    }
  if (node == NULL || node->state > BG_NODE_QUEUED)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_TOO_LATE,
                   _("Task %llu does not wait any more"), (unsigned long long) id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_upstream_locked (BgEngine  *self,
                     guint64    id,
                     guint64    up_id,
                     GError   **error)
{
  BgNode *node = bg_node_store_lookup (self->nodes, id);
  BgNode *up = NULL;

  if (!check_waits (self, id, node, error))
    return FALSE;
  if (!look_up_upstream (self, up_id, id, &up, error))
    return FALSE;
  if (up == NULL)
    return TRUE;
  if (!check_cycle (node, up, error))
    return FALSE;
  if (bg_graph_has_edge (node, up))
    return TRUE;

  if (node->state == BG_NODE_QUEUED)
    {
      bg_engine_dequeue (self, node);
      bg_engine_set_state (self, node, BG_NODE_BLOCKED);
    }
  else if (node->state == BG_NODE_DELAYED)
    bg_engine_set_state (self, node, BG_NODE_BLOCKED);
  bg_graph_add_upstream (node, up_id, up);
  bg_engine_settle (self, up);
  return TRUE;
}

/* For a task that has not begun: has it wait for another one as well. */
gboolean
bg_engine_add_upstream (BgEngine  *self,
                        guint64    id,
                        guint64    up_id,
                        GError   **error)
{
  gboolean ok;

  bg_engine_lock (self);
  bg_engine_recall (self);
  ok = add_upstream_locked (self, id, up_id, error);
  bg_engine_touch_workers (self);
  bg_engine_unlock (self);
  return ok;
}
