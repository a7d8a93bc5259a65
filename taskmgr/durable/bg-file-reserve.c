/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-transport-private.h"

#include "bg-file-claims-private.h"
#include "bg-file-leases-private.h"
#include "bg-lease-private.h"

#include <glib/gi18n-lib.h>

#include <errno.h>

/* Handing out leases. */

/* When to look again at what was locked by others, in µs: they move it away at once, unless they die in that moment. */
#define LOCKED_DELAY G_USEC_PER_SEC
/* The same for serial keys, whose end is heard of. */
#define BLOCKED_DELAY (5 * G_USEC_PER_SEC)

typedef struct
{
  BgFileTransport *transport;
  guint            duration;
  gint64           now;         /* µs since 1970 */
  guint            changed;     /* folders */
  GPtrArray       *leases;
  GError          *error;       /* nullable */
} Reserve;

static void
look_again_in (BgFileQueue *queue,
               gint64       delay)
{
  queue->look_again = MIN (queue->look_again, bg_transport_get_boot_time () + delay);
}

/* What is due goes where it is looked for. Whoever comes first does it. */
static gboolean
advance (Reserve     *self,
         BgFileQueue *queue)
{
  const char *first;

  while (TRUE)
    {
      char ready[BG_FILE_NAME_SIZE];
      BgFileName parts;

      first = bg_file_list_get_first (&queue->scheduled);
      if (first == NULL && !queue->scheduled.is_complete)
        {
          if (!bg_file_list_read (&queue->scheduled, queue->folders[BG_FILE_SCHEDULED], &self->error))
            return FALSE;
          first = bg_file_list_get_first (&queue->scheduled);
        }
      if (first == NULL)
        return TRUE;
      if (!bg_file_name_parse (&parts, BG_FILE_SCHEDULED, first))
        bg_file_queue_set_aside (queue, BG_FILE_SCHEDULED, first, "it has not the name of a task");
      else if (parts.time > self->now)
        return TRUE;
      else
        {
          bg_file_name_format (&parts, BG_FILE_READY, ready);
          if (bg_file_queue_move (queue, BG_FILE_SCHEDULED, first, BG_FILE_READY, ready))
            bg_file_list_add (&queue->ready, ready);
        }
      bg_file_list_remove (&queue->scheduled, first);
    }
}

/* Ends a task that is not to be run any more. */
static gboolean
end_task (Reserve       *self,
          BgFileQueue   *queue,
          const char    *name,
          BgFileTask    *file,
          BgQueuedState  state,
          const char    *reason)
{
  BgFileFolder folder = bg_file_folder_for_state (state);
  BgQueuedTask *task = file->task;
  char new_name[BG_FILE_NAME_SIZE];

  task->state = state;
  task->finished = self->now;
  g_free (task->reason);
  task->reason = g_strdup (reason);
  if (!bg_file_task_update (file->fd, &file->header, task, &self->error))
    return FALSE;
  bg_file_name_set_task (&file->name, task);
  bg_file_name_format (&file->name, folder, new_name);
  if (bg_file_queue_move (queue, BG_FILE_READY, name, folder, new_name))
    bg_file_claim_release_key (queue, task, &file->info);
  self->changed |= 1u << BG_FILE_READY | 1u << folder;
  return TRUE;
}

static void
add_lease (Reserve     *self,
           BgFileQueue *queue,
           BgFileTask  *file,
           BgFileHeld  *held)
{
  BgLease *lease = bg_lease_new (file->task, held->header.note.token, held->deadline);

  bg_lease_set_data (lease, g_strdup (held->name), g_free);
  held->lease = lease;
  queue->is_unsynced = TRUE;
  g_ptr_array_add (self->leases, lease);
}

static gboolean
take_file (Reserve     *self,
           BgFileQueue *queue,
           const char  *name,
           BgFileTask  *file)
{
  gint64 deadline = bg_file_lease_clock () + self->duration * G_GINT64_CONSTANT (1000);
  BgFileHeld *held;

  if (file->task->cancel_asked)
    return end_task (self, queue, name, file, BG_QUEUED_STATE_CANCELLED, "cancelled");
  if (file->task->expires > 0 && file->task->expires <= self->now)
    return end_task (self, queue, name, file, BG_QUEUED_STATE_DEAD, "expired");
  switch (bg_file_lease_take (queue, name, file, deadline, &held, &self->error))
    {
    case BG_FILE_GOT:
      add_lease (self, queue, file, held);
      break;
    case BG_FILE_LOCKED:
      g_hash_table_add (queue->blocked, g_strdup (file->name.serial));
      look_again_in (queue, BLOCKED_DELAY);
      break;
    case BG_FILE_FAILED:
      if (self->error == NULL)
        bg_file_fail (&self->error, errno, _("A task could not be leased"));
      return FALSE;
    case BG_FILE_GONE:
    case BG_FILE_DAMAGED:
    default:
      break;
    }
  return TRUE;
}

/* Tries the first name of those that are ready. */
static gboolean
try_first (Reserve     *self,
           BgFileQueue *queue)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  char name[NAME_MAX + 1];
  BgFileVerdict verdict;

  g_strlcpy (name, bg_file_list_get_first (&queue->ready), sizeof name);
  bg_file_list_remove (&queue->ready, name);
  verdict = bg_file_queue_lock_task (queue, BG_FILE_READY, name, &file, &self->error);
  if (verdict == BG_FILE_LOCKED)
    look_again_in (queue, LOCKED_DELAY);
  if (verdict == BG_FILE_GOT)
    return take_file (self, queue, name, &file);
  return verdict != BG_FILE_FAILED;
}

/* Drops names of blocked keys from the front. FALSE on error; the front is empty then if there is none. */
static gboolean
find_front (Reserve      *self,
            BgFileQueue  *queue,
            gboolean     *was_read,
            const char  **front)
{
  BgFileName parts;

  while (TRUE)
    {
      *front = bg_file_list_get_first (&queue->ready);
      if (*front == NULL)
        {
          /* Once in a call: what is passed over now is passed over again. */
          if (queue->ready.is_complete || *was_read)
            return TRUE;
          *was_read = TRUE;
          if (!bg_file_list_read (&queue->ready, queue->folders[BG_FILE_READY], &self->error))
            return FALSE;
        }
      else if (g_hash_table_size (queue->blocked) == 0 || !bg_file_name_parse (&parts, BG_FILE_READY, *front) ||
               parts.serial[0] == '\0' || !g_hash_table_contains (queue->blocked, parts.serial))
        {
          return TRUE;
        }
      else
        {
          bg_file_list_remove (&queue->ready, *front);
        }
    }
}

/* Names of several queues compare as those of one. */
static gboolean
take_leases (Reserve      *self,
             GPtrArray    *queues,
             guint         max)
{
  g_autofree gboolean *was_read = g_new0 (gboolean, queues->len);

  while (self->leases->len < max)
    {
      BgFileQueue *best = NULL;
      const char *best_front = NULL;

      for (guint i = 0; i < queues->len; i++)
        {
          const char *front;

          if (!find_front (self, queues->pdata[i], &was_read[i], &front))
            return FALSE;
          if (front != NULL && (best == NULL || strcmp (front, best_front) < 0))
            {
              best = queues->pdata[i];
              best_front = front;
            }
        }
      if (best == NULL)
        return TRUE;
      if (!try_first (self, best))
        return FALSE;
    }
  return TRUE;
}

/* Without being told of changes everything is read anew. */
static void
refresh (BgFileQueue *queue)
{
  gint64 now = bg_transport_get_boot_time ();

  if (queue->is_watched && now < queue->look_again)
    return;
  queue->look_again = G_MAXINT64;
  g_hash_table_remove_all (queue->blocked);
  bg_file_list_forget (&queue->ready);
  if (queue->is_watched)
    return;
  bg_file_list_forget (&queue->scheduled);
  queue->scan_due = MIN (queue->scan_due, now + G_USEC_PER_SEC);
}

static gboolean
prepare (Reserve     *self,
         BgFileQueue *queue)
{
  bg_file_transport_watch (self->transport, queue);
  refresh (queue);
  bg_file_transport_sweep (self->transport, queue);
  return bg_file_leases_recover (queue, BG_TRANSPORT (self->transport), &self->changed, &self->error) &&
         advance (self, queue);
}

static gboolean
prepare_all (Reserve            *self,
             const char * const *names,
             GPtrArray          *queues)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      BgFileQueue *queue = bg_file_transport_get_queue (self->transport, names[i], TRUE, &self->error);

      if (queue == NULL)
        return FALSE;
      if (g_ptr_array_find (queues, queue, NULL))
        continue;
      g_ptr_array_add (queues, queue);
      if (!prepare (self, queue))
        return FALSE;
    }
  return TRUE;
}

static gint64
get_next_change (BgFileQueue *queue)
{
  gint64 next = MIN (MIN (queue->scan_due, queue->next_deadline), queue->look_again);

  if (!queue->is_watched)
    next = MIN (next, bg_transport_get_boot_time () + G_USEC_PER_SEC / 2);
  return next;
}

/* When the first task of all queues is due goes by another clock. Those that are due by now are in queues that nobody
 * waits for. */
static void
wait_for_due (BgFileTransport *self,
              gint64           now)
{
  gint64 due = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const char *first = bg_file_list_get_first (&((BgFileQueue *) value)->scheduled);
      BgFileName parts;

      if (first != NULL && bg_file_name_parse (&parts, BG_FILE_SCHEDULED, first) && parts.time > now)
        due = MIN (due, parts.time);
    }
  bg_file_due_set (self->due, due);
}

static GPtrArray *
store_reserve (BgTransport         *transport,
               const char * const  *names,
               guint                max,
               guint                duration,
               gint64              *next_change,
               GError             **error)
{
  BgFileTransport *self = BG_FILE_TRANSPORT (transport);
  g_autoptr (GPtrArray) queues = g_ptr_array_new ();
  g_autoptr (GPtrArray) leases = g_ptr_array_new_with_free_func (g_object_unref);
  Reserve reserve = { self, duration, g_get_real_time (), 0, leases, NULL };

  if (self->watch != NULL)
    bg_file_watch_read (self->watch);
  /* Leases that were got before an error are given out; it comes again. */
  if ((!prepare_all (&reserve, names, queues) || !take_leases (&reserve, queues, max)) && leases->len == 0)
    {
      g_propagate_error (error, reserve.error);
      return NULL;
    }
  g_clear_error (&reserve.error);
  *next_change = G_MAXINT64;
  for (guint i = 0; i < queues->len; i++)
    {
      *next_change = MIN (*next_change, get_next_change (queues->pdata[i]));
      if (reserve.changed != 0 && self->spool->syncs_ends)
        bg_file_queue_sync (queues->pdata[i], reserve.changed,
                            (reserve.changed & 1u << BG_FILE_READY) != 0 ? BG_FILE_READY : BG_FILE_LEASED, NULL);
    }
  if (leases->len == 0)
    wait_for_due (self, reserve.now);
  else
    bg_file_transport_sync_soon (self);
  return g_steal_pointer (&leases);
}

void
bg_file_transport_implement_reserve (BgTransportClass *klass)
{
  klass->store_reserve = store_reserve;
}
