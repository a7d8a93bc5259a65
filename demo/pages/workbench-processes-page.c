/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-processes-page.h"

#include <glib/gi18n.h>

#include "workbench-child.h"
#include "workbench-resources-path.h"
#include "workbench-worker.h"

#define N_CHILDREN 4

/* Child processes that can be killed, and how the next one takes over. */
struct _WorkbenchProcessesPage
{
  WorkbenchPage parent_instance;

  AdwPreferencesGroup *group;
  AdwActionRow *failures;

  BgProcessExecutor *executor;
  WorkbenchChild *children[N_CHILDREN];
  guint n_failed;
  gboolean begun;

  /* Whether one was killed for the picture. */
  gboolean killed;
};

G_DEFINE_FINAL_TYPE (WorkbenchProcessesPage, workbench_processes_page, WORKBENCH_TYPE_PAGE)

static void
start (WorkbenchProcessesPage *self,
       WorkbenchChild         *child)
{
  BgTaskManager *manager = workbench_page_get_manager (WORKBENCH_PAGE (self));

  workbench_child_start (child, manager, BG_EXECUTOR (self->executor));
}

static void
show_failures (WorkbenchProcessesPage *self)
{
  g_autofree char *text = g_strdup_printf ("%u", self->n_failed);

  adw_action_row_set_subtitle (self->failures, text);
}

/* Only one that was killed has a successor; one that could not even start would fail again. */
static void
task_failed_cb (WorkbenchProcessesPage *self,
                guint64                 id,
                const char             *group,
                const GError           *error)
{
  self->n_failed++;
  show_failures (self);

  for (int i = 0; i < N_CHILDREN; i++)
    {
      if (workbench_child_get_id (self->children[i]) != id)
        continue;

      workbench_child_note_end (self->children[i], error);
      if (g_error_matches (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_KILLED))
        start (self, self->children[i]);
    }
}

/* No process is started before the page is seen for the first time. */
static void
workbench_processes_page_map (GtkWidget *widget)
{
  WorkbenchProcessesPage *self = WORKBENCH_PROCESSES_PAGE (widget);

  GTK_WIDGET_CLASS (workbench_processes_page_parent_class)->map (widget);

  if (!self->begun)
    for (int i = 0; i < N_CHILDREN; i++)
      start (self, self->children[i]);
  self->begun = TRUE;
}

static gboolean
workbench_processes_page_is_ready (WorkbenchPage *page)
{
  WorkbenchProcessesPage *self = WORKBENCH_PROCESSES_PAGE (page);

  for (int i = 0; i < N_CHILDREN; i++)
    if (!workbench_child_is_known (self->children[i]))
      return FALSE;

  if (!self->killed)
    {
      self->killed = TRUE;
      workbench_child_kill (self->children[1]);
    }

  return self->n_failed > 0;
}

static void
workbench_processes_page_dispose (GObject *object)
{
  WorkbenchProcessesPage *self = WORKBENCH_PROCESSES_PAGE (object);

  g_clear_object (&self->executor);

  G_OBJECT_CLASS (workbench_processes_page_parent_class)->dispose (object);
}

static void
workbench_processes_page_class_init (WorkbenchProcessesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WorkbenchPageClass *page_class = WORKBENCH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = workbench_processes_page_dispose;
  widget_class->map = workbench_processes_page_map;
  page_class->is_ready = workbench_processes_page_is_ready;
  page_class->example = "processes";

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WORKBENCH_RESOURCES "processes-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchProcessesPage, group);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchProcessesPage, failures);
}

static void
workbench_processes_page_init (WorkbenchProcessesPage *self)
{
  BgTaskManager *manager = workbench_page_get_manager (WORKBENCH_PAGE (self));

  gtk_widget_init_template (GTK_WIDGET (self));
  self->executor = workbench_worker_new_executor (N_CHILDREN);
  for (int i = 0; i < N_CHILDREN; i++)
    {
      g_autofree char *title = g_strdup_printf (_("Child %d"), i + 1);

      self->children[i] = workbench_child_new (title);
      adw_preferences_group_add (self->group, GTK_WIDGET (self->children[i]));
    }
  show_failures (self);
  g_signal_connect_object (manager, "task-failed", G_CALLBACK (task_failed_cb), self,
                           G_CONNECT_SWAPPED);
}
