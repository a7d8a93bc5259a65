/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-worker-registry.h"

G_BEGIN_DECLS

#define BG_TYPE_WORKER_CONFIG (bg_worker_config_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgWorkerConfig, bg_worker_config, BG, WORKER_CONFIG, GObject)

BG_AVAILABLE_IN_ALL
BgWorkerConfig   *bg_worker_config_new             (void) G_GNUC_WARN_UNUSED_RESULT;

/* In the order in which it is to hold: what comes later wins. */
BG_AVAILABLE_IN_ALL
gboolean          bg_worker_config_load_file       (BgWorkerConfig    *self,
                                                    const char        *path,
                                                    GError           **error);
BG_AVAILABLE_IN_ALL
gboolean          bg_worker_config_load_data       (BgWorkerConfig    *self,
                                                    const char        *data,
                                                    const char        *name,
                                                    GError           **error);
BG_AVAILABLE_IN_ALL
gboolean          bg_worker_config_set             (BgWorkerConfig    *self,
                                                    const char        *assignment,
                                                    GError           **error);
BG_AVAILABLE_IN_ALL
gboolean          bg_worker_config_apply           (BgWorkerConfig    *self,
                                                    BgWorkerRegistry  *registry,
                                                    GError           **error);
BG_AVAILABLE_IN_ALL
BgWorkerConfig   *bg_worker_config_reload          (BgWorkerConfig    *self,
                                                    GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* What it says. */
BG_AVAILABLE_IN_ALL
char             *bg_worker_config_dup_transport   (BgWorkerConfig    *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
double            bg_worker_config_get_grace       (BgWorkerConfig    *self);
BG_AVAILABLE_IN_ALL
char            **bg_worker_config_list_queues     (BgWorkerConfig    *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
GVariant         *bg_worker_config_lookup_queue    (BgWorkerConfig    *self,
                                                    const char        *queue) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
char            **bg_worker_config_list_schedules  (BgWorkerConfig    *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
GVariant         *bg_worker_config_lookup_schedule (BgWorkerConfig    *self,
                                                    const char        *schedule) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
