/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-cron-zone-private.h"

#include <string.h>

#define MAGIC "TZif"
#define ZONES "/usr/share/zoneinfo"

/* It becomes the name of a file, so nothing may lead out of the folder. */
static gboolean
is_plain (const char *identifier)
{
  if (*identifier == '\0' || *identifier == '/')
    return FALSE;
  for (const char *at = identifier; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("_+-/:", *at) == NULL)
      return FALSE;
  return TRUE;
}

/* There are other files in that folder, and GLib calls it a bug of the program if one of them is asked for. */
static gboolean
is_other_file (const char *identifier)
{
  const char *folder = g_getenv ("TZDIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ZONES, identifier, NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  return file != NULL && (g_mapped_file_get_length (file) < strlen (MAGIC)
                          || memcmp (g_mapped_file_get_contents (file), MAGIC, strlen (MAGIC)) != 0);
}

/* NULL if there is none. */
GTimeZone *
bg_cron_zone_new (const char *identifier)
{
  if (!is_plain (identifier) || is_other_file (identifier))
    return NULL;
  return g_time_zone_new_identifier (identifier);
}
