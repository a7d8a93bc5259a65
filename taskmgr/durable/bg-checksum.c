/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-checksum-private.h"

#define POLYNOMIAL 0xedb88320u

/* What each byte adds, made once. */
static const guint32 *
get_table (void)
{
  static guint32 table[256];
  static gsize is_made;

  if (g_once_init_enter (&is_made))
    {
      for (guint32 i = 0; i < 256; i++)
        {
          table[i] = i;
          for (guint bit = 0; bit < 8; bit++)
            table[i] = (table[i] & 1) != 0 ? table[i] >> 1 ^ POLYNOMIAL : table[i] >> 1;
        }
      g_once_init_leave (&is_made, 1);
    }
  return table;
}

guint32
bg_checksum (guint32       before,
             const guint8 *data,
             gsize         size)
{
  const guint32 *table = get_table ();
  guint32 sum = ~before;

  for (gsize i = 0; i < size; i++)
    sum = sum >> 8 ^ table[(sum ^ data[i]) & 0xff];
  return ~sum;
}
