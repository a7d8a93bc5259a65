/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-trace-marks-private.h"

#include <sysprof-capture.h>

/* In a microsecond. */
#define NANOSECONDS 1000

static void
mark (const char *name,
      const char *message,
      gint64      start,
      gint64      end)
{
  sysprof_collector_mark (start * NANOSECONDS, (end - start) * NANOSECONDS, "taskmgr", name, message);
}

gboolean
bg_trace_marks_are_wanted (void)
{
  return sysprof_collector_is_active ();
}

/* All of it in words, since a mark has no fields for them. */
void
bg_trace_mark_body (guint64     id,
                    const char *name,
                    const char *group,
                    const char *state,
                    gint64      start,
                    gint64      end)
{
  g_autoptr (GString) message = g_string_new (name);

  g_string_append_printf (message, ", id %" G_GUINT64_FORMAT, id);
  if (group != NULL)
    g_string_append_printf (message, ", group %s", group);
  if (state != NULL)
    g_string_append_printf (message, ", %s", state);
  mark ("body", message->str, start, end);
}

void
bg_trace_mark_turn (guint  n_ends,
                    gint64 start,
                    gint64 end)
{
  char message[32];

  g_snprintf (message, sizeof message, "%u ends", n_ends);
  mark ("deliver", message, start, end);
}
