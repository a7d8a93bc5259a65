/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* CRC-32 as in gzip, against damage; not against malice. Goes on from the one of what came before, or 0. */
guint32 bg_checksum (guint32       before,
                     const guint8 *data,
                     gsize         size);

G_END_DECLS
