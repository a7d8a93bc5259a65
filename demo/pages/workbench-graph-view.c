/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-graph-view.h"

#define COLUMN_WIDTH 184
#define ROW_HEIGHT 112
#define NODE_WIDTH 136
#define NODE_HEIGHT 80

#define EDGE_WIDTH 2.0
#define ARROW_LENGTH 7.0
#define ARROW_SPREAD 4.0

/* Nodes in columns, and the edges between them, from left to right. */
struct _WorkbenchGraphView
{
  GtkWidget parent_instance;

  GArray *spots;
  GArray *edges;
  int width;
  int height;
};

typedef struct
{
  WorkbenchNode *node;
  graphene_rect_t area;
} Spot;

typedef struct
{
  WorkbenchNode *from;
  WorkbenchNode *to;
} Edge;

G_DEFINE_FINAL_TYPE (WorkbenchGraphView, workbench_graph_view, GTK_TYPE_WIDGET)

static const Spot *
find_spot (WorkbenchGraphView *self,
           WorkbenchNode      *node)
{
  for (guint i = 0; i < self->spots->len; i++)
    {
      const Spot *spot = &g_array_index (self->spots, Spot, i);

      if (spot->node == node)
        return spot;
    }

  g_assert_not_reached ();
}

static void
draw_edge (cairo_t    *cr,
           const Spot *from,
           const Spot *to)
{
  double x1 = from->area.origin.x + from->area.size.width;
  double y1 = from->area.origin.y + from->area.size.height / 2;
  double x2 = to->area.origin.x;
  double y2 = to->area.origin.y + to->area.size.height / 2;
  double middle = (x1 + x2) / 2;

  cairo_move_to (cr, x1, y1);
  cairo_curve_to (cr, middle, y1, middle, y2, x2 - ARROW_LENGTH, y2);
  cairo_stroke (cr);
  cairo_move_to (cr, x2, y2);
  cairo_line_to (cr, x2 - ARROW_LENGTH, y2 - ARROW_SPREAD);
  cairo_line_to (cr, x2 - ARROW_LENGTH, y2 + ARROW_SPREAD);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* What has been passed on is drawn stronger than what is waited for. */
static void
draw_edges (WorkbenchGraphView *self,
            cairo_t            *cr)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  cairo_set_line_width (cr, EDGE_WIDTH);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const Edge *edge = &g_array_index (self->edges, Edge, i);
      BgTaskState state = workbench_node_get_state (edge->from);

      cairo_set_source_rgba (cr, color.red, color.green, color.blue,
                             state == BG_TASK_STATE_COMPLETED ? 0.7 : 0.25);
      draw_edge (cr, find_spot (self, edge->from), find_spot (self, edge->to));
    }
}

static void
workbench_graph_view_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  WorkbenchGraphView *self = WORKBENCH_GRAPH_VIEW (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot,
                                           &GRAPHENE_RECT_INIT (0, 0, (float) self->width,
                                                                (float) self->height));

  draw_edges (self, cr);
  cairo_destroy (cr);

  GTK_WIDGET_CLASS (workbench_graph_view_parent_class)->snapshot (widget, snapshot);
}

static void
workbench_graph_view_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  WorkbenchGraphView *self = WORKBENCH_GRAPH_VIEW (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? self->height : self->width;
}

static void
workbench_graph_view_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  WorkbenchGraphView *self = WORKBENCH_GRAPH_VIEW (widget);

  for (guint i = 0; i < self->spots->len; i++)
    {
      const Spot *spot = &g_array_index (self->spots, Spot, i);
      GskTransform *place = gsk_transform_translate (NULL, &spot->area.origin);

      /* GTK wants every widget to be measured before it is allocated. */
      gtk_widget_measure (GTK_WIDGET (spot->node), GTK_ORIENTATION_HORIZONTAL, -1,
                          NULL, NULL, NULL, NULL);
      gtk_widget_allocate (GTK_WIDGET (spot->node), NODE_WIDTH, NODE_HEIGHT, -1, place);
    }
}

static void
workbench_graph_view_dispose (GObject *object)
{
  WorkbenchGraphView *self = WORKBENCH_GRAPH_VIEW (object);
  GtkWidget *child;

  g_array_set_size (self->spots, 0);
  g_array_set_size (self->edges, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (workbench_graph_view_parent_class)->dispose (object);
}

static void
workbench_graph_view_finalize (GObject *object)
{
  WorkbenchGraphView *self = WORKBENCH_GRAPH_VIEW (object);

  g_array_unref (self->spots);
  g_array_unref (self->edges);

  G_OBJECT_CLASS (workbench_graph_view_parent_class)->finalize (object);
}

static void
workbench_graph_view_class_init (WorkbenchGraphViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = workbench_graph_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = workbench_graph_view_finalize;
  widget_class->snapshot = workbench_graph_view_snapshot;
  widget_class->measure = workbench_graph_view_measure;
  widget_class->size_allocate = workbench_graph_view_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
workbench_graph_view_init (WorkbenchGraphView *self)
{
  self->spots = g_array_new (FALSE, FALSE, sizeof (Spot));
  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
}

/* Places a node; rows may be broken numbers, to place a node between others. */
void
workbench_graph_view_add_node (WorkbenchGraphView *self,
                               WorkbenchNode      *node,
                               int                 column,
                               float               row)
{
  Spot spot = { node, GRAPHENE_RECT_INIT ((float) column * COLUMN_WIDTH, row * ROW_HEIGHT,
                                          NODE_WIDTH, NODE_HEIGHT) };

  g_array_append_val (self->spots, spot);
  self->width = MAX (self->width, column * COLUMN_WIDTH + NODE_WIDTH);
  self->height = MAX (self->height, (int) (row * ROW_HEIGHT) + NODE_HEIGHT);
  gtk_widget_set_parent (GTK_WIDGET (node), GTK_WIDGET (self));
}

/* Draws an arrow between two nodes that were added. */
void
workbench_graph_view_add_edge (WorkbenchGraphView *self,
                               WorkbenchNode      *from,
                               WorkbenchNode      *to)
{
  Edge edge = { from, to };

  g_array_append_val (self->edges, edge);
}
