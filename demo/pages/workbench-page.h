/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <adwaita.h>
#include <taskmgr.h>

G_BEGIN_DECLS

#define WORKBENCH_TYPE_PAGE (workbench_page_get_type ())

G_DECLARE_DERIVABLE_TYPE (WorkbenchPage, workbench_page, WORKBENCH, PAGE, AdwBin)

struct _WorkbenchPageClass
{
  AdwBinClass parent_class;

  /* Brings it into a state that is worth a picture, and says whether it has arrived there. */
  void     (*arrange)  (WorkbenchPage *self);
  gboolean (*is_ready) (WorkbenchPage *self);

  /* Called before its manager is shut down; to chain up there is no need. */
  void     (*close)    (WorkbenchPage *self);

  /* The folder of an example. */
  const char *example;
};

BgTaskManager *workbench_page_get_manager (WorkbenchPage *self);
const char    *workbench_page_get_example (WorkbenchPage *self);
void           workbench_page_arrange     (WorkbenchPage *self);
gboolean       workbench_page_is_ready    (WorkbenchPage *self);
void           workbench_page_close       (WorkbenchPage *self,
                                           GApplication  *application);

G_END_DECLS
