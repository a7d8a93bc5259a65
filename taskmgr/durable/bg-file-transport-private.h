/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-due-private.h"
#include "bg-file-queue-private.h"
#include "bg-file-watch-private.h"
#include "bg-transport.h"

G_BEGIN_DECLS

#define BG_TYPE_FILE_TRANSPORT (bg_file_transport_get_type ())

/* filesys:/path: each queue is a folder, and each task a file. */
G_DECLARE_FINAL_TYPE (BgFileTransport, bg_file_transport, BG, FILE_TRANSPORT, BgTransport)

struct _BgFileTransport
{
  BgTransport   parent_instance;

  /* fixed by configure */
  BgFileSpool  *spool;

  /* in the thread of the transport */
  GHashTable   *queues;       /* from names to BgFileQueue */
  BgFileWatch  *watch;        /* nullable */
  BgFileDue    *due;          /* nullable */
  GSource      *late_sync;    /* nullable */
};

BgFileQueue *bg_file_transport_get_queue    (BgFileTransport   *self,
                                             const char        *name,
                                             gboolean           create,
                                             GError           **error);
void         bg_file_transport_watch        (BgFileTransport   *self,
                                             BgFileQueue       *queue);
void         bg_file_transport_sync_soon    (BgFileTransport   *self);
void         bg_file_transport_release_all  (BgFileTransport   *self);

/* One per file. */
void         bg_file_transport_implement_submit  (BgTransportClass *klass);
void         bg_file_transport_implement_reserve (BgTransportClass *klass);
void         bg_file_transport_implement_end     (BgTransportClass *klass);
void         bg_file_transport_implement_look    (BgTransportClass *klass);
void         bg_file_transport_implement_change  (BgTransportClass *klass);

/* Forgets what has ended for longer than the retention. */
void         bg_file_transport_sweep        (BgFileTransport   *self,
                                             BgFileQueue       *queue);
guint        bg_file_transport_make_room    (BgFileTransport   *self,
                                             BgFileQueue       *queue);

G_END_DECLS
