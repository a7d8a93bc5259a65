/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* libdispatch: dispatch_async_f() on the global queue. Results go to its main queue, which an event descriptor ties to
 * the GMainContext. Cancelling needs blocks, so a compiler with -fblocks. */

#include "../bench-glib.h"

#include <dispatch/dispatch.h>
#include <glib-unix.h>
#include <unistd.h>

/* What libdispatch exports for other main loops, and has in no header. */
extern int  _dispatch_get_main_queue_handle_4CF (void);
extern void _dispatch_main_queue_callback_4CF   (void *message);

static dispatch_queue_t pool;
static dispatch_queue_t home;

static gboolean
home_ready_cb (int          fd,
               GIOCondition condition,
               gpointer     user_data)
{
  guint64 value;

  if (read (fd, &value, sizeof value) > 0)
    _dispatch_main_queue_callback_4CF (NULL);
  return G_SOURCE_CONTINUE;
}

static void
start (int         threads,
       const char *mode)
{
  pool = dispatch_get_global_queue (DISPATCH_QUEUE_PRIORITY_DEFAULT, 0);
  home = dispatch_get_main_queue ();
  g_unix_fd_add (_dispatch_get_main_queue_handle_4CF (), G_IO_IN, home_ready_cb, NULL);
}

static void
run (void *arg)
{
  bench_work (arg);
}

static void
submit (gpointer arg)
{
  dispatch_async_f (pool, arg, run);
}

static void
done (void *result)
{
  bench_done (result);
}

static void
run_with_result (void *arg)
{
  dispatch_async_f (home, bench_work (arg), done);
}

static void
submit_result (gpointer arg)
{
  dispatch_async_f (pool, arg, run_with_result);
}

#ifdef __BLOCKS__
#include <Block.h>

static dispatch_group_t group;
static GPtrArray *queued;

static void
submit_cancellable (gpointer arg)
{
  dispatch_block_t block = dispatch_block_create (0, ^{ bench_work (arg); });

  if (queued == NULL)
    {
      queued = g_ptr_array_new ();
      group = dispatch_group_create ();
    }
  g_ptr_array_add (queued, block);
  dispatch_group_async (group, pool, block);
}

static void
cancel_all (void)
{
  for (guint i = 0; i < queued->len; i++)
    {
      dispatch_block_cancel ((dispatch_block_t) queued->pdata[i]);
      Block_release (queued->pdata[i]);
    }
}

static void
cancel_drain (long n)
{
  dispatch_group_wait (group, DISPATCH_TIME_FOREVER);
}
#endif

int
main (int    argc,
      char **argv)
{
  static const BenchPeer peer = {
    .name = "libdispatch",
    .start = start,
    .submit = submit,
    .submit_result = submit_result,
#ifdef __BLOCKS__
    .submit_cancellable = submit_cancellable,
    .cancel_all = cancel_all,
    .cancel_drain = cancel_drain,
#endif
    .loop_run = bench_glib_run,
    .loop_quit = bench_glib_quit,
    .loop_timer = bench_glib_timer,
  };

  return bench_main (&peer, argc, argv);
}
