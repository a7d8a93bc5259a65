/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* Where the data of the tests come from. Every body that asks is noted down, and held at the gate while that
 * is closed. What is known for a key is "KEY!"; the check knows nothing unless told to. */
typedef struct
{
  GMutex      mutex;
  GCond       cond;
  GString    *order;            /* mutex: "check:a a b" */
  GHashTable *failing;          /* mutex: keys */
  GHashTable *known;            /* mutex: keys that the check finds */
  GHashTable *hinted;           /* mutex: keys of which the check finds a part */
  gboolean    closed;           /* mutex */
  guint       n_passes;         /* mutex: how many may pass the closed gate */
  guint       n_held;           /* mutex */
  guint       n_arrived;        /* mutex: since it was closed */
  guint       n_released;       /* how often its use was given up, in the home context */
  GThread    *home;
} DataServer;

DataServer *data_server_new       (void);
void        data_server_free      (DataServer    *self);
void        data_server_close     (DataServer    *self);
void        data_server_open      (DataServer    *self);
void        data_server_pass      (DataServer    *self,
                                   guint          n);
void        data_server_wait_held (DataServer    *self,
                                   guint          n);
void        data_server_wait_arrived (DataServer *self,
                                   guint          n);
void        data_server_fail      (DataServer    *self,
                                   const char    *key,
                                   gboolean       fails);
void        data_server_know      (DataServer    *self,
                                   const char    *key);
void        data_server_hint      (DataServer    *self,
                                   const char    *key);
char       *data_server_take      (DataServer    *self);
guint       data_server_count     (DataServer    *self);
gboolean    data_server_fetch     (BgTask        *task,
                                   const char    *key,
                                   GCancellable  *cancellable,
                                   gpointer       user_data,
                                   GError       **error);
gboolean    data_server_check     (BgTask        *task,
                                   const char    *key,
                                   GCancellable  *cancellable,
                                   gpointer       user_data,
                                   GError       **error);
void        data_server_given_up  (gpointer       user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DataServer, data_server_free)

/* What a retriever has said: "a=a! b:failed c:stopped". */
void        data_log_connect      (GString         *log,
                                   BgDataRetriever *retriever);
/* What a model has said: "+3 -0 2-1+4". */
void        data_log_model        (GString         *log,
                                   GListModel      *model);
char       *data_log_take_sorted  (GString         *log);
char       *data_log_take         (GString         *log);

BgDataRetriever *data_test_retriever_new (BgTaskManager   *manager,
                                          DataServer      *server);
guint64          data_test_request       (BgDataRetriever *retriever,
                                          const char      *key,
                                          int              priority);
void             data_test_run           (BgDataRetriever *retriever);
void             data_test_run_pending   (BgTaskManager   *manager);
void             data_test_end           (BgTaskManager   *manager);

#define data_assert_log(log, expected) \
  G_STMT_START { \
    g_autofree char *said = data_log_take (log); \
    g_assert_cmpstr (said, ==, expected); \
  } G_STMT_END

#define data_assert_log_sorted(log, expected) \
  G_STMT_START { \
    g_autofree char *said = data_log_take_sorted (log); \
    g_assert_cmpstr (said, ==, expected); \
  } G_STMT_END

#define data_assert_order(server, expected) \
  G_STMT_START { \
    g_autofree char *order = data_server_take (server); \
    g_assert_cmpstr (order, ==, expected); \
  } G_STMT_END

G_END_DECLS
