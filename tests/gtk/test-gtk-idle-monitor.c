/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-idle-monitor-private.h"

#include "bg-gtk-test-widgets.h"
#include "bg-test.h"

#define MS G_TIME_SPAN_MILLISECOND

/* A display of 60 Hz, and frames that are on time there. */
#define REFRESH 16667
#define GOOD 18181
#define BAD 18400

static gint64 now = 1000 * G_TIME_SPAN_SECOND;

static gint64
tell_time (void)
{
  return now;
}

typedef struct
{
  GtkWidget        *window;
  BgGtkIdleMonitor *monitor;
  gint64            frame;
  guint             n_idle;
} Fixture;

/* Its window is on the screen, and its clock is ours. */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  GtkWidget *label = gtk_label_new ("Idle");

  self->window = bg_gtk_test_show (label);
  self->monitor = bg_gtk_idle_monitor_new (label);
  self->monitor->clock = tell_time;
  self->frame = 1000;
  bg_gtk_test_count_signal (self->monitor, "idle", &self->n_idle);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->monitor);
  bg_gtk_test_close (self->window);
}

static void
show_frames (Fixture *self,
             guint    n,
             gint64   interval)
{
  for (guint i = 0; i < n; i++)
    {
      self->frame += interval;
      bg_gtk_idle_monitor_note_frame (self->monitor, self->frame, REFRESH);
    }
}

/* As if the user had moved the pointer, from where it never was. */
static void
give_input (Fixture *self)
{
  static guint32 time = 1;

  time++;
  bg_gtk_input_watch_note_motion (self->monitor->watch, self, time * 1000.0, 0, time);
}

static void
test_needs_frames_in_time (Fixture       *self,
                           gconstpointer  data)
{
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (self->monitor);

  g_test_summary ("E1.5, E5.1: a first frame to measure from, then 4 of 55 fps");
  show_frames (self, 10, GOOD);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_OFF);
  bg_idle_monitor_start (monitor);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_FRAMES);
  show_frames (self, 4, GOOD);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_FRAMES);
  show_frames (self, 1, BAD);
  show_frames (self, 3, GOOD);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_FRAMES);
  show_frames (self, 1, GOOD);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_SPEAK);
  g_assert_cmpuint (self->n_idle, ==, 0);
  g_assert_false (bg_idle_monitor_is_idle (monitor));
  bg_test_run_until_count (NULL, &self->n_idle, 1);
  g_assert_true (bg_idle_monitor_is_idle (monitor));
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_OFF);
}

static void
test_one_frame_counts_once (Fixture       *self,
                            gconstpointer  data)
{
  g_test_summary ("E1.5: whoever asks for it");
  bg_idle_monitor_start (BG_IDLE_MONITOR (self->monitor));
  show_frames (self, 2, GOOD);
  show_frames (self, 20, 0);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_FRAMES);
}

static void
test_slow_displays_are_idle_as_well (Fixture       *self,
                                     gconstpointer  data)
{
  bg_idle_monitor_start (BG_IDLE_MONITOR (self->monitor));
  for (gint64 time = 1000; time < 1000 + 5 * 33333; time += 33333)
    bg_gtk_idle_monitor_note_frame (self->monitor, time, 33333);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_SPEAK);
}

static void
test_input_makes_it_wait_without_frames (Fixture       *self,
                                         gconstpointer  data)
{
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (self->monitor);

  g_test_summary ("E1.5, E5.1: for 2,000 ms since the last");
  give_input (self);
  bg_idle_monitor_start (monitor);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_QUIET);
  g_assert_cmpuint (self->monitor->tick_id, ==, 0);
  now += 1999 * MS;
  bg_gtk_idle_monitor_note_time (self->monitor);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_QUIET);
  give_input (self);
  now += 1 * MS;
  bg_gtk_idle_monitor_note_time (self->monitor);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_QUIET);
  now += 1999 * MS;
  bg_gtk_idle_monitor_note_time (self->monitor);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_FRAMES);

  show_frames (self, 3, GOOD);
  give_input (self);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_QUIET);
  g_assert_cmpuint (self->monitor->tick_id, ==, 0);
  now += 2000 * MS;
  bg_gtk_idle_monitor_note_time (self->monitor);
  show_frames (self, 5, GOOD);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_SPEAK);
  give_input (self);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_QUIET);
  g_assert_cmpuint (self->n_idle, ==, 0);
}

static void
test_input_ends_idleness (Fixture       *self,
                          gconstpointer  data)
{
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (self->monitor);

  bg_idle_monitor_start (monitor);
  show_frames (self, 5, GOOD);
  bg_test_run_until_count (NULL, &self->n_idle, 1);
  g_assert_true (bg_idle_monitor_is_idle (monitor));
  give_input (self);
  g_assert_false (bg_idle_monitor_is_idle (monitor));
}

static void
test_requests_frames_only_while_somebody_waits (Fixture       *self,
                                                gconstpointer  data)
{
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (self->monitor);

  g_test_summary ("E2.8");
  g_assert_cmpuint (self->monitor->tick_id, ==, 0);
  bg_idle_monitor_start (monitor);
  g_assert_cmpuint (self->monitor->tick_id, !=, 0);
  bg_idle_monitor_stop (monitor);
  g_assert_cmpuint (self->monitor->tick_id, ==, 0);
  g_assert_cmpint (g_source_get_ready_time (self->monitor->source), ==, -1);
  bg_idle_monitor_start (monitor);
  show_frames (self, 5, GOOD);
  g_assert_cmpuint (self->monitor->tick_id, ==, 0);
  bg_test_run_until_count (NULL, &self->n_idle, 1);
  g_assert_cmpint (g_source_get_ready_time (self->monitor->source), ==, -1);
}

static void
test_real_frames_count (Fixture       *self,
                        gconstpointer  data)
{
  g_test_summary ("E1.6: of the frame clock of the window");
  self->monitor->clock = g_get_monotonic_time;
  bg_gtk_idle_monitor_set_quiet_time (self->monitor, 0);
  /* The machine may be busy. */
  bg_gtk_idle_monitor_set_frame_rate (self->monitor, 0.1);
  bg_idle_monitor_start (BG_IDLE_MONITOR (self->monitor));
  bg_test_run_until_count (NULL, &self->n_idle, 1);
  g_assert_cmpuint (self->n_idle, ==, 1);
}

static void
test_without_a_screen_input_alone_counts (Fixture       *self,
                                          gconstpointer  data)
{
  BgIdleMonitor *monitor = BG_IDLE_MONITOR (self->monitor);

  bg_idle_monitor_start (monitor);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_FRAMES);
  gtk_widget_set_visible (self->window, FALSE);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_SPEAK);
  gtk_window_present (GTK_WINDOW (self->window));
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_FRAMES);
  give_input (self);
  gtk_widget_set_visible (self->window, FALSE);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_QUIET);
  now += 2000 * MS;
  bg_gtk_idle_monitor_note_time (self->monitor);
  g_assert_cmpint (self->monitor->phase, ==, BG_GTK_IDLE_PHASE_SPEAK);
}

static void
test_outlives_its_window (Fixture       *self,
                          gconstpointer  data)
{
  GtkWidget *other = gtk_window_new ();
  g_autoptr (BgGtkIdleMonitor) monitor = bg_gtk_idle_monitor_new (other);
  guint n_idle = 0;

  bg_gtk_test_count_signal (monitor, "idle", &n_idle);
  bg_idle_monitor_start (BG_IDLE_MONITOR (monitor));
  gtk_window_destroy (GTK_WINDOW (other));
  g_assert_null (bg_gtk_idle_monitor_get_widget (monitor));
  bg_test_run_until_count (NULL, &n_idle, 1);
}

static void
count_input (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_slow_motion_is_no_input (Fixture       *self,
                              gconstpointer  data)
{
  guint n = 0;
  g_autoptr (BgGtkInputWatch) watch = bg_gtk_input_watch_new (self->window, count_input, &n);

  g_test_summary ("E5.1: in both directions, and none is made up by GTK");
  bg_gtk_input_watch_set_tolerance (watch, 10);
  bg_gtk_input_watch_note_motion (watch, self, 0, 0, 1000);
  g_assert_cmpuint (n, ==, 1);
  bg_gtk_input_watch_note_motion (watch, self, 0, 0, 1001);
  bg_gtk_input_watch_note_motion (watch, self, 1, 0, 1101);
  bg_gtk_input_watch_note_motion (watch, self, 1, 1, 1201);
  g_assert_cmpuint (n, ==, 1);
  bg_gtk_input_watch_note_motion (watch, self, 1, 3, 1301);
  g_assert_cmpuint (n, ==, 2);
  bg_gtk_input_watch_note_motion (watch, self, 3, 3, 1401);
  g_assert_cmpuint (n, ==, 3);
  /* In another window there is nothing to compare with. */
  bg_gtk_input_watch_note_motion (watch, &n, 3, 3, 1501);
  g_assert_cmpuint (n, ==, 4);
}

static void
test_every_kind_of_input_counts (void)
{
  const GdkEventType input[] = {
    GDK_KEY_PRESS, GDK_KEY_RELEASE, GDK_BUTTON_PRESS, GDK_BUTTON_RELEASE, GDK_SCROLL, GDK_TOUCH_BEGIN,
    GDK_TOUCH_UPDATE, GDK_TOUCH_END, GDK_TOUCH_CANCEL, GDK_TOUCHPAD_SWIPE, GDK_TOUCHPAD_PINCH,
    GDK_TOUCHPAD_HOLD, GDK_PAD_BUTTON_PRESS, GDK_PAD_BUTTON_RELEASE, GDK_PAD_RING, GDK_PAD_STRIP,
    GDK_PAD_GROUP_MODE,
  };
  const GdkEventType others[] = { GDK_ENTER_NOTIFY, GDK_LEAVE_NOTIFY, GDK_FOCUS_CHANGE, GDK_DELETE,
                                  GDK_GRAB_BROKEN, GDK_MOTION_NOTIFY };

  g_test_summary ("E1.5");
  for (guint i = 0; i < G_N_ELEMENTS (input); i++)
    g_assert_true (bg_gtk_input_watch_is_input (input[i]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (bg_gtk_input_watch_is_input (others[i]));
}

/* Has somebody else type, move and scroll, and waits until that has arrived. */
static void
act (Fixture    *self,
     const char *arguments)
{
  g_autofree char *command = g_strconcat ("xdotool ", arguments, NULL);
  const gint64 before = self->monitor->last_input;
  g_autoptr (GError) error = NULL;

  now += 1 * MS;
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  while (self->monitor->last_input == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_real_input_counts (Fixture       *self,
                        gconstpointer  data)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");

  g_test_summary ("E1.5: keys, pointer, buttons and scrolling, whichever widget they are for");
  if (program == NULL || g_getenv ("DISPLAY") == NULL)
    {
      g_test_skip ("there is no xdotool");
      return;
    }
  gtk_window_set_title (GTK_WINDOW (self->window), "idle-monitor-test");
  bg_gtk_test_await_frame (self->window);
  act (self, "mousemove 100 100");
  act (self, "mousemove 150 170");
  act (self, "click 1");
  act (self, "click 4");
  /* There may be no window manager that would give the window the keys. */
  act (self, "search --sync --onlyvisible --name ^idle-monitor-test$ windowfocus --sync key a");
  g_assert_cmpint (self->monitor->last_input, ==, now);
}

static void
test_properties (Fixture       *self,
                 gconstpointer  data)
{
  BgGtkIdleMonitor *monitor = self->monitor;
  double frame_rate, tolerance;
  guint n_frames, quiet_time, n_notified = 0;
  g_autoptr (GtkWidget) widget = NULL;

  g_test_summary ("E5.1: tunable, with these defaults");
  g_object_get (monitor, "frame-rate", &frame_rate, "n-frames", &n_frames, "quiet-time", &quiet_time,
                "motion-tolerance", &tolerance, "widget", &widget, NULL);
  g_assert_cmpfloat (frame_rate, ==, 55);
  g_assert_cmpuint (n_frames, ==, 4);
  g_assert_cmpuint (quiet_time, ==, 2000);
  g_assert_cmpfloat (tolerance, ==, 10);
  g_assert_true (gtk_widget_get_root (widget) == GTK_ROOT (self->window));
  bg_gtk_test_count_signal (monitor, "notify", &n_notified);
  for (guint i = 0; i < 2; i++)
    {
      bg_gtk_idle_monitor_set_frame_rate (monitor, 30);
      bg_gtk_idle_monitor_set_n_frames (monitor, 2);
      bg_gtk_idle_monitor_set_quiet_time (monitor, 500);
      bg_gtk_idle_monitor_set_motion_tolerance (monitor, 1000);
    }
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_cmpfloat (bg_gtk_idle_monitor_get_frame_rate (monitor), ==, 30);
  g_assert_cmpuint (bg_gtk_idle_monitor_get_n_frames (monitor), ==, 2);
  g_assert_cmpuint (bg_gtk_idle_monitor_get_quiet_time (monitor), ==, 500);
  g_assert_cmpfloat (bg_gtk_idle_monitor_get_motion_tolerance (monitor), ==, 1000);
}

#define TEST(name, func) g_test_add ("/gtk/idle-monitor/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  bg_gtk_test_init_widgets (&argc, &argv);
  TEST ("needs-frames-in-time", test_needs_frames_in_time);
  TEST ("one-frame-counts-once", test_one_frame_counts_once);
  TEST ("slow-displays-are-idle-as-well", test_slow_displays_are_idle_as_well);
  TEST ("input-makes-it-wait-without-frames", test_input_makes_it_wait_without_frames);
  TEST ("input-ends-idleness", test_input_ends_idleness);
  TEST ("requests-frames-only-while-somebody-waits", test_requests_frames_only_while_somebody_waits);
  TEST ("real-frames-count", test_real_frames_count);
  TEST ("without-a-screen-input-alone-counts", test_without_a_screen_input_alone_counts);
  TEST ("outlives-its-window", test_outlives_its_window);
  TEST ("slow-motion-is-no-input", test_slow_motion_is_no_input);
  g_test_add_func ("/gtk/idle-monitor/every-kind-of-input-counts", test_every_kind_of_input_counts);
  TEST ("real-input-counts", test_real_input_counts);
  TEST ("properties", test_properties);
  return bg_gtk_test_run_widgets ();
}
