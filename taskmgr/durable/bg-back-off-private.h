/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One that dies is started again at once, but not when it does nothing else: after the third death within ten seconds
 * there is a pause, from a second on, twice as long each time, up to a minute. */
typedef struct
{
  gint64 deaths[3];             /* the last ones, in µs of the monotonic clock; the newest first */
  guint  n_deaths;
  guint  n_pauses;
} BgBackOff;

guint bg_back_off_count (BgBackOff *self,
                         gint64     now);

G_END_DECLS
