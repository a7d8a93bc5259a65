/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "../bg-transport.h"

G_BEGIN_DECLS

#define BG_TYPE_SQLITE_TRANSPORT (bg_sqlite_transport_get_type ())

G_DECLARE_FINAL_TYPE (BgSqliteTransport, bg_sqlite_transport, BG, SQLITE_TRANSPORT, BgTransport)

void bg_sqlite_transport_register (GTypeModule *module);

G_END_DECLS
