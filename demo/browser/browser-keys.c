/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-keys.h"

/* Sets the keys of all actions. */
void
browser_keys_add (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[4];
  } keys[] =
    {
      { "app.quit", { "<Control>q" } },
      { "app.workbench", { "<Control>b" } },
      { "window.close", { "<Control>w" } },
      { "win.open-folder", { "<Control>o" } },
      { "win.reload", { "<Control>r", "F5" } },
      { "win.sidebar", { "F9" } },
      { "win.details", { "<Alt>Return", "<Control>i" } },
      { "win.pause", { "<Control>p" } },
      { "win.tasks", { "<Control>t" } },
      { "win.meter", { "<Control>m" } },
      { "win.naive", { "<Control><Shift>n" } },
      { "win.larger", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
      { "win.smaller", { "<Control>minus", "<Control>KP_Subtract" } },
      { "win.normal-size", { "<Control>0" } },
      { "win.back", { "<Alt>Left" } },
      { "win.fullscreen", { "F11" } },
    };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].keys);
}
