/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loops-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/* Finding a loop, and the default one. */

BgLoopsEntry *
bg_loops_find (BgLoops    *self,
               const char *name)
{
  if (name == NULL)
    return self->preferred;
  for (guint i = 0; i < self->entries->len; i++)
    {
      BgLoopsEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (bg_loop_get_name (entry->loop), name))
        return entry;
    }
  return NULL;
}

static BgLoopsEntry *
find_or_complain (BgLoops     *self,
                  const char  *name,
                  GError     **error)
{
  BgLoopsEntry *entry = bg_loops_find (self, name);

  if (entry == NULL && name == NULL)
    g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("There is no loop"));
  else if (entry == NULL)
    g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("There is no loop “%s”"), name);
  return entry;
}

/**
 * bg_loops_get_loop:
 * @self: the loops of a manager
 * @name: (nullable): what the loop is called, or `NULL` for the default
 *
 * Looks for a loop.
 *
 * Returns: (transfer none) (nullable): the loop, or `NULL` if there is none of that name
 */
BgLoop *
bg_loops_get_loop (BgLoops    *self,
                   const char *name)
{
  BgLoopsEntry *entry;

  g_return_val_if_fail (BG_IS_LOOPS (self), NULL);

  entry = bg_loops_find (self, name);
  return entry != NULL ? entry->loop : NULL;
}

/**
 * bg_loops_get_executor:
 * @self: the loops of a manager
 * @name: (nullable): what the loop is called, or `NULL` for the default
 * @error: return location for an error
 *
 * Gets what runs tasks of the manager in a loop, see [method@Task.set_executor].
 *
 * It fails with `BG_ERROR_INVALID_ARGUMENT` if there is no loop of that name.
 *
 * Returns: (transfer none) (nullable): the executor, always the same for a loop
 */
BgLoopExecutor *
bg_loops_get_executor (BgLoops     *self,
                       const char  *name,
                       GError     **error)
{
  BgLoopsEntry *entry;

  g_return_val_if_fail (BG_IS_LOOPS (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  entry = find_or_complain (self, name, error);
  if (entry == NULL)
    return NULL;
  if (entry->executor == NULL)
    entry->executor = bg_loop_executor_new (entry->loop);
  return entry->executor;
}

/**
 * bg_loops_dup_names:
 * @self: the loops of a manager
 *
 * Gets the names of the loops, in the order in which these were added.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 */
char **
bg_loops_dup_names (BgLoops *self)
{
  char **names;

  g_return_val_if_fail (BG_IS_LOOPS (self), NULL);

  names = g_new0 (char *, self->entries->len + 1);
  for (guint i = 0; i < self->entries->len; i++)
    {
      BgLoopsEntry *entry = g_ptr_array_index (self->entries, i);

      names[i] = g_strdup (bg_loop_get_name (entry->loop));
    }
  return names;
}

/**
 * bg_loops_get_default:
 * @self: the loops of a manager
 *
 * Gets the name of the loop that is meant where no name is given.
 *
 * Returns: (transfer none) (nullable): the name, or `NULL` if there is no loop
 */
const char *
bg_loops_get_default (BgLoops *self)
{
  g_return_val_if_fail (BG_IS_LOOPS (self), NULL);

  return self->preferred != NULL ? bg_loop_get_name (self->preferred->loop) : NULL;
}

/**
 * bg_loops_set_default:
 * @self: the loops of a manager
 * @name: what the loop is called
 * @error: return location for an error
 *
 * Sets which loop is meant where no name is given.
 *
 * It fails with `BG_ERROR_INVALID_ARGUMENT` if there is no loop of that name.
 *
 * Returns: `TRUE` if there is one
 */
gboolean
bg_loops_set_default (BgLoops     *self,
                      const char  *name,
                      GError     **error)
{
  BgLoopsEntry *entry;

  g_return_val_if_fail (BG_IS_LOOPS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  entry = find_or_complain (self, name, error);
  if (entry == NULL)
    return FALSE;
  self->preferred = entry;
  return TRUE;
}
