/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-record-private.h"

#include "bg-checksum-private.h"
#include "bg-json-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

static const guint8 magic[8] = { 'B', 'g', 'T', 'a', 's', 'k', 1, 0 };
static const guint8 update_magic[4] = { 'B', 'g', 'U', 'p' };

#define UPDATE_HEADER 12

static void
put_32 (guint8  *at,
        guint32  value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static guint32
get_32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static void
put_64 (guint8  *at,
        guint64  value)
{
  value = GUINT64_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static guint64
get_64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_LE (value);
}

/* The payload is as large as it likes and never changes, so it is kept apart. */
static char *
encode_head (BgQueuedTask *task)
{
  g_autofree char *payload = g_steal_pointer (&task->json);
  char *head = bg_queued_task_to_json (task);

  task->json = g_steal_pointer (&payload);
  return head;
}

GByteArray *
bg_file_record_encode (BgQueuedTask *task)
{
  g_autofree char *head = encode_head (task);
  const char *payload = task->json != NULL ? task->json : "{}";
  gsize n_head = strlen (head), n_payload = strlen (payload);
  GByteArray *record = g_byte_array_sized_new ((guint) (BG_FILE_RECORD_START + n_head + n_payload));

  g_byte_array_set_size (record, BG_FILE_RECORD_START);
  memset (record->data, 0, BG_FILE_RECORD_START);
  memcpy (record->data, magic, sizeof magic);
  put_32 (record->data + 8, (guint32) n_head);
  put_32 (record->data + 12, (guint32) n_payload);
  g_byte_array_append (record, (const guint8 *) head, (guint) n_head);
  g_byte_array_append (record, (const guint8 *) payload, (guint) n_payload);
  put_32 (record->data + 16, bg_checksum (bg_checksum (0, record->data + 8, 8), record->data + BG_FILE_RECORD_START,
                                          n_head + n_payload));
  return record;
}

GByteArray *
bg_file_record_encode_update (BgQueuedTask *task)
{
  g_autofree char *head = encode_head (task);
  gsize length = strlen (head);
  GByteArray *update = g_byte_array_sized_new ((guint) (UPDATE_HEADER + length));

  g_byte_array_set_size (update, UPDATE_HEADER);
  memcpy (update->data, update_magic, sizeof update_magic);
  put_32 (update->data + 4, (guint32) length);
  put_32 (update->data + 8, bg_checksum (0, (const guint8 *) head, length));
  g_byte_array_append (update, (const guint8 *) head, (guint) length);
  return update;
}

void
bg_file_note_encode (const BgFileNote *self,
                     guint8            data[BG_FILE_NOTE_SIZE])
{
  guint64 progress;

  memset (data, 0, BG_FILE_NOTE_SIZE);
  memcpy (&progress, &self->progress, sizeof progress);
  memcpy (data + 4, self->boot, 16);
  put_64 (data + 20, (guint64) self->deadline);
  put_64 (data + 28, self->token);
  put_64 (data + 36, self->serial_mark);
  put_64 (data + 44, progress);
  memcpy (data + 52, self->text, strlen (self->text));
  put_32 (data, bg_checksum (1, data + 4, BG_FILE_NOTE_SIZE - 4));
}

static gboolean
is_zero (const guint8 *data,
         gsize         size)
{
  for (gsize i = 0; i < size; i++)
    if (data[i] != 0)
      return FALSE;
  return TRUE;
}

/* A note that was never written is zero altogether, and fine. */
gboolean
bg_file_note_decode (BgFileNote   *self,
                     const guint8  data[BG_FILE_NOTE_SIZE])
{
  guint64 progress;

  *self = (BgFileNote) { 0 };
  if (is_zero (data, BG_FILE_NOTE_SIZE))
    return TRUE;
  if (get_32 (data) != bg_checksum (1, data + 4, BG_FILE_NOTE_SIZE - 4))
    return FALSE;
  memcpy (self->boot, data + 4, 16);
  self->deadline = (gint64) get_64 (data + 20);
  self->token = get_64 (data + 28);
  self->serial_mark = get_64 (data + 36);
  progress = get_64 (data + 44);
  memcpy (&self->progress, &progress, sizeof progress);
  memcpy (self->text, data + 52, BG_FILE_NOTE_MAX_TEXT);
  if (!(self->progress >= 0.0 && self->progress <= 1.0) || !g_utf8_validate (self->text, -1, NULL))
    {
      *self = (BgFileNote) { 0 };
      return FALSE;
    }
  return TRUE;
}

gboolean
bg_file_note_is_empty (const BgFileNote *self)
{
  return is_zero (self->boot, sizeof self->boot);
}

static gboolean
refuse (GError     **error,
        const char  *why)
{
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT, _("This is not the file of a task: %s"), why);
  return FALSE;
}

/* Looks at the first BG_FILE_RECORD_START bytes. Nothing is read or allocated on the word of a length that breaks the
 * limits. */
gboolean
bg_file_record_read_header (const guint8  *data,
                            gsize          size,
                            BgFileHeader  *header,
                            GError       **error)
{
  if (size < BG_FILE_RECORD_START || memcmp (data, magic, sizeof magic) != 0)
    return refuse (error, _("it begins otherwise"));
  header->head = get_32 (data + 8);
  header->payload = get_32 (data + 12);
  header->is_cancelled = data[BG_FILE_RECORD_CANCEL] == 1;
  if (header->head < 2 || header->head > BG_FILE_RECORD_MAX_HEAD ||
      header->payload < 2 || header->payload > BG_FILE_RECORD_MAX_BODY)
    return refuse (error, _("its length makes no sense"));
  if (data[BG_FILE_RECORD_CANCEL] > 1 ||
      !is_zero (data + BG_FILE_RECORD_CANCEL + 1, BG_FILE_RECORD_NOTE - BG_FILE_RECORD_CANCEL - 1))
    return refuse (error, _("its header is damaged"));
  return TRUE;
}

/* Where an update is, if there is one. */
gsize
bg_file_record_get_update (const BgFileHeader *header)
{
  return (gsize) BG_FILE_RECORD_START + header->head + header->payload;
}

/* NULL without an error if there is no update that counts. */
static char *
read_update (const guint8  *data,
             gsize          size,
             gboolean       may_be_torn,
             GError       **error)
{
  guint32 length;

  if (size == 0)
    return NULL;
  length = size >= UPDATE_HEADER ? get_32 (data + 4) : 0;
  if (size >= UPDATE_HEADER && memcmp (data, update_magic, sizeof update_magic) == 0 &&
      length <= BG_FILE_RECORD_MAX_HEAD && size == (gsize) UPDATE_HEADER + length &&
      get_32 (data + 8) == bg_checksum (0, data + UPDATE_HEADER, length))
    return g_strndup ((const char *) data + UPDATE_HEADER, length);
  if (!may_be_torn)
    refuse (error, _("its end is damaged"));
  return NULL;
}

static BgQueuedTask *
make_task (const char  *head,
           char        *payload,
           GError     **error)
{
  g_autoptr (GError) refused = NULL;
  BgQueuedTask *task;

  /* The owner of the folder may have written anything, with a checksum that fits. */
  if (payload[0] != '{' || !bg_json_check (payload, &refused))
    {
      refuse (error, refused != NULL ? refused->message : _("its payload is no object"));
      g_free (payload);
      return NULL;
    }
  task = bg_queued_task_new_from_json (head, error);
  if (task == NULL)
    {
      g_free (payload);
      return NULL;
    }
  g_free (task->json);
  task->json = payload;
  return task;
}

/* The whole file. With may_be_torn, as befits one that is leased, neither a torn update nor a torn note is damage. */
BgQueuedTask *
bg_file_record_decode (const guint8  *data,
                       gsize          size,
                       gboolean       may_be_torn,
                       BgFileHeader  *header,
                       GError       **error)
{
  g_autofree char *head = NULL;
  g_autoptr (GError) refused = NULL;
  gsize body;

  if (!bg_file_record_read_header (data, size, header, error))
    return NULL;
  body = bg_file_record_get_update (header);
  if (size < body)
    refuse (error, _("it is too short"));
  else if (get_32 (data + 16) != bg_checksum (bg_checksum (0, data + 8, 8), data + BG_FILE_RECORD_START,
                                              body - BG_FILE_RECORD_START))
    refuse (error, _("its checksum is wrong"));
  else if (!bg_file_note_decode (&header->note, data + BG_FILE_RECORD_NOTE) && !may_be_torn)
    refuse (error, _("the note in it is damaged"));
  else
    {
      head = read_update (data + body, size - body, may_be_torn, &refused);
      if (refused == NULL)
        {
          if (head == NULL)
            head = g_strndup ((const char *) data + BG_FILE_RECORD_START, header->head);
          return make_task (head,
                            g_strndup ((const char *) data + BG_FILE_RECORD_START + header->head, header->payload),
                            error);
        }
      g_propagate_error (error, g_steal_pointer (&refused));
    }
  return NULL;
}
