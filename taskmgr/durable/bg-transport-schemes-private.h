/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The kinds of transport, by the schemes of their URIs: those of the library, and those of modules and programs. */
GType  bg_transport_schemes_find (const char *scheme);
char  *bg_transport_schemes_list (void) G_GNUC_WARN_UNUSED_RESULT;

/* A variable of the environment, unless the program has more rights than who started it. */
const char *bg_transport_get_environment (const char *name);

G_END_DECLS
