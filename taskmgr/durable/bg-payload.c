/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-payload-private.h"

#include "bg-json-private.h"
#include "bg-quote-private.h"
#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* The one place where payloads and results become JSON, and the other way round; every transport stores what comes from
 * here. Nothing in them is ever evaluated.
 *
 * What JSON cannot say (bytes, handles, numbers that are none, integers beyond 64 signed bits, keys that are no texts)
 * is refused. The rest comes back with the widest type of its kind: integers as x, fractions as d, lists and tuples as
 * av, mappings as a{sv}, nothing as an empty mv. */

/* Where in a value we are; made into a text only if something is wrong there. */
typedef struct _Place Place;

struct _Place
{
  const Place *outer;
  const char  *key;     /* NULL in a list */
  gsize        index;
};

static void
append_place (GString     *text,
              const Place *place)
{
  if (place == NULL)
    return;
  append_place (text, place->outer);
  if (place->key == NULL)
    g_string_append_printf (text, "[%" G_GSIZE_FORMAT "]", place->index);
  else
    g_string_append_printf (text, "%s%s", text->len > 0 ? "." : "", place->key);
}

static gboolean
refuse (const Place  *place,
        const char   *why,
        GError      **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *quoted = NULL;

  append_place (text, place);
  quoted = bg_quote (text->str);
  if (place == NULL)
    g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD, _("This cannot be written as JSON: %s"),
                 why);
  else
    g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD,
                 _("“%s” cannot be written as JSON: %s"), quoted, why);
  return FALSE;
}

/* One of the values that are in another. */
typedef struct
{
  GVariant   *key;      /* NULL in a list */
  const char *name;     /* of the key */
  GVariant   *value;
} Member;

static void
member_clear (gpointer data)
{
  Member *self = data;

  g_clear_pointer (&self->key, g_variant_unref);
  g_variant_unref (self->value);
}

static int
compare_members (gconstpointer one,
                 gconstpointer other)
{
  return strcmp (((const Member *) one)->name, ((const Member *) other)->name);
}

static GArray *
list_members (GVariant *container,
              gboolean  is_mapping)
{
  gsize n = g_variant_n_children (container);
  GArray *members = g_array_sized_new (FALSE, FALSE, sizeof (Member), (guint) MIN (n, 4096));

  g_array_set_clear_func (members, member_clear);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (container, i);
      Member member = { NULL, NULL, NULL };

      if (is_mapping)
        {
          member.key = g_variant_get_child_value (child, 0);
          member.name = g_variant_get_string (member.key, NULL);
          member.value = g_variant_get_child_value (child, 1);
        }
      else
        member.value = g_steal_pointer (&child);
      g_array_append_val (members, member);
    }
  if (is_mapping)
    g_array_sort (members, compare_members);
  return members;
}

/* Refuses doubles and integers that would come back as others, and what is no text, number or truth value. */
static gboolean
append_scalar (GString      *json,
               GVariant     *value,
               const Place  *place,
               GError      **error)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BOOLEAN:
      g_string_append (json, g_variant_get_boolean (value) ? "true" : "false");
      return TRUE;
    case G_VARIANT_CLASS_BYTE:
      g_string_append_printf (json, "%u", g_variant_get_byte (value));
      return TRUE;
    case G_VARIANT_CLASS_INT16:
      g_string_append_printf (json, "%d", g_variant_get_int16 (value));
      return TRUE;
    case G_VARIANT_CLASS_UINT16:
      g_string_append_printf (json, "%u", g_variant_get_uint16 (value));
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      g_string_append_printf (json, "%d", g_variant_get_int32 (value));
      return TRUE;
    case G_VARIANT_CLASS_UINT32:
      g_string_append_printf (json, "%u", g_variant_get_uint32 (value));
      return TRUE;
    case G_VARIANT_CLASS_INT64:
      g_string_append_printf (json, "%" G_GINT64_FORMAT, g_variant_get_int64 (value));
      return TRUE;
    case G_VARIANT_CLASS_UINT64:
      if (g_variant_get_uint64 (value) > G_MAXINT64)
        return refuse (place, _("the integer is larger than 9223372036854775807"), error);
      g_string_append_printf (json, "%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));
      return TRUE;
    case G_VARIANT_CLASS_DOUBLE:
      if (!isfinite (g_variant_get_double (value)))
        return refuse (place, _("it is infinite or no number"), error);
      bg_json_append_double (json, g_variant_get_double (value));
      return TRUE;
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
      bg_json_append_string (json, g_variant_get_string (value, NULL));
      return TRUE;
    case G_VARIANT_CLASS_HANDLE:
      return refuse (place, _("it is a handle"), error);
    case G_VARIANT_CLASS_DICT_ENTRY:
    case G_VARIANT_CLASS_ARRAY:
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_VARIANT:
    case G_VARIANT_CLASS_MAYBE:
    default:
      return refuse (place, _("it is a pair outside of a mapping"), error);
    }
}

/* What is in the boxes that only GVariant has; NULL for nothing. */
static GVariant *
unbox (GVariant *value)
{
  GVariant *inner = g_variant_ref (value);

  while (inner != NULL
         && (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT)
             || g_variant_is_of_type (inner, G_VARIANT_TYPE_MAYBE)))
    {
      g_autoptr (GVariant) box = inner;

      inner = g_variant_is_of_type (box, G_VARIANT_TYPE_VARIANT) ? g_variant_get_variant (box)
                                                                 : g_variant_get_maybe (box);
    }
  return inner;
}

static gboolean
is_container (GVariant *value)
{
  return g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY) || g_variant_is_of_type (value, G_VARIANT_TYPE_TUPLE);
}

static gboolean
check_container (GVariant     *value,
                 const Place  *place,
                 guint         depth,
                 GError      **error)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    return refuse (place, _("it is bytes; encode them as text, or pass the name of a file"), error);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY)
      && !g_variant_is_of_type (value, G_VARIANT_TYPE ("a{s*}")))
    return refuse (place, _("the keys of the mapping are no texts"), error);
  if (depth == BG_PAYLOAD_MAX_DEPTH)
    return refuse (place, _("it is nested too deeply"), error);
  return TRUE;
}

static gboolean
append_value (GString      *json,
              GVariant     *boxed,
              const Place  *place,
              guint         depth,
              GError      **error)
{
  g_autoptr (GVariant) value = unbox (boxed);
  g_autoptr (GArray) members = NULL;
  gboolean is_mapping;

  if (value == NULL)
    {
      g_string_append (json, "null");
      return TRUE;
    }
  if (!is_container (value))
    return append_scalar (json, value, place, error);
  if (!check_container (value, place, depth, error))
    return FALSE;
  is_mapping = g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY);
  members = list_members (value, is_mapping);
  g_string_append_c (json, is_mapping ? '{' : '[');
  for (guint i = 0; i < members->len; i++)
    {
      const Member *member = &g_array_index (members, Member, i);
      Place inner = { place, member->name, i };

      if (i > 0)
        g_string_append_c (json, ',');
      if (is_mapping)
        {
          if (i > 0 && compare_members (member, member - 1) == 0)
            return refuse (&inner, _("the mapping has this key twice"), error);
          bg_json_append_string (json, member->name);
          g_string_append_c (json, ':');
        }
      if (!append_value (json, member->value, &inner, depth + 1, error))
        return FALSE;
    }
  g_string_append_c (json, is_mapping ? '}' : ']');
  return TRUE;
}

static GVariant *
read_scalar (JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_INT64:
      return g_variant_new_int64 (json_node_get_int (node));
    case G_TYPE_DOUBLE:
      return g_variant_new_double (json_node_get_double (node));
    case G_TYPE_BOOLEAN:
      return g_variant_new_boolean (json_node_get_boolean (node));
    case G_TYPE_STRING:
      return g_variant_new_string (json_node_get_string (node));
    default:
      return g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL);
    }
}

/* A floating value. How deep a node can be was checked before it was made. */
GVariant *
bg_value_from_node (JsonNode *node)
{
  GVariantBuilder builder;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *key;
      JsonNode *member;

      g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &key, &member))
        g_variant_builder_add (&builder, "{sv}", key, bg_value_from_node (member));
      return g_variant_builder_end (&builder);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
      for (guint i = 0; i < json_array_get_length (array); i++)
        g_variant_builder_add (&builder, "v", bg_value_from_node (json_array_get_element (array, i)));
      return g_variant_builder_end (&builder);
    }
  return read_scalar (node);
}

char *
bg_value_to_json (GVariant  *value,
                  GError   **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  g_return_val_if_fail (value != NULL, NULL);

  if (!append_value (json, value, NULL, 0, error))
    return NULL;
  return g_string_free (g_steal_pointer (&json), FALSE);
}

GVariant *
bg_value_from_json (const char  *json,
                    GError     **error)
{
  g_autoptr (JsonNode) node = bg_json_parse (json, error);

  if (node == NULL)
    return NULL;
  return g_variant_ref_sink (bg_value_from_node (node));
}

/* Nothing is an empty mapping; a text may hold the JSON of one. */
char *
bg_payload_to_json (GVariant  *payload,
                    GError   **error)
{
  g_autoptr (GVariant) value = payload != NULL ? unbox (payload) : NULL;
  g_autoptr (GVariant) parsed = NULL;

  if (value == NULL)
    return g_strdup ("{}");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      parsed = bg_payload_from_json (g_variant_get_string (value, NULL), error);
      if (parsed == NULL)
        return NULL;
      return bg_value_to_json (parsed, error);
    }
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY))
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD,
                   _("A payload is a mapping, a GVariant of the type a{sv}, and not one of the type %s"),
                   g_variant_get_type_string (value));
      return NULL;
    }
  return bg_value_to_json (value, error);
}

GVariant *
bg_payload_from_json (const char  *json,
                      GError     **error)
{
  g_autoptr (JsonNode) node = bg_json_parse (json, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD,
                           _("A payload is a mapping, in JSON an object in curly braces"));
      return NULL;
    }
  return g_variant_ref_sink (bg_value_from_node (node));
}
