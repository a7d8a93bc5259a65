/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-worker.h"

#include "bg-process-error.h"
#include "bg-process-link-private.h"
#include "core/bg-error.h"

#include <glib/gi18n-lib.h>

/**
 * BgProcessWorker:
 *
 * The child's side of a process executor.
 *
 * A program that is started as a worker by a [class@ProcessExecutor] makes one of these and calls
 * [method@ProcessWorker.run], which calls its function for each request and returns when there will be no more. A
 * program can be its own worker: with [func@ProcessWorker.is_wanted] it knows what it was started for.
 *
 * The function runs in the thread that has called [method@ProcessWorker.run]. When its task is stopped, its cancellable
 * is triggered, from another thread; handlers that are connected to it run there. When the parent is gone, the process
 * ends at once, whatever it does.
 *
 * What the program prints is printed where the parent prints.
 *
 * ```c
 * #include <taskmgr.h>
 *
 * static gboolean
 * greet (BgProcessWorker *worker, GVariant *arguments, GCancellable *cancellable, gpointer user_data, GError **error)
 * {
 *   const char *name = "you";
 *   g_autofree char *greeting = NULL;
 *
 *   g_variant_lookup (arguments, "name", "&s", &name);
 *   greeting = g_strdup_printf ("Hello, %s", name);
 *   bg_process_worker_return_variant (worker, g_variant_new_string (greeting));
 *   return TRUE;
 * }
 *
 * static int
 * work (void)
 * {
 *   g_autoptr (BgProcessWorker) worker = bg_process_worker_new ();
 *
 *   return bg_process_worker_run (worker, greet, NULL, NULL) ? 0 : 1;
 * }
 * ```
 *
 * Threads: what reports is safe from any thread, while a request is worked on.
 */

struct _BgProcessWorker
{
  GObject           parent_instance;

  BgProcessLink    *link;               /* while it runs */
  BgProcessRequest *request;            /* likewise, the one that is worked on */
  int               has_answered;       /* atomic */
};

G_DEFINE_FINAL_TYPE (BgProcessWorker, bg_process_worker, G_TYPE_OBJECT)

static void
bg_process_worker_class_init (BgProcessWorkerClass *klass)
{
}

static void
bg_process_worker_init (BgProcessWorker *self)
{
}

/* The first answer counts. */
static gboolean
may_answer (BgProcessWorker *self)
{
  if (self->request == NULL || !g_atomic_int_compare_and_exchange (&self->has_answered, FALSE, TRUE))
    return FALSE;
  bg_process_link_done (self->link);
  return TRUE;
}

static void
complain_of_size (BgProcessWorker *self)
{
  bg_process_link_send (self->link, BG_PROCESS_FRAME_ERROR,
                        g_variant_new ("(tsimsms@a{sv})", self->request->id, "bg-process-error-quark",
                                       BG_PROCESS_ERROR_TOO_LARGE,
                                       _("The result is larger than the limit for a message"), NULL,
                                       g_variant_new ("a{sv}", NULL)));
}

static void
work (BgProcessWorker     *self,
      BgProcessWorkerFunc  func,
      gpointer             user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unknown = NULL;
  gboolean succeeded = func (self, self->request->arguments, self->request->cancellable, user_data, &error);

  if (g_atomic_int_get (&self->has_answered))
    return;
  if (succeeded)
    {
      bg_process_worker_return_variant (self, NULL);
      return;
    }
  unknown = g_error_new_literal (BG_ERROR, BG_ERROR_FAILED, _("The worker has failed without saying why"));
  bg_process_worker_return_failure (self, error != NULL ? error : unknown, NULL, NULL);
}

/**
 * bg_process_worker_is_wanted:
 *
 * Looks whether the program was started as a worker by a process executor.
 *
 * Returns: whether it is to be a worker
 */
gboolean
bg_process_worker_is_wanted (void)
{
  return g_getenv (BG_PROCESS_VARIABLE) != NULL;
}

/**
 * bg_process_worker_new:
 *
 * Makes a worker.
 *
 * Returns: (transfer full): a new worker
 */
BgProcessWorker *
bg_process_worker_new (void)
{
  return g_object_new (BG_TYPE_PROCESS_WORKER, NULL);
}

/**
 * bg_process_worker_run:
 * @self: a worker
 * @func: (scope call) (closure user_data): what is done for each request
 * @user_data: data for @func
 * @error: return location for an error
 *
 * Works on one request after the other, until there will be no more.
 *
 * It blocks meanwhile, and can be called once in a program.
 *
 * Returns: `TRUE` after the last request, `FALSE` if the program was not started as a worker
 */
gboolean
bg_process_worker_run (BgProcessWorker      *self,
                       BgProcessWorkerFunc   func,
                       gpointer              user_data,
                       GError              **error)
{
  g_return_val_if_fail (BG_IS_PROCESS_WORKER (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (self->link == NULL, FALSE);

  self->link = bg_process_link_new (error);
  if (self->link == NULL)
    return FALSE;
  while ((self->request = bg_process_link_await (self->link)) != NULL)
    {
      g_atomic_int_set (&self->has_answered, FALSE);
      bg_process_link_send (self->link, BG_PROCESS_FRAME_BEGUN, g_variant_new ("(t)", self->request->id));
      work (self, func, user_data);
      g_clear_pointer (&self->request, bg_process_request_free);
    }
  g_clear_pointer (&self->link, bg_process_link_free);
  return TRUE;
}

/**
 * bg_process_worker_get_name:
 * @self: a worker that works on a request
 *
 * Gets the name under which the worker was asked for. One program may be several workers.
 *
 * Returns: (transfer none) (nullable): the name
 */
const char *
bg_process_worker_get_name (BgProcessWorker *self)
{
  g_return_val_if_fail (BG_IS_PROCESS_WORKER (self), NULL);

  return self->request != NULL ? self->request->worker : NULL;
}

/**
 * bg_process_worker_report_progress:
 * @self: a worker that works on a request
 * @fraction: how much is done, from 0 to 1
 * @text: (nullable): what is being done, for people to read
 *
 * Reports how far the work is, which becomes the progress of the task.
 */
void
bg_process_worker_report_progress (BgProcessWorker *self,
                                   double           fraction,
                                   const char      *text)
{
  g_return_if_fail (BG_IS_PROCESS_WORKER (self));

  if (self->request != NULL)
    bg_process_link_send (self->link, BG_PROCESS_FRAME_PROGRESS,
                          g_variant_new ("(tdms)", self->request->id, fraction, text));
}

/**
 * bg_process_worker_log:
 * @self: a worker that works on a request
 * @line: what there is to say
 *
 * Says something to the program, which hears it as [signal@ProcessExecutor::log-line].
 */
void
bg_process_worker_log (BgProcessWorker *self,
                       const char      *line)
{
  g_return_if_fail (BG_IS_PROCESS_WORKER (self));
  g_return_if_fail (line != NULL);

  if (self->request != NULL)
    bg_process_link_send (self->link, BG_PROCESS_FRAME_LOG, g_variant_new ("(ts)", self->request->id, line));
}

/**
 * bg_process_worker_return_variant:
 * @self: a worker that works on a request
 * @result: (nullable): the result; a floating reference is taken
 *
 * Reports that the work is done. The first answer to a request counts.
 */
void
bg_process_worker_return_variant (BgProcessWorker *self,
                                  GVariant        *result)
{
  g_autoptr (GVariant) owned = result != NULL ? g_variant_ref_sink (result) : NULL;
  GVariant *boxed;

  g_return_if_fail (BG_IS_PROCESS_WORKER (self));

  if (!may_answer (self))
    return;
  boxed = owned != NULL ? g_variant_new_variant (owned) : NULL;
  if (!bg_process_link_send (self->link, BG_PROCESS_FRAME_RESULT,
                             g_variant_new ("(t@mv)", self->request->id,
                                            g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, boxed))))
    complain_of_size (self);
}

/**
 * bg_process_worker_return_failure:
 * @self: a worker that works on a request
 * @error: what went wrong
 * @traceback: (nullable): where it did, for people to read
 * @details: (nullable): a mapping for a task that is derived from [class@ProcessTask]; a floating reference is taken
 *
 * Reports that the work has failed. The first answer to a request counts.
 */
void
bg_process_worker_return_failure (BgProcessWorker *self,
                                  const GError    *error,
                                  const char      *traceback,
                                  GVariant        *details)
{
  g_autoptr (GVariant) mapping = g_variant_ref_sink (details != NULL ? details : g_variant_new ("a{sv}", NULL));

  g_return_if_fail (BG_IS_PROCESS_WORKER (self));
  g_return_if_fail (error != NULL);
  g_return_if_fail (g_variant_is_of_type (mapping, G_VARIANT_TYPE_VARDICT));

  if (!may_answer (self))
    return;
  if (!bg_process_link_send (self->link, BG_PROCESS_FRAME_ERROR,
                             g_variant_new ("(tsimsms@a{sv})", self->request->id, g_quark_to_string (error->domain),
                                            error->code, error->message, traceback, mapping)))
    complain_of_size (self);
}
