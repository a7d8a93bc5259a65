/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-retrieve-book-private.h"

#include "core/bg-error.h"

/* A request is looked up by its key until it ends or is stopped, and by the ids of its tasks until
 * no news of them is to be expected. One of a single task has the same id twice. */
typedef struct
{
  guint64   id;                 /* of the first step, and what callers know */
  guint64   fetch_id;
  BgTask   *check;              /* NULL if there is none, and once it has found nothing */
  BgTask   *fetch;
  char     *key;
  guint     n_askers;
  gboolean  stopped;
} BgRequest;

struct _BgRetrieveBook
{
  BgTaskManager             *manager;
  char                      *group;
  BgRetrieveAnchor          *anchor;
  BgDataRetriever           *owner;     /* not owned: it owns the book */
  const BgRetrieveBookFuncs *funcs;
  GHashTable                *by_key;    /* key → request that waits or runs */
  GHashTable                *by_id;     /* id of a step → request, also stopped ones */
};

static void
request_free (BgRequest *request)
{
  g_clear_object (&request->check);
  g_clear_object (&request->fetch);
  g_free (request->key);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgRequest, request_free)

/* Not by the id of its second step, and not once it was stopped. */
static BgRequest *
lookup (BgRetrieveBook *self,
        guint64         id)
{
  BgRequest *request = g_hash_table_lookup (self->by_id, &id);

  return request != NULL && request->id == id && !request->stopped ? request : NULL;
}

/* The request that a task belongs to, if its end is of interest to anybody. */
static BgRequest *
lookup_task (BgRetrieveBook *self,
             guint64         task_id)
{
  BgRequest *request = g_hash_table_lookup (self->by_id, &task_id);

  if (request == NULL || bg_retrieve_anchor_abandoned (self->anchor, self->owner))
    return NULL;
  return request;
}

/* Ends a request: no news of its tasks will find it any more. */
static BgRequest *
steal (BgRetrieveBook *self,
       BgRequest      *request)
{
  g_hash_table_remove (self->by_id, &request->id);
  g_hash_table_remove (self->by_id, &request->fetch_id);
  if (!request->stopped)
    g_hash_table_remove (self->by_key, request->key);
  return request;
}

/* The last step is stopped first, so that it cannot begin because the first one is out of its
 * way. */
static void
stop_tasks (BgRetrieveBook *self,
            BgRequest      *request)
{
  bg_task_manager_stop_task (self->manager, request->fetch_id, FALSE, FALSE);
  if (request->id != request->fetch_id)
    bg_task_manager_stop_task (self->manager, request->id, FALSE, FALSE);
}

static void
task_completed_cb (BgTaskManager  *manager,
                   guint64         task_id,
                   const char     *group,
                   const GValue   *result,
                   BgRetrieveBook *self)
{
  BgRequest *found = lookup_task (self, task_id);
  g_autoptr (BgRequest) request = NULL;

  if (found == NULL)
    return;
  if (task_id != found->fetch_id && !bg_retrieve_work_has_result (result))
    {
      g_clear_object (&found->check);
      return;
    }

  request = steal (self, found);
  /* The dependent of a completed task starts only after the handlers: it is still time to stop
   * it. */
  if (task_id != request->fetch_id)
    bg_task_manager_stop_task (manager, request->fetch_id, FALSE, FALSE);
  self->funcs->completed (self->owner, request->id, request->key, result);
}

static void
task_failed_cb (BgTaskManager  *manager,
                guint64         task_id,
                const char     *group,
                const GError   *error,
                const char     *traceback,
                BgRetrieveBook *self)
{
  BgRequest *found = lookup_task (self, task_id);
  g_autoptr (BgRequest) request = NULL;

  if (found == NULL)
    return;

  /* If it was the check, the failure of the fetch that follows from it finds no request any
   * more. */
  request = steal (self, found);
  self->funcs->failed (self->owner, request->id, request->key, error);
}

static void
task_stopped_cb (BgTaskManager  *manager,
                 guint64         task_id,
                 const char     *group,
                 BgRetrieveBook *self)
{
  BgRequest *found = lookup_task (self, task_id);
  g_autoptr (BgRequest) request = NULL;

  if (found == NULL)
    return;

  request = steal (self, found);
  /* Somebody else may have stopped one step: the other is of no use without it. */
  if (!request->stopped)
    stop_tasks (self, request);
  self->funcs->stopped (self->owner, request->id, request->key, !request->stopped);
}

/* The owner is not watched by the closure: that would take a reference for each call, and so hide
 * that it is abandoned. */
static void
connect_detailed (BgRetrieveBook *self,
                  const char     *signal_name,
                  GCallback       callback)
{
  g_autofree char *detailed = g_strconcat (signal_name, "::", self->group, NULL);

  g_signal_connect (self->manager, detailed, callback, self);
}

BgRetrieveBook *
bg_retrieve_book_new (BgTaskManager             *manager,
                      BgRetrieveAnchor          *anchor,
                      BgDataRetriever           *owner,
                      const BgRetrieveBookFuncs *funcs)
{
  BgRetrieveBook *self = g_new0 (BgRetrieveBook, 1);

  self->manager = g_object_ref (manager);
  self->group = bg_task_manager_next_group_id (manager);
  self->anchor = anchor;
  self->owner = owner;
  self->funcs = funcs;
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  connect_detailed (self, "task-completed", G_CALLBACK (task_completed_cb));
  connect_detailed (self, "task-failed", G_CALLBACK (task_failed_cb));
  connect_detailed (self, "task-stopped", G_CALLBACK (task_stopped_cb));
  return self;
}

/* Stops what is left, without a word. */
void
bg_retrieve_book_free (BgRetrieveBook *self)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  GHashTableIter iter;
  gpointer id, value;

  g_signal_handlers_disconnect_by_data (self->manager, self);
  bg_task_manager_stop_task_group (self->manager, self->group, FALSE, FALSE);

  /* A request may be in the table twice, and the ids lie in the requests. */
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      BgRequest *request = value;

      if (id == &request->id)
        g_ptr_array_add (requests, request);
    }
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_key);

  g_object_unref (self->manager);
  g_free (self->group);
  g_free (self);
}

guint
bg_retrieve_book_get_size (BgRetrieveBook *self)
{
  return g_hash_table_size (self->by_key);
}

static void
change_priority (BgRetrieveBook *self,
                 BgRequest      *request,
                 int             check_priority,
                 int             fetch_priority)
{
  if (request->check != NULL && bg_task_get_priority (request->check) != check_priority)
    bg_task_manager_set_task_priority (self->manager, request->id, check_priority);
  if (bg_task_get_priority (request->fetch) != fetch_priority)
    bg_task_manager_set_task_priority (self->manager, request->fetch_id, fetch_priority);
}

/* Returns 0 if there is nothing to join. */
guint64
bg_retrieve_book_join (BgRetrieveBook *self,
                       const char     *key,
                       int             check_priority,
                       int             fetch_priority)
{
  BgRequest *request = g_hash_table_lookup (self->by_key, key);

  if (request == NULL)
    return 0;

  if (request->check != NULL)
    check_priority = MAX (check_priority, bg_task_get_priority (request->check));
  fetch_priority = MAX (fetch_priority, bg_task_get_priority (request->fetch));
  change_priority (self, request, check_priority, fetch_priority);
  request->n_askers++;
  return request->id;
}

/* A check may be so quick that it has ended badly before the fetch is added. News of that is on its
 * way, and ends the request as it would any other. */
static gboolean
has_ended_badly (const GError *error)
{
  return g_error_matches (error, BG_ERROR, BG_ERROR_UPSTREAM_FAILED)
         || g_error_matches (error, BG_ERROR, BG_ERROR_UPSTREAM_STOPPED);
}

static gboolean
add_tasks (BgRetrieveBook  *self,
           BgRequest       *request,
           GError         **error)
{
  g_autoptr (GError) refusal = NULL;

  if (request->check != NULL)
    {
      bg_task_set_group (request->check, self->group);
      request->id = bg_task_manager_add (self->manager, request->check, error);
      if (request->id == 0)
        return FALSE;
      bg_task_add_upstream (request->fetch, request->id);
    }

  bg_task_set_group (request->fetch, self->group);
  request->fetch_id = bg_task_manager_add (self->manager, request->fetch, &refusal);
  if (request->fetch_id == 0 && has_ended_badly (refusal))
    request->fetch_id = request->id;
  if (request->fetch_id == 0)
    {
      if (request->check != NULL)
        bg_task_manager_stop_task (self->manager, request->id, FALSE, FALSE);
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  if (request->check == NULL)
    request->id = request->fetch_id;
  return TRUE;
}

/* Takes both tasks, of which @check may be NULL. Returns 0 if one was refused. */
guint64
bg_retrieve_book_add (BgRetrieveBook  *self,
                      const char      *key,
                      BgTask          *check,
                      BgTask          *fetch,
                      GError         **error)
{
  g_autoptr (BgRequest) request = g_new0 (BgRequest, 1);
  guint64 id;

  request->key = g_strdup (key);
  request->check = check;
  request->fetch = fetch;
  request->n_askers = 1;
  if (!add_tasks (self, request, error))
    return 0;

  id = request->id;
  g_hash_table_insert (self->by_key, request->key, request);
  g_hash_table_insert (self->by_id, &request->id, request);
  if (request->fetch_id != id)
    g_hash_table_insert (self->by_id, &request->fetch_id, request);
  g_steal_pointer (&request);
  return id;
}

gboolean
bg_retrieve_book_set_priority (BgRetrieveBook *self,
                               guint64         id,
                               int             check_priority,
                               int             fetch_priority)
{
  BgRequest *request = lookup (self, id);

  if (request == NULL)
    return FALSE;
  change_priority (self, request, check_priority, fetch_priority);
  return TRUE;
}

gboolean
bg_retrieve_book_is_started (BgRetrieveBook *self,
                             guint64         id)
{
  BgRequest *request = lookup (self, id);
  BgTask *current;

  if (request == NULL)
    return FALSE;
  current = request->check != NULL ? request->check : request->fetch;
  return bg_task_get_state (current) >= BG_TASK_STATE_RUNNING;
}

gboolean
bg_retrieve_book_stop (BgRetrieveBook *self,
                       guint64         id)
{
  BgRequest *request = lookup (self, id);

  if (request == NULL)
    return FALSE;
  g_hash_table_remove (self->by_key, request->key);
  request->stopped = TRUE;
  stop_tasks (self, request);
  return TRUE;
}

/* For one of those who asked, and who does not want it any more. Returns whether that was the last
 * one, and the request was stopped. */
gboolean
bg_retrieve_book_release (BgRetrieveBook *self,
                          guint64         id)
{
  BgRequest *request = lookup (self, id);

  return request != NULL && --request->n_askers == 0 && bg_retrieve_book_stop (self, id);
}

/* Returns FALSE if there was nothing to stop. */
gboolean
bg_retrieve_book_stop_all (BgRetrieveBook *self)
{
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->by_key) == 0)
    return FALSE;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((BgRequest *) value)->stopped = TRUE;
  g_hash_table_remove_all (self->by_key);
  bg_task_manager_stop_task_group (self->manager, self->group, FALSE, FALSE);
  return TRUE;
}
