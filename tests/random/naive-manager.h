/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a manager does, written down in the plainest way: arrays, and scans over all of them.
 * It says what is announced, in words such as "+1", "!2", "-3" and "*group". */

typedef struct _NaiveManager NaiveManager;

typedef enum
{
  NAIVE_WAITING,
  NAIVE_RUNNING,
  NAIVE_LEAVING,                /* stopped while it ran */
  NAIVE_COMPLETED,
  NAIVE_FAILED,
  NAIVE_STOPPED,
} NaiveState;

NaiveManager *naive_manager_new          (void);
void          naive_manager_free         (NaiveManager *self);
gboolean      naive_manager_can_wait_for (NaiveManager *self,
                                          guint         id);
guint         naive_manager_add          (NaiveManager *self,
                                          int           priority,
                                          const char   *group,
                                          GArray       *upstreams);
void          naive_manager_set_processing (NaiveManager *self,
                                            gboolean      processing);
void          naive_manager_set_max_threads (NaiveManager *self,
                                             guint         max_threads);
gboolean      naive_manager_set_priority (NaiveManager *self,
                                          guint         id,
                                          int           priority);
gboolean      naive_manager_stop         (NaiveManager *self,
                                          guint         id,
                                          gboolean      upstream,
                                          gboolean      downstream);
guint         naive_manager_stop_group   (NaiveManager *self,
                                          const char   *group,
                                          gboolean      upstream,
                                          gboolean      downstream);
guint         naive_manager_stop_all     (NaiveManager *self);
guint         naive_manager_count_running (NaiveManager *self);
guint         naive_manager_get_running  (NaiveManager *self,
                                          guint         n);
guint         naive_manager_start_next   (NaiveManager *self);
void          naive_manager_body_returns (NaiveManager *self,
                                          guint         id,
                                          gboolean      succeeds);
GPtrArray    *naive_manager_deliver      (NaiveManager *self);
guint         naive_manager_count_tasks  (NaiveManager *self);
guint         naive_manager_count_pending (NaiveManager *self);
NaiveState    naive_manager_get_state    (NaiveManager *self,
                                          guint         id);

G_END_DECLS
