/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-frame-graph.h"

#include "browser-frame-log.h"

#define N_BARS 96
#define HEIGHT 36

/* The highest bar stands for this many microseconds, or more. */
#define FULL_SCALE 66000.0f

/* The last frames as bars: the longer a frame took, the higher; late ones are red. */
struct _BrowserFrameGraph
{
  GtkWidget parent_instance;

  gint64 intervals[N_BARS];
  guint next;
};

static const GdkRGBA good_color = { 0.56f, 0.94f, 0.64f, 1.0f };
static const GdkRGBA late_color = { 0.96f, 0.38f, 0.32f, 1.0f };

G_DEFINE_FINAL_TYPE (BrowserFrameGraph, browser_frame_graph, GTK_TYPE_WIDGET)

static void
browser_frame_graph_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  BrowserFrameGraph *self = BROWSER_FRAME_GRAPH (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float step = width / N_BARS;

  for (guint i = 0; i < N_BARS; i++)
    {
      gint64 interval = self->intervals[(self->next + i) % N_BARS];
      float bar = MIN (1.0f, (float) interval / FULL_SCALE) * height;

      if (interval > 0)
        gtk_snapshot_append_color (snapshot,
                                   interval > BROWSER_FRAME_LATE_US ? &late_color : &good_color,
                                   &GRAPHENE_RECT_INIT ((float) i * step, height - bar,
                                                        step * 0.7f, bar));
    }
}

static void
browser_frame_graph_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : N_BARS * 2;
}

static void
browser_frame_graph_class_init (BrowserFrameGraphClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = browser_frame_graph_snapshot;
  widget_class->measure = browser_frame_graph_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
browser_frame_graph_init (BrowserFrameGraph *self)
{
}

/* Adds a bar on the right. */
void
browser_frame_graph_add (BrowserFrameGraph *self,
                         gint64             interval)
{
  self->intervals[self->next] = interval;
  self->next = (self->next + 1) % N_BARS;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
