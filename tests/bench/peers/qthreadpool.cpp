// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// QThreadPool. Results come back with a queued QMetaObject::invokeMethod().

#include "bench-qt.h"

#include <QObject>
#include <QRunnable>
#include <QThreadPool>

static QThreadPool *pool;
static QObject *receiver;

struct Task : QRunnable
{
  gpointer arg;

  explicit Task (gpointer a) : arg (a) {}
  void run () override { bench_work (arg); }
};

struct ResultTask : QRunnable
{
  gpointer arg;

  explicit ResultTask (gpointer a) : arg (a) {}

  void
  run () override
  {
    gpointer result = bench_work (arg);

    QMetaObject::invokeMethod (receiver, [result] { bench_done (result); }, Qt::QueuedConnection);
  }
};

static void
start (int threads,
       const char *)
{
  bench_qt_init ();
  receiver = new QObject;
  pool = new QThreadPool;
  if (threads != 0)
    pool->setMaxThreadCount (threads);
}

static void
submit (gpointer arg)
{
  pool->start (new Task (arg));
}

static void
submit_result (gpointer arg)
{
  pool->start (new ResultTask (arg));
}

static void
submit_priority (gpointer arg,
                 int      priority)
{
  pool->start (new Task (arg), priority);
}

static void
cancel_all ()
{
  pool->clear ();
}

static void
cancel_drain (long)
{
  pool->waitForDone ();
}

int
main (int    argc,
      char **argv)
{
  static BenchPeer peer = {};

  peer.name = "qthreadpool";
  peer.start = start;
  peer.submit = submit;
  peer.submit_result = submit_result;
  peer.submit_priority = submit_priority;
  peer.cancel_all = cancel_all;
  peer.cancel_drain = cancel_drain;
  peer.loop_run = bench_qt_run;
  peer.loop_quit = bench_qt_quit;
  peer.loop_timer = bench_qt_timer;
  return bench_main (&peer, argc, argv);
}
