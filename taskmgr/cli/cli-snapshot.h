/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

typedef struct
{
  char         *queue;
  BgQueueStats  stats;
} CliSnapshotRow;

/* What the queues hold at one moment. */
typedef struct
{
  gint64     taken;      /* µs of the monotonic clock */
  GArray    *rows;       /* of CliSnapshotRow, sorted by queue */
  GPtrArray *running;    /* of BgQueuedTask; some of those that workers have */
} CliSnapshot;

void                  cli_snapshot_free         (CliSnapshot          *self);
const CliSnapshotRow *cli_snapshot_find         (const CliSnapshot    *self,
                                                 const char           *queue);

void                  cli_snapshot_take_async   (BgTransport          *transport,
                                                 char                **queues,
                                                 guint                 max_running,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
CliSnapshot          *cli_snapshot_take_finish  (BgTransport          *transport,
                                                 GAsyncResult         *result,
                                                 GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliSnapshot, cli_snapshot_free)

G_END_DECLS
