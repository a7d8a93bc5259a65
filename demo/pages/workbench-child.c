/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-child.h"

#include <glib/gi18n.h>
#include <signal.h>

#include "workbench-worker.h"

/* The row of a child process, which can be killed; it shows what became of the one before. */
struct _WorkbenchChild
{
  AdwActionRow parent_instance;

  BgTask *task;
  GtkWidget *kill;
  char *failure;
  int pid;
};

G_DEFINE_FINAL_TYPE (WorkbenchChild, workbench_child, ADW_TYPE_ACTION_ROW)

static void
update (WorkbenchChild *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->pid != 0)
    g_string_append_printf (text, _("Process %d waits for orders"), self->pid);
  else
    g_string_append (text, _("A process is being started"));
  if (self->failure != NULL)
    g_string_append_printf (text, "\n%s", self->failure);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
  gtk_widget_set_sensitive (self->kill, self->pid != 0);
}

/* The worker says its number as soon as it has begun. */
static void
text_cb (WorkbenchChild *self,
         GParamSpec     *pspec,
         BgTask         *task)
{
  g_autofree char *text = bg_task_dup_text (task);

  if (task != self->task || text == NULL)
    return;

  self->pid = (int) g_ascii_strtoll (text, NULL, 10);
  update (self);
}

static void
workbench_child_finalize (GObject *object)
{
  WorkbenchChild *self = WORKBENCH_CHILD (object);

  g_clear_object (&self->task);
  g_free (self->failure);

  G_OBJECT_CLASS (workbench_child_parent_class)->finalize (object);
}

static void
workbench_child_class_init (WorkbenchChildClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = workbench_child_finalize;
}

static void
workbench_child_init (WorkbenchChild *self)
{
  self->kill = gtk_button_new_with_label (_("Kill"));
  gtk_widget_set_valign (self->kill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->kill, "destructive-action");
  g_signal_connect_swapped (self->kill, "clicked", G_CALLBACK (workbench_child_kill), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->kill);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
}

WorkbenchChild *
workbench_child_new (const char *title)
{
  WorkbenchChild *self = g_object_new (WORKBENCH_TYPE_CHILD, "title", title, NULL);
  /* Translators: "Kill Child 1"; the title of the row is put in. */
  g_autofree char *label = g_strdup_printf (_("Kill %s"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kill), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  update (self);

  return self;
}

/* Adds a task for which the executor needs a child. */
gboolean
workbench_child_start (WorkbenchChild *self,
                       BgTaskManager  *manager,
                       BgExecutor     *executor)
{
  g_clear_object (&self->task);
  self->pid = 0;
  self->task = bg_process_task_new (WORKBENCH_WORKER_WAIT, NULL);
  bg_task_set_executor (self->task, executor);
  g_signal_connect_object (self->task, "notify::text", G_CALLBACK (text_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return bg_task_manager_add (manager, self->task, NULL) != 0;
}

/* The task that it shows; 0 if none has been started. */
guint64
workbench_child_get_id (WorkbenchChild *self)
{
  return self->task != NULL ? bg_task_get_id (self->task) : 0;
}

/* Whether the process has said who it is, so that it can be killed. */
gboolean
workbench_child_is_known (WorkbenchChild *self)
{
  return self->pid != 0;
}

/* Kills the process, as the system would that is out of memory. */
void
workbench_child_kill (WorkbenchChild *self)
{
  if (self->pid != 0)
    kill (self->pid, SIGKILL);
}

/* Shows from now on how the task has failed. */
void
workbench_child_note_end (WorkbenchChild *self,
                          const GError   *error)
{
  g_free (self->failure);
  self->failure = g_strdup_printf (_("Before, process %d: %s"), self->pid, error->message);
  self->pid = 0;
  update (self);
}
