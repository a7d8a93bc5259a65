/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE

#include "config.h"

#include "bg-file-fired-private.h"

#include "bg-file-claims-private.h"
#include "bg-file-holder-private.h"
#include "bg-queue-name-private.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define SCHEDULES ".schedules"
#define MARK_SIZE 128

static int
open_marks (BgFileSpool  *spool,
            GError      **error)
{
  return bg_file_open_folder (spool->root, SCHEDULES, spool->folder_mode, TRUE, error);
}

/* Instants before 1970 sort too. */
static void
make_mark (char       *mark,
           const char *schedule,
           gint64      instant)
{
  g_snprintf (mark, MARK_SIZE, "%s@%020" G_GUINT64_FORMAT, schedule, (guint64) instant + ((guint64) 1 << 63));
}

static gboolean
parse_mark (const char *mark,
            const char *schedule,
            gint64     *instant)
{
  gsize length = strlen (schedule);
  guint64 value;

  if (strncmp (mark, schedule, length) != 0 || mark[length] != '@' || strlen (mark + length + 1) != 20 ||
      !g_ascii_string_to_unsigned (mark + length + 1, 10, 0, G_MAXUINT64, &value, NULL))
    return FALSE;
  *instant = (gint64) (value - ((guint64) 1 << 63));
  return TRUE;
}

/* So many marks stay. One that is made anew, because it had been removed, has as many later ones; one that is made for
 * the first time may have some: others need not wait for it before they go on to the next instant. */
#define N_KEPT 64

typedef struct
{
  const char *schedule;
  gint64      instant;
  gint64      latest;
  guint       n_later;  /* than the instant */
} Search;

static gboolean
compare (const char *name,
         ino_t       inode,
         gpointer    user_data)
{
  Search *self = user_data;
  gint64 instant;

  if (!parse_mark (name, self->schedule, &instant))
    return TRUE;
  self->latest = MAX (self->latest, instant);
  self->n_later += instant > self->instant;
  return TRUE;
}

/* The latest one; G_MININT64 if there is none. */
gboolean
bg_file_fired_get (BgFileSpool  *spool,
                   const char   *schedule,
                   gint64       *instant,
                   GError      **error)
{
  Search search = { schedule, G_MAXINT64, G_MININT64, 0 };
  gboolean is_read;
  int marks = open_marks (spool, error);

  if (marks < 0)
    return FALSE;
  is_read = bg_file_for_each (marks, compare, &search, error);
  close (marks);
  *instant = search.latest;
  return is_read;
}

/* Of all that fire one instant at once, one makes the mark. One that was slow may make a mark that had been there and
 * was removed: then there are many later ones, and it withdraws. */
gboolean
bg_file_fired_mark (BgFileSpool  *spool,
                    const char   *schedule,
                    gint64        instant,
                    const char   *queue,
                    const char   *tmp_name,
                    gboolean     *marked,
                    GError      **error)
{
  g_autofree char *target = g_strdup_printf ("%s/%s", queue, tmp_name);
  char mark[MARK_SIZE];
  gboolean fine = TRUE;
  Search search = { schedule, instant, G_MININT64, 0 };
  int marks = open_marks (spool, error);

  *marked = FALSE;
  if (marks < 0)
    return FALSE;
  make_mark (mark, schedule, instant);
  if (symlinkat (target, marks, mark) == 0)
    *marked = TRUE;
  else if (errno != EEXIST)
    fine = bg_file_fail (error, errno, _("The instant of a schedule could not be stored"));
  if (fine && *marked)
    {
      fine = bg_file_sync_folder (marks, error) && bg_file_for_each (marks, compare, &search, error);
      if (!fine || search.n_later >= N_KEPT)
        {
          unlinkat (marks, mark, 0);
          *marked = FALSE;
        }
    }
  close (marks);
  return fine;
}

void
bg_file_fired_unmark (BgFileSpool *spool,
                      const char  *schedule,
                      gint64       instant)
{
  char mark[MARK_SIZE];
  int marks = open_marks (spool, NULL);

  if (marks < 0)
    return;
  make_mark (mark, schedule, instant);
  unlinkat (marks, mark, 0);
  close (marks);
}

/* Splits the text of a mark. FALSE if it is none of ours. */
static gboolean
read_target (int          marks,
             const char  *mark,
             char        *queue,
             char        *tmp_name)
{
  char target[BG_QUEUE_NAME_MAX + 64];
  gssize n = readlinkat (marks, mark, target, sizeof target - 1);
  char holder[17];
  char *slash;

  if (n <= 0)
    return FALSE;
  target[n] = '\0';
  slash = strchr (target, '/');
  if (slash == NULL || strchr (slash + 1, '/') != NULL || strlen (slash + 1) >= 64)
    return FALSE;
  *slash = '\0';
  if (!bg_queue_name_check ("queue", target, NULL) || !bg_file_holder_of (slash + 1, holder))
    return FALSE;
  strcpy (queue, target);
  strcpy (tmp_name, slash + 1);
  return TRUE;
}

/* A mark is needed until its task has its place. */
static gboolean
is_needed (BgFileSpool *spool,
           int          marks,
           const char  *mark)
{
  char queue[BG_QUEUE_NAME_MAX + 1], tmp_name[64];
  gboolean is_there;
  int folder, tmp;

  if (!read_target (marks, mark, queue, tmp_name))
    return FALSE;
  folder = bg_file_open_folder (spool->root, queue, 0, FALSE, NULL);
  if (folder < 0)
    return FALSE;
  tmp = bg_file_open_folder (folder, bg_file_folder_get_name (BG_FILE_TMP), 0, FALSE, NULL);
  is_there = tmp >= 0 && faccessat (tmp, tmp_name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
  if (tmp >= 0)
    close (tmp);
  close (folder);
  return is_there;
}

typedef struct
{
  const char *schedule;
  GPtrArray  *names;
} Marks;

static gboolean
collect (const char *name,
         ino_t       inode,
         gpointer    user_data)
{
  Marks *self = user_data;
  gint64 instant;

  if (parse_mark (name, self->schedule, &instant))
    g_ptr_array_add (self->names, g_strdup (name));
  return TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Removes the oldest marks of a schedule, if there are many. */
void
bg_file_fired_prune (BgFileSpool *spool,
                     const char  *schedule)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Marks all = { schedule, names };
  int marks = open_marks (spool, NULL);

  if (marks < 0)
    return;
  bg_file_for_each (marks, collect, &all, NULL);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i + N_KEPT < names->len; i++)
    if (!is_needed (spool, marks, names->pdata[i]))
      unlinkat (marks, names->pdata[i], 0);
  close (marks);
}

typedef struct
{
  BgFileQueue *queue;
  const char  *tmp_name;
  int          marks;
  gboolean     is_found;
} MarkSearch;

static gboolean
compare_target (const char *name,
                ino_t       inode,
                gpointer    user_data)
{
  MarkSearch *self = user_data;
  char queue[BG_QUEUE_NAME_MAX + 1], tmp_name[64];

  self->is_found = read_target (self->marks, name, queue, tmp_name) && g_str_equal (queue, self->queue->name) &&
                   g_str_equal (tmp_name, self->tmp_name);
  return !self->is_found;
}

static gboolean
is_marked (BgFileQueue *queue,
           const char  *tmp_name)
{
  MarkSearch search = { queue, tmp_name, open_marks (queue->spool, NULL), FALSE };

  if (search.marks < 0)
    return FALSE;
  bg_file_for_each (search.marks, compare_target, &search, NULL);
  close (search.marks);
  return search.is_found;
}

/* Gives the task that was left in tmp/ its place. */
static gboolean
place (BgFileQueue *queue,
       const char  *tmp_name,
       BgFileTask  *file)
{
  BgQueuedTask *task = file->task;
  BgFileFolder folder = task->not_before > g_get_real_time () ? BG_FILE_SCHEDULED : BG_FILE_READY;
  char name[BG_FILE_NAME_SIZE];

  file->name = (BgFileName) { .stamp = task->submitted };
  bg_file_name_set_task (&file->name, task);
  bg_file_name_format (&file->name, folder, name);
  return bg_file_queue_move (queue, BG_FILE_TMP, tmp_name, folder, name) &&
         bg_file_queue_sync (queue, 1u << folder, folder, NULL);
}

/* The submitter may have come as far as to make the name itself. */
static gboolean
claim (BgFileQueue  *queue,
       BgFileFolder  folder,
       const char   *name,
       const char   *tmp_name,
       BgFileTask   *file)
{
  return bg_file_is_inode (queue->folders[folder], name, &file->info) ||
         bg_file_claim_make (queue, folder, name, BG_FILE_TMP, tmp_name, NULL) == BG_FILE_CLAIM_FREE;
}

/* The names in the order in which submitters take them. */
static gboolean
claim_all (BgFileQueue *queue,
           const char  *tmp_name,
           BgFileTask  *file)
{
  BgQueuedTask *task = file->task;
  char hash[17];

  if (!claim (queue, BG_FILE_IDS, task->id, tmp_name, file))
    return FALSE;
  if (task->unique_key == NULL)
    return TRUE;
  bg_file_name_hash_key (task->unique_key, hash);
  if (claim (queue, BG_FILE_KEYS, hash, tmp_name, file))
    return TRUE;
  bg_file_claim_release (queue, BG_FILE_IDS, task->id, &file->info);
  return FALSE;
}

/* TRUE if the schedule counts as fired and the task has got its place. A task whose id is known, or whose unique key is
 * taken, is not wanted twice: with FALSE its file is thrown away. */
gboolean
bg_file_fired_finish (BgFileQueue *queue,
                      const char  *tmp_name)
{
  g_auto (BgFileTask) file = BG_FILE_TASK_INIT;
  g_autofree guint8 *data = NULL;
  gssize n = -1;

  if (!is_marked (queue, tmp_name))
    return FALSE;
  file.fd = openat (queue->folders[BG_FILE_TMP], tmp_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file.fd < 0 || fstat (file.fd, &file.info) != 0 || !S_ISREG (file.info.st_mode))
    return FALSE;
  data = g_try_malloc ((gsize) file.info.st_size + 1);
  if (data != NULL)
    n = bg_file_read_at (file.fd, data, (gsize) file.info.st_size, 0);
  if (n >= 0)
    file.task = bg_file_record_decode (data, (gsize) n, FALSE, &file.header, NULL);
  if (file.task == NULL)
    return FALSE;
  return claim_all (queue, tmp_name, &file) && place (queue, tmp_name, &file);
}
