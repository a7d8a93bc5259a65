/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-transport-private.h"

#include "bg-file-claims-private.h"
#include "bg-file-find-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Taking tasks back, putting them back, and forgetting them. */

/* How often a task is looked for that others move at the same time. */
#define MAX_TRIES 100

/* NULL without an error if there is no such queue. */
static BgFileQueue *
find_queue (BgTransport  *transport,
            const char   *name,
            GError      **error)
{
  g_autoptr (GError) failed = NULL;
  BgFileQueue *queue = bg_file_transport_get_queue (BG_FILE_TRANSPORT (transport), name, FALSE, &failed);

  if (queue == NULL && !g_error_matches (failed, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&failed));
  return queue;
}

/* Says in the file that the task was cancelled; its holder sees that when it extends the lease or gives the task back,
 * and the one who leases it next, if it comes to that. FALSE with BG_FILE_GONE if the file had gone elsewhere, or
 * another was in its place, when this was written. */
static BgFileVerdict
write_flag (BgFileQueue  *queue,
            BgFilePlace  *place,
            guint8        flag,
            GError      **error)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  BgFileVerdict verdict = bg_file_queue_open_task (queue, place->folder, place->name, O_RDWR, &file, error);

  if (verdict != BG_FILE_GOT)
    return verdict;
  if (!bg_file_write_at (file.fd, &flag, 1, BG_FILE_RECORD_CANCEL) || fdatasync (file.fd) != 0)
    {
      bg_file_fail (error, errno, _("The file of a task could not be written"));
      return BG_FILE_FAILED;
    }
  return bg_file_is_inode (queue->folders[place->folder], place->name, &file.info) ? BG_FILE_GOT : BG_FILE_GONE;
}

static BgFileVerdict
move_changed (BgFileQueue  *queue,
              BgFilePlace  *place,
              BgFileTask   *file,
              GError      **error)
{
  BgFileFolder folder = bg_file_folder_for_state (file->task->state);
  char name[BG_FILE_NAME_SIZE];

  if (!bg_file_task_update (file->fd, &file->header, file->task, error))
    return BG_FILE_FAILED;
  bg_file_name_set_task (&file->name, file->task);
  bg_file_name_format (&file->name, folder, name);
  if (bg_file_queue_move (queue, place->folder, place->name, folder, name))
    {
      if (folder == BG_FILE_READY)
        bg_file_list_add (&queue->ready, name);
      return BG_FILE_GOT;
    }
  if (errno == ENOENT)
    return BG_FILE_GONE;
  bg_file_fail (error, errno, _("A task could not be moved to where it belongs"));
  return BG_FILE_FAILED;
}

static BgFileVerdict
cancel_waiting (BgFileQueue  *queue,
                BgFilePlace  *place,
                GError      **error)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  BgFileVerdict verdict = bg_file_queue_lock_task (queue, place->folder, place->name, &file, error);

  if (verdict != BG_FILE_GOT)
    return verdict;
  file.task->state = BG_QUEUED_STATE_CANCELLED;
  file.task->finished = g_get_real_time ();
  g_free (file.task->reason);
  file.task->reason = g_strdup ("cancelled");
  verdict = move_changed (queue, place, &file, error);
  if (verdict == BG_FILE_GOT)
    bg_file_claim_release_key (queue, file.task, &file.info);
  return verdict;
}

static BgFileVerdict
cancel_place (BgFileQueue  *queue,
              BgFilePlace  *place,
              GError      **error)
{
  BgFileVerdict verdict = BG_FILE_LOCKED;

  if (place->folder != BG_FILE_LEASED)
    verdict = cancel_waiting (queue, place, error);
  /* Somebody leases it in this moment. */
  return verdict == BG_FILE_LOCKED ? write_flag (queue, place, 1, error) : verdict;
}

/* The first place is where it was seen. FALSE on error. */
static gboolean
cancel_id (BgFileQueue  *queue,
           const char   *id,
           BgFilePlace  *seen,
           gint64       *n,
           GError      **error)
{
  BgFilePlace place = *seen;

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autoptr (GError) failed = NULL;
      BgFileVerdict verdict = cancel_place (queue, &place, error);

      if (verdict == BG_FILE_GOT)
        (*n)++;
      if (verdict != BG_FILE_GONE)
        return verdict != BG_FILE_FAILED;
      place.folder = bg_file_find_id (queue, id, BG_FILE_LIVE_FOLDERS, place.name, &failed);
      if (failed != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return FALSE;
        }
      if (place.folder == BG_FILE_N_STATES)
        return TRUE;
    }
  return TRUE;
}

static GHashTable *
index_places (GPtrArray *places)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < places->len; i++)
    g_hash_table_replace (index, ((BgFilePlace *) places->pdata[i])->parts.id, places->pdata[i]);
  return index;
}

static gint64
store_cancel (BgTransport         *transport,
              const char          *name,
              const char * const  *ids,
              GError             **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GHashTable) index = NULL;
  BgFileQueue *queue = find_queue (transport, name, &failed);
  gint64 n = 0;

  if (queue != NULL)
    places = bg_file_find_all (queue, BG_FILE_LIVE_FOLDERS, &failed);
  if (places != NULL)
    index = index_places (places);
  for (guint i = 0; failed == NULL && index != NULL && ids[i] != NULL; i++)
    {
      BgFilePlace *place = g_hash_table_lookup (index, ids[i]);

      if (place != NULL && !cancel_id (queue, ids[i], place, &n, &failed))
        break;
    }
  if (failed == NULL && n > 0)
    bg_file_queue_sync (queue, BG_FILE_ALL_FOLDERS, BG_FILE_CANCELLED, &failed);
  if (failed == NULL)
    return n;
  g_propagate_error (error, g_steal_pointer (&failed));
  return -1;
}

/* As if it had just been submitted. */
static void
renew (BgQueuedTask *task,
       gint64        now)
{
  task->state = BG_QUEUED_STATE_READY;
  task->attempt = 0;
  task->crashes = 0;
  task->progress = 0.0;
  g_clear_pointer (&task->message, g_free);
  g_clear_pointer (&task->reason, g_free);
  g_clear_pointer (&task->result, g_free);
  task->not_before = now;
  task->finished = 0;
  task->cancel_asked = FALSE;
  if (task->expires <= now)
    task->expires = 0;
}

/* One whose unique key another has by now stays where it is. */
static BgFileClaim
claim_key (BgFileQueue        *queue,
           BgFilePlace        *place,
           BgQueuedTask       *task,
           const struct stat  *file,
           GError            **error)
{
  BgFileClaim claim;
  char hash[17];

  if (task->unique_key == NULL)
    return BG_FILE_CLAIM_FREE;
  bg_file_name_hash_key (task->unique_key, hash);
  /* Without its id the name of the key would seem to be one from outside. */
  claim = bg_file_claim_renew_id (queue, task->id, place->folder, place->name, file, error);
  if (claim != BG_FILE_CLAIM_FREE)
    return claim;
  return bg_file_claim_make (queue, BG_FILE_KEYS, hash, place->folder, place->name, error);
}

static gboolean
redrive_place (BgFileQueue  *queue,
               BgFilePlace  *place,
               gint64        now,
               gint64       *n,
               GError      **error)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  BgFileVerdict verdict = bg_file_queue_lock_task (queue, place->folder, place->name, &file, error);
  BgFileClaim claim;

  if (verdict != BG_FILE_GOT)
    return verdict != BG_FILE_FAILED;
  claim = claim_key (queue, place, file.task, &file.info, error);
  if (claim != BG_FILE_CLAIM_FREE)
    return claim != BG_FILE_CLAIM_FAILED;
  verdict = file.header.is_cancelled ? write_flag (queue, place, 0, error) : BG_FILE_GOT;
  if (verdict == BG_FILE_GOT)
    {
      renew (file.task, now);
      verdict = move_changed (queue, place, &file, error);
    }
  if (verdict == BG_FILE_GOT)
    (*n)++;
  else
    bg_file_claim_release_key (queue, file.task, &file.info);
  return verdict != BG_FILE_FAILED;
}

static gint64
store_redrive (BgTransport         *transport,
               const char          *name,
               const char * const  *ids,
               GError             **error)
{
  guint folders = 1u << BG_FILE_DEAD | (ids != NULL ? 1u << BG_FILE_DONE : 0);
  g_autoptr (GError) failed = NULL;
  g_autoptr (GPtrArray) places = NULL;
  BgFileQueue *queue = find_queue (transport, name, &failed);
  gint64 now = g_get_real_time ();
  gint64 n = 0;

  if (queue != NULL)
    places = bg_file_find_all (queue, folders, &failed);
  /* They get the same time, so that they run in the order in which they were submitted. */
  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      BgFilePlace *place = places->pdata[i];

      if ((ids == NULL || g_strv_contains (ids, place->parts.id)) && !redrive_place (queue, place, now, &n, &failed))
        break;
    }
  if (failed == NULL && n > 0)
    bg_file_queue_sync (queue, BG_FILE_ALL_FOLDERS, BG_FILE_READY, &failed);
  if (failed == NULL)
    return n;
  g_propagate_error (error, g_steal_pointer (&failed));
  return -1;
}

/* The task first, so that its id and its key are known as long as it is there. Who is just leasing it finds it gone. */
static gboolean
forget (BgFileQueue *queue,
        BgFilePlace *place)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  struct stat info;

  if (fstatat (queue->folders[place->folder], place->name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return FALSE;
  /* Only those that wait have a third name, for their unique key. */
  if (info.st_nlink > 2)
    bg_file_queue_read_task (queue, place->folder, place->name, &file, NULL);
  if (unlinkat (queue->folders[place->folder], place->name, 0) != 0)
    return FALSE;
  bg_file_claim_release (queue, BG_FILE_IDS, place->parts.id, &info);
  /* The name may be that of another file that the task had, which was left by one who died. To look removes it. */
  if (faccessat (queue->folders[BG_FILE_IDS], place->parts.id, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    bg_file_claim_look (queue, BG_FILE_IDS, place->parts.id, NULL);
  if (file.task != NULL)
    bg_file_claim_release_key (queue, file.task, &info);
  return TRUE;
}

static BgQueuedState
get_state (BgFilePlace *place)
{
  if (place->folder == BG_FILE_SCHEDULED && place->parts.time <= g_get_real_time ())
    return BG_QUEUED_STATE_READY;
  return bg_file_folder_get_state (place->folder);
}

static gint64
store_purge (BgTransport    *transport,
             const char     *name,
             BgQueuedState   states,
             GError        **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GPtrArray) places = NULL;
  BgFileQueue *queue = find_queue (transport, name, &failed);
  gint64 n = 0;

  if (queue != NULL)
    places = bg_file_find_all (queue, BG_FILE_ALL_FOLDERS & ~(1u << BG_FILE_LEASED), &failed);
  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      BgFilePlace *place = places->pdata[i];

      if ((get_state (place) & states) != 0)
        n += forget (queue, place);
    }
  for (guint i = 0; failed == NULL && n > 0 && i < BG_FILE_N_STATES; i++)
    bg_file_sync_folder (queue->folders[i], &failed);
  if (failed == NULL)
    return n;
  g_propagate_error (error, g_steal_pointer (&failed));
  return -1;
}

/* So much of the retention passes between two sweeps at least: where tasks end all the time one is always due. */
#define SWEEPS_IN_RETENTION 64

/* What ends from now on is forgotten when the retention has passed from now on; so until then, and until the first of
 * what has ended already, nothing is to be done. */
void
bg_file_transport_sweep (BgFileTransport *self,
                         BgFileQueue     *queue)
{
  g_autoptr (GPtrArray) places = NULL;
  guint seconds = bg_transport_get_retention (BG_TRANSPORT (self));
  gint64 retention = seconds * (gint64) G_USEC_PER_SEC;
  gint64 now = g_get_real_time ();

  if (now < queue->sweep_due && seconds == queue->retention)
    return;
  queue->retention = seconds;
  queue->sweep_due = now + retention;
  places = bg_file_find_all (queue, 1u << BG_FILE_DONE | 1u << BG_FILE_CANCELLED, NULL);
  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      BgFilePlace *place = places->pdata[i];

      if (place->parts.time + retention <= now)
        forget (queue, place);
      else
        queue->sweep_due = MIN (queue->sweep_due, place->parts.time + retention);
    }
  queue->sweep_due = MAX (queue->sweep_due, now + retention / SWEEPS_IN_RETENTION);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const BgFilePlace *one = *(BgFilePlace *const *) a, *other = *(BgFilePlace *const *) b;

  return (one->parts.time > other->parts.time) - (one->parts.time < other->parts.time);
}

/* On a full disk: forgets some of what was done first. Returns how many. */
guint
bg_file_transport_make_room (BgFileTransport *self,
                             BgFileQueue     *queue)
{
  g_autoptr (GPtrArray) places = bg_file_find_all (queue, 1u << BG_FILE_DONE, NULL);
  guint n = 0;

  if (places == NULL)
    return 0;
  g_ptr_array_sort (places, compare_times);
  for (guint i = 0; i < places->len && i < 64; i++)
    n += forget (queue, places->pdata[i]) ? 1 : 0;
  return n;
}

void
bg_file_transport_implement_change (BgTransportClass *klass)
{
  klass->store_cancel = store_cancel;
  klass->store_redrive = store_redrive;
  klass->store_purge = store_purge;
}
