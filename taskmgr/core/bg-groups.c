/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-groups-private.h"

struct _BgGroups
{
  GHashTable *groups;           /* name → group, neither owned nor silent */
};

void
bg_group_free (BgGroup *group)
{
  if (group == NULL)
    return;
  g_free (group->name);
  g_free (group);
}

BgGroups *
bg_groups_new (void)
{
  BgGroups *self = g_new0 (BgGroups, 1);

  self->groups = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
bg_groups_free (BgGroups *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->groups);
  g_free (self);
}

BgGroup *
bg_groups_lookup (BgGroups   *self,
                  const char *name)
{
  return g_hash_table_lookup (self->groups, name);
}

void
bg_groups_join (BgGroups   *self,
                const char *name,
                BgNode     *node)
{
  BgNodeCold *cold = bg_node_ensure_cold (node);
  BgGroup *group = bg_groups_lookup (self, name);

  if (group == NULL)
    {
      group = g_new0 (BgGroup, 1);
      group->name = g_strdup (name);
      g_hash_table_insert (self->groups, group->name, group);
    }

  cold->group = group;
  cold->group_next = NULL;
  cold->group_prev = group->last;
  if (group->last != NULL)
    group->last->cold->group_next = node;
  else
    group->members = node;
  group->last = node;
  group->n_members++;
}

/* Returns: (transfer full): the group, if that was its last member */
BgGroup *
bg_groups_leave (BgGroups *self,
                 BgNode   *node)
{
  BgNodeCold *cold = node->cold;
  BgGroup *group = cold != NULL ? cold->group : NULL;

  if (group == NULL)
    return NULL;

  if (cold->group_prev != NULL)
    cold->group_prev->cold->group_next = cold->group_next;
  else
    group->members = cold->group_next;
  if (cold->group_next != NULL)
    cold->group_next->cold->group_prev = cold->group_prev;
  else
    group->last = cold->group_prev;
  cold->group = NULL;
  cold->group_next = cold->group_prev = NULL;

  if (--group->n_members > 0)
    return NULL;
  if (!group->silent)
    g_hash_table_remove (self->groups, group->name);
  return group;
}

/* The members of a silent group leave without a word, and its name is free for a new group. */
void
bg_groups_silence (BgGroups *self,
                   BgGroup  *group)
{
  if (group->silent)
    return;
  group->silent = TRUE;
  g_hash_table_remove (self->groups, group->name);
}

void
bg_groups_silence_all (BgGroups *self)
{
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    ((BgGroup *) group)->silent = TRUE;
  g_hash_table_remove_all (self->groups);
}

void
bg_groups_foreach (BgGroups *self,
                   GFunc     func,
                   gpointer  user_data)
{
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    func (group, user_data);
}
