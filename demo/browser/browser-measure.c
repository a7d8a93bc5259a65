/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-measure.h"

#include <sys/resource.h>

#include "browser-frame-log.h"
#include "browser-report.h"

/* The window draws these first, so that its own start is not measured. */
#define N_WARM_UP_FRAMES 60

/* The script: once down the whole folder at an even pace, then jumps, with a rest after each. */
#define N_SCROLL_FRAMES 480
#define N_JUMPS 12
#define N_JUMP_FRAMES 10
#define N_FRAMES (N_SCROLL_FRAMES + N_JUMPS * N_JUMP_FRAMES)

typedef enum
{
  PHASE_WARM_UP,
  PHASE_LISTING,
  PHASE_SCROLLING,
  PHASE_SETTLING,
  PHASE_FINISHING,
} Phase;

/*
 * Scrolls through a folder by a script and notes how evenly the frames come meanwhile. One step is
 * done per frame; nothing waits for a clock.
 */
struct _BrowserMeasure
{
  GObject parent_instance;

  BrowserMeasureKind kind;
  BrowserWindow *window;
  GFile *folder;
  BrowserFrameLog *log;

  Phase phase;
  guint n_frames;
  guint n_photos;
  gint64 begin_time;
  gint64 scrolled_time;
  gint64 settled_time;
  gint64 end_time;

  guint n_completed;
  guint n_failed;
  guint n_stopped;
};

G_DEFINE_FINAL_TYPE (BrowserMeasure, browser_measure, G_TYPE_OBJECT)

static void
completed_cb (BrowserMeasure *self)
{
  self->n_completed++;
}

static void
failed_cb (BrowserMeasure *self)
{
  self->n_failed++;
}

static void
stopped_cb (BrowserMeasure *self)
{
  self->n_stopped++;
}

static gboolean
warm_up (BrowserMeasure *self)
{
  if (self->n_frames < N_WARM_UP_FRAMES)
    return FALSE;

  self->begin_time = g_get_monotonic_time ();
  if (self->kind != BROWSER_MEASURE_EMPTY)
    browser_window_open_folder (self->window, self->folder);

  return TRUE;
}

static gboolean
wait_for_list (BrowserMeasure *self)
{
  BrowserSession *session = browser_window_get_session (self->window);
  BrowserFolder *folder;

  if (self->kind == BROWSER_MEASURE_EMPTY)
    return TRUE;

  folder = browser_session_get_folder (session);
  self->n_photos = g_list_model_get_n_items (G_LIST_MODEL (folder));

  return browser_folder_get_state (folder) != BROWSER_FOLDER_STATE_LISTING;
}

/* Jumps go to places all over the folder, always the same. */
static double
script_position (guint frame)
{
  if (frame < N_SCROLL_FRAMES)
    return (double) frame / N_SCROLL_FRAMES;

  return ((frame - N_SCROLL_FRAMES) / N_JUMP_FRAMES * 7 + 3) % N_JUMPS / (double) N_JUMPS;
}

static gboolean
scroll (BrowserMeasure *self)
{
  GtkAdjustment *adjustment = browser_grid_get_adjustment (browser_window_get_grid (self->window));
  double way = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (self->n_frames < N_FRAMES)
    {
      gtk_adjustment_set_value (adjustment, way * script_position (self->n_frames));
      return FALSE;
    }

  self->scrolled_time = g_get_monotonic_time ();

  return TRUE;
}

static gboolean
settle (BrowserMeasure *self)
{
  if (self->kind != BROWSER_MEASURE_EMPTY && !browser_window_is_settled (self->window))
    return FALSE;

  self->settled_time = g_get_monotonic_time ();

  return TRUE;
}

/* The naive way loads everything, however long that takes; the frames of that do not count. */
static gboolean
finish (BrowserMeasure *self)
{
  BrowserSession *session = browser_window_get_session (self->window);
  BgTaskManager *manager = browser_window_get_manager (self->window);

  if (self->kind == BROWSER_MEASURE_NAIVE && browser_session_get_naive_waiting (session) > 0)
    return FALSE;

  if (bg_task_manager_get_n_pending (manager) > 0 || bg_task_manager_get_n_running (manager) > 0)
    return FALSE;

  self->end_time = g_get_monotonic_time ();
  if (self->kind == BROWSER_MEASURE_NAIVE)
    {
      self->n_failed += browser_session_get_naive_failed (session);
      self->n_completed +=
        browser_session_get_naive_done (session) - browser_session_get_naive_failed (session);
    }

  return TRUE;
}

static gboolean
step (BrowserMeasure *self)
{
  switch (self->phase)
    {
    case PHASE_WARM_UP:
      return warm_up (self);
    case PHASE_LISTING:
      return wait_for_list (self);
    case PHASE_SCROLLING:
      return scroll (self);
    case PHASE_SETTLING:
      return settle (self);
    case PHASE_FINISHING:
    default:
      return finish (self);
    }
}

static void
close_cb (gpointer window)
{
  gtk_window_close (window);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BrowserMeasure *self = user_data;

  if (self->phase > PHASE_WARM_UP && self->phase < PHASE_FINISHING)
    browser_frame_log_add (self->log, g_get_monotonic_time ());

  /* The same is drawn in each frame, whether anything changed or not. */
  gtk_widget_queue_draw (widget);
  if (!step (self))
    {
      self->n_frames++;
      return G_SOURCE_CONTINUE;
    }

  self->n_frames = 0;
  if (self->phase++ < PHASE_FINISHING)
    return G_SOURCE_CONTINUE;

  g_idle_add_once (close_cb, self->window);

  return G_SOURCE_REMOVE;
}

static void
browser_measure_finalize (GObject *object)
{
  BrowserMeasure *self = BROWSER_MEASURE (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->log, browser_frame_log_free);

  G_OBJECT_CLASS (browser_measure_parent_class)->finalize (object);
}

static void
browser_measure_class_init (BrowserMeasureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = browser_measure_finalize;
}

static void
browser_measure_init (BrowserMeasure *self)
{
  self->log = browser_frame_log_new ();
}

BrowserMeasure *
browser_measure_new (BrowserMeasureKind kind)
{
  BrowserMeasure *self = g_object_new (BROWSER_TYPE_MEASURE, NULL);

  self->kind = kind;

  return self;
}

/* Measures on a window without a folder, which is closed at the end. */
void
browser_measure_play (BrowserMeasure *self,
                      BrowserWindow  *window,
                      GFile          *folder)
{
  BgTaskManager *manager = browser_window_get_manager (window);

  self->window = window;
  g_set_object (&self->folder, folder);
  browser_window_set_mode (window, self->kind == BROWSER_MEASURE_NAIVE ? BROWSER_MODE_NAIVE
                                                                       : BROWSER_MODE_MANAGED);
  g_signal_connect_object (manager, "task-completed", G_CALLBACK (completed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "task-failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "task-stopped", G_CALLBACK (stopped_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick_cb, g_object_ref (self),
                                g_object_unref);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_count (JsonBuilder *builder,
           const char  *name,
           gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_frames (BrowserMeasure *self,
            JsonBuilder    *builder)
{
  add_count (builder, "frames", browser_frame_log_get_n_frames (self->log));
  add_number (builder, "median_ms", browser_frame_log_get_percentile (self->log, 50));
  add_number (builder, "p95_ms", browser_frame_log_get_percentile (self->log, 95));
  add_number (builder, "p99_ms", browser_frame_log_get_percentile (self->log, 99));
  add_number (builder, "worst_ms", browser_frame_log_get_percentile (self->log, 100));
  add_count (builder, "late", browser_frame_log_get_n_late (self->log));
}

static void
add_tasks (BrowserMeasure *self,
           JsonBuilder    *builder)
{
  struct rusage usage = { 0 };

  getrusage (RUSAGE_SELF, &usage);
  add_count (builder, "completed", self->n_completed);
  add_count (builder, "failed", self->n_failed);
  add_count (builder, "stopped", self->n_stopped);
  add_number (builder, "settle_ms",
              (double) (self->settled_time - self->scrolled_time) / 1000.0);
  add_number (builder, "total_ms", (double) (self->end_time - self->begin_time) / 1000.0);
  add_count (builder, "peak_kib", usage.ru_maxrss);
}

/* The figures as one line of JSON. */
char *
browser_measure_print (BrowserMeasure *self)
{
  static const char *const names[] = { "empty", "managed", "naive" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_count (builder, "photos", self->n_photos);
  json_builder_set_member_name (builder, names[self->kind]);
  json_builder_begin_object (builder);
  add_frames (self, builder);
  add_tasks (self, builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return browser_report_print (root);
}
