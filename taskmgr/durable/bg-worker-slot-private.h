/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executors/bg-process-child-private.h"

G_BEGIN_DECLS

/*
 * The place of one child process of a worker: it is started, given one task after the other, watched, and started again
 * when it dies. Everything is called in the context.
 */

typedef struct _BgWorkerSlot BgWorkerSlot;

/* How the child is started, and what it may use. */
typedef struct
{
  char              *name;
  char             **argv;
  char             **environment;
  guint64            limits[BG_PROCESS_N_LIMITS];
  guint              max_tasks;         /* before another child takes over; 0 is no limit */
  BgProcessPatience  patience;
} BgWorkerProgram;

typedef struct
{
  /* it may be free now, or be gone for ever; called last */
  void (*changed)    (BgWorkerSlot *slot,
                      GObject      *owner);
  /* a child has died, or cannot be started */
  void (*complained) (BgWorkerSlot *slot,
                      const char   *text,
                      GObject      *owner);
  void (*logged)     (BgWorkerSlot *slot,
                      GTask        *job,
                      const char   *line,
                      GObject      *owner);
} BgWorkerSlotEvents;

BgWorkerSlot *bg_worker_slot_new       (GMainContext              *context,
                                        const BgWorkerProgram     *program,
                                        const BgWorkerSlotEvents  *events,
                                        GObject                   *owner);
void          bg_worker_slot_free      (BgWorkerSlot              *self);
void          bg_worker_slot_start     (BgWorkerSlot              *self);
gboolean      bg_worker_slot_is_free   (BgWorkerSlot              *self);
gboolean      bg_worker_slot_has_ended (BgWorkerSlot              *self);
const GError *bg_worker_slot_get_error (BgWorkerSlot              *self);
void          bg_worker_slot_process   (BgWorkerSlot              *self,
                                        GTask                     *job);
void          bg_worker_slot_close     (BgWorkerSlot              *self);

G_END_DECLS
