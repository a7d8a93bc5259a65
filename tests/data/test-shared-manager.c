/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-source.h"
#include "data-test.h"

/* Two retrievers with two lists on one manager: prioritised together, stopped apart. */

typedef struct
{
  DataSource         *source;   /* of a hundred, numbered from 0 or from 1000 */
  BgDataRetriever    *retriever;
  BgListModelAdapter *adapter;
  GString            *log;
} Client;

typedef struct
{
  BgTaskManager *manager;       /* one thread, not processing yet */
  DataServer    *server;        /* of both, so that it sees the order */
  Client         first;
  Client         second;
} Fixture;

static void
client_init (Client  *client,
             Fixture *fixture,
             guint    first_number)
{
  client->source = data_source_new (0);
  for (guint i = 0; i < 100; i++)
    data_source_splice (client->source, i, 0, (guint[]) { first_number + i }, 1);
  client->retriever = data_test_retriever_new (fixture->manager, fixture->server);
  client->adapter = data_source_adapt (client->source, client->retriever);
  client->log = g_string_new (NULL);
  data_log_connect (client->log, client->retriever);
}

static void
client_clear (Client *client)
{
  if (client->adapter != NULL)
    g_assert_finalize_object (client->adapter);
  if (client->retriever != NULL)
    g_assert_finalize_object (client->retriever);
  g_assert_finalize_object (client->source);
  data_assert_log (client->log, "");
  g_string_free (client->log, TRUE);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->manager = bg_task_manager_new (1);
  fixture->server = data_server_new ();
  client_init (&fixture->first, fixture, 0);
  client_init (&fixture->second, fixture, 1000);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  client_clear (&fixture->first);
  client_clear (&fixture->second);
  data_test_end (fixture->manager);
  g_assert_cmpuint (fixture->server->n_released, ==, 2);
  data_server_free (fixture->server);
}

static void
show (Client *client,
      guint   first,
      guint   n_items)
{
  bg_list_model_adapter_set_visible_range (client->adapter, first, n_items);
}

static void
run (Fixture *fixture)
{
  bg_task_manager_start_processing (fixture->manager);
  data_test_run_pending (fixture->manager);
  bg_task_manager_pause_processing (fixture->manager);
}

static void
test_visible_before_read_ahead_of_all (Fixture       *fixture,
                                       gconstpointer  data)
{
  bg_list_model_adapter_set_read_ahead (fixture->first.adapter, 2);
  bg_list_model_adapter_set_read_ahead (fixture->second.adapter, 1);
  show (&fixture->first, 0, 2);
  show (&fixture->second, 10, 3);
  run (fixture);
  data_assert_order (fixture->server, "0 1010 1 1011 1012 2 1013 1009 3");
  data_assert_log (fixture->first.log, "0=0! 1=1! 2=2! 3=3!");
  data_assert_log (fixture->second.log, "1010=1010! 1011=1011! 1012=1012! 1013=1013! 1009=1009!");
}

static void
test_one_goes_before_the_other (Fixture       *fixture,
                                gconstpointer  data)
{
  bg_list_model_adapter_set_read_ahead (fixture->first.adapter, 1);
  bg_list_model_adapter_set_read_ahead (fixture->second.adapter, 1);
  show (&fixture->first, 0, 2);
  show (&fixture->second, 0, 2);
  /* Somewhat: what is visible of the other still goes before what this one reads ahead. */
  bg_list_model_adapter_set_priority (fixture->second.adapter, 100);
  run (fixture);
  data_assert_order (fixture->server, "1000 1001 0 1 1002 2");

  /* Altogether. */
  bg_list_model_adapter_set_priority (fixture->second.adapter, 2 * BG_LIST_MODEL_ADAPTER_BOOST);
  show (&fixture->first, 50, 2);
  show (&fixture->second, 50, 2);
  run (fixture);
  data_assert_order (fixture->server, "1050 1051 1052 1049 50 51 52 49");
  g_string_truncate (fixture->first.log, 0);
  g_string_truncate (fixture->second.log, 0);
}

/* Scrolling in one list moves its work among the work of the other. */
static void
test_scrolling_reorders_among_others (Fixture       *fixture,
                                      gconstpointer  data)
{
  bg_list_model_adapter_set_read_ahead (fixture->first.adapter, 4);
  show (&fixture->first, 0, 2);
  show (&fixture->second, 0, 2);
  show (&fixture->first, 4, 2);
  run (fixture);
  data_assert_order (fixture->server, "1000 4 1001 5 6 3 7 2 8 1 9 0");
  g_string_truncate (fixture->first.log, 0);
  g_string_truncate (fixture->second.log, 0);
}

static void
test_stopped_apart (Fixture       *fixture,
                    gconstpointer  data)
{
  data_server_close (fixture->server);
  bg_list_model_adapter_set_priority (fixture->first.adapter, 1);
  show (&fixture->first, 0, 3);
  show (&fixture->second, 0, 2);
  bg_task_manager_start_processing (fixture->manager);
  data_server_wait_held (fixture->server, 1);

  bg_data_retriever_clear (fixture->first.retriever);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->first.retriever), ==, 0);
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->second.retriever), ==, 2);
  data_server_open (fixture->server);
  run (fixture);
  data_assert_items (fixture->first.adapter, 0, "...");
  data_assert_items (fixture->second.adapter, 0, "LL.");
  data_assert_order (fixture->server, "0 1000 1001");
  data_assert_log_sorted (fixture->first.log, "0:stopped 1:stopped 2:stopped");
  data_assert_log (fixture->second.log, "1000=1000! 1001=1001!");
}

static void
test_dropped_apart (Fixture       *fixture,
                    gconstpointer  data)
{
  show (&fixture->first, 0, 3);
  show (&fixture->second, 0, 2);
  g_assert_finalize_object (g_steal_pointer (&fixture->first.adapter));
  g_assert_finalize_object (g_steal_pointer (&fixture->first.retriever));
  run (fixture);
  data_assert_items (fixture->second.adapter, 0, "LL.");
  data_assert_order (fixture->server, "1000 1001");
  data_assert_log (fixture->second.log, "1000=1000! 1001=1001!");
}

static void
test_scrolled_away_apart (Fixture       *fixture,
                          gconstpointer  data)
{
  show (&fixture->first, 0, 3);
  show (&fixture->second, 0, 2);
  show (&fixture->second, 0, 0);
  run (fixture);
  data_assert_order (fixture->server, "0 1 2");
  data_assert_log (fixture->first.log, "0=0! 1=1! 2=2!");
  data_assert_log_sorted (fixture->second.log, "1000:stopped 1001:stopped");
}

/* Each has its own idea of what a key stands for, and hears of its own work only. */
static void
test_same_keys (Fixture       *fixture,
                gconstpointer  data)
{
  data_source_splice (fixture->second.source, 0, 1, (guint[]) { 0 }, 1);
  show (&fixture->first, 0, 1);
  show (&fixture->second, 0, 1);
  bg_data_retriever_clear (fixture->second.retriever);
  run (fixture);
  data_assert_items (fixture->first.adapter, 0, "L");
  data_assert_items (fixture->second.adapter, 0, ".");
  show (&fixture->second, 0, 1);
  run (fixture);
  data_assert_items (fixture->second.adapter, 0, "L");
  data_assert_order (fixture->server, "0 0");
  data_assert_log (fixture->first.log, "0=0!");
  data_assert_log (fixture->second.log, "0:stopped 0=0!");
}

/* Work that has nothing to do with either takes its place among theirs, and is left alone. */
static gboolean
note (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  return data_server_fetch (task, "work", cancellable, user_data, error);
}

static void
test_other_work (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  bg_list_model_adapter_set_read_ahead (fixture->first.adapter, 1);
  show (&fixture->first, 0, 2);
  show (&fixture->second, 0, 2);
  bg_task_manager_add_task (fixture->manager, note, fixture->server, NULL,
                            BG_LIST_MODEL_ADAPTER_BOOST / 2, "other", NULL, 0, &error);
  g_assert_no_error (error);
  bg_data_retriever_clear (fixture->second.retriever);
  run (fixture);
  data_assert_order (fixture->server, "0 1 work 2");
  data_assert_log (fixture->first.log, "0=0! 1=1! 2=2!");
  data_assert_log_sorted (fixture->second.log, "1000:stopped 1001:stopped");
}

/* Whether it runs, and for how long, is up to whoever made it. */
static void
test_run_by_its_owner (Fixture       *fixture,
                       gconstpointer  data)
{
  show (&fixture->first, 0, 1);
  show (&fixture->second, 0, 1);
  bg_test_drain (NULL);
  g_assert_false (bg_task_manager_get_processing (fixture->manager));
  data_assert_order (fixture->server, "");

  g_assert_finalize_object (g_steal_pointer (&fixture->second.adapter));
  g_assert_finalize_object (g_steal_pointer (&fixture->second.retriever));
  bg_test_drain (NULL);
  g_assert_false (bg_task_manager_get_processing (fixture->manager));
  g_assert_false (bg_task_manager_is_closed (fixture->manager));

  run (fixture);
  data_assert_order (fixture->server, "0");
  data_assert_log (fixture->first.log, "0=0!");
}

/* Checks of both lists, which are cheap, go before fetches of either. */
static void
test_two_steps (Fixture       *fixture,
                gconstpointer  data)
{
  bg_data_retriever_set_check_func (fixture->first.retriever, data_server_check,
                                    fixture->server, NULL);
  bg_data_retriever_set_check_func (fixture->second.retriever, data_server_check,
                                    fixture->server, NULL);
  data_server_know (fixture->server, "0");
  data_server_know (fixture->server, "1");
  data_server_know (fixture->server, "1000");
  data_server_know (fixture->server, "1001");
  bg_list_model_adapter_set_read_ahead (fixture->first.adapter, 1);
  data_server_know (fixture->server, "2");
  show (&fixture->first, 0, 2);
  show (&fixture->second, 0, 2);
  run (fixture);
  data_assert_order (fixture->server, "check:0 check:1000 check:1 check:1001 check:2");
  data_assert_log (fixture->first.log, "0=known 1=known 2=known");
  data_assert_log (fixture->second.log, "1000=known 1001=known");
}

#define ADD(path, func) \
  g_test_add ("/shared-manager/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("together/visible-before-read-ahead-of-all", test_visible_before_read_ahead_of_all);
  ADD ("together/one-goes-before-the-other", test_one_goes_before_the_other);
  ADD ("together/scrolling-reorders-among-others", test_scrolling_reorders_among_others);
  ADD ("together/two-steps", test_two_steps);
  ADD ("apart/stopped", test_stopped_apart);
  ADD ("apart/dropped", test_dropped_apart);
  ADD ("apart/scrolled-away", test_scrolled_away_apart);
  ADD ("apart/same-keys", test_same_keys);
  ADD ("apart/other-work", test_other_work);
  ADD ("run-by-its-owner", test_run_by_its_owner);

  return g_test_run ();
}
