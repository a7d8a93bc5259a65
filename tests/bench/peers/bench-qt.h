// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// The main loop of the Qt peers.

#pragma once

#include "../bench.h"

#include <QCoreApplication>
#include <QTimer>

static inline void
bench_qt_init ()
{
  static int argc = 1;
  static char name[] = "bench";
  static char *argv[] = { name, nullptr };

  new QCoreApplication (argc, argv);
}

static inline void
bench_qt_run ()
{
  QCoreApplication::exec ();
}

static inline void
bench_qt_quit ()
{
  QCoreApplication::quit ();
}

static inline void
bench_qt_arm (QTimer *timer,
              gint64  at)
{
  gint64 left = at - bench_now ();

  timer->start (left > 0 ? int ((left + 999999) / 1000000) : 0);
}

static inline void
bench_qt_timer (gint64    at,
                BenchTick tick)
{
  QTimer *timer = new QTimer;

  timer->setSingleShot (true);
  timer->setTimerType (Qt::PreciseTimer);
  QObject::connect (timer, &QTimer::timeout, [timer, tick] {
    gint64 next = tick (bench_now ());

    if (next != 0)
      bench_qt_arm (timer, next);
  });
  bench_qt_arm (timer, at);
}
