/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-names-private.h"

static const struct
{
  const char    *name;
  BgQueuedState  state;
  gboolean       is_by_time;
} folders[BG_FILE_N_FOLDERS] =
  {
    [BG_FILE_SCHEDULED] = { "scheduled", BG_QUEUED_STATE_SCHEDULED, TRUE },
    [BG_FILE_READY] = { "ready", BG_QUEUED_STATE_READY, FALSE },
    [BG_FILE_LEASED] = { "leased", BG_QUEUED_STATE_LEASED, FALSE },
    [BG_FILE_DONE] = { "done", BG_QUEUED_STATE_DONE, TRUE },
    [BG_FILE_DEAD] = { "dead", BG_QUEUED_STATE_DEAD, TRUE },
    [BG_FILE_CANCELLED] = { "cancelled", BG_QUEUED_STATE_CANCELLED, TRUE },
    [BG_FILE_TMP] = { "tmp", 0, FALSE },
    [BG_FILE_IDS] = { "ids", 0, FALSE },
    [BG_FILE_KEYS] = { "keys", 0, FALSE },
    [BG_FILE_SERIAL] = { "serial", 0, FALSE },
    [BG_FILE_CORRUPT] = { "corrupt", 0, FALSE },
  };

const char *
bg_file_folder_get_name (BgFileFolder folder)
{
  return folders[folder].name;
}

/* 0 for a folder without tasks. */
BgQueuedState
bg_file_folder_get_state (BgFileFolder folder)
{
  return folders[folder].state;
}

BgFileFolder
bg_file_folder_for_state (BgQueuedState state)
{
  BgFileFolder folder = BG_FILE_SCHEDULED;

  while (folder < BG_FILE_CANCELLED && folders[folder].state != state)
    folder++;
  return folder;
}

/* Exactly so many digits, or (with 0) as many as there are; then a dot, or the end. */
static gboolean
take_number (const char **at,
             gsize        n_digits,
             gint64      *value)
{
  gsize n = strspn (*at, "0123456789");

  if (n == 0 || n > 20 || (n_digits != 0 && n != n_digits))
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < n; i++)
    {
      int digit = (*at)[i] - '0';

      if (*value > (G_MAXINT64 - digit) / 10)
        return FALSE;
      *value = *value * 10 + digit;
    }
  *at += n;
  if (**at == '.')
    (*at)++;
  else if (**at != '\0')
    return FALSE;
  return TRUE;
}

static gboolean
take_id (const char **at,
         char        *id)
{
  const char *dot = strchr (*at, '.');
  gsize length = dot != NULL ? (gsize) (dot - *at) : 0;

  if (length == 0 || length > BG_QUEUED_TASK_MAX_ID)
    return FALSE;
  memcpy (id, *at, length);
  id[length] = '\0';
  *at = dot + 1;
  return bg_queued_task_is_id (id);
}

static gboolean
take_serial (const char *at,
             char        serial[17])
{
  gsize length = strlen (at);

  memset (serial, 0, 17);
  if (length == 0)
    return TRUE;
  if (length != 16 || strspn (at, "0123456789abcdef") != 16)
    return FALSE;
  memcpy (serial, at, 16);
  return TRUE;
}

gboolean
bg_file_name_parse (BgFileName   *self,
                    BgFileFolder  folder,
                    const char   *text)
{
  gboolean is_by_time = folders[folder].is_by_time;
  gint64 first, second, attempt, crashes;

  if (!take_number (&text, is_by_time ? 20 : 1, &first) ||
      !take_number (&text, is_by_time ? 1 : 20, &second) ||
      !take_number (&text, 20, &self->stamp) ||
      !take_id (&text, self->id) ||
      !take_number (&text, 0, &attempt) ||
      !take_number (&text, 0, &crashes) ||
      !take_serial (text, self->serial) ||
      attempt > G_MAXUINT || crashes > G_MAXUINT)
    return FALSE;
  self->priority = 9 - (int) (is_by_time ? second : first);
  self->time = is_by_time ? first : second;
  self->attempt = (guint) attempt;
  self->crashes = (guint) crashes;
  return TRUE;
}

/* Digits by hand: this is done several times for each task. */
static char *
put_number (char   *at,
            gint64  value,
            guint   n_digits)
{
  for (guint i = n_digits; i-- > 0; value /= 10)
    at[i] = (char) ('0' + value % 10);
  at[n_digits] = '.';
  return at + n_digits + 1;
}

static guint
count_digits (guint value)
{
  guint n = 1;

  while (value >= 10)
    {
      value /= 10;
      n++;
    }
  return n;
}

/* The text has BG_FILE_NAME_SIZE bytes. */
void
bg_file_name_format (const BgFileName *self,
                     BgFileFolder      folder,
                     char             *text)
{
  gboolean is_by_time = folders[folder].is_by_time;
  gsize length = strlen (self->id);
  char *at = text;

  if (!is_by_time)
    at = put_number (at, 9 - self->priority, 1);
  at = put_number (at, self->time, 20);
  if (is_by_time)
    at = put_number (at, 9 - self->priority, 1);
  at = put_number (at, self->stamp, 20);
  memcpy (at, self->id, length);
  at[length] = '.';
  at = put_number (at + length + 1, self->attempt, count_digits (self->attempt));
  at = put_number (at, self->crashes, count_digits (self->crashes));
  strcpy (at, self->serial);
  if (self->serial[0] == '\0')
    at[-1] = '\0';
}

/* What the name says of a task in its state; the stamp stays as it is. */
void
bg_file_name_set_task (BgFileName   *self,
                       BgQueuedTask *task)
{
  gboolean is_over = task->state == BG_QUEUED_STATE_DONE || task->state == BG_QUEUED_STATE_DEAD ||
                     task->state == BG_QUEUED_STATE_CANCELLED;

  self->priority = CLAMP (task->priority, 0, BG_QUEUED_TASK_MAX_PRIORITY);
  if (is_over)
    self->time = task->finished;
  else
    self->time = task->not_before > 0 ? task->not_before : self->stamp;
  g_strlcpy (self->id, task->id, sizeof self->id);
  self->attempt = task->attempt;
  self->crashes = task->crashes;
  self->serial[0] = '\0';
  if (task->serial_key != NULL)
    bg_file_name_hash_key (task->serial_key, self->serial);
}

/* Keys can be any text; their files are named by this. */
void
bg_file_name_hash_key (const char *key,
                       char        hash[17])
{
  g_autofree char *text = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);

  g_strlcpy (hash, text, 17);
}
