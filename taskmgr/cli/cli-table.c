/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-table.h"

/* Rows with columns as wide as what is in them. Numbers stand at the right. */

struct _CliTable
{
  GPtrArray *rows;    /* of GStrv; the first one holds the titles */
};

CliTable *
cli_table_new (const char * const *titles)
{
  CliTable *self = g_new0 (CliTable, 1);

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (self->rows, g_strdupv ((GStrv) titles));
  return self;
}

void
cli_table_free (CliTable *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* Takes as many cells as there are titles. */
void
cli_table_take_row (CliTable *self,
                    GStrv     cells)
{
  g_ptr_array_add (self->rows, cells);
}

static gsize
measure (CliTable *self,
         guint     column)
{
  gsize width = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      GStrv row = g_ptr_array_index (self->rows, i);

      width = MAX (width, (gsize) g_utf8_strlen (row[column], -1));
    }
  return width;
}

/* The first column holds names, whatever they look like. */
static gboolean
is_numeric (CliTable *self,
            guint     column)
{
  for (guint i = 1; i < self->rows->len; i++)
    {
      GStrv row = g_ptr_array_index (self->rows, i);

      if (!g_ascii_isdigit (row[column][0]) && row[column][0] != '-')
        return FALSE;
    }
  return column > 0;
}

static void
append_cell (GString    *text,
             const char *cell,
             gsize       width,
             gboolean    right)
{
  gsize padding = width - (gsize) g_utf8_strlen (cell, -1);

  if (!right)
    g_string_append (text, cell);
  for (gsize i = 0; i < padding; i++)
    g_string_append_c (text, ' ');
  if (right)
    g_string_append (text, cell);
}

/* The table, each row with a line feed and without spaces at its end. */
char *
cli_table_to_text (CliTable *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_columns = g_strv_length (g_ptr_array_index (self->rows, 0));
  g_autofree gsize *widths = g_new0 (gsize, n_columns);
  g_autofree gboolean *numeric = g_new0 (gboolean, n_columns);

  for (guint column = 0; column < n_columns; column++)
    {
      widths[column] = measure (self, column);
      numeric[column] = is_numeric (self, column);
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      GStrv row = g_ptr_array_index (self->rows, i);

      for (guint column = 0; column < n_columns; column++)
        {
          if (column > 0)
            g_string_append (text, "  ");
          append_cell (text, row[column], widths[column], numeric[column]);
        }
      while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate (text, text->len - 1);
      g_string_append_c (text, '\n');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
