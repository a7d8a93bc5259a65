/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bench-glib.h"

/* Where GTK redraws. */
#define REDRAW_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

typedef struct
{
  GSource   source;
  BenchTick tick;
} TickSource;

static GMainLoop *main_loop;

static GMainLoop *
get_loop (void)
{
  if (main_loop == NULL)
    main_loop = g_main_loop_new (NULL, FALSE);
  return main_loop;
}

void
bench_glib_run (void)
{
  g_main_loop_run (get_loop ());
}

void
bench_glib_quit (void)
{
  g_main_loop_quit (get_loop ());
}

/* Up to the next microsecond: a source is never early. */
static void
set_next (GSource *source,
          gint64   at)
{
  g_source_set_ready_time (source, (at + 999) / 1000);
}

static gboolean
dispatch_tick (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  gint64 next = ((TickSource *) source)->tick (bench_now ());

  if (next == 0)
    return G_SOURCE_REMOVE;
  set_next (source, next);
  return G_SOURCE_CONTINUE;
}

void
bench_glib_timer (gint64    at,
                  BenchTick tick)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_tick };
  GSource *source = g_source_new (&funcs, sizeof (TickSource));

  ((TickSource *) source)->tick = tick;
  g_source_set_static_name (source, "[bench] tick");
  g_source_set_priority (source, REDRAW_PRIORITY);
  set_next (source, at);
  g_source_attach (source, NULL);
  g_source_unref (source);
}

static gboolean
progress_once (gpointer fraction)
{
  bench_progressed (*(double *) fraction);
  return G_SOURCE_REMOVE;
}

/* From any thread: a source for each report. */
void
bench_glib_report (double fraction)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, progress_once, g_memdup2 (&fraction, sizeof fraction), g_free);
}
