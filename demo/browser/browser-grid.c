/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-grid.h"

#include <glib/gi18n.h>

#include "browser-cell.h"

/* What the style puts around each cell, on both sides together; see style.css. */
#define CELL_PADDING 12

/*
 * The scrolled grid of thumbnails. It decides on the number of columns itself, so that it knows
 * which photos are visible and can tell the session whenever that changes.
 */
struct _BrowserGrid
{
  GtkWidget parent_instance;

  GtkWidget *scrolled_window;
  GtkGridView *view;
  GtkSingleSelection *selection;
  GtkAdjustment *adjustment;
  BrowserSession *session;
  double size;
  guint n_columns;
  guint focus_tick;
  guint columns_idle;
};

typedef enum
{
  PROP_SIZE = 1,
  PROP_SELECTED,
} BrowserGridProperty;

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_SELECTED + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrowserGrid, browser_grid, GTK_TYPE_WIDGET)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  gtk_list_item_set_child (list_item, browser_cell_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item)
{
  browser_cell_set_item (BROWSER_CELL (gtk_list_item_get_child (list_item)),
                         gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item)
{
  browser_cell_set_item (BROWSER_CELL (gtk_list_item_get_child (list_item)), NULL);
}

/* All rows are equally high; 0 if there are none. */
static double
get_row_height (BrowserGrid *self)
{
  guint n_photos = browser_grid_get_n_photos (self);

  if (n_photos == 0 || self->n_columns == 0)
    return 0.0;

  return gtk_adjustment_get_upper (self->adjustment) /
         ((n_photos + self->n_columns - 1) / self->n_columns);
}

static void
update_visible_range (BrowserGrid *self)
{
  double row_height = get_row_height (self);
  double top = gtk_adjustment_get_value (self->adjustment);
  double bottom = top + gtk_adjustment_get_page_size (self->adjustment);
  guint first_row, end_row;

  if (self->session == NULL || row_height < 1.0 || bottom <= top)
    return;

  first_row = (guint) (top / row_height);
  end_row = (guint) (bottom / row_height) + 1;
  browser_session_set_visible_range (self->session, first_row * self->n_columns,
                                     (end_row - first_row) * self->n_columns);
}

static void
scroll_to_selected (BrowserGrid *self)
{
  double row_height = get_row_height (self);
  guint position = browser_grid_get_selected (self);
  double top;

  if (self->n_columns == 0 || position >= browser_grid_get_n_photos (self))
    return;

  top = row_height * (position / self->n_columns);
  gtk_adjustment_clamp_page (self->adjustment, top, top + row_height);
}

static void
after_paint_cb (GdkFrameClock *clock,
                BrowserGrid   *self)
{
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, self);
  scroll_to_selected (self);
}

/* Rows have their places once a frame was laid out, and the view complains if it is scrolled before. */
static void
scroll_after_layout (BrowserGrid *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (clock == NULL)
    return;

  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, self);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_paint_cb), self, 0);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
}

static void
selected_cb (BrowserGrid *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
activate_cb (BrowserGrid *self,
             guint        position)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, position);
}

/* Both limits are set: the grid has no say in it, and creates no more cells than needed. */
static void
set_n_columns (BrowserGrid *self,
               guint        n_columns)
{
  self->n_columns = n_columns;
  gtk_grid_view_set_min_columns (self->view, 1);
  gtk_grid_view_set_max_columns (self->view, n_columns);
  gtk_grid_view_set_min_columns (self->view, n_columns);
}

static guint
get_fitting_columns (BrowserGrid *self)
{
  return MAX (1, (guint) (gtk_widget_get_width (GTK_WIDGET (self)) / (self->size + CELL_PADDING)));
}

static gboolean
fit_columns_cb (gpointer user_data)
{
  BrowserGrid *self = BROWSER_GRID (user_data);

  self->columns_idle = 0;
  set_n_columns (self, get_fitting_columns (self));
  scroll_after_layout (self);

  return G_SOURCE_REMOVE;
}

/* A widget that is being given its place must not ask for another. */
static void
fit_columns_later (BrowserGrid *self)
{
  if (self->columns_idle == 0 && get_fitting_columns (self) != self->n_columns)
    self->columns_idle = g_idle_add_full (G_PRIORITY_HIGH, fit_columns_cb, self, NULL);
}

static void
browser_grid_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  BrowserGrid *self = BROWSER_GRID (widget);

  gtk_widget_measure (self->scrolled_window, orientation, for_size,
                      minimum, natural, minimum_baseline, natural_baseline);
}

static void
browser_grid_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  BrowserGrid *self = BROWSER_GRID (widget);

  gtk_widget_allocate (self->scrolled_window, width, height, baseline, NULL);
  fit_columns_later (self);
  update_visible_range (self);
}

/* The cell of the selected photo if it is seen, else the first one; NULL before there are any. */
static GtkWidget *
find_focus (BrowserGrid *self)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  gpointer selected = gtk_single_selection_get_selected_item (self->selection);

  for (GtkWidget *child = first;
       selected != NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *cell = gtk_widget_get_first_child (child);

      if (BROWSER_IS_CELL (cell) && browser_cell_get_item (BROWSER_CELL (cell)) == selected)
        return child;
    }

  return first;
}

static gboolean
focus_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  BrowserGrid *self = BROWSER_GRID (widget);
  GtkWidget *cell = find_focus (self);

  if (cell == NULL || gtk_widget_get_height (cell) == 0)
    return G_SOURCE_CONTINUE;

  self->focus_tick = 0;
  gtk_widget_grab_focus (cell);

  return G_SOURCE_REMOVE;
}

/* Cells can be focused once they have their place, which is a frame later if they are new. */
static gboolean
browser_grid_grab_focus (GtkWidget *widget)
{
  BrowserGrid *self = BROWSER_GRID (widget);

  if (browser_grid_get_n_photos (self) == 0)
    return FALSE;

  if (self->focus_tick == 0)
    self->focus_tick = gtk_widget_add_tick_callback (widget, focus_cb, NULL, NULL);

  return TRUE;
}

static void
browser_grid_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BrowserGrid *self = BROWSER_GRID (object);

  switch ((BrowserGridProperty) property_id)
    {
    case PROP_SIZE:
      g_value_set_double (value, browser_grid_get_size (self));
      break;

    case PROP_SELECTED:
      g_value_set_uint (value, browser_grid_get_selected (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
browser_grid_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BrowserGrid *self = BROWSER_GRID (object);

  switch ((BrowserGridProperty) property_id)
    {
    case PROP_SIZE:
      browser_grid_set_size (self, g_value_get_double (value));
      break;

    case PROP_SELECTED:
      browser_grid_set_selected (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
browser_grid_dispose (GObject *object)
{
  BrowserGrid *self = BROWSER_GRID (object);

  g_clear_handle_id (&self->columns_idle, g_source_remove);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (browser_grid_parent_class)->dispose (object);
}

static void
browser_grid_class_init (BrowserGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = browser_grid_get_property;
  object_class->set_property = browser_grid_set_property;
  object_class->dispose = browser_grid_dispose;
  widget_class->measure = browser_grid_measure;
  widget_class->size_allocate = browser_grid_size_allocate;
  widget_class->grab_focus = browser_grid_grab_focus;

  properties[PROP_SIZE] =
    g_param_spec_double ("size", NULL, NULL, BROWSER_GRID_MIN_SIZE, BROWSER_GRID_MAX_SIZE, 176,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SELECTED] =
    g_param_spec_uint ("selected", NULL, NULL, 0, G_MAXUINT, GTK_INVALID_LIST_POSITION,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /* Emitted when a photo is to be opened: by Enter, or a double click. */
  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "photogrid");
}

static GtkWidget *
create_view (BrowserGrid *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);

  view = gtk_grid_view_new (NULL, factory);
  gtk_widget_add_css_class (view, "photos");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Photos"), -1);
  g_signal_connect_swapped (view, "activate", G_CALLBACK (activate_cb), self);

  return view;
}

static void
browser_grid_init (BrowserGrid *self)
{
  GtkWidget *view = create_view (self);
  GtkScrolledWindow *scrolled_window;

  self->size = 176;
  self->view = GTK_GRID_VIEW (view);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (selected_cb), self);
  gtk_grid_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));

  self->scrolled_window = gtk_scrolled_window_new ();
  scrolled_window = GTK_SCROLLED_WINDOW (self->scrolled_window);
  gtk_scrolled_window_set_policy (scrolled_window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (scrolled_window, view);
  gtk_widget_set_parent (self->scrolled_window, GTK_WIDGET (self));

  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (scrolled_window));
  g_signal_connect_swapped (self->adjustment, "value-changed",
                            G_CALLBACK (update_visible_range), self);
  g_signal_connect_swapped (self->adjustment, "changed",
                            G_CALLBACK (update_visible_range), self);
}

/* Shows the photos of another folder, or none. */
void
browser_grid_set_session (BrowserGrid    *self,
                          BrowserSession *session)
{
  if (self->focus_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->focus_tick);
  self->focus_tick = 0;
  g_set_object (&self->session, session);
  gtk_single_selection_set_model (self->selection,
                                  session != NULL ? browser_session_get_thumbs (session) : NULL);
  update_visible_range (self);
}

double
browser_grid_get_size (BrowserGrid *self)
{
  return self->size;
}

/* Sets how wide a thumbnail is at least; they grow until the row is filled. */
void
browser_grid_set_size (BrowserGrid *self,
                       double       size)
{
  size = CLAMP (size, BROWSER_GRID_MIN_SIZE, BROWSER_GRID_MAX_SIZE);
  if (ABS (self->size - size) < 0.5)
    return;

  self->size = size;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}

/* The position of the selected photo, or GTK_INVALID_LIST_POSITION. */
guint
browser_grid_get_selected (BrowserGrid *self)
{
  return gtk_single_selection_get_selected (self->selection);
}

/* Selects a photo and scrolls to it. */
void
browser_grid_set_selected (BrowserGrid *self,
                           guint        position)
{
  if (browser_grid_get_selected (self) == position)
    return;

  gtk_single_selection_set_selected (self->selection, position);
  scroll_after_layout (self);
}

guint
browser_grid_get_n_photos (BrowserGrid *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

GtkAdjustment *
browser_grid_get_adjustment (BrowserGrid *self)
{
  return self->adjustment;
}
