/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-pool-private.h"

#include "bg-service-notify-private.h"
#include "bg-worker-log-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

/* A pool as a program: signals, the service manager, and what an administrator reads. */

#define MAX_SOURCES 6

typedef struct
{
  BgWorkerPool *pool;
  GMainLoop    *loop;
  GSource      *sources[MAX_SOURCES];
  guint         n_sources;
  int           quit_fds[2];
  struct sigaction old_action;
} Run;

/* GLib does not hand SIGQUIT on. All that is done in the handler is to write a byte to this. */
static int quit_fd = -1;

static void
quit_handler (int number)
{
  gssize n = write (quit_fd, "", 1);

  (void) n;
}

static void
say (Run        *self,
     gboolean    is_trouble,
     const char *text)
{
  if (!self->pool->quiet)
    bg_worker_log (is_trouble, NULL, NULL, NULL, text);
}

static void
add_source (Run         *self,
            GSource     *source,
            const char  *name,
            GSourceFunc  func)
{
  g_source_set_static_name (source, name);
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->pool->context);
  self->sources[self->n_sources++] = source;
}

static gboolean
terminate_cb (gpointer user_data)
{
  Run *self = user_data;

  say (self, FALSE, self->pool->ending == BG_POOL_RUNS ? _("ending; waiting for what is worked on")
                                                       : _("ending without waiting"));
  bg_service_notify ("STOPPING=1");
  bg_worker_pool_drain (self->pool);
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  Run *self = user_data;
  char byte;
  gssize n = read (fd, &byte, 1);

  if (n <= 0)
    return G_SOURCE_CONTINUE;
  say (self, FALSE, _("ending at once"));
  bg_service_notify ("STOPPING=1");
  bg_worker_pool_release (self->pool);
  return G_SOURCE_CONTINUE;
}

static gboolean
hang_up_cb (gpointer user_data)
{
  Run *self = user_data;
  g_autoptr (BgWorkerConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  bg_service_notify ("RELOADING=1");
  config = bg_worker_config_reload (self->pool->config, &error);
  if (config != NULL && bg_worker_pool_configure (self->pool, config, &error))
    {
      say (self, FALSE, _("the configuration was read again"));
    }
  else
    {
      text = g_strdup_printf (_("the old configuration is kept: %s"), error->message);
      say (self, TRUE, text);
    }
  bg_service_notify ("READY=1");
  return G_SOURCE_CONTINUE;
}

static gboolean
watchdog_cb (gpointer user_data)
{
  bg_service_notify ("WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

static void
ended_cb (BgWorkerPool *pool,
          GMainLoop    *loop)
{
  g_main_loop_quit (loop);
}

static gboolean
watch_quit (Run     *self,
            GError **error)
{
  struct sigaction action = { .sa_handler = quit_handler, .sa_flags = SA_RESTART };

  if (!g_unix_open_pipe (self->quit_fds, FD_CLOEXEC, error))
    return FALSE;
  g_unix_set_fd_nonblocking (self->quit_fds[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (self->quit_fds[1], TRUE, NULL);
  quit_fd = self->quit_fds[1];
  sigaction (SIGQUIT, &action, &self->old_action);
  add_source (self, g_unix_fd_source_new (self->quit_fds[0], G_IO_IN), "[taskmgr] SIGQUIT", G_SOURCE_FUNC (quit_cb));
  return TRUE;
}

static void
watch (Run *self)
{
  guint watchdog = bg_service_get_watchdog ();

  add_source (self, g_unix_signal_source_new (SIGTERM), "[taskmgr] SIGTERM", terminate_cb);
  add_source (self, g_unix_signal_source_new (SIGINT), "[taskmgr] SIGINT", terminate_cb);
  add_source (self, g_unix_signal_source_new (SIGHUP), "[taskmgr] SIGHUP", hang_up_cb);
  if (watchdog > 0)
    add_source (self, g_timeout_source_new (watchdog), "[taskmgr] watchdog", watchdog_cb);
}

static void
unwatch (Run *self)
{
  sigaction (SIGQUIT, &self->old_action, NULL);
  quit_fd = -1;
  for (guint i = 0; i < self->n_sources; i++)
    {
      g_source_destroy (self->sources[i]);
      g_source_unref (self->sources[i]);
    }
  g_close (self->quit_fds[0], NULL);
  g_close (self->quit_fds[1], NULL);
}

static void
run (Run *self)
{
  g_autofree char *n_done = NULL;
  g_autofree char *n_failed = NULL;
  g_autofree char *text = NULL;
  gulong handler = g_signal_connect (self->pool, "ended", G_CALLBACK (ended_cb), self->loop);

  self->pool->logs = TRUE;
  bg_worker_pool_start (self->pool);
  bg_service_notify ("READY=1");
  while (!self->pool->has_ended)
    g_main_loop_run (self->loop);
  self->pool->logs = FALSE;
  g_signal_handler_disconnect (self->pool, handler);
  bg_service_notify ("STOPPING=1");
  n_done = g_strdup_printf ("%" G_GUINT64_FORMAT, bg_worker_pool_count_done (self->pool));
  n_failed = g_strdup_printf ("%" G_GUINT64_FORMAT, bg_worker_pool_count_failed (self->pool));
  /* Translators: both are numbers. */
  text = g_strdup_printf (_("ended; tasks done: %s, attempts that failed: %s"), n_done, n_failed);
  say (self, FALSE, text);
}

/**
 * bg_worker_pool_run:
 * @self: a pool that is configured
 * @error: return location for an error
 *
 * Works on the queues as a program does, until the end.
 *
 * `SIGTERM` and `SIGINT` bring it to an end as [method@WorkerPool.drain] does, a second one without waiting;
 * `SIGQUIT` is [method@WorkerPool.release]. With `SIGHUP` the configuration is read again; one that makes no sense is
 * not taken. A service manager that speaks as in sd_notify(3) is told of all that, and that we are alive. What
 * happens is logged with the names of queue and worker, the id of the task and the attempt, to the journal or as
 * text, but never what is in a payload, nor where the store is.
 *
 * It blocks, and is called once at a time in a program, in the thread that the pool belongs to. That no queue is to
 * be worked on is said, and is an end, too.
 *
 * Returns: `TRUE` at the end, `FALSE` if it cannot begin
 */
gboolean
bg_worker_pool_run (BgWorkerPool  *self,
                    GError       **error)
{
  Run run_self = { self };

  g_return_val_if_fail (BG_IS_WORKER_POOL (self), FALSE);
  g_return_val_if_fail (self->config != NULL, FALSE);

  if (g_hash_table_size (self->consumers) == 0)
    {
      say (&run_self, TRUE, _("no worker is set for any queue"));
      return TRUE;
    }
  if (!watch_quit (&run_self, error))
    return FALSE;
  watch (&run_self);
  run_self.loop = g_main_loop_new (self->context, FALSE);
  run (&run_self);
  g_main_loop_unref (run_self.loop);
  unwatch (&run_self);
  return TRUE;
}
