/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "random-stage.h"

RandomStage *
random_stage_new (void)
{
  RandomStage *self = g_new0 (RandomStage, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->context = g_main_context_ref_thread_default ();
  self->actors = g_ptr_array_new ();
  return self;
}

void
random_stage_free (RandomStage *self)
{
  g_assert_cmpuint (self->actors->len, ==, 0);
  g_ptr_array_unref (self->actors);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* By the body, in its thread: stays until it is released. */
gboolean
random_stage_act (RandomStage  *self,
                  BgTask       *task,
                  GCancellable *cancellable)
{
  RandomActor actor = { .id = (guint) bg_task_get_id (task), .attempt = bg_task_get_attempt (task) };

  g_assert_false (g_cancellable_is_cancelled (cancellable));
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->actors, &actor);
  g_main_context_wakeup (self->context);
  while (!actor.released)
    g_cond_wait (&self->changed, &self->lock);
  g_assert_cmpint (g_cancellable_is_cancelled (cancellable), ==, actor.cancelled);
  if (actor.holds)
    bg_task_hold (task);
  g_assert_true (g_ptr_array_remove (self->actors, &actor));
  self->n_met--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return actor.succeeds;
}

/* Tells of a body that has begun. FALSE if there is no other. */
gboolean
random_stage_meet (RandomStage *self,
                   guint       *id,
                   guint       *attempt)
{
  gboolean any;

  g_mutex_lock (&self->lock);
  any = self->n_met < self->actors->len;
  if (any)
    {
      RandomActor *actor = g_ptr_array_index (self->actors, self->n_met++);

      *id = actor->id;
      *attempt = actor->attempt;
    }
  g_mutex_unlock (&self->lock);
  return any;
}

static RandomActor *
find_actor (RandomStage *self,
            guint        id)
{
  for (guint i = 0; i < self->actors->len; i++)
    {
      RandomActor *actor = g_ptr_array_index (self->actors, i);

      if (actor->id == id)
        return actor;
    }
  return NULL;
}

/* Has a body return, and waits until it does. */
void
random_stage_release (RandomStage *self,
                      guint        id,
                      gboolean     succeeds,
                      gboolean     holds,
                      gboolean     cancelled)
{
  RandomActor *actor;

  g_mutex_lock (&self->lock);
  actor = find_actor (self, id);
  g_assert_nonnull (actor);
  actor->succeeds = succeeds;
  actor->holds = holds;
  actor->cancelled = cancelled;
  actor->released = TRUE;
  g_cond_broadcast (&self->changed);
  while (find_actor (self, id) != NULL)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}
