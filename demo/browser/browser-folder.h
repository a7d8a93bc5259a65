/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

typedef enum
{
  BROWSER_FOLDER_STATE_LISTING,
  BROWSER_FOLDER_STATE_READY,
  BROWSER_FOLDER_STATE_FAILED,
} BrowserFolderState;

#define BROWSER_TYPE_FOLDER (browser_folder_get_type ())

G_DECLARE_FINAL_TYPE (BrowserFolder, browser_folder, BROWSER, FOLDER, GObject)

BrowserFolder      *browser_folder_new       (BgTaskManager *manager,
                                              GFile         *file) G_GNUC_WARN_UNUSED_RESULT;
GFile              *browser_folder_get_file  (BrowserFolder *self);
BrowserFolderState  browser_folder_get_state (BrowserFolder *self);
const GError       *browser_folder_get_error (BrowserFolder *self);
void                browser_folder_reload    (BrowserFolder *self);
void                browser_folder_close     (BrowserFolder *self);

G_END_DECLS
