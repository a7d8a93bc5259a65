/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Wakes a source at a time of a clock that goes on while the computer sleeps, which GLib's does not. */

typedef struct _BgAlarm BgAlarm;

BgAlarm *bg_alarm_new   (GSource *source,
                         gboolean wall);
void     bg_alarm_free  (BgAlarm *self);
void     bg_alarm_set   (BgAlarm *self,
                         gint64   at);
void     bg_alarm_clear (BgAlarm *self);

gint64   bg_alarm_get_boot_time (void);

G_END_DECLS
