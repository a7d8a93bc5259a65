/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-idle-executor-struct-private.h"

/* Whose turn it is, and when.
 *
 * The queues that have tasks stand in a row. A turn is the first of them that has one to begin: it goes to the back
 * before that is run, so that whatever the body does with queues finds them in order, and is not undone after it.
 */

typedef struct
{
  GSource         source;
  BgIdleExecutor *executor;     /* not owned; it destroys the source */
} TurnSource;

/* While the manager begins nothing, there is no use in trying. It asks when it does again. */
static gboolean
can_begin (BgIdleExecutor *self)
{
  g_autoptr (BgTaskManager) manager = bg_executor_dup_manager (BG_EXECUTOR (self));

  if (self->paused || g_queue_is_empty (&self->turns))
    return FALSE;
  if (manager != NULL && bg_task_manager_get_processing (manager))
    return TRUE;
  self->in_vain = TRUE;
  bg_executor_capacity_changed (BG_EXECUTOR (self));
  return FALSE;
}

/* Takes the task. */
static void
run_body (BgIdleExecutor *self,
          GList          *turn,
          BgTask         *task)
{
  g_autoptr (BgTaskQueue) queue = turn->data != NULL ? g_object_ref (turn->data) : NULL;

  g_queue_unlink (&self->turns, turn);
  g_queue_push_tail_link (&self->turns, turn);
  if (queue != NULL)
    bg_task_queue_note_begun (queue, task);
  bg_task_run_body (task);
  g_object_unref (task);
}

/* FALSE if there was nothing to do. */
static gboolean
take_turn (BgIdleExecutor *self)
{
  GList *next;

  if (!can_begin (self))
    return FALSE;
  for (GList *link = self->turns.head; link != NULL; link = next)
    {
      BgTask *task = link->data != NULL ? bg_task_queue_begin_next (link->data) : NULL;

      next = link->next;
      if (link->data == NULL)
        task = bg_idle_executor_begin_direct (self);
      if (task != NULL)
        {
          run_body (self, link, task);
          return TRUE;
        }
    }
  return FALSE;
}

/* The manager has the clock, and says when it takes no more tasks. It is there when that matters. */
static void
meet_manager (BgIdleExecutor *self)
{
  g_autoptr (BgTaskManager) manager = NULL;

  if (self->knows_manager || self->source == NULL)
    return;
  manager = bg_idle_executor_dup_manager (self, NULL);
  if (manager == NULL)
    return;
  self->knows_manager = TRUE;
  g_signal_connect_object (manager, "notify::closed", G_CALLBACK (bg_idle_executor_update), self, G_CONNECT_SWAPPED);
  if (g_set_object (&self->clock, bg_task_manager_get_clock (manager)))
    self->clock_handler = g_signal_connect_swapped (self->clock, "changed", G_CALLBACK (bg_idle_executor_update), self);
}

/* By which patience and budget are measured. */
gint64
bg_idle_executor_get_time (BgIdleExecutor *self)
{
  meet_manager (self);
  return self->clock != NULL ? bg_fake_clock_get_time (self->clock) : g_get_monotonic_time ();
}

/* As long as it is idle and the budget lasts. */
static void
take_turns (BgIdleExecutor *self)
{
  const gint64 end = bg_idle_executor_get_time (self) + self->budget;

  while (take_turn (self) && self->monitor != NULL && bg_idle_executor_get_time (self) < end
         && bg_idle_monitor_is_idle (self->monitor))
    ;
}

/* The queue whose task is the first to lose its patience. */
static GList *
find_due (BgIdleExecutor *self,
          gint64         *due)
{
  GList *found = NULL;

  *due = G_MAXINT64;
  for (GList *link = self->may_be_due ? self->turns.head : NULL; link != NULL; link = link->next)
    if (link->data != NULL && bg_task_queue_get_due (link->data) < *due)
      {
        *due = bg_task_queue_get_due (link->data);
        found = link;
      }
  self->may_be_due = found != NULL;
  return found;
}

static void
take_due_turn (BgIdleExecutor *self)
{
  gint64 due;
  GList *link = find_due (self, &due);
  BgTask *task;

  if (due > bg_idle_executor_get_time (self) || !can_begin (self))
    return;
  task = bg_task_queue_begin_due (link->data);
  if (task != NULL)
    run_body (self, link, task);
}

static gboolean
has_work (BgIdleExecutor *self)
{
  for (GList *link = self->turns.head; link != NULL; link = link->next)
    if (link->data == NULL || bg_task_queue_is_runnable (link->data))
      return TRUE;
  return FALSE;
}

/* A clock that is not real wakes nobody: it says when it has changed. */
static gint64
get_wake_time (BgIdleExecutor *self)
{
  gint64 due = G_MAXINT64;

  if (self->is_idle)
    return 0;
  if (!self->paused && !self->in_vain)
    find_due (self, &due);
  if (due == G_MAXINT64)
    return -1;
  if (self->clock == NULL)
    return due;
  return due <= bg_idle_executor_get_time (self) ? 0 : -1;
}

/* A manager that is shut down, and runs what it has, waits for no idle moments. */
static gboolean
is_in_a_hurry (BgIdleExecutor *self)
{
  g_autoptr (BgTaskManager) manager = bg_executor_dup_manager (BG_EXECUTOR (self));

  return manager != NULL && bg_task_manager_is_closed (manager);
}

/* Has the monitor watch exactly while there is something to do. */
static void
watch (BgIdleExecutor *self)
{
  const gboolean works = !self->is_idle && !self->paused && !self->in_vain && has_work (self);

  self->is_idle |= works && is_in_a_hurry (self);
  if (works && !self->is_idle && !self->watching)
    {
      self->watching = TRUE;
      bg_idle_monitor_start (self->monitor);
    }
  else if ((!works || self->is_idle) && self->watching)
    {
      self->watching = FALSE;
      bg_idle_monitor_stop (self->monitor);
    }
}

void
bg_idle_executor_update (BgIdleExecutor *self)
{
  if (self->source == NULL)
    return;
  if (self->was_asked && g_queue_is_empty (&self->turns))
    {
      /* It has said that there is no room, so it would not be asked again for tasks of the same class. */
      self->was_asked = FALSE;
      bg_executor_capacity_changed (BG_EXECUTOR (self));
    }
  watch (self);
  g_source_set_ready_time (self->source, get_wake_time (self));
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  g_autoptr (BgIdleExecutor) self = g_object_ref (((TurnSource *) source)->executor);

  g_source_set_ready_time (source, -1);
  if (self->is_idle)
    {
      self->is_idle = FALSE;
      take_turns (self);
    }
  else
    take_due_turn (self);
  bg_idle_executor_look_for_direct (self);
  bg_idle_executor_update (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .dispatch = dispatch,
};

/* The monitor may be shared, so it may speak though we have not asked. */
static void
idle_cb (BgIdleMonitor  *monitor,
         BgIdleExecutor *self)
{
  if (!self->watching)
    return;
  self->watching = FALSE;
  self->is_idle = TRUE;
  bg_idle_executor_update (self);
}

void
bg_idle_executor_attach (BgIdleExecutor *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->idle_handler = g_signal_connect (self->monitor, "idle", G_CALLBACK (idle_cb), self);
  self->source = g_source_new (&source_funcs, sizeof (TurnSource));
  ((TurnSource *) self->source)->executor = self;
  g_source_set_static_name (self->source, "[taskmgr] idle executor");
  /* Frames and events go first. */
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_attach (self->source, context);
}

static void
let_go (gpointer queue)
{
  bg_task_queue_get_private (queue)->turn = NULL;
  bg_task_queue_set_managed (queue, FALSE);
  g_object_unref (queue);
}

void
bg_idle_executor_detach (BgIdleExecutor *self)
{
  g_autoptr (GList) named = g_hash_table_get_values (self->queues);
  g_autoptr (GSList) nameless = g_steal_pointer (&self->nameless);
  GQueue turns = self->turns;

  if (self->source == NULL)
    return;
  if (self->watching)
    bg_idle_monitor_stop (self->monitor);
  g_clear_signal_handler (&self->idle_handler, self->monitor);
  if (self->clock != NULL)
    g_clear_signal_handler (&self->clock_handler, self->clock);
  g_clear_object (&self->clock);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);

  g_hash_table_remove_all (self->queues);
  g_queue_init (&self->turns);
  self->direct = NULL;
  for (GList *link = named; link != NULL; link = link->next)
    bg_task_queue_set_executor (link->data, NULL);
  for (GSList *link = nameless; link != NULL; link = link->next)
    bg_task_queue_set_executor (link->data, NULL);
  for (GList *link = turns.head; link != NULL; link = link->next)
    if (link->data != NULL)
      let_go (link->data);
  g_queue_clear (&turns);
}

/* The manager has asked: something is ready. */
void
bg_idle_executor_look (BgIdleExecutor *self)
{
  g_autoptr (GList) links = g_list_copy (self->turns.head);

  self->in_vain = FALSE;
  if (self->source == NULL)
    return;
  self->was_asked = TRUE;
  meet_manager (self);
  bg_idle_executor_look_for_direct (self);
  for (GList *link = links; link != NULL; link = link->next)
    if (link->data != NULL)
      bg_task_queue_try_again (link->data);
  bg_idle_executor_update (self);
}

/* A queue has changed: it stands in the row exactly while it has tasks. */
void
bg_idle_executor_follow (BgIdleExecutor *self,
                         BgTaskQueue    *queue)
{
  BgTaskQueuePrivate *priv = bg_task_queue_get_private (queue);
  const gboolean stood = priv->turn != NULL;

  if (bg_task_queue_get_due (queue) < G_MAXINT64)
    self->may_be_due = TRUE;
  if (!stood && priv->length > 0)
    {
      g_queue_push_tail (&self->turns, g_object_ref (queue));
      priv->turn = self->turns.tail;
      bg_task_queue_set_managed (queue, TRUE);
    }
  else if (stood && priv->length == 0)
    {
      g_queue_delete_link (&self->turns, priv->turn);
      let_go (queue);
    }
  bg_idle_executor_update (self);
}

void
bg_idle_executor_move_to_front (BgIdleExecutor *self,
                                BgTaskQueue    *queue)
{
  GList *turn = bg_task_queue_get_private (queue)->turn;

  if (turn == NULL)
    return;
  g_queue_unlink (&self->turns, turn);
  g_queue_push_head_link (&self->turns, turn);
}

/**
 * bg_idle_executor_run:
 * @self: an executor
 *
 * Takes one turn now, idle or not: the queue at the front runs a task and goes to the back.
 *
 * Nothing happens while the executor is paused, or while the manager does not process.
 *
 * Returns: whether a task was run
 */
gboolean
bg_idle_executor_run (BgIdleExecutor *self)
{
  g_autoptr (BgIdleExecutor) keep = NULL;
  gboolean ran;

  g_return_val_if_fail (BG_IS_IDLE_EXECUTOR (self), FALSE);

  keep = g_object_ref (self);
  ran = take_turn (self);
  bg_idle_executor_look_for_direct (self);
  bg_idle_executor_update (self);
  return ran;
}
