/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "durable-test.h"

/* Several transports of one store in memory, threads, what is asynchronous, and the end. */

static void
test_share (void)
{
  g_autoptr (BgTransport) one = durable_transport_new ("");
  g_autoptr (BgTransport) other = durable_transport_share (one);
  g_autoptr (BgTransport) separate = durable_transport_new ("");
  g_autoptr (BgLease) lease = NULL;

  durable_submit_number (one, 1);
  g_assert_null (durable_lease (separate));
  lease = durable_lease (other);
  g_assert_nonnull (lease);
  g_assert_null (durable_lease (one));
  durable_ack (lease);
  durable_assert_counts (one, "0 0 0 1 0 0");
}

/* What was stored stays as long as the process. */
static void
test_outlives_transports (void)
{
  BgTransport *first = durable_transport_new ("");
  g_autoptr (BgTransport) second = NULL;
  g_autofree char *numbers = NULL;

  durable_submit_number (first, 1);
  second = durable_transport_share (first);
  g_object_unref (first);
  numbers = durable_drain (second);
  g_assert_cmpstr (numbers, ==, "1");
}

typedef struct
{
  BgTransport *transport;
  BgTestGate  *gate;
  BgLease     *lease;
  GError      *error;
} Waiter;

static gpointer
wait_thread (gpointer data)
{
  Waiter *self = data;

  bg_test_gate_pass (self->gate);
  self->lease = bg_transport_lease_task (self->transport, "photos", -1, NULL, &self->error);
  return NULL;
}

/* Without a limit: if nobody woke it, the test would not end. */
static void
check_wakes (BgTransport *waiting,
             BgTransport *submitting)
{
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  Waiter waiter = { waiting, gate, NULL, NULL };
  GThread *thread;

  bg_test_gate_open (gate);
  thread = g_thread_new ("waits", wait_thread, &waiter);
  bg_test_gate_await_arrivals (gate, 1);
  durable_submit_number (submitting, 1);
  g_thread_join (thread);
  g_assert_no_error (waiter.error);
  g_assert_nonnull (waiter.lease);
  durable_ack (waiter.lease);
  g_object_unref (waiter.lease);
}

static void
test_wakes (void)
{
  g_autoptr (BgTransport) one = durable_transport_new ("");
  g_autoptr (BgTransport) other = durable_transport_share (one);

  for (guint i = 0; i < 50; i++)
    {
      check_wakes (one, one);
      check_wakes (one, other);
      check_wakes (other, one);
    }
}

/* One transport waits; another takes the task, and loses it again. */
static void
test_wakes_when_a_lease_runs_out (void)
{
  g_autoptr (BgTransport) one = durable_transport_new ("");
  g_autoptr (BgTransport) other = durable_transport_share (one);
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (BgLease) lease = NULL;
  Waiter waiter = { one, gate, NULL, NULL };
  GThread *thread;

  bg_transport_set_extends_leases (other, FALSE);
  durable_submit_number (other, 1);
  lease = durable_lease_for (other, 30);
  bg_test_gate_open (gate);
  thread = g_thread_new ("waits", wait_thread, &waiter);
  g_thread_join (thread);
  g_assert_no_error (waiter.error);
  g_assert_cmpuint (bg_lease_get_token (waiter.lease), >, bg_lease_get_token (lease));
  g_object_unref (waiter.lease);
}

typedef struct
{
  BgTransport *transport;
  guint        n_fired;
} Firing;

static gpointer
fire_thread (gpointer data)
{
  Firing *self = data;

  for (gint64 instant = 1; instant <= 200; instant++)
    {
      g_autoptr (BgQueuedTask) task = durable_task_new ((int) instant);
      g_autoptr (GError) error = NULL;
      gboolean fired = FALSE;

      g_assert_true (bg_transport_fire (self->transport, "nightly", instant, task, &fired, NULL, &error));
      g_assert_no_error (error);
      self->n_fired += fired;
    }
  return NULL;
}

/* However many want an instant to fire, it fires once. */
static void
test_fires_once (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  Firing firings[4];
  GThread *threads[4];
  gint64 instant = 0;
  guint n = 0;

  g_assert_true (bg_transport_get_fired (transport, "nightly", &instant, NULL, NULL));
  g_assert_cmpint (instant, ==, G_MININT64);
  for (guint i = 0; i < 4; i++)
    {
      firings[i] = (Firing) { durable_transport_share (transport), 0 };
      threads[i] = g_thread_new ("fires", fire_thread, &firings[i]);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      n += firings[i].n_fired;
      g_object_unref (firings[i].transport);
    }
  /* One that comes late finds that a later instant has fired. */
  g_assert_cmpuint (n, <=, 200);
  g_assert_cmpint (bg_transport_poll_queue (transport, "photos", NULL, NULL), ==, n);
  g_assert_true (bg_transport_get_fired (transport, "nightly", &instant, NULL, NULL));
  g_assert_cmpint (instant, ==, 200);
}

typedef struct
{
  BgTransport *transport;
  gboolean     submits;
  int         *seen;            /* atomic; how often each task was done */
  guint        n_leases_lost;
} Worker;

#define N_TASKS 2000

static void
work_off (Worker *self)
{
  const char *const queues[] = { "photos", NULL };

  while (TRUE)
    {
      g_autoptr (GPtrArray) leases = bg_transport_reserve (self->transport, queues, 7, 0, 200, NULL, NULL);
      g_autoptr (GError) error = NULL;

      if (leases->len == 0)
        return;
      for (guint i = 0; i < leases->len; i++)
        g_atomic_int_inc (&self->seen[durable_task_get_number (bg_lease_get_task (leases->pdata[i]))]);
      g_assert_true (bg_transport_ack (self->transport, leases, NULL, &error));
      g_assert_no_error (error);
    }
}

static gpointer
work_thread (gpointer data)
{
  Worker *self = data;

  if (self->submits)
    for (int i = 0; i < N_TASKS; i++)
      durable_submit_number (self->transport, i);
  else
    work_off (self);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autofree int *seen = g_new0 (int, N_TASKS);
  Worker workers[4];
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    {
      workers[i] = (Worker) { durable_transport_share (transport), i == 0, seen, 0 };
      threads[i] = g_thread_new ("works", work_thread, &workers[i]);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      g_object_unref (workers[i].transport);
    }
  /* Whoever gave up waiting too early has left something. */
  workers[0] = (Worker) { transport, FALSE, seen, 0 };
  work_off (&workers[0]);
  for (int i = 0; i < N_TASKS; i++)
    g_assert_cmpint (seen[i], ==, 1);
  durable_assert_counts (transport, "0 0 0 2000 0 0");
}

static void
test_close (void)
{
  g_autoptr (BgTransport) one = durable_transport_new ("");
  g_autoptr (BgTransport) other = durable_transport_share (one);
  g_autoptr (BgTestGate) gate = bg_test_gate_new ();
  g_autoptr (GError) error = NULL;
  Waiter waiter = { one, gate, NULL, NULL };
  GThread *thread;

  bg_test_gate_open (gate);
  thread = g_thread_new ("waits", wait_thread, &waiter);
  bg_test_gate_await_arrivals (gate, 1);
  g_assert_true (bg_transport_close (one, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  g_assert_null (waiter.lease);
  g_assert_error (waiter.error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED);
  g_clear_error (&waiter.error);
  g_assert_false (bg_transport_submit_task (one, "photos", NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED);
  durable_submit_number (other, 1);
}

static void
test_lease_without_transport (void)
{
  BgTransport *transport = durable_transport_new ("");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  /* What it tells of its state. */
  bg_test_drain (NULL);
  g_assert_finalize_object (transport);
  g_assert_false (bg_lease_ack (lease, NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED);
}

typedef struct
{
  BgLease  *lease;
  gboolean (*finish) (BgLease       *lease,
                      GAsyncResult  *result,
                      GError       **error);
  gboolean  is_over;
  gboolean  is_good;
  GError   *error;
} Ending;

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Ending *self = user_data;

  g_assert_true (BG_LEASE (source) == self->lease);
  g_assert_false (self->is_over);
  self->is_good = self->finish (self->lease, result, &self->error);
  self->is_over = TRUE;
}

static void
await_ending (Ending *self)
{
  /* Never from within the call that has begun it. */
  g_assert_false (self->is_over);
  bg_test_run_until_set (NULL, &self->is_over);
}

static void
test_asynchronous (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) first = NULL;
  g_autoptr (BgLease) second = NULL;
  Ending extended, returned, done, late;

  durable_submit_number (transport, 1);
  first = durable_lease (transport);
  extended = (Ending) { first, bg_lease_extend_finish, FALSE, FALSE, NULL };
  bg_lease_extend_async (first, 5000, NULL, ended_cb, &extended);
  await_ending (&extended);
  g_assert_no_error (extended.error);
  g_assert_true (extended.is_good);

  returned = (Ending) { first, bg_lease_nack_finish, FALSE, FALSE, NULL };
  bg_lease_nack_async (first, BG_NACK_RELEASE, 0, NULL, NULL, ended_cb, &returned);
  await_ending (&returned);
  g_assert_true (returned.is_good);

  second = durable_lease (transport);
  done = (Ending) { second, bg_lease_ack_finish, FALSE, FALSE, NULL };
  bg_lease_ack_async (second, g_variant_new_int32 (7), NULL, ended_cb, &done);
  await_ending (&done);
  g_assert_true (done.is_good);

  bg_test_drain (NULL);
  g_assert_finalize_object (g_steal_pointer (&transport));
  late = (Ending) { second, bg_lease_ack_finish, FALSE, FALSE, NULL };
  bg_lease_ack_async (second, NULL, NULL, ended_cb, &late);
  await_ending (&late);
  g_assert_false (late.is_good);
  g_assert_error (late.error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CLOSED);
  g_clear_error (&late.error);
}

/* The lease is made by whoever writes a transport. */
static void
test_own_lease (void)
{
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  BgLease *lease = bg_lease_new (task, 17, 1000);

  g_assert_true (bg_lease_get_task (lease) == task);
  g_assert_cmpuint (bg_lease_get_token (lease), ==, 17);
  g_assert_cmpint (bg_lease_get_deadline (lease), ==, 1000);
  bg_lease_set_deadline (lease, 2000);
  g_assert_cmpint (bg_lease_get_deadline (lease), ==, 2000);
  g_assert_null (bg_lease_get_result (lease));
  bg_lease_set_result (lease, g_variant_new_int32 (1));
  g_assert_cmpint (g_variant_get_int32 (bg_lease_get_result (lease)), ==, 1);
  bg_lease_set_result (lease, NULL);
  g_assert_null (bg_lease_get_result (lease));

  bg_lease_set_state (lease, BG_LEASE_STATE_LOST);
  g_assert_true (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
  /* It stays lost. */
  bg_lease_set_state (lease, BG_LEASE_STATE_ENDED);
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_LOST);
  g_assert_finalize_object (lease);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-shared/share", test_share);
  g_test_add_func ("/memory-shared/outlives-transports", test_outlives_transports);
  g_test_add_func ("/memory-shared/wakes", test_wakes);
  g_test_add_func ("/memory-shared/wakes-when-a-lease-runs-out", test_wakes_when_a_lease_runs_out);
  g_test_add_func ("/memory-shared/fires-once", test_fires_once);
  g_test_add_func ("/memory-shared/threads", test_threads);
  g_test_add_func ("/memory-shared/close", test_close);
  g_test_add_func ("/memory-shared/lease-without-transport", test_lease_without_transport);
  g_test_add_func ("/memory-shared/asynchronous", test_asynchronous);
  g_test_add_func ("/memory-shared/own-lease", test_own_lease);

  return g_test_run ();
}
