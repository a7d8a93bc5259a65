/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char    *cli_secret_read_file  (const char          *path,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean cli_secret_check_file (const char          *path,
                                GError             **error);
GStrv    cli_secret_find       (const char          *uri) G_GNUC_WARN_UNUSED_RESULT;
char    *cli_secret_hide       (const char * const  *secrets,
                                const char          *text) G_GNUC_WARN_UNUSED_RESULT;
void     cli_secret_wipe       (char               **argv,
                                const char * const  *secrets);

G_END_DECLS
