/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-fixture.h"

/* Data that are got by tasks of any kind: here by one that needs no thread. */

#define TEST_TYPE_ECHO (test_echo_get_type ())
G_DECLARE_FINAL_TYPE (TestEcho, test_echo, TEST, ECHO, BgTask)

struct _TestEcho
{
  BgTask  parent_instance;

  char   *text;
};

G_DEFINE_TYPE (TestEcho, test_echo, BG_TYPE_TASK)

static void
test_echo_start (BgTask *task)
{
  TestEcho *self = TEST_ECHO (task);

  if (g_strcmp0 (self->text, "bad") == 0)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no echo");

      bg_task_return_error (task, error);
      return;
    }
  bg_task_return_string (task, self->text);
}

static void
test_echo_finalize (GObject *object)
{
  g_free (TEST_ECHO (object)->text);

  G_OBJECT_CLASS (test_echo_parent_class)->finalize (object);
}

static void
test_echo_class_init (TestEchoClass *klass)
{
  BG_TASK_CLASS (klass)->start = test_echo_start;
  G_OBJECT_CLASS (klass)->finalize = test_echo_finalize;
}

static void
test_echo_init (TestEcho *self)
{
}

static BgTask *
new_echo (const char *key,
          gpointer    user_data)
{
  TestEcho *self = g_object_new (TEST_TYPE_ECHO, NULL);

  self->text = g_strdup (key);
  return BG_TASK (self);
}

static BgTask *
new_named_echo (const char *key,
                gpointer    user_data)
{
  BgTask *task = new_echo (key, user_data);

  bg_task_set_name (task, "Echo");
  return task;
}

static BgTask *
return_null (const char *key,
             gpointer    user_data)
{
  return NULL;
}

static BgTask *
return_added (const char *key,
              gpointer    user_data)
{
  return g_object_ref (user_data);
}

/* A subclass that makes its tasks. */

#define TEST_TYPE_ECHOER (test_echoer_get_type ())
G_DECLARE_FINAL_TYPE (TestEchoer, test_echoer, TEST, ECHOER, BgDataRetriever)

struct _TestEchoer
{
  BgDataRetriever parent_instance;
};

G_DEFINE_TYPE (TestEchoer, test_echoer, BG_TYPE_DATA_RETRIEVER)

static BgTask *
test_echoer_create_task (BgDataRetriever *retriever,
                         const char      *key)
{
  if (g_str_has_prefix (key, "parent:"))
    return BG_DATA_RETRIEVER_CLASS (test_echoer_parent_class)->create_task (retriever, key);
  return new_echo (key, NULL);
}

static void
test_echoer_class_init (TestEchoerClass *klass)
{
  BG_DATA_RETRIEVER_CLASS (klass)->create_task = test_echoer_create_task;
}

static void
test_echoer_init (TestEchoer *self)
{
}

static void
set_up (DataFixture   *fixture,
        gconstpointer  data)
{
  data_fixture_set_up (fixture, data);
  data_log_connect (fixture->log, fixture->retriever);
  bg_data_retriever_set_task_func (fixture->retriever, new_echo, fixture->server,
                                   data_server_given_up);
  fixture->n_uses = 2;
}

static void
test_function (DataFixture   *fixture,
               gconstpointer  data)
{
  data_test_request (fixture->retriever, "a", 0);
  data_test_request (fixture->retriever, "bad", 0);
  data_test_request (fixture->retriever, "b", 1);
  data_fixture_run (fixture);
  data_assert_log (fixture->log, "b=b a=a bad:failed");
  /* The fetch function is there again when that is gone. */
  bg_data_retriever_set_task_func (fixture->retriever, NULL, NULL, NULL);
  g_assert_cmpuint (fixture->server->n_released, ==, 1);
  data_test_request (fixture->retriever, "a", 0);
  data_fixture_run (fixture);
  data_assert_log (fixture->log, "a=a!");
}

static void
test_names (DataFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr (BgTask) unnamed = NULL;
  g_autoptr (BgTask) named = NULL;
  guint64 id = data_test_request (fixture->retriever, "a", 5);

  unnamed = bg_task_manager_dup_task (fixture->manager, id);
  g_assert_cmpstr (bg_task_get_name (unnamed), ==, "a");
  g_assert_cmpint (bg_task_get_priority (unnamed), ==, 5);

  bg_data_retriever_set_task_func (fixture->retriever, new_named_echo, NULL, NULL);
  id = data_test_request (fixture->retriever, "b", 0);
  named = bg_task_manager_dup_task (fixture->manager, id);
  g_assert_cmpstr (bg_task_get_name (named), ==, "Echo");
}

static void
test_after_check (DataFixture   *fixture,
                  gconstpointer  data)
{
  bg_data_retriever_set_check_func (fixture->retriever, data_server_check, fixture->server, NULL);
  data_server_know (fixture->server, "b");
  data_test_request (fixture->retriever, "a", 0);
  data_test_request (fixture->retriever, "b", 0);
  data_fixture_run (fixture);
  data_assert_order (fixture->server, "check:a check:b");
  data_assert_log_sorted (fixture->log, "a=a b=known");
}

static void
test_refusals (DataFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr (BgTask) task = new_echo ("x", NULL);
  g_autoptr (GError) error = NULL;

  bg_data_retriever_set_task_func (fixture->retriever, return_null, NULL, NULL);
  g_assert_cmpuint (bg_data_retriever_request (fixture->retriever, "a", 0, 0, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  bg_task_manager_add (fixture->manager, task, &error);
  g_assert_no_error (error);
  bg_data_retriever_set_task_func (fixture->retriever, return_added, task, NULL);
  g_assert_cmpuint (bg_data_retriever_request (fixture->retriever, "a", 0, 0, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_FOREIGN_TASK);
  g_assert_nonnull (strstr (error->message, "“a”"));
  g_assert_cmpuint (bg_data_retriever_get_n_requests (fixture->retriever), ==, 0);
}

static void
test_subclass (DataFixture   *fixture,
               gconstpointer  data)
{
  BgDataRetriever *retriever = g_object_new (TEST_TYPE_ECHOER, "manager", fixture->manager, NULL);
  g_autoptr (GError) error = NULL;

  data_log_connect (fixture->log, retriever);
  data_test_request (retriever, "a", 0);
  g_assert_cmpuint (bg_data_retriever_request (retriever, "parent:a", 0, 0, &error), ==, 0);
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  bg_task_manager_start_processing (fixture->manager);
  data_test_run (retriever);
  data_assert_log (fixture->log, "a=a");
  g_assert_finalize_object (retriever);
}

#define ADD(path, func) \
  g_test_add ("/data-retriever/task/" path, DataFixture, NULL, set_up, func, \
              data_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("function", test_function);
  ADD ("names", test_names);
  ADD ("after-check", test_after_check);
  ADD ("refusals", test_refusals);
  ADD ("subclass", test_subclass);

  return g_test_run ();
}
