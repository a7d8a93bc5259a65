/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-work.h"

#define STEP_SIZE (1024 * 1024)
#define BLOCK_SIZE 4096

/* A few milliseconds of honest work. */
void
workbench_work_step (GChecksum *checksum)
{
  static const guchar block[BLOCK_SIZE] = { 0 };

  for (int i = 0; i < STEP_SIZE / BLOCK_SIZE; i++)
    g_checksum_update (checksum, block, sizeof block);
}

/*
 * What the bodies in threads and loops do: compute for a while, and then wait at the gate, if there
 * is one. The result is the checksum.
 */
gboolean
workbench_work (BgTask         *task,
                guint           n_steps,
                WorkbenchGate  *gate,
                GCancellable   *cancellable,
                GError        **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < n_steps; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      workbench_work_step (checksum);
      bg_task_report_progress (task, (i + 1.0) / n_steps, NULL);
    }

  if (gate != NULL && !workbench_gate_wait (gate, cancellable))
    return !g_cancellable_set_error_if_cancelled (cancellable, error);

  bg_task_return_string (task, g_checksum_get_string (checksum));

  return TRUE;
}
