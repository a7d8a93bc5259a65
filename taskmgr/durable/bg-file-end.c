/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-transport-private.h"

#include "bg-file-claims-private.h"
#include "bg-file-leases-private.h"
#include "bg-lease-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <unistd.h>

/* What becomes of leases. */

typedef struct
{
  BgFileTransport *transport;
  gint64           now;       /* µs since 1970 */
  BgNackMode       mode;
  gint64           delay;     /* ms */
  const char      *reason;    /* nullable */
} End;

/* Ends one. A lease that is lost is marked. FALSE on error: it is still held. */
typedef gboolean (*EndFunc) (End          *self,
                             BgFileQueue  *queue,
                             BgFileHeld   *held,
                             BgLease      *lease,
                             GError      **error);

/* NULL if we do not have it any more. */
static BgFileHeld *
find_held (BgFileTransport  *self,
           BgLease          *lease,
           BgFileQueue     **queue)
{
  BgFileHeld *held;

  *queue = g_hash_table_lookup (self->queues, lease->task->queue);
  if (*queue == NULL || lease->data == NULL)
    return NULL;
  held = g_hash_table_lookup ((*queue)->held, lease->data);
  return held != NULL && held->lease == lease ? held : NULL;
}

/* The file is closed, and with that our lock is gone: others may take the task now, if it is not over. */
static void
drop_held (BgFileQueue *queue,
           BgFileHeld  *held,
           BgLease     *lease)
{
  g_hash_table_remove (queue->held, held->name);
  bg_lease_set_data (lease, NULL, NULL);
}

static gboolean
store_extend (BgTransport  *transport,
              GPtrArray    *leases,
              guint         duration,
              GError      **error)
{
  for (guint i = 0; i < leases->len; i++)
    {
      gint64 deadline = bg_file_lease_clock () + duration * G_GINT64_CONSTANT (1000);
      BgLease *lease = leases->pdata[i];
      BgFileQueue *queue;
      BgFileHeld *held = find_held (BG_FILE_TRANSPORT (transport), lease, &queue);

      if (held != NULL && bg_file_lease_extend (queue, held, lease->task, deadline))
        {
          if (bg_file_lease_is_cancelled (held))
            g_cancellable_cancel (bg_lease_get_cancellable (lease));
          continue;
        }
      if (held != NULL)
        drop_held (queue, held, lease);
      bg_lease_set_state (lease, BG_LEASE_STATE_LOST);
    }
  return TRUE;
}

/* A full disk has no room for one more name in done/. What was done long ago makes room, or the record of this one is
 * not kept: it is done in any case. */
static BgFileVerdict
end_without_space (End           *self,
                   BgFileQueue   *queue,
                   BgFileHeld    *held,
                   BgQueuedTask  *task,
                   GError       **error)
{
  g_autoptr (GError) again = NULL;
  BgFileVerdict verdict = BG_FILE_FAILED;

  if (bg_file_transport_make_room (self->transport, queue) > 0)
    verdict = bg_file_lease_end (queue, held, task, FALSE, &again);
  if (verdict == BG_FILE_FAILED)
    verdict = bg_file_lease_forget (queue, held, task);
  if (verdict != BG_FILE_FAILED)
    g_clear_error (error);
  return verdict;
}

static gboolean
ack_one (End           *self,
         BgFileQueue   *queue,
         BgFileHeld    *held,
         BgLease       *lease,
         GError       **error)
{
  g_autoptr (GError) failed = NULL;
  BgQueuedTask *task = lease->task;
  gboolean writes = task->result != NULL || task->message != NULL || task->progress > 0;
  BgFileVerdict verdict = bg_file_lease_check (queue, held);

  if (verdict == BG_FILE_GOT)
    {
      task->state = BG_QUEUED_STATE_DONE;
      task->finished = self->now;
      verdict = bg_file_lease_end (queue, held, task, writes, &failed);
      if (verdict == BG_FILE_FAILED && g_error_matches (failed, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NO_SPACE) &&
          task->result == NULL)
        verdict = end_without_space (self, queue, held, task, &failed);
      if (verdict != BG_FILE_GOT)
        {
          task->state = BG_QUEUED_STATE_LEASED;
          task->finished = 0;
        }
    }
  if (verdict == BG_FILE_FAILED)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (verdict != BG_FILE_GOT)
    bg_lease_set_state (lease, BG_LEASE_STATE_LOST);
  drop_held (queue, held, lease);
  return TRUE;
}

/* The new state is worked out on what is in the file: the task of the lease is the user's. */
static BgFileVerdict
give_back (End           *self,
           BgFileQueue   *queue,
           BgFileHeld    *held,
           BgQueuedTask  *news,
           GError       **error)
{
  g_auto (BgFileTask) file = { .fd = held->fd, .name = held->parts };
  BgFileVerdict verdict = bg_file_lease_check (queue, held);

  if (verdict == BG_FILE_GOT)
    verdict = bg_file_queue_reread (queue, BG_FILE_LEASED, held->name, &file, error);
  file.fd = -1;
  if (verdict != BG_FILE_GOT)
    return verdict;
  if (news != NULL)
    {
      file.task->progress = news->progress;
      g_free (file.task->message);
      file.task->message = g_strdup (news->message);
    }
  bg_transport_give_back (BG_TRANSPORT (self->transport), file.task, self->mode, self->delay, self->reason);
  return bg_file_lease_end (queue, held, file.task, TRUE, error);
}

static gboolean
nack_one (End           *self,
          BgFileQueue   *queue,
          BgFileHeld    *held,
          BgLease       *lease,
          GError       **error)
{
  BgFileVerdict verdict = give_back (self, queue, held, lease->task, error);

  if (verdict == BG_FILE_FAILED)
    return FALSE;
  if (verdict != BG_FILE_GOT)
    bg_lease_set_state (lease, BG_LEASE_STATE_LOST);
  drop_held (queue, held, lease);
  return TRUE;
}

static gboolean
sync_queues (BgFileTransport  *self,
             GHashTable       *queues,
             GError          **error)
{
  GHashTableIter iter;
  gpointer queue;

  if (!self->spool->syncs_ends)
    return TRUE;
  g_hash_table_iter_init (&iter, queues);
  while (g_hash_table_iter_next (&iter, &queue, NULL))
    {
      if (!bg_file_queue_sync (queue, BG_FILE_ALL_FOLDERS, BG_FILE_LEASED, error))
        return FALSE;
      /* The leases that were given out before went along. */
      ((BgFileQueue *) queue)->is_unsynced = FALSE;
    }
  return TRUE;
}

/* One that fails does not keep the others from ending. If the disk fails nobody knows what is on it. */
static gboolean
end_leases (End        *self,
            GPtrArray  *leases,
            EndFunc     func,
            GError    **error)
{
  g_autoptr (GHashTable) queues = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) ended = g_ptr_array_sized_new (leases->len);
  g_autoptr (GError) failed = NULL;

  for (guint i = 0; i < leases->len; i++)
    {
      BgLease *lease = leases->pdata[i];
      BgFileQueue *queue;
      BgFileHeld *held = find_held (self->transport, lease, &queue);

      if (held == NULL)
        {
          bg_lease_set_state (lease, BG_LEASE_STATE_LOST);
        }
      else if (func (self, queue, held, lease, failed == NULL ? &failed : NULL))
        {
          g_hash_table_add (queues, queue);
          g_ptr_array_add (ended, lease);
        }
    }
  if (!sync_queues (self->transport, queues, error))
    {
      if (error != NULL && *error != NULL)
        (*error)->code = BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN;
      return FALSE;
    }
  if (failed == NULL)
    return TRUE;
  /* These are not to be tried again with the others. */
  for (guint i = 0; i < ended->len; i++)
    bg_lease_set_state (ended->pdata[i], BG_LEASE_STATE_ENDED);
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
store_ack (BgTransport  *transport,
           GPtrArray    *leases,
           GError      **error)
{
  End end = { .transport = BG_FILE_TRANSPORT (transport), .now = g_get_real_time () };

  return end_leases (&end, leases, ack_one, error);
}

static gboolean
store_nack (BgTransport  *transport,
            GPtrArray    *leases,
            BgNackMode    mode,
            gint64        delay,
            const char   *reason,
            GError      **error)
{
  End end = { BG_FILE_TRANSPORT (transport), g_get_real_time (), mode, delay, reason };

  return end_leases (&end, leases, nack_one, error);
}

/* What is still held when the transport is closed. Who dies instead has crashed. */
void
bg_file_transport_release_all (BgFileTransport *self)
{
  End end = { self, g_get_real_time (), BG_NACK_RELEASE, 0, NULL };
  GHashTableIter queues, helds;
  gpointer queue, held;

  g_hash_table_iter_init (&queues, self->queues);
  while (g_hash_table_iter_next (&queues, NULL, &queue))
    {
      g_hash_table_iter_init (&helds, ((BgFileQueue *) queue)->held);
      while (g_hash_table_iter_next (&helds, NULL, &held))
        {
          give_back (&end, queue, held, NULL, NULL);
          g_hash_table_iter_remove (&helds);
          ((BgFileQueue *) queue)->is_unsynced = TRUE;
        }
    }
}

void
bg_file_transport_implement_end (BgTransportClass *klass)
{
  klass->store_extend = store_extend;
  klass->store_ack = store_ack;
  klass->store_nack = store_nack;
}
