/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-config-group-private.h"
#include "bg-worker-config.h"

G_BEGIN_DECLS

#define BG_CONFIG_GENERAL "taskmgr"
#define BG_CONFIG_QUEUES "queues"

/* The groups with a name. */
typedef enum
{
  BG_CONFIG_KIND_QUEUE,
  BG_CONFIG_KIND_WORKER,
  BG_CONFIG_KIND_SCHEDULE,
} BgConfigKind;

#define BG_CONFIG_N_KINDS (BG_CONFIG_KIND_SCHEDULE + 1)

char     *bg_config_kind_make_group (BgConfigKind   kind,
                                     const char    *name);
/* The name in a group of this kind, or NULL. */
const char *bg_config_kind_get_name (BgConfigKind   kind,
                                     const char    *group);
GVariant *bg_config_kind_read       (BgConfigKind   kind,
                                     GKeyFile      *file,
                                     const char    *group,
                                     const char    *path,
                                     GError       **error);
GVariant *bg_config_read_general    (GKeyFile      *file,
                                     const char    *path,
                                     GError       **error);
/* What has to go together. */
gboolean  bg_config_kind_check      (BgConfigKind   kind,
                                     GVariant      *settings,
                                     const char    *group,
                                     const char    *path,
                                     GError       **error);

gboolean  bg_worker_config_is_same  (BgWorkerConfig    *self,
                                     BgWorkerConfig    *other,
                                     const char        *queue);

/* Adds a worker as it is set. */
gboolean  bg_config_add_worker      (GVariant          *settings,
                                     const char        *name,
                                     BgWorkerRegistry  *registry,
                                     GError           **error);

G_END_DECLS
