/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-queued-task-private.h"
#include "bg-transport.h"

G_BEGIN_DECLS

/*
 * What all memory transports of one name have in common: queues of tasks, which are sorted so that every step takes no
 * longer than the logarithm of their number. Tasks in here are never seen outside; copies are.
 *
 * Everything happens between begin and end, which hold the lock of the store; end wakes other transports after it.
 */

typedef struct _BgMemoryStore BgMemoryStore;

/* The tasks with one serial key. Those that cannot run now are parked, and one of them comes back when the key is
 * free. */
typedef struct
{
  GSequence *parked;
  guint      n_items;
  gboolean   is_busy;           /* one of them is leased */
} BgMemorySerial;

typedef struct
{
  char       *name;
  GSequence  *all;              /* owns the items; in the order in which they were submitted */
  GSequence  *ready[BG_QUEUED_TASK_MAX_PRIORITY + 1];
  GSequence  *scheduled;
  GSequence  *leased;
  GSequence  *ended;            /* done and cancelled */
  GSequence  *dead;
  GSequence  *expiring;         /* those that wait and have a time to expire */
  GHashTable *unique;           /* from unique keys to items that wait or run */
  GHashTable *serial;           /* from serial keys to BgMemorySerial */
  guint64     n_parked;
  guint64     n_done;
} BgMemoryQueue;

typedef struct
{
  BgQueuedTask   *task;
  BgMemoryQueue  *queue;
  guint64         number;       /* grows with every task of the store */
  guint64         token;
  gint64          turn;         /* what its state is sorted by: µs of the clock that counts there */
  GSequenceIter  *listed;       /* in all */
  GSequenceIter  *place;        /* among those of its state */
  GSequenceIter  *expiry;       /* NULL if it does not expire */
  BgMemorySerial *serial;       /* NULL without a key */
  gboolean        is_parked;
} BgMemoryItem;

/* One operation of one transport. */
typedef struct
{
  BgMemoryStore *store;
  BgTransport   *transport;
  gint64         wall;
  gint64         boot;
  gint64         earliest;      /* when something may be ready because of it, µs of the boot clock */
} BgMemoryStep;

/* One that there is stays as long as the process. */
BgMemoryStore *bg_memory_store_get          (const char      *name);
void           bg_memory_store_join         (BgMemoryStore   *self,
                                             BgTransport     *transport);
void           bg_memory_store_part         (BgMemoryStore   *self,
                                             BgTransport     *transport);
BgMemoryStep   bg_memory_store_begin        (BgMemoryStore   *self,
                                             BgTransport     *transport);
void           bg_memory_store_end          (BgMemoryStep    *step);
void           bg_memory_store_note_waiting (BgMemoryStep    *step,
                                             gint64           next_change);

BgMemoryQueue *bg_memory_store_get_queue    (BgMemoryStep    *step,
                                             const char      *name);
BgMemoryItem  *bg_memory_store_get_item     (BgMemoryStep    *step,
                                             const char      *id);
char         **bg_memory_store_list_names   (BgMemoryStep    *step);
guint64        bg_memory_store_next_token   (BgMemoryStep    *step);
gboolean       bg_memory_store_get_fired    (BgMemoryStep    *step,
                                             const char      *schedule,
                                             gint64          *instant);
void           bg_memory_store_set_fired    (BgMemoryStep    *step,
                                             const char      *schedule,
                                             gint64           instant);

BgMemoryItem  *bg_memory_store_add_item     (BgMemoryStep    *step,
                                             BgMemoryQueue   *queue,
                                             BgQueuedTask    *task);
void           bg_memory_store_remove_item  (BgMemoryStep    *step,
                                             BgMemoryItem    *item);

/* Between these two the task of an item is changed. */
void           bg_memory_item_leave         (BgMemoryItem    *self);
void           bg_memory_item_enter         (BgMemoryItem    *self,
                                             BgMemoryStep    *step);
void           bg_memory_item_reseat          (BgMemoryItem    *self);
void           bg_memory_item_end           (BgMemoryItem    *self,
                                             BgMemoryStep    *step,
                                             BgQueuedState    state,
                                             const char      *reason);

BgMemoryQueue *bg_memory_queue_new          (const char      *name);
BgMemoryItem  *bg_memory_queue_add          (BgMemoryQueue   *self,
                                             BgMemoryStep    *step,
                                             BgQueuedTask    *task,
                                             guint64          number);
void           bg_memory_queue_remove       (BgMemoryQueue   *self,
                                             BgMemoryItem    *item);
void           bg_memory_queue_advance      (BgMemoryQueue   *self,
                                             BgMemoryStep    *step);
BgMemoryItem  *bg_memory_queue_get_first    (BgMemoryQueue   *self);
gint64         bg_memory_queue_get_change   (BgMemoryQueue   *self,
                                             BgMemoryStep    *step);
guint64        bg_memory_queue_count_ready  (BgMemoryQueue   *self);
guint64        bg_memory_queue_count_live   (BgMemoryQueue   *self);

/* What a transport asks of its store; see BgTransportClass. */
void           bg_memory_store_implement      (BgTransportClass *klass);
void           bg_memory_store_implement_look (BgTransportClass *klass);
BgMemoryStore *bg_memory_transport_get_store  (BgTransport      *transport);

G_END_DECLS
