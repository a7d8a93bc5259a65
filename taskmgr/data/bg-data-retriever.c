/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-data-retriever.h"

#include "bg-data-retriever-private.h"

/**
 * BgDataRetriever:
 *
 * Retrieves data by key, in worker threads, most urgent first.
 *
 * A retriever is one client of a [class@TaskManager]. It asks for data that are known by a string,
 * such as a URI, and says by signals what came of it. Give all the retrievers of a program the same
 * manager: then their work is prioritised together and one limit of threads holds, and still each
 * is told of its own work only, and stops nobody else's. To show data in a list, see
 * [class@ListModelAdapter].
 *
 * # Requests
 *
 * [method@DataRetriever.request] asks for a key. If the key is waited for already, that request is
 * joined: its id is returned again, and it becomes more urgent if need be. A request ends with
 * exactly one of [signal@DataRetriever::work-completed], [signal@DataRetriever::work-failed] and
 * [signal@DataRetriever::work-stopped], always from the main loop. In the handler the request is
 * over, so that the key can be asked for again.
 *
 * # One step or two
 *
 * How data are got is said by the fetch function, or by the `fetch` virtual function of a subclass.
 * For data that a kind of task gets by itself, or that are got without a thread, there are
 * [method@DataRetriever.set_task_func] and `create_task`.
 *
 * Where that is costly and the data may be at hand, give a check function (or `check`) as well:
 * each request then is two tasks, a check and a fetch that waits for it, usually the first at a
 * high priority and the second at a low one. Both are reported under one id.
 *
 * - If the check returns a result, the request is complete and nothing is fetched.
 * - If it returns none (nothing, or a `NULL` of any type), the fetch runs.
 * - If it returns a mapping with the entry [const@DATA_RETRIEVER_INCOMPLETE] set to `TRUE`, the
 *   fetch runs and finds the other entries among its arguments, see [method@Task.get_argument].
 * - If it fails, the request fails.
 *
 * # Threads
 *
 * A retriever belongs to the context of its manager, and all its methods are for that context only.
 * Check and fetch are called in worker threads; what was given with them is released in the context
 * of the manager.
 *
 * When the last reference goes, the work is stopped and nothing more is emitted. While the body of
 * a subclass runs it keeps the retriever alive, but even then nothing is emitted and no other body
 * is begun.
 *
 * ```c
 * static gboolean
 * fetch_size (BgTask *task, const char *key, GCancellable *cancellable, gpointer data,
 *             GError **error)
 * {
 *   g_autoptr (GFile) file = g_file_new_for_uri (key);
 *   g_autoptr (GFileInfo) info = g_file_query_info (file, "standard::size", 0, cancellable, error);
 *
 *   if (info == NULL)
 *     return FALSE;
 *   bg_task_return_int64 (task, g_file_info_get_size (info));
 *   return TRUE;
 * }
 *
 * static BgDataRetriever *
 * make_retriever (BgTaskManager *manager)
 * {
 *   BgDataRetriever *retriever = bg_data_retriever_new (manager);
 *
 *   bg_data_retriever_set_fetch_func (retriever, fetch_size, NULL, NULL);
 *   return retriever;
 * }
 * ```
 */

typedef enum
{
  PROP_MANAGER = 1,
  PROP_N_REQUESTS,
} BgDataRetrieverProperty;

enum
{
  WORK_COMPLETED,
  WORK_FAILED,
  WORK_STOPPED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_N_REQUESTS + 1];
static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (BgDataRetriever, bg_data_retriever, G_TYPE_OBJECT)

BgDataRetrieverPrivate *
bg_data_retriever_get_private (BgDataRetriever *self)
{
  return bg_data_retriever_get_instance_private (self);
}

void
bg_data_retriever_notify_n_requests (BgDataRetriever *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_REQUESTS]);
}

static void
request_completed (BgDataRetriever *self,
                   guint64          id,
                   const char      *key,
                   const GValue    *result)
{
  g_object_ref (self);
  bg_data_retriever_notify_n_requests (self);
  g_signal_emit (self, signals[WORK_COMPLETED], 0, id, key, result);
  g_object_unref (self);
}

static void
request_failed (BgDataRetriever *self,
                guint64          id,
                const char      *key,
                const GError    *error)
{
  g_object_ref (self);
  bg_data_retriever_notify_n_requests (self);
  g_signal_emit (self, signals[WORK_FAILED], 0, id, key, error);
  g_object_unref (self);
}

static void
request_stopped (BgDataRetriever *self,
                 guint64          id,
                 const char      *key,
                 gboolean         by_others)
{
  g_object_ref (self);
  /* What we stopped ourselves was not counted any more from then on. */
  if (by_others)
    bg_data_retriever_notify_n_requests (self);
  g_signal_emit (self, signals[WORK_STOPPED], 0, id, key);
  g_object_unref (self);
}

static const BgRetrieveBookFuncs book_funcs = {
  .completed = request_completed,
  .failed = request_failed,
  .stopped = request_stopped,
};

static void
bg_data_retriever_constructed (GObject *object)
{
  BgDataRetriever *self = BG_DATA_RETRIEVER (object);
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (self);

  G_OBJECT_CLASS (bg_data_retriever_parent_class)->constructed (object);

  if (priv->manager == NULL)
    {
      priv->manager = bg_task_manager_new (1);
      priv->owns_manager = TRUE;
      bg_task_manager_start_processing (priv->manager);
    }
  priv->book = bg_retrieve_book_new (priv->manager, priv->anchor, self, &book_funcs);
}

static void
bg_data_retriever_dispose (GObject *object)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (BG_DATA_RETRIEVER (object));

  g_clear_pointer (&priv->book, bg_retrieve_book_free);
  if (priv->owns_manager && priv->manager != NULL)
    bg_task_manager_shut_down (priv->manager);
  g_clear_object (&priv->manager);

  G_OBJECT_CLASS (bg_data_retriever_parent_class)->dispose (object);
}

static void
bg_data_retriever_finalize (GObject *object)
{
  BgDataRetrieverPrivate *priv = bg_data_retriever_get_private (BG_DATA_RETRIEVER (object));

  g_clear_pointer (&priv->check, bg_retrieve_closure_unref);
  g_clear_pointer (&priv->fetch, bg_retrieve_closure_unref);
  if (priv->task_data_destroy != NULL)
    priv->task_data_destroy (priv->task_data);
  bg_retrieve_anchor_unref (priv->anchor);

  G_OBJECT_CLASS (bg_data_retriever_parent_class)->finalize (object);
}

static void
bg_data_retriever_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BgDataRetriever *self = BG_DATA_RETRIEVER (object);

  switch ((BgDataRetrieverProperty) prop_id)
    {
    case PROP_MANAGER:
      g_value_set_object (value, bg_data_retriever_get_manager (self));
      break;
    case PROP_N_REQUESTS:
      g_value_set_uint (value, bg_data_retriever_get_n_requests (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_data_retriever_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BgDataRetriever *self = BG_DATA_RETRIEVER (object);

  switch ((BgDataRetrieverProperty) prop_id)
    {
    case PROP_MANAGER:
      bg_data_retriever_get_private (self)->manager = g_value_dup_object (value);
      break;
    case PROP_N_REQUESTS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/**
 * BgDataRetrieverClass::check:
 * @self: a retriever
 * @task: the task that runs; the result is returned through it
 * @key: what is asked for
 * @cancellable: triggered when the work is stopped
 * @error: return location for an error
 *
 * Looks in a worker thread whether the data of a key are at hand.
 *
 * Returns: `TRUE` on success, found or not, `FALSE` if it failed
 */

/**
 * BgDataRetrieverClass::fetch:
 * @self: a retriever
 * @task: the task that runs; the result is returned through it
 * @key: what is asked for
 * @cancellable: triggered when the work is stopped
 * @error: return location for an error
 *
 * Gets the data of a key in a worker thread.
 *
 * Returns: `TRUE` on success, `FALSE` if it failed
 */

static void
bg_data_retriever_class_init (BgDataRetrieverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_data_retriever_constructed;
  object_class->dispose = bg_data_retriever_dispose;
  object_class->finalize = bg_data_retriever_finalize;
  object_class->get_property = bg_data_retriever_get_property;
  object_class->set_property = bg_data_retriever_set_property;
  klass->create_task = bg_data_retriever_make_fetch;

  /**
   * BgDataRetriever:manager: (getter get_manager)
   *
   * The manager that runs the work.
   *
   * If none is given, the retriever makes one of its own, with a single thread, that is processing.
   */
  properties[PROP_MANAGER] =
    g_param_spec_object ("manager", NULL, NULL, BG_TYPE_TASK_MANAGER,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgDataRetriever:n-requests: (getter get_n_requests)
   *
   * The number of requests that wait or run.
   */
  properties[PROP_N_REQUESTS] =
    g_param_spec_uint ("n-requests", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BgDataRetriever::work-completed:
   * @self: the retriever
   * @id: the id of the request
   * @key: what was asked for
   * @result: what the work returned; a `NULL` pointer if it returned nothing
   *
   * Emitted when the data of a request are there.
   */
  signals[WORK_COMPLETED] =
    g_signal_new ("work-completed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT64, G_TYPE_STRING,
                  G_TYPE_VALUE | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * BgDataRetriever::work-failed:
   * @self: the retriever
   * @id: the id of the request
   * @key: what was asked for
   * @error: why it failed
   *
   * Emitted when the data of a request could not be had.
   */
  signals[WORK_FAILED] =
    g_signal_new ("work-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT64, G_TYPE_STRING,
                  G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * BgDataRetriever::work-stopped:
   * @self: the retriever
   * @id: the id of the request
   * @key: what was asked for
   *
   * Emitted when a request has ended because it was stopped.
   *
   * It tells all who share the retriever, also if one of the tasks was stopped by other means.
   */
  signals[WORK_STOPPED] =
    g_signal_new ("work-stopped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_STRING);
}

static void
bg_data_retriever_init (BgDataRetriever *self)
{
  bg_data_retriever_get_private (self)->anchor = bg_retrieve_anchor_new (self);
}

/**
 * bg_data_retriever_new:
 * @manager: (nullable): the manager to share, or `NULL` for one of its own
 *
 * Creates a retriever.
 *
 * A manager of its own has one thread and is processing. A shared one is not started by this:
 * whoever made it decides when it processes, and shuts it down.
 *
 * Returns: (transfer full): a new retriever
 */
BgDataRetriever *
bg_data_retriever_new (BgTaskManager *manager)
{
  g_return_val_if_fail (manager == NULL || BG_IS_TASK_MANAGER (manager), NULL);

  return g_object_new (BG_TYPE_DATA_RETRIEVER, "manager", manager, NULL);
}

/**
 * bg_data_retriever_get_manager: (get-property manager)
 * @self: a retriever
 *
 * Gets the manager that runs the work.
 *
 * Returns: (transfer none): the manager
 */
BgTaskManager *
bg_data_retriever_get_manager (BgDataRetriever *self)
{
  g_return_val_if_fail (BG_IS_DATA_RETRIEVER (self), NULL);

  return bg_data_retriever_get_private (self)->manager;
}
