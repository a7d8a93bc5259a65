/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-pools-page.h"

#include <glib/gi18n.h>

#include "workbench-resources-path.h"
#include "workbench-slots.h"
#include "workbench-work.h"

#define N_CLASSES (BG_TASK_CLASS_CRITICAL + 1)

/* So little work that many of them do not keep the machine busy. */
#define N_STEPS 2

/* How many tasks a button adds, or lets go. */
#define N_TASKS 10

/* A pool of threads with reserves: tasks of each class can be added, and held in their slots. */
struct _WorkbenchPoolsPage
{
  WorkbenchPage parent_instance;

  WorkbenchSlots *slots;
  AdwActionRow *low;
  AdwActionRow *normal;
  AdwActionRow *high;
  AdwActionRow *critical;
  GtkSwitch *hold;

  WorkbenchGate *gate;
  GPtrArray *tasks;

  /* What has been added for the picture. */
  guint n_stages;
};

G_DEFINE_FINAL_TYPE (WorkbenchPoolsPage, workbench_pools_page, WORKBENCH_TYPE_PAGE)

static gboolean
work (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  return workbench_work (task, N_STEPS, user_data, cancellable, error);
}

static void
show_counts (AdwActionRow *row,
             guint         n_running,
             guint         n_waiting)
{
  /* Translators: the numbers of tasks. */
  g_autofree char *text = g_strdup_printf (_("%u running, %u waiting"), n_running, n_waiting);

  adw_action_row_set_subtitle (row, text);
}

static void
update (WorkbenchPoolsPage *self)
{
  AdwActionRow *const rows[N_CLASSES] = { self->low, self->normal, self->high, self->critical };
  guint n_running[N_CLASSES] = { 0 };
  guint n_waiting[N_CLASSES] = { 0 };

  for (guint i = 0; i < self->tasks->len; i++)
    {
      BgTask *task = g_ptr_array_index (self->tasks, i);
      gboolean running = bg_task_get_state (task) == BG_TASK_STATE_RUNNING;

      (running ? n_running : n_waiting)[bg_task_get_task_class (task)]++;
    }

  for (int i = 0; i < N_CLASSES; i++)
    show_counts (rows[i], n_running[i], n_waiting[i]);
  workbench_slots_update (self->slots, self->tasks);
}

static void
state_cb (WorkbenchPoolsPage *self,
          GParamSpec         *pspec,
          BgTask             *task)
{
  if (bg_task_is_ended (task))
    {
      g_signal_handlers_disconnect_by_func (task, state_cb, self);
      g_ptr_array_remove_fast (self->tasks, task);
    }

  update (self);
}

static void
add_tasks (WorkbenchPoolsPage *self,
           BgAdmissionClass    task_class,
           guint               n_tasks)
{
  BgTaskManager *manager = workbench_page_get_manager (WORKBENCH_PAGE (self));

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (BgTask) task = bg_task_new (work, workbench_gate_ref (self->gate),
                                             (GDestroyNotify) workbench_gate_unref);

      bg_task_set_task_class (task, task_class);
      g_signal_connect_object (task, "notify::state", G_CALLBACK (state_cb), self,
                               G_CONNECT_SWAPPED);
      if (bg_task_manager_add (manager, task, NULL) != 0)
        g_ptr_array_add (self->tasks, g_steal_pointer (&task));
    }

  update (self);
}

static void
add_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  add_tasks (WORKBENCH_POOLS_PAGE (widget), (BgAdmissionClass) g_variant_get_int32 (parameter),
             N_TASKS);
}

static void
let_go_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  workbench_gate_let_pass (WORKBENCH_POOLS_PAGE (widget)->gate, N_TASKS);
}

static void
hold_cb (WorkbenchPoolsPage *self)
{
  gboolean hold = gtk_switch_get_active (self->hold);

  workbench_gate_set_open (self->gate, !hold);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pools.let-go", hold);
}

/* One class after the other, of each more than there is room for. */
static gboolean
workbench_pools_page_is_ready (WorkbenchPage *page)
{
  static const struct
  {
    BgAdmissionClass task_class;
    guint n_tasks;
    guint n_running;
  } stages[] =
    {
      { BG_TASK_CLASS_LOW, 30, 20 },
      { BG_TASK_CLASS_NORMAL, 10, 25 },
      { BG_TASK_CLASS_HIGH, 10, 30 },
      { BG_TASK_CLASS_CRITICAL, 6, 36 },
    };
  WorkbenchPoolsPage *self = WORKBENCH_POOLS_PAGE (page);
  guint n_running = bg_task_manager_get_n_running (workbench_page_get_manager (page));

  if (self->n_stages > 0 && n_running != stages[self->n_stages - 1].n_running)
    return FALSE;
  if (self->n_stages == G_N_ELEMENTS (stages))
    return TRUE;

  add_tasks (self, stages[self->n_stages].task_class, stages[self->n_stages].n_tasks);
  self->n_stages++;

  return FALSE;
}

static void
workbench_pools_page_finalize (GObject *object)
{
  WorkbenchPoolsPage *self = WORKBENCH_POOLS_PAGE (object);

  workbench_gate_unref (self->gate);
  g_ptr_array_unref (self->tasks);

  G_OBJECT_CLASS (workbench_pools_page_parent_class)->finalize (object);
}

static void
workbench_pools_page_class_init (WorkbenchPoolsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WorkbenchPageClass *page_class = WORKBENCH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = workbench_pools_page_finalize;
  page_class->is_ready = workbench_pools_page_is_ready;
  page_class->example = "reserves";

  g_type_ensure (WORKBENCH_TYPE_SLOTS);

  gtk_widget_class_set_template_from_resource (widget_class, WORKBENCH_RESOURCES "pools-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchPoolsPage, slots);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchPoolsPage, low);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchPoolsPage, normal);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchPoolsPage, high);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchPoolsPage, critical);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchPoolsPage, hold);
  gtk_widget_class_bind_template_callback (widget_class, hold_cb);
  gtk_widget_class_install_action (widget_class, "pools.add", "i", add_cb);
  gtk_widget_class_install_action (widget_class, "pools.let-go", NULL, let_go_cb);
}

static void
workbench_pools_page_init (WorkbenchPoolsPage *self)
{
  BgTaskManager *manager = workbench_page_get_manager (WORKBENCH_PAGE (self));
  BgExecutor *threads = bg_task_manager_get_default_executor (manager);

  bg_thread_executor_configure (BG_THREAD_EXECUTOR (threads), WORKBENCH_POOL_SIZE,
                                WORKBENCH_RESERVE_NORMAL, WORKBENCH_RESERVE_HIGH, 0, 0, NULL);
  self->gate = workbench_gate_new ();
  workbench_gate_set_open (self->gate, FALSE);
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}
