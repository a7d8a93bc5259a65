/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "random-life.h"

#include "bg-test.h"
#include "core/bg-task-manager-private.h"
#include "random-executor.h"

const char *const random_resource_names[NAIVE_RESOURCES] = { "disk", "net", "licence" };

guint
random_life_draw (RandomLife *life,
                  guint       n)
{
  return (guint) g_rand_int_range (life->rand, 0, (gint32) n);
}

/* Of the bodies that nobody waits for: always the same for the same seed. */
static gboolean
is_lucky (RandomLife *life,
          guint       id,
          guint       attempt)
{
  return (life->seed * 31 + id * 17 + attempt * 7) % 4 > 0;
}

static void
meet_all (RandomLife *life)
{
  guint id, attempt;

  while (random_stage_meet (life->stage, &id, &attempt))
    naive_executors_started (life->naive, id, attempt);
}

static gboolean
act_at_home (RandomLife *life,
             BgTask     *task)
{
  guint id = (guint) bg_task_get_id (task);
  guint attempt = bg_task_get_attempt (task);
  gboolean succeeds = is_lucky (life, id, attempt);

  if (naive_executors_get (life->naive, id)->lane != NAIVE_INLINE)
    return life->succeeds;
  meet_all (life);
  naive_executors_started (life->naive, id, attempt);
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if ((naive_executors_get (life->naive, id)->needs & 1u << i) != 0)
      g_assert_cmpuint (bg_task_manager_get_resource_usage (life->manager, random_resource_names[i]), <=,
                        life->naive->resource_limits[i]);
  naive_executors_body_returned (life->naive, id, succeeds);
  return succeeds;
}

gboolean
random_life_body (BgTask        *task,
                  GCancellable  *cancellable,
                  gpointer       user_data,
                  GError       **error)
{
  RandomLife *life = user_data;
  gboolean succeeds;

  if (g_thread_self () == life->home)
    succeeds = act_at_home (life, task);
  else
    succeeds = random_stage_act (life->stage, task, cancellable);
  if (!succeeds)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "as told");
  return succeeds;
}

static void
started_cb (BgTask   *task,
            gpointer  user_data)
{
  RandomLife *life = user_data;

  meet_all (life);
  naive_executors_started (life->naive, (guint) bg_task_get_id (task), bg_task_get_attempt (task));
}

static void
completed_cb (BgTaskManager *manager,
              guint64        id,
              const char    *group,
              const GValue  *result,
              RandomLife    *life)
{
  naive_executors_ended (life->naive, (guint) id, NAIVE_COMPLETED);
}

static void
failed_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GError  *error,
           const char    *traceback,
           RandomLife    *life)
{
  naive_executors_ended (life->naive, (guint) id, NAIVE_FAILED);
}

static void
stopped_cb (BgTaskManager *manager,
            guint64        id,
            const char    *group,
            RandomLife    *life)
{
  naive_executors_ended (life->naive, (guint) id, NAIVE_STOPPED);
}

static void
group_finished_cb (BgTaskManager *manager,
                   const char    *group,
                   RandomLife    *life)
{
  naive_executors_group_finished (life->naive, group[0]);
}

/* Tasks that have failed are known to wait for their next attempt. */
static void
see_resets (RandomLife *life)
{
  for (guint id = 1; id <= life->tasks->len; id++)
    if (naive_executors_get (life->naive, id)->resets
        && bg_task_get_state (g_ptr_array_index (life->tasks, id - 1)) < BG_TASK_STATE_RUNNING)
      naive_executors_reset (life->naive, id);
}

/* What a thread has taken and not begun would begin later, though there was room for it only now: it is taken back.
 * TRUE if none has begun that was not met. */
static gboolean
take_back (RandomLife *life)
{
  for (guint id = 1; id <= life->tasks->len; id++)
    {
      NaiveTask *naive = naive_executors_get (life->naive, id);

      if ((naive->lane == NAIVE_OWN || naive->lane == NAIVE_THREADS) && naive->state == NAIVE_WAITING && naive->ready
          && !bg_task_manager_set_task_priority (life->manager, id, naive->priority))
        return FALSE;
    }
  return TRUE;
}

/* A body that says that it goes on without a thread has that a little longer, and nobody is told when it has not. */
gboolean
random_life_holds_all (RandomLife *life)
{
  BgEngine *engine = bg_task_manager_get_engine (life->manager);
  gsize n_held;

  bg_engine_lock (engine);
  n_held = engine->n_in_state[BG_NODE_HELD];
  bg_engine_unlock (engine);
  return n_held == naive_executors_count_held (life->naive);
}

static gboolean
is_settled (RandomLife *life)
{
  if (!naive_executors_has_said_all (life->naive)
      || bg_task_manager_get_n_pending (life->manager) != naive_executors_count_pending (life->naive)
      || bg_task_manager_get_n_running (life->manager) != naive_executors_count_running (life->naive))
    return FALSE;
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    if (bg_task_manager_get_resource_usage (life->manager, random_resource_names[i])
        != naive_executors_count_used (life->naive, i))
      return FALSE;
  return take_back (life);
}

/* Whatever has to happen does; what does not happen is waited for until the test is given up. */
void
random_life_settle (RandomLife *life)
{
  for (;;)
    {
      bg_test_drain (NULL);
      meet_all (life);
      see_resets (life);
      if (is_settled (life))
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  naive_executors_check_step (life->naive);
  naive_executors_begin_step (life->naive);
}

void
random_life_set_processing (RandomLife *life,
                            gboolean    processing)
{
  life->naive->processing = processing;
  if (processing)
    bg_task_manager_start_processing (life->manager);
  else
    bg_task_manager_pause_processing (life->manager);
}

void
random_life_resize (RandomLife *life,
                    NaiveLane   lane)
{
  guint *limits = life->naive->limits[lane];
  guint size = random_life_draw (life, 3) + 1;
  guint reserve_normal = random_life_draw (life, 2);
  guint reserve_high = random_life_draw (life, 2);
  g_autoptr (GError) error = NULL;

  limits[BG_TASK_CLASS_LOW] = size;
  limits[BG_TASK_CLASS_NORMAL] = size + reserve_normal;
  limits[BG_TASK_CLASS_HIGH] = size + reserve_normal + reserve_high;
  limits[BG_TASK_CLASS_CRITICAL] = G_MAXUINT;
  if (lane == NAIVE_LATER)
    {
      limits[BG_TASK_CLASS_CRITICAL] = limits[BG_TASK_CLASS_HIGH] + random_life_draw (life, 2);
      bg_executor_capacity_changed (life->executors[lane]);
      return;
    }
  g_assert_true (bg_thread_executor_configure (BG_THREAD_EXECUTOR (life->executors[lane]), size, reserve_normal,
                                               reserve_high, random_life_draw (life, 2), 0, &error));
  g_assert_no_error (error);
}

static void
let_age (RandomLife *life,
         NaiveLane   lane)
{
  life->naive->ageing[lane] = random_life_draw (life, 3) > 0 ? 0 : 10 * (1 + random_life_draw (life, 2));
  bg_thread_executor_set_ageing (BG_THREAD_EXECUTOR (life->executors[lane]), life->naive->ageing[lane]);
}

void
random_life_limit_resource (RandomLife *life,
                            guint       resource,
                            guint       limit)
{
  life->naive->resource_limits[resource] = limit;
  bg_task_manager_set_resource_limit (life->manager, random_resource_names[resource], limit);
}

void
random_life_set_rate (RandomLife *life,
                      guint       resource,
                      guint       max_starts)
{
  naive_executors_set_rate (life->naive, resource, max_starts);
  bg_task_manager_set_resource_rate (life->manager, random_resource_names[resource], max_starts,
                                     max_starts > 0 ? NAIVE_PERIOD / 1000 : 0);
}

void
random_life_fulfil (RandomLife *life,
                    guint       condition,
                    gboolean    fulfilled)
{
  naive_executors_fulfil (life->naive, condition, fulfilled);
  bg_condition_set_fulfilled (life->conditions[condition], fulfilled);
}

static void
shut_down_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  RandomLife *life = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_task_manager_shut_down_finish (BG_TASK_MANAGER (source), result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (naive_executors_count_running (life->naive), ==, 0);
  g_assert_cmpuint (naive_executors_count_pending (life->naive), ==, 0);
  life->n_awaited--;
}

void
random_life_shut_down (RandomLife     *life,
                       BgShutdownMode  mode,
                       gboolean        awaits)
{
  naive_executors_shut_down (life->naive, mode);
  if (mode == BG_SHUTDOWN_DISCARD && !awaits)
    {
      bg_task_manager_shut_down (life->manager);
      return;
    }
  life->n_awaited++;
  bg_task_manager_shut_down_async (life->manager, mode, -1, NULL, shut_down_cb, life);
}

void
random_life_init (RandomLife *life,
                  guint32     seed)
{
  life->seed = seed;
  life->home = g_thread_self ();
  life->rand = g_rand_new_with_seed (seed);
  life->clock = bg_fake_clock_new ();
  life->stage = random_stage_new ();
  life->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  life->naive = naive_executors_new (life->clock);
  life->manager = g_object_new (BG_TYPE_TASK_MANAGER, "clock", life->clock, NULL);
  g_signal_connect (life->manager, "task-completed", G_CALLBACK (completed_cb), life);
  g_signal_connect (life->manager, "task-failed", G_CALLBACK (failed_cb), life);
  g_signal_connect (life->manager, "task-stopped", G_CALLBACK (stopped_cb), life);
  g_signal_connect (life->manager, "task-group-finished", G_CALLBACK (group_finished_cb), life);

  life->executors[NAIVE_OWN] = g_object_ref (bg_task_manager_get_default_executor (life->manager));
  life->executors[NAIVE_THREADS] = BG_EXECUTOR (bg_thread_executor_new ("second", 1));
  life->executors[NAIVE_INLINE] = bg_inline_executor_new ();
  life->executors[NAIVE_LATER] = BG_EXECUTOR (random_executor_new (life->naive->limits[NAIVE_LATER], started_cb, life));
  life->executors[NAIVE_CHOOSING] = BG_EXECUTOR (random_executor_new (life->naive->limits[NAIVE_CHOOSING], started_cb,
                                                                      life));
  for (guint i = 0; i < NAIVE_RESOURCES; i++)
    random_life_limit_resource (life, i, random_life_draw (life, 3));
  for (guint i = 0; i < NAIVE_CONDITIONS; i++)
    {
      life->conditions[i] = bg_condition_new ("it is drawn", FALSE);
      random_life_fulfil (life, i, random_life_draw (life, 2) == 0);
    }
  random_life_resize (life, NAIVE_OWN);
  random_life_resize (life, NAIVE_THREADS);
  random_life_resize (life, NAIVE_LATER);
  let_age (life, NAIVE_OWN);
  let_age (life, NAIVE_THREADS);
  random_life_set_processing (life, random_life_draw (life, 2) == 0);
  naive_executors_begin_step (life->naive);
}

void
random_life_clear (RandomLife *life)
{
  g_assert_finalize_object (life->manager);
  bg_test_drain (NULL);
  g_ptr_array_unref (life->tasks);
  for (guint lane = 0; lane < NAIVE_LANES; lane++)
    g_object_unref (life->executors[lane]);
  for (guint i = 0; i < NAIVE_CONDITIONS; i++)
    g_assert_finalize_object (life->conditions[i]);
  naive_executors_free (life->naive);
  random_stage_free (life->stage);
  g_object_unref (life->clock);
  g_rand_free (life->rand);
}
