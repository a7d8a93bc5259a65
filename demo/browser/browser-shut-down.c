/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-shut-down.h"

/* Task bodies that run have this long to notice that they are stopped. */
#define TIMEOUT_MS 1000

static void
shut_down_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GApplication) application = user_data;

  bg_task_manager_shut_down_finish (BG_TASK_MANAGER (source), result, NULL);
  g_application_release (application);
}

/* Stops all that is done for the application, which goes on until the threads have noticed. */
void
browser_shut_down (BgTaskManager *manager,
                   GApplication  *application)
{
  if (bg_task_manager_is_closed (manager))
    return;

  g_application_hold (application);
  bg_task_manager_shut_down_async (manager, BG_SHUTDOWN_DISCARD, TIMEOUT_MS, NULL, shut_down_cb,
                                   g_object_ref (application));
}
