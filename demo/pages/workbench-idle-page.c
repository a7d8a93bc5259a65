/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-idle-page.h"

#include <glib/gi18n.h>
#include <taskmgr-gtk.h>

#include "workbench-resources-path.h"
#include "workbench-sheet.h"
#include "workbench-tab.h"

/* How many sheets the picture waits for. */
#define N_READY_SHEETS 5

/*
 * A stack whose pages are made while the user does nothing. The tasks are known in their queue by
 * the name of the page: one that is opened before its turn is made at once, and its task removed;
 * one that the pointer comes near to goes first.
 */
struct _WorkbenchIdlePage
{
  WorkbenchPage parent_instance;

  GtkListBox *tabs;
  GtkStack *sheets;
  GtkLabel *opened;
  GtkLabel *ready;
  GtkToggleButton *pause;

  BgIdleExecutor *executor;
  BgTaskQueue *queue;
  gboolean begun;
};

typedef struct
{
  const char *id;
  const char *title;
  gunichar first;
  guint n_characters;
} Sheet;

static const Sheet sheets[] =
{
  { "latin", N_("Latin"), 0x0080, 256 },
  { "extended", N_("Latin Extended"), 0x0180, 208 },
  { "greek", N_("Greek"), 0x0370, 144 },
  { "cyrillic", N_("Cyrillic"), 0x0400, 256 },
  { "arabic", N_("Arabic"), 0x0600, 256 },
  { "arrows", N_("Arrows"), 0x2190, 112 },
  { "mathematics", N_("Mathematics"), 0x2200, 256 },
  { "boxes", N_("Boxes and Shapes"), 0x2500, 256 },
  { "braille", N_("Braille"), 0x2800, 256 },
};

G_DEFINE_FINAL_TYPE (WorkbenchIdlePage, workbench_idle_page, WORKBENCH_TYPE_PAGE)

static WorkbenchTab *
get_tab (WorkbenchIdlePage *self,
         int                position)
{
  return WORKBENCH_TAB (gtk_list_box_get_row_at_index (self->tabs, position));
}

static int
find_sheet (const char *id)
{
  int position = 0;

  while (!g_str_equal (sheets[position].id, id))
    position++;

  return position;
}

static guint
count_ready (WorkbenchIdlePage *self)
{
  guint n_ready = 0;

  for (int i = 0; i < (int) G_N_ELEMENTS (sheets); i++)
    if (workbench_tab_get_state (get_tab (self, i)) == WORKBENCH_TAB_READY)
      n_ready++;

  return n_ready;
}

static void
set_state (WorkbenchIdlePage *self,
           int                position,
           WorkbenchTabState  state)
{
  g_autofree char *text = NULL;

  workbench_tab_set_state (get_tab (self, position), state);

  /* Translators: how many pages are ready, of how many. */
  text = g_strdup_printf (_("%u of %u ready"), count_ready (self), (guint) G_N_ELEMENTS (sheets));
  gtk_label_set_text (self->ready, text);
}

static void
make_sheet (WorkbenchIdlePage *self,
            int                position)
{
  const Sheet *sheet = &sheets[position];

  gtk_stack_add_named (self->sheets,
                       workbench_sheet_new (_(sheet->title), sheet->first,
                                            sheet->n_characters),
                       sheet->id);
  set_state (self, position, WORKBENCH_TAB_READY);
}

static gboolean
make_cb (BgTask        *task,
         GCancellable  *cancellable,
         gpointer       user_data,
         GError       **error)
{
  WorkbenchIdlePage *self = user_data;

  make_sheet (self, find_sheet (bg_task_get_name (task)));

  return TRUE;
}

static void
add_task (WorkbenchIdlePage *self,
          int                position)
{
  const char *id = sheets[position].id;
  g_autoptr (BgTask) task = bg_task_new (make_cb, g_object_ref (self), g_object_unref);

  bg_task_set_name (task, id);
  if (bg_task_queue_add_task (self->queue, task, BG_TASK_QUEUE_PRIORITY_DEFAULT, id, NULL) != 0)
    set_state (self, position, WORKBENCH_TAB_QUEUED);
}

/* What is there already is not made again. */
static void
add_tasks (WorkbenchIdlePage *self)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (sheets); i++)
    if (gtk_stack_get_child_by_name (self->sheets, sheets[i].id) == NULL)
      add_task (self, i);
}

static void
approached_cb (WorkbenchIdlePage *self,
               WorkbenchTab      *tab)
{
  const char *id = workbench_tab_get_id (tab);

  if (bg_task_queue_update_task (self->queue, id, BG_TASK_QUEUE_PRIORITY_SOON))
    set_state (self, find_sheet (id), WORKBENCH_TAB_SOON);
}

static void
show_time (WorkbenchIdlePage *self,
           const Sheet       *sheet,
           gboolean           ready,
           gint64             microseconds)
{
  double milliseconds = (double) microseconds / 1000.0;
  g_autofree char *text = NULL;

  if (ready)
    text = g_strdup_printf (_("%s was ready, and opened in %.1f ms"), _(sheet->title),
                            milliseconds);
  else
    text = g_strdup_printf (_("%s had to be made first, and opened in %.1f ms"), _(sheet->title),
                            milliseconds);
  gtk_label_set_text (self->opened, text);
}

static void
open_sheet (WorkbenchIdlePage *self,
            int                position)
{
  const Sheet *sheet = &sheets[position];
  gint64 before = g_get_monotonic_time ();
  gboolean ready = gtk_stack_get_child_by_name (self->sheets, sheet->id) != NULL;

  if (!ready)
    {
      bg_task_queue_remove_task (self->queue, sheet->id);
      make_sheet (self, position);
    }
  gtk_stack_set_visible_child_name (self->sheets, sheet->id);
  show_time (self, sheet, ready, g_get_monotonic_time () - before);
}

static void
row_activated_cb (WorkbenchIdlePage *self,
                  GtkListBoxRow     *row)
{
  open_sheet (self, gtk_list_box_row_get_index (row));
}

static void
pause_cb (WorkbenchIdlePage *self)
{
  if (gtk_toggle_button_get_active (self->pause))
    bg_idle_executor_pause (self->executor);
  else
    bg_idle_executor_resume (self->executor);
}

/* Forgets all pages, to see it once more. */
static void
forget_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  WorkbenchIdlePage *self = WORKBENCH_IDLE_PAGE (widget);

  for (int i = 0; i < (int) G_N_ELEMENTS (sheets); i++)
    {
      GtkWidget *sheet = gtk_stack_get_child_by_name (self->sheets, sheets[i].id);

      if (sheet != NULL)
        gtk_stack_remove (self->sheets, sheet);
    }

  gtk_stack_set_visible_child_name (self->sheets, "nothing");
  gtk_list_box_unselect_all (self->tabs);
  gtk_label_set_text (self->opened, "");
  add_tasks (self);
}

/* Nothing is made before the page is seen for the first time. */
static void
workbench_idle_page_map (GtkWidget *widget)
{
  WorkbenchIdlePage *self = WORKBENCH_IDLE_PAGE (widget);

  GTK_WIDGET_CLASS (workbench_idle_page_parent_class)->map (widget);

  if (!self->begun)
    add_tasks (self);
  self->begun = TRUE;
}

static gboolean
workbench_idle_page_is_ready (WorkbenchPage *page)
{
  WorkbenchIdlePage *self = WORKBENCH_IDLE_PAGE (page);

  if (count_ready (self) < N_READY_SHEETS)
    return FALSE;

  if (!bg_idle_executor_get_paused (self->executor))
    {
      gtk_toggle_button_set_active (self->pause, TRUE);
      gtk_list_box_select_row (self->tabs, gtk_list_box_get_row_at_index (self->tabs, 2));
      open_sheet (self, 2);
    }

  return TRUE;
}

static void
workbench_idle_page_dispose (GObject *object)
{
  WorkbenchIdlePage *self = WORKBENCH_IDLE_PAGE (object);

  g_clear_object (&self->executor);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (workbench_idle_page_parent_class)->dispose (object);
}

static void
workbench_idle_page_class_init (WorkbenchIdlePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WorkbenchPageClass *page_class = WORKBENCH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = workbench_idle_page_dispose;
  widget_class->map = workbench_idle_page_map;
  page_class->is_ready = workbench_idle_page_is_ready;
  page_class->example = "idle-work";

  gtk_widget_class_set_template_from_resource (widget_class, WORKBENCH_RESOURCES "idle-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchIdlePage, tabs);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchIdlePage, sheets);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchIdlePage, opened);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchIdlePage, ready);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchIdlePage, pause);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_install_action (widget_class, "idle.forget", NULL, forget_cb);
}

static void
workbench_idle_page_init (WorkbenchIdlePage *self)
{
  BgTaskManager *manager = workbench_page_get_manager (WORKBENCH_PAGE (self));
  g_autoptr (BgGtkIdleMonitor) monitor = bg_gtk_idle_monitor_new (GTK_WIDGET (self));

  gtk_widget_init_template (GTK_WIDGET (self));
  self->executor = bg_idle_executor_new (manager, BG_IDLE_MONITOR (monitor));
  self->queue = bg_task_queue_new ("sheets");
  bg_idle_executor_add_queue (self->executor, self->queue, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      GtkWidget *tab = workbench_tab_new (sheets[i].id, _(sheets[i].title));

      g_signal_connect_object (tab, "approached", G_CALLBACK (approached_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_list_box_append (self->tabs, tab);
    }
}
