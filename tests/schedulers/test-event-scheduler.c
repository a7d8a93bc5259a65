/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedulers-test.h"

static BgEventScheduler *
make_scheduler (SchedulersFixture *fixture)
{
  BgEventScheduler *scheduler = bg_event_scheduler_new ();

  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), schedulers_body, fixture, NULL);
  return scheduler;
}

static void
end (SchedulersFixture *fixture,
     BgEventScheduler  *scheduler,
     BgShutdownMode     mode)
{
  bg_scheduler_stop (BG_SCHEDULER (scheduler), mode);
  schedulers_await_rest (fixture, scheduler);
}

static void
test_two_triggers_give_two (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgEventScheduler) scheduler = make_scheduler (fixture);

  g_test_summary ("A12.8: two triggers, one after the other, give two runs");
  schedulers_start (fixture, scheduler);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (fixture->n_calls, ==, 0);
  g_assert_true (bg_event_scheduler_trigger (scheduler));
  schedulers_await_runs (fixture, scheduler, 1);
  g_assert_true (bg_event_scheduler_trigger (scheduler));
  schedulers_await_runs (fixture, scheduler, 2);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
}

static void
test_triggers_during_a_run (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgEventScheduler) scheduler = make_scheduler (fixture);

  g_test_summary ("A12.5: ten triggers during a run become exactly one further run");
  fixture->gate = bg_test_gate_new ();
  schedulers_start (fixture, scheduler);
  bg_event_scheduler_trigger (scheduler);
  schedulers_await_call (fixture, 1);
  for (guint i = 0; i < 10; i++)
    g_assert_true (bg_event_scheduler_trigger (scheduler));
  bg_test_gate_open (fixture->gate);
  schedulers_await_runs (fixture, scheduler, 2);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (fixture->n_calls, ==, 2);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
}

static void
test_triggers_before_a_run_begins (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgEventScheduler) scheduler = make_scheduler (fixture);

  g_test_summary ("A12.5: a run that has not begun serves what comes before it begins");
  bg_task_manager_pause_processing (fixture->manager);
  schedulers_start (fixture, scheduler);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (bg_event_scheduler_trigger (scheduler));
      bg_test_drain (fixture->context);
    }
  bg_task_manager_start_processing (fixture->manager);
  schedulers_await_runs (fixture, scheduler, 1);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
}

typedef struct
{
  BgEventScheduler *scheduler;
  guint             written;    /* atomic */
  guint             seen;       /* atomic: what the last run has seen */
} News;

static gboolean
read_news (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  News *news = user_data;

  g_atomic_int_set (&news->seen, g_atomic_int_get (&news->written));
  return TRUE;
}

static gpointer
write_news (gpointer data)
{
  News *news = data;

  for (guint i = 0; i < 2000; i++)
    {
      g_atomic_int_inc (&news->written);
      g_assert_true (bg_event_scheduler_trigger (news->scheduler));
    }
  return NULL;
}

static gboolean
all_is_seen (gpointer user_data)
{
  News *news = user_data;

  return g_atomic_int_get (&news->seen) == 4 * 2000;
}

static void
test_from_any_thread (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgEventScheduler) scheduler = bg_event_scheduler_new ();
  News news = { scheduler, 0, 0 };
  GThread *threads[4];

  g_test_summary ("After each trigger, from whatever thread, there is a run that sees what was done before");
  bg_task_scheduler_set_func (BG_TASK_SCHEDULER (scheduler), read_news, &news, NULL);
  schedulers_start (fixture, scheduler);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_news, &news);
  bg_test_run_until (fixture->context, all_is_seen, &news);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
}

static void
test_stopped_with_a_trigger_left (void)
{
  g_autoptr (SchedulersFixture) fixture = schedulers_fixture_new ();
  g_autoptr (BgEventScheduler) scheduler = make_scheduler (fixture);

  g_test_summary ("A trigger that waits is run by a drain, and dropped by a discard");
  g_assert_false (bg_event_scheduler_trigger (scheduler));
  schedulers_start (fixture, scheduler);
  bg_event_scheduler_trigger (scheduler);
  end (fixture, scheduler, BG_SHUTDOWN_DRAIN);
  g_assert_cmpuint (fixture->n_calls, ==, 1);

  schedulers_start (fixture, scheduler);
  bg_event_scheduler_trigger (scheduler);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  schedulers_start (fixture, scheduler);
  bg_test_drain (fixture->context);
  g_assert_cmpuint (fixture->n_calls, ==, 1);
  end (fixture, scheduler, BG_SHUTDOWN_DISCARD);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/event-scheduler/two-triggers-give-two", test_two_triggers_give_two);
  g_test_add_func ("/event-scheduler/triggers-during-a-run", test_triggers_during_a_run);
  g_test_add_func ("/event-scheduler/triggers-before-a-run-begins", test_triggers_before_a_run_begins);
  g_test_add_func ("/event-scheduler/from-any-thread", test_from_any_thread);
  g_test_add_func ("/event-scheduler/stopped-with-a-trigger-left", test_stopped_with_a_trigger_left);

  return g_test_run ();
}
