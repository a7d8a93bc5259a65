/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BgTransportCapabilities:
 * @BG_TRANSPORT_CAPABILITIES_NONE: only what each store can do
 * @BG_TRANSPORT_CAPABILITIES_PRIORITY: tasks of a higher priority come first
 * @BG_TRANSPORT_CAPABILITIES_DELAY: tasks can wait for a time
 * @BG_TRANSPORT_CAPABILITIES_DEDUP: a task that is submitted again is known by its id
 * @BG_TRANSPORT_CAPABILITIES_CONFIRMED_ACK: a task that was acknowledged never runs again
 * @BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND: leases run out, and can be extended
 * @BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY: of the tasks with a unique key one waits or runs
 * @BG_TRANSPORT_CAPABILITIES_SERIAL_KEY: of the tasks with a serial key one runs at a time
 * @BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP: a worker that waits is told of new tasks, also those of other processes
 * @BG_TRANSPORT_CAPABILITIES_DEAD_LETTER: tasks that were given up are kept and can be put back
 * @BG_TRANSPORT_CAPABILITIES_LIST: tasks can be listed and looked up
 * @BG_TRANSPORT_CAPABILITIES_EXACT_STATS: the numbers are exact
 * @BG_TRANSPORT_CAPABILITIES_TRANSACTIONAL_SUBMIT: a task can be submitted within a transaction of the program
 * @BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS: several processes of one host can share it
 * @BG_TRANSPORT_CAPABILITIES_MULTI_HOST: several hosts can share it
 *
 * What a store can do. What it cannot do is refused with `BG_TRANSPORT_ERROR_NOT_SUPPORTED`.
 */
typedef enum /*< flags >*/
{
  BG_TRANSPORT_CAPABILITIES_NONE                 = 0,
  BG_TRANSPORT_CAPABILITIES_PRIORITY             = 1 << 0,
  BG_TRANSPORT_CAPABILITIES_DELAY                = 1 << 1,
  BG_TRANSPORT_CAPABILITIES_DEDUP                = 1 << 2,
  BG_TRANSPORT_CAPABILITIES_CONFIRMED_ACK        = 1 << 3,
  BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND         = 1 << 4,
  BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY           = 1 << 5,
  BG_TRANSPORT_CAPABILITIES_SERIAL_KEY           = 1 << 6,
  BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP          = 1 << 7,
  BG_TRANSPORT_CAPABILITIES_DEAD_LETTER          = 1 << 8,
  BG_TRANSPORT_CAPABILITIES_LIST                 = 1 << 9,
  BG_TRANSPORT_CAPABILITIES_EXACT_STATS          = 1 << 10,
  BG_TRANSPORT_CAPABILITIES_TRANSACTIONAL_SUBMIT = 1 << 11,
  BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS        = 1 << 12,
  BG_TRANSPORT_CAPABILITIES_MULTI_HOST           = 1 << 13,
} BgTransportCapabilities;

/**
 * BgDurability:
 * @BG_DURABILITY_NONE: accepted tasks are gone with the process
 * @BG_DURABILITY_PROCESS: they survive the processes that use the store, not its crash
 * @BG_DURABILITY_INTERVAL: what was accepted within the last moments may be lost in a crash
 * @BG_DURABILITY_SYNC: they survive a power cut
 * @BG_DURABILITY_REPLICATED: they survive the loss of a host
 *
 * What accepted tasks survive, as the store is set up.
 */
typedef enum
{
  BG_DURABILITY_NONE,
  BG_DURABILITY_PROCESS,
  BG_DURABILITY_INTERVAL,
  BG_DURABILITY_SYNC,
  BG_DURABILITY_REPLICATED,
} BgDurability;

/**
 * BgTransportState:
 * @BG_TRANSPORT_STATE_NEW: not opened yet
 * @BG_TRANSPORT_STATE_CONNECTING: is being opened
 * @BG_TRANSPORT_STATE_READY: works
 * @BG_TRANSPORT_STATE_WAITING: has lost its connection and tries again
 * @BG_TRANSPORT_STATE_CLOSED: was closed, for ever
 *
 * The life of a transport.
 */
typedef enum
{
  BG_TRANSPORT_STATE_NEW,
  BG_TRANSPORT_STATE_CONNECTING,
  BG_TRANSPORT_STATE_READY,
  BG_TRANSPORT_STATE_WAITING,
  BG_TRANSPORT_STATE_CLOSED,
} BgTransportState;

G_END_DECLS
