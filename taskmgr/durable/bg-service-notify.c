/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-service-notify-private.h"

#include <glib/gstdio.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Returns: the length of the address, 0 if there is none */
static socklen_t
find_address (struct sockaddr_un *address)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  gsize length = path != NULL ? strlen (path) : 0;

  if (length < 2 || (path[0] != '/' && path[0] != '@') || length >= sizeof address->sun_path)
    return 0;
  address->sun_family = AF_UNIX;
  memcpy (address->sun_path, path, length);
  /* A name without a file. */
  if (path[0] == '@')
    address->sun_path[0] = '\0';
  return (socklen_t) (offsetof (struct sockaddr_un, sun_path) + length);
}

/* Returns: whether it was told */
gboolean
bg_service_notify (const char *state)
{
  struct sockaddr_un address = { 0 };
  socklen_t length = find_address (&address);
  gssize n;
  int fd;

  if (length == 0)
    return FALSE;
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return FALSE;
  /* It never blocks: a manager that does not read is not waited for. */
  n = sendto (fd, state, strlen (state), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *) &address, length);
  g_close (fd, NULL);
  return n >= 0;
}

guint
bg_service_get_watchdog (void)
{
  const char *period = g_getenv ("WATCHDOG_USEC");
  const char *pid = g_getenv ("WATCHDOG_PID");
  guint64 microseconds, wanted;

  if (period == NULL || !g_ascii_string_to_unsigned (period, 10, 2000, G_MAXINT64, &microseconds, NULL))
    return 0;
  if (pid != NULL && (!g_ascii_string_to_unsigned (pid, 10, 1, G_MAXINT64, &wanted, NULL)
                      || wanted != (guint64) getpid ()))
    return 0;
  /* Twice as often as needed. */
  return (guint) MIN (microseconds / 2000, G_MAXUINT);
}
