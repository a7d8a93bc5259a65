/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text from anywhere, as it may stand in a message: it harms no terminal and no log, and is not long. */
char *bg_quote   (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Text from anywhere, as it is stored with a task: the first 4 KiB, as stores are made for tasks that are small. */
char *bg_shorten (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
