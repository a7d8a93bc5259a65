/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* Where the data of the tests come from. Every body that asks is noted down, and held at the gate
 * while that is closed. What is known for a key is "KEY!"; the check knows nothing unless told
 * to. */
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

DataServer *data_server_new          (void);
void        data_server_free         (DataServer    *self);
void        data_server_close        (DataServer    *self);
void        data_server_open         (DataServer    *self);
void        data_server_pass         (DataServer    *self,
                                      guint          n);
void        data_server_wait_held    (DataServer    *self,
                                      guint          n);
void        data_server_wait_arrived (DataServer    *self,
                                      guint          n);
void        data_server_fail         (DataServer    *self,
                                      const char    *key,
                                      gboolean       fails);
void        data_server_know         (DataServer    *self,
                                      const char    *key);
void        data_server_hint         (DataServer    *self,
                                      const char    *key);
char       *data_server_take         (DataServer    *self);
guint       data_server_count        (DataServer    *self);
gboolean    data_server_fetch        (BgTask        *task,
                                      const char    *key,
                                      GCancellable  *cancellable,
                                      gpointer       user_data,
                                      GError       **error);
gboolean    data_server_check        (BgTask        *task,
                                      const char    *key,
                                      GCancellable  *cancellable,
                                      gpointer       user_data,
                                      GError       **error);
void        data_server_given_up     (gpointer       user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DataServer, data_server_free)

#define data_assert_order(server, expected) \
  G_STMT_START { \
    g_autofree char *order = data_server_take (server); \
    g_assert_cmpstr (order, ==, expected); \
  } G_STMT_END

G_END_DECLS
