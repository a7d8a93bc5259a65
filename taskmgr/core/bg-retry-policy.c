/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-retry-policy-private.h"

/**
 * BgRetryPolicy:
 *
 * Says how often a task that fails is tried again, and how long it waits before each attempt.
 *
 * A policy never changes once it is made, so that one may be given to any number of tasks with
 * [method@Task.set_retry].
 *
 * A task that is to be tried again has not ended: nothing is announced, its group stays open, what waits for it goes on
 * waiting, and it holds neither a thread nor a resource until it begins again. [property@Task:attempt] tells its body
 * which attempt this is. A task that is stopped, whose deadline has passed, or that fails because of an upstream, is
 * not tried again.
 *
 * The wait after an attempt is [method@RetryPolicy.get_wait], changed at random by up to the fraction `jitter` of it,
 * so that tasks that failed together do not come back together.
 *
 * ```c
 * static void
 * be_patient (BgTask *task)
 * {
 *   // After 1, 2, 4 and 8 seconds, more or less.
 *   g_autoptr (BgRetryPolicy) retry = bg_retry_policy_new (5, BG_BACKOFF_EXPONENTIAL, 1000, 60000, 0.2);
 *
 *   bg_task_set_retry (task, retry);
 * }
 * ```
 *
 * Threads: all functions are safe from any thread.
 */
struct _BgRetryPolicy
{
  gatomicrefcount ref_count;
  guint           max_attempts;
  BgBackoff       backoff;
  guint           delay;        /* ms */
  guint           max_delay;    /* ms; 0 for no limit */
  double          jitter;
  BgRetryFunc     func;
  gpointer        user_data;
  GDestroyNotify  user_data_destroy;
};

G_DEFINE_BOXED_TYPE (BgRetryPolicy, bg_retry_policy, bg_retry_policy_ref, bg_retry_policy_unref)

/**
 * bg_retry_policy_new:
 * @max_attempts: how often a task is tried in all, at least once
 * @backoff: how the wait grows
 * @delay: the first wait, in milliseconds
 * @max_delay: the longest wait, in milliseconds; 0 for no limit
 * @jitter: by which fraction a wait is changed at random at most, from 0 to 1
 *
 * Makes a policy for failures of all kinds.
 *
 * Returns: (transfer full): a new policy
 */
BgRetryPolicy *
bg_retry_policy_new (guint     max_attempts,
                     BgBackoff backoff,
                     guint     delay,
                     guint     max_delay,
                     double    jitter)
{
  return bg_retry_policy_new_for_errors (max_attempts, backoff, delay, max_delay, jitter, NULL, NULL, NULL);
}

/**
 * bg_retry_policy_new_for_errors:
 * @max_attempts: how often a task is tried in all, at least once
 * @backoff: how the wait grows
 * @delay: the first wait, in milliseconds
 * @max_delay: the longest wait, in milliseconds; 0 for no limit
 * @jitter: by which fraction a wait is changed at random at most, from 0 to 1
 * @func: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): decides whether an error is worth
 *   another attempt; `NULL` for always
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data
 *
 * Makes a policy that looks at the error.
 *
 * Returns: (transfer full): a new policy
 */
BgRetryPolicy *
bg_retry_policy_new_for_errors (guint           max_attempts,
                                BgBackoff       backoff,
                                guint           delay,
                                guint           max_delay,
                                double          jitter,
                                BgRetryFunc     func,
                                gpointer        user_data,
                                GDestroyNotify  user_data_destroy)
{
  BgRetryPolicy *self;

  g_return_val_if_fail (max_attempts >= 1, NULL);
  g_return_val_if_fail (backoff <= BG_BACKOFF_EXPONENTIAL, NULL);
  g_return_val_if_fail (jitter >= 0 && jitter <= 1, NULL);

  self = g_new0 (BgRetryPolicy, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->max_attempts = max_attempts;
  self->backoff = backoff;
  self->delay = delay;
  self->max_delay = max_delay;
  self->jitter = jitter;
  self->func = func;
  self->user_data = user_data;
  self->user_data_destroy = user_data_destroy;
  return self;
}

/**
 * bg_retry_policy_ref:
 * @self: a policy
 *
 * Adds a reference.
 *
 * Returns: (transfer full): the policy
 */
BgRetryPolicy *
bg_retry_policy_ref (BgRetryPolicy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * bg_retry_policy_unref:
 * @self: (transfer full): a policy
 *
 * Drops a reference; with the last one the policy is freed.
 */
void
bg_retry_policy_unref (BgRetryPolicy *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->user_data_destroy != NULL)
    self->user_data_destroy (self->user_data);
  g_free (self);
}

/**
 * bg_retry_policy_get_max_attempts:
 * @self: a policy
 *
 * Gets how often a task is tried in all.
 *
 * Returns: the number
 */
guint
bg_retry_policy_get_max_attempts (BgRetryPolicy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_attempts;
}

/**
 * bg_retry_policy_get_backoff:
 * @self: a policy
 *
 * Gets how the wait grows.
 *
 * Returns: the way
 */
BgBackoff
bg_retry_policy_get_backoff (BgRetryPolicy *self)
{
  g_return_val_if_fail (self != NULL, BG_BACKOFF_CONSTANT);

  return self->backoff;
}

/**
 * bg_retry_policy_get_delay:
 * @self: a policy
 *
 * Gets the first wait.
 *
 * Returns: the time in milliseconds
 */
guint
bg_retry_policy_get_delay (BgRetryPolicy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->delay;
}

/**
 * bg_retry_policy_get_max_delay:
 * @self: a policy
 *
 * Gets the longest wait.
 *
 * Returns: the time in milliseconds, or 0 for no limit
 */
guint
bg_retry_policy_get_max_delay (BgRetryPolicy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_delay;
}

/**
 * bg_retry_policy_get_jitter:
 * @self: a policy
 *
 * Gets by which fraction a wait is changed at random at most.
 *
 * Returns: the fraction
 */
double
bg_retry_policy_get_jitter (BgRetryPolicy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->jitter;
}

/**
 * bg_retry_policy_get_wait:
 * @self: a policy
 * @attempt: which attempt has failed; the first is 1
 *
 * Gets how long a task waits before it is tried again, without the change at random.
 *
 * Returns: the time in milliseconds
 */
guint
bg_retry_policy_get_wait (BgRetryPolicy *self,
                          guint          attempt)
{
  guint64 wait;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (attempt >= 1, 0);

  wait = self->delay;
  if (self->backoff == BG_BACKOFF_LINEAR)
    wait *= attempt;
  else if (self->backoff == BG_BACKOFF_EXPONENTIAL)
    /* As long as that is less than there are bits to spare. */
    wait <<= MIN (attempt - 1, 31);
  if (self->max_delay > 0)
    wait = MIN (wait, self->max_delay);
  return (guint) MIN (wait, G_MAXUINT);
}

/* How long it waits indeed. */
guint
bg_retry_policy_draw_wait (BgRetryPolicy *self,
                           guint          attempt)
{
  double wait = bg_retry_policy_get_wait (self, attempt);

  if (self->jitter > 0)
    wait *= 1 + self->jitter * (2 * g_random_double () - 1);
  return (guint) CLAMP (wait, 0, G_MAXUINT);
}

/* In the home context, without a lock. */
gboolean
bg_retry_policy_allows (BgRetryPolicy *self,
                        BgTask        *task,
                        guint          attempt,
                        const GError  *error)
{
  return attempt < self->max_attempts && (self->func == NULL || self->func (task, error, self->user_data));
}
