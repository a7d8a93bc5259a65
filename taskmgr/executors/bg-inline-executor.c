/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-inline-executor.h"

/**
 * BgInlineExecutor:
 *
 * Runs tasks at once, in the turn of the main loop in which they are ready.
 *
 * It is for the tests of programs: with it as the [property@TaskManager:default-executor] nothing happens at the same
 * time, the order is always the same, and everything is done when the main loop has nothing more to do. What is
 * ready runs in the order of class and priority, one task after the other, in the thread of the test.
 *
 * ```c
 * static void
 * settle (BgTaskManager *manager)
 * {
 *   g_autoptr (BgExecutor) executor = bg_inline_executor_new ();
 *
 *   bg_task_manager_set_default_executor (manager, executor);
 *   bg_task_manager_start_processing (manager);
 *   while (g_main_context_iteration (NULL, FALSE))
 *     ;
 * }
 * ```
 *
 * A body that waits for something that is to happen in the same thread waits for ever.
 */
struct _BgInlineExecutor
{
  GObject parent_instance;
};

/* What an interface does of itself is all that is needed: there is always room, and to submit is to run. */
static void
bg_inline_executor_iface_init (BgExecutorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BgInlineExecutor, bg_inline_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, bg_inline_executor_iface_init))

static void
bg_inline_executor_class_init (BgInlineExecutorClass *klass)
{
}

static void
bg_inline_executor_init (BgInlineExecutor *self)
{
}

/**
 * bg_inline_executor_new:
 *
 * Makes an executor that runs tasks at once.
 *
 * Returns: (transfer full) (type BgInlineExecutor): a new executor
 */
BgExecutor *
bg_inline_executor_new (void)
{
  return g_object_new (BG_TYPE_INLINE_EXECUTOR, NULL);
}
