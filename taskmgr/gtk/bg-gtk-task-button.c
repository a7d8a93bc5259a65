/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-task-button.h"

#include "bg-gtk-progress-ring-private.h"
#include "bg-gtk-task-panel-private.h"
#include "bg-gtk-task-summary-private.h"

/**
 * BgGtkTaskButton:
 *
 * Shows what a task manager is at, in a button with a popover.
 *
 * Put it into a header bar. The ring in the button fills while tasks are done, turns into a check
 * mark when there is nothing to do, shows bars while the manager is paused and a dot when a task
 * has failed. The popover lists what failed, with the message, and what runs and waits, with a
 * progress bar or the reason for waiting; each task can be stopped.
 *
 * A failure stays until the user has seen it, that is, until the popover that listed it is closed,
 * or until it is dismissed or tried again. Tasks that failed only because one before them did are
 * not listed beside that one. What it takes to try a task again only the program knows: a button
 * for that is there while somebody listens to [signal@TaskButton::retry-requested].
 *
 * It works with any manager that belongs to the main context of GTK, and with any number of tasks:
 * it lists the first of them, in the order in which they were added, and more when the user asks
 * for more. Others have no widgets, and none has while the popover is closed. With nothing to do it
 * arms no timer. It is used in the thread of GTK only, as every widget.
 *
 * ```c
 * GtkWidget *button = bg_gtk_task_button_new (manager);
 *
 * gtk_header_bar_pack_end (GTK_HEADER_BAR (header_bar), button);
 * ```
 *
 * # Accessibility
 *
 * The button is a toggle button named “Tasks” whose description says how many tasks run, wait and
 * have failed, and how much is done. The ring is a progress bar whose value is in per cent. Each
 * row is a group with the name of the task and its state as the description, and the names of its
 * buttons say which task they are for.
 */

struct _BgGtkTaskButton
{
  GtkWidget parent_instance;

  BgGtkTaskSummary *summary;
  guint             n_failures;

  GtkToggleButton   *button;
  BgGtkProgressRing *ring;
  GtkPopover        *popover;
  BgGtkTaskPanel    *panel;
};

typedef enum
{
  PROP_MANAGER = 1,
  PROP_N_FAILURES,
} BgGtkTaskButtonProperty;

enum
{
  RETRY_REQUESTED,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_N_FAILURES + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgGtkTaskButton, bg_gtk_task_button, GTK_TYPE_WIDGET)

static BgGtkProgressRingState
get_ring_state (BgGtkTaskButton *self)
{
  if (self->n_failures > 0)
    return BG_GTK_PROGRESS_RING_FAILED;
  if (bg_gtk_task_summary_is_idle (self->summary))
    return BG_GTK_PROGRESS_RING_IDLE;
  if (bg_gtk_task_summary_is_paused (self->summary))
    return BG_GTK_PROGRESS_RING_PAUSED;
  return BG_GTK_PROGRESS_RING_BUSY;
}

static void
update_text (BgGtkTaskButton *self)
{
  GtkWidget *button = GTK_WIDGET (self->button);
  g_autofree char *text = bg_gtk_task_summary_dup_text (self->summary);
  g_autofree char *details = bg_gtk_task_summary_dup_details (self->summary);

  if (g_strcmp0 (details, gtk_widget_get_tooltip_text (button)) == 0)
    return;

  gtk_widget_set_tooltip_text (button, details);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, details,
                                  -1);
  bg_gtk_task_panel_set_text (self->panel, text);
}

static void
update (BgGtkTaskButton *self)
{
  guint n_failures = bg_gtk_task_summary_get_n_failed (self->summary);

  if (n_failures != self->n_failures)
    {
      self->n_failures = n_failures;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FAILURES]);
    }
  bg_gtk_progress_ring_update (self->ring, get_ring_state (self),
                               bg_gtk_task_summary_get_fraction (self->summary));
  update_text (self);
}

static void
take_summary (BgGtkTaskButton  *self,
              BgGtkTaskSummary *summary)
{
  g_clear_object (&self->summary);
  self->summary = summary;
  g_signal_connect_object (summary, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
open_panel (BgGtkTaskButton *self)
{
  bg_gtk_task_panel_open (self->panel,
                          G_LIST_MODEL (bg_gtk_task_summary_get_failures (self->summary)),
                          bg_gtk_task_summary_get_tasks (self->summary),
                          g_signal_has_handler_pending (self, signals[RETRY_REQUESTED], 0, FALSE));
}

static void
toggled_cb (BgGtkTaskButton *self)
{
  gboolean active = gtk_toggle_button_get_active (self->button);

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->button),
                               GTK_ACCESSIBLE_STATE_EXPANDED, active,
                               -1);
  if (!active)
    {
      gtk_popover_popdown (self->popover);
      return;
    }
  open_panel (self);
  gtk_popover_popup (self->popover);
}

/* What was listed has been seen. */
static void
closed_cb (BgGtkTaskButton *self)
{
  gtk_toggle_button_set_active (self->button, FALSE);
  bg_gtk_task_panel_close (self->panel);
  bg_gtk_failure_list_clear (bg_gtk_task_summary_get_failures (self->summary));
}

static void
dismiss_cb (BgGtkTaskButton *self,
            BgTask          *task)
{
  bg_gtk_failure_list_remove (bg_gtk_task_summary_get_failures (self->summary), task);
}

static void
retry_cb (BgGtkTaskButton *self,
          BgTask          *task)
{
  dismiss_cb (self, task);
  g_signal_emit (self, signals[RETRY_REQUESTED], 0, task);
}

static gboolean
bg_gtk_task_button_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BG_GTK_TASK_BUTTON (widget)->button));
}

static void
bg_gtk_task_button_dispose (GObject *object)
{
  BgGtkTaskButton *self = BG_GTK_TASK_BUTTON (object);

  bg_gtk_task_button_set_manager (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), BG_GTK_TYPE_TASK_BUTTON);

  G_OBJECT_CLASS (bg_gtk_task_button_parent_class)->dispose (object);
}

static void
bg_gtk_task_button_finalize (GObject *object)
{
  BgGtkTaskButton *self = BG_GTK_TASK_BUTTON (object);

  g_clear_object (&self->summary);

  G_OBJECT_CLASS (bg_gtk_task_button_parent_class)->finalize (object);
}

static void
bg_gtk_task_button_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BgGtkTaskButton *self = BG_GTK_TASK_BUTTON (object);

  switch ((BgGtkTaskButtonProperty) property_id)
    {
    case PROP_MANAGER:
      g_value_set_object (value, bg_gtk_task_button_get_manager (self));
      break;
    case PROP_N_FAILURES:
      g_value_set_uint (value, bg_gtk_task_button_get_n_failures (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
bg_gtk_task_button_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  BgGtkTaskButton *self = BG_GTK_TASK_BUTTON (object);

  switch ((BgGtkTaskButtonProperty) property_id)
    {
    case PROP_MANAGER:
      bg_gtk_task_button_set_manager (self, g_value_get_object (value));
      break;
    case PROP_N_FAILURES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
bg_gtk_task_button_class_init (BgGtkTaskButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bg_gtk_task_button_dispose;
  object_class->finalize = bg_gtk_task_button_finalize;
  object_class->get_property = bg_gtk_task_button_get_property;
  object_class->set_property = bg_gtk_task_button_set_property;

  widget_class->grab_focus = bg_gtk_task_button_grab_focus;

  /**
   * BgGtkTaskButton:manager: (getter get_manager) (setter set_manager)
   *
   * The manager whose tasks are shown.
   */
  properties[PROP_MANAGER] =
    g_param_spec_object ("manager", NULL, NULL,
                         BG_TYPE_TASK_MANAGER,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * BgGtkTaskButton:n-failures: (getter get_n_failures)
   *
   * How many failed tasks are kept to be seen.
   */
  properties[PROP_N_FAILURES] =
    g_param_spec_uint ("n-failures", NULL, NULL,
                       0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BgGtkTaskButton::retry-requested:
   * @self: the button
   * @task: the task that failed
   *
   * Emitted when the user wants a failed task to be tried again.
   *
   * A task ends only once, so the handler adds a new one that does the same. The failure is not
   * shown any longer.
   */
  signals[RETRY_REQUESTED] = g_signal_new ("retry-requested",
                                           G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, BG_TYPE_TASK);

  g_type_ensure (BG_GTK_TYPE_PROGRESS_RING);
  g_type_ensure (BG_GTK_TYPE_TASK_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/taskmgr/gtk/bg-gtk-task-button.ui");
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskButton, button);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskButton, ring);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskButton, popover);
  gtk_widget_class_bind_template_child (widget_class, BgGtkTaskButton, panel);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);

  /* Themes know how such a button looks in a header bar. */
  gtk_widget_class_set_css_name (widget_class, "menubutton");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bg_gtk_task_button_init (BgGtkTaskButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  take_summary (self, bg_gtk_task_summary_new (NULL));
}

/**
 * bg_gtk_task_button_new:
 * @manager: (nullable): the manager whose tasks are shown
 *
 * Makes a button that shows what a manager is at.
 *
 * Returns: the button
 */
GtkWidget *
bg_gtk_task_button_new (BgTaskManager *manager)
{
  g_return_val_if_fail (manager == NULL || BG_IS_TASK_MANAGER (manager), NULL);

  return g_object_new (BG_GTK_TYPE_TASK_BUTTON,
                       "manager", manager,
                       NULL);
}

/**
 * bg_gtk_task_button_get_manager: (get-property manager)
 * @self: a task button
 *
 * Gets the manager whose tasks are shown.
 *
 * Returns: (transfer none) (nullable): the manager
 */
BgTaskManager *
bg_gtk_task_button_get_manager (BgGtkTaskButton *self)
{
  g_return_val_if_fail (BG_GTK_IS_TASK_BUTTON (self), NULL);

  return bg_gtk_task_summary_get_manager (self->summary);
}

/**
 * bg_gtk_task_button_set_manager: (set-property manager)
 * @self: a task button
 * @manager: (nullable): the manager, or `NULL` to show none
 *
 * Sets the manager whose tasks are shown.
 *
 * Failures of the one before are forgotten.
 */
void
bg_gtk_task_button_set_manager (BgGtkTaskButton *self,
                                BgTaskManager   *manager)
{
  g_return_if_fail (BG_GTK_IS_TASK_BUTTON (self));
  g_return_if_fail (manager == NULL || BG_IS_TASK_MANAGER (manager));

  if (manager == bg_gtk_task_button_get_manager (self))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  take_summary (self, bg_gtk_task_summary_new (manager));
  if (gtk_toggle_button_get_active (self->button))
    open_panel (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MANAGER]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * bg_gtk_task_button_get_n_failures: (get-property n-failures)
 * @self: a task button
 *
 * Gets how many failed tasks are kept to be seen.
 *
 * Returns: a number
 */
guint
bg_gtk_task_button_get_n_failures (BgGtkTaskButton *self)
{
  g_return_val_if_fail (BG_GTK_IS_TASK_BUTTON (self), 0);

  return self->n_failures;
}

/**
 * bg_gtk_task_button_popup:
 * @self: a task button
 *
 * Opens the popover.
 *
 * The button must be in a window that is shown.
 */
void
bg_gtk_task_button_popup (BgGtkTaskButton *self)
{
  g_return_if_fail (BG_GTK_IS_TASK_BUTTON (self));
  g_return_if_fail (gtk_widget_get_mapped (GTK_WIDGET (self)));

  gtk_toggle_button_set_active (self->button, TRUE);
}

/**
 * bg_gtk_task_button_popdown:
 * @self: a task button
 *
 * Closes the popover.
 *
 * The failures that it listed have been seen.
 */
void
bg_gtk_task_button_popdown (BgGtkTaskButton *self)
{
  g_return_if_fail (BG_GTK_IS_TASK_BUTTON (self));

  gtk_toggle_button_set_active (self->button, FALSE);
}
