/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "core/bg-macros.h"

G_BEGIN_DECLS

#define BG_PROCESS_ERROR (bg_process_error_quark ())

/**
 * BgProcessError:
 * @BG_PROCESS_ERROR_SPAWN: the program could not be started
 * @BG_PROCESS_ERROR_EXITED: the program ended by itself, with an exit status that tells of an error or without
 *   an answer
 * @BG_PROCESS_ERROR_KILLED: the program was killed by a signal
 * @BG_PROCESS_ERROR_PROTOCOL: the program said something that is no message
 * @BG_PROCESS_ERROR_TOO_LARGE: a message is larger than [property@ProcessExecutor:max-message-size]
 * @BG_PROCESS_ERROR_UNKNOWN_WORKER: no worker of that name was registered
 *
 * What can go wrong with a child process, in the domain `BG_PROCESS_ERROR`.
 */
typedef enum
{
  BG_PROCESS_ERROR_SPAWN,
  BG_PROCESS_ERROR_EXITED,
  BG_PROCESS_ERROR_KILLED,
  BG_PROCESS_ERROR_PROTOCOL,
  BG_PROCESS_ERROR_TOO_LARGE,
  BG_PROCESS_ERROR_UNKNOWN_WORKER,
} BgProcessError;

/**
 * BgProcessLimit:
 * @BG_PROCESS_LIMIT_MEMORY: bytes of address space
 * @BG_PROCESS_LIMIT_CPU_TIME: seconds of processor time
 * @BG_PROCESS_LIMIT_OPEN_FILES: descriptors that are open at once
 *
 * What a child process can be kept from using up.
 */
typedef enum
{
  BG_PROCESS_LIMIT_MEMORY,
  BG_PROCESS_LIMIT_CPU_TIME,
  BG_PROCESS_LIMIT_OPEN_FILES,
} BgProcessLimit;

BG_AVAILABLE_IN_ALL
GQuark bg_process_error_quark (void);

G_END_DECLS
