/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-graph-page.h"

#include <glib/gi18n.h>

#include "workbench-graph-view.h"
#include "workbench-places.h"
#include "workbench-resources-path.h"
#include "workbench-work.h"
#include "workbench-worker.h"

#define N_STEPS 12
#define MAX_UPSTREAMS 2
#define NONE (-1)

/* The one that fails, if one is to fail. */
#define DAMAGED_STEP 4

/* A picture of a graph that reaches across executors of all kinds, as it runs. */
struct _WorkbenchGraphPage
{
  WorkbenchPage parent_instance;

  WorkbenchGraphView *view;
  GtkToggleButton *hold;

  WorkbenchPlaces *places;
  WorkbenchGate *gate;
  WorkbenchNode *nodes[N_STEPS];
  char *group;
};

typedef struct
{
  const char *name;
  WorkbenchPlace place;
  int column;
  float row;
  int upstreams[MAX_UPSTREAMS];
} Step;

static const Step steps[N_STEPS] =
{
  { N_("Read 1"), WORKBENCH_PLACE_THREADS, 0, 0.0f, { NONE, NONE } },
  { N_("Read 2"), WORKBENCH_PLACE_THREADS, 0, 1.0f, { NONE, NONE } },
  { N_("Read 3"), WORKBENCH_PLACE_THREADS, 0, 2.0f, { NONE, NONE } },
  { N_("Decode 1"), WORKBENCH_PLACE_PROCESSES, 1, 0.0f, { 0, NONE } },
  { N_("Decode 2"), WORKBENCH_PLACE_PROCESSES, 1, 1.0f, { 1, NONE } },
  { N_("Decode 3"), WORKBENCH_PLACE_PROCESSES, 1, 2.0f, { 2, NONE } },
  { N_("Align"), WORKBENCH_PLACE_LOOP, 2, 0.5f, { 3, 4 } },
  { N_("Index"), WORKBENCH_PLACE_LOOP, 2, 2.0f, { 5, NONE } },
  { N_("Blend"), WORKBENCH_PLACE_THREADS, 3, 0.0f, { 6, NONE } },
  { N_("Tint"), WORKBENCH_PLACE_THREADS, 3, 1.0f, { 6, 7 } },
  { N_("Show"), WORKBENCH_PLACE_INLINE, 4, 0.5f, { 8, 9 } },
  { N_("Tidy Up"), WORKBENCH_PLACE_IDLE, 4, 2.0f, { 7, 9 } },
};

G_DEFINE_FINAL_TYPE (WorkbenchGraphPage, workbench_graph_page, WORKBENCH_TYPE_PAGE)

/* Threads can wait at the gate, nobody else should. */
static gboolean
work_in_thread (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  return workbench_work (task, WORKBENCH_WORK_STEPS, user_data, cancellable, error);
}

static gboolean
work_in_loop (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  return workbench_work (task, WORKBENCH_WORK_STEPS, NULL, cancellable, error);
}

/* In the thread of the window, so there is little to do. */
static gboolean
work_in_window (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  return TRUE;
}

static BgTask *
make_task (WorkbenchGraphPage *self,
           WorkbenchPlace      place,
           gboolean            damaged)
{
  GVariantDict arguments;

  switch (place)
    {
    case WORKBENCH_PLACE_PROCESSES:
      g_variant_dict_init (&arguments, NULL);
      g_variant_dict_insert (&arguments, "damaged", "b", damaged);
      return bg_process_task_new (WORKBENCH_WORKER_DECODE, g_variant_dict_end (&arguments));

    case WORKBENCH_PLACE_LOOP:
      return bg_task_new (work_in_loop, NULL, NULL);

    case WORKBENCH_PLACE_INLINE:
    case WORKBENCH_PLACE_IDLE:
      return bg_task_new (work_in_window, NULL, NULL);

    case WORKBENCH_PLACE_THREADS:
    case WORKBENCH_N_PLACES:
    default:
      return bg_task_new (work_in_thread, workbench_gate_ref (self->gate),
                          (GDestroyNotify) workbench_gate_unref);
    }
}

static guint64
add_step (WorkbenchGraphPage *self,
          int                 position,
          const guint64      *ids,
          gboolean            fail)
{
  const Step *step = &steps[position];
  g_autoptr (BgTask) task = make_task (self, step->place, fail && position == DAMAGED_STEP);
  guint64 id;

  bg_task_set_name (task, step->name);
  bg_task_set_group (task, self->group);
  bg_task_set_executor (task, workbench_places_get_executor (self->places, step->place));
  for (int i = 0; i < MAX_UPSTREAMS; i++)
    if (step->upstreams[i] != NONE)
      bg_task_add_upstream (task, ids[step->upstreams[i]]);

  id = bg_task_manager_add (workbench_page_get_manager (WORKBENCH_PAGE (self)), task, NULL);
  workbench_node_set_task (self->nodes[position], task);

  return id;
}

/* Runs the graph; what was still running of the last time is stopped. */
static void
run (WorkbenchGraphPage *self,
     gboolean            fail)
{
  BgTaskManager *manager = workbench_page_get_manager (WORKBENCH_PAGE (self));
  guint64 ids[N_STEPS];

  if (self->group != NULL)
    bg_task_manager_stop_task_group (manager, self->group, FALSE, FALSE);
  g_free (self->group);
  self->group = bg_task_manager_next_group_id (manager);

  for (int i = 0; i < N_STEPS; i++)
    ids[i] = add_step (self, i, ids, fail);
}

static void
run_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  run (WORKBENCH_GRAPH_PAGE (widget), g_variant_get_boolean (parameter));
}

static void
hold_cb (WorkbenchGraphPage *self)
{
  workbench_gate_set_open (self->gate, !gtk_toggle_button_get_active (self->hold));
}

static void
add_nodes (WorkbenchGraphPage *self)
{
  for (int i = 0; i < N_STEPS; i++)
    {
      self->nodes[i] = workbench_node_new (_(steps[i].name), steps[i].place);
      workbench_graph_view_add_node (self->view, self->nodes[i], steps[i].column, steps[i].row);
      for (int j = 0; j < MAX_UPSTREAMS; j++)
        if (steps[i].upstreams[j] != NONE)
          workbench_graph_view_add_edge (self->view, self->nodes[steps[i].upstreams[j]],
                                         self->nodes[i]);
    }
}

/* Lets the threads read, but not go on when all else is done. */
static void
workbench_graph_page_arrange (WorkbenchPage *page)
{
  WorkbenchGraphPage *self = WORKBENCH_GRAPH_PAGE (page);

  gtk_toggle_button_set_active (self->hold, TRUE);
  workbench_gate_let_pass (self->gate, 3);
  run (self, FALSE);
}

static gboolean
workbench_graph_page_is_ready (WorkbenchPage *page)
{
  WorkbenchGraphPage *self = WORKBENCH_GRAPH_PAGE (page);

  return workbench_node_get_state (self->nodes[8]) == BG_TASK_STATE_RUNNING &&
         workbench_node_get_state (self->nodes[9]) == BG_TASK_STATE_RUNNING;
}

static void
workbench_graph_page_close (WorkbenchPage *page)
{
  workbench_places_close (WORKBENCH_GRAPH_PAGE (page)->places);
}

static void
workbench_graph_page_finalize (GObject *object)
{
  WorkbenchGraphPage *self = WORKBENCH_GRAPH_PAGE (object);

  g_clear_object (&self->places);
  workbench_gate_unref (self->gate);
  g_free (self->group);

  G_OBJECT_CLASS (workbench_graph_page_parent_class)->finalize (object);
}

static void
workbench_graph_page_class_init (WorkbenchGraphPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  WorkbenchPageClass *page_class = WORKBENCH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = workbench_graph_page_finalize;
  page_class->arrange = workbench_graph_page_arrange;
  page_class->is_ready = workbench_graph_page_is_ready;
  page_class->close = workbench_graph_page_close;
  page_class->example = "dependencies";

  g_type_ensure (WORKBENCH_TYPE_GRAPH_VIEW);

  gtk_widget_class_set_template_from_resource (widget_class, WORKBENCH_RESOURCES "graph-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WorkbenchGraphPage, view);
  gtk_widget_class_bind_template_child (widget_class, WorkbenchGraphPage, hold);
  gtk_widget_class_bind_template_callback (widget_class, hold_cb);
  gtk_widget_class_install_action (widget_class, "graph.run", "b", run_cb);
}

static void
workbench_graph_page_init (WorkbenchGraphPage *self)
{
  self->gate = workbench_gate_new ();
  self->places = workbench_places_new (workbench_page_get_manager (WORKBENCH_PAGE (self)));
  gtk_widget_init_template (GTK_WIDGET (self));
  add_nodes (self);
}
