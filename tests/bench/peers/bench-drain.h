// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A way back to a GMainContext for libraries that have none. Modes:
//   queue  a concurrent queue that one idle source empties (the default)
//   batch  a locked list that one idle source takes as a whole

#pragma once

#include "../bench-glib.h"

#include <atomic>
#include <cstring>
#include <mutex>
#include <tbb/concurrent_queue.h>
#include <vector>

static bool bench_drain_in_batches;
static tbb::concurrent_queue<gpointer> bench_drain_queue;
static std::mutex bench_drain_lock;
static std::vector<gpointer> bench_drain_list;
static std::atomic<bool> bench_drain_scheduled;

static inline void
bench_drain_init (const char *mode)
{
  bench_drain_in_batches = std::strcmp (mode, "batch") == 0;
}

static inline gboolean
bench_drain_queue_cb (gpointer)
{
  gpointer result = nullptr;

  bench_drain_scheduled.store (false);
  while (bench_drain_queue.try_pop (result))
    bench_done (result);
  return G_SOURCE_REMOVE;
}

static inline gboolean
bench_drain_list_cb (gpointer)
{
  std::vector<gpointer> mine;

  {
    std::lock_guard<std::mutex> guard (bench_drain_lock);

    mine.swap (bench_drain_list);
  }
  for (gpointer result : mine)
    bench_done (result);
  return G_SOURCE_REMOVE;
}

static inline void
bench_drain_to_list (gpointer result)
{
  bool is_first;

  {
    std::lock_guard<std::mutex> guard (bench_drain_lock);

    is_first = bench_drain_list.empty ();
    bench_drain_list.push_back (result);
  }
  if (is_first)
    g_idle_add (bench_drain_list_cb, nullptr);
}

static inline void
bench_drain_push (gpointer result)
{
  if (bench_drain_in_batches)
    {
      bench_drain_to_list (result);
      return;
    }
  bench_drain_queue.push (result);
  if (!bench_drain_scheduled.load () && !bench_drain_scheduled.exchange (true))
    g_idle_add (bench_drain_queue_cb, nullptr);
}
