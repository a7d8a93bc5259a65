/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-test.h"

BgDataRetriever *
data_test_retriever_new (BgTaskManager *manager,
                         DataServer    *server)
{
  BgDataRetriever *retriever = bg_data_retriever_new (manager);

  bg_data_retriever_set_fetch_func (retriever, data_server_fetch, server, data_server_given_up);
  return retriever;
}

guint64
data_test_request (BgDataRetriever *retriever,
                   const char      *key,
                   int              priority)
{
  g_autoptr (GError) error = NULL;
  guint64 id = bg_data_retriever_request (retriever, key, priority, priority, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, >, 0);
  return id;
}

/* Runs the main loop until the retriever waits for nothing. */
void
data_test_run (BgDataRetriever *retriever)
{
  while (bg_data_retriever_get_n_requests (retriever) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
do_nothing (BgTask        *task,
            GCancellable  *cancellable,
            gpointer       user_data,
            GError       **error)
{
  return TRUE;
}

static void
sentinel_changed_cb (BgTask     *sentinel,
                     GParamSpec *pspec,
                     gboolean   *ended)
{
  *ended = bg_task_is_ended (sentinel);
}

/* Runs the main loop until everything that was added has run and what came of it has arrived: the
 * least urgent task of all is the last to run and to come home. The manager must be processing and
 * have one thread. */
void
data_test_run_pending (BgTaskManager *manager)
{
  g_autoptr (BgTask) sentinel = bg_task_new (do_nothing, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gboolean ended = FALSE;

  g_assert_cmpuint (bg_task_manager_get_max_threads (manager), ==, 1);
  g_signal_connect (sentinel, "notify::state", G_CALLBACK (sentinel_changed_cb), &ended);
  bg_task_set_priority (sentinel, G_MININT);
  bg_task_manager_add (manager, sentinel, &error);
  g_assert_no_error (error);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  bg_test_drain (NULL);
}

static void
manager_gone_cb (gpointer  user_data,
                 GObject  *manager)
{
  *(gboolean *) user_data = TRUE;
}

/* Drops the manager, which must be the last reference, and lets the rest come home. */
void
data_test_end (BgTaskManager *manager)
{
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (manager), manager_gone_cb, &gone);
  g_object_unref (manager);
  bg_test_drain (NULL);
  g_assert_true (gone);
}
