/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_APPLICATION (browser_application_get_type ())

G_DECLARE_FINAL_TYPE (BrowserApplication, browser_application, BROWSER, APPLICATION, AdwApplication)

BrowserApplication *browser_application_new        (const char         *program)
    G_GNUC_WARN_UNUSED_RESULT;
int                 browser_application_get_status (BrowserApplication *self);

G_END_DECLS
