/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-queue-private.h"
#include "bg-transport.h"

G_BEGIN_DECLS

/* A lease that we gave out. The lock on the file is the lease: it ends with us, whatever happens to us. */
typedef struct
{
  char        *name;            /* in leased/ */
  int          fd;
  int          serial_fd;       /* -1 without a serial key */
  struct stat  info;
  BgFileName   parts;
  BgFileHeader header;
  gint64       deadline;        /* µs of the boot clock */
  BgLease     *lease;           /* not owned, only compared */
} BgFileHeld;

gint64        bg_file_lease_clock      (void);
void          bg_file_held_free        (BgFileHeld          *self);
BgFileVerdict bg_file_lease_take       (BgFileQueue         *queue,
                                        const char          *name,
                                        BgFileTask          *file,
                                        gint64               deadline,
                                        BgFileHeld         **held,
                                        GError             **error);
BgFileVerdict bg_file_lease_check      (BgFileQueue         *queue,
                                        BgFileHeld          *held);
gboolean      bg_file_lease_extend     (BgFileQueue         *queue,
                                        BgFileHeld          *held,
                                        BgQueuedTask        *task,
                                        gint64               deadline);
gboolean      bg_file_lease_is_cancelled (BgFileHeld          *held);
BgFileVerdict bg_file_lease_end        (BgFileQueue         *queue,
                                        BgFileHeld          *held,
                                        BgQueuedTask        *task,
                                        gboolean             writes,
                                        GError             **error);
BgFileVerdict bg_file_lease_forget     (BgFileQueue         *queue,
                                        BgFileHeld          *held,
                                        BgQueuedTask        *task);

/* Takes back what others have lost, and what we have lost. Adds the folders that were changed. */
gboolean      bg_file_leases_recover   (BgFileQueue         *queue,
                                        BgTransport         *transport,
                                        guint               *changed,
                                        GError             **error);

/* Serial keys. */
BgFileVerdict bg_file_serial_lock      (BgFileQueue         *queue,
                                        const char          *key,
                                        int                 *fd,
                                        guint64             *mark);
void          bg_file_serial_unlock    (BgFileQueue         *queue,
                                        const char          *key,
                                        int                  fd);
void          bg_file_serial_break     (BgFileQueue         *queue,
                                        const char          *key,
                                        guint64              mark);

G_END_DECLS
