/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names the GTK library alone, and reaches the core through it.
 */

#include <taskmgr-gtk.h>

int
main (void)
{
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (1);

  return manager != NULL && g_type_is_a (BG_GTK_TYPE_TASK_BUTTON, GTK_TYPE_WIDGET) ? 0 : 1;
}
