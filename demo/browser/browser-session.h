/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#include "browser-folder.h"

G_BEGIN_DECLS

typedef enum
{
  BROWSER_MODE_MANAGED,
  BROWSER_MODE_NAIVE,
} BrowserMode;

#define BROWSER_TYPE_SESSION (browser_session_get_type ())

G_DECLARE_FINAL_TYPE (BrowserSession, browser_session, BROWSER, SESSION, GObject)

BrowserSession *browser_session_new               (BgTaskManager  *manager,
                                                   GFile          *file,
                                                   BrowserMode     mode,
                                                   int             thumbnail_size)
    G_GNUC_WARN_UNUSED_RESULT;
BrowserFolder  *browser_session_get_folder        (BrowserSession *self);
BrowserMode     browser_session_get_mode          (BrowserSession *self);
GListModel     *browser_session_get_thumbs        (BrowserSession *self);
void            browser_session_set_visible_range (BrowserSession *self,
                                                   guint           first,
                                                   guint           n_items);
gboolean        browser_session_is_settled        (BrowserSession *self);
guint           browser_session_get_n_loaded      (BrowserSession *self);
BgDataItem     *browser_session_dup_details       (BrowserSession *self,
                                                   guint           position)
    G_GNUC_WARN_UNUSED_RESULT;
BgDataItem     *browser_session_dup_page          (BrowserSession *self,
                                                   guint           position)
    G_GNUC_WARN_UNUSED_RESULT;
guint           browser_session_get_naive_waiting (BrowserSession *self);
guint           browser_session_get_naive_done    (BrowserSession *self);
guint           browser_session_get_naive_failed  (BrowserSession *self);
void            browser_session_retry_failed      (BrowserSession *self);
void            browser_session_close             (BrowserSession *self);

G_END_DECLS
