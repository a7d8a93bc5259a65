/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-worker.h"

G_BEGIN_DECLS

/**
 * BG_WORKER_MODULE_SYMBOL:
 *
 * The name of the function of a module that makes its worker, a [callback@WorkerModuleFunc].
 */
#define BG_WORKER_MODULE_SYMBOL "taskmgr_worker_new"

/**
 * BgWorkerModuleFunc:
 * @name: the name that the worker is to have
 *
 * Makes the worker of a module.
 *
 * Returns: (transfer full): a new worker
 */
typedef BgWorker *(*BgWorkerModuleFunc) (const char *name);

#define BG_TYPE_WORKER_REGISTRY (bg_worker_registry_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgWorkerRegistry, bg_worker_registry, BG, WORKER_REGISTRY, GObject)

BG_AVAILABLE_IN_ALL
BgWorkerRegistry  *bg_worker_registry_new           (void) G_GNUC_WARN_UNUSED_RESULT;

/* What there is. */
BG_AVAILABLE_IN_ALL
void               bg_worker_registry_add           (BgWorkerRegistry     *self,
                                                     BgWorker             *worker);
BG_AVAILABLE_IN_ALL
gboolean           bg_worker_registry_add_type      (BgWorkerRegistry     *self,
                                                     const char           *name,
                                                     GType                 type,
                                                     GError              **error);
BG_AVAILABLE_IN_ALL
gboolean           bg_worker_registry_add_file      (BgWorkerRegistry     *self,
                                                     const char           *name,
                                                     const char           *path,
                                                     GError              **error);
BG_AVAILABLE_IN_ALL
gboolean           bg_worker_registry_add_folder    (BgWorkerRegistry     *self,
                                                     const char           *path,
                                                     GError              **error);
BG_AVAILABLE_IN_ALL
gboolean           bg_worker_registry_add_program   (BgWorkerRegistry     *self,
                                                     const char           *name,
                                                     const char *const    *argv,
                                                     GError              **error);
BG_AVAILABLE_IN_ALL
gboolean           bg_worker_registry_add_command   (BgWorkerRegistry     *self,
                                                     const char           *name,
                                                     const char *const    *argv,
                                                     GError              **error);
BG_AVAILABLE_IN_ALL
void               bg_worker_registry_allow_command (BgWorkerRegistry     *self,
                                                     const char           *program);

/* Looking for it. */
BG_AVAILABLE_IN_ALL
gboolean           bg_worker_registry_contains      (BgWorkerRegistry     *self,
                                                     const char           *name);
BG_AVAILABLE_IN_ALL
char             **bg_worker_registry_list          (BgWorkerRegistry     *self) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgWorker          *bg_worker_registry_lookup        (BgWorkerRegistry     *self,
                                                     const char           *name,
                                                     GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
