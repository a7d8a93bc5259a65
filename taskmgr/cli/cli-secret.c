/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* URIs may hold passwords. They come from files that nobody else can read, and leave no trace: not in what is
 * printed, and not in the list of processes. */

#define MAX_FILE 4096
#define HIDDEN "***"

static gboolean
fail_with_errno (const char  *path,
                 int          saved_errno,
                 GError     **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s: %s", path, g_strerror (saved_errno));
  return FALSE;
}

/* The service manager hands out credentials in a folder of its own, and lets those who may read them in by other means
 * than the mode. */
static gboolean
is_credential (const char *path)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");

  return folder != NULL && g_str_has_prefix (path, folder) && path[strlen (folder)] == '/';
}

static gboolean
check_file (int          fd,
            const char  *path,
            GError     **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail_with_errno (path, errno, error);
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("%s: is not a regular file"), path);
      return FALSE;
    }
  if (is_credential (path))
    return TRUE;
  if ((info.st_mode & 077) != 0 || (info.st_uid != geteuid () && info.st_uid != 0))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("%s: others may read or change this file; make it yours alone with “chmod 600”"), path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_all (int          fd,
          const char  *path,
          char        *buffer,
          GError     **error)
{
  gsize length = 0;

  while (length < MAX_FILE)
    {
      gssize n = read (fd, buffer + length, MAX_FILE - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_with_errno (path, errno, error);
      if (n == 0)
        break;
      length += (gsize) n;
    }
  buffer[length] = '\0';
  return TRUE;
}

/* A FIFO does not hold us up. */
static int
open_file (const char  *path,
           GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    fail_with_errno (path, errno, error);
  return fd;
}

/* Whether a file can only be read by its owner, who is who asks. */
gboolean
cli_secret_check_file (const char  *path,
                       GError     **error)
{
  gboolean ok;
  int fd = open_file (path, error);

  if (fd < 0)
    return FALSE;
  ok = check_file (fd, path, error);
  close (fd);
  return ok;
}

/* The first line of a file that only its owner can read. */
char *
cli_secret_read_file (const char  *path,
                      GError     **error)
{
  char buffer[MAX_FILE + 1];
  gboolean ok;
  int fd = open_file (path, error);

  if (fd < 0)
    return NULL;
  ok = check_file (fd, path, error) && read_all (fd, path, buffer, error);
  close (fd);
  if (!ok)
    return NULL;

  buffer[strcspn (buffer, "\r\n")] = '\0';
  g_strstrip (buffer);
  if (buffer[0] == '\0' || strlen (buffer) >= MAX_FILE - 1)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("%s: the first line is not a URI"), path);
      return NULL;
    }
  return g_strdup (buffer);
}

/* As it was written, and as it is meant. */
static void
add_secret (GPtrArray  *secrets,
            const char *start,
            gsize       length)
{
  g_autofree char *raw = g_strndup (start, length);
  char *plain = g_uri_unescape_string (raw, NULL);

  if (length == 0)
    {
      g_free (plain);
      return;
    }
  if (plain != NULL && plain[0] != '\0' && strcmp (plain, raw) != 0)
    g_ptr_array_add (secrets, plain);
  else
    g_free (plain);
  g_ptr_array_add (secrets, g_steal_pointer (&raw));
}

/* The passwords in a URI, also in one that is not well-formed: that one is quoted in errors most likely. */
GStrv
cli_secret_find (const char *uri)
{
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func (g_free);
  const char *authority = strstr (uri, "//");
  const char *at = strrchr (uri, '@');
  const char *option = uri;

  if (authority != NULL && at != NULL)
    {
      const char *colon = strchr (authority, ':');

      if (colon != NULL && colon < at)
        add_secret (secrets, colon + 1, (gsize) (at - colon - 1));
    }
  while ((option = strstr (option, "password=")) != NULL)
    {
      option += strlen ("password=");
      add_secret (secrets, option, strcspn (option, "& "));
    }
  g_ptr_array_add (secrets, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&secrets), FALSE);
}

/* Nothing that is printed is expected to hold a secret. This is the net below. */
char *
cli_secret_hide (const char * const *secrets,
                 const char         *text)
{
  g_autoptr (GString) string = g_string_new (text);

  for (gsize i = 0; secrets != NULL && secrets[i] != NULL; i++)
    g_string_replace (string, secrets[i], HIDDEN, 0);
  return g_string_free (g_steal_pointer (&string), FALSE);
}

/* What others see of the command line afterwards. */
void
cli_secret_wipe (char               **argv,
                 const char * const  *secrets)
{
  for (gsize i = 0; argv[i] != NULL; i++)
    for (gsize j = 0; secrets[j] != NULL; j++)
      {
        char *found = strstr (argv[i], secrets[j]);

        if (found != NULL)
          memset (found, '*', strlen (secrets[j]));
      }
}
