/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-gtk-idle-monitor.h"

#include "bg-gtk-input-watch-private.h"

G_BEGIN_DECLS

typedef enum
{
  BG_GTK_IDLE_PHASE_OFF,        /* nobody waits */
  BG_GTK_IDLE_PHASE_QUIET,      /* until there was no input for long enough */
  BG_GTK_IDLE_PHASE_FRAMES,     /* until enough frames were on time */
  BG_GTK_IDLE_PHASE_SPEAK,      /* until the loop has time */
} BgGtkIdlePhase;

typedef gint64 (*BgGtkIdleClock) (void);

struct _BgGtkIdleMonitor
{
  GObject          parent_instance;

  GtkWidget       *widget;              /* not owned; NULL when it is gone */
  BgGtkInputWatch *watch;
  BgGtkIdleClock   clock;
  double           frame_rate;          /* per second */
  guint            n_frames;
  guint            quiet_time;          /* ms */
  double           motion_tolerance;    /* pixels per second */

  BgGtkIdlePhase   phase;
  gint64           last_input;          /* G_MININT64 for none */
  gint64           last_frame;          /* 0 for none */
  guint            n_good;              /* frames in a row */
  gboolean         was_idle;            /* when it was last looked at */
  guint            tick_id;
  GSource         *source;              /* for the phases without frames */
};

void              bg_gtk_idle_monitor_begin     (BgGtkIdleMonitor *self);

/* For tests. */
void              bg_gtk_idle_monitor_note_time (BgGtkIdleMonitor *self);
void              bg_gtk_idle_monitor_note_frame (BgGtkIdleMonitor *self,
                                                  gint64            time,
                                                  gint64            refresh_interval);

G_END_DECLS
