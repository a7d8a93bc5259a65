/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gexiv2/gexiv2.h>
#include <glib/gi18n.h>
#include <locale.h>

#include "browser-application.h"
#include "workbench-export.h"
#include "workbench-worker.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BrowserApplication) application = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (bg_process_worker_is_wanted ())
    return workbench_worker_run ();
  if (workbench_export_is_wanted ())
    return workbench_export_run ();

  /* Has to be done before any thread reads what cameras wrote. */
  gexiv2_initialize ();
  gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE);

  application = browser_application_new (argv[0]);
  status = g_application_run (G_APPLICATION (application), argc, argv);

  return status != 0 ? status : browser_application_get_status (application);
}
