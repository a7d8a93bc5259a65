/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-lease-private.h"

G_BEGIN_DECLS

/*
 * The leases that a transport has given and that are extended for their holders, each when a third of its time has
 * passed. Beyond the time limit of its task none is extended, and its holder is told. It keeps none of them alive. All
 * of it happens in the thread of the transport.
 */

typedef struct _BgLeaseKeeper BgLeaseKeeper;

BgLeaseKeeper *bg_lease_keeper_new      (void);
void           bg_lease_keeper_free     (BgLeaseKeeper *self);
void           bg_lease_keeper_add      (BgLeaseKeeper *self,
                                         BgLease       *lease);
void           bg_lease_keeper_remove   (BgLeaseKeeper *self,
                                         BgLease       *lease);
gint64         bg_lease_keeper_get_due  (BgLeaseKeeper *self);
GPtrArray     *bg_lease_keeper_take     (BgLeaseKeeper *self,
                                         gint64         now);
GPtrArray     *bg_lease_keeper_take_all (BgLeaseKeeper *self);

G_END_DECLS
