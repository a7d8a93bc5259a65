/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-meter.h"

#include <glib/gi18n.h>

#include "browser-frame-graph.h"
#include "browser-resources-path.h"

/* The figures change this often, in frames: more often they could not be read. */
#define FRAMES_PER_UPDATE 20

/*
 * The frame meter: how smoothly the window is drawn, and how much is being done meanwhile. It
 * counts only while it is seen; then it has every frame drawn, else there were nothing to count.
 */
struct _BrowserMeter
{
  GtkWidget parent_instance;

  GtkLabel *mode;
  GtkLabel *rate;
  GtkLabel *worst;
  GtkLabel *tasks;
  GtkLabel *waiting;
  BrowserFrameGraph *graph;

  BgTaskManager *manager;
  BrowserSession *session;
  guint tick_id;
  gint64 last_frame;
  gint64 last_update;
  gint64 worst_interval;
  guint n_frames;
  guint n_ended;
  guint naive_done;
};

G_DEFINE_FINAL_TYPE (BrowserMeter, browser_meter, GTK_TYPE_WIDGET)

static void
ended_cb (BrowserMeter *self)
{
  self->n_ended++;
}

static void
set_figure (GtkLabel *label,
            int       decimals,
            double    value)
{
  g_autofree char *text = g_strdup_printf ("%.*f", decimals, value);

  gtk_label_set_text (label, text);
}

static guint
count_waiting (BrowserMeter *self)
{
  guint n_waiting = 0;

  if (self->manager != NULL)
    n_waiting += bg_task_manager_get_n_pending (self->manager);
  if (self->session != NULL)
    n_waiting += browser_session_get_naive_waiting (self->session);

  return n_waiting;
}

/* How many tasks and naive jobs have ended since it was last asked. */
static guint
take_ended (BrowserMeter *self)
{
  guint naive_done = self->session != NULL ? browser_session_get_naive_done (self->session) : 0;
  guint n_ended = self->n_ended + naive_done - self->naive_done;

  self->n_ended = 0;
  self->naive_done = naive_done;

  return n_ended;
}

static void
update_figures (BrowserMeter *self,
                gint64        now)
{
  double seconds = (double) MAX (1, now - self->last_update) / G_USEC_PER_SEC;

  set_figure (self->rate, 0, self->n_frames / seconds);
  set_figure (self->worst, 1, (double) self->worst_interval / 1000.0);
  set_figure (self->tasks, 0, take_ended (self) / seconds);
  set_figure (self->waiting, 0, count_waiting (self));

  self->last_update = now;
  self->worst_interval = 0;
  self->n_frames = 0;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BrowserMeter *self = BROWSER_METER (widget);
  gint64 now = g_get_monotonic_time ();
  gint64 interval = self->last_frame > 0 ? now - self->last_frame : 0;

  self->last_frame = now;
  self->n_frames++;
  self->worst_interval = MAX (self->worst_interval, interval);
  browser_frame_graph_add (self->graph, interval);
  if (self->n_frames >= FRAMES_PER_UPDATE)
    update_figures (self, now);

  return G_SOURCE_CONTINUE;
}

static void
browser_meter_map (GtkWidget *widget)
{
  BrowserMeter *self = BROWSER_METER (widget);

  GTK_WIDGET_CLASS (browser_meter_parent_class)->map (widget);

  self->last_frame = 0;
  self->last_update = g_get_monotonic_time ();
  self->n_frames = 0;
  take_ended (self);
  self->tick_id = gtk_widget_add_tick_callback (widget, tick_cb, NULL, NULL);
  g_signal_connect_swapped (self->manager, "task-completed", G_CALLBACK (ended_cb), self);
  g_signal_connect_swapped (self->manager, "task-failed", G_CALLBACK (ended_cb), self);
}

static void
browser_meter_unmap (GtkWidget *widget)
{
  BrowserMeter *self = BROWSER_METER (widget);

  gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;
  g_signal_handlers_disconnect_by_data (self->manager, self);

  GTK_WIDGET_CLASS (browser_meter_parent_class)->unmap (widget);
}

static void
browser_meter_dispose (GObject *object)
{
  BrowserMeter *self = BROWSER_METER (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (browser_meter_parent_class)->dispose (object);
}

static void
browser_meter_class_init (BrowserMeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = browser_meter_dispose;
  widget_class->map = browser_meter_map;
  widget_class->unmap = browser_meter_unmap;

  g_type_ensure (BROWSER_TYPE_FRAME_GRAPH);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, BROWSER_RESOURCES "meter.ui");
  gtk_widget_class_bind_template_child (widget_class, BrowserMeter, mode);
  gtk_widget_class_bind_template_child (widget_class, BrowserMeter, rate);
  gtk_widget_class_bind_template_child (widget_class, BrowserMeter, worst);
  gtk_widget_class_bind_template_child (widget_class, BrowserMeter, tasks);
  gtk_widget_class_bind_template_child (widget_class, BrowserMeter, waiting);
  gtk_widget_class_bind_template_child (widget_class, BrowserMeter, graph);
}

static void
browser_meter_init (BrowserMeter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Says whose tasks are counted; to be called before it is first shown. */
void
browser_meter_set_manager (BrowserMeter  *self,
                           BgTaskManager *manager)
{
  g_set_object (&self->manager, manager);
}

/* Says which folder is open, whose naive jobs are counted if it is loaded that way. */
void
browser_meter_set_session (BrowserMeter   *self,
                           BrowserSession *session)
{
  gboolean naive = session != NULL &&
                   browser_session_get_mode (session) == BROWSER_MODE_NAIVE;

  g_set_object (&self->session, session);
  self->naive_done = session != NULL ? browser_session_get_naive_done (session) : 0;
  gtk_label_set_text (self->mode, naive ? _("Naive") : _("Managed"));
}
