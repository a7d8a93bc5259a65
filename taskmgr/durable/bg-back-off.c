/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-back-off-private.h"

#define WINDOW (10 * G_USEC_PER_SEC)
#define MAX_PAUSES 6
#define MAX_PAUSE 60

/* Counts a death. Returns: for how long to wait before the next start, in ms */
guint
bg_back_off_count (BgBackOff *self,
                   gint64     now)
{
  gint64 pause = self->n_pauses > 0 ? MIN (1 << (self->n_pauses - 1), MAX_PAUSE) * G_USEC_PER_SEC : 0;

  /* It has done well for a while, beside the pause. */
  if (self->n_deaths > 0 && now - self->deaths[0] > WINDOW + pause)
    *self = (BgBackOff) { 0 };
  self->deaths[2] = self->deaths[1];
  self->deaths[1] = self->deaths[0];
  self->deaths[0] = now;
  self->n_deaths++;
  /* Once there was a pause, one more death is enough for the next. */
  if (self->n_pauses == 0 && (self->n_deaths < G_N_ELEMENTS (self->deaths) || now - self->deaths[2] > WINDOW))
    return 0;
  self->n_pauses = MIN (self->n_pauses + 1, MAX_PAUSES + 1);
  return (guint) MIN (1 << (self->n_pauses - 1), MAX_PAUSE) * 1000;
}
