/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a group of a key file may say. */

typedef enum
{
  BG_CONFIG_STRING,             /* s */
  BG_CONFIG_NAME,               /* s, of a queue or worker */
  BG_CONFIG_COUNT,              /* t, 1 at least */
  BG_CONFIG_SECONDS,            /* d, more than 0 */
  BG_CONFIG_BOOLEAN,            /* b */
  BG_CONFIG_LIST,               /* as, not empty */
  BG_CONFIG_PAYLOAD,            /* a{sv}, written as JSON */
} BgConfigType;

typedef struct
{
  const char   *key;
  BgConfigType  type;
} BgConfigRule;

/* Ends with a rule without a key. */
GVariant *bg_config_group_read (GKeyFile            *file,
                                const char          *group,
                                const BgConfigRule  *rules,
                                const char          *path,
                                GError             **error);
void      bg_config_set_error  (GError             **error,
                                const char          *path,
                                const char          *group,
                                const char          *key,
                                const char          *message);

G_END_DECLS
