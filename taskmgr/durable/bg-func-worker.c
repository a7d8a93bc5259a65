/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker.h"

/* A worker that is a function. */
struct _BgFuncWorker
{
  BgWorker        parent_instance;

  /* fixed at construction */
  BgWorkerFunc    func;
  gpointer        user_data;
  GDestroyNotify  user_data_destroy;
};

G_DECLARE_FINAL_TYPE (BgFuncWorker, bg_func_worker, BG, FUNC_WORKER, BgWorker)

G_DEFINE_FINAL_TYPE (BgFuncWorker, bg_func_worker, BG_TYPE_WORKER)

static gboolean
bg_func_worker_process (BgWorker      *worker,
                        BgDelivery    *delivery,
                        GCancellable  *cancellable,
                        GError       **error)
{
  BgFuncWorker *self = BG_FUNC_WORKER (worker);

  return self->func (delivery, cancellable, self->user_data, error);
}

static void
bg_func_worker_finalize (GObject *object)
{
  BgFuncWorker *self = BG_FUNC_WORKER (object);

  if (self->user_data_destroy != NULL)
    self->user_data_destroy (self->user_data);
  G_OBJECT_CLASS (bg_func_worker_parent_class)->finalize (object);
}

static void
bg_func_worker_class_init (BgFuncWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bg_func_worker_finalize;
  BG_WORKER_CLASS (klass)->process = bg_func_worker_process;
}

static void
bg_func_worker_init (BgFuncWorker *self)
{
}

/**
 * bg_worker_new_for_func: (constructor)
 * @name: the name of the worker
 * @func: (scope notified) (closure user_data) (destroy user_data_destroy): what it does for each task
 * @user_data: data for @func
 * @user_data_destroy: frees @user_data, when the worker is gone
 *
 * Makes a worker that is a function.
 *
 * The function runs in threads of their own, several at a time if the worker is asked for that. JavaScript refuses
 * to be called there; it has subclasses and [method@Worker.serve].
 *
 * Returns: (transfer full): a new worker
 */
BgWorker *
bg_worker_new_for_func (const char     *name,
                        BgWorkerFunc    func,
                        gpointer        user_data,
                        GDestroyNotify  user_data_destroy)
{
  BgFuncWorker *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (bg_func_worker_get_type (), "name", name, NULL);
  self->func = func;
  self->user_data = user_data;
  self->user_data_destroy = user_data_destroy;
  return BG_WORKER (self);
}
