/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-report.h"

static void
append_number (GString  *line,
               JsonNode *node)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    g_string_append (line, g_ascii_formatd (text, sizeof text, "%.2f",
                                            json_node_get_double (node)));
}

static void
append_node (GString  *line,
             JsonNode *node)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  const char *separator = "";

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      append_number (line, node);
      return;
    }

  g_string_append_c (line, '{');
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_string_append_printf (line, "%s\"%s\": ", separator, name);
      append_node (line, member);
      separator = ", ";
    }
  g_string_append_c (line, '}');
}

/* Prints objects and numbers on one line; fractions get two digits, which is all that is meant. */
char *
browser_report_print (JsonNode *node)
{
  g_autoptr (GString) line = g_string_new (NULL);

  append_node (line, node);

  return g_strdup (line->str);
}
