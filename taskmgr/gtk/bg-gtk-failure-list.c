/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-failure-list-private.h"

/* A list model of the tasks that failed, the latest first, until somebody has seen them.
 *
 * Only those are kept that failed by themselves: what waited for them could not but fail too, and
 * there may be thousands of it. */

struct _BgGtkFailureList
{
  GObject parent_instance;

  GListStore *tasks;
};

static void bg_gtk_failure_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BgGtkFailureList, bg_gtk_failure_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      bg_gtk_failure_list_list_model_init))

static void
task_failed_cb (BgTaskManager    *manager,
                guint64           id,
                const char       *group,
                const GError     *error,
                const char       *traceback,
                BgGtkFailureList *self)
{
  g_autoptr (BgTask) task = bg_task_manager_dup_task (manager, id);
  guint64 root = task != NULL ? bg_task_get_failed_upstream (task) : 0;

  if (task != NULL && (root == 0 || root == id))
    g_list_store_insert (self->tasks, 0, task);
}

static void
items_changed_cb (GListModel       *tasks,
                  guint             position,
                  guint             n_removed,
                  guint             n_added,
                  BgGtkFailureList *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static GType
bg_gtk_failure_list_get_item_type (GListModel *model)
{
  return BG_TYPE_TASK;
}

static guint
bg_gtk_failure_list_get_n_items (GListModel *model)
{
  BgGtkFailureList *self = BG_GTK_FAILURE_LIST (model);

  return g_list_model_get_n_items (G_LIST_MODEL (self->tasks));
}

static gpointer
bg_gtk_failure_list_get_item (GListModel *model,
                              guint       position)
{
  BgGtkFailureList *self = BG_GTK_FAILURE_LIST (model);

  return g_list_model_get_item (G_LIST_MODEL (self->tasks), position);
}

static void
bg_gtk_failure_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = bg_gtk_failure_list_get_item_type;
  iface->get_n_items = bg_gtk_failure_list_get_n_items;
  iface->get_item = bg_gtk_failure_list_get_item;
}

static void
bg_gtk_failure_list_finalize (GObject *object)
{
  BgGtkFailureList *self = BG_GTK_FAILURE_LIST (object);

  g_clear_object (&self->tasks);

  G_OBJECT_CLASS (bg_gtk_failure_list_parent_class)->finalize (object);
}

static void
bg_gtk_failure_list_class_init (BgGtkFailureListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_gtk_failure_list_finalize;
}

static void
bg_gtk_failure_list_init (BgGtkFailureList *self)
{
  self->tasks = g_list_store_new (BG_TYPE_TASK);
  g_signal_connect_object (self->tasks, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
}

/* Collects what fails from now on; without a manager nothing does. */
BgGtkFailureList *
bg_gtk_failure_list_new (BgTaskManager *manager)
{
  BgGtkFailureList *self = g_object_new (BG_GTK_TYPE_FAILURE_LIST, NULL);

  if (manager != NULL)
    g_signal_connect_object (manager, "task-failed", G_CALLBACK (task_failed_cb), self, 0);
  return self;
}

void
bg_gtk_failure_list_remove (BgGtkFailureList *self,
                            BgTask           *task)
{
  guint position;

  if (g_list_store_find (self->tasks, task, &position))
    g_list_store_remove (self->tasks, position);
}

void
bg_gtk_failure_list_clear (BgGtkFailureList *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->tasks)) > 0)
    g_list_store_remove_all (self->tasks);
}
