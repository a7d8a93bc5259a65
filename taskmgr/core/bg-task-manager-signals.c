/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-manager.h"

#include "bg-enum-types.h"
#include "bg-marshal.h"
#include "bg-task-manager-private.h"

#include <glib/gi18n-lib.h>

/* What a manager tells, and the home context emits. */
enum
{
  TASK_COMPLETED,
  TASK_FAILED,
  TASK_STOPPED,
  TASK_GROUP_FINISHED,
  TASK_DELAYED,
  CLOSING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

gboolean
bg_task_manager_has_handlers (gpointer    owner,
                              BgTaskState state)
{
  const GSignalMatchType match = G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_UNBLOCKED;
  guint signal = signals[state == BG_TASK_STATE_STOPPED ? TASK_STOPPED : TASK_COMPLETED];

  /* The first finds handlers whatever their detail, the other those of a derived class. */
  return g_signal_handler_find (owner, match, signal, 0, NULL, NULL, NULL) != 0
         || (G_OBJECT_TYPE (owner) != BG_TYPE_TASK_MANAGER
             && g_signal_has_handler_pending (owner, signal, 0, FALSE));
}

/* Whether anybody wants to know of tasks that wait for long. */
gboolean
bg_task_manager_hears_delays (BgTaskManager *self)
{
  return g_signal_handler_find (self, G_SIGNAL_MATCH_ID, signals[TASK_DELAYED], 0, NULL, NULL, NULL) != 0;
}

/* What can end without a word: completed tasks without an object, a group or data to free. */
gboolean
bg_task_manager_is_heard (gpointer    owner,
                          BgTaskState state)
{
  return (state != BG_TASK_STATE_STOPPED && bg_task_manager_get_private (owner)->results_func != NULL)
         || bg_task_manager_has_handlers (owner, state);
}

/* A detail that nobody ever connected to has no quark, and none is made: groups come and go. */
static GQuark
get_detail (const char *group)
{
  return group != NULL ? g_quark_try_string (group) : 0;
}

static void
emit_completed (BgTaskManager  *self,
                const BgEnding *ending)
{
  GValue none = G_VALUE_INIT;
  const GValue *result = &none;

  if (ending->outcome != NULL && G_IS_VALUE (&ending->outcome->value))
    result = &ending->outcome->value;
  else if (G_IS_VALUE (&ending->small_result))
    result = &ending->small_result;
  else
    g_value_init (&none, G_TYPE_POINTER);
  bg_task_manager_give_results (self, &(BgTaskResult) { ending->id, ending->group, *result }, 1);
  g_signal_emit (self, signals[TASK_COMPLETED], get_detail (ending->group), ending->id, ending->group, result);
}

static void
emit_failed (BgTaskManager  *self,
             const BgEnding *ending)
{
  g_autofree char *text = NULL;
  const char *traceback = ending->outcome->traceback;

  if (traceback == NULL)
    traceback = text = g_strdup_printf (_("Task %llu failed: %s"), (unsigned long long) ending->id,
                                        ending->outcome->error->message);
  g_signal_emit (self, signals[TASK_FAILED], get_detail (ending->group), ending->id, ending->group,
                 ending->outcome->error, traceback);
}

void
bg_task_manager_emit_ended (BgTaskManager  *self,
                            const BgEnding *ending)
{
  if (ending->state == BG_TASK_STATE_COMPLETED)
    emit_completed (self, ending);
  else if (ending->state == BG_TASK_STATE_FAILED)
    emit_failed (self, ending);
  else
    g_signal_emit (self, signals[TASK_STOPPED], get_detail (ending->group), ending->id, ending->group);
}

void
bg_task_manager_emit_delayed (gpointer    owner,
                              guint64     id,
                              const char *group,
                              gboolean    critical)
{
  g_signal_emit (owner, signals[TASK_DELAYED], get_detail (group), id, group, critical);
}

void
bg_task_manager_emit_group_finished (gpointer    owner,
                                     const char *group)
{
  g_signal_emit (owner, signals[TASK_GROUP_FINISHED], get_detail (group), group);
}

void
bg_task_manager_emit_closing (BgTaskManager  *self,
                              BgShutdownMode  mode)
{
  g_signal_emit (self, signals[CLOSING], 0, mode);
}

static const GSignalFlags flags = G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED;

static void
install_completed (GType type)
{
  /**
   * BgTaskManager::task-completed:
   * @self: the manager
   * @id: the id of the task
   * @group: (nullable): its group
   * @result: what it returned; a `NULL` of type `gpointer` where that is nothing
   *
   * A task has completed. The tasks that wait for it start after the handlers have run.
   *
   * The detail is the group.
   */
  signals[TASK_COMPLETED] = g_signal_new ("task-completed", type, flags, 0, NULL, NULL,
                                          bg_marshal_VOID__UINT64_STRING_BOXED, G_TYPE_NONE, 3,
                                          G_TYPE_UINT64, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                          G_TYPE_VALUE | G_SIGNAL_TYPE_STATIC_SCOPE);
  g_signal_set_va_marshaller (signals[TASK_COMPLETED], type, bg_marshal_VOID__UINT64_STRING_BOXEDv);
}

static void
install_failed_and_stopped (GType type)
{
  /**
   * BgTaskManager::task-failed:
   * @self: the manager
   * @id: the id of the task
   * @group: (nullable): its group
   * @error: why it failed
   * @traceback: where it failed, or why it was not run, for people to read
   *
   * A task has failed, or was not run because one that it waits for has failed.
   *
   * [method@Task.get_failed_upstream] tells which. The detail is the group.
   */
  signals[TASK_FAILED] = g_signal_new ("task-failed", type, flags, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                                       G_TYPE_UINT64, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                       G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE,
                                       G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * BgTaskManager::task-stopped:
   * @self: the manager
   * @id: the id of the task
   * @group: (nullable): its group
   *
   * A task was stopped. Its body may still run for a while; nothing more will be heard of it.
   *
   * The detail is the group.
   */
  signals[TASK_STOPPED] = g_signal_new ("task-stopped", type, flags, 0, NULL, NULL,
                                        bg_marshal_VOID__UINT64_STRING, G_TYPE_NONE, 2,
                                        G_TYPE_UINT64, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  g_signal_set_va_marshaller (signals[TASK_STOPPED], type, bg_marshal_VOID__UINT64_STRINGv);
}

static void
install_others (GType type)
{
  /**
   * BgTaskManager::task-group-finished:
   * @self: the manager
   * @group: the group
   *
   * The last task of a group has ended.
   *
   * This comes after the handlers of that task have run: if one of them adds a task to the group, the group
   * goes on. A group that is stopped as a whole does not finish. The detail is the group.
   */
  signals[TASK_GROUP_FINISHED] = g_signal_new ("task-group-finished", type, flags, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * BgTaskManager::task-delayed:
   * @self: the manager
   * @id: the id of the task
   * @group: (nullable): its group
   * @critical: whether this is the second, urgent report
   *
   * A task that could run has waited for its turn for longer than [property@TaskManager:launch-warning],
   * and then for longer than [property@TaskManager:launch-critical]. It still waits.
   *
   * The detail is the group.
   */
  signals[TASK_DELAYED] = g_signal_new ("task-delayed", type, flags, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                        G_TYPE_UINT64, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                        G_TYPE_BOOLEAN);
}

static void
install_closing (GType type)
{
  /**
   * BgTaskManager::closing:
   * @self: the manager
   * @mode: whether what was added is still run
   *
   * The manager is about to be shut down: whoever feeds it should stop now. It still takes tasks.
   *
   * Unlike the other signals it is emitted inside the call that causes it, if that is made in the context of the
   * manager. If a drain becomes a discard it is emitted again.
   */
  signals[CLOSING] = g_signal_new ("closing", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   BG_TYPE_SHUTDOWN_MODE);
}

void
bg_task_manager_install_signals (GType type)
{
  install_completed (type);
  install_failed_and_stopped (type);
  install_others (type);
  install_closing (type);
}
