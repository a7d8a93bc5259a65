/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "durable-test.h"

/* A transport that is no part of the library: it can hold one task at a time, and little else. */

#define OWN_TYPE_TRANSPORT (own_transport_get_type ())
G_DECLARE_FINAL_TYPE (OwnTransport, own_transport, OWN, TRANSPORT, BgTransport)

struct _OwnTransport
{
  BgTransport   parent_instance;

  char         *colour;
  GThread      *thread;         /* that of the store */
  BgQueuedTask *task;
  gboolean      is_leased;
  guint64       token;
  BgNackMode    mode;

  GMutex        gate;           /* held by who keeps the store from going on */
  guint         n_submits;
  guint         n_failing_acks; /* so often the store does not answer */
  guint         n_before_loss;  /* of them, before it was asked to extend a lease */
};

G_DEFINE_FINAL_TYPE (OwnTransport, own_transport, BG_TYPE_TRANSPORT)

static gboolean
own_transport_configure (BgTransport  *transport,
                         GUri         *uri,
                         GHashTable   *options,
                         GError      **error)
{
  OwnTransport *self = OWN_TRANSPORT (transport);

  self->colour = g_strdup (g_hash_table_lookup (options, "colour"));
  g_hash_table_remove (options, "colour");
  if (g_strcmp0 (g_uri_get_password (uri), "hush") == 0)
    return TRUE;
  g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_AUTH, "Who are you?");
  return FALSE;
}

static gboolean
own_transport_open (BgTransport   *transport,
                    gboolean       create,
                    GCancellable  *cancellable,
                    GError       **error)
{
  OwnTransport *self = OWN_TRANSPORT (transport);

  self->thread = g_thread_self ();
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_CONNECTING);
  g_assert_true (bg_transport_get_context (transport) == g_main_context_get_thread_default ());
  if (g_strcmp0 (self->colour, "none") == 0)
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TLS, "It is dark");
      return FALSE;
    }
  bg_transport_announce (transport, BG_TRANSPORT_CAPABILITIES_NONE,
                         g_strcmp0 (self->colour, "red") == 0 ? BG_DURABILITY_REPLICATED : BG_DURABILITY_INTERVAL);
  return TRUE;
}

static void
own_transport_close (BgTransport *transport)
{
  g_assert_true (OWN_TRANSPORT (transport)->thread == g_thread_self ());
}

static gboolean
own_transport_submit (BgTransport  *transport,
                      GPtrArray    *tasks,
                      GError      **error)
{
  OwnTransport *self = OWN_TRANSPORT (transport);

  g_assert_true (self->thread == g_thread_self ());
  g_mutex_lock (&self->gate);
  self->n_submits++;
  g_mutex_unlock (&self->gate);
  if (self->task != NULL || tasks->len > 1)
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL, "One is enough");
      return FALSE;
    }
  self->task = g_object_ref (tasks->pdata[0]);
  return TRUE;
}

static GPtrArray *
own_transport_reserve (BgTransport        *transport,
                       const char *const  *queues,
                       guint               max,
                       guint               duration,
                       gint64             *next_change,
                       GError            **error)
{
  OwnTransport *self = OWN_TRANSPORT (transport);
  GPtrArray *leases = g_ptr_array_new_with_free_func (g_object_unref);

  *next_change = G_MAXINT64;
  if (self->task != NULL && !self->is_leased)
    {
      self->is_leased = TRUE;
      g_ptr_array_add (leases, bg_lease_new (self->task, ++self->token, bg_transport_get_boot_time () + duration * 1000));
    }
  return leases;
}

static gboolean
own_transport_extend (BgTransport  *transport,
                      GPtrArray    *leases,
                      guint         duration,
                      GError      **error)
{
  /* It has changed its mind. */
  OWN_TRANSPORT (transport)->n_before_loss = OWN_TRANSPORT (transport)->n_submits;
  for (guint i = 0; i < leases->len; i++)
    bg_lease_set_state (leases->pdata[i], BG_LEASE_STATE_LOST);
  return TRUE;
}

static gboolean
own_transport_ack (BgTransport  *transport,
                   GPtrArray    *leases,
                   GError      **error)
{
  OwnTransport *self = OWN_TRANSPORT (transport);

  if (self->n_failing_acks > 0)
    {
      self->n_failing_acks--;
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_UNAVAILABLE, "Not now");
      return FALSE;
    }
  self->is_leased = FALSE;
  g_clear_object (&self->task);
  return TRUE;
}

static gboolean
own_transport_nack (BgTransport  *transport,
                    GPtrArray    *leases,
                    BgNackMode    mode,
                    gint64        delay,
                    const char   *reason,
                    GError      **error)
{
  OwnTransport *self = OWN_TRANSPORT (transport);

  self->is_leased = FALSE;
  bg_transport_give_back (transport, self->task, mode, delay, reason);
  return TRUE;
}

static void
own_transport_finalize (GObject *object)
{
  OwnTransport *self = OWN_TRANSPORT (object);

  g_free (self->colour);
  g_clear_object (&self->task);
  g_mutex_clear (&self->gate);
  G_OBJECT_CLASS (own_transport_parent_class)->finalize (object);
}

static void
own_transport_class_init (OwnTransportClass *klass)
{
  BgTransportClass *transport_class = BG_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = own_transport_finalize;
  transport_class->configure = own_transport_configure;
  transport_class->store_open = own_transport_open;
  transport_class->store_close = own_transport_close;
  transport_class->store_submit = own_transport_submit;
  transport_class->store_reserve = own_transport_reserve;
  transport_class->store_extend = own_transport_extend;
  transport_class->store_ack = own_transport_ack;
  transport_class->store_nack = own_transport_nack;
}

static void
own_transport_init (OwnTransport *self)
{
  g_mutex_init (&self->gate);
}

static BgTransport *
make_own (const char *options)
{
  g_autofree char *uri = g_strconcat ("own://me:hush@here/", options, NULL);
  g_autoptr (GError) error = NULL;
  BgTransport *transport = bg_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  g_assert_true (OWN_IS_TRANSPORT (transport));
  return transport;
}

static void
test_scheme (void)
{
  g_autoptr (BgTransport) transport = make_own ("?colour=red&max-length=3");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (bg_transport_get_name (transport), ==, "own://here/");
  g_assert_cmpstr (OWN_TRANSPORT (transport)->colour, ==, "red");
  g_assert_cmpuint (bg_transport_get_max_length (transport), ==, 3);
  g_assert_true (bg_transport_open (transport, TRUE, NULL, &error));
  g_assert_cmpint (bg_transport_get_durability (transport), ==, BG_DURABILITY_REPLICATED);

  g_assert_null (bg_transport_new_for_uri ("own://me:hush@here?flavour=1", &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
  g_clear_error (&error);
  g_assert_null (bg_transport_new_for_uri ("own://me:wrong@here", &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_AUTH);
}

static void
test_cannot_open (void)
{
  g_autoptr (BgTransport) transport = make_own ("?colour=none");
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_transport_submit_task (transport, "photos", NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TLS);
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_NEW);
}

/* Nothing is done in a weaker way. */
static void
test_not_supported (void)
{
  g_autoptr (BgTransport) transport = make_own ("");
  g_autoptr (BgQueuedTask) urgent = durable_task_new (1);
  g_autoptr (BgQueuedTask) late = durable_task_new (1);
  g_autoptr (BgQueuedTask) unique = durable_task_new (1);
  g_autoptr (BgQueuedTask) serial = durable_task_new (1);
  BgQueuedTask *const tasks[] = { urgent, late, unique, serial };
  g_autoptr (GError) error = NULL;

  bg_queued_task_set_priority (urgent, 9);
  bg_queued_task_set_delay (late, 1000);
  bg_queued_task_set_unique_key (unique, "a");
  bg_queued_task_set_serial_key (serial, "a");
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_assert_false (durable_try_submit (transport, tasks[i], &error));
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED);
      g_clear_error (&error);
    }
  g_assert_null (bg_transport_list_queues (transport, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED);
}

static void
test_tasks (void)
{
  g_autoptr (BgTransport) transport = make_own ("");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (BgLease) again = NULL;
  g_autoptr (GPtrArray) leases = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  durable_submit_number (transport, 1);
  g_assert_false (bg_transport_submit_task (transport, "photos", NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL);
  g_clear_error (&error);
  lease = durable_lease (transport);
  g_ptr_array_add (leases, lease);
  g_assert_true (bg_transport_nack (transport, leases, BG_NACK_CRASH, 0, "signal 11", NULL, &error));
  g_assert_no_error (error);
  again = durable_lease (transport);
  g_assert_cmpuint (bg_queued_task_get_crashes (bg_lease_get_task (again)), ==, 1);
  durable_ack (again);
  g_assert_null (durable_lease (transport));
}

static void
note_lease_cb (BgTransport *transport,
               BgLease     *lease,
               gpointer     user_data)
{
  g_assert_true (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
  *(gboolean *) user_data = TRUE;
}

/* A lease that cannot be extended is told of in the home context. */
static void
test_lease_lost (void)
{
  g_autoptr (BgTransport) transport = make_own ("");
  g_autoptr (BgLease) lease = NULL;
  gboolean is_told = FALSE;

  g_signal_connect (transport, "lease-lost", G_CALLBACK (note_lease_cb), &is_told);
  durable_submit_number (transport, 1);
  lease = durable_lease_for (transport, 30);
  bg_test_run_until_set (NULL, &is_told);
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_LOST);
}

/* Who holds a lease is told when there is no store any more, but not by a transport that is gone. */
static void
test_lease_lost_by_close (void)
{
  g_autoptr (BgTransport) transport = make_own ("");
  g_autoptr (BgLease) lease = NULL;
  gboolean is_told = FALSE;

  g_signal_connect (transport, "lease-lost", G_CALLBACK (note_lease_cb), &is_told);
  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  g_assert_true (bg_transport_close (transport, NULL, NULL));
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_LOST);
  g_assert_true (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
  bg_test_run_until_set (NULL, &is_told);
  g_clear_object (&lease);
  g_clear_object (&transport);

  transport = make_own ("");
  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  g_assert_finalize_object (g_steal_pointer (&transport));
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_LOST);
}

static gboolean
succeed (BgDelivery    *delivery,
         GCancellable  *cancellable,
         gpointer       n_calls,
         GError       **error)
{
  g_atomic_int_inc ((int *) n_calls);
  return TRUE;
}

static void
set_flag_cb (gboolean *flag)
{
  *flag = TRUE;
}

/* What is done is not done again because the store does not answer for a moment. */
static void
test_ack_again (void)
{
  g_autoptr (BgTransport) transport = make_own ("");
  int n_calls = 0;
  g_autoptr (BgWorker) worker = bg_worker_new_for_func ("once", succeed, &n_calls, NULL);
  g_autoptr (BgQueueConsumer) consumer = bg_queue_consumer_new (transport, "photos", worker);
  gboolean has_ended = FALSE;

  g_signal_connect_swapped (consumer, "ended", G_CALLBACK (set_flag_cb), &has_ended);
  durable_submit_number (transport, 1);
  OWN_TRANSPORT (transport)->n_failing_acks = 1;
  bg_queue_consumer_set_halts_when_empty (consumer, TRUE);
  bg_queue_consumer_start (consumer);
  bg_test_run_until_set (NULL, &has_ended);
  g_assert_cmpint (n_calls, ==, 1);
  g_assert_cmpuint (bg_queue_consumer_count_done (consumer), ==, 1);
  g_assert_cmpuint (bg_queue_consumer_count_failed (consumer), ==, 0);
}

static void
refused_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_assert_false (bg_transport_submit_finish (BG_TRANSPORT (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* Calls that come without a pause do not keep leases from being extended. */
static void
test_extension_between_calls (void)
{
  g_autoptr (BgTransport) transport = make_own ("");
  OwnTransport *self = OWN_TRANSPORT (transport);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BgLease) lease = NULL;
  gboolean is_over[4] = { FALSE };

  durable_submit_number (transport, 1);
  g_ptr_array_add (tasks, durable_task_new (2));
  lease = durable_lease_for (transport, 100);
  g_mutex_lock (&self->gate);
  for (guint i = 0; i < G_N_ELEMENTS (is_over); i++)
    bg_transport_submit_async (transport, tasks, NULL, refused_cb, &is_over[i]);
  while (bg_transport_get_boot_time () < bg_lease_get_deadline (lease))
    g_thread_yield ();
  g_mutex_unlock (&self->gate);
  for (guint i = 0; i < G_N_ELEMENTS (is_over); i++)
    bg_test_run_until_set (NULL, &is_over[i]);
  g_assert_cmpuint (self->n_submits, ==, 1 + G_N_ELEMENTS (is_over));
  g_assert_cmpuint (self->n_before_loss, <=, 2);
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_LOST);
}

typedef struct
{
  GThread *home;
  char    *error;
  gint64   downtime;
  gboolean is_over;
} Connection;

static void
lost_cb (BgTransport  *transport,
         const GError *error,
         gpointer      user_data)
{
  Connection *self = user_data;

  g_assert_true (g_thread_self () == self->home);
  self->error = g_strdup (error->message);
}

static void
recovered_cb (BgTransport *transport,
              gint64       downtime,
              gpointer     user_data)
{
  Connection *self = user_data;

  g_assert_true (g_thread_self () == self->home);
  self->downtime = downtime;
  self->is_over = TRUE;
}

static gboolean
lose_cb (gpointer transport)
{
  g_autoptr (GError) error = g_error_new_literal (BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_UNAVAILABLE, "The line is cut");

  bg_transport_report_lost (transport, error);
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_WAITING);
  bg_transport_report_recovered (transport);
  return G_SOURCE_REMOVE;
}

static void
test_connection (void)
{
  g_autoptr (BgTransport) transport = make_own ("");
  Connection connection = { g_thread_self (), NULL, -1, FALSE };

  g_signal_connect (transport, "connection-lost", G_CALLBACK (lost_cb), &connection);
  g_signal_connect (transport, "recovered", G_CALLBACK (recovered_cb), &connection);
  g_assert_true (bg_transport_open (transport, TRUE, NULL, NULL));
  g_main_context_invoke (bg_transport_get_context (transport), lose_cb, transport);
  bg_test_run_until_set (NULL, &connection.is_over);
  g_assert_cmpstr (connection.error, ==, "The line is cut");
  g_assert_cmpint (connection.downtime, >=, 0);
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_READY);
  g_free (connection.error);
}

static gboolean
bring_task_cb (gpointer data)
{
  OwnTransport *self = data;

  self->task = durable_task_new (7);
  bg_transport_wake (BG_TRANSPORT (self));
  return G_SOURCE_REMOVE;
}

/* Those who wait look again when the store says that something may be there. */
static void
test_wake (void)
{
  g_autoptr (BgTransport) transport = make_own ("?poll-interval=4000000");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_transport_open (transport, TRUE, NULL, NULL));
  g_assert_cmpint (bg_transport_get_durability (transport), ==, BG_DURABILITY_INTERVAL);
  g_main_context_invoke (bg_transport_get_context (transport), bring_task_cb, transport);
  lease = bg_transport_lease_task (transport, "photos", -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (durable_task_get_number (bg_lease_get_task (lease)), ==, 7);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  ++*(guint *) user_data;
}

static void
test_settings (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  guint n_notified = 0;

  g_signal_connect (transport, "notify", G_CALLBACK (count_cb), &n_notified);
  for (guint i = 0; i < 2; i++)
    {
      bg_transport_set_max_payload (transport, 100);
      bg_transport_set_max_length (transport, 7);
      bg_transport_set_retention (transport, 60);
      bg_transport_set_lease_duration (transport, 5000);
      bg_transport_set_extends_leases (transport, FALSE);
      bg_transport_set_poll_interval (transport, 100);
      bg_transport_set_max_crashes (transport, 2);
      g_assert_cmpuint (n_notified, ==, 7);
    }
  g_assert_cmpuint (bg_transport_get_max_payload (transport), ==, 100);
  g_assert_cmpuint (bg_transport_get_max_length (transport), ==, 7);
  g_assert_cmpuint (bg_transport_get_retention (transport), ==, 60);
  g_assert_cmpuint (bg_transport_get_lease_duration (transport), ==, 5000);
  g_assert_false (bg_transport_get_extends_leases (transport));
  g_assert_cmpuint (bg_transport_get_poll_interval (transport), ==, 100);
  g_assert_cmpuint (bg_transport_get_max_crashes (transport), ==, 2);
  g_object_set (transport, "max-payload", 200, "extends-leases", TRUE, NULL);
  g_assert_cmpuint (n_notified, ==, 9);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_io_extension_point_register (BG_TRANSPORT_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (BG_TRANSPORT_EXTENSION_POINT_NAME, OWN_TYPE_TRANSPORT, "own", 0);

  g_test_add_func ("/own-transport/scheme", test_scheme);
  g_test_add_func ("/own-transport/cannot-open", test_cannot_open);
  g_test_add_func ("/own-transport/not-supported", test_not_supported);
  g_test_add_func ("/own-transport/tasks", test_tasks);
  g_test_add_func ("/own-transport/lease-lost", test_lease_lost);
  g_test_add_func ("/own-transport/lease-lost/by-close", test_lease_lost_by_close);
  g_test_add_func ("/own-transport/ack-again", test_ack_again);
  g_test_add_func ("/own-transport/extension-between-calls", test_extension_between_calls);
  g_test_add_func ("/own-transport/connection", test_connection);
  g_test_add_func ("/own-transport/wake", test_wake);
  g_test_add_func ("/own-transport/settings", test_settings);

  return g_test_run ();
}
