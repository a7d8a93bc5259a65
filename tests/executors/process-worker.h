/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

/* What the worker of the tests can do, well or badly: the argument "what" names it. */
int process_worker_main (void);
