/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-worker-config-private.h"

G_BEGIN_DECLS

/* Something that was loaded, to be loaded again. */
typedef struct
{
  char *path;                   /* of a file, */
  char *data;                   /* or what there would be in one, */
  char *name;
  char *assignment;             /* or this */
} BgConfigOrigin;

struct _BgWorkerConfig
{
  GObject     parent_instance;

  GKeyFile   *merged;           /* all that holds */
  GHashTable *paths;            /* group → the name of the file that it is from */
  GPtrArray  *origins;          /* of BgConfigOrigin */
};

G_END_DECLS
