/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loops.h"

#include "bg-loops-private.h"
#include "../core/bg-error.h"
#include "../core/bg-task-manager.h"

#include <glib/gi18n-lib.h>

/**
 * BgLoops:
 *
 * The loops of a manager, by name.
 *
 * A program that has several [class@Loop]s finds them here, with an executor for each, so that a task can be
 * sent to a loop by its name. The first loop that is added is the default, until another one is chosen.
 *
 * When the manager was shut down and its last task has ended, the loops are stopped; what was invoked there is still
 * called. When the manager is gone, they are stopped and cancel.
 *
 * All functions are for the context of the manager only.
 *
 * ```c
 * static guint64
 * add_to_loop (BgTaskManager *manager, BgTask *task, const char *name, GError **error)
 * {
 *   BgLoops *loops = bg_loops_get_for_manager (manager);
 *   BgLoopExecutor *executor = bg_loops_get_executor (loops, name, error);
 *
 *   if (executor == NULL)
 *     return 0;
 *   bg_task_set_executor (task, BG_EXECUTOR (executor));
 *   return bg_task_manager_add (manager, task, error);
 * }
 * ```
 */

G_DEFINE_FINAL_TYPE (BgLoops, bg_loops, G_TYPE_OBJECT)

static G_DEFINE_QUARK (bg-loops, bg_loops)

static void
free_entry (gpointer data)
{
  BgLoopsEntry *entry = data;

  g_clear_object (&entry->executor);
  g_object_unref (entry->loop);
  g_free (entry);
}

static void
bg_loops_finalize (GObject *object)
{
  g_ptr_array_unref (BG_LOOPS (object)->entries);
  G_OBJECT_CLASS (bg_loops_parent_class)->finalize (object);
}

static void
bg_loops_class_init (BgLoopsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bg_loops_finalize;
}

static void
bg_loops_init (BgLoops *self)
{
  self->entries = g_ptr_array_new_with_free_func (free_entry);
}

static void
stop_all (BgLoops  *self,
          gboolean  cancel)
{
  for (guint i = 0; i < self->entries->len; i++)
    bg_loop_stop (((BgLoopsEntry *) g_ptr_array_index (self->entries, i))->loop, cancel);
}

static void
detach (gpointer data)
{
  BgLoops *self = data;

  self->manager = NULL;
  self->stopped = TRUE;
  stop_all (self, TRUE);
  g_object_unref (self);
}

static void
check_ended (BgLoops *self)
{
  if (self->stopped || !bg_task_manager_is_closed (self->manager)
      || bg_task_manager_get_n_pending (self->manager) > 0
      || bg_task_manager_get_n_running (self->manager) > 0)
    return;
  self->stopped = TRUE;
  g_signal_handlers_disconnect_by_func (self->manager, check_ended, self);
  stop_all (self, FALSE);
}

/* Only now: who watches the numbers has the manager count. */
static void
closed_cb (BgTaskManager *manager,
           GParamSpec    *pspec,
           BgLoops       *self)
{
  g_signal_connect_swapped (manager, "notify::n-pending", G_CALLBACK (check_ended), self);
  g_signal_connect_swapped (manager, "notify::n-running", G_CALLBACK (check_ended), self);
  check_ended (self);
}

/**
 * bg_loops_get_for_manager:
 * @manager: a manager
 *
 * Gets the loops of a manager. At first there are none.
 *
 * Returns: (transfer none): the loops, which live for as long as the manager
 */
BgLoops *
bg_loops_get_for_manager (BgTaskManager *manager)
{
  BgLoops *self;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (manager), NULL);

  self = g_object_get_qdata (G_OBJECT (manager), bg_loops_quark ());
  if (self != NULL)
    return self;
  self = g_object_new (BG_TYPE_LOOPS, NULL);
  self->manager = manager;
  g_object_set_qdata_full (G_OBJECT (manager), bg_loops_quark (), self, detach);
  g_signal_connect (manager, "notify::closed", G_CALLBACK (closed_cb), self);
  if (bg_task_manager_is_closed (manager))
    closed_cb (manager, NULL, self);
  return self;
}

/**
 * bg_loops_add:
 * @self: the loops of a manager
 * @loop: a loop
 * @error: return location for an error
 *
 * Adds a loop, under its name. It is started by whoever has it.
 *
 * It is refused with `BG_ERROR_INVALID_ARGUMENT` if there is one of that name, and with `BG_ERROR_SHUT_DOWN` if
 * the loops were stopped because the manager was shut down.
 *
 * Returns: `TRUE` if it was added
 */
gboolean
bg_loops_add (BgLoops  *self,
              BgLoop   *loop,
              GError  **error)
{
  BgLoopsEntry *entry;

  g_return_val_if_fail (BG_IS_LOOPS (self), FALSE);
  g_return_val_if_fail (BG_IS_LOOP (loop), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->stopped)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_SHUT_DOWN,
                           _("The task manager was shut down and takes no more tasks"));
      return FALSE;
    }
  if (bg_loops_find (self, bg_loop_get_name (loop)) != NULL)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("There is a loop “%s” already"),
                   bg_loop_get_name (loop));
      return FALSE;
    }
  entry = g_new0 (BgLoopsEntry, 1);
  entry->loop = g_object_ref (loop);
  g_ptr_array_add (self->entries, entry);
  if (self->preferred == NULL)
    self->preferred = entry;
  return TRUE;
}

/**
 * bg_loops_start:
 * @self: the loops of a manager
 * @name: what the loop is called
 * @error: return location for an error
 *
 * Makes a loop, starts it and adds it.
 *
 * It fails like [method@Loops.add] and [method@Loop.start].
 *
 * Returns: (transfer none) (nullable): the loop
 */
BgLoop *
bg_loops_start (BgLoops     *self,
                const char  *name,
                GError     **error)
{
  g_autoptr (BgLoop) loop = NULL;

  g_return_val_if_fail (BG_IS_LOOPS (self), NULL);
  g_return_val_if_fail (name != NULL && name[0] != '\0', NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  loop = bg_loop_new (name);
  if (!bg_loops_add (self, loop, error))
    return NULL;
  if (bg_loop_start (loop, error))
    return loop;
  bg_loops_remove (self, name);
  return NULL;
}

/**
 * bg_loops_remove:
 * @self: the loops of a manager
 * @name: what the loop is called
 *
 * Forgets a loop. It is neither stopped nor, if somebody else has it, released.
 *
 * If it was the default, the loop that was added first of the others is now.
 *
 * Returns: `TRUE` if there was one of that name
 */
gboolean
bg_loops_remove (BgLoops    *self,
                 const char *name)
{
  BgLoopsEntry *entry;

  g_return_val_if_fail (BG_IS_LOOPS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  entry = bg_loops_find (self, name);
  if (entry == NULL)
    return FALSE;
  if (self->preferred == entry)
    self->preferred = NULL;
  g_ptr_array_remove (self->entries, entry);
  if (self->preferred == NULL && self->entries->len > 0)
    self->preferred = g_ptr_array_index (self->entries, 0);
  return TRUE;
}

/**
 * bg_loops_stop:
 * @self: the loops of a manager
 * @cancel: whether what is left is not called any more
 *
 * Asks all loops to end, see [method@Loop.stop], and does not wait for that.
 */
void
bg_loops_stop (BgLoops  *self,
               gboolean  cancel)
{
  g_return_if_fail (BG_IS_LOOPS (self));

  stop_all (self, cancel);
}

static int
get_left (gint64 end,
          int    timeout_ms)
{
  gint64 left = MAX (end - g_get_monotonic_time (), 0);

  return timeout_ms < 0 ? -1 : (int) ((left + G_TIME_SPAN_MILLISECOND - 1) / G_TIME_SPAN_MILLISECOND);
}

/**
 * bg_loops_wait:
 * @self: the loops of a manager
 * @timeout_ms: for how many milliseconds at most; 0 only looks, and less is for as long as it takes
 * @error: return location for an error
 *
 * Blocks until none of the loops runs, see [method@Loop.wait].
 *
 * Returns: `TRUE` when none runs
 */
gboolean
bg_loops_wait (BgLoops  *self,
               int       timeout_ms,
               GError  **error)
{
  gint64 end = g_get_monotonic_time () + MAX (timeout_ms, 0) * (gint64) G_TIME_SPAN_MILLISECOND;

  g_return_val_if_fail (BG_IS_LOOPS (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    {
      BgLoop *loop = ((BgLoopsEntry *) g_ptr_array_index (self->entries, i))->loop;

      if (!bg_loop_wait (loop, get_left (end, timeout_ms), error))
        return FALSE;
    }
  return TRUE;
}
