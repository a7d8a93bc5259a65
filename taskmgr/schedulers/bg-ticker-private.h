/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "../core/bg-fake-clock.h"

G_BEGIN_DECLS

/* Rings once, when its time has come. */

typedef struct _BgTicker BgTicker;

typedef void (*BgTickerFunc) (gpointer user_data);

BgTicker *bg_ticker_new      (GMainContext *context,
                              BgFakeClock  *clock,
                              BgTickerFunc  func,
                              gpointer      user_data);
BgTicker *bg_ticker_new_wall (GMainContext *context,
                              BgFakeClock  *clock,
                              BgTickerFunc  func,
                              gpointer      user_data);
void      bg_ticker_free     (BgTicker     *self);
gint64    bg_ticker_get_time (BgTicker     *self);
void      bg_ticker_set      (BgTicker     *self,
                              gint64        due);

G_END_DECLS
