/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-transport-private.h"

#include "bg-file-find-private.h"
#include "bg-queue-name-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <fcntl.h>
#include <unistd.h>

/* Looking at queues without changing anything. What others change meanwhile is seen or not. */

typedef struct
{
  BgFileFolder folder;
  guint64      n;
  gint64       oldest;    /* µs since 1970, G_MAXINT64 for none */
} Count;

static gboolean
count_one (const char *name,
           ino_t       inode,
           gpointer    user_data)
{
  Count *self = user_data;
  BgFileName parts;

  if (!bg_file_name_parse (&parts, self->folder, name))
    return TRUE;
  self->n++;
  self->oldest = MIN (self->oldest, parts.time);
  return TRUE;
}

/* FALSE without an error if there is no such queue. */
static BgFileQueue *
find_queue (BgTransport  *transport,
            const char   *name,
            GError      **error)
{
  g_autoptr (GError) failed = NULL;
  BgFileQueue *queue = bg_file_transport_get_queue (BG_FILE_TRANSPORT (transport), name, FALSE, &failed);

  if (queue == NULL && !g_error_matches (failed, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&failed));
  if (queue != NULL)
    bg_file_transport_sweep (BG_FILE_TRANSPORT (transport), queue);
  return queue;
}

static gboolean
count_folder (BgFileQueue   *queue,
              BgFileFolder   folder,
              BgQueueStats  *stats,
              GError       **error)
{
  Count count = { folder, 0, G_MAXINT64 };

  if (!bg_file_for_each (queue->folders[folder], count_one, &count, error))
    return FALSE;
  switch (folder)
    {
    case BG_FILE_SCHEDULED:
      stats->scheduled = count.n;
      break;
    case BG_FILE_READY:
      stats->ready = count.n;
      stats->oldest = count.n > 0 ? count.oldest : 0;
      break;
    case BG_FILE_LEASED:
      stats->leased = count.n;
      break;
    case BG_FILE_DONE:
      stats->done = count.n;
      break;
    case BG_FILE_DEAD:
      stats->dead = count.n;
      break;
    default:
      stats->cancelled = count.n;
      break;
    }
  return TRUE;
}

/* A task that is due counts as ready, whether it was moved or not. */
static gboolean
count_due (const char *name,
           ino_t       inode,
           gpointer    user_data)
{
  Count *self = user_data;
  BgFileName parts;

  if (bg_file_name_parse (&parts, BG_FILE_SCHEDULED, name) && parts.time <= g_get_real_time ())
    {
      self->n++;
      self->oldest = MIN (self->oldest, parts.time);
    }
  return TRUE;
}

static BgQueueStats *
store_stats (BgTransport  *transport,
             const char   *name,
             GError      **error)
{
  g_autoptr (BgQueueStats) stats = bg_queue_stats_new ();
  g_autoptr (GError) failed = NULL;
  BgFileQueue *queue = find_queue (transport, name, &failed);
  Count due = { BG_FILE_SCHEDULED, 0, G_MAXINT64 };

  stats->exact = TRUE;
  for (guint i = 0; queue != NULL && i < BG_FILE_N_STATES; i++)
    if (!count_folder (queue, i, stats, &failed))
      break;
  if (queue != NULL && failed == NULL && stats->scheduled > 0)
    bg_file_for_each (queue->folders[BG_FILE_SCHEDULED], count_due, &due, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  stats->scheduled -= MIN (due.n, stats->scheduled);
  stats->ready += due.n;
  if (due.n > 0)
    stats->oldest = stats->oldest > 0 ? MIN (stats->oldest, due.oldest) : due.oldest;
  return g_steal_pointer (&stats);
}

static gboolean
find_any (const char *name,
          ino_t       inode,
          gpointer    user_data)
{
  gboolean *is_found = user_data;

  *is_found = TRUE;
  return FALSE;
}

/* Opened for the look only: there may be many of them. */
static gboolean
holds_something (BgFileSpool *spool,
                 const char  *name)
{
  int queue = bg_file_open_folder (spool->root, name, 0, FALSE, NULL);
  gboolean is_found = FALSE;

  for (guint i = 0; queue >= 0 && i < BG_FILE_N_STATES && !is_found; i++)
    {
      int folder = bg_file_open_folder (queue, bg_file_folder_get_name (i), 0, FALSE, NULL);

      if (folder < 0)
        continue;
      bg_file_for_each (folder, find_any, &is_found, NULL);
      close (folder);
    }
  if (queue >= 0)
    close (queue);
  return is_found;
}

static gboolean
collect_queue (const char *name,
               ino_t       inode,
               gpointer    user_data)
{
  if (bg_queue_name_check ("queue", name, NULL))
    g_ptr_array_add (user_data, g_strdup (name));
  return TRUE;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
store_list_queues (BgTransport  *transport,
                   GError      **error)
{
  BgFileSpool *spool = BG_FILE_TRANSPORT (transport)->spool;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!bg_file_for_each (spool->root, collect_queue, names, error))
    return NULL;
  for (guint i = names->len; i > 0; i--)
    if (!holds_something (spool, names->pdata[i - 1]))
      g_ptr_array_remove_index (names, i - 1);
  g_ptr_array_sort (names, compare_texts);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* In the order in which they were submitted, which stays as it is whatever becomes of them. */
static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const BgFilePlace *one = *(BgFilePlace *const *) a, *other = *(BgFilePlace *const *) b;

  if (one->parts.stamp != other->parts.stamp)
    return one->parts.stamp < other->parts.stamp ? -1 : 1;
  return strcmp (one->parts.id, other->parts.id);
}

static BgQueuedTask *
read_place (BgFileQueue  *queue,
            BgFilePlace  *place,
            GError      **error)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;

  if (bg_file_queue_read_task (queue, place->folder, place->name, &file, error) != BG_FILE_GOT)
    return NULL;
  if (place->folder == BG_FILE_SCHEDULED && place->parts.time <= g_get_real_time ())
    file.task->state = BG_QUEUED_STATE_READY;
  return g_steal_pointer (&file.task);
}

static guint
get_folders (BgQueuedState states)
{
  guint folders = 0;

  /* What is due waits in either. */
  if ((states & BG_QUEUED_STATE_READY) != 0)
    states |= BG_QUEUED_STATE_SCHEDULED;
  for (guint i = 0; i < BG_FILE_N_STATES; i++)
    if ((states & bg_file_folder_get_state (i)) != 0)
      folders |= 1u << i;
  return folders;
}

/* The place of the first task after the one with this id; of all the first without one. */
static gboolean
find_start (GPtrArray   *places,
            const char  *queue,
            const char  *after,
            guint       *start,
            GError     **error)
{
  *start = 0;
  if (after == NULL)
    return TRUE;
  for (guint i = 0; i < places->len; i++)
    {
      if (!g_str_equal (((BgFilePlace *) places->pdata[i])->parts.id, after))
        continue;
      *start = i + 1;
      return TRUE;
    }
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, _("There is no task “%s” in the queue “%s”"),
               after, queue);
  return FALSE;
}

static gboolean
fill (BgFileQueue   *queue,
      GPtrArray     *places,
      guint          start,
      BgQueuedState  states,
      guint          max,
      GPtrArray     *tasks,
      GError       **error)
{
  guint folders = get_folders (states);
  const char *last_id = "";

  for (guint i = start; i < places->len && tasks->len < max; i++)
    {
      BgFilePlace *place = places->pdata[i];
      g_autoptr (GError) failed = NULL;
      g_autoptr (BgQueuedTask) task = NULL;

      /* One that was moved while the folders were read. */
      if ((folders & 1u << place->folder) == 0 || g_str_equal (place->parts.id, last_id))
        continue;
      task = read_place (queue, place, &failed);
      if (failed != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return FALSE;
        }
      if (task == NULL || (task->state & states) == 0)
        continue;
      last_id = place->parts.id;
      g_ptr_array_add (tasks, g_steal_pointer (&task));
    }
  return TRUE;
}

static GPtrArray *
store_list (BgTransport    *transport,
            const char     *name,
            BgQueuedState   states,
            const char     *after,
            guint           max,
            GError        **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GError) failed = NULL;
  BgFileQueue *queue = find_queue (transport, name, &failed);
  guint start;

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  if (queue == NULL)
    return after == NULL || find_start (tasks, name, after, &start, error) ? g_steal_pointer (&tasks) : NULL;
  places = bg_file_find_all (queue, after != NULL ? BG_FILE_ALL_FOLDERS : get_folders (states), error);
  if (places == NULL)
    return NULL;
  g_ptr_array_sort (places, compare_places);
  if (!find_start (places, name, after, &start, error) || !fill (queue, places, start, states, max, tasks, error))
    return NULL;
  return g_steal_pointer (&tasks);
}

static BgQueuedTask *
store_lookup (BgTransport  *transport,
              const char   *name,
              const char   *id,
              GError      **error)
{
  BgFileQueue *queue = find_queue (transport, name, error);
  BgFilePlace place;

  /* It may be moved between the two steps, and again. */
  for (guint i = 0; queue != NULL && i < 100; i++)
    {
      g_autoptr (GError) failed = NULL;
      BgQueuedTask *task;

      place.folder = bg_file_find_id (queue, id, BG_FILE_ALL_FOLDERS, place.name, &failed);
      if (failed == NULL && place.folder == BG_FILE_N_STATES)
        return NULL;
      if (failed == NULL && bg_file_name_parse (&place.parts, place.folder, place.name))
        {
          task = read_place (queue, &place, &failed);
          if (task != NULL)
            return task;
        }
      if (failed != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return NULL;
        }
    }
  return NULL;
}

void
bg_file_transport_implement_look (BgTransportClass *klass)
{
  klass->store_stats = store_stats;
  klass->store_list_queues = store_list_queues;
  klass->store_list = store_list;
  klass->store_lookup = store_lookup;
}
