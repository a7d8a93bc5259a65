/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "data-source.h"
#include "data-test.h"

G_BEGIN_DECLS

/* A list of a hundred numbers and an adapter for it. */
typedef struct
{
  DataServer         *server;
  BgTaskManager      *manager;  /* one thread, not processing yet */
  BgDataRetriever    *retriever;
  DataSource         *source;
  BgListModelAdapter *adapter;  /* reads nothing ahead */
  GString            *log;      /* for what the retriever says */
  guint               n_uses;   /* that were made of the server */
} DataFixture;

void    data_fixture_set_up            (DataFixture   *self,
                                        gconstpointer  data);
void    data_fixture_set_up_with_check (DataFixture   *self,
                                        gconstpointer  data);
void    data_fixture_tear_down         (DataFixture   *self,
                                        gconstpointer  data);
void    data_fixture_show              (DataFixture   *self,
                                        guint          first,
                                        guint          n_items);
void    data_fixture_run               (DataFixture   *self);
guint64 data_fixture_request           (DataFixture   *self,
                                        const char    *key,
                                        int            check_priority,
                                        int            fetch_priority);
void    data_fixture_settle            (DataFixture   *self);

#define DATA_TEST_ADD(path, func) \
  g_test_add (path, DataFixture, NULL, data_fixture_set_up, func, data_fixture_tear_down)

G_END_DECLS
