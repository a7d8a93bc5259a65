/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-scheduler.h"

#include "bg-scheduler-list-private.h"

#include "../core/bg-error.h"
#include "../core/bg-task-manager-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgScheduler:
 *
 * Gives work to a manager again and again: at times, when something has happened, or one item after the other.
 *
 * There are [class@IntervalScheduler], [class@CronScheduler], [class@EventScheduler], [class@QueueScheduler] and
 * [class@LoopScheduler]. Other kinds implement this interface: its two properties, and `stop`.
 *
 * A scheduler is inactive when it is made. [method@Scheduler.start] makes it active, and has the manager keep it
 * until it is inactive again: after [method@Scheduler.stop], when it has stopped by itself, or when the manager is
 * shut down, which stops its schedulers before it sees to its tasks. Then it can be started again. One that is not
 * started by the library is kept from [method@Scheduler.register] until [method@Scheduler.unregister].
 * [class@SchedulerList] tells which ones a manager keeps.
 *
 * Threads: a scheduler belongs to the context of its manager. All is for the owner's thread only, but for what
 * its kind says is safe from any.
 */

G_DEFINE_INTERFACE (BgScheduler, bg_scheduler, G_TYPE_OBJECT)

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
bg_scheduler_default_init (BgSchedulerInterface *iface)
{
  /**
   * BgScheduler:name:
   *
   * What it is called, for people to read.
   */
  g_object_interface_install_property (iface,
                                       g_param_spec_string ("name", NULL, NULL, NULL,
                                                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                            | G_PARAM_STATIC_STRINGS));

  /**
   * BgScheduler:active: (getter is_active)
   *
   * Whether it was started and has not come to rest yet: work may still come of it, or runs.
   */
  g_object_interface_install_property (iface,
                                       g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BgScheduler::failed:
   * @self: the scheduler
   * @error: what went wrong
   *
   * Something that it has run has failed. It goes on.
   */
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

/**
 * bg_scheduler_dup_name:
 * @self: a scheduler
 *
 * Gets what it is called.
 *
 * Returns: (transfer full) (nullable): the name, or `NULL` if it has none
 */
char *
bg_scheduler_dup_name (BgScheduler *self)
{
  char *name = NULL;

  g_return_val_if_fail (BG_IS_SCHEDULER (self), NULL);

  g_object_get (self, "name", &name, NULL);
  return name;
}

/**
 * bg_scheduler_is_active: (get-property active)
 * @self: a scheduler
 *
 * Gets whether it was started and has not come to rest yet.
 *
 * Returns: whether it is active
 */
gboolean
bg_scheduler_is_active (BgScheduler *self)
{
  gboolean active = FALSE;

  g_return_val_if_fail (BG_IS_SCHEDULER (self), FALSE);

  g_object_get (self, "active", &active, NULL);
  return active;
}

static gboolean
check_manager (BgTaskManager  *manager,
               GError        **error)
{
  if (!bg_task_manager_is_closed (manager))
    return TRUE;
  g_set_error_literal (error, BG_ERROR, BG_ERROR_SHUT_DOWN,
                       _("The task manager was shut down and takes no more tasks"));
  return FALSE;
}

static gboolean
check_start (BgScheduler    *self,
             BgTaskManager  *manager,
             GError        **error)
{
  if (BG_SCHEDULER_GET_IFACE (self)->start == NULL)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("A scheduler of type %s starts by itself; it can only be registered"), G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }
  if (bg_scheduler_is_active (self))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_TOO_LATE, _("The scheduler was started and has not stopped yet"));
      return FALSE;
    }
  return check_manager (manager, error);
}

static gboolean
call_start (BgScheduler    *self,
            BgTaskManager  *manager,
            GError        **error)
{
  GError *reason = NULL;

  if (BG_SCHEDULER_GET_IFACE (self)->start (self, manager, &reason))
    {
      g_clear_error (&reason);
      return TRUE;
    }
  /* Where a script has thrown something there may be no error. */
  if (reason == NULL)
    g_set_error_literal (&reason, BG_ERROR, BG_ERROR_FAILED, _("The scheduler could not be started"));
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * bg_scheduler_start:
 * @self: a scheduler that is not active
 * @manager: who is to run its work
 * @error: return location for an error
 *
 * Starts it. The manager keeps it until it has come to rest.
 *
 * It may be started before the manager is: then its work waits like any other. It is refused with
 * `BG_ERROR_TOO_LATE` while it is active, with `BG_ERROR_SHUT_DOWN` after the manager was shut down, and with
 * `BG_ERROR_INVALID_ARGUMENT` where its settings make no sense. Then nothing is changed.
 *
 * Returns: whether it was started
 */
gboolean
bg_scheduler_start (BgScheduler    *self,
                    BgTaskManager  *manager,
                    GError        **error)
{
  BgSchedulerList *list;
  gboolean adds;

  g_return_val_if_fail (BG_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (BG_IS_TASK_MANAGER (manager), FALSE);
  g_return_val_if_fail (bg_task_manager_is_home (manager), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!check_start (self, manager, error))
    return FALSE;
  list = bg_scheduler_list_get_for_manager (manager);
  adds = !bg_scheduler_list_contains (list, self);
  if (!call_start (self, manager, error))
    return FALSE;
  if (adds)
    bg_scheduler_list_add (list, self, TRUE);
  return TRUE;
}

/**
 * bg_scheduler_stop:
 * @self: a scheduler
 * @mode: what becomes of work that was asked for
 *
 * Stops it.
 *
 * With `BG_SHUTDOWN_DISCARD` what was asked for and has not begun is dropped, and what runs is stopped like any
 * task: its cancellable is triggered, and what comes of it is dropped. With `BG_SHUTDOWN_DRAIN` what was asked for
 * is run. It has come to rest when [property@Scheduler:active] is `FALSE`; until then, it can be stopped again with
 * `BG_SHUTDOWN_DISCARD`. To stop one that is not active does nothing.
 */
void
bg_scheduler_stop (BgScheduler    *self,
                   BgShutdownMode  mode)
{
  g_return_if_fail (BG_IS_SCHEDULER (self));

  if (bg_scheduler_is_active (self) && BG_SCHEDULER_GET_IFACE (self)->stop != NULL)
    BG_SCHEDULER_GET_IFACE (self)->stop (self, mode);
}

/**
 * bg_scheduler_report_failure:
 * @self: a scheduler
 * @error: what went wrong
 *
 * Emits [signal@Scheduler::failed]. This is for those who implement the interface.
 */
void
bg_scheduler_report_failure (BgScheduler  *self,
                             const GError *error)
{
  g_return_if_fail (BG_IS_SCHEDULER (self));
  g_return_if_fail (error != NULL);

  g_signal_emit (self, signals[FAILED], 0, error);
}

/**
 * bg_scheduler_register:
 * @self: a scheduler
 * @manager: a manager
 * @error: return location for an error
 *
 * Has a manager keep a scheduler, and stop it when it is shut down.
 *
 * [method@Scheduler.start] does that by itself until the scheduler has come to rest; one that is registered is
 * kept until it is unregistered, or the manager is gone. It is refused with `BG_ERROR_SHUT_DOWN`, and with
 * `BG_ERROR_INVALID_ARGUMENT` if it is registered already.
 *
 * Returns: whether it was registered
 */
gboolean
bg_scheduler_register (BgScheduler    *self,
                       BgTaskManager  *manager,
                       GError        **error)
{
  BgSchedulerList *list;

  g_return_val_if_fail (BG_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (BG_IS_TASK_MANAGER (manager), FALSE);
  g_return_val_if_fail (bg_task_manager_is_home (manager), FALSE);

  if (!check_manager (manager, error))
    return FALSE;
  list = bg_scheduler_list_get_for_manager (manager);
  if (bg_scheduler_list_contains (list, self))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The scheduler is registered already"));
      return FALSE;
    }
  bg_scheduler_list_add (list, self, FALSE);
  return TRUE;
}

/**
 * bg_scheduler_unregister:
 * @self: a scheduler
 * @manager: a manager
 *
 * Has a manager forget a scheduler. It is not stopped by that.
 *
 * Returns: whether it was registered
 */
gboolean
bg_scheduler_unregister (BgScheduler   *self,
                         BgTaskManager *manager)
{
  g_return_val_if_fail (BG_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (BG_IS_TASK_MANAGER (manager), FALSE);
  g_return_val_if_fail (bg_task_manager_is_home (manager), FALSE);

  return bg_scheduler_list_remove (bg_scheduler_list_get_for_manager (manager), self);
}
