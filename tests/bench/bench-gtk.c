/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The workloads with a window that GTK redraws 60 times a second: a list that gets a row for each result, a bar that
 * shows progress, and something that moves. */

#include "config.h"

#include "bench-private.h"

#include <gtk/gtk.h>
#include <stdlib.h>

#define SECOND      G_GINT64_CONSTANT (1000000000)
#define FRAME       G_GINT64_CONSTANT (16666667)
#define LEAD_FRAMES 12
/* More than are visible, so that no widget has to be made once the clock runs. */
#define FIRST_ROWS  100
#define EXIT_UNABLE 3

/* Between two reports of one body, and their number. */
#define REPORT_NS   10000
#define N_REPORTS   1000
#define BUSY_NS     10000000

static struct
{
  GtkStringList *model;
  GtkProgressBar *bar;
  GtkWidget *moving;
  GPtrArray *new_rows;          /* texts of those that are not in the model yet */
  BenchSamples *late;
  gint64 last_frame;
  gint64 opened;
  gint64 finished;
  char kind;
  long n_lead;
  long n_frames;
  long n_missed;
  long n_tasks;
  long n_done;
  long n_progressed;
} window;

static gpointer
work_short (gpointer arg)
{
  bench_gate_pass ();
  bench_spin (5000);
  return arg;
}

static gpointer
work_long (gpointer arg)
{
  bench_spin (BUSY_NS);
  return arg;
}

/* Two workers report 200,000 times a second. */
static gpointer
work_reporting (gpointer arg)
{
  gint64 due = bench_now ();

  for (int i = 0; i < N_REPORTS; i++)
    {
      for (due += REPORT_NS; bench_now () < due;)
        bench_spin (200);
      bench_peer->report ((double) (i + 1) / N_REPORTS);
    }
  return arg;
}

static void
done_row (gpointer result)
{
  g_ptr_array_add (window.new_rows, g_strdup_printf ("Task %d", GPOINTER_TO_INT (result)));
  if (++window.n_done == window.n_tasks)
    window.finished = bench_now ();
}

/* GTK takes longer for each further row if the model tells of every one alone; so it tells once a frame. */
static void
add_new_rows (void)
{
  if (window.new_rows->len == 0)
    return;
  g_ptr_array_add (window.new_rows, NULL);
  gtk_string_list_splice (window.model, g_list_model_get_n_items (G_LIST_MODEL (window.model)), 0,
                          (const char *const *) window.new_rows->pdata);
  g_ptr_array_set_size (window.new_rows, 0);
}

static void
show_progress (double fraction)
{
  window.n_progressed++;
  gtk_progress_bar_set_fraction (window.bar, fraction);
}

static void
submit_all (long n)
{
  for (long i = 0; i < n; i++)
    if (window.kind == 'p')
      bench_peer->submit_reporting (bench_node ((int) i));
    else
      bench_peer->submit_result (bench_node ((int) i));
}

static void
open_window (void)
{
  window.opened = bench_now ();
  if (window.kind == '\0')
    bench_release ();
  else
    submit_all (window.n_tasks);
  if (window.n_tasks == 0)
    window.finished = window.opened + SECOND;
}

/* The clock of GTK counts from frame to frame. One that comes several times too late answers for all those that are
 * missing. */
static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       user_data)
{
  gint64 now = bench_now ();

  if (window.opened != 0 && (window.finished == 0 || window.last_frame < window.finished))
    for (gint64 due = window.last_frame + FRAME; due <= MAX (now, window.last_frame + FRAME); due += FRAME)
      {
        window.n_frames++;
        window.n_missed += now - due > FRAME;
        bench_samples_add (window.late, MAX ((double) (now - due), 0) / 1e6);
      }
  window.last_frame = now;
  if (window.opened == 0 && ++window.n_lead == LEAD_FRAMES)
    open_window ();
  else if (window.finished != 0 && now >= window.finished)
    bench_peer->loop_quit ();
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  add_new_rows ();
  gtk_widget_queue_draw (window.moving);
  return G_SOURCE_CONTINUE;
}

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        user_data)
{
  cairo_rectangle (cr, (double) (bench_now () / 1000000 % 1000) / 1000 * width, 0, 20, height);
  cairo_fill (cr);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
make_list (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  window.model = gtk_string_list_new (NULL);
  for (int i = 0; i < FIRST_ROWS; i++)
    gtk_string_list_append (window.model, "Before");
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled),
                                 gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (
                                                      G_LIST_MODEL (g_object_ref (window.model)))),
                                                    factory));
  return scrolled;
}

static void
show_window (void)
{
  GtkWidget *toplevel = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  window.bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  window.moving = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (window.moving), 20);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (window.moving), draw_cb, NULL, NULL);
  gtk_box_append (GTK_BOX (box), window.moving);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (window.bar));
  gtk_box_append (GTK_BOX (box), make_list ());
  gtk_window_set_child (GTK_WINDOW (toplevel), box);
  gtk_window_set_default_size (GTK_WINDOW (toplevel), 480, 600);
  gtk_widget_realize (toplevel);
  g_signal_connect (gtk_widget_get_frame_clock (toplevel), "after-paint", G_CALLBACK (after_paint_cb), NULL);
  gtk_widget_add_tick_callback (toplevel, tick_cb, NULL, NULL);
  gtk_window_present (GTK_WINDOW (toplevel));
}

static void
prepare (char kind,
         long n)
{
  window.kind = kind;
  window.late = bench_samples_new ();
  window.new_rows = g_ptr_array_new_with_free_func (g_free);
  window.n_tasks = kind == 'p' ? n / N_REPORTS : n;
  bench_calibrate ();
  bench_warm ();
  bench_work = kind == 'p' ? work_reporting : kind == 'b' ? work_long : work_short;
  bench_done = done_row;
  bench_progressed = show_progress;
  if (kind != '\0')
    return;
  bench_hold ();
  submit_all (n);
}

static void
run_window (char kind,
            long n)
{
  if (!gtk_init_check ())
    exit (EXIT_UNABLE);
  prepare (kind, n);
  show_window ();
  bench_peer->loop_run ();
  bench_line_begin ();
  bench_line_number ("late_p50_ms", bench_samples_percentile (window.late, 50));
  bench_line_number ("late_p99_ms", bench_samples_percentile (window.late, 99));
  bench_line_number ("late_max_ms", bench_samples_percentile (window.late, 100));
  bench_line_number ("frames", (double) window.n_frames);
  bench_line_number ("missed", (double) window.n_missed);
  bench_line_number ("total_ms", (double) (window.finished - window.opened) / 1e6);
  if (kind == 'p')
    bench_line_number ("progressed", (double) window.n_progressed);
  bench_line_end ();
}

void (*const bench_window) (char kind,
                            long n) = run_window;
