/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-task-panel-private.h"

#include <glib/gi18n-lib.h>

#include "bg-gtk-task-row-private.h"

/* What the popover of a task button shows. While it is closed its list has no model: no row is
 * bound, and whatever happens to the tasks costs nothing here.
 *
 * A list view makes two hundred rows whether they are in view or not, too many to appear, or to
 * give way to others, without a halt. So it gets the beginning of the list only, and more of it
 * when the user asks. */

#define PAGE_LENGTH 16
#define MORE_LENGTH 100

struct _BgGtkTaskPanel
{
  GtkWidget parent_instance;

  GtkSliceListModel *items;     /* while open */
  GPtrArray         *spare_rows;
  gboolean           can_retry;

  GtkWidget   *header;
  GtkLabel    *title_label;
  GtkLabel    *text_label;
  GtkStack    *stack;
  GtkListView *list_view;
  GtkWidget   *more_button;
};

enum
{
  RETRY,
  DISMISS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgGtkTaskPanel, bg_gtk_task_panel, GTK_TYPE_WIDGET)

static void
retry_cb (BgGtkTaskPanel *self,
          BgTask         *task)
{
  g_signal_emit (self, signals[RETRY], 0, task);
}

static void
dismiss_cb (BgGtkTaskPanel *self,
            BgTask         *task)
{
  g_signal_emit (self, signals[DISMISS], 0, task);
}

static GtkWidget *
new_row (BgGtkTaskPanel *self)
{
  GtkWidget *row = bg_gtk_task_row_new ();

  g_signal_connect_object (row, "retry", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "dismiss", G_CALLBACK (dismiss_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          BgGtkTaskPanel           *self)
{
  guint n_spare = self->spare_rows->len;
  GtkWidget *row;

  if (n_spare > 0)
    row = g_ptr_array_steal_index_fast (self->spare_rows, n_spare - 1);
  else
    row = g_object_ref_sink (new_row (self));
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, row);
  g_object_set_data_full (G_OBJECT (list_item), "row", row, g_object_unref);
}

/* A list view throws away the widgets of items that go, and makes others for those that take their
 * place. Where tasks come and go by the hundred the rows are worth keeping. */
static void
teardown_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *list_item,
             BgGtkTaskPanel           *self)
{
  g_autoptr (GtkWidget) row = g_object_steal_data (G_OBJECT (list_item), "row");

  gtk_list_item_set_child (list_item, NULL);
  if (self->spare_rows->len < PAGE_LENGTH)
    g_ptr_array_add (self->spare_rows, g_steal_pointer (&row));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         BgGtkTaskPanel           *self)
{
  BgGtkTaskRow *row = BG_GTK_TASK_ROW (gtk_list_item_get_child (list_item));

  bg_gtk_task_row_set_can_retry (row, self->can_retry);
  bg_gtk_task_row_set_task (row, gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           BgGtkTaskPanel           *self)
{
  bg_gtk_task_row_set_task (BG_GTK_TASK_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
update_page (BgGtkTaskPanel *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_all = g_list_model_get_n_items (gtk_slice_list_model_get_model (self->items));

  gtk_stack_set_visible_child_name (self->stack, n_all == 0 ? "empty" : "list");
  gtk_widget_set_visible (self->header, n_all > 0);
  gtk_widget_set_visible (self->more_button, n_all > n_shown);
  /* A popover wants something to give the focus to. */
  gtk_widget_set_focusable (GTK_WIDGET (self), n_all == 0);
}

static void
more_clicked_cb (BgGtkTaskPanel *self)
{
  if (self->items == NULL)
    return;

  gtk_slice_list_model_set_size (self->items,
                                 gtk_slice_list_model_get_size (self->items) + MORE_LENGTH);
  update_page (self);
}

static void
bg_gtk_task_panel_dispose (GObject *object)
{
  BgGtkTaskPanel *self = BG_GTK_TASK_PANEL (object);

  if (self->list_view != NULL)
    bg_gtk_task_panel_close (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BG_GTK_TYPE_TASK_PANEL);

  G_OBJECT_CLASS (bg_gtk_task_panel_parent_class)->dispose (object);
}

static void
bg_gtk_task_panel_finalize (GObject *object)
{
  BgGtkTaskPanel *self = BG_GTK_TASK_PANEL (object);

  g_ptr_array_unref (self->spare_rows);

  G_OBJECT_CLASS (bg_gtk_task_panel_parent_class)->finalize (object);
}

static void
bg_gtk_task_panel_class_init (BgGtkTaskPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bg_gtk_task_panel_dispose;
  object_class->finalize = bg_gtk_task_panel_finalize;

  signals[RETRY] = g_signal_new ("retry",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, BG_TYPE_TASK);
  signals[DISMISS] = g_signal_new ("dismiss",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, BG_TYPE_TASK);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/taskmgr/gtk/bg-gtk-task-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskPanel, header);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskPanel, title_label);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskPanel, text_label);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskPanel, list_view);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskPanel, more_button);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bg_gtk_task_panel_init (BgGtkTaskPanel *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->spare_rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  g_signal_connect_object (factory, "teardown", G_CALLBACK (teardown_cb), self, 0);
  gtk_list_view_set_factory (self->list_view, factory);
}

/* Begins to show what failed, and below it what is being done. */
void
bg_gtk_task_panel_open (BgGtkTaskPanel *self,
                        GListModel     *failures,
                        GListModel     *tasks,
                        gboolean        can_retry)
{
  GListStore *lists = g_list_store_new (G_TYPE_LIST_MODEL);
  GtkFlattenListModel *all = gtk_flatten_list_model_new (G_LIST_MODEL (lists));
  g_autoptr (GtkNoSelection) selection = NULL;

  bg_gtk_task_panel_close (self);

  g_list_store_append (lists, failures);
  g_list_store_append (lists, tasks);
  self->items = gtk_slice_list_model_new (G_LIST_MODEL (all), 0, PAGE_LENGTH);
  self->can_retry = can_retry;
  update_page (self);

  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));

  /* The whole list tells of changes after its beginning has been adapted to them. */
  g_signal_connect_object (all, "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
}

void
bg_gtk_task_panel_close (BgGtkTaskPanel *self)
{
  gtk_list_view_set_model (self->list_view, NULL);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_func (gtk_slice_list_model_get_model (self->items),
                                          update_page, self);
  g_clear_object (&self->items);
}

/* Shows a line that sums it up. */
void
bg_gtk_task_panel_set_text (BgGtkTaskPanel *self,
                            const char     *text)
{
  gtk_label_set_text (self->text_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}
