/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "data-log.h"
#include "data-server.h"

#include "bg-test.h"

G_BEGIN_DECLS

BgDataRetriever *data_test_retriever_new (BgTaskManager   *manager,
                                          DataServer      *server);
guint64          data_test_request       (BgDataRetriever *retriever,
                                          const char      *key,
                                          int              priority);
void             data_test_run           (BgDataRetriever *retriever);
void             data_test_run_pending   (BgTaskManager   *manager);
void             data_test_end           (BgTaskManager   *manager);

G_END_DECLS
