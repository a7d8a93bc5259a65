/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-list-private.h"
#include "bg-file-record-private.h"
#include "bg-file-spool-private.h"

G_BEGIN_DECLS

/* One queue of a spool: the descriptors of its folders, and what is remembered of them.
 *
 * Every task is one file, and each step of its life is one rename of it. A name says which step is next, and no two
 * steps lead from the same name, so that of all who try a step (in whatever process) exactly one succeeds; the others
 * are told ENOENT and know that they were late. Who works on a task holds a flock () on its file, so that its death is
 * seen. */
typedef struct
{
  BgFileSpool *spool;
  char        *name;
  int          folders[BG_FILE_N_FOLDERS];

  /* what waits, as far as it was read */
  BgFileList   ready;
  BgFileList   scheduled;
  GHashTable  *blocked;           /* serial keys that were found locked */
  gint64       look_again;        /* µs of the boot clock: when to read what was locked, and so left out; G_MAXINT64 */

  /* what is leased */
  GHashTable  *held;              /* from names to BgFileHeld: ours */
  GHashTable  *suspects;          /* names of others' of which something was heard */
  gint64       scan_due;          /* µs of the boot clock: when to look at those of others; G_MAXINT64 */
  gint64       next_deadline;     /* the same, when the first of them runs out */

  /* how many */
  guint64      n_counted;         /* that wait or run, when they were counted */
  guint64      n_added;           /* since then, by us */
  gint64       counted_at;        /* µs of the boot clock, 0 for never */

  gint64       sweep_due;         /* µs since 1970: when the first of what has ended is to be forgotten */
  guint        retention;         /* s, by which that was worked out */
  gboolean     is_watched;        /* we hear of what others do in it */
  gboolean     is_unsynced;       /* leases were given out that a power cut would take back */
} BgFileQueue;

/* A file of a task that is open. */
typedef struct
{
  int           fd;
  struct stat   info;
  BgFileName    name;
  BgFileHeader  header;
  BgQueuedTask *task;             /* nullable */
} BgFileTask;

typedef enum
{
  BG_FILE_GOT,        /* it is ours to work on */
  BG_FILE_GONE,       /* somebody was faster */
  BG_FILE_LOCKED,     /* somebody works on it */
  BG_FILE_DAMAGED,    /* it was set aside */
  BG_FILE_FAILED,     /* there is an error */
} BgFileVerdict;

BgFileQueue  *bg_file_queue_open       (BgFileSpool         *spool,
                                        const char          *name,
                                        gboolean             create,
                                        GError             **error);
void          bg_file_queue_free       (BgFileQueue         *self);

gboolean      bg_file_queue_sync       (BgFileQueue         *self,
                                        guint                folders,
                                        BgFileFolder         last,
                                        GError             **error);
void          bg_file_queue_set_aside  (BgFileQueue         *self,
                                        BgFileFolder         folder,
                                        const char          *name,
                                        const char          *why);
BgFileVerdict bg_file_queue_open_task  (BgFileQueue         *self,
                                        BgFileFolder         folder,
                                        const char          *name,
                                        int                  access,
                                        BgFileTask          *file,
                                        GError             **error);
BgFileVerdict bg_file_queue_lock_task  (BgFileQueue         *self,
                                        BgFileFolder         folder,
                                        const char          *name,
                                        BgFileTask          *file,
                                        GError             **error);
BgFileVerdict bg_file_queue_read_task  (BgFileQueue         *self,
                                        BgFileFolder         folder,
                                        const char          *name,
                                        BgFileTask          *file,
                                        GError             **error);
gboolean      bg_file_queue_move       (BgFileQueue         *self,
                                        BgFileFolder         from,
                                        const char          *from_name,
                                        BgFileFolder         to,
                                        const char          *to_name);
BgFileVerdict bg_file_queue_reread     (BgFileQueue         *self,
                                        BgFileFolder         folder,
                                        const char          *name,
                                        BgFileTask          *file,
                                        GError             **error);
gboolean      bg_file_task_update      (int                  fd,
                                        const BgFileHeader  *header,
                                        BgQueuedTask        *task,
                                        GError             **error);
void          bg_file_task_clear       (BgFileTask          *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BgFileTask, bg_file_task_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgFileQueue, bg_file_queue_free)

#define BG_FILE_TASK_INIT { .fd = -1 }

G_END_DECLS
