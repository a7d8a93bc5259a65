/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* Calls from all sides, and the one context where everything comes back. */
typedef struct
{
  BgTaskManager *manager;
  CoreWatch     *watch;
  BgTestGate    *gate;
  GThread       *home;
  guint          n_released;    /* home context */
  int            n_added;       /* atomic */
  guint          n_notified;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->manager = core_manager_new (3);
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->home = g_thread_self ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_watch_free (fixture->watch);
  if (fixture->manager != NULL)
    core_end (fixture->manager);
  bg_test_gate_unref (fixture->gate);
}

static void
released_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_thread_self () == fixture->home);
  fixture->n_released++;
}

/* One that tells, and minds where, it is finalized. */
static GObject *
new_minded (Fixture *fixture)
{
  GObject *object = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_set_data_full (object, "minded", fixture, released_cb);
  return object;
}

#define N_THREADS 4

static void
do_something (Fixture *fixture,
              GRand   *rand)
{
  guint64 some = (guint64) g_rand_int_range (rand, 1, g_atomic_int_get (&fixture->n_added) + 2);
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GVariant) snapshot = NULL;

  switch (g_rand_int_range (rand, 0, 10))
    {
    case 0:
      bg_task_manager_stop_task (fixture->manager, some, g_rand_boolean (rand), g_rand_boolean (rand));
      break;
    case 1:
      bg_task_manager_set_task_priority (fixture->manager, some, g_rand_int_range (rand, -3, 4));
      break;
    case 2:
      task = bg_task_manager_dup_task (fixture->manager, some);
      if (task != NULL)
        bg_task_set_priority (task, 2);
      break;
    case 3:
      snapshot = bg_task_manager_snapshot (fixture->manager);
      break;
    case 4:
      bg_task_manager_set_max_threads (fixture->manager, (guint) g_rand_int_range (rand, 1, 6));
      break;
    case 5:
      bg_task_manager_add_upstream (fixture->manager, some, some / 2, NULL);
      break;
    case 6:
      bg_task_manager_stop_task_group (fixture->manager, "b", FALSE, FALSE);
      break;
    case 7:
      bg_task_manager_pause_processing (fixture->manager);
      bg_task_manager_start_processing (fixture->manager);
      break;
    default:
      bg_task_manager_has_task (fixture->manager, some);
      break;
    }
}

static gpointer
busy_thread (gpointer data)
{
  Fixture *fixture = data;
  GRand *rand = g_rand_new ();

  for (guint i = core_count (2000, 50000); i > 0; i--)
    {
      guint64 up = (guint64) g_rand_int_range (rand, 1, g_atomic_int_get (&fixture->n_added) + 2);
      const char *group = i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : NULL;
      BgWorkFunc func = g_rand_int_range (rand, 0, 20) == 0 ? core_work_fail : core_work_nothing;
      guint64 id = bg_task_manager_add_work (fixture->manager, func, NULL, NULL, 0, group, &up, i % 2, NULL);

      if (id != 0)
        g_atomic_int_inc (&fixture->n_added);
      do_something (fixture, rand);
    }
  g_rand_free (rand);
  return NULL;
}

/* Each task ends once, in the owner's thread; that is asserted by the watch. */
static void
test_all_from_every_thread (Fixture       *fixture,
                            gconstpointer  user_data)
{
  GThread *threads[N_THREADS];

  g_test_summary ("A1.7: all is safe from every thread");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("caller", busy_thread, fixture);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  bg_task_manager_start_processing (fixture->manager);
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->watch->n_ended, ==, (guint) fixture->n_added);
  g_assert_cmpuint (bg_task_manager_get_n_pending (fixture->manager), ==, 0);
  g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, 0);
}

/* Another thread, with a context and a manager of its own. */
typedef struct
{
  BgTestGate *gate;
  guint       n_completed;
} Other;

static void
other_released_cb (gpointer user_data)
{
  g_assert_true (g_thread_self () == user_data);
}

static gpointer
other_thread (gpointer data)
{
  Other *other = data;
  GMainContext *context = g_main_context_new ();
  BgTaskManager *manager;
  CoreWatch *watch;

  g_main_context_push_thread_default (context);
  manager = core_manager_new (2);
  watch = core_watch_new (manager);
  for (guint i = 0; i < 500; i++)
    bg_task_manager_add_work (manager, i % 10 == 0 ? core_work_fail : core_work_nothing, g_thread_self (),
                              other_released_cb, 0, "g", NULL, 0, NULL);
  core_watch_run (watch, 500);
  bg_test_gate_pass (other->gate);
  for (guint i = 0; i < 500; i++)
    bg_task_manager_add_task (manager, core_body_nothing, g_thread_self (), other_released_cb, 0, "g", NULL, 0, NULL);
  core_watch_run (watch, 500);
  other->n_completed = watch->n_completed;
  core_watch_free (watch);
  core_end (manager);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return NULL;
}

static void
test_second_manager_elsewhere (Fixture       *fixture,
                               gconstpointer  user_data)
{
  Other other = { bg_test_gate_new (), 0 };
  GThread *thread = g_thread_new ("other", other_thread, &other);

  for (guint i = 0; i < 1000; i++)
    core_add (fixture->manager, core_work_nothing, NULL, "g");
  core_watch_run (fixture->watch, 1000);
  bg_test_gate_await_arrivals (other.gate, 1);
  bg_test_gate_open (other.gate);
  g_thread_join (thread);
  g_assert_cmpuint (other.n_completed, ==, 950);
  g_assert_cmpuint (fixture->watch->n_completed, ==, 1000);
  bg_test_gate_unref (other.gate);
}

/* Ids and groups of two managers have nothing to do with each other. */
static void
test_two_managers_do_not_meet (Fixture       *fixture,
                               gconstpointer  user_data)
{
  BgTaskManager *other = bg_task_manager_new (1);
  CoreWatch *watch = core_watch_new (other);

  for (guint i = 0; i < 3; i++)
    core_add (other, core_work_nothing, NULL, "g");
  core_add (fixture->manager, core_work_nothing, NULL, "g");
  core_watch_run (fixture->watch, 1);
  core_assert_log (fixture->watch, "+1 =g");
  core_assert_log (watch, "");
  g_assert_false (bg_task_manager_stop_task (fixture->manager, 2, TRUE, TRUE));
  g_assert_cmpuint (bg_task_manager_stop_task_group (fixture->manager, "g", TRUE, TRUE), ==, 0);
  g_assert_cmpuint (bg_task_manager_get_n_pending (other), ==, 3);
  core_watch_free (watch);
  core_end (other);
}

static void
notify_cb (BgTaskManager *manager,
           GParamSpec    *pspec,
           Fixture       *fixture)
{
  g_assert_true (g_thread_self () == fixture->home);
  fixture->n_notified++;
}

static gpointer
setter_thread (gpointer data)
{
  BgTaskManager *manager = data;

  bg_task_manager_set_max_threads (manager, 7);
  bg_task_manager_pause_processing (manager);
  bg_task_manager_set_delivery_budget (manager, 17);
  bg_task_manager_set_launch_warning (manager, 17);
  bg_task_manager_set_launch_critical (manager, 17);
  bg_task_manager_shut_down (manager);
  return NULL;
}

static void
test_setters_elsewhere_notify_at_home (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  bg_test_drain (NULL);
  g_signal_connect (fixture->manager, "notify", G_CALLBACK (notify_cb), fixture);
  g_thread_join (g_thread_new ("setter", setter_thread, fixture->manager));
  g_assert_cmpuint (fixture->n_notified, ==, 0);
  bg_test_run_until_count (NULL, &fixture->n_notified, 6);
  bg_test_drain (NULL);
  g_assert_cmpuint (fixture->n_notified, ==, 6);
}

static gboolean
return_minded_body (BgTask        *task,
                    GCancellable  *cancellable,
                    gpointer       user_data,
                    GError       **error)
{
  GObject *object = new_minded (user_data);

  bg_task_return_object (task, object);
  g_object_unref (object);
  return TRUE;
}

static gboolean
return_minded_work (gpointer       user_data,
                    GCancellable  *cancellable,
                    GValue        *result,
                    GError       **error)
{
  g_value_init (result, G_TYPE_OBJECT);
  g_value_take_object (result, new_minded (user_data));
  return TRUE;
}

static void
test_results_are_released_at_home (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  guint64 ids[2];

  for (guint i = 0; i < 50; i++)
    {
      ids[0] = core_add_task (fixture->manager, bg_task_new (return_minded_body, fixture, NULL));
      ids[1] = core_add (fixture->manager, return_minded_work, fixture, NULL);
      bg_task_manager_add_work (fixture->manager, core_work_nothing, NULL, NULL, 0, NULL, ids, 2, NULL);
    }
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->n_released, ==, 100);
}

static gboolean
gated_minded_body (BgTask        *task,
                   GCancellable  *cancellable,
                   gpointer       user_data,
                   GError       **error)
{
  /* In this order: the last reference must not be the body's own. */
  return_minded_body (task, cancellable, user_data, error);
  bg_test_gate_pass (((Fixture *) user_data)->gate);
  return TRUE;
}

static gboolean
gated_minded_work (gpointer       user_data,
                   GCancellable  *cancellable,
                   GValue        *result,
                   GError       **error)
{
  bg_test_gate_pass (((Fixture *) user_data)->gate);
  return return_minded_work (user_data, cancellable, result, error);
}

/* Nobody will ever see them. */
static void
test_dropped_results_are_released_at_home (Fixture       *fixture,
                                           gconstpointer  user_data)
{
  core_add_task (fixture->manager, bg_task_new (gated_minded_body, fixture, NULL));
  core_add (fixture->manager, gated_minded_work, fixture, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 2);
  bg_task_manager_stop_all_tasks (fixture->manager);
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->n_released, ==, 2);
}

static gboolean
outcomes_body (BgTask        *task,
               GCancellable  *cancellable,
               gpointer       user_data,
               GError       **error)
{
  g_test_expect_message ("taskmgr", G_LOG_LEVEL_MESSAGE, "Task 1*outcome already*");
  return_minded_body (task, cancellable, user_data, error);
  return_minded_body (task, cancellable, user_data, error);
  g_test_assert_expected_messages ();
  bg_test_gate_pass (((Fixture *) user_data)->gate);
  return TRUE;
}

static void
test_second_outcome_is_released_at_home (Fixture       *fixture,
                                         gconstpointer  user_data)
{
  core_add_task (fixture->manager, bg_task_new (outcomes_body, fixture, NULL));
  /* Before the loop runs the body has given up its own references. */
  bg_test_gate_await_arrivals (fixture->gate, 1);
  bg_test_gate_open (fixture->gate);
  core_run_to_rest (fixture->manager);
  bg_test_drain (NULL);
  g_assert_cmpuint (fixture->n_released, ==, 2);
}

static gpointer
unref_thread (gpointer data)
{
  g_object_unref (data);
  return NULL;
}

static BgTask *
new_with_argument (Fixture *fixture)
{
  BgTask *task = bg_task_new (return_minded_body, fixture, released_cb);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_OBJECT);
  g_value_take_object (&value, new_minded (fixture));
  bg_task_set_argument (task, "object", &value);
  return task;
}

/* The last reference goes in some thread; what the task holds goes home. */
static void
test_last_reference_elsewhere (Fixture       *fixture,
                               gconstpointer  user_data)
{
  BgTask *task = new_with_argument (fixture);

  core_add_task (fixture->manager, g_object_ref (task));
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->n_released, ==, 1);
  g_thread_join (g_thread_new ("dropper", unref_thread, task));
  g_assert_cmpuint (fixture->n_released, ==, 1);
  bg_test_run_until_count (NULL, &fixture->n_released, 3);
}

/* Even when the manager is long gone. */
static void
test_last_reference_after_the_manager (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  BgTask *task = new_with_argument (fixture);

  core_add_task (fixture->manager, g_object_ref (task));
  core_run_to_rest (fixture->manager);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  g_thread_join (g_thread_new ("dropper", unref_thread, task));
  bg_test_run_until_count (NULL, &fixture->n_released, 3);
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
}

static gboolean
drop_manager_work (gpointer       user_data,
                   GCancellable  *cancellable,
                   GValue        *result,
                   GError       **error)
{
  Fixture *fixture = user_data;
  GPollFD cancelled;

  bg_test_gate_pass (fixture->gate);
  core_watch_free (fixture->watch);
  g_object_unref (fixture->manager);
  /* The loop may hold it for the turn that it is in. */
  g_assert_true (g_cancellable_make_pollfd (cancellable, &cancelled));
  g_poll (&cancelled, 1, -1);
  g_cancellable_release_fd (cancellable);
  return TRUE;
}

/* The last reference to the manager goes in one of its own bodies. */
static void
test_manager_dropped_by_a_body (Fixture       *fixture,
                                gconstpointer  user_data)
{
  bg_task_manager_set_max_threads (fixture->manager, 1);
  core_add (fixture->manager, drop_manager_work, fixture, NULL);
  for (guint i = 0; i < 10; i++)
    bg_task_manager_add_work (fixture->manager, core_work_nothing, fixture, released_cb, 0, "g", NULL, 0, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  bg_test_gate_open (fixture->gate);
  bg_test_run_until_count (NULL, &fixture->n_released, 10);
  fixture->manager = core_manager_new (1);
  fixture->watch = core_watch_new (fixture->manager);
}

static void
meddle_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GValue  *result,
           Fixture       *fixture)
{
  if (fixture->n_notified++ >= 100)
    return;
  core_add (manager, core_work_nothing, NULL, group);
  bg_task_manager_stop_task (manager, core_add (manager, core_work_nothing, NULL, "other"), TRUE, TRUE);
  bg_task_manager_pause_processing (manager);
  bg_task_manager_set_max_threads (manager, 1 + (guint) id % 4);
  bg_task_manager_start_processing (manager);
}

static void
test_handlers_that_meddle (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_signal_connect (fixture->manager, "task-completed", G_CALLBACK (meddle_cb), fixture);
  core_add (fixture->manager, core_work_nothing, NULL, "g");
  core_run_to_rest (fixture->manager);
  g_assert_cmpuint (fixture->watch->n_completed, >=, 101);
  g_assert_cmpuint (fixture->watch->n_completed + fixture->watch->n_stopped, ==, 201);
}

#define ADD(path, func) g_test_add ("/task-manager/threads/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("all-from-every-thread", test_all_from_every_thread);
  ADD ("second-manager-elsewhere", test_second_manager_elsewhere);
  ADD ("two-managers-do-not-meet", test_two_managers_do_not_meet);
  ADD ("setters-elsewhere-notify-at-home", test_setters_elsewhere_notify_at_home);
  ADD ("released-at-home/results", test_results_are_released_at_home);
  ADD ("released-at-home/dropped-results", test_dropped_results_are_released_at_home);
  ADD ("released-at-home/second-outcome", test_second_outcome_is_released_at_home);
  ADD ("released-at-home/last-reference-elsewhere", test_last_reference_elsewhere);
  ADD ("released-at-home/last-reference-after-the-manager", test_last_reference_after_the_manager);
  ADD ("manager-dropped-by-a-body", test_manager_dropped_by_a_body);
  ADD ("handlers-that-meddle", test_handlers_that_meddle);
  return g_test_run ();
}
