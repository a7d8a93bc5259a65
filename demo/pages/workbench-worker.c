/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-worker.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "workbench-work.h"

/* The program itself, however it was started. */
#define OWN_PROGRAM "/proc/self/exe"

static gboolean
decode (BgProcessWorker  *worker,
        GVariant         *arguments,
        GCancellable     *cancellable,
        GError          **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean damaged = FALSE;

  for (int i = 0; i < WORKBENCH_WORK_STEPS; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      workbench_work_step (checksum);
    }

  g_variant_lookup (arguments, "damaged", "b", &damaged);
  if (damaged)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The photo is damaged"));
      return FALSE;
    }

  bg_process_worker_return_variant (worker,
                                    g_variant_new_string (g_checksum_get_string (checksum)));

  return TRUE;
}

/* Says who it is, and waits to be stopped, without using the processor. */
static gboolean
wait_for_end (BgProcessWorker  *worker,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());
  GPollFD fd;

  bg_process_worker_report_progress (worker, 0.0, pid);
  if (g_cancellable_make_pollfd (cancellable, &fd))
    {
      while (!g_cancellable_is_cancelled (cancellable))
        g_poll (&fd, 1, -1);
      g_cancellable_release_fd (cancellable);
    }

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
work (BgProcessWorker  *worker,
      GVariant         *arguments,
      GCancellable     *cancellable,
      gpointer          user_data,
      GError          **error)
{
  if (g_str_equal (bg_process_worker_get_name (worker), WORKBENCH_WORKER_WAIT))
    return wait_for_end (worker, cancellable, error);

  return decode (worker, arguments, cancellable, error);
}

/* An executor whose children are this program once more. */
BgProcessExecutor *
workbench_worker_new_executor (guint pool_size)
{
  BgProcessExecutor *executor = bg_process_executor_new (pool_size);
  g_autofree char *program = g_file_read_link (OWN_PROGRAM, NULL);
  const char *argv[] = { program, NULL };

  bg_process_executor_register (executor, WORKBENCH_WORKER_DECODE, argv);
  bg_process_executor_register (executor, WORKBENCH_WORKER_WAIT, argv);

  return executor;
}

/* The main function of such a child. */
int
workbench_worker_run (void)
{
  g_autoptr (BgProcessWorker) worker = bg_process_worker_new ();

  return bg_process_worker_run (worker, work, NULL, NULL) ? 0 : 1;
}
