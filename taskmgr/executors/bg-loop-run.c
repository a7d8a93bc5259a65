/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop.h"

#include "bg-loop-core-private.h"
#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/* What runs in the thread of a loop. */

/**
 * bg_loop_invoke:
 * @self: a loop
 * @func: (scope notified) (closure user_data) (destroy user_data_destroy): the function
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data, once, whatever happens
 * @error: return location for an error
 *
 * Has a function called in the thread of the loop, and does not wait for that.
 *
 * Functions are called in the order in which they were invoked, also where the caller is the thread of the loop.
 * Before the loop was started they wait. @user_data is released in the thread of the loop, or at once if
 * the function is refused with `BG_ERROR_SHUT_DOWN`, because the loop was stopped.
 *
 * Returns: `TRUE` if it was accepted
 */
gboolean
bg_loop_invoke (BgLoop          *self,
                BgLoopFunc       func,
                gpointer         user_data,
                GDestroyNotify   user_data_destroy,
                GError         **error)
{
  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (bg_loop_core_push (bg_loop_get_core (self), func, user_data, user_data_destroy, error))
    return TRUE;
  if (user_data_destroy != NULL)
    user_data_destroy (user_data);
  return FALSE;
}

/* On the stack of the caller, who waits until it has ended. */
typedef struct
{
  BgLoopCore    *core;
  BgWorkFunc     func;
  gpointer       user_data;
  GCancellable  *cancellable;   /* triggered by the caller's, and by the loop's */
  GValue         result;
  GError        *error;
  gboolean       success;
  gboolean       begun;

  /* lock of the loop */
  gboolean       ended;
} BgLoopRun;

static void
cancel_cb (GCancellable *cancellable,
           gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* In the thread of the loop. */
static void
run_cb (gpointer data)
{
  BgLoopRun *run = data;
  g_autoptr (GCancellable) of_loop = bg_loop_core_dup_cancellable (run->core);
  gulong handler = g_cancellable_connect (of_loop, G_CALLBACK (cancel_cb), run->cancellable, NULL);

  run->begun = TRUE;
  run->success = run->func (run->user_data, run->cancellable, &run->result, &run->error);
  g_cancellable_disconnect (of_loop, handler);
  if (run->success)
    g_clear_error (&run->error);
  else if (run->error == NULL)
    g_set_error_literal (&run->error, BG_ERROR, BG_ERROR_FAILED, _("The function failed without saying why"));
}

/* After that, or instead. */
static void
ended_cb (gpointer data)
{
  BgLoopRun *run = data;
  BgLoopCore *core = run->core;

  if (!run->begun && !g_cancellable_set_error_if_cancelled (run->cancellable, &run->error))
    g_set_error (&run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The loop “%s” was stopped"), core->name);
  /* Then the caller goes on, and the run is gone. */
  g_mutex_lock (&core->lock);
  run->ended = TRUE;
  g_cond_broadcast (&core->cond);
  g_mutex_unlock (&core->lock);
}

/* What has not begun is not waited for. */
static void
give_up_cb (GCancellable *cancellable,
            gpointer      user_data)
{
  BgLoopRun *run = user_data;

  g_cancellable_cancel (run->cancellable);
  if (bg_loop_core_withdraw (run->core, run))
    ended_cb (run);
}

static gboolean
check_runs (BgLoopCore  *core,
            GError     **error)
{
  if (bg_loop_core_is_own_thread (core))
    g_set_error (error, BG_ERROR, BG_ERROR_SELF_DEPENDENCY,
                 _("The thread of the loop “%s” would wait for itself"), core->name);
  else if (!bg_loop_core_is_running (core))
    g_set_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN, _("The loop “%s” does not run"), core->name);
  else
    return TRUE;
  return FALSE;
}

static void
wait_for_end (BgLoopRun    *run,
              GCancellable *cancellable)
{
  gulong handler = 0;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (give_up_cb), run, NULL);
  g_mutex_lock (&run->core->lock);
  while (!run->ended)
    g_cond_wait (&run->core->cond, &run->core->lock);
  g_mutex_unlock (&run->core->lock);
  g_cancellable_disconnect (cancellable, handler);
}

static gboolean
run_and_wait (BgLoop        *self,
              BgWorkFunc     func,
              gpointer       user_data,
              GCancellable  *cancellable,
              GValue        *result,
              GError       **error)
{
  g_autoptr (GCancellable) asked = g_cancellable_new ();
  BgLoopRun run = {
    .core = bg_loop_get_core (self),
    .func = func,
    .user_data = user_data,
    .cancellable = asked,
    .result = G_VALUE_INIT,
  };

  if (!check_runs (run.core, error) || !bg_loop_core_push (run.core, run_cb, &run, ended_cb, error))
    return FALSE;
  wait_for_end (&run, cancellable);

  if (run.success && result != NULL)
    *result = run.result;
  else if (G_IS_VALUE (&run.result))
    g_value_unset (&run.result);
  if (!run.success)
    g_propagate_error (error, run.error);
  return run.success;
}

typedef struct
{
  BgLoopRunFunc func;
  gpointer      user_data;
} BgLoopFuncRun;

static gboolean
call_func (gpointer       user_data,
           GCancellable  *cancellable,
           GValue        *result,
           GError       **error)
{
  BgLoopFuncRun *run = user_data;

  return run->func (cancellable, run->user_data, error);
}

/**
 * bg_loop_run:
 * @self: a loop that runs
 * @func: (scope call) (closure user_data): the function
 * @user_data: data for @func
 * @cancellable: (nullable): asks the function to end, or takes it back if it has not begun
 * @error: return location for an error
 *
 * Has a function called in the thread of the loop, after those that were invoked before, and blocks until it has
 * returned.
 *
 * What the function finds out it leaves in its data. It fails with the error of the function; with
 * `BG_ERROR_SELF_DEPENDENCY` in the thread of the loop, which would wait for itself; with `BG_ERROR_SHUT_DOWN` if
 * the loop does not run; and with `G_IO_ERROR_CANCELLED` if @cancellable was triggered, or the loop stopped and
 * was told to cancel, before the function had begun.
 *
 * Returns: `TRUE` on success
 */
gboolean
bg_loop_run (BgLoop         *self,
             BgLoopRunFunc   func,
             gpointer        user_data,
             GCancellable   *cancellable,
             GError        **error)
{
  BgLoopFuncRun run = { func, user_data };

  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return run_and_wait (self, call_func, &run, cancellable, NULL, error);
}

/**
 * bg_loop_run_for_result: (skip)
 * @self: a loop that runs
 * @func: (scope call) (closure user_data): the function
 * @user_data: data for @func
 * @cancellable: (nullable): asks the function to end, or takes it back if it has not begun
 * @result: (nullable): an unset value for what the function returns
 * @error: return location for an error
 *
 * Does what [method@Loop.run] does with a function that returns a value.
 *
 * Returns: `TRUE` on success
 */
gboolean
bg_loop_run_for_result (BgLoop        *self,
                        BgWorkFunc     func,
                        gpointer       user_data,
                        GCancellable  *cancellable,
                        GValue        *result,
                        GError       **error)
{
  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return run_and_wait (self, func, user_data, cancellable, result, error);
}

/**
 * bg_loop_add_timeout:
 * @self: a loop
 * @milliseconds: the interval, counted from the call and then from turn to turn
 * @func: (scope notified) (closure user_data) (destroy user_data_destroy): the function
 * @user_data: data for @func
 * @user_data_destroy: (nullable): frees @user_data, once, whatever happens
 * @error: return location for an error
 *
 * Has a function called in the thread of the loop at regular intervals, until it returns `FALSE`
 * (`G_SOURCE_REMOVE`), is removed or the loop stops.
 *
 * A turn that comes too late is not made up for. @user_data is released in the thread of the loop, or at once if
 * the function is refused with `BG_ERROR_SHUT_DOWN`, because the loop was stopped.
 *
 * Returns: an id for [method@Loop.remove_timeout], or 0 if it was refused
 */
guint
bg_loop_add_timeout (BgLoop          *self,
                     guint            milliseconds,
                     GSourceFunc      func,
                     gpointer         user_data,
                     GDestroyNotify   user_data_destroy,
                     GError         **error)
{
  guint id;

  g_return_val_if_fail (BG_IS_LOOP (self), 0);
  g_return_val_if_fail (func != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  id = bg_loop_core_add_timer (bg_loop_get_core (self), milliseconds, func, user_data, user_data_destroy, error);
  if (id == 0 && user_data_destroy != NULL)
    user_data_destroy (user_data);
  return id;
}

/**
 * bg_loop_remove_timeout:
 * @self: a loop
 * @id: what [method@Loop.add_timeout] has returned
 *
 * Has a function not called any more. Where it is just being called, it still returns.
 *
 * Returns: `TRUE` if it would have been called again
 */
gboolean
bg_loop_remove_timeout (BgLoop *self,
                        guint   id)
{
  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);

  return bg_loop_core_remove_timer (bg_loop_get_core (self), id);
}
