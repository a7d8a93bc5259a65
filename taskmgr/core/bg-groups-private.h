/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-node-private.h"

G_BEGIN_DECLS

/* The groups that have live tasks, by name. */

typedef struct _BgGroups BgGroups;

struct _BgGroup
{
  char     *name;
  GQuark    detail;             /* home context: 0 while nobody is known to listen for this name */
  BgNode   *members;            /* in the order in which they joined */
  BgNode   *last;
  guint     n_members;
  gboolean  silent;             /* stopped as a whole: nobody is told when it is empty */
};

BgGroups *bg_groups_new     (void);
void      bg_groups_free    (BgGroups   *self);
void      bg_groups_join    (BgGroups   *self,
                             const char *name,
                             BgNode     *node);
BgGroup  *bg_groups_leave   (BgGroups   *self,
                             BgNode     *node);
BgGroup  *bg_groups_lookup  (BgGroups   *self,
                             const char *name);
void      bg_groups_silence (BgGroups   *self,
                             BgGroup    *group);
void      bg_groups_silence_all (BgGroups *self);
void      bg_groups_foreach (BgGroups   *self,
                             GFunc       func,
                             gpointer    user_data);
void      bg_group_free     (BgGroup    *group);

G_END_DECLS
