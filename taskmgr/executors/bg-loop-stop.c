/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop.h"

#include "bg-loop-core-private.h"
#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/* How a loop ends, and waiting for that. */

typedef struct
{
  BgLoopCore *core;
  guint       run;
  GSource    *give_up;          /* nullable */
} BgLoopStop;

static void
free_stop (gpointer data)
{
  BgLoopStop *stop = data;

  if (stop->give_up != NULL)
    {
      g_source_destroy (stop->give_up);
      g_source_unref (stop->give_up);
    }
  bg_loop_core_unref (stop->core);
  g_free (stop);
}

/**
 * bg_loop_stop:
 * @self: a loop
 * @cancel: whether what is left is not called any more
 *
 * Asks the loop to end, and does not wait for that.
 *
 * From then on it takes nothing. What was accepted before is called; with @cancel it is released uncalled, and
 * what runs while somebody waits for it finds its [class@Gio.Cancellable] triggered. It may be called again to
 * cancel what it was not told to cancel at first, and from the thread of the loop. Nothing happens to a loop that
 * does not run.
 */
void
bg_loop_stop (BgLoop   *self,
              gboolean  cancel)
{
  g_return_if_fail (BG_IS_LOOP (self));

  bg_loop_core_stop (bg_loop_get_core (self), cancel, NULL, NULL);
}

/**
 * bg_loop_wait:
 * @self: a loop
 * @timeout_ms: for how many milliseconds at most; 0 only looks, and less is for as long as it takes
 * @error: return location for an error
 *
 * Blocks until the loop does not run: until another thread, or a function of its own, has stopped it.
 *
 * It fails with `BG_ERROR_TIMED_OUT` if the loop still runs, and with `BG_ERROR_SELF_DEPENDENCY` in the thread
 * of the loop.
 *
 * Returns: `TRUE` when it does not run
 */
gboolean
bg_loop_wait (BgLoop  *self,
              int      timeout_ms,
              GError **error)
{
  BgLoopCore *core;

  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  core = bg_loop_get_core (self);
  if (bg_loop_core_is_own_thread (core))
    {
      g_set_error (error, BG_ERROR, BG_ERROR_SELF_DEPENDENCY,
                   _("The thread of the loop “%s” would wait for itself"), core->name);
      return FALSE;
    }
  if (bg_loop_core_wait (core, bg_loop_core_get_run (core), timeout_ms))
    return TRUE;
  g_set_error (error, BG_ERROR, BG_ERROR_TIMED_OUT, _("The loop “%s” still runs"), core->name);
  return FALSE;
}

/* In the context of whoever asked. The thread has nothing left to do but to end. */
static gboolean
stopped_cb (gpointer user_data)
{
  GTask *task = user_data;
  BgLoopStop *stop = g_task_get_task_data (task);

  bg_loop_core_wait (stop->core, stop->run, -1);
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* The task may be the last to hold the loop, and is let go where it belongs. */
static void
hand_over (gpointer data)
{
  GTask *task = data;
  BgLoopStop *stop = g_task_get_task_data (task);
  g_autoptr (GSource) source = g_idle_source_new ();

  stop->run = bg_loop_core_get_run (stop->core);
  g_source_set_static_name (source, "[taskmgr] loop stopped");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, stopped_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
give_up_cb (GCancellable *cancellable,
            gpointer      user_data)
{
  GTask *task = user_data;
  BgLoopStop *stop = g_task_get_task_data (task);

  if (bg_loop_core_remove_end_func (stop->core, task))
    {
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (GTask *task)
{
  BgLoopStop *stop = g_task_get_task_data (task);

  if (g_task_get_cancellable (task) == NULL)
    return;
  stop->give_up = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_static_name (stop->give_up, "[taskmgr] loop give up");
  g_source_set_callback (stop->give_up, G_SOURCE_FUNC (give_up_cb), task, NULL);
  g_source_attach (stop->give_up, g_task_get_context (task));
}

/**
 * bg_loop_stop_async:
 * @self: a loop
 * @cancel: whether what is left is not called any more
 * @cancellable: (nullable): gives up waiting; the loop stops all the same
 * @callback: (scope async): called when the loop does not run
 * @user_data: data for @callback
 *
 * Asks the loop to end, see [method@Loop.stop], and tells when it has.
 */
void
bg_loop_stop_async (BgLoop              *self,
                    gboolean             cancel,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task;
  BgLoopStop *stop;

  g_return_if_fail (BG_IS_LOOP (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bg_loop_stop_async);
  g_task_set_name (task, "[taskmgr] stop loop");
  stop = g_new0 (BgLoopStop, 1);
  stop->core = bg_loop_core_ref (bg_loop_get_core (self));
  g_task_set_task_data (task, stop, free_stop);
  watch_cancellable (task);
  if (!bg_loop_core_stop (stop->core, cancel, hand_over, task))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

/**
 * bg_loop_stop_finish:
 * @self: a loop
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Gets whether the loop has stopped.
 *
 * Returns: `TRUE` when it does not run, `FALSE` if nobody waited for that any more
 */
gboolean
bg_loop_stop_finish (BgLoop        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
