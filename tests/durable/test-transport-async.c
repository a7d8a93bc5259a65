/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "durable-test.h"

/* Every operation in its asynchronous form: it calls back once, later, in the context of its caller. */

typedef struct
{
  GAsyncResult *result;
  GThread      *home;
} Call;

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Call *self = user_data;

  g_assert_true (g_thread_self () == self->home);
  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return ((Call *) data)->result != NULL;
}

/* For one operation after the other. */
static GAsyncResult *
await (Call *self)
{
  g_assert_null (self->result);
  bg_test_run_until (NULL, has_result, self);
  return g_steal_pointer (&self->result);
}

static void
test_open_and_close (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  bg_transport_open_async (transport, TRUE, NULL, ended_cb, &call);
  opened = await (&call);
  g_assert_true (bg_transport_open_finish (transport, opened, &error));
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_READY);
  bg_transport_close_async (transport, NULL, ended_cb, &call);
  closed = await (&call);
  g_assert_true (bg_transport_close_finish (transport, closed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_CLOSED);
}

static void
test_three_calls (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) submitted = NULL, counted = NULL, got = NULL, missed = NULL, refused = NULL;
  g_autoptr (GVariant) payload = NULL;
  g_autoptr (GError) error = NULL;

  bg_transport_submit_task_async (transport, "photos", NULL, NULL, ended_cb, &call);
  submitted = await (&call);
  g_assert_true (bg_transport_submit_task_finish (transport, submitted, &error));
  bg_transport_poll_queue_async (transport, "photos", NULL, ended_cb, &call);
  counted = await (&call);
  g_assert_cmpint (bg_transport_poll_queue_finish (transport, counted, &error), ==, 1);
  bg_transport_get_task_async (transport, "photos", NULL, ended_cb, &call);
  got = await (&call);
  payload = bg_transport_get_task_finish (transport, got, &error);
  g_assert_nonnull (payload);
  bg_transport_get_task_async (transport, "photos", NULL, ended_cb, &call);
  missed = await (&call);
  g_assert_null (bg_transport_get_task_finish (transport, missed, &error));
  g_assert_no_error (error);

  bg_transport_submit_task_async (transport, "../photos", NULL, NULL, ended_cb, &call);
  refused = await (&call);
  g_assert_false (bg_transport_submit_task_finish (transport, refused, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
}

static void
test_leases (void)
{
  const char *const queues[] = { "photos", NULL };
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) submitted = NULL, leased = NULL, reserved = NULL, extended = NULL, returned = NULL, done = NULL;
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    g_ptr_array_add (tasks, durable_task_new (i));
  bg_transport_submit_async (transport, tasks, NULL, ended_cb, &call);
  submitted = await (&call);
  g_assert_true (bg_transport_submit_finish (transport, submitted, &error));
  bg_transport_lease_task_async (transport, "photos", 0, NULL, ended_cb, &call);
  leased = await (&call);
  lease = bg_transport_lease_task_finish (transport, leased, &error);
  bg_transport_reserve_async (transport, queues, 10, 0, 0, NULL, ended_cb, &call);
  reserved = await (&call);
  leases = bg_transport_reserve_finish (transport, reserved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (leases->len, ==, 2);

  bg_transport_extend_async (transport, leases, 5000, NULL, ended_cb, &call);
  extended = await (&call);
  g_assert_true (bg_transport_extend_finish (transport, extended, &error));
  g_assert_true (bg_transport_extend (transport, leases, 5000, NULL, &error));
  bg_transport_ack_async (transport, leases, NULL, ended_cb, &call);
  done = await (&call);
  g_assert_true (bg_transport_ack_finish (transport, done, &error));
  g_ptr_array_add (one, lease);
  bg_transport_nack_async (transport, one, BG_NACK_RELEASE, 0, NULL, NULL, ended_cb, &call);
  returned = await (&call);
  g_assert_true (bg_transport_nack_finish (transport, returned, &error));
  g_assert_no_error (error);
  durable_assert_counts (transport, "0 1 0 2 0 0");
}

/* Who waits is woken by what comes, or given up by who asked. */
static void
test_waiting (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) leased = NULL, cancelled = NULL;
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  bg_transport_lease_task_async (transport, "photos", -1, NULL, ended_cb, &call);
  durable_submit_number (transport, 1);
  leased = await (&call);
  lease = bg_transport_lease_task_finish (transport, leased, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lease);

  bg_transport_lease_task_async (transport, "photos", -1, cancellable, ended_cb, &call);
  g_cancellable_cancel (cancellable);
  cancelled = await (&call);
  g_assert_null (bg_transport_lease_task_finish (transport, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_looking (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) counted = NULL, queues = NULL, listed = NULL, found = NULL;
  g_autoptr (BgQueuedTask) same = NULL;
  g_autoptr (GPtrArray) tasks = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) error = NULL;
  BgQueueStats *stats;

  durable_submit (transport, task);
  bg_transport_stats_async (transport, "photos", NULL, ended_cb, &call);
  counted = await (&call);
  stats = bg_transport_stats_finish (transport, counted, &error);
  g_assert_cmpuint (stats->ready, ==, 1);
  bg_queue_stats_free (stats);
  bg_transport_list_queues_async (transport, NULL, ended_cb, &call);
  queues = await (&call);
  names = bg_transport_list_queues_finish (transport, queues, &error);
  g_assert_cmpstr (names[0], ==, "photos");
  bg_transport_list_async (transport, "photos", BG_QUEUED_STATE_READY, NULL, 10, NULL, ended_cb, &call);
  listed = await (&call);
  tasks = bg_transport_list_finish (transport, listed, &error);
  g_assert_cmpuint (tasks->len, ==, 1);
  bg_transport_lookup_async (transport, "photos", bg_queued_task_get_id (task), NULL, ended_cb, &call);
  found = await (&call);
  same = bg_transport_lookup_finish (transport, found, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bg_queued_task_get_id (same), ==, bg_queued_task_get_id (task));
}

static void
test_changing (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  const char *const ids[] = { bg_queued_task_get_id (task), NULL };
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) cancelled = NULL, redriven = NULL, purged = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit (transport, task);
  bg_transport_cancel_async (transport, "photos", ids, NULL, ended_cb, &call);
  cancelled = await (&call);
  g_assert_cmpint (bg_transport_cancel_finish (transport, cancelled, &error), ==, 1);
  bg_transport_redrive_async (transport, "photos", NULL, NULL, ended_cb, &call);
  redriven = await (&call);
  g_assert_cmpint (bg_transport_redrive_finish (transport, redriven, &error), ==, 0);
  bg_transport_purge_async (transport, "photos", BG_QUEUED_STATE_CANCELLED, NULL, ended_cb, &call);
  purged = await (&call);
  g_assert_cmpint (bg_transport_purge_finish (transport, purged, &error), ==, 1);
  g_assert_no_error (error);
}

static void
test_firing (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) fired = NULL, known = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_fired = FALSE;
  gint64 instant = 0;

  bg_transport_fire_async (transport, "nightly", 1000, task, NULL, ended_cb, &call);
  fired = await (&call);
  g_assert_true (bg_transport_fire_finish (transport, fired, &has_fired, &error));
  g_assert_true (has_fired);
  bg_transport_get_fired_async (transport, "nightly", NULL, ended_cb, &call);
  known = await (&call);
  g_assert_true (bg_transport_get_fired_finish (transport, known, &instant, &error));
  g_assert_no_error (error);
  g_assert_cmpint (instant, ==, 1000);
}

/* Let go of with an operation under way, it is ended nevertheless. */
static void
test_dropped (void)
{
  BgTransport *transport = durable_transport_new ("");
  Call call = { NULL, g_thread_self () };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BgTransport) source = NULL;

  bg_transport_submit_task_async (transport, "photos", NULL, NULL, ended_cb, &call);
  g_object_unref (transport);
  result = await (&call);
  source = BG_TRANSPORT (g_async_result_get_source_object (result));
  g_assert_true (bg_transport_submit_task_finish (source, result, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport-async/open-and-close", test_open_and_close);
  g_test_add_func ("/transport-async/three-calls", test_three_calls);
  g_test_add_func ("/transport-async/leases", test_leases);
  g_test_add_func ("/transport-async/waiting", test_waiting);
  g_test_add_func ("/transport-async/looking", test_looking);
  g_test_add_func ("/transport-async/changing", test_changing);
  g_test_add_func ("/transport-async/firing", test_firing);
  g_test_add_func ("/transport-async/dropped", test_dropped);

  return g_test_run ();
}
