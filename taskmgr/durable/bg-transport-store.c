/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "../core/bg-alarm-private.h"
#include "bg-queued-task-private.h"
#include "bg-quote-private.h"
#include "bg-transport-thread-private.h"

#include <glib/gi18n-lib.h>

/* What those who write a transport are given. */

/* In ms: longer than anybody waits, and µs of it can be added to any time. */
#define MAX_DELAY (G_MAXINT64 / 4000)

#define MAX_RETRY_DELAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

/**
 * bg_transport_get_context:
 * @self: a transport
 *
 * Gets the context of the thread that each transport has. For those who write a transport: sources that tell of changes
 * are attached here when the store is opened, and destroyed when it is closed.
 *
 * Returns: (transfer none): the context
 */
GMainContext *
bg_transport_get_context (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);

  return bg_transport_thread_get_context (bg_transport_get_private (self)->thread);
}

/**
 * bg_transport_announce:
 * @self: a transport
 * @capabilities: what the store can do
 * @durability: what accepted tasks survive
 *
 * Says what the store can do. For those who write a transport, to be called while it opens.
 */
void
bg_transport_announce (BgTransport             *self,
                       BgTransportCapabilities  capabilities,
                       BgDurability             durability)
{
  BgTransportPrivate *priv;

  g_return_if_fail (BG_IS_TRANSPORT (self));

  priv = bg_transport_get_private (self);
  g_mutex_lock (&priv->mutex);
  priv->capabilities = capabilities;
  priv->durability = durability;
  g_mutex_unlock (&priv->mutex);
}

/**
 * bg_transport_wake:
 * @self: a transport
 *
 * Has those who wait for tasks look again. For those who write a transport: something may be ready now. From any
 * thread.
 */
void
bg_transport_wake (BgTransport *self)
{
  g_return_if_fail (BG_IS_TRANSPORT (self));

  bg_transport_thread_wake (bg_transport_get_private (self)->thread);
}

/**
 * bg_transport_get_boot_time:
 *
 * Gets the time since the computer was started, with the time that it slept: the clock of leases. From any thread.
 *
 * Returns: microseconds
 */
gint64
bg_transport_get_boot_time (void)
{
  return bg_alarm_get_boot_time ();
}

/* attempt⁴ + 2 s, give or take a tenth, a day at most. */
gint64
bg_transport_get_retry_delay (guint attempt)
{
  gint64 base = attempt < 20 ? ((gint64) attempt * attempt * attempt * attempt + 2) * 1000 : MAX_RETRY_DELAY;
  double jitter = g_random_double_range (0.9, 1.1);

  return MIN ((gint64) ((double) base * jitter), MAX_RETRY_DELAY);
}

static void
end_task (BgQueuedTask  *task,
          BgQueuedState  state,
          char          *reason)
{
  task->state = state;
  task->finished = g_get_real_time ();
  g_free (task->reason);
  task->reason = reason;
}

static void
schedule_task (BgQueuedTask *task,
               gint64        delay,
               const char   *reason)
{
  task->state = delay > 0 ? BG_QUEUED_STATE_SCHEDULED : BG_QUEUED_STATE_READY;
  if (delay > 0)
    task->not_before = g_get_real_time () + MIN (delay, MAX_DELAY) * 1000;
  if (reason == NULL)
    return;
  g_free (task->reason);
  task->reason = g_strdup (reason);
}

static void
retry_task (BgQueuedTask *task,
            gint64        delay,
            const char   *reason)
{
  if (task->attempt >= task->max_attempts)
    end_task (task, BG_QUEUED_STATE_DEAD, g_strdup_printf ("attempts: %s", reason != NULL ? reason : ""));
  else
    schedule_task (task, delay < 0 ? bg_transport_get_retry_delay (task->attempt) : delay, reason);
}

static void
count_crash (BgTransport  *self,
             BgQueuedTask *task,
             gint64        delay,
             const char   *reason)
{
  g_autofree char *text = g_strdup_printf ("crashed: %s", reason != NULL ? reason : "its worker is gone");

  task->crashes++;
  if (task->crashes >= bg_transport_get_max_crashes (self))
    end_task (task, BG_QUEUED_STATE_DEAD, g_steal_pointer (&text));
  else if (task->attempt >= task->max_attempts)
    end_task (task, BG_QUEUED_STATE_DEAD, g_strdup_printf ("attempts: %s", text));
  else
    schedule_task (task, MAX (delay, 0), text);
}

/**
 * bg_transport_give_back:
 * @self: a transport
 * @task: a task that was leased
 * @mode: how it is given back
 * @delay: milliseconds until the next attempt, -1 for the usual ones
 * @reason: (nullable): why; 4 KiB are kept
 *
 * Works out what becomes of a task that is not done: its state, attempts, crashes, time, and reason. For those who
 * write a transport: they store it.
 *
 * The usual delay before a task is tried again is attempt⁴ + 2 seconds, give or take a tenth, and a day at most. A task
 * that was released or has crashed is ready at once.
 */
void
bg_transport_give_back (BgTransport  *self,
                        BgQueuedTask *task,
                        BgNackMode    mode,
                        gint64        delay,
                        const char   *reason)
{
  g_autofree char *kept = NULL;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (BG_IS_QUEUED_TASK (task));

  kept = reason != NULL ? bg_shorten (reason) : NULL;
  if (mode == BG_NACK_RELEASE && task->attempt > 0)
    task->attempt--;
  if (task->cancel_asked)
    {
      end_task (task, BG_QUEUED_STATE_CANCELLED, g_strdup ("cancelled"));
      return;
    }
  switch (mode)
    {
    case BG_NACK_RETRY:
      retry_task (task, delay, kept);
      break;
    case BG_NACK_RELEASE:
      schedule_task (task, MAX (delay, 0), NULL);
      break;
    case BG_NACK_REJECT:
      end_task (task, BG_QUEUED_STATE_DEAD, g_strdup_printf ("rejected: %s", kept != NULL ? kept : ""));
      break;
    case BG_NACK_CRASH:
    default:
      count_crash (self, task, delay, kept);
      break;
    }
}
