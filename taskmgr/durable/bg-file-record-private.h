/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queued-task-private.h"

G_BEGIN_DECLS

/* The file of a task, all numbers in little endian:
 *
 *     0  "BgTask" and the version, two bytes
 *     8  length of the head, of the payload, checksum of both and of these lengths, each four bytes
 *    20  whether it was cancelled while it was leased, one byte
 *    21  zeroes
 *    32  the note of the one who has it, see below; zeroes if nobody ever had it
 *   512  the head: the task as JSON, but for its payload; then the payload, JSON too
 *     …  maybe an update: "BgUp", its length and its checksum, and the head as it is now
 *
 * The note is within the first sector, so that a power cut leaves the old or the new one. An update is written while
 * the task is leased, and reaches the disk before the task gets another name; in the folder of the leased ones it may
 * be torn, and does not count then. */

#define BG_FILE_RECORD_START    512
#define BG_FILE_RECORD_CANCEL   20
#define BG_FILE_RECORD_NOTE     32
#define BG_FILE_NOTE_SIZE       (BG_FILE_RECORD_START - BG_FILE_RECORD_NOTE)
#define BG_FILE_NOTE_MAX_TEXT   400
#define BG_FILE_RECORD_MAX_HEAD (4 * 1024 * 1024)
#define BG_FILE_RECORD_MAX_BODY (1024 * 1024 * 1024)

/* What the holder of a lease writes into the file. The deadline means nothing after a restart of the computer. */
typedef struct
{
  guint8  boot[16];         /* which start of the computer; zeroes for no lease */
  gint64  deadline;         /* µs of the boot clock */
  guint64 token;            /* of the last lease */
  guint64 serial_mark;      /* of the file of the serial key */
  double  progress;
  char    text[BG_FILE_NOTE_MAX_TEXT + 1];
} BgFileNote;

/* What the beginning of a file says of the rest. */
typedef struct
{
  guint32    head;
  guint32    payload;
  gboolean   is_cancelled;
  BgFileNote note;
} BgFileHeader;

GByteArray   *bg_file_record_encode        (BgQueuedTask        *task) G_GNUC_WARN_UNUSED_RESULT;
GByteArray   *bg_file_record_encode_update (BgQueuedTask        *task) G_GNUC_WARN_UNUSED_RESULT;
gboolean      bg_file_record_read_header   (const guint8        *data,
                                            gsize                size,
                                            BgFileHeader        *header,
                                            GError             **error);
gsize         bg_file_record_get_update    (const BgFileHeader  *header);
BgQueuedTask *bg_file_record_decode        (const guint8        *data,
                                            gsize                size,
                                            gboolean             may_be_torn,
                                            BgFileHeader        *header,
                                            GError             **error) G_GNUC_WARN_UNUSED_RESULT;

void          bg_file_note_encode          (const BgFileNote    *self,
                                            guint8               data[BG_FILE_NOTE_SIZE]);
gboolean      bg_file_note_decode          (BgFileNote          *self,
                                            const guint8         data[BG_FILE_NOTE_SIZE]);
gboolean      bg_file_note_is_empty        (const BgFileNote    *self);

G_END_DECLS
