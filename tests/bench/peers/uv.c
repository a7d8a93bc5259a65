/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libuv: uv_queue_work(), whose second function runs in the uv loop. The loop has no priorities, and its timers count
 * milliseconds. */

#include "../bench.h"

#include <uv.h>

static uv_loop_t *loop;
static GPtrArray *queued;
static long n_cancelled;
static long n_to_cancel;
static BenchTick timer_tick;

static void
start (int         threads,
       const char *mode)
{
  if (threads != 0)
    {
      char *number = g_strdup_printf ("%d", threads);

      g_setenv ("UV_THREADPOOL_SIZE", number, TRUE);
      g_free (number);
    }
  loop = uv_default_loop ();
  queued = g_ptr_array_new ();
}

static void
run (uv_work_t *request)
{
  request->data = bench_work (request->data);
}

static void
after_cb (uv_work_t *request,
          int        status)
{
  g_free (request);
}

static void
after_result_cb (uv_work_t *request,
                 int        status)
{
  gpointer result = request->data;

  g_free (request);
  bench_done (result);
}

static void
after_cancel_cb (uv_work_t *request,
                 int        status)
{
  g_free (request);
  if (++n_cancelled == n_to_cancel)
    uv_stop (loop);
}

static uv_work_t *
push (gpointer         arg,
      uv_after_work_cb callback)
{
  uv_work_t *request = g_new (uv_work_t, 1);

  request->data = arg;
  uv_queue_work (loop, request, run, callback);
  return request;
}

static void
submit (gpointer arg)
{
  push (arg, after_cb);
}

static void
submit_result (gpointer arg)
{
  push (arg, after_result_cb);
}

static void
submit_cancellable (gpointer arg)
{
  g_ptr_array_add (queued, push (arg, after_cancel_cb));
}

static void
cancel_all (void)
{
  for (guint i = 0; i < queued->len; i++)
    uv_cancel (queued->pdata[i]);
}

static void
loop_run (void)
{
  uv_run (loop, UV_RUN_DEFAULT);
}

static void
loop_quit (void)
{
  uv_stop (loop);
}

static void
cancel_drain (long n)
{
  n_to_cancel = n;
  if (n_cancelled < n)
    loop_run ();
}

static guint64
milliseconds_until (gint64 at)
{
  gint64 left = at - bench_now ();

  return left > 0 ? (guint64) (left + 999999) / 1000000 : 0;
}

static void
timer_cb (uv_timer_t *timer)
{
  gint64 next = timer_tick (bench_now ());

  if (next == 0)
    return;
  uv_update_time (loop);
  uv_timer_start (timer, timer_cb, milliseconds_until (next), 0);
}

static void
loop_timer (gint64    at,
            BenchTick tick)
{
  uv_timer_t *timer = g_new0 (uv_timer_t, 1);

  timer_tick = tick;
  uv_timer_init (loop, timer);
  uv_update_time (loop);
  uv_timer_start (timer, timer_cb, milliseconds_until (at), 0);
}

int
main (int    argc,
      char **argv)
{
  static const BenchPeer peer = {
    .name = "libuv",
    .start = start,
    .submit = submit,
    .submit_result = submit_result,
    .submit_cancellable = submit_cancellable,
    .cancel_all = cancel_all,
    .cancel_drain = cancel_drain,
    .loop_run = loop_run,
    .loop_quit = loop_quit,
    .loop_timer = loop_timer,
  };

  return bench_main (&peer, argc, argv);
}
