/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport-thread-private.h"

#include "../core/bg-alarm-private.h"
#include "bg-lease-keeper-private.h"

#include <glib/gi18n-lib.h>

/* For how long calls are executed before leases and those that wait have their turn, in µs. */
#define LONGEST_TURN (20 * 1000)

struct _BgTransportThread
{
  BgTransport    *transport;    /* not owned; there while the thread runs */
  GThread        *thread;
  GMainContext   *context;
  GSource        *source;       /* ready when there is something to be done */

  GMutex          mutex;
  GCond           cond;
  GQueue          calls;        /* guarded */
  gboolean        looks;        /* guarded; those that wait are to look again */
  gboolean        quits;        /* guarded */
  gboolean        frees;        /* guarded; the thread itself has let the transport go, and frees all this at its end */

  /* in the thread only */
  BgAlarm        *alarm;
  gboolean        is_open;
  gboolean        is_closed;
  GQueue          waiting;      /* calls that found no task, the first first */
  gint64          next_look;    /* µs of the boot clock; when they look again */
  BgLeaseKeeper  *keeper;
};

/* In the context of the caller, where everything is let go, too. */
static gboolean
return_cb (gpointer data)
{
  BgTransportCall *call = g_task_get_task_data (data);

  if (call->error != NULL)
    g_task_return_error (data, g_steal_pointer (&call->error));
  else
    g_task_return_boolean (data, TRUE);
  return G_SOURCE_REMOVE;
}

static void
complete_async (BgTransportCall *call)
{
  GTask *result = g_steal_pointer (&call->task_result);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (result));
  g_source_set_static_name (source, "[taskmgr] transport result");
  g_source_set_callback (source, return_cb, result, g_object_unref);
  g_source_attach (source, g_task_get_context (result));
}

static void
complete (BgTransportThread *self,
          BgTransportCall   *call)
{
  g_cancellable_disconnect (call->cancellable, call->cancelled_id);
  call->cancelled_id = 0;
  if (call->task_result != NULL)
    {
      complete_async (call);
      return;
    }
  g_mutex_lock (&self->mutex);
  call->over = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
fail_closed (GError **error)
{
  g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED, _("The transport is closed"));
}

gboolean
bg_transport_thread_open (BgTransportThread  *self,
                          gboolean            create,
                          GCancellable       *cancellable,
                          GError            **error)
{
  if (self->is_open)
    return TRUE;
  if (self->is_closed)
    {
      fail_closed (error);
      return FALSE;
    }
  bg_transport_set_state (self->transport, BG_TRANSPORT_STATE_CONNECTING);
  self->is_open = BG_TRANSPORT_GET_CLASS (self->transport)->store_open (self->transport, create, cancellable, error);
  bg_transport_set_state (self->transport, self->is_open ? BG_TRANSPORT_STATE_READY : BG_TRANSPORT_STATE_NEW);
  return self->is_open;
}

static void
execute (BgTransportThread *self,
         BgTransportCall   *call)
{
  gboolean over = TRUE;

  if (self->is_closed && !call->bare)
    fail_closed (&call->error);
  else if (!g_cancellable_set_error_if_cancelled (call->cancellable, &call->error) &&
           (call->bare || bg_transport_thread_open (self, TRUE, call->cancellable, &call->error)))
    over = call->func (self->transport, call);
  if (over)
    complete (self, call);
}

static BgTransportCall *
pop_call (BgTransportThread *self)
{
  GList *link;

  g_mutex_lock (&self->mutex);
  link = g_queue_pop_head_link (&self->calls);
  g_mutex_unlock (&self->mutex);
  return link != NULL ? link->data : NULL;
}

static gboolean
is_turn_over (BgTransportThread *self,
              gint64             end)
{
  gint64 now = bg_transport_get_boot_time ();

  return now >= end || now >= bg_lease_keeper_get_due (self->keeper);
}

/* At least one: those who call without a pause must not keep leases from being extended, nor the other way round. */
static void
execute_some (BgTransportThread *self)
{
  gint64 end = bg_transport_get_boot_time () + LONGEST_TURN;
  BgTransportCall *call;

  while ((call = pop_call (self)) != NULL)
    {
      execute (self, call);
      if (!is_turn_over (self, end))
        continue;
      g_source_set_ready_time (self->source, 0);
      return;
    }
}

/* Each that waits has another look; those that find nothing wait on. */
static void
look_again (BgTransportThread *self)
{
  GQueue waiting = self->waiting;
  GList *link;

  g_queue_init (&self->waiting);
  self->next_look = G_MAXINT64;
  while ((link = g_queue_pop_head_link (&waiting)) != NULL)
    execute (self, link->data);
}

static gboolean
take_looks (BgTransportThread *self)
{
  gboolean looks;

  g_mutex_lock (&self->mutex);
  looks = self->looks;
  self->looks = FALSE;
  g_mutex_unlock (&self->mutex);
  return looks;
}

static void
note_lost (BgTransportThread *self,
           BgLease           *lease)
{
  g_cancellable_cancel (bg_lease_get_cancellable (lease));
  bg_transport_emit_lease_lost (self->transport, lease);
}

/* If the store has failed as a whole it is tried again in time: the lease has two thirds left. */
static void
note_extended (BgTransportThread *self,
               BgLease           *lease,
               gboolean           extended)
{
  if (bg_lease_get_state (lease) == BG_LEASE_STATE_LOST)
    {
      note_lost (self, lease);
      return;
    }
  if (extended)
    bg_lease_set_deadline (lease, bg_transport_get_boot_time () + lease->duration * G_GINT64_CONSTANT (1000));
  bg_lease_keeper_add (self->keeper, lease);
}

/* The leases of one duration are extended in one go; there is mostly only one. */
static void
extend_some (BgTransportThread *self,
             GPtrArray         *leases,
             guint              duration)
{
  g_autoptr (GPtrArray) same = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean extended;

  for (guint i = 0; i < leases->len; i++)
    if (((BgLease *) leases->pdata[i])->duration == duration)
      g_ptr_array_add (same, leases->pdata[i]);
  /* A result that cannot be kept is complained of when it is to be kept. */
  for (guint i = 0; i < same->len; i++)
    (void) bg_lease_prepare (same->pdata[i], NULL);
  extended = BG_TRANSPORT_GET_CLASS (self->transport)->store_extend (self->transport, same, duration, &error);
  if (!extended)
    g_debug ("Leases could not be extended: %s", error->message);
  for (guint i = 0; i < same->len; i++)
    note_extended (self, same->pdata[i], extended);
}

static void
extend_leases (BgTransportThread *self,
               gint64             now)
{
  g_autoptr (GPtrArray) leases = bg_lease_keeper_take (self->keeper, now);
  g_autoptr (GHashTable) durations = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < leases->len; i++)
    {
      guint duration = ((BgLease *) leases->pdata[i])->duration;

      if (g_hash_table_add (durations, GUINT_TO_POINTER (duration)))
        extend_some (self, leases, duration);
    }
}

static void
arm (BgTransportThread *self)
{
  gint64 due = MIN (self->next_look, bg_lease_keeper_get_due (self->keeper));

  bg_alarm_set (self->alarm, due != G_MAXINT64 ? due : -1);
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  BgTransportThread *self = user_data;
  gint64 now;

  g_source_set_ready_time (source, -1);
  bg_alarm_clear (self->alarm);
  execute_some (self);
  now = bg_transport_get_boot_time ();
  if (take_looks (self) || now >= self->next_look)
    look_again (self);
  if (!self->is_closed)
    extend_leases (self, now);
  arm (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

static gboolean
never_called (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
is_quitting (BgTransportThread *self)
{
  gboolean quits;

  g_mutex_lock (&self->mutex);
  quits = self->quits;
  g_mutex_unlock (&self->mutex);
  return quits;
}

static void
free_all (BgTransportThread *self)
{
  g_source_destroy (self->source);
  bg_alarm_free (self->alarm);
  g_source_unref (self->source);
  g_main_context_unref (self->context);
  bg_lease_keeper_free (self->keeper);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static gpointer
thread_func (gpointer data)
{
  BgTransportThread *self = data;

  g_main_context_push_thread_default (self->context);
  while (!is_quitting (self))
    g_main_context_iteration (self->context, TRUE);
  g_main_context_pop_thread_default (self->context);
  if (self->frees)
    free_all (self);
  return NULL;
}

BgTransportThread *
bg_transport_thread_new (BgTransport *transport)
{
  BgTransportThread *self = g_new0 (BgTransportThread, 1);

  self->transport = transport;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->next_look = G_MAXINT64;
  self->keeper = bg_lease_keeper_new ();
  self->context = g_main_context_new ();
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[taskmgr] transport");
  g_source_set_callback (self->source, never_called, self, NULL);
  self->alarm = bg_alarm_new (self->source, FALSE);
  g_source_attach (self->source, self->context);

  return self;
}

/* Without a thread nothing has happened yet. */
static gboolean
start_thread (BgTransportThread  *self,
              GError            **error)
{
  if (self->thread == NULL)
    self->thread = g_thread_try_new ("bg-transport", thread_func, self, error);
  return self->thread != NULL;
}

/* In the thread itself a call is executed at once: there nobody else could do it. */
void
bg_transport_thread_push (BgTransportThread *self,
                          BgTransportCall   *call)
{
  gboolean starts, inside;

  g_mutex_lock (&self->mutex);
  starts = start_thread (self, &call->error);
  inside = self->thread == g_thread_self ();
  if (starts && !inside)
    {
      call->link.data = call;
      g_queue_push_tail_link (&self->calls, &call->link);
    }
  g_mutex_unlock (&self->mutex);
  if (inside)
    execute (self, call);
  else if (starts)
    g_source_set_ready_time (self->source, 0);
  else
    complete (self, call);
}

void
bg_transport_thread_wait (BgTransportThread *self,
                          BgTransportCall   *call)
{
  g_mutex_lock (&self->mutex);
  while (!call->over)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

void
bg_transport_thread_wake (BgTransportThread *self)
{
  g_mutex_lock (&self->mutex);
  self->looks = TRUE;
  g_mutex_unlock (&self->mutex);
  g_source_set_ready_time (self->source, 0);
}

/* What is leased goes with the store; who holds it learns that now, not when he is done. */
static void
lose_all (BgTransportThread *self,
          gboolean           tells)
{
  g_autoptr (GPtrArray) leases = bg_lease_keeper_take_all (self->keeper);

  for (guint i = 0; i < leases->len; i++)
    {
      bg_lease_set_state (leases->pdata[i], BG_LEASE_STATE_LOST);
      if (tells)
        bg_transport_emit_lease_lost (self->transport, leases->pdata[i]);
    }
}

/* One that is being disposed of tells nothing more, and must not be held. */
void
bg_transport_thread_close (BgTransportThread *self,
                           gboolean           tells)
{
  GQueue waiting = self->waiting;
  GList *link;

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_queue_init (&self->waiting);
  self->next_look = G_MAXINT64;
  while ((link = g_queue_pop_head_link (&waiting)) != NULL)
    {
      BgTransportCall *call = link->data;

      fail_closed (&call->error);
      complete (self, call);
    }
  if (self->is_open)
    BG_TRANSPORT_GET_CLASS (self->transport)->store_close (self->transport);
  self->is_open = FALSE;
  bg_transport_set_state (self->transport, BG_TRANSPORT_STATE_CLOSED);
  lose_all (self, tells);
}

/* The call has found nothing. Stores that tell of nothing are asked again after a while. */
void
bg_transport_thread_park (BgTransportThread *self,
                          BgTransportCall   *call,
                          gint64             next_change)
{
  BgTransportPrivate *priv = bg_transport_get_private (self->transport);
  gint64 look = MIN (next_change, call->wait_until);

  if ((priv->capabilities & BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP) == 0)
    look = MIN (look, bg_transport_get_boot_time () +
                        bg_transport_get_poll_interval (self->transport) * G_GINT64_CONSTANT (1000));
  self->next_look = MIN (self->next_look, look);
  call->link.data = call;
  g_queue_push_tail_link (&self->waiting, &call->link);
}

void
bg_transport_thread_keep (BgTransportThread *self,
                          BgLease           *lease)
{
  bg_lease_keeper_add (self->keeper, lease);
}

void
bg_transport_thread_forget (BgTransportThread *self,
                            BgLease           *lease)
{
  bg_lease_keeper_remove (self->keeper, lease);
  if (bg_lease_get_state (lease) == BG_LEASE_STATE_LOST)
    note_lost (self, lease);
}

GMainContext *
bg_transport_thread_get_context (BgTransportThread *self)
{
  return self->context;
}

static gboolean
close_it (BgTransport     *transport,
          BgTransportCall *call)
{
  bg_transport_thread_close (bg_transport_get_private (transport)->thread, FALSE);
  return TRUE;
}

/* The transport goes: what it has open is closed, in the thread. Afterwards nothing happens there. */
void
bg_transport_thread_shut (BgTransportThread *self)
{
  if (self->thread == NULL || self->is_closed)
    return;
  if (g_thread_self () == self->thread)
    {
      bg_transport_thread_close (self, FALSE);
    }
  else
    {
      BgTransportCall *call = bg_transport_call_new (close_it, NULL);

      call->bare = TRUE;
      bg_transport_thread_push (self, call);
      bg_transport_thread_wait (self, call);
      bg_transport_call_free (call);
    }
}

void
bg_transport_thread_free (BgTransportThread *self)
{
  gboolean inside = self->thread == g_thread_self ();
  GThread *thread = self->thread;

  g_mutex_lock (&self->mutex);
  self->quits = TRUE;
  self->frees = inside;
  g_mutex_unlock (&self->mutex);
  if (inside)
    {
      g_thread_unref (thread);
      return;
    }
  g_main_context_wakeup (self->context);
  if (thread != NULL)
    g_thread_join (thread);
  free_all (self);
}
