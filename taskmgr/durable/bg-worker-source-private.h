/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-worker-registry-private.h"

G_BEGIN_DECLS

/* Where a worker comes from. */

typedef enum
{
  BG_WORKER_SOURCE_WORKER,
  BG_WORKER_SOURCE_TYPE,
  BG_WORKER_SOURCE_MODULE,
  BG_WORKER_SOURCE_PROGRAM,
  BG_WORKER_SOURCE_COMMAND,
} BgWorkerSourceKind;

typedef struct
{
  BgWorkerSourceKind   kind;
  BgWorker            *worker;
  GType                type;
  char                *path;            /* of a module */
  char               **argv;
  BgWorkerLimits       limits;
} BgWorkerSource;

BgWorkerSource *bg_worker_source_new_for_worker  (BgWorker           *worker);
BgWorkerSource *bg_worker_source_new_for_type    (GType               type);
BgWorkerSource *bg_worker_source_new_for_file    (const char         *path,
                                                  GError            **error);
BgWorkerSource *bg_worker_source_new_for_program (const char *const  *argv);
BgWorkerSource *bg_worker_source_new_for_command (const char *const  *argv);
void            bg_worker_source_free            (BgWorkerSource     *self);
char           *bg_worker_source_dup_stem        (const char         *path);
BgWorker       *bg_worker_source_make            (BgWorkerSource     *self,
                                                  const char         *name,
                                                  gboolean            isolate,
                                                  GError            **error);

/* The worker of a module, in this process. */
BgWorker       *bg_worker_source_load            (const char         *path,
                                                  const char         *name,
                                                  GError            **error);

G_END_DECLS
