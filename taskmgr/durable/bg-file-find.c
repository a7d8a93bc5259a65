/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-find-private.h"

/* Looking through the folders of a queue, by names alone. */

/* A task that is moved while we look may be missed, if it goes back to a folder that was read already. */
#define N_PASSES 3

typedef struct
{
  const char *id;
  gsize       length;
  char       *name;     /* nullable */
  gboolean    is_found;
} Search;

/* The id is the fourth part. A dot on both sides of it is enough: no other part can be an id that holds the same. */
static gboolean
compare (const char *name,
         ino_t       inode,
         gpointer    user_data)
{
  Search *self = user_data;
  const char *at = name;

  for (guint i = 0; i < 3 && at != NULL; i++)
    at = strchr (at + 1, '.');
  if (at == NULL || strncmp (at + 1, self->id, self->length) != 0 || at[1 + self->length] != '.' ||
      strlen (name) >= BG_FILE_NAME_SIZE)
    return TRUE;
  if (self->name != NULL)
    strcpy (self->name, name);
  self->is_found = TRUE;
  return FALSE;
}

BgFileFolder
bg_file_find_id (BgFileQueue  *queue,
                 const char   *id,
                 guint         folders,
                 char         *name,
                 GError      **error)
{
  Search search = { id, strlen (id), name, FALSE };

  for (guint pass = 0; pass < N_PASSES; pass++)
    for (guint i = 0; i < BG_FILE_N_STATES; i++)
      {
        if ((folders & 1u << i) == 0)
          continue;
        if (!bg_file_for_each (queue->folders[i], compare, &search, error))
          return BG_FILE_N_STATES;
        if (search.is_found)
          return i;
      }
  return BG_FILE_N_STATES;
}

typedef struct
{
  GPtrArray    *places;
  BgFileFolder  folder;
} Collection;

static gboolean
collect (const char *name,
         ino_t       inode,
         gpointer    user_data)
{
  Collection *self = user_data;
  BgFileName parts;
  BgFilePlace *place;

  if (!bg_file_name_parse (&parts, self->folder, name))
    return TRUE;
  place = g_new (BgFilePlace, 1);
  place->folder = self->folder;
  place->parts = parts;
  g_strlcpy (place->name, name, sizeof place->name);
  g_ptr_array_add (self->places, place);
  return TRUE;
}

/* All tasks in the folders, as BgFilePlace. A task that is moved meanwhile may be there twice, or not. */
GPtrArray *
bg_file_find_all (BgFileQueue  *queue,
                  guint         folders,
                  GError      **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < BG_FILE_N_STATES; i++)
    {
      Collection collection = { places, i };

      if ((folders & 1u << i) != 0 && !bg_file_for_each (queue->folders[i], collect, &collection, error))
        return NULL;
    }
  return g_steal_pointer (&places);
}
