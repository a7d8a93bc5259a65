/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-slots.h"

#include <glib/gi18n.h>

#define N_COLUMNS 10
#define N_SLOTS (WORKBENCH_POOL_SIZE + WORKBENCH_RESERVE_NORMAL + WORKBENCH_RESERVE_HIGH)

/* The cells that are there from the beginning: the slots, and a row for what goes beyond. */
#define N_FIRST_CELLS (N_SLOTS + N_COLUMNS)

/*
 * The slots of a pool as a picture. A task takes the first slot that is free and keeps it to its
 * end, so that the reserves are seen to fill after the pool, and critical tasks go beyond.
 */
struct _WorkbenchSlots
{
  GtkWidget parent_instance;

  GtkGrid *grid;
  GPtrArray *cells;
  GPtrArray *takers;
  guint n_taken;
};

static const char *const class_styles[] = { "low", "normal", "high", "critical" };

G_DEFINE_FINAL_TYPE (WorkbenchSlots, workbench_slots, GTK_TYPE_WIDGET)

/* The class for which a slot is kept: the lowest that may have it. */
static BgAdmissionClass
get_slot_class (guint position)
{
  if (position < WORKBENCH_POOL_SIZE)
    return BG_TASK_CLASS_LOW;
  if (position < WORKBENCH_POOL_SIZE + WORKBENCH_RESERVE_NORMAL)
    return BG_TASK_CLASS_NORMAL;
  if (position < N_SLOTS)
    return BG_TASK_CLASS_HIGH;

  return BG_TASK_CLASS_CRITICAL;
}

static void
add_row_label (WorkbenchSlots *self,
               const char     *text,
               int             row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_margin_end (label, 12);
  gtk_grid_attach (self->grid, label, 0, row, 1, 1);
}

static void
add_cell (WorkbenchSlots *self)
{
  guint position = self->cells->len;
  GtkWidget *cell = g_object_new (GTK_TYPE_BOX,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  "hexpand", TRUE,
                                  NULL);

  gtk_widget_add_css_class (cell, "slot");
  gtk_widget_add_css_class (cell, class_styles[get_slot_class (position)]);
  gtk_grid_attach (self->grid, cell, 1 + (int) (position % N_COLUMNS),
                   (int) (position / N_COLUMNS), 1, 1);
  g_ptr_array_add (self->cells, cell);
  g_ptr_array_add (self->takers, NULL);
}

static void
set_taker (WorkbenchSlots *self,
           guint           position,
           BgTask         *task)
{
  GtkWidget *cell = g_ptr_array_index (self->cells, position);
  BgTask *taker = g_ptr_array_index (self->takers, position);

  if (taker != NULL)
    {
      gtk_widget_remove_css_class (cell, "taken");
      gtk_widget_remove_css_class (cell, class_styles[bg_task_get_task_class (taker)]);
    }
  else
    gtk_widget_remove_css_class (cell, class_styles[get_slot_class (position)]);

  g_ptr_array_index (self->takers, position) = task;
  if (task != NULL)
    gtk_widget_add_css_class (cell, "taken");
  gtk_widget_add_css_class (cell, class_styles[task != NULL ? bg_task_get_task_class (task)
                                                            : get_slot_class (position)]);
  if (taker != NULL)
    self->n_taken--;
  if (task != NULL)
    self->n_taken++;
}

static void
take_slot (WorkbenchSlots *self,
           BgTask         *task)
{
  guint position;

  if (g_ptr_array_find (self->takers, task, NULL))
    return;

  if (!g_ptr_array_find (self->takers, NULL, &position))
    {
      position = self->cells->len;
      for (int i = 0; i < N_COLUMNS; i++)
        add_cell (self);
    }

  set_taker (self, position, g_object_ref (task));
}

static void
free_slots (WorkbenchSlots *self)
{
  for (guint i = 0; i < self->takers->len; i++)
    {
      BgTask *taker = g_ptr_array_index (self->takers, i);

      if (taker == NULL || bg_task_get_state (taker) == BG_TASK_STATE_RUNNING)
        continue;
      set_taker (self, i, NULL);
      g_object_unref (taker);
    }
}

static void
workbench_slots_dispose (GObject *object)
{
  WorkbenchSlots *self = WORKBENCH_SLOTS (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; i < self->takers->len; i++)
    g_clear_object (&g_ptr_array_index (self->takers, i));

  G_OBJECT_CLASS (workbench_slots_parent_class)->dispose (object);
}

static void
workbench_slots_finalize (GObject *object)
{
  WorkbenchSlots *self = WORKBENCH_SLOTS (object);

  g_ptr_array_unref (self->cells);
  g_ptr_array_unref (self->takers);

  G_OBJECT_CLASS (workbench_slots_parent_class)->finalize (object);
}

static void
workbench_slots_class_init (WorkbenchSlotsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = workbench_slots_dispose;
  G_OBJECT_CLASS (klass)->finalize = workbench_slots_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
workbench_slots_init (WorkbenchSlots *self)
{
  self->cells = g_ptr_array_new ();
  self->takers = g_ptr_array_new ();
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_grid_set_row_spacing (self->grid, 6);
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));

  add_row_label (self, _("Pool"), 0);
  add_row_label (self, _("Reserves"), WORKBENCH_POOL_SIZE / N_COLUMNS);
  add_row_label (self, _("Beyond"), N_SLOTS / N_COLUMNS);
  for (guint i = 0; i < N_FIRST_CELLS; i++)
    add_cell (self);
}

/* Frees the slots of tasks that run no more, and gives one to each that does. */
void
workbench_slots_update (WorkbenchSlots *self,
                        GPtrArray      *tasks)
{
  g_autofree char *label = NULL;

  free_slots (self);
  for (guint i = 0; i < tasks->len; i++)
    {
      BgTask *task = g_ptr_array_index (tasks, i);

      if (bg_task_get_state (task) == BG_TASK_STATE_RUNNING)
        take_slot (self, task);
    }

  label = g_strdup_printf (ngettext ("%u slot taken", "%u slots taken", self->n_taken),
                           self->n_taken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
