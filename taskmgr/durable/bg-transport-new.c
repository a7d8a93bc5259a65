/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-quote-private.h"
#include "bg-transport-private.h"
#include "bg-transport-schemes-private.h"
#include "bg-transport-uri-private.h"

#include <glib/gi18n-lib.h>

/* How a transport is made from a URI, and the one that is meant when none is named. */

/* The options that all stores have, and the properties that they set. */
static const struct
{
  const char *option;
  const char *property;
} common_options[] =
  {
    { "lease", "lease-duration" },
    { "max-crashes", "max-crashes" },
    { "max-length", "max-length" },
    { "max-payload", "max-payload" },
    { "poll-interval", "poll-interval" },
    { "retention", "retention" },
  };

static gboolean
set_number (BgTransport  *self,
            const char   *option,
            const char   *property,
            const char   *value,
            GError      **error)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), property);
  const GParamSpecUInt *limits = G_PARAM_SPEC_UINT (pspec);
  guint64 number;

  if (g_ascii_string_to_unsigned (value, 10, limits->minimum, limits->maximum, &number, NULL))
    {
      g_object_set (self, property, (guint) number, NULL);
      return TRUE;
    }
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
               _("The option “%s” of the transport has to be a number from %u to %u"), option, limits->minimum,
               limits->maximum);
  return FALSE;
}

static gboolean
take_common_options (BgTransport  *self,
                     GHashTable   *options,
                     GError      **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (common_options); i++)
    {
      const char *option = common_options[i].option;
      const char *value = g_hash_table_lookup (options, option);

      if (value == NULL)
        continue;
      if (!set_number (self, option, common_options[i].property, value, error))
        return FALSE;
      g_hash_table_remove (options, option);
    }
  return TRUE;
}

static gboolean
refuse_rest (GHashTable  *options,
             const char  *scheme,
             GError     **error)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (options), (GCompareFunc) strcmp);

  if (names == NULL)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
               _("Transports with “%s:” have no option “%s”"), scheme, (const char *) names->data);
  return FALSE;
}

static gboolean
configure (BgTransport     *self,
           BgTransportUri  *uri,
           GError         **error)
{
  BgTransportClass *klass = BG_TRANSPORT_GET_CLASS (self);

  return take_common_options (self, uri->options, error)
         && (klass->configure == NULL || klass->configure (self, uri->uri, uri->options, error))
         && refuse_rest (uri->options, uri->scheme, error);
}

/**
 * bg_transport_new_for_uri:
 * @uri: where the tasks are kept: `localmem://`, `filesys:/path`, `sqlite:/path`, or what modules add
 * @error: return location for an error
 *
 * Makes a transport for a store.
 *
 * Nothing is opened yet. In a path, and in names and passwords, characters that have a meaning in URIs are written with
 * a percent sign and two digits.
 *
 * Behind a question mark options can follow, as `name=value` with `&` between them. Those of all stores are the
 * properties `max-payload`, `max-length`, `retention`, `poll-interval` and `max-crashes`, and `lease` for
 * [property@Transport:lease-duration]. What is not known, or stands there twice, is refused.
 *
 * A scheme is looked for among the extensions of [const@TRANSPORT_EXTENSION_POINT_NAME], those of modules too.
 *
 * Returns: (transfer full): a new transport, or `NULL` on error: `BG_TRANSPORT_ERROR_INVALID_URI`
 */
BgTransport *
bg_transport_new_for_uri (const char  *uri,
                          GError     **error)
{
  g_autoptr (BgTransportUri) parsed = NULL;
  g_autoptr (BgTransport) self = NULL;
  g_autofree char *name = NULL;
  GType type;

  g_return_val_if_fail (uri != NULL, NULL);

  parsed = bg_transport_uri_parse (uri, error);
  if (parsed == NULL)
    return NULL;
  name = bg_transport_uri_redact (uri);
  type = bg_transport_schemes_find (parsed->scheme);
  if (type == G_TYPE_INVALID)
    {
      g_autofree char *known = bg_transport_schemes_list ();

      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                   _("There is no transport for “%s”: those that are known are %s"), parsed->scheme, known);
      return NULL;
    }
  self = g_object_new (type, NULL);
  bg_transport_set_name (self, name);
  if (!configure (self, parsed, error))
    return NULL;
  return g_steal_pointer (&self);
}

static GMutex default_mutex;
static BgTransport *default_transport;  /* guarded by it */

static BgTransport *
make_default (GError **error)
{
  const char *uri = bg_transport_get_environment ("TASKMGR_TRANSPORT");

  if (uri != NULL && uri[0] != '\0')
    return bg_transport_new_for_uri (uri, error);
  g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND,
                       _("No transport was specified: give its URI, or set the environment variable "
                         "TASKMGR_TRANSPORT"));
  return NULL;
}

/**
 * bg_transport_get_default:
 * @error: return location for an error
 *
 * Gets the transport that is meant when none is named.
 *
 * It is the one of [method@Transport.set_default], or else made from the URI in the environment variable
 * `TASKMGR_TRANSPORT` when it is asked for the first time. From any thread.
 *
 * Returns: (transfer none): the transport, which stays until another is set; `NULL` on error:
 *   `BG_TRANSPORT_ERROR_NOT_FOUND` if none was specified
 */
BgTransport *
bg_transport_get_default (GError **error)
{
  g_autoptr (BgTransport) made = NULL;
  BgTransport *self;

  g_mutex_lock (&default_mutex);
  self = default_transport;
  g_mutex_unlock (&default_mutex);
  if (self != NULL)
    return self;

  /* Without the lock, as modules are loaded. */
  made = make_default (error);
  if (made == NULL)
    return NULL;
  g_mutex_lock (&default_mutex);
  if (default_transport == NULL)
    default_transport = g_steal_pointer (&made);
  self = default_transport;
  g_mutex_unlock (&default_mutex);
  return self;
}

/**
 * bg_transport_set_default:
 * @self: (nullable): a transport; `NULL` for the one that the environment names
 *
 * Sets the transport that is meant when none is named. From any thread.
 */
void
bg_transport_set_default (BgTransport *self)
{
  BgTransport *old;

  g_return_if_fail (self == NULL || BG_IS_TRANSPORT (self));

  if (self != NULL)
    g_object_ref (self);
  g_mutex_lock (&default_mutex);
  old = default_transport;
  default_transport = self;
  g_mutex_unlock (&default_mutex);
  g_clear_object (&old);
}
