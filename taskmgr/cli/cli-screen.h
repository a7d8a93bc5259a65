/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A plain terminal that is drawn on from top to bottom. */
typedef struct _CliScreen CliScreen;

typedef void (*CliScreenFunc) (gpointer user_data);

CliScreen *cli_screen_open  (CliScreenFunc   redraw,
                             CliScreenFunc   quit,
                             gpointer        user_data,
                             GError        **error);
void       cli_screen_close (CliScreen      *self);
guint      cli_screen_get_n_rows (CliScreen *self);
void       cli_screen_begin (CliScreen      *self);
void       cli_screen_put   (CliScreen      *self,
                             const char     *line);
void       cli_screen_end   (CliScreen      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliScreen, cli_screen_close)

G_END_DECLS
