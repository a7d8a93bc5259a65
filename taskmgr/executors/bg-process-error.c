/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-error.h"

/**
 * bg_process_error_quark:
 *
 * Gets the domain of errors of child processes.
 *
 * Returns: the quark
 */
G_DEFINE_QUARK (bg-process-error-quark, bg_process_error)
