/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BROWSER_TYPE_NAIVE_LOADER (browser_naive_loader_get_type ())

G_DECLARE_FINAL_TYPE (BrowserNaiveLoader, browser_naive_loader, BROWSER, NAIVE_LOADER, GObject)

BrowserNaiveLoader *browser_naive_loader_new           (GListModel         *photos,
                                                        int                 size)
    G_GNUC_WARN_UNUSED_RESULT;
GListModel         *browser_naive_loader_get_model     (BrowserNaiveLoader *self);
guint               browser_naive_loader_get_n_done    (BrowserNaiveLoader *self);
guint               browser_naive_loader_get_n_failed  (BrowserNaiveLoader *self);
guint               browser_naive_loader_get_n_waiting (BrowserNaiveLoader *self);
void                browser_naive_loader_stop          (BrowserNaiveLoader *self);

G_END_DECLS
