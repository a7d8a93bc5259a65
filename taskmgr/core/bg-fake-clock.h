/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_FAKE_CLOCK (bg_fake_clock_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BgFakeClock, bg_fake_clock, BG, FAKE_CLOCK, GObject)

BG_AVAILABLE_IN_ALL
BgFakeClock *bg_fake_clock_new           (void) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
gint64       bg_fake_clock_get_time      (BgFakeClock *self);
BG_AVAILABLE_IN_ALL
gint64       bg_fake_clock_get_wall_time (BgFakeClock *self);
BG_AVAILABLE_IN_ALL
void         bg_fake_clock_set_wall_time (BgFakeClock *self,
                                          gint64       microseconds);
BG_AVAILABLE_IN_ALL
void         bg_fake_clock_advance       (BgFakeClock *self,
                                          guint        milliseconds);

G_END_DECLS
