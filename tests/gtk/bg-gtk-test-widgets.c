/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bg-gtk-test-widgets.h"

#include "bg-gtk-test-pictures.h"

static gboolean have_display;

/* The accessible tree is looked at in the process: no bus is needed. */
void
bg_gtk_test_init_widgets (int    *argc,
                          char ***argv)
{
  g_assert_true (g_setenv ("GTK_A11Y", "test", TRUE));
  bg_gtk_test_init (argc, argv);
  have_display = gtk_init_check ();
}

int
bg_gtk_test_run_widgets (void)
{
  if (have_display)
    return bg_gtk_test_run ();

  g_print ("1..0 # SKIP there is no display\n");
  return 0;
}

/* Shows a widget in a window of its own. */
GtkWidget *
bg_gtk_test_show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), widget);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 600);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (widget))
    g_main_context_iteration (NULL, TRUE);
  bg_gtk_test_await_frame (window);
  return window;
}

void
bg_gtk_test_close (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  guint *n_frames = user_data;

  (*n_frames)++;
  return *n_frames < 2;
}

/* Whatever was to be laid out has been by the second frame. */
void
bg_gtk_test_await_frame (GtkWidget *widget)
{
  guint n_frames = 0;

  gtk_widget_add_tick_callback (widget, tick_cb, &n_frames, NULL);
  while (n_frames < 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
collect (GtkWidget *widget,
         GType      type,
         GPtrArray *found)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (G_TYPE_CHECK_INSTANCE_TYPE (child, type))
        g_ptr_array_add (found, child);
      collect (child, type, found);
    }
}

/* How many widgets of a type there are below another one. */
guint
bg_gtk_test_count (GtkWidget *root,
                   GType      type)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (root, type, found);
  return found->len;
}

/* Gets one of these, in the order in which they are seen. */
gpointer
bg_gtk_test_find (GtkWidget *root,
                  GType      type,
                  guint      position)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  collect (root, type, found);
  g_assert_cmpuint (position, <, found->len);
  return g_ptr_array_index (found, position);
}

const char *
bg_gtk_test_get_text (GtkWidget *root,
                      guint      position)
{
  return gtk_label_get_text (bg_gtk_test_find (root, GTK_TYPE_LABEL, position));
}

static void
count_cb (guint *counter)
{
  (*counter)++;
}

void
bg_gtk_test_count_signal (gpointer    instance,
                          const char *signal,
                          guint      *counter)
{
  g_signal_connect_swapped (instance, signal, G_CALLBACK (count_cb), counter);
}
