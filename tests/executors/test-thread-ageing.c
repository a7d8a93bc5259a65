/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Tasks that count as of a higher class the longer they wait, by a clock that the test drives. */

#include "config.h"

#include "core-test.h"

#define STEP 1000
#define SATURATION 3000

typedef struct
{
  BgFakeClock      *clock;
  BgTaskManager    *manager;
  BgThreadExecutor *threads;
  CoreWatch        *watch;
  BgTestGate       *gate;
  CoreOrder        *order;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->clock = bg_fake_clock_new ();
  fixture->manager = g_object_new (BG_TYPE_TASK_MANAGER, "clock", fixture->clock, "max-threads", 1, NULL);
  fixture->threads = BG_THREAD_EXECUTOR (bg_task_manager_get_default_executor (fixture->manager));
  fixture->watch = core_watch_new (fixture->manager);
  fixture->gate = bg_test_gate_new ();
  fixture->order = core_order_new ();
  bg_thread_executor_set_ageing (fixture->threads, STEP);
  bg_task_manager_start_processing (fixture->manager);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  bg_test_gate_open (fixture->gate);
  core_watch_free (fixture->watch);
  core_end (fixture->manager);
  core_order_free (fixture->order);
  bg_test_gate_unref (fixture->gate);
  g_object_unref (fixture->clock);
}

/* The one thread is busy until the gate is opened. */
static void
occupy (Fixture *fixture)
{
  core_add (fixture->manager, core_work_pass, fixture->gate, NULL);
  bg_test_gate_await_arrivals (fixture->gate, 1);
}

static void
advance (Fixture *fixture,
         guint    milliseconds)
{
  bg_fake_clock_advance (fixture->clock, milliseconds);
  bg_test_drain (NULL);
}

static BgTask *
make (Fixture          *fixture,
      const char       *name,
      BgAdmissionClass  task_class,
      int               priority)
{
  BgTask *task = bg_task_new (core_job_body, core_job_new (name, fixture->order, NULL), core_job_free);

  bg_task_set_task_class (task, task_class);
  bg_task_set_priority (task, priority);
  return task;
}

static void
assert_order (Fixture    *fixture,
              guint       n,
              const char *expected)
{
  bg_test_gate_open (fixture->gate);
  core_watch_run (fixture->watch, n);
  core_assert_order (fixture->order, expected);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    n)
{
  *(guint *) n += 1;
}

static void
test_property (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr (BgThreadExecutor) other = g_object_new (BG_TYPE_THREAD_EXECUTOR, "ageing", 7, NULL);
  guint ageing, n = 0;

  g_assert_cmpuint (bg_thread_executor_get_ageing (other), ==, 7);
  g_signal_connect (other, "notify::ageing", G_CALLBACK (count_cb), &n);
  g_object_set (other, "ageing", 8, NULL);
  bg_thread_executor_set_ageing (other, 8);
  g_object_get (other, "ageing", &ageing, NULL);
  g_assert_cmpuint (ageing, ==, 8);
  g_assert_cmpuint (n, ==, 1);
  /* The sizes are another thing. */
  g_assert_true (bg_thread_executor_configure (other, 3, 2, 1, 0, 0, NULL));
  g_assert_cmpuint (bg_thread_executor_get_ageing (other), ==, 8);
  g_assert_cmpuint (n, ==, 1);
}

typedef struct
{
  guint       waits;            /* ms */
  const char *order;
} Steps;

static void
test_order (Fixture       *fixture,
            gconstpointer  user_data)
{
  const Steps *steps = user_data;
  g_autoptr (BgTask) low = make (fixture, "low", BG_TASK_CLASS_LOW, 0);

  g_test_summary ("A2.5: a task that has waited for so long counts one class higher, and its class stays the same");
  occupy (fixture);
  core_add_task (fixture->manager, g_object_ref (low));
  advance (fixture, steps->waits);
  core_add_task (fixture->manager, make (fixture, "normal", BG_TASK_CLASS_NORMAL, 0));
  core_add_task (fixture->manager, make (fixture, "high", BG_TASK_CLASS_HIGH, 0));
  core_add_task (fixture->manager, make (fixture, "urgent", BG_TASK_CLASS_HIGH, 10));
  assert_order (fixture, 5, steps->order);
  g_assert_cmpint (bg_task_get_task_class (low), ==, BG_TASK_CLASS_LOW);
}

static void
test_admission (Fixture       *fixture,
                gconstpointer  user_data)
{
  static const guint running[] = { 1, 2, 4, 4, 4 };

  g_test_summary ("A2.5: a task that has waited for so long is admitted where a higher class is, but not beyond all");
  g_assert_true (bg_thread_executor_configure (fixture->threads, 1, 1, 2, 0, 0, NULL));
  for (guint i = 0; i < 9; i++)
    {
      BgTask *task = bg_task_new (core_body_pass, fixture->gate, NULL);

      bg_task_set_task_class (task, BG_TASK_CLASS_LOW);
      core_add_task (fixture->manager, task);
    }
  for (guint i = 0; i < G_N_ELEMENTS (running); i++)
    {
      bg_test_gate_await_arrivals (fixture->gate, running[i]);
      bg_test_drain (NULL);
      g_assert_cmpuint (bg_task_manager_get_n_running (fixture->manager), ==, running[i]);
      advance (fixture, STEP);
    }
}

static void
test_what_does_not_count (Fixture       *fixture,
                          gconstpointer  user_data)
{
  BgTask *delayed = make (fixture, "delayed", BG_TASK_CLASS_LOW, 0);
  BgTask *blocked = make (fixture, "blocked", BG_TASK_CLASS_LOW, 0);
  BgTask *upstream = bg_task_new (core_body_nothing, NULL, NULL);

  g_test_summary ("A2.5, A5.3: time spent delayed or blocked does not count");
  occupy (fixture);
  bg_task_set_delay (delayed, 2 * STEP);
  core_add_task (fixture->manager, delayed);
  bg_task_set_delay (upstream, 2 * STEP);
  bg_task_add_upstream (blocked, core_add_task (fixture->manager, upstream));
  core_add_task (fixture->manager, blocked);
  advance (fixture, 2 * STEP);
  core_add_task (fixture->manager, make (fixture, "normal", BG_TASK_CLASS_NORMAL, 0));
  assert_order (fixture, 5, "normal delayed blocked");
}

static gboolean
fail_once (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       order,
           GError       **error)
{
  core_order_note (order, "attempt%u", bg_task_get_attempt (task));
  if (bg_task_get_attempt (task) > 1)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "Not now");
  return FALSE;
}

static void
test_each_attempt_begins_anew (Fixture       *fixture,
                               gconstpointer  user_data)
{
  g_autoptr (BgRetryPolicy) policy = bg_retry_policy_new (2, BG_BACKOFF_CONSTANT, STEP, 0, 0);
  g_autoptr (BgTestGate) second = bg_test_gate_new ();
  BgTask *task = bg_task_new (fail_once, fixture->order, NULL);

  bg_task_set_task_class (task, BG_TASK_CLASS_LOW);
  bg_task_set_retry (task, policy);
  occupy (fixture);
  core_add_task (fixture->manager, task);
  advance (fixture, 3 * STEP);
  core_add (fixture->manager, core_work_pass, second, NULL);
  bg_test_gate_open (fixture->gate);
  bg_test_gate_await_arrivals (second, 1);
  core_watch_run (fixture->watch, 1);
  advance (fixture, STEP);
  core_add_task (fixture->manager, make (fixture, "normal", BG_TASK_CLASS_NORMAL, 0));
  bg_test_gate_open (second);
  core_watch_run (fixture->watch, 3);
  core_assert_order (fixture->order, "attempt1 normal attempt2");
  bg_test_gate_open (second);
}

static void
test_plain_functions (Fixture       *fixture,
                      gconstpointer  user_data)
{
  CoreJob *job = core_job_new ("work", fixture->order, NULL);
  g_autoptr (BgTask) task = NULL;
  guint64 id;

  occupy (fixture);
  id = core_add_job (fixture->manager, job, 0);
  advance (fixture, STEP);
  task = bg_task_manager_dup_task (fixture->manager, id);
  g_assert_cmpint (bg_task_get_task_class (task), ==, BG_TASK_CLASS_NORMAL);
  core_add_task (fixture->manager, make (fixture, "high", BG_TASK_CLASS_HIGH, 0));
  core_add_job (fixture->manager, core_job_new ("later", fixture->order, NULL), 9);
  assert_order (fixture, 4, "work high later");
}

static guint
count_waiting (Fixture *fixture,
               int      priority)
{
  g_autoptr (GVariant) snapshot = bg_task_manager_snapshot (fixture->manager);
  g_autoptr (GVariant) counts = g_variant_lookup_value (snapshot, "priorities", G_VARIANT_TYPE ("a{iu}"));
  GVariantIter iter;
  guint n = 0, found = 0;
  int key;

  g_variant_iter_init (&iter, counts);
  while (g_variant_iter_loop (&iter, "{iu}", &key, &n))
    if (key == priority)
      found += n;
  return found;
}

/* One that goes first stays there whatever priority it is given, and can be stopped like any other. */
static void
test_changes (Fixture       *fixture,
              gconstpointer  user_data)
{
  guint64 first, second;

  occupy (fixture);
  first = core_add_task (fixture->manager, make (fixture, "first", BG_TASK_CLASS_LOW, 0));
  second = core_add_task (fixture->manager, make (fixture, "second", BG_TASK_CLASS_LOW, 0));
  core_add_task (fixture->manager, make (fixture, "third", BG_TASK_CLASS_LOW, 0));
  advance (fixture, 3 * STEP);
  core_add_task (fixture->manager, make (fixture, "urgent", BG_TASK_CLASS_HIGH, 10));
  g_assert_true (bg_task_manager_set_task_priority (fixture->manager, first, -5));
  g_assert_true (bg_task_manager_stop_task (fixture->manager, second, FALSE, FALSE));
  g_assert_cmpuint (count_waiting (fixture, -5), ==, 1);
  g_assert_cmpuint (count_waiting (fixture, 0), ==, 1);
  g_assert_cmpuint (count_waiting (fixture, 10), ==, 1);
  assert_order (fixture, 5, "third first urgent");
}

static void
test_begins_later (Fixture       *fixture,
                   gconstpointer  user_data)
{
  bg_thread_executor_set_ageing (fixture->threads, 0);
  occupy (fixture);
  core_add_task (fixture->manager, make (fixture, "low", BG_TASK_CLASS_LOW, 0));
  advance (fixture, 9 * STEP);
  bg_thread_executor_set_ageing (fixture->threads, STEP);
  advance (fixture, STEP);
  core_add_task (fixture->manager, make (fixture, "normal", BG_TASK_CLASS_NORMAL, 0));
  /* What it has gained stays. */
  bg_thread_executor_set_ageing (fixture->threads, 0);
  advance (fixture, 9 * STEP);
  core_add_task (fixture->manager, make (fixture, "high", BG_TASK_CLASS_HIGH, 0));
  assert_order (fixture, 4, "high low normal");
}

static void
test_while_it_lacks_a_resource (Fixture       *fixture,
                                gconstpointer  user_data)
{
  BgTask *user = bg_task_new (core_body_pass, fixture->gate, NULL);
  BgTask *low = make (fixture, "low", BG_TASK_CLASS_LOW, 0);
  BgTask *normal = make (fixture, "normal", BG_TASK_CLASS_NORMAL, 0);

  bg_task_manager_set_max_threads (fixture->manager, 2);
  bg_task_manager_set_resource_limit (fixture->manager, "disk", 1);
  bg_task_add_resource (user, "disk");
  bg_task_add_resource (low, "disk");
  bg_task_add_resource (normal, "disk");
  core_add_task (fixture->manager, user);
  bg_test_gate_await_arrivals (fixture->gate, 1);
  core_add_task (fixture->manager, low);
  /* It has looked when this one has run. */
  core_add (fixture->manager, core_work_nothing, NULL, NULL);
  core_watch_run (fixture->watch, 1);
  advance (fixture, STEP);
  core_add_task (fixture->manager, normal);
  assert_order (fixture, 3, "low normal");
}

/* More is always ready than can run: whoever runs adds another one of its kind first. */
typedef struct
{
  BgTaskManager *manager;
  BgFakeClock   *clock;
  BgTaskFunc     func;
  GMutex         lock;
  GCond          cond;
  guint          n_begun;       /* lock */
  guint          n_heard;       /* lock */
  guint          n_low;         /* lock */
} Saturation;

static void
saturate (Saturation       *saturation,
          BgAdmissionClass  task_class)
{
  BgTask *task = bg_task_new (saturation->func, saturation, NULL);

  bg_task_set_task_class (task, task_class);
  bg_task_set_priority (task, task_class == BG_TASK_CLASS_LOW ? -100 : 100);
  core_add_task (saturation->manager, task);
}

/* It runs little ahead of the main loop, which keeps the time. */
static gboolean
add_another (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  Saturation *saturation = user_data;
  BgAdmissionClass task_class = bg_task_get_task_class (task);
  gboolean goes_on;

  g_mutex_lock (&saturation->lock);
  goes_on = ++saturation->n_begun < SATURATION;
  saturation->n_low += goes_on && task_class == BG_TASK_CLASS_LOW;
  while (saturation->n_begun > saturation->n_heard + 2)
    g_cond_wait (&saturation->cond, &saturation->lock);
  g_mutex_unlock (&saturation->lock);
  if (goes_on)
    saturate (saturation, task_class);
  return TRUE;
}

static void
advance_cb (Saturation *saturation)
{
  bg_fake_clock_advance (saturation->clock, 1);
  g_mutex_lock (&saturation->lock);
  saturation->n_heard++;
  g_cond_signal (&saturation->cond);
  g_mutex_unlock (&saturation->lock);
}

static void
test_saturation (Fixture       *fixture,
                 gconstpointer  user_data)
{
  guint ageing = GPOINTER_TO_UINT (user_data);
  Saturation saturation = { .manager = fixture->manager, .clock = fixture->clock, .func = add_another };

  g_test_summary ("A2.5: with ageing the lowest gets a hundredth at least, however many are higher and more urgent");
  bg_task_manager_pause_processing (fixture->manager);
  bg_thread_executor_set_ageing (fixture->threads, ageing);
  saturate (&saturation, BG_TASK_CLASS_LOW);
  for (guint i = 0; i < 4; i++)
    saturate (&saturation, BG_TASK_CLASS_HIGH);
  g_signal_connect_swapped (fixture->manager, "task-completed", G_CALLBACK (advance_cb), &saturation);
  bg_task_manager_start_processing (fixture->manager);
  core_run_to_rest (fixture->manager);
  g_signal_handlers_disconnect_by_data (fixture->manager, &saturation);
  g_test_message ("%u of %u", saturation.n_low, SATURATION);
  if (ageing > 0)
    g_assert_cmpuint (saturation.n_low, >=, SATURATION / 100);
  else
    g_assert_cmpuint (saturation.n_low, ==, 0);
}

static const Steps steps[] = {
  { 0, "urgent high normal low" },
  { STEP - 1, "urgent high normal low" },
  { STEP, "urgent high low normal" },
  { 2 * STEP, "urgent low high normal" },
  { 3 * STEP - 1, "urgent low high normal" },
  { 3 * STEP, "low urgent high normal" },
  { 9 * STEP, "low urgent high normal" },
};

#define ADD(path, data, func) g_test_add ("/thread-executor/ageing/" path, Fixture, data, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("property", NULL, test_property);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/thread-executor/ageing/order-after-%u-ms", steps[i].waits);

      g_test_add (path, Fixture, &steps[i], set_up, test_order, tear_down);
    }
  ADD ("admission", NULL, test_admission);
  ADD ("what-does-not-count", NULL, test_what_does_not_count);
  ADD ("each-attempt-begins-anew", NULL, test_each_attempt_begins_anew);
  ADD ("plain-functions", NULL, test_plain_functions);
  ADD ("changes", NULL, test_changes);
  ADD ("begins-later", NULL, test_begins_later);
  ADD ("while-it-lacks-a-resource", NULL, test_while_it_lacks_a_resource);
  ADD ("saturation", GUINT_TO_POINTER (10), test_saturation);
  ADD ("saturation-without", GUINT_TO_POINTER (0), test_saturation);
  return g_test_run ();
}
