/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

/* Adds up what it is given, and writes it down. */
typedef struct
{
  SchedulersFixture *fixture;
  int                sum;       /* atomic */
  int                stops_at;
} Sum;

static gboolean
add_up (BgTask        *task,
        GCancellable  *cancellable,
        gpointer       user_data,
        GError       **error)
{
  Sum *sum = user_data;
  const GValue *item = bg_task_get_argument (task, "item");

  if (!schedulers_body (task, cancellable, sum->fixture, error))
    return FALSE;
  g_assert_true (G_VALUE_HOLDS_INT (item));
  g_atomic_int_add (&sum->sum, g_value_get_int (item));
  return g_value_get_int (item) != sum->stops_at;
}

static BgQueueScheduler *
make_scheduler (Sum *sum)
{
  BgQueueScheduler *scheduler = bg_queue_scheduler_new ();

  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), add_up, sum, NULL);
  return scheduler;
}

static void
push (BgQueueScheduler *scheduler,
      int               number)
{
  g_auto (GValue) item = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  gboolean pushed;

  g_value_init (&item, G_TYPE_INT);
  g_value_set_int (&item, number);
  pushed = bg_queue_scheduler_push (scheduler, &item, &error);
  g_assert_no_error (error);
  g_assert_true (pushed);
}

static void
end (SchedulersFixture *fixture,
     BgQueueScheduler  *scheduler,
     BgShutdownMode     mode)
{
  bg_scheduler_stop (BG_SCHEDULER (scheduler), mode);
  schedulers_await_rest (fixture, scheduler);
}

static void
test_items_sum_to_nine (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  Sum sum = { fixture, 0, 0 };
  g_autoptr (BgQueueScheduler) scheduler = make_scheduler (&sum);

  g_test_summary ("A12.8: the items 2, 3 and 4 sum to 9");
  schedulers_start (fixture, scheduler);
  for (int i = 2; i <= 4; i++)
    push (scheduler, i);
  schedulers_await_runs (fixture, scheduler, 3);
  g_assert_cmpint (sum.sum, ==, 9);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
}

static gpointer
push_many (gpointer scheduler)
{
  for (int i = 0; i < 500; i++)
    push (scheduler, 1);
  return NULL;
}

static void
test_from_any_thread (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  Sum sum = { fixture, 0, 0 };
  g_autoptr (BgQueueScheduler) scheduler = make_scheduler (&sum);
  GThread *threads[4];

  g_test_summary ("A12.4: items may be pushed from any thread, and none is lost");
  schedulers_start (fixture, scheduler);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("pusher", push_many, scheduler);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  end (fixture, scheduler, BG_SHUTDOWN_DRAIN);
  g_assert_cmpint (sum.sum, ==, 2000);
}

static void
test_drain_and_discard (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  Sum sum = { fixture, 0, 0 };
  g_autoptr (BgQueueScheduler) scheduler = make_scheduler (&sum);

  g_test_summary ("A12.4: a drain runs all six items, a discard drops those that wait");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  for (int i = 1; i <= 6; i++)
    push (scheduler, i);
  schedulers_await_call (fixture, 1);
  g_assert_cmpuint (bg_queue_scheduler_get_length (scheduler), ==, 5);
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DRAIN);
  /* This one comes too late, and waits for the next start. */
  push (scheduler, 100);
  bg_test_gate_open (fixture->gate);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpint (sum.sum, ==, 21);
  g_assert_cmpuint (bg_queue_scheduler_get_length (scheduler), ==, 1);

  schedulers_start (fixture, scheduler);
  schedulers_await_runs (fixture, scheduler, 7);
  g_assert_cmpint (sum.sum, ==, 121);
  bg_task_manager_pause_processing (fixture->manager);
  for (int i = 1; i <= 6; i++)
    push (scheduler, i);
  bg_test_drain (fixture->context);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
  g_assert_cmpuint (bg_queue_scheduler_get_length (scheduler), ==, 0);
  g_assert_cmpint (sum.sum, ==, 121);
}

static void
test_discard_during_a_drain (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  Sum sum = { fixture, 0, 0 };
  g_autoptr (BgQueueScheduler) scheduler = make_scheduler (&sum);

  g_test_summary ("A drain that takes too long is cut short by a discard");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  for (int i = 1; i <= 6; i++)
    push (scheduler, i);
  schedulers_await_call (fixture, 1);
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DRAIN);
  bg_scheduler_stop (BG_SCHEDULER (scheduler), BG_SHUTDOWN_DISCARD);
  bg_test_gate_open (fixture->gate);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  g_assert_cmpuint (bg_queue_scheduler_get_length (scheduler), ==, 0);
}

static void
test_stopped_by_the_body (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  Sum sum = { fixture, 0, 2 };
  g_autoptr (BgQueueScheduler) scheduler = make_scheduler (&sum);

  g_test_summary ("A12.2, A12.4: what waits when the body stops it is there at the next start");
  for (int i = 1; i <= 4; i++)
    push (scheduler, i);
  schedulers_start (fixture, scheduler);
  schedulers_await_rest (fixture, scheduler);
  g_assert_cmpint (sum.sum, ==, 3);
  g_assert_cmpuint (bg_queue_scheduler_get_length (scheduler), ==, 2);
  schedulers_start (fixture, scheduler);
  end (fixture, scheduler, BG_SHUTDOWN_DRAIN);
  g_assert_cmpint (sum.sum, ==, 10);
}

typedef struct
{
  GThread *home;
  guint    n_freed;
} Freed;

static Freed freed;

static void
free_item (gpointer item)
{
  g_assert_true (g_thread_self () == freed.home);
  freed.n_freed++;
  g_free (item);
}

static gboolean
look_at_item (BgTask        *task,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  SchedulersFixture *fixture = user_data;
  const GValue *item = bg_task_get_argument (task, "item");

  switch (g_atomic_int_add (&fixture->n_calls, 1))
    {
    case 0:
      g_assert_cmpstr (g_value_get_pointer (item), ==, "pointer");
      break;
    case 1:
      g_assert_true (BG_IS_TASK_MANAGER (g_value_get_object (item)));
      break;
    case 2:
      g_assert_true (G_VALUE_HOLDS_POINTER (item));
      g_assert_null (g_value_get_pointer (item));
      break;
    default:
      g_assert_null (g_value_get_object (item));
    }
  return TRUE;
}

static void
test_items_of_any_value (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  BgQueueScheduler *scheduler = bg_queue_scheduler_new ();

  g_test_summary ("A12.4: an item may be anything, nothing too; each is freed once, in the home context");
  freed = (Freed) { g_thread_self (), 0 };
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), look_at_item, fixture, NULL);
  schedulers_start (fixture, scheduler);
  bg_queue_scheduler_push_pointer (scheduler, g_strdup ("pointer"), free_item);
  bg_queue_scheduler_push_object (scheduler, fixture->manager);
  g_assert_true (bg_queue_scheduler_push (scheduler, NULL, NULL));
  bg_queue_scheduler_push_object (scheduler, NULL);
  schedulers_await_runs (fixture, scheduler, 4);
  g_assert_cmpuint (freed.n_freed, ==, 1);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);

  bg_queue_scheduler_push_pointer (scheduler, g_strdup ("cleared"), free_item);
  bg_queue_scheduler_clear (scheduler);
  g_assert_cmpuint (freed.n_freed, ==, 2);
  bg_queue_scheduler_push_pointer (scheduler, g_strdup ("left"), free_item);
  g_assert_finalize_object (scheduler);
  g_assert_cmpuint (freed.n_freed, ==, 3);
}

static gpointer
unref (gpointer object)
{
  g_object_unref (object);
  return NULL;
}

static void
test_freed_at_home (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  BgQueueScheduler *scheduler = bg_queue_scheduler_new ();

  g_test_summary ("Whoever drops the last reference, items are freed in the home context");
  freed = (Freed) { g_thread_self (), 0 };
  bg_queue_scheduler_push_pointer (scheduler, g_strdup ("left"), free_item);
  g_thread_join (g_thread_new ("last", unref, scheduler));
  bg_test_run_until_count (fixture->context, &freed.n_freed, 1);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_length (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  Sum sum = { fixture, 0, 0 };
  g_autoptr (BgQueueScheduler) scheduler = make_scheduler (&sum);
  guint notified = 0;
  guint length;

  g_test_summary ("The length is notified while it is active, from the main loop");
  g_signal_connect (scheduler, "notify::length", G_CALLBACK (count_cb), &notified);
  bg_task_manager_pause_processing (fixture->manager);
  schedulers_start (fixture, scheduler);
  push (scheduler, 1);
  push (scheduler, 2);
  push (scheduler, 3);
  g_assert_cmpuint (notified, ==, 0);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (notified, ==, 1);
  g_object_get (scheduler, "length", &length, NULL);
  g_assert_cmpuint (length, ==, 2);
  bg_task_manager_start_processing (fixture->manager);
  schedulers_await_runs (fixture, scheduler, 3);
  g_assert_cmpuint (notified, ==, 3);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/queue-scheduler/items-sum-to-nine", test_items_sum_to_nine);
  g_test_add_func ("/queue-scheduler/from-any-thread", test_from_any_thread);
  g_test_add_func ("/queue-scheduler/drain-and-discard", test_drain_and_discard);
  g_test_add_func ("/queue-scheduler/discard-during-a-drain", test_discard_during_a_drain);
  g_test_add_func ("/queue-scheduler/stopped-by-the-body", test_stopped_by_the_body);
  g_test_add_func ("/queue-scheduler/items-of-any-value", test_items_of_any_value);
  g_test_add_func ("/queue-scheduler/freed-at-home", test_freed_at_home);
  g_test_add_func ("/queue-scheduler/length", test_length);

  return g_test_run ();
}
