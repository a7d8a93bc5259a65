/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-window-state.h"

static void
restore_pane (BrowserWindow *self,
              BrowserState  *state,
              const char    *name,
              gboolean       shown)
{
  shown = browser_state_get_int (state, name, shown) != 0;
  g_action_group_change_action_state (G_ACTION_GROUP (self), name, g_variant_new_boolean (shown));
}

static void
save_pane (BrowserWindow *self,
           BrowserState  *state,
           const char    *name)
{
  g_autoptr (GVariant) shown = g_action_group_get_action_state (G_ACTION_GROUP (self), name);

  browser_state_set_int (state, name, g_variant_get_boolean (shown));
}

/* Makes the window look as it did when it was last closed. */
void
browser_window_restore (BrowserWindow *self,
                        BrowserState  *state)
{
  gtk_window_set_default_size (GTK_WINDOW (self),
                               browser_state_get_int (state, "width", 1180),
                               browser_state_get_int (state, "height", 760));
  if (browser_state_get_int (state, "maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));

  restore_pane (self, state, "sidebar", TRUE);
  restore_pane (self, state, "details", FALSE);
  browser_grid_set_size (browser_window_get_grid (self),
                         browser_state_get_int (state, "thumbnail-size", 176));
}

/* Notes what the window looks like, and writes it to the user's disk. */
void
browser_window_save (BrowserWindow *self,
                     BrowserState  *state)
{
  g_autoptr (GError) error = NULL;
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  browser_state_set_int (state, "width", width);
  browser_state_set_int (state, "height", height);
  browser_state_set_int (state, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  save_pane (self, state, "sidebar");
  save_pane (self, state, "details");
  browser_state_set_int (state, "thumbnail-size",
                         (int) browser_grid_get_size (browser_window_get_grid (self)));

  if (!browser_state_save (state, &error))
    g_warning ("Cannot save the window's state: %s", error->message);
}
