/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <taskmgr.h>

G_BEGIN_DECLS

/* A folder that is made for a test, and goes with it. */
typedef struct
{
  char  *path;
  GFile *file;
} BrowserTestFolder;

BrowserTestFolder *browser_test_folder_new       (void);
void               browser_test_folder_free      (BrowserTestFolder *self);
GFile             *browser_test_folder_add_photo (BrowserTestFolder *self,
                                                  const char        *name,
                                                  int                width,
                                                  int                height,
                                                  guint32            color);
GFile             *browser_test_folder_add_text  (BrowserTestFolder *self,
                                                  const char        *name,
                                                  const char        *text);
void               browser_test_folder_add_links (BrowserTestFolder *self,
                                                  const char        *target,
                                                  guint              n_links);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrowserTestFolder, browser_test_folder_free)

GdkPixbuf         *browser_test_pixbuf_new       (int                width,
                                                  int                height,
                                                  guint32            color);
BgTaskManager     *browser_test_manager_new      (void);
void               browser_test_manager_end      (BgTaskManager     *manager);

/* The main loop says when something has changed; the only clock is the runner's limit. */
#define browser_test_run_until(condition) \
  G_STMT_START { \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
  } G_STMT_END

G_END_DECLS
