/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable/bg-back-off-private.h"
#include "durable/bg-rate-window-private.h"
#include "worker-test.h"

#define QUEUE "photos"

/* A subclass that is asynchronous only. */
#define TEST_TYPE_LATER (test_later_get_type ())
G_DECLARE_FINAL_TYPE (TestLater, test_later, TEST, LATER, BgWorker)

struct _TestLater
{
  BgWorker parent_instance;
};

G_DEFINE_FINAL_TYPE (TestLater, test_later, BG_TYPE_WORKER)

static gboolean
later_cb (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
test_later_process_async (BgWorker            *worker,
                          BgDelivery          *delivery,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (worker, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_idle_source_new ();

  bg_delivery_set_result (delivery, g_variant_new_string ("later"));
  g_source_set_callback (source, later_cb, task, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
test_later_class_init (TestLaterClass *klass)
{
  BG_WORKER_CLASS (klass)->process_async = test_later_process_async;
}

static void
test_later_init (TestLater *self)
{
}

static BgLease *
lease_one (BgTransport *transport)
{
  g_autoptr (GError) error = NULL;
  BgLease *lease = bg_transport_lease_task (transport, QUEUE, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (lease);
  return lease;
}

static void
test_properties (void)
{
  BgWorker *worker = worker_test_new ();
  g_autofree char *name = NULL;

  g_object_get (worker, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "deeds");
  g_assert_cmpstr (bg_worker_get_name (worker), ==, "deeds");
  g_assert_cmpuint (bg_worker_get_room (worker), ==, G_MAXUINT);
  g_assert_finalize_object (worker);
}

static void
count (guint *counter)
{
  (*counter)++;
}

static void
test_destroy (void)
{
  guint n_destroyed = 0;
  guint n_changed = 0;
  BgWorker *worker = bg_worker_new_for_func ("deeds", worker_test_deed, &n_destroyed, (GDestroyNotify) count);

  g_signal_connect_swapped (worker, "room-changed", G_CALLBACK (count), &n_changed);
  bg_worker_room_changed (worker);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_finalize_object (worker);
  g_assert_cmpuint (n_destroyed, ==, 1);
}

static void
test_delivery (void)
{
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autofree char *id = worker_test_submit (transport, QUEUE, NULL, "{'do': <'greet'>, 'name': <'Ada'>}");
  g_autoptr (BgLease) lease = lease_one (transport);
  g_autoptr (BgDelivery) delivery = bg_delivery_new (lease);

  g_test_summary ("R3.1: a worker finds attempt, token, payload and cancellable in what it is given");
  g_assert_cmpstr (bg_queued_task_get_id (bg_delivery_get_task (delivery)), ==, id);
  g_assert_cmpuint (bg_delivery_get_attempt (delivery), ==, 1);
  g_assert_cmpuint (bg_delivery_get_token (delivery), ==, bg_lease_get_token (lease));
  g_assert_true (g_variant_is_of_type (bg_delivery_get_payload (delivery), G_VARIANT_TYPE_VARDICT));
  g_assert_false (g_cancellable_is_cancelled (bg_delivery_get_cancellable (delivery)));
  bg_delivery_report_progress (delivery, 0.5, "half");
  g_cancellable_cancel (bg_lease_get_cancellable (lease));
  g_assert_true (g_cancellable_is_cancelled (bg_delivery_get_cancellable (delivery)));
  bg_lease_ack (lease, NULL, NULL, NULL);
  g_assert_finalize_object (g_steal_pointer (&delivery));
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_process (void)
{
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autofree char *id = worker_test_submit (transport, QUEUE, NULL, "{'do': <'silent'>}");
  g_autoptr (BgLease) lease = lease_one (transport);
  g_autoptr (BgDelivery) delivery = bg_delivery_new (lease);
  g_autoptr (BgWorker) worker = worker_test_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_worker_process (worker, delivery, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_FAILED);
  g_clear_error (&error);

  bg_worker_process_async (worker, delivery, NULL, ended_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (bg_worker_process_finish (worker, result, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_FAILED);
}

static void
test_asynchronous (void)
{
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autofree char *id = worker_test_submit (transport, QUEUE, NULL, "{'do': <''>}");
  g_autoptr (BgWorker) worker = g_object_new (TEST_TYPE_LATER, "name", "later", NULL);
  g_autoptr (BgQueuedTask) task = NULL;
  g_autoptr (BgLease) lease = lease_one (transport);
  g_autoptr (BgDelivery) delivery = bg_delivery_new (lease);
  g_autoptr (GError) error = NULL;

  g_test_summary ("One that overrides only the asynchronous function can be waited for");
  g_assert_true (bg_worker_process (worker, delivery, NULL, &error));
  g_assert_no_error (error);
  bg_lease_nack (lease, BG_NACK_RELEASE, 0, NULL, NULL, NULL);
  g_assert_cmpint (bg_process_queue (transport, QUEUE, worker, NULL, &error), ==, 1);
  task = worker_test_look (transport, QUEUE, id);
  worker_test_check_text (task, "later");
}

static void
test_without_function (void)
{
  g_autoptr (BgTransport) transport = worker_test_open ();
  g_autofree char *id = worker_test_submit (transport, QUEUE, NULL, "{'do': <''>}");
  g_autoptr (BgWorker) worker = g_object_new (BG_TYPE_WORKER, "name", "nothing", NULL);
  g_autoptr (BgLease) lease = lease_one (transport);
  g_autoptr (BgDelivery) delivery = bg_delivery_new (lease);
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_worker_process (worker, delivery, NULL, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
}

static void
test_serve_elsewhere (void)
{
  g_autoptr (BgWorker) worker = worker_test_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_worker_serve (worker, &error));
  g_assert_error (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_PROTOCOL);
}

static void
test_rate_window (void)
{
  BgRateWindow rate;

  g_test_summary ("R4.3: a sliding window over real starts");
  bg_rate_window_init (&rate);
  g_assert_cmpuint (bg_rate_window_get_room (&rate, 0), ==, G_MAXUINT);
  rate.max_calls = 2;
  rate.period = 100;
  bg_rate_window_count (&rate, 10);
  bg_rate_window_count (&rate, 60);
  g_assert_cmpuint (bg_rate_window_get_room (&rate, 70), ==, 0);
  g_assert_cmpint (bg_rate_window_get_next (&rate), ==, 110);
  g_assert_cmpuint (bg_rate_window_get_room (&rate, 109), ==, 0);
  g_assert_cmpuint (bg_rate_window_get_room (&rate, 110), ==, 1);
  bg_rate_window_count (&rate, 110);
  g_assert_cmpint (bg_rate_window_get_next (&rate), ==, 160);
  g_assert_cmpuint (bg_rate_window_get_room (&rate, 1000), ==, 2);
  bg_rate_window_clear (&rate);
}

static void
test_back_off (void)
{
  const guint expected[] = { 0, 0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000 };
  BgBackOff back_off = { 0 };
  gint64 now = 1;

  g_test_summary ("R3.6: three deaths within ten seconds, then pauses from one second to a minute");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpuint (bg_back_off_count (&back_off, now), ==, expected[i]);
      now += (expected[i] + 100) * 1000;
    }
  /* It lives for long enough: all is forgotten. */
  now += 120 * G_USEC_PER_SEC;
  g_assert_cmpuint (bg_back_off_count (&back_off, now), ==, 0);
  /* One now and then is nothing. */
  for (guint i = 0; i < 10; i++)
    {
      now += 8 * G_USEC_PER_SEC;
      g_assert_cmpuint (bg_back_off_count (&back_off, now), ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/properties", test_properties);
  g_test_add_func ("/worker/destroy", test_destroy);
  g_test_add_func ("/worker/delivery", test_delivery);
  g_test_add_func ("/worker/process", test_process);
  g_test_add_func ("/worker/asynchronous", test_asynchronous);
  g_test_add_func ("/worker/without-function", test_without_function);
  g_test_add_func ("/worker/serve-elsewhere", test_serve_elsewhere);
  g_test_add_func ("/worker/rate-window", test_rate_window);
  g_test_add_func ("/worker/back-off", test_back_off);
  return g_test_run ();
}
