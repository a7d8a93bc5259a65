/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE     /* syncfs */

#include "config.h"

#include "bg-file-batch-private.h"

#include "bg-file-claims-private.h"
#include "bg-file-holder-private.h"
#include "bg-file-plant-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* So many files are synced one by one; more of them all at once, with all else on that disk. */
#define FEW_FILES 8

static gboolean
begin_item (BgFileBatch   *self,
            BgFileItem    *item,
            BgQueuedTask  *task,
            GError       **error)
{
  BgFileName parts = { .stamp = task->submitted };

  *item = (BgFileItem) { .task = task };
  item->queue = bg_file_transport_get_queue (self->transport, task->queue, TRUE, error);
  if (item->queue == NULL)
    return FALSE;
  item->folder = task->not_before > self->now ? BG_FILE_SCHEDULED : BG_FILE_READY;
  task->state = bg_file_folder_get_state (item->folder);
  bg_file_name_set_task (&parts, task);
  bg_file_name_format (&parts, item->folder, item->name);
  bg_file_holder_make_name (self->spool, self->suffix, item->tmp_name);
  if (task->unique_key != NULL)
    bg_file_name_hash_key (task->unique_key, item->key);
  return TRUE;
}

/* Duplicates within the batch; and those that are known already, so that they need not be written. */
static gboolean
find_duplicate (BgFileItem  *item,
                GHashTable  *seen,
                gboolean    *is_duplicate,
                GError     **error)
{
  g_autofree char *id = g_strdup_printf ("%s/%s", item->queue->name, item->task->id);
  g_autofree char *key = g_strdup_printf ("%s.%s", item->queue->name, item->key);
  BgFileClaim claim = BG_FILE_CLAIM_FREE;

  *is_duplicate = g_hash_table_contains (seen, id) || (item->key[0] != '\0' && g_hash_table_contains (seen, key));
  if (*is_duplicate)
    return TRUE;
  claim = bg_file_claim_look (item->queue, BG_FILE_IDS, item->task->id, error);
  if (claim == BG_FILE_CLAIM_FREE && item->key[0] != '\0')
    claim = bg_file_claim_look (item->queue, BG_FILE_KEYS, item->key, error);
  *is_duplicate = claim == BG_FILE_CLAIM_TAKEN;
  if (claim != BG_FILE_CLAIM_FREE)
    return claim != BG_FILE_CLAIM_FAILED;
  g_hash_table_add (seen, g_steal_pointer (&id));
  if (item->key[0] != '\0')
    g_hash_table_add (seen, g_steal_pointer (&key));
  return TRUE;
}

/* Each task gets a stamp of its own, by which those that were submitted together stay in order. */
static gint64
make_stamp (BgFileBatch *self)
{
  static gint64 last;   /* atomic: transports are in different threads */
  gint64 stamp, before;

  do
    {
      before = __atomic_load_n (&last, __ATOMIC_RELAXED);
      stamp = MAX (before + 1, self->now);
    }
  while (!__atomic_compare_exchange_n (&last, &before, stamp, FALSE, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  return stamp;
}

static gboolean
count_one (const char *name,
           ino_t       inode,
           gpointer    user_data)
{
  guint64 *n = user_data;

  (*n)++;
  return TRUE;
}

/* Folders are not counted at each submission: others can hardly add more than this many in a second. */
#define MAX_RATE 100000

static gboolean
has_room (BgFileBatch  *self,
          BgFileQueue  *queue,
          guint64       n,
          GError      **error)
{
  guint64 max = bg_transport_get_max_length (BG_TRANSPORT (self->transport));
  gint64 now = bg_transport_get_boot_time ();
  guint64 others = (guint64) (now - queue->counted_at) * MAX_RATE / G_USEC_PER_SEC;

  if (max == 0 || (queue->counted_at > 0 && queue->n_counted + queue->n_added + others + n <= max))
    return TRUE;
  queue->n_counted = queue->n_added = 0;
  queue->counted_at = now;
  for (guint i = BG_FILE_SCHEDULED; i <= BG_FILE_LEASED; i++)
    if (!bg_file_for_each (queue->folders[i], count_one, &queue->n_counted, error))
      return FALSE;
  if (queue->n_counted + n <= max)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL,
               _("The queue “%s” holds %u tasks, which is all that it may"), queue->name, (guint) max);
  return FALSE;
}

static gboolean
check_room (BgFileBatch  *self,
            GError      **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer queue, n;

  for (guint i = 0; i < self->n_items; i++)
    {
      queue = self->items[i].queue;
      n = g_hash_table_lookup (numbers, queue);
      g_hash_table_insert (numbers, queue, GUINT_TO_POINTER (GPOINTER_TO_UINT (n) + 1));
    }
  g_hash_table_iter_init (&iter, numbers);
  while (g_hash_table_iter_next (&iter, &queue, &n))
    if (!has_room (self, queue, GPOINTER_TO_UINT (n), error))
      return FALSE;
  g_hash_table_iter_init (&iter, numbers);
  while (g_hash_table_iter_next (&iter, &queue, &n))
    ((BgFileQueue *) queue)->n_added += GPOINTER_TO_UINT (n);
  return TRUE;
}

/* What is known already is left out. */
gboolean
bg_file_batch_begin (BgFileBatch  *self,
                     GPtrArray    *tasks,
                     GError      **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->items = g_new0 (BgFileItem, tasks->len);
  for (guint i = 0; i < tasks->len; i++)
    {
      BgQueuedTask *task = tasks->pdata[i];
      BgFileItem *item = &self->items[self->n_items];
      gboolean is_duplicate;

      task->submitted = make_stamp (self);
      if (!begin_item (self, item, task, error) || !find_duplicate (item, seen, &is_duplicate, error))
        return FALSE;
      bg_queued_task_set_duplicate (task, is_duplicate);
      self->n_items += !is_duplicate;
    }
  return check_room (self, error);
}

static gboolean
write_item (BgFileBatch  *self,
            BgFileItem   *item,
            GError      **error)
{
  g_autoptr (GByteArray) record = bg_file_record_encode (item->task);
  int fd = openat (item->queue->folders[BG_FILE_TMP], item->tmp_name,
                   O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, self->spool->file_mode);
  gboolean is_fine = fd >= 0;

  item->is_written = is_fine;
  if (is_fine)
    is_fine = bg_file_write_at (fd, record->data, record->len, 0);
  if (is_fine && self->n_items <= FEW_FILES && !BG_FILE_PLANTED (NO_FILE_SYNC))
    is_fine = fsync (fd) == 0;
  if (!is_fine)
    bg_file_fail (error, errno, _("A task could not be written"));
  if (fd >= 0)
    close (fd);
  return is_fine;
}

gboolean
bg_file_batch_write (BgFileBatch  *self,
                     GError      **error)
{
  for (guint i = 0; i < self->n_items; i++)
    if (!write_item (self, &self->items[i], error))
      return FALSE;
  if (self->n_items <= FEW_FILES || BG_FILE_PLANTED (NO_FILE_SYNC) || syncfs (self->spool->root) == 0)
    return TRUE;
  return bg_file_fail (error, errno, _("Tasks could not be written to the disk"));
}

static int
compare_ids (gconstpointer a,
             gconstpointer b,
             gpointer      user_data)
{
  const BgFileItem *one = *(BgFileItem *const *) a, *other = *(BgFileItem *const *) b;
  int order = strcmp (one->queue->name, other->queue->name);

  return order != 0 ? order : strcmp (one->task->id, other->task->id);
}

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const BgFileItem *one = *(BgFileItem *const *) a, *other = *(BgFileItem *const *) b;
  int order = strcmp (one->queue->name, other->queue->name);

  return order != 0 ? order : strcmp (one->key, other->key);
}

static void
drop_names (BgFileItem *item)
{
  BgFileQueue *queue = item->queue;

  /* Nobody removes the names of a file that is being submitted, so these are still ours. */
  if (item->has_id)
    unlinkat (queue->folders[BG_FILE_IDS], item->task->id, 0);
  if (item->has_key)
    unlinkat (queue->folders[BG_FILE_KEYS], item->key, 0);
  if (item->is_written)
    unlinkat (queue->folders[BG_FILE_TMP], item->tmp_name, 0);
  item->has_id = item->has_key = item->is_written = FALSE;
}

static gboolean
claim_one (BgFileBatch   *self,
           BgFileItem    *item,
           BgFileFolder   folder,
           GError       **error)
{
  const char *name = folder == BG_FILE_IDS ? item->task->id : item->key;
  gboolean *has = folder == BG_FILE_IDS ? &item->has_id : &item->has_key;

  if (name[0] == '\0' || !item->is_written)
    return TRUE;
  switch (bg_file_claim_make (item->queue, folder, name, BG_FILE_TMP, item->tmp_name, error))
    {
    case BG_FILE_CLAIM_FREE:
      *has = TRUE;
      return TRUE;
    case BG_FILE_CLAIM_TAKEN:
      bg_queued_task_set_duplicate (item->task, TRUE);
      drop_names (item);
      return TRUE;
    case BG_FILE_CLAIM_FAILED:
    default:
      return FALSE;
    }
}

gboolean
bg_file_batch_claim (BgFileBatch  *self,
                     GError      **error)
{
  g_autofree BgFileItem **sorted = g_new (BgFileItem *, self->n_items);

  for (guint i = 0; i < self->n_items; i++)
    sorted[i] = &self->items[i];
  g_qsort_with_data (sorted, (int) self->n_items, sizeof *sorted, compare_ids, NULL);
  for (guint i = 0; i < self->n_items; i++)
    if (!claim_one (self, sorted[i], BG_FILE_IDS, error))
      return FALSE;
  g_qsort_with_data (sorted, (int) self->n_items, sizeof *sorted, compare_keys, NULL);
  for (guint i = 0; i < self->n_items; i++)
    if (!claim_one (self, sorted[i], BG_FILE_KEYS, error))
      return FALSE;
  return TRUE;
}

gboolean
bg_file_batch_place (BgFileBatch  *self,
                     GError      **error)
{
  for (guint i = 0; i < self->n_items; i++)
    {
      BgFileItem *item = &self->items[i];

      if (!item->is_written)
        continue;
      if (!bg_file_queue_move (item->queue, BG_FILE_TMP, item->tmp_name, item->folder, item->name))
        return bg_file_fail (error, errno, _("A task could not be put into its queue"));
      item->is_placed = TRUE;
      item->is_written = FALSE;
    }
  return TRUE;
}

/* What was there already counts as accepted too, and may have come from somebody who has not synced yet. */
static gboolean
sync_duplicates (BgFileBatch  *self,
                 GPtrArray    *tasks,
                 GError      **error)
{
  for (guint i = 0; i < tasks->len; i++)
    {
      BgQueuedTask *task = tasks->pdata[i];
      BgFileQueue *queue = bg_file_transport_get_queue (self->transport, task->queue, TRUE, error);

      if (queue == NULL)
        return FALSE;
      /* One for each queue: mostly they stand together. */
      if (i > 0 && g_str_equal (task->queue, ((BgQueuedTask *) tasks->pdata[i - 1])->queue))
        continue;
      if (!bg_file_sync_folder (queue->folders[BG_FILE_READY], error) ||
          !bg_file_sync_folder (queue->folders[BG_FILE_SCHEDULED], error))
        return FALSE;
    }
  return TRUE;
}

gboolean
bg_file_batch_sync (BgFileBatch  *self,
                    GPtrArray    *tasks,
                    GError      **error)
{
  BgFileItem *last = NULL;

  for (guint i = 0; i < self->n_items; i++)
    if (self->items[i].is_placed)
      last = &self->items[i];
  if (last == NULL)
    return sync_duplicates (self, tasks, error);
  /* With one log all that came before goes along, duplicates and other queues too. */
  if (self->spool->is_one_log)
    return bg_file_sync_folder (last->queue->folders[BG_FILE_TMP], error);
  for (guint i = 0; i < self->n_items; i++)
    {
      if (i > 0 && self->items[i].queue == self->items[i - 1].queue)
        continue;
      for (guint folder = 0; folder < BG_FILE_N_FOLDERS; folder++)
        if (!bg_file_sync_folder (self->items[i].queue->folders[folder], error))
          return FALSE;
    }
  return self->n_items == tasks->len || sync_duplicates (self, tasks, error);
}

/* Takes a task back that has its place. FALSE if somebody has it already. */
static gboolean
take_back (BgFileItem *item)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  BgFileQueue *queue = item->queue;

  if (bg_file_queue_open_task (queue, item->folder, item->name, O_RDONLY, &file, NULL) != BG_FILE_GOT ||
      flock (file.fd, LOCK_EX | LOCK_NB) != 0 ||
      !bg_file_queue_move (queue, item->folder, item->name, BG_FILE_TMP, item->tmp_name))
    return FALSE;
  item->is_written = TRUE;
  item->is_placed = FALSE;
  return TRUE;
}

/* All or none. If some of the tasks were taken by workers meanwhile, nobody can say any more that none was accepted. */
void
bg_file_batch_undo (BgFileBatch  *self,
                    GError      **error)
{
  gboolean is_undone = TRUE;

  for (guint i = 0; i < self->n_items; i++)
    {
      BgFileItem *item = &self->items[i];

      if (item->is_placed && !take_back (item))
        {
          is_undone = FALSE;
          continue;
        }
      drop_names (item);
    }
  if (is_undone || error == NULL || *error == NULL)
    return;
  (*error)->code = BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN;
}

void
bg_file_batch_clear (BgFileBatch *self)
{
  g_clear_pointer (&self->items, g_free);
}
