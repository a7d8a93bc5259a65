/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-process-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define BG_PROCESS_N_LIMITS (BG_PROCESS_LIMIT_OPEN_FILES + 1)

/* How a program is started. The descriptors are taken, -1 is none: nothing to read, and what is written goes where
 * our own goes. */
typedef struct
{
  const char *const *argv;
  const char *const *environment;       /* NULL is our own */
  const char        *variable;          /* one more, or NULL */
  const char        *value;
  const char        *directory;
  const guint64     *limits;            /* BG_PROCESS_N_LIMITS of them, 0 is none; or NULL */
  int                input_fd;
  int                output_fd;
  int                error_fd;
  int                channel_fd;        /* becomes BG_PROCESS_FD */
} BgProcessSpawn;

GSubprocess *bg_process_spawn            (BgProcessSpawn  *self,
                                          GError         **error);
GPid         bg_process_get_pid          (GSubprocess     *process);
void         bg_process_collect          (GPid             pid);
void         bg_process_signal           (GSubprocess     *process,
                                          int              number);
GError      *bg_process_describe_status  (GSubprocess     *process,
                                          const char      *name,
                                          const char      *last_words);

G_END_DECLS
