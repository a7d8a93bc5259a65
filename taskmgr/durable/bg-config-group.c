/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-config-group-private.h"

#include "bg-payload-private.h"
#include "bg-queue-name-private.h"
#include "core/bg-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* The key may be NULL. Values are never quoted here: there may be a password in them. */
void
bg_config_set_error (GError     **error,
                     const char  *path,
                     const char  *group,
                     const char  *key,
                     const char  *message)
{
  g_autofree char *text = key != NULL ? g_strdup_printf ("%s: [%s] %s: %s", path, group, key, message)
                                      : g_strdup_printf ("%s: [%s]: %s", path, group, message);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, valid);
}

static const BgConfigRule *
find_rule (const BgConfigRule *rules,
           const char         *key)
{
  for (; rules->key != NULL; rules++)
    if (g_str_equal (rules->key, key))
      return rules;
  return NULL;
}

static GVariant *
read_count (const char  *text,
            GError     **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("A whole number from 1 on is needed"));
      return NULL;
    }
  return g_variant_new_uint64 (number);
}

static GVariant *
read_seconds (const char  *text,
              GError     **error)
{
  char *end = NULL;
  double seconds = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !isfinite (seconds) || seconds <= 0 || seconds > 1e9)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("A number of seconds above 0 is needed"));
      return NULL;
    }
  return g_variant_new_double (seconds);
}

static GVariant *
read_list (GKeyFile    *file,
           const char  *group,
           const char  *key,
           GError     **error)
{
  gsize n = 0;
  g_auto (GStrv) list = g_key_file_get_string_list (file, group, key, &n, NULL);

  if (list == NULL || n == 0 || list[0][0] == '\0')
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The list is empty"));
      return NULL;
    }
  return g_variant_new_strv ((const char *const *) list, (gssize) n);
}

static GVariant *
read_boolean (GKeyFile    *file,
              const char  *group,
              const char  *key,
              GError     **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean value = g_key_file_get_boolean (file, group, key, &local_error);

  if (local_error == NULL)
    return g_variant_new_boolean (value);
  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("It is either true or false"));
  return NULL;
}

/* GLib finds this too, but sets its error over that of an escape it does not know. */
static gboolean
ends_amid_an_escape (const char *value)
{
  gsize length = strlen (value);
  gsize text_length = length;

  while (text_length > 0 && value[text_length - 1] == '\\')
    text_length--;
  return (length - text_length) % 2 == 1;
}

/* What GLib has to say of it would quote it. */
static char *
read_text (GKeyFile      *file,
           const char    *group,
           const char    *key,
           BgConfigType   type,
           GError       **error)
{
  g_autofree char *value = g_key_file_get_value (file, group, key, NULL);
  g_autofree char *text = NULL;

  /* A payload has the escapes of JSON. */
  if (type == BG_CONFIG_PAYLOAD)
    text = g_steal_pointer (&value);
  else if (value != NULL && !ends_amid_an_escape (value))
    text = g_key_file_get_string (file, group, key, NULL);

  if (text != NULL && g_utf8_validate (text, -1, NULL))
    return g_steal_pointer (&text);
  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("This is no text that can be read"));
  return NULL;
}

static GVariant *
read_value (GKeyFile      *file,
            const char    *group,
            const char    *key,
            BgConfigType   type,
            GError       **error)
{
  g_autofree char *text = read_text (file, group, key, type, error);

  if (text == NULL)
    return NULL;
  switch (type)
    {
    case BG_CONFIG_NAME:
      return bg_queue_name_check (_("worker"), text, error) ? g_variant_new_string (text) : NULL;
    case BG_CONFIG_COUNT:
      return read_count (text, error);
    case BG_CONFIG_SECONDS:
      return read_seconds (text, error);
    case BG_CONFIG_BOOLEAN:
      return read_boolean (file, group, key, error);
    case BG_CONFIG_LIST:
      return read_list (file, group, key, error);
    case BG_CONFIG_PAYLOAD:
      return bg_payload_from_json (text, error);
    case BG_CONFIG_STRING:
    default:
      return g_variant_new_string (text);
    }
}

/* All that a group says, as a{sv}; NULL if something of it makes no sense. */
GVariant *
bg_config_group_read (GKeyFile            *file,
                      const char          *group,
                      const BgConfigRule  *rules,
                      const char          *path,
                      GError             **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      const BgConfigRule *rule = find_rule (rules, keys[i]);
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GVariant) value = NULL;

      if (rule == NULL)
        {
          bg_config_set_error (error, path, group, keys[i], _("There is no such key"));
          return NULL;
        }
      value = read_value (file, group, keys[i], rule->type, &local_error);
      if (value == NULL)
        {
          bg_config_set_error (error, path, group, keys[i], local_error->message);
          return NULL;
        }
      value = g_variant_take_ref (g_steal_pointer (&value));
      g_variant_dict_insert_value (&dict, keys[i], value);
    }
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}
