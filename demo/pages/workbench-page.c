/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-page.h"

#include "browser-shut-down.h"

/* One of the pages of the workbench, with a task manager of its own. */
typedef struct
{
  BgTaskManager *manager;
} WorkbenchPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WorkbenchPage, workbench_page, ADW_TYPE_BIN)

static void
workbench_page_finalize (GObject *object)
{
  WorkbenchPagePrivate *priv = workbench_page_get_instance_private (WORKBENCH_PAGE (object));

  g_clear_object (&priv->manager);

  G_OBJECT_CLASS (workbench_page_parent_class)->finalize (object);
}

static void
workbench_page_class_init (WorkbenchPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = workbench_page_finalize;
}

static void
workbench_page_init (WorkbenchPage *self)
{
  WorkbenchPagePrivate *priv = workbench_page_get_instance_private (self);

  priv->manager = bg_task_manager_new (2);
  bg_task_manager_start_processing (priv->manager);
}

BgTaskManager *
workbench_page_get_manager (WorkbenchPage *self)
{
  WorkbenchPagePrivate *priv = workbench_page_get_instance_private (self);

  return priv->manager;
}

/* The folder among the examples of the documentation that shows the same in a few lines. */
const char *
workbench_page_get_example (WorkbenchPage *self)
{
  return WORKBENCH_PAGE_GET_CLASS (self)->example;
}

/* Gives it something to do that is worth a picture. */
void
workbench_page_arrange (WorkbenchPage *self)
{
  if (WORKBENCH_PAGE_GET_CLASS (self)->arrange != NULL)
    WORKBENCH_PAGE_GET_CLASS (self)->arrange (self);
}

/* Whether it has got as far as the picture is to show. */
gboolean
workbench_page_is_ready (WorkbenchPage *self)
{
  return WORKBENCH_PAGE_GET_CLASS (self)->is_ready == NULL ||
         WORKBENCH_PAGE_GET_CLASS (self)->is_ready (self);
}

/* Stops what it does, for the application to end afterwards. */
void
workbench_page_close (WorkbenchPage *self,
                      GApplication  *application)
{
  if (WORKBENCH_PAGE_GET_CLASS (self)->close != NULL)
    WORKBENCH_PAGE_GET_CLASS (self)->close (self);

  browser_shut_down (workbench_page_get_manager (self), application);
}
