/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* A store that is open, and a worker that does whatever a payload says in "do". */
BgTransport  *worker_test_open    (void);
char         *worker_test_submit  (BgTransport   *transport,
                                   const char    *queue,
                                   const char    *worker,
                                   const char    *payload);
BgQueuedTask *worker_test_look    (BgTransport   *transport,
                                   const char    *queue,
                                   const char    *id);
gboolean      worker_test_deed    (BgDelivery    *delivery,
                                   GCancellable  *cancellable,
                                   gpointer       user_data,
                                   GError       **error);
BgWorker     *worker_test_new     (void);

/* For a test that is its own worker: TRUE if that is what it was started for, when it has come to its end. */
gboolean      worker_test_serve   (void);

void          worker_test_check   (BgTransport   *transport,
                                   const char    *queue,
                                   const char    *id,
                                   BgQueuedState  state,
                                   const char    *reason);
void          worker_test_check_text (BgQueuedTask *task,
                                      const char   *text);

G_END_DECLS
