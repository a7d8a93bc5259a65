/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-pause-button.h"

#include <glib/gi18n.h>

/* The button that pauses a task manager, or lets it go on; it shows what a click would do. */
struct _BrowserPauseButton
{
  GtkButton parent_instance;

  BgTaskManager *manager;
};

G_DEFINE_FINAL_TYPE (BrowserPauseButton, browser_pause_button, GTK_TYPE_BUTTON)

static void
processing_cb (BrowserPauseButton *self)
{
  gboolean processing = bg_task_manager_get_processing (self->manager);
  const char *label = processing ? _("Pause Loading") : _("Resume Loading");

  gtk_button_set_icon_name (GTK_BUTTON (self), processing ? "media-playback-pause-symbolic"
                                                          : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
browser_pause_button_dispose (GObject *object)
{
  BrowserPauseButton *self = BROWSER_PAUSE_BUTTON (object);

  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (browser_pause_button_parent_class)->dispose (object);
}

static void
browser_pause_button_class_init (BrowserPauseButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = browser_pause_button_dispose;
}

static void
browser_pause_button_init (BrowserPauseButton *self)
{
}

/* Says which manager it is about; to be called once. */
void
browser_pause_button_set_manager (BrowserPauseButton *self,
                                  BgTaskManager      *manager)
{
  g_return_if_fail (self->manager == NULL);

  self->manager = g_object_ref (manager);
  g_signal_connect_swapped (manager, "notify::processing", G_CALLBACK (processing_cb), self);
  processing_cb (self);
}
