/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "bg-data-retriever.h"

#include "bg-data-retriever-private.h"
#include "core/bg-error.h"

/* How a retriever gets data, and its requests: making, changing and stopping them. */

/**
 * bg_data_retriever_set_check_func:
 * @self: a retriever
 * @func: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): the function,
 *   or `NULL` for none
 * @user_data: data for @func
 * @user_data_destroy: releases @user_data, in the context of the manager
 *
 * Sets the function that looks whether the data of a key are at hand.
 *
 * It goes before the `check` virtual function. Requests that were made already keep the function
 * they have.
 */
void
bg_data_retriever_set_check_func (BgDataRetriever *self,
                                  BgRetrieveFunc   func,
                                  gpointer         user_data,
                                  GDestroyNotify   user_data_destroy)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  g_return_if_fail (BG_IS_DATA_RETRIEVER (self));

  g_clear_pointer (&priv->check, bg_retrieve_closure_unref);
  priv->check = bg_retrieve_closure_new (func, user_data, user_data_destroy);
}

/**
 * bg_data_retriever_set_fetch_func:
 * @self: a retriever
 * @func: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): the function,
 *   or `NULL` for none
 * @user_data: data for @func
 * @user_data_destroy: releases @user_data, in the context of the manager
 *
 * Sets the function that gets the data of a key.
 *
 * It goes before the `fetch` virtual function. Requests that were made already keep the function
 * they have.
 */
void
bg_data_retriever_set_fetch_func (BgDataRetriever *self,
                                  BgRetrieveFunc   func,
                                  gpointer         user_data,
                                  GDestroyNotify   user_data_destroy)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  g_return_if_fail (BG_IS_DATA_RETRIEVER (self));

  g_clear_pointer (&priv->fetch, bg_retrieve_closure_unref);
  priv->fetch = bg_retrieve_closure_new (func, user_data, user_data_destroy);
}

/**
 * bg_data_retriever_set_task_func:
 * @self: a retriever
 * @func: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): the function,
 *   or `NULL` for none
 * @user_data: data for @func
 * @user_data_destroy: releases @user_data, in the context of the manager
 *
 * Sets a function that makes the tasks that get data.
 *
 * It takes the place of the fetch function, where a kind of task does the work by itself, or where
 * the work is asynchronous by nature and needs no thread. It is called for each request, and must
 * not make requests itself.
 */
void
bg_data_retriever_set_task_func (BgDataRetriever    *self,
                                 BgRetrieveTaskFunc  func,
                                 gpointer            user_data,
                                 GDestroyNotify      user_data_destroy)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);
  GDestroyNotify old_destroy = priv->task_data_destroy;
  gpointer old_data = priv->task_data;

  g_return_if_fail (BG_IS_DATA_RETRIEVER (self));

  priv->task_func = func;
  priv->task_data = user_data;
  priv->task_data_destroy = user_data_destroy;
  if (old_destroy != NULL)
    old_destroy (old_data);
}

/**
 * BgDataRetrieverClass::create_task:
 * @self: a retriever
 * @key: what is asked for
 *
 * Makes a new task that gets the data of a key, in the context of the manager.
 *
 * Returns: (transfer full) (nullable): a new task, or `NULL` if it was never said how to fetch
 */
BgTask *
bg_data_retriever_make_fetch (BgDataRetriever *self,
                              const char      *key)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);
  BgRetrieveVfunc vfunc = BG_DATA_RETRIEVER_GET_CLASS (self)->fetch;

  if (priv->task_func != NULL)
    return priv->task_func (key, priv->task_data);
  if (priv->fetch == NULL && vfunc == NULL)
    return NULL;
  return bg_retrieve_work_new_task (priv->anchor, priv->fetch, vfunc, key);
}

static BgTask *
make_check (BgDataRetriever *self,
            const char      *key,
            int              priority)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);
  BgRetrieveVfunc vfunc = BG_DATA_RETRIEVER_GET_CLASS (self)->check;
  BgTask *task;

  if (priv->check == NULL && vfunc == NULL)
    return NULL;
  task = bg_retrieve_work_new_task (priv->anchor, priv->check, vfunc, key);
  bg_task_set_priority (task, priority);
  return task;
}

static BgTask *
make_fetch (BgDataRetriever  *self,
            const char       *key,
            int               priority,
            GError          **error)
{
  g_autoptr (BgTask) task = BG_DATA_RETRIEVER_GET_CLASS (self)->create_task (self, key);

  if (task == NULL)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("“%s” cannot be retrieved, because it was not said how"), key);
      return NULL;
    }
  if (bg_task_get_id (task) != 0)
    {
      g_set_error (error, BG_ERROR, BG_ERROR_FOREIGN_TASK,
                   _("“%s” cannot be retrieved by a task that was added before"), key);
      return NULL;
    }

  if (bg_task_get_name (task) == NULL)
    bg_task_set_name (task, key);
  bg_task_set_priority (task, priority);
  return g_steal_pointer (&task);
}

/**
 * bg_data_retriever_request:
 * @self: a retriever
 * @key: what is asked for
 * @check_priority: the priority of the check, if there is one; larger runs first
 * @fetch_priority: the priority of the fetch; larger runs first
 * @error: return location for an error
 *
 * Asks for the data of a key.
 *
 * If the key is waited for already, the request is joined: the same id is returned, and the
 * priorities are raised if the new ones are higher. To be called in the context of the manager.
 *
 * `BG_ERROR_INVALID_ARGUMENT` is reported if it was never said how to fetch,
 * `BG_ERROR_FOREIGN_TASK` if the task that was made for it is not a new one, and
 * `BG_ERROR_SHUT_DOWN` if the manager was shut down.
 *
 * Returns: the id of the request, or 0 if it was refused
 */
guint64
bg_data_retriever_request (BgDataRetriever  *self,
                           const char       *key,
                           int               check_priority,
                           int               fetch_priority,
                           GError          **error)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);
  BgTask *fetch;
  guint64 id;

  g_return_val_if_fail (BG_IS_DATA_RETRIEVER (self), 0);
  g_return_val_if_fail (priv->book != NULL, 0);
  g_return_val_if_fail (key != NULL, 0);

  id = bg_retrieve_book_join (priv->book, key, check_priority, fetch_priority);
  if (id != 0)
    return id;

  fetch = make_fetch (self, key, fetch_priority, error);
  if (fetch == NULL)
    return 0;
  id = bg_retrieve_book_add (priv->book, key, make_check (self, key, check_priority), fetch, error);
  if (id != 0)
    bg_data_retriever_notify_n_requests (self);
  return id;
}

/**
 * bg_data_retriever_set_priority:
 * @self: a retriever
 * @id: the id of a request
 * @check_priority: the priority of the check, if there is one; larger runs first
 * @fetch_priority: the priority of the fetch; larger runs first
 *
 * Changes how urgent a request is, at once and in place.
 *
 * A step that has started goes on as it was. To be called in the context of the manager.
 *
 * Returns: `TRUE` if there is such a request, `FALSE` if it is unknown or has ended
 */
gboolean
bg_data_retriever_set_priority (BgDataRetriever *self,
                                guint64          id,
                                int              check_priority,
                                int              fetch_priority)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  g_return_val_if_fail (BG_IS_DATA_RETRIEVER (self), FALSE);

  return priv->book != NULL
         && bg_retrieve_book_set_priority (priv->book, id, check_priority, fetch_priority);
}

/**
 * bg_data_retriever_is_started:
 * @self: a retriever
 * @id: the id of a request
 *
 * Tells whether the step that a request is at has started.
 *
 * A request whose check found nothing and whose fetch waits for its turn is not started: stopping
 * it still saves the costly part. To be called in the context of the manager.
 *
 * Returns: `TRUE` if it has started, `FALSE` if it waits, is unknown or has ended
 */
gboolean
bg_data_retriever_is_started (BgDataRetriever *self,
                              guint64          id)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  g_return_val_if_fail (BG_IS_DATA_RETRIEVER (self), FALSE);

  return priv->book != NULL && bg_retrieve_book_is_started (priv->book, id);
}

/**
 * bg_data_retriever_stop_work:
 * @self: a retriever
 * @id: the id of a request
 *
 * Stops a request, for all who have asked for it.
 *
 * After it returns the request neither completes nor fails any more; one
 * [signal@DataRetriever::work-stopped] follows from the main loop. A body that runs is cancelled
 * and its outcome dropped. Tasks of others that wait for the request are not stopped. To be called
 * in the context of the manager.
 *
 * Returns: `TRUE` if it was stopped, `FALSE` if there is no such request or it has ended
 */
gboolean
bg_data_retriever_stop_work (BgDataRetriever *self,
                             guint64          id)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  g_return_val_if_fail (BG_IS_DATA_RETRIEVER (self), FALSE);

  if (priv->book == NULL || !bg_retrieve_book_stop (priv->book, id))
    return FALSE;
  bg_data_retriever_notify_n_requests (self);
  return TRUE;
}

/**
 * bg_data_retriever_clear:
 * @self: a retriever
 *
 * Stops all requests, each as [method@DataRetriever.stop_work] does.
 */
void
bg_data_retriever_clear (BgDataRetriever *self)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  g_return_if_fail (BG_IS_DATA_RETRIEVER (self));

  if (priv->book != NULL && bg_retrieve_book_stop_all (priv->book))
    bg_data_retriever_notify_n_requests (self);
}

/**
 * bg_data_retriever_get_n_requests: (get-property n-requests)
 * @self: a retriever
 *
 * Gets the number of requests that wait or run.
 *
 * Returns: the number of requests
 */
guint
bg_data_retriever_get_n_requests (BgDataRetriever *self)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  g_return_val_if_fail (BG_IS_DATA_RETRIEVER (self), 0);

  return priv->book != NULL ? bg_retrieve_book_get_size (priv->book) : 0;
}

/* Gives up a request unless somebody else, who shares the retriever, has asked for it as well. */
void
bg_data_retriever_release (BgDataRetriever *self,
                           guint64          id)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  if (priv->book != NULL && bg_retrieve_book_release (priv->book, id))
    bg_data_retriever_notify_n_requests (self);
}
