/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-transport-private.h"

G_BEGIN_DECLS

/* Taking tasks in, in five steps that all tasks of a batch take together:
 *
 * 1. each is written to a file in tmp/, whose name tells whose it is;
 * 2. all these reach the disk;
 * 3. each file gets its id as a second name, and its unique key as a third. Who finds the name taken has a duplicate;
 *    so of several that submit the same one wins. Those that have a part of the names wait for nobody who waits for
 *    them, since all take them in the same order;
 * 4. each file is moved to its place, where those see it who look for work;
 * 5. the folders reach the disk.
 *
 * If the process dies before a file has its place others throw it away, names and all. After an error the same is done
 * here; then nothing is trusted of what was written, for to sync again what was not synced may look like success. */

typedef struct
{
  BgQueuedTask *task;
  BgFileQueue  *queue;
  BgFileFolder  folder;
  char          tmp_name[64];
  char          name[BG_FILE_NAME_SIZE];
  char          key[17];        /* empty without a unique key */
  gboolean      is_written;     /* it is in tmp/ */
  gboolean      has_id;
  gboolean      has_key;
  gboolean      is_placed;
} BgFileItem;

typedef struct
{
  BgFileTransport *transport;
  BgFileSpool     *spool;
  const char      *suffix;      /* of the names in tmp/ */
  gint64           now;
  BgFileItem      *items;
  guint            n_items;
} BgFileBatch;

gboolean bg_file_batch_begin  (BgFileBatch  *self,
                               GPtrArray    *tasks,
                               GError      **error);
gboolean bg_file_batch_write  (BgFileBatch  *self,
                               GError      **error);
gboolean bg_file_batch_claim  (BgFileBatch  *self,
                               GError      **error);
gboolean bg_file_batch_place  (BgFileBatch  *self,
                               GError      **error);
gboolean bg_file_batch_sync   (BgFileBatch  *self,
                               GPtrArray    *tasks,
                               GError      **error);
void     bg_file_batch_undo   (BgFileBatch  *self,
                               GError      **error);
void     bg_file_batch_clear  (BgFileBatch  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BgFileBatch, bg_file_batch_clear)

G_END_DECLS
