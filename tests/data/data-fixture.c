/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

void
data_fixture_set_up (DataFixture   *self,
                     gconstpointer  data)
{
  self->server = data_server_new ();
  self->manager = bg_task_manager_new (1);
  self->retriever = data_test_retriever_new (self->manager, self->server);
  self->source = data_source_new (100);
  self->adapter = data_source_adapt (self->source, self->retriever);
  self->log = g_string_new (NULL);
  self->n_uses = 1;
}

void
data_fixture_tear_down (DataFixture   *self,
                        gconstpointer  data)
{
  if (self->adapter != NULL)
    g_assert_finalize_object (self->adapter);
  g_assert_finalize_object (self->source);
  if (self->retriever != NULL)
    g_assert_finalize_object (self->retriever);
  data_test_end (self->manager);
  g_assert_cmpuint (self->server->n_released, ==, self->n_uses);
  data_assert_log (self->log, "");
  g_string_free (self->log, TRUE);
  data_server_free (self->server);
}

void
data_fixture_show (DataFixture *self,
                   guint        first,
                   guint        n_items)
{
  bg_list_model_adapter_set_visible_range (self->adapter, first, n_items);
}

/* Lets everything that is asked for arrive. */
void
data_fixture_run (DataFixture *self)
{
  bg_task_manager_start_processing (self->manager);
  data_test_run (self->retriever);
  bg_task_manager_pause_processing (self->manager);
}

/* Each request is checked first, and whatever the retriever says is in the log. */
void
data_fixture_set_up_with_check (DataFixture   *self,
                                gconstpointer  data)
{
  data_fixture_set_up (self, data);
  bg_data_retriever_set_check_func (self->retriever, data_server_check, self->server, data_server_given_up);
  self->n_uses = 2;
  data_log_connect (self->log, self->retriever);
}

guint64
data_fixture_request (DataFixture *self,
                      const char  *key,
                      int          check_priority,
                      int          fetch_priority)
{
  g_autoptr (GError) error = NULL;
  guint64 id = bg_data_retriever_request (self->retriever, key, check_priority, fetch_priority, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, >, 0);
  return id;
}

/* A fetch is released when its check has come home: only then may what is pending be waited for. */
void
data_fixture_settle (DataFixture *self)
{
  data_test_run (self->retriever);
  data_test_run_pending (self->manager);
}
