/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-process-child-private.h"
#include "bg-process-task.h"

G_BEGIN_DECLS

/* The children of an executor, and what they do. */
typedef struct _BgProcessPool BgProcessPool;

typedef struct
{
  guint             pool_size;          /* these three are for the executor */
  guint             reserve_normal;
  guint             reserve_high;
  BgProcessPatience patience;
  guint             idle_timeout;       /* ms */
  guint             max_children;       /* that do nothing are kept only while there are no more; 0 is no limit */
  guint             max_size;           /* of a message */
  guint64           limits[BG_PROCESS_N_LIMITS];
} BgProcessSettings;

/* May call out to anybody. */
typedef struct
{
  void (*freed) (gpointer  user_data);  /* there is room for one more */
  void (*logged) (BgTask     *task,
                  const char *line,
                  gpointer    user_data);
} BgProcessPoolEvents;

BgProcessPool     *bg_process_pool_new             (const BgProcessPoolEvents  *events,
                                                    GObject                    *owner);
void               bg_process_pool_free            (BgProcessPool              *self);
BgProcessSettings *bg_process_pool_get_settings    (BgProcessPool              *self);
void               bg_process_pool_set_argv        (BgProcessPool              *self,
                                                    const char                 *name,
                                                    const char *const          *argv);
guint              bg_process_pool_count_running   (BgProcessPool              *self);
guint              bg_process_pool_count_children  (BgProcessPool              *self);
void               bg_process_pool_submit          (BgProcessPool              *self,
                                                    BgTask                     *task);
void               bg_process_pool_stop            (BgProcessPool              *self,
                                                    BgTask                     *task);
void               bg_process_pool_drain           (BgProcessPool              *self);
void               bg_process_pool_review          (BgProcessPool              *self);

G_END_DECLS
