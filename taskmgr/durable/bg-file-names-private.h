/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queued-task-private.h"

G_BEGIN_DECLS

/* The folders of a queue. The tasks are in the first ones, each in exactly one of them. */
typedef enum
{
  BG_FILE_SCHEDULED,
  BG_FILE_READY,
  BG_FILE_LEASED,
  BG_FILE_DONE,
  BG_FILE_DEAD,
  BG_FILE_CANCELLED,
  BG_FILE_N_STATES,
  BG_FILE_TMP = BG_FILE_N_STATES,   /* being written */
  BG_FILE_IDS,                      /* a second name of the file of each id that is known */
  BG_FILE_KEYS,                     /* the same for the unique keys of tasks that wait or run */
  BG_FILE_SERIAL,                   /* locked while a task with the serial key runs */
  BG_FILE_CORRUPT,                  /* what was found and is no task */
  BG_FILE_N_FOLDERS,
} BgFileFolder;

/* What the name of a task says of it:
 *
 *   P.TTTTTTTTTTTTTTTTTTTT.SSSSSSSSSSSSSSSSSSSS.ID.A.C[.K]
 *
 * P is 9 minus the priority, T when it is or was due or has ended, S when it was submitted, both in microseconds since
 * 1970; A and C are the attempts and the crashes, K stands for the serial key. So names sort as tasks are to be run;
 * where the time matters more, T and P change places. */
typedef struct
{
  int    priority;
  gint64 time;
  gint64 stamp;
  char   id[BG_QUEUED_TASK_MAX_ID + 1];
  guint  attempt;
  guint  crashes;
  char   serial[17];    /* 16 digits, or nothing */
} BgFileName;

#define BG_FILE_NAME_SIZE 192

const char    *bg_file_folder_get_name  (BgFileFolder        folder);
BgQueuedState  bg_file_folder_get_state (BgFileFolder        folder);
BgFileFolder   bg_file_folder_for_state (BgQueuedState       state);

gboolean       bg_file_name_parse       (BgFileName         *self,
                                         BgFileFolder        folder,
                                         const char         *text);
void           bg_file_name_format      (const BgFileName   *self,
                                         BgFileFolder        folder,
                                         char               *text);
void           bg_file_name_set_task    (BgFileName         *self,
                                         BgQueuedTask       *task);
void           bg_file_name_hash_key    (const char         *key,
                                         char                hash[17]);

G_END_DECLS
