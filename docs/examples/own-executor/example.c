/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

/* Runs one task at a time in the main loop, when that has nothing more important to do. */
#define QUIET_TYPE_EXECUTOR (quiet_executor_get_type ())
G_DECLARE_FINAL_TYPE (QuietExecutor, quiet_executor, QUIET, EXECUTOR, GObject)

struct _QuietExecutor
{
  GObject parent_instance;
  BgTask *task;
};

static gboolean
begin_cb (gpointer user_data)
{
  QuietExecutor *self = user_data;
  g_autoptr (BgTask) task = g_steal_pointer (&self->task);

  g_print ("Now: %s\n", bg_task_get_name (task));
  bg_task_run_body (task);
  bg_executor_capacity_changed (BG_EXECUTOR (self));
  return G_SOURCE_REMOVE;
}

static guint
quiet_executor_get_room (BgExecutor       *executor,
                         BgAdmissionClass  task_class)
{
  return QUIET_EXECUTOR (executor)->task == NULL ? 1 : 0;
}

static void
quiet_executor_submit (BgExecutor *executor,
                       BgTask     *task)
{
  QUIET_EXECUTOR (executor)->task = g_object_ref (task);
  g_idle_add_full (G_PRIORITY_LOW, begin_cb, g_object_ref (executor), g_object_unref);
}

static void
quiet_executor_iface_init (BgExecutorInterface *iface)
{
  iface->get_room = quiet_executor_get_room;
  iface->submit = quiet_executor_submit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (QuietExecutor, quiet_executor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BG_TYPE_EXECUTOR, quiet_executor_iface_init))

static void
quiet_executor_class_init (QuietExecutorClass *klass)
{
}

static void
quiet_executor_init (QuietExecutor *self)
{
}

static gboolean
ask (BgTask        *task,
     GCancellable  *cancellable,
     gpointer       user_data,
     GError       **error)
{
  bg_task_return_variant (task, g_variant_new_parsed ("{'number': <6>}"));
  return TRUE;
}

static gboolean
compute (BgTask        *task,
         GCancellable  *cancellable,
         gpointer       user_data,
         GError       **error)
{
  int number = g_value_get_int (bg_task_get_argument (task, "number"));

  bg_task_return_variant (task, g_variant_new_parsed ("{'answer': <%i>}", number * 7));
  return TRUE;
}

static gboolean
show (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  g_print ("The answer is %d.\n", g_value_get_int (bg_task_get_argument (task, "answer")));
  return TRUE;
}

static guint64
add (BgTaskManager *manager,
     BgExecutor    *executor,
     const char    *name,
     BgTaskFunc     func,
     guint64        upstream_id)
{
  g_autoptr (BgTask) task = bg_task_new (func, NULL, NULL);

  bg_task_set_name (task, name);
  bg_task_set_group (task, "question");
  bg_task_set_executor (task, executor);
  if (upstream_id != 0)
    bg_task_add_upstream (task, upstream_id);
  return bg_task_manager_add (manager, task, NULL);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  g_autoptr (BgExecutor) quiet = g_object_new (QUIET_TYPE_EXECUTOR, NULL);
  guint64 id;

  g_signal_connect_swapped (manager, "task-group-finished::question", G_CALLBACK (g_main_loop_quit), loop);

  id = add (manager, quiet, "ask", ask, 0);
  id = add (manager, NULL, "compute", compute, id);   /* in a thread */
  add (manager, quiet, "show", show, id);

  bg_task_manager_start_processing (manager);
  g_main_loop_run (loop);
  return 0;
}
