/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-list-private.h"

#include "bg-file-spool-private.h"

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return strcmp (a, b);
}

void
bg_file_list_init (BgFileList *self)
{
  self->names = g_tree_new_full (compare_names, NULL, g_free, NULL);
  self->is_complete = FALSE;
  self->left_out = NULL;
}

void
bg_file_list_clear (BgFileList *self)
{
  g_clear_pointer (&self->names, g_tree_unref);
}

/* The folder is read again when a name is asked for. */
void
bg_file_list_forget (BgFileList *self)
{
  g_tree_remove_all (self->names);
  self->is_complete = FALSE;
}

static const char *
get_last (BgFileList *self)
{
  GTreeNode *node = g_tree_node_last (self->names);

  return node != NULL ? g_tree_node_key (node) : NULL;
}

/* The serial key is the last part of a name, and longer than the one before it can be. */
static gboolean
is_left_out (BgFileList *self,
             const char *name)
{
  const char *dot;

  if (self->left_out == NULL || g_hash_table_size (self->left_out) == 0)
    return FALSE;
  dot = strrchr (name, '.');
  return dot != NULL && strlen (dot) == 17 && g_hash_table_contains (self->left_out, dot + 1);
}

/* What sorts after the last name of an incomplete list is left for the next reading. */
void
bg_file_list_add (BgFileList *self,
                  const char *name)
{
  const char *last = get_last (self);

  if ((!self->is_complete && (last == NULL || strcmp (name, last) > 0)) || is_left_out (self, name))
    return;
  g_tree_replace (self->names, g_strdup (name), NULL);
  if (g_tree_nnodes (self->names) > BG_FILE_LIST_MAX)
    {
      g_tree_remove (self->names, get_last (self));
      self->is_complete = FALSE;
    }
}

static gboolean
read_one (const char *name,
          ino_t       inode,
          gpointer    user_data)
{
  bg_file_list_add (user_data, name);
  return TRUE;
}

gboolean
bg_file_list_read (BgFileList  *self,
                   int          folder,
                   GError     **error)
{
  g_tree_remove_all (self->names);
  self->is_complete = TRUE;
  return bg_file_for_each (folder, read_one, self, error);
}

/* NULL if none is left. */
const char *
bg_file_list_get_first (BgFileList *self)
{
  GTreeNode *node = g_tree_node_first (self->names);

  return node != NULL ? g_tree_node_key (node) : NULL;
}

void
bg_file_list_remove (BgFileList *self,
                     const char *name)
{
  g_tree_remove (self->names, name);
}
