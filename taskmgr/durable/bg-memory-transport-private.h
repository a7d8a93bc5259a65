/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-transport.h"

G_BEGIN_DECLS

/* The store of this process: quick, and gone with it. */
#define BG_TYPE_MEMORY_TRANSPORT (bg_memory_transport_get_type ())
G_DECLARE_FINAL_TYPE (BgMemoryTransport, bg_memory_transport, BG, MEMORY_TRANSPORT, BgTransport)

G_END_DECLS
