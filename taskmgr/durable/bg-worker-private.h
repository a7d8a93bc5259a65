/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-worker.h"

G_BEGIN_DECLS

/* What a child is asked, as the arguments of a request. */
GVariant *bg_worker_pack_request (BgDelivery *delivery);

/* Whether it has no function that blocks. */
gboolean  bg_worker_is_async     (BgWorker   *self);

G_END_DECLS
