/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What one expects of whoever supervises tasks, from making a manager to what came of a batch of them. */

#include "config.h"

#include "core-test.h"

/* A manager of a program's own kind. */
#define OWN_TYPE_MANAGER (own_manager_get_type ())
G_DECLARE_FINAL_TYPE (OwnManager, own_manager, OWN, MANAGER, BgTaskManager)

struct _OwnManager
{
  BgTaskManager parent_instance;
};

G_DEFINE_FINAL_TYPE (OwnManager, own_manager, BG_TYPE_TASK_MANAGER)

static void
own_manager_class_init (OwnManagerClass *klass)
{
}

static void
own_manager_init (OwnManager *self)
{
}

static void
set_up (CoreFixture   *fixture,
        gconstpointer  user_data)
{
  core_fixture_set_up (fixture, core_manager_new (2));
}

static void
test_own_manager (void)
{
  g_autoptr (BgThreadExecutor) threads = g_object_new (BG_TYPE_THREAD_EXECUTOR,
                                                       "name", "disk", "pool-size", 3, "reserve-normal", 2,
                                                       "reserve-high", 1, NULL);
  BgTaskManager *manager = g_object_new (OWN_TYPE_MANAGER, "default-executor", threads, "processing", TRUE, NULL);
  CoreWatch *watch = core_watch_new (manager);

  g_test_summary ("A1.3: a manager can be derived from, and all sizes are properties");
  g_assert_true (bg_task_manager_get_default_executor (manager) == BG_EXECUTOR (threads));
  g_assert_cmpuint (bg_thread_executor_get_pool_size (threads), ==, 3);
  g_assert_cmpuint (bg_thread_executor_get_reserve_normal (threads), ==, 2);
  g_assert_cmpuint (bg_thread_executor_get_reserve_high (threads), ==, 1);
  core_add (manager, core_work_nothing, NULL, NULL);
  core_watch_run (watch, 1);
  core_watch_free (watch);
  core_end (manager);
}

static gboolean
return_thread_name (BgTask        *task,
                    GCancellable  *cancellable,
                    gpointer       user_data,
                    GError       **error)
{
  g_autofree char *name = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  if (!g_file_get_contents ("/proc/thread-self/comm", &name, NULL, error))
    return FALSE;
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, g_strchomp (name));
  bg_task_return_value (task, &value);
  return TRUE;
}

static void
assert_thread_name (CoreFixture *fixture,
                    BgExecutor  *executor,
                    const char  *expected)
{
  g_autoptr (BgTask) task = bg_task_new (return_thread_name, NULL, NULL);

  if (executor != NULL)
    bg_task_set_executor (task, executor);
  core_add_task (fixture->manager, g_object_ref (task));
  core_watch_run (fixture->watch, 1);
  g_assert_cmpstr (g_value_get_string (bg_task_get_result (task)), ==, expected);
}

static void
test_names_of_threads (CoreFixture   *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (BgThreadExecutor) disk = bg_thread_executor_new ("disk", 1);

  g_test_summary ("A1.4: threads are called after where they belong");
  assert_thread_name (fixture, NULL, "bg-pool-1");
  assert_thread_name (fixture, BG_EXECUTOR (disk), "disk-1");
}

static void
assert_nick (BgAdmissionClass  task_class,
             const char       *nick)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (BG_TYPE_ADMISSION_CLASS);

  g_assert_cmpuint (class->n_values, ==, 4);
  g_assert_cmpstr (g_enum_get_value (class, task_class)->value_nick, ==, nick);
}

static void
test_classes (CoreFixture   *fixture,
              gconstpointer  user_data)
{
  static const char *const names[] = { "first", "second", "third" };
  g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);

  g_test_summary ("A2.1, A2.4: four classes; within one the number decides, and then who came first");
  assert_nick (BG_TASK_CLASS_LOW, "low");
  assert_nick (BG_TASK_CLASS_NORMAL, "normal");
  assert_nick (BG_TASK_CLASS_HIGH, "high");
  assert_nick (BG_TASK_CLASS_CRITICAL, "critical");
  g_assert_cmpint (bg_task_get_task_class (task), ==, BG_TASK_CLASS_NORMAL);

  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_pause_processing (fixture->manager);
  for (guint i = 0; i < 6; i++)
    {
      BgTask *one = bg_task_new (core_job_body, core_job_new (names[i / 2], fixture->order, NULL), core_job_free);

      bg_task_set_task_class (one, BG_TASK_CLASS_HIGH);
      bg_task_set_priority (one, i < 4 ? 0 : 1);
      core_add_task (fixture->manager, one);
    }
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 6);
  core_assert_order (fixture->order, "third third first first second second");
}

static void
test_sizes_by_default (CoreFixture   *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (BgThreadExecutor) threads = g_object_new (BG_TYPE_THREAD_EXECUTOR, NULL);
  BgThreadExecutor *own = BG_THREAD_EXECUTOR (bg_task_manager_get_default_executor (fixture->manager));
  g_autoptr (GError) error = NULL;

  g_test_summary ("A3.9: the sizes that are documented, and one of them can be changed without the others");
  g_assert_cmpuint (bg_thread_executor_get_pool_size (threads), ==, 8);
  g_assert_cmpuint (bg_thread_executor_get_reserve_normal (threads), ==, 0);
  g_assert_cmpuint (bg_thread_executor_get_reserve_high (threads), ==, 0);
  g_assert_cmpuint (bg_thread_executor_get_min_threads (threads), ==, 0);
  g_assert_cmpuint (bg_thread_executor_get_max_threads (threads), ==, 0);

  g_assert_true (bg_thread_executor_configure (own, 4, 2, 1, 0, 0, &error));
  bg_task_manager_set_max_threads (fixture->manager, 5);
  g_assert_cmpuint (bg_thread_executor_get_pool_size (own), ==, 5);
  g_assert_cmpuint (bg_thread_executor_get_reserve_normal (own), ==, 2);
  g_assert_cmpuint (bg_thread_executor_get_reserve_high (own), ==, 1);
}

/* Adds up its arguments. */
static gboolean
add_up (BgTask        *task,
        GCancellable  *cancellable,
        gpointer       user_data,
        GError       **error)
{
  g_assert_cmpuint (bg_task_get_id (task), ==, *(guint64 *) user_data);
  bg_task_return_int (task, g_value_get_int (bg_task_get_argument (task, "a"))
                            + g_value_get_int (bg_task_get_argument (task, "b")));
  return TRUE;
}

static void
set_number (BgTask     *task,
            const char *name,
            int         number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);
  bg_task_set_argument (task, name, &value);
}

static void
test_own_task (CoreFixture   *fixture,
               gconstpointer  user_data)
{
  guint64 expected = 1;
  g_autoptr (BgTask) task = bg_task_new (add_up, &expected, NULL);
  g_autoptr (BgTask) found = NULL;

  g_test_summary ("A9.1, A9.5: a function with arguments, a class and a delay is a task, and can read its id");
  set_number (task, "a", 222);
  set_number (task, "b", 333);
  bg_task_set_task_class (task, BG_TASK_CLASS_HIGH);
  bg_task_set_delay (task, 1);
  g_assert_cmpuint (core_add_task (fixture->manager, g_object_ref (task)), ==, expected);
  found = bg_task_manager_dup_task (fixture->manager, expected);
  g_assert_true (found == task);
  core_watch_run (fixture->watch, 1);
  g_assert_cmpint (g_value_get_int (bg_task_get_result (task)), ==, 555);
}

static gboolean
forget (gpointer       user_data,
        GCancellable  *cancellable,
        GValue        *result,
        GError       **error)
{
  return user_data != NULL;
}

static void
test_end_is_noticed (CoreFixture   *fixture,
                     gconstpointer  user_data)
{
  g_test_summary ("A9.3: a body that returns has ended, whatever it has forgotten to say, and gives its place back");
  bg_task_manager_set_max_threads (fixture->manager, 1);
  for (guint i = 0; i < 4; i++)
    core_add (fixture->manager, forget, i % 2 == 0 ? fixture : NULL, NULL);
  core_watch_run (fixture->watch, 4);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 2);
  g_assert_cmpuint (fixture->watch->n_failed, ==, 2);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
}

static void
test_name_of_ones_own (CoreFixture   *fixture,
                       gconstpointer  user_data)
{
  guint64 ids[2];

  g_test_summary ("A9.5: of two tasks with the same key one is enough, and the ids are never those of others");
  bg_task_manager_pause_processing (fixture->manager);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BgTask) task = bg_task_new (core_body_nothing, NULL, NULL);

      bg_task_set_unique (task, "index", BG_UNIQUENESS_KEEP);
      ids[i] = bg_task_manager_add (fixture->manager, task, NULL);
    }
  g_assert_cmpuint (ids[0], ==, ids[1]);
  g_assert_cmpuint (core_add (fixture->manager, core_work_nothing, NULL, NULL), >, ids[1]);
  bg_task_manager_start_processing (fixture->manager);
  core_watch_run (fixture->watch, 2);
}

static void
test_one_call (CoreFixture   *fixture,
               gconstpointer  user_data)
{
  int n = 0;

  g_test_summary ("A10.3: one call has a function run");
  g_assert_cmpuint (bg_task_manager_add_work (fixture->manager, core_work_count, &n, NULL, 0, NULL, NULL, 0, NULL),
                    ==, 1);
  g_assert_cmpuint (bg_task_manager_add_task (fixture->manager, core_body_nothing, NULL, NULL, 0, NULL, NULL, 0, NULL),
                    ==, 2);
  core_watch_run (fixture->watch, 2);
  g_assert_cmpint (n, ==, 1);
}

/* The class is what each is called by. */
static guint64
add_member (CoreFixture      *fixture,
            BgAdmissionClass  task_class,
            const char       *name)
{
  CoreJob *job = core_job_new (name, fixture->order, NULL);
  BgTask *task = bg_task_new (core_job_body, job, core_job_free);

  job->fails = task_class == BG_TASK_CLASS_HIGH;
  bg_task_set_task_class (task, task_class);
  return core_add_task (fixture->manager, task);
}

static void
test_batch (CoreFixture   *fixture,
            gconstpointer  user_data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;
  guint64 ids[3];

  g_test_summary ("A13.1, A13.2: a batch runs by class, comes to an end whoever fails, and each member has its outcome");
  bg_task_manager_set_max_threads (fixture->manager, 1);
  bg_task_manager_pause_processing (fixture->manager);
  ids[0] = add_member (fixture, BG_TASK_CLASS_LOW, "low");
  ids[1] = add_member (fixture, BG_TASK_CLASS_HIGH, "high");
  ids[2] = add_member (fixture, BG_TASK_CLASS_NORMAL, "low");
  bg_task_manager_start_processing (fixture->manager);
  tasks = bg_task_manager_wait (fixture->manager, ids, G_N_ELEMENTS (ids), -1, &error);
  g_assert_no_error (error);
  core_assert_order (fixture->order, "high low low");
  for (guint i = 0; i < tasks->len; i++)
    {
      BgTask *task = g_ptr_array_index (tasks, i);
      g_autoptr (GError) failure = bg_task_dup_error (task);

      g_assert_cmpuint (bg_task_get_id (task), ==, ids[i]);
      g_assert_true (bg_task_is_ended (task));
      n_failed += failure != NULL;
    }
  g_assert_cmpuint (n_failed, ==, 1);
  core_watch_run (fixture->watch, 3);
}

#define ADD(path, func) g_test_add ("/supervisor/" path, CoreFixture, NULL, set_up, func, core_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/supervisor/own-manager", test_own_manager);
  ADD ("names-of-threads", test_names_of_threads);
  ADD ("classes", test_classes);
  ADD ("sizes-by-default", test_sizes_by_default);
  ADD ("own-task", test_own_task);
  ADD ("end-is-noticed", test_end_is_noticed);
  ADD ("name-of-ones-own", test_name_of_ones_own);
  ADD ("one-call", test_one_call);
  ADD ("batch", test_batch);
  return g_test_run ();
}
