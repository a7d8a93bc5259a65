/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport-uri-private.h"

#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

/* SCHEME:[//[USER[:PASSWORD]@][HOST[:PORT]]][PATH][?NAME=VALUE[&NAME=VALUE…]]
 *
 * No message here quotes any of it but the names of scheme and options: a password may stand in all other places, and
 * in a URI that is wrong nobody can say where. */

#define MAX_LENGTH 4096

static gboolean
refuse (const char  *why,
        GError     **error)
{
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
               _("The URI of the transport makes no sense: %s"), why);
  return FALSE;
}

/* Decodes what stands between @start and @end; NULL if that is no text. */
static char *
decode (const char  *start,
        const char  *end,
        GError     **error)
{
  GString *text = g_string_sized_new ((gsize) (end - start));

  for (const char *at = start; at < end; at++)
    {
      int byte = (guchar) *at;

      if (*at == '%')
        {
          byte = end - at > 2 && g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2])
                   ? g_ascii_xdigit_value (at[1]) * 16 + g_ascii_xdigit_value (at[2]) : 0;
          at += 2;
        }
      if (byte == 0)
        {
          g_string_free (text, TRUE);
          refuse (_("a percent sign is followed by two hexadecimal digits, which are not 00"), error);
          return NULL;
        }
      g_string_append_c (text, (char) byte);
    }
  if (g_utf8_validate (text->str, (gssize) text->len, NULL))
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  refuse (_("it is no UTF-8"), error);
  return NULL;
}

static gboolean
check_characters (const char  *text,
                  GError     **error)
{
  gsize length = strnlen (text, MAX_LENGTH + 1);

  if (length > MAX_LENGTH)
    return refuse (_("it is too long"), error);
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] <= ' ' || text[i] == 0x7f || strchr ("\"<>\\^`{|}#", text[i]) != NULL)
        return refuse (_("spaces, line breaks, # and some others have to be written with a percent sign"), error);
    }
  return TRUE;
}

static const char *
find_last (const char *start,
           const char *end,
           char        character)
{
  while (end > start)
    {
      if (*--end == character)
        return end;
    }
  return NULL;
}

/* How many characters belong to the scheme; 0 if there is none. */
static gsize
measure_scheme (const char *text)
{
  gsize n = strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

  return n > 0 && n <= 32 && g_ascii_isalpha (text[0]) && text[n] == ':' ? n : 0;
}

static gboolean
is_option_name (const char *name)
{
  gsize n = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

  return n > 0 && n <= 64 && name[n] == '\0' && g_ascii_islower (name[0]);
}

static gboolean
read_option (BgTransportUri  *self,
             const char      *start,
             const char      *end,
             GError         **error)
{
  const char *equals = memchr (start, '=', (gsize) (end - start));
  g_autofree char *name = equals != NULL ? g_strndup (start, (gsize) (equals - start)) : NULL;
  g_autofree char *value = NULL;

  if (name == NULL || !is_option_name (name))
    return refuse (_("behind the question mark stand options, as name=value, with & between them"), error);
  value = decode (equals + 1, end, error);
  if (value == NULL)
    return FALSE;
  if (g_hash_table_contains (self->options, name))
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                   _("The URI of the transport has the option “%s” twice"), name);
      return FALSE;
    }
  g_hash_table_insert (self->options, g_steal_pointer (&name), g_steal_pointer (&value));
  return TRUE;
}

static gboolean
read_options (BgTransportUri  *self,
              const char      *query,
              GError         **error)
{
  for (const char *start = query; ; )
    {
      const char *end = start + strcspn (start, "&");

      if (!read_option (self, start, end, error))
        return FALSE;
      if (*end == '\0')
        return TRUE;
      start = end + 1;
    }
}

/* What stands between the two slashes and the next one. */
typedef struct
{
  char *user;
  char *password;
  char *host;
  int   port;
} Authority;

static void
authority_clear (Authority *self)
{
  g_free (self->user);
  g_free (self->password);
  g_free (self->host);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Authority, authority_clear)

static gboolean
read_user (Authority   *self,
           const char  *start,
           const char  *end,
           GError     **error)
{
  const char *colon = memchr (start, ':', (gsize) (end - start));

  if (memchr (start, '@', (gsize) (end - start)) != NULL)
    return refuse (_("an @ in a user name or a password has to be written as %40"), error);
  self->user = decode (start, colon != NULL ? colon : end, error);
  if (self->user == NULL)
    return FALSE;
  if (colon != NULL)
    self->password = decode (colon + 1, end, error);
  return colon == NULL || self->password != NULL;
}

static gboolean
read_port (Authority   *self,
           const char  *start,
           const char  *end,
           GError     **error)
{
  g_autofree char *digits = g_strndup (start, (gsize) (end - start));
  guint64 port;

  if (!g_ascii_string_to_unsigned (digits, 10, 1, 65535, &port, NULL))
    return refuse (_("a port is a number from 1 to 65535"), error);
  self->port = (int) port;
  return TRUE;
}

static gboolean
is_host (const char *host)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

  if (host[0] == '[')
    {
      gsize length = strlen (host);

      return length > 3 && host[length - 1] == ']' && strspn (host + 1, "0123456789abcdefABCDEF:.") == length - 2;
    }
  return host[strspn (host, letters)] == '\0' && host[0] != '-' && host[0] != '.';
}

/* A list of hosts stays as it is: only libpq knows what to do with one. */
static gboolean
read_host (Authority   *self,
           const char  *scheme,
           const char  *start,
           const char  *end,
           GError     **error)
{
  const char *bracket = find_last (start, end, ']');
  const char *colon = find_last (start, end, ':');
  gboolean is_list = memchr (start, ',', (gsize) (end - start)) != NULL;

  if (is_list && !g_str_equal (scheme, "pgsql"))
    return refuse (_("only a URI that begins with pgsql: can have a list of hosts"), error);
  if (is_list || (colon != NULL && bracket != NULL && colon < bracket))
    colon = NULL;
  self->host = decode (start, colon != NULL ? colon : end, error);
  if (self->host == NULL)
    return FALSE;
  if (!is_list && !is_host (self->host) && !(g_str_equal (scheme, "pgsql") && self->host[0] == '/'))
    return refuse (_("this is no name of a host"), error);
  return colon == NULL || read_port (self, colon + 1, end, error);
}

static gboolean
read_authority (Authority   *self,
                const char  *scheme,
                const char  *start,
                const char  *end,
                GError     **error)
{
  const char *at = find_last (start, end, '@');

  if (at != NULL && !read_user (self, start, at, error))
    return FALSE;
  return read_host (self, scheme, at != NULL ? at + 1 : start, end, error);
}

/* Before anything makes a shorter path of it, as GUri does. */
static gboolean
check_path (const char  *path,
            GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_equal (parts[i], "..") || g_str_equal (parts[i], "."))
        return refuse (_("the path may not go through “.” and “..”"), error);
    }
  return TRUE;
}

static gboolean
is_file (const char *scheme)
{
  return g_str_equal (scheme, "filesys") || g_str_equal (scheme, "sqlite");
}

/* What is named in the file system does not depend on where the program runs. */
static gboolean
check_file (const char       *scheme,
            const Authority  *authority,
            const char       *path,
            GError          **error)
{
  if (!is_file (scheme))
    return TRUE;
  if (authority->user != NULL || (authority->host != NULL && authority->host[0] != '\0') || authority->port != -1)
    return refuse (_("a path in the file system has no host; it follows the colon, and begins with one slash"), error);
  if (path[0] != '/')
    return refuse (_("the path has to begin with a slash"), error);
  return path[1] != '\0' || refuse (_("the path is empty"), error);
}

static gboolean
read_place (BgTransportUri  *self,
            const char      *start,
            const char      *end,
            GError         **error)
{
  g_auto (Authority) authority = { .port = -1 };
  g_autofree char *path = NULL;

  if (g_str_has_prefix (start, "//"))
    {
      const char *slash = memchr (start + 2, '/', (gsize) (end - start - 2));

      if (!read_authority (&authority, self->scheme, start + 2, slash != NULL ? slash : end, error))
        return FALSE;
      start = slash != NULL ? slash : end;
    }
  else if (start == end)
    return refuse (_("nothing follows the colon"), error);
  /* Otherwise there was a slash or a question mark in the password, and half of it would stand in the path. */
  if (!is_file (self->scheme) && strchr (start, '@') != NULL)
    return refuse (_("in names, passwords and options, @, / and ? have to be written as %40, %2F and %3F"), error);
  path = decode (start, end, error);
  if (path == NULL || !check_path (path, error) || !check_file (self->scheme, &authority, path, error))
    return FALSE;
  self->uri = g_uri_build_with_user (G_URI_FLAGS_HAS_PASSWORD, self->scheme, authority.user, authority.password, NULL,
                                     authority.host, authority.port, path, NULL, NULL);
  return TRUE;
}

BgTransportUri *
bg_transport_uri_parse (const char  *text,
                        GError     **error)
{
  g_autoptr (BgTransportUri) self = g_new0 (BgTransportUri, 1);
  gsize n = measure_scheme (text);
  const char *query;

  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (n == 0)
    {
      refuse (_("it begins with the name of a kind of store and a colon, as in sqlite:/var/lib/queue.db"), error);
      return NULL;
    }
  if (!check_characters (text, error))
    return NULL;
  self->scheme = g_ascii_strdown (text, (gssize) n);
  query = text + strcspn (text, "?");
  if (!read_place (self, text + n + 1, query, error)
      || (*query == '?' && !read_options (self, query + 1, error)))
    return NULL;
  return g_steal_pointer (&self);
}

void
bg_transport_uri_free (BgTransportUri *self)
{
  g_free (self->scheme);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_hash_table_unref (self->options);
  g_free (self);
}

/* Without a host, a second slash would seem to begin one: it is written in another way. */
static char *
write_bare (BgTransportUri *self)
{
  const char *path = g_uri_get_path (self->uri);
  g_autoptr (GString) text = NULL;
  g_autoptr (GUri) bare = NULL;
  g_autofree char *written = NULL;
  guint n = 0;

  while (g_uri_get_host (self->uri) == NULL && path[n] == '/' && path[n + 1] == '/')
    n++;
  bare = g_uri_build (G_URI_FLAGS_NONE, self->scheme, NULL, g_uri_get_host (self->uri), g_uri_get_port (self->uri),
                      path + n, NULL, NULL);
  written = g_uri_to_string (bare);
  text = g_string_new (written);
  while (n-- > 0)
    g_string_insert (text, (gssize) strlen (self->scheme) + 2, "%2F");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
bg_transport_uri_redact (const char *text)
{
  g_autoptr (BgTransportUri) self = bg_transport_uri_parse (text, NULL);
  gsize n = measure_scheme (text);

  if (self != NULL)
    return write_bare (self);
  /* Nobody can say where the password is in one that is wrong. */
  return n > 0 ? g_strdup_printf ("%.*s:…", (int) n, text) : g_strdup ("…");
}
