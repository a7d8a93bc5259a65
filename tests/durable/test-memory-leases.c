/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-test.h"
#include "durable-test.h"

/* Leases on tasks of a store in memory, and how they end. */

static void
test_ack (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) done = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed ("{'width': <int64 128>}"));
  g_autoptr (GError) error = NULL;
  BgLease *lease;

  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_HELD);
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (lease)), ==, 1);
  g_assert_cmpint (bg_lease_get_deadline (lease), >, bg_transport_get_boot_time ());
  g_assert_null (durable_lease (transport));
  durable_assert_counts (transport, "0 0 1 0 0 0");

  bg_lease_set_progress (lease, 0.75, "nearly");
  g_assert_true (bg_lease_ack (lease, expected, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (bg_lease_get_result (lease) == expected);
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_ENDED);
  g_assert_false (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
  durable_assert_counts (transport, "0 0 0 1 0 0");

  done = durable_lookup (transport, bg_queued_task_get_id (bg_lease_get_task (lease)));
  g_assert_cmpint (bg_queued_task_get_state (done), ==, BG_QUEUED_STATE_DONE);
  g_assert_cmpfloat (bg_queued_task_get_progress (done), ==, 0.75);
  g_assert_cmpstr (bg_queued_task_get_message (done), ==, "nearly");
  result = bg_queued_task_get_result (done);
  g_assert_cmpvariant (result, expected);
  g_assert_finalize_object (lease);
}

/* What cannot be kept is refused, and the lease is still there. */
static void
test_result_refused (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autofree char *text = g_strnfill (64 * 1024, 'a');
  g_autofree char *fits = g_strnfill (64 * 1024 - 2, 'a');
  const char *message;
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  g_assert_false (bg_lease_ack (lease, g_variant_new_string (text), NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (bg_lease_ack (lease, g_variant_new_bytestring ("x"), NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD);
  g_clear_error (&error);
  g_assert_cmpint (bg_lease_get_state (lease), ==, BG_LEASE_STATE_HELD);
  g_assert_true (bg_lease_extend (lease, 0, NULL, &error));
  /* Who looks at what was said may go on doing so. */
  bg_lease_set_progress (lease, 0.25, "first");
  g_assert_true (bg_lease_extend (lease, 0, NULL, &error));
  message = bg_queued_task_get_message (bg_lease_get_task (lease));
  bg_lease_set_progress (lease, 0.5, "second");
  g_assert_true (bg_lease_extend (lease, 0, NULL, &error));
  g_assert_cmpstr (message, ==, "first");
  g_assert_cmpstr (bg_queued_task_get_message (bg_lease_get_task (lease)), ==, "second");
  g_assert_true (bg_lease_ack (lease, g_variant_new_string (fits), NULL, &error));
  g_assert_no_error (error);
}

static void
set_flag_cb (GCancellable *cancellable,
             gpointer      flag)
{
  g_atomic_int_set ((int *) flag, TRUE);
}

/* A lease that runs out: another has the task, with a larger token, and the one that was late is told. */
static void
test_lost (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) late = NULL;
  g_autoptr (BgLease) next = NULL;
  g_autoptr (GError) error = NULL;
  int is_told = FALSE;

  bg_transport_set_extends_leases (transport, FALSE);
  durable_submit_number (transport, 1);
  late = durable_lease_for (transport, 20);
  g_signal_connect (bg_lease_get_cancellable (late), "cancelled", G_CALLBACK (set_flag_cb), &is_told);
  next = bg_transport_lease_task (transport, "photos", -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bg_transport_get_boot_time (), >=, bg_lease_get_deadline (late));
  g_assert_cmpuint (bg_lease_get_token (next), >, bg_lease_get_token (late));
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (next)), ==, 2);
  g_assert_cmpuint (bg_queued_task_get_crashes (bg_lease_get_task (next)), ==, 1);

  g_assert_false (bg_lease_ack (late, NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST);
  g_clear_error (&error);
  g_assert_true (g_atomic_int_get (&is_told));
  g_assert_cmpint (bg_lease_get_state (late), ==, BG_LEASE_STATE_LOST);
  g_assert_false (bg_lease_extend (late, 1000, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST);
  g_clear_error (&error);
  g_assert_false (bg_lease_nack (late, BG_NACK_RETRY, 0, NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST);
  g_clear_error (&error);
  durable_ack (next);
  durable_assert_counts (transport, "0 0 0 1 0 0");
}

/* Of a batch those that are held are done. */
static void
test_partly_lost (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GPtrArray) leases = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BgLease) next = NULL;
  g_autoptr (GError) error = NULL;

  bg_transport_set_extends_leases (transport, FALSE);
  durable_submit_number (transport, 1);
  g_ptr_array_add (leases, durable_lease_for (transport, 20));
  next = bg_transport_lease_task (transport, "photos", -1, NULL, NULL);
  durable_submit_number (transport, 2);
  g_ptr_array_add (leases, durable_lease (transport));
  g_assert_false (bg_transport_ack (transport, leases, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST);
  g_assert_cmpint (bg_lease_get_state (leases->pdata[0]), ==, BG_LEASE_STATE_LOST);
  g_assert_cmpint (bg_lease_get_state (leases->pdata[1]), ==, BG_LEASE_STATE_ENDED);
  durable_assert_counts (transport, "0 0 1 1 0 0");
}

/* As long as its object is there, a lease does not run out. */
static void
test_extended (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) held = NULL;
  g_autoptr (BgLease) other = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit_number (transport, 1);
  held = durable_lease_for (transport, 600);
  /* Waits for longer than the lease lasts. */
  other = bg_transport_lease_task (transport, "photos", 1300, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (other);
  g_assert_cmpint (bg_lease_get_state (held), ==, BG_LEASE_STATE_HELD);
  g_clear_object (&held);

  other = bg_transport_lease_task (transport, "photos", -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bg_queued_task_get_crashes (bg_lease_get_task (other)), ==, 1);
}

static void
test_crashes (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("max-crashes=2");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autoptr (BgQueuedTask) dead = NULL;

  durable_submit (transport, task);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BgLease) lease = durable_lease (transport);

      durable_nack (lease, BG_NACK_CRASH, 0, "signal 11");
    }
  dead = durable_lookup (transport, bg_queued_task_get_id (task));
  g_assert_cmpint (bg_queued_task_get_state (dead), ==, BG_QUEUED_STATE_DEAD);
  g_assert_cmpstr (bg_queued_task_get_reason (dead), ==, "crashed: signal 11");
  g_assert_cmpuint (bg_queued_task_get_crashes (dead), ==, 2);
}

static void
test_retry (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autoptr (BgQueuedTask) dead = NULL;
  guint64 token = 0;

  bg_queued_task_set_max_attempts (task, 3);
  durable_submit (transport, task);
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (BgLease) lease = bg_transport_lease_task (transport, "photos", -1, NULL, NULL);

      g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (lease)), ==, i);
      g_assert_cmpuint (bg_lease_get_token (lease), >, token);
      token = bg_lease_get_token (lease);
      durable_nack (lease, BG_NACK_RETRY, i == 1 ? 20 : 0, "no such file");
      if (i == 1)
        durable_assert_counts (transport, "1 0 0 0 0 0");
    }
  durable_assert_counts (transport, "0 0 0 0 1 0");
  dead = durable_lookup (transport, bg_queued_task_get_id (task));
  g_assert_cmpstr (bg_queued_task_get_reason (dead), ==, "attempts: no such file");
}

/* The usual delay is long. */
static void
test_retry_later (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) lease = NULL;

  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  durable_nack (lease, BG_NACK_RETRY, -1, NULL);
  durable_assert_counts (transport, "1 0 0 0 0 0");
}

static void
test_release (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) first = NULL;
  g_autoptr (BgLease) second = NULL;

  durable_submit_number (transport, 1);
  first = durable_lease (transport);
  durable_nack (first, BG_NACK_RELEASE, 0, NULL);
  g_assert_cmpint (bg_lease_get_state (first), ==, BG_LEASE_STATE_ENDED);
  second = durable_lease (transport);
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (second)), ==, 1);
  g_assert_cmpuint (bg_lease_get_token (second), >, bg_lease_get_token (first));
}

static void
test_reject (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (BgQueuedTask) dead = NULL;

  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  durable_nack (lease, BG_NACK_REJECT, 0, "no picture");
  dead = durable_lookup (transport, bg_queued_task_get_id (bg_lease_get_task (lease)));
  g_assert_cmpint (bg_queued_task_get_state (dead), ==, BG_QUEUED_STATE_DEAD);
  g_assert_cmpstr (bg_queued_task_get_reason (dead), ==, "rejected: no picture");
}

static void
test_cancel_waiting (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) ready = durable_task_new (1);
  g_autoptr (BgQueuedTask) scheduled = durable_task_new (2);
  g_autoptr (BgQueuedTask) found = NULL;

  bg_queued_task_set_delay (scheduled, 3600 * 1000);
  durable_submit (transport, ready);
  durable_submit (transport, scheduled);
  g_assert_cmpint (durable_cancel (transport, bg_queued_task_get_id (ready)), ==, 1);
  g_assert_cmpint (durable_cancel (transport, bg_queued_task_get_id (scheduled)), ==, 1);
  g_assert_cmpint (durable_cancel (transport, bg_queued_task_get_id (scheduled)), ==, 0);
  g_assert_cmpint (durable_cancel (transport, "unheard-of"), ==, 0);
  g_assert_null (durable_lease (transport));
  durable_assert_counts (transport, "0 0 0 0 0 2");
  found = durable_lookup (transport, bg_queued_task_get_id (ready));
  g_assert_cmpint (bg_queued_task_get_state (found), ==, BG_QUEUED_STATE_CANCELLED);
  durable_submit (transport, ready);
  g_assert_true (bg_queued_task_is_duplicate (ready));
}

static void
test_cancel_leased (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (BgLease) lease = NULL;
      g_autoptr (BgQueuedTask) found = NULL;
      const char *id;

      durable_submit_number (transport, 1);
      lease = durable_lease (transport);
      id = bg_queued_task_get_id (bg_lease_get_task (lease));
      g_assert_cmpint (durable_cancel (transport, id), ==, 1);
      g_assert_false (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
      g_assert_true (bg_lease_extend (lease, 0, NULL, &error));
      g_assert_true (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
      /* It is cancelled unless it was done in spite of that. */
      if (i == 0)
        durable_nack (lease, BG_NACK_RETRY, 0, NULL);
      else
        durable_ack (lease);
      found = durable_lookup (transport, id);
      g_assert_cmpint (bg_queued_task_get_state (found), ==,
                       i == 0 ? BG_QUEUED_STATE_CANCELLED : BG_QUEUED_STATE_DONE);
    }
}

static void
test_redrive (void)
{
  const char *const unheard_of[] = { "unheard-of", NULL };
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (BgLease) again = NULL;
  g_autofree char *rest = NULL;
  const char *ids[2] = { NULL, NULL };

  for (int i = 1; i <= 3; i++)
    {
      g_autoptr (BgLease) lease = NULL;

      durable_submit_number (transport, i);
      lease = durable_lease (transport);
      durable_nack (lease, BG_NACK_REJECT, 0, "no");
      ids[0] = g_intern_string (bg_queued_task_get_id (bg_lease_get_task (lease)));
    }
  g_assert_cmpint (bg_transport_redrive (transport, "photos", unheard_of, NULL, &error), ==, 0);
  g_assert_cmpint (bg_transport_redrive (transport, "photos", ids, NULL, &error), ==, 1);
  again = durable_lease (transport);
  g_assert_cmpint (durable_task_get_number (bg_lease_get_task (again)), ==, 3);
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (again)), ==, 1);
  g_assert_null (bg_queued_task_get_reason (bg_lease_get_task (again)));
  durable_ack (again);

  g_assert_cmpint (bg_transport_redrive (transport, "photos", NULL, NULL, &error), ==, 2);
  rest = durable_drain (transport);
  g_assert_cmpstr (rest, ==, "1 2");
  /* One that was done is done again, if it is named. */
  g_assert_cmpint (bg_transport_redrive (transport, "photos", NULL, NULL, &error), ==, 0);
  g_assert_cmpint (bg_transport_redrive (transport, "photos", ids, NULL, &error), ==, 1);
  g_assert_no_error (error);
}

static void
test_purge (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;

  for (int i = 1; i <= 4; i++)
    durable_submit_number (transport, i);
  g_variant_unref (bg_transport_get_task (transport, "photos", NULL, NULL));
  lease = durable_lease (transport);
  durable_assert_counts (transport, "0 2 1 1 0 0");
  g_assert_cmpint (bg_transport_purge (transport, "photos", BG_QUEUED_STATE_DONE, NULL, &error), ==, 1);
  durable_assert_counts (transport, "0 2 1 0 0 0");
  /* What a worker has stays. */
  g_assert_cmpint (bg_transport_purge (transport, "photos", BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED, NULL, &error),
                   ==, 2);
  durable_assert_counts (transport, "0 0 1 0 0 0");
  durable_ack (lease);
  g_assert_cmpint (bg_transport_purge (transport, "photos", BG_QUEUED_STATE_DONE, NULL, &error), ==, 1);
  names = bg_transport_list_queues (transport, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (names), ==, 0);
}

static void
submit_serial (BgTransport *transport,
               int          number,
               const char  *key,
               int          priority)
{
  g_autoptr (BgQueuedTask) task = durable_task_new (number);

  bg_queued_task_set_serial_key (task, key);
  bg_queued_task_set_priority (task, priority);
  durable_submit (transport, task);
}

static BgLease *
lease_number (BgTransport *transport,
              int          number)
{
  BgLease *lease = durable_lease (transport);

  g_assert_nonnull (lease);
  g_assert_cmpint (durable_task_get_number (bg_lease_get_task (lease)), ==, number);
  return lease;
}

static void
test_serial_key (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) first = NULL, other = NULL, plain = NULL, second = NULL, third = NULL;

  submit_serial (transport, 1, "a", 4);
  submit_serial (transport, 2, "a", 4);
  submit_serial (transport, 3, "b", 4);
  submit_serial (transport, 4, NULL, 4);
  first = lease_number (transport, 1);
  other = lease_number (transport, 3);
  plain = lease_number (transport, 4);
  g_assert_null (durable_lease (transport));
  durable_assert_counts (transport, "0 1 3 0 0 0");
  /* One that is more urgent does not come in between, but before those that wait. */
  submit_serial (transport, 5, "a", 9);
  g_assert_null (durable_lease (transport));
  durable_ack (first);
  second = lease_number (transport, 5);
  g_assert_null (durable_lease (transport));
  durable_nack (second, BG_NACK_REJECT, 0, NULL);
  third = lease_number (transport, 2);
  durable_ack (third);
  durable_ack (other);
  durable_ack (plain);
}

/* Whatever becomes of the one that would be next, the others get their turn. */
static void
test_serial_key_without_next (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) next = durable_task_new (2);
  g_autoptr (BgLease) first = NULL, last = NULL;

  bg_queued_task_set_serial_key (next, "a");
  submit_serial (transport, 1, "a", 4);
  first = lease_number (transport, 1);
  durable_submit (transport, next);
  submit_serial (transport, 3, "a", 4);
  g_assert_null (durable_lease (transport));
  durable_ack (first);
  g_assert_cmpint (durable_cancel (transport, bg_queued_task_get_id (next)), ==, 1);
  last = lease_number (transport, 3);
  durable_ack (last);
}

/* No lease lasts longer than an attempt may. */
static void
test_time_limit (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autoptr (BgLease) slow = NULL;
  g_autoptr (BgLease) next = NULL;

  bg_queued_task_set_time_limit (task, 40);
  durable_submit (transport, task);
  slow = durable_lease_for (transport, 30);
  next = bg_transport_lease_task (transport, "photos", -1, NULL, NULL);
  g_assert_cmpuint (bg_queued_task_get_crashes (bg_lease_get_task (next)), ==, 1);
}

/* However long a time is, it does not begin anew. */
static void
test_endless_times (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (BgLease) other = NULL;
  g_autoptr (BgLease) next = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  durable_nack (lease, BG_NACK_RETRY, G_MAXINT64, "never");
  durable_assert_counts (transport, "1 0 0 0 0 0");

  /* It waits until the lease of another has run out. */
  bg_transport_set_extends_leases (transport, FALSE);
  durable_submit_number (transport, 2);
  other = durable_lease_for (transport, 20);
  next = bg_transport_lease_task (transport, "photos", G_MAXINT64, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (next);
}

/* What is said of a task is cut where a character ends. */
static void
test_long_texts (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autofree char *dots = g_strnfill (5 * 1024 * 1024, '.');
  g_autoptr (GString) text = g_string_new (".");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (BgQueuedTask) task = NULL;
  const char *reason;

  while (text->len < 5000)
    g_string_append (text, "€");
  durable_submit_number (transport, 1);
  lease = durable_lease (transport);
  bg_lease_set_progress (lease, 0.5, dots);
  durable_nack (lease, BG_NACK_RETRY, 0, text->str);
  task = durable_lookup (transport, bg_queued_task_get_id (bg_lease_get_task (lease)));
  g_assert_cmpuint (strlen (bg_queued_task_get_message (task)), ==, 4096);
  reason = bg_queued_task_get_reason (task);
  g_assert_cmpuint (strlen (reason), ==, 4096);
  g_assert_true (g_str_has_prefix (text->str, reason));

  g_string_truncate (text, 0);
  while (text->len < 5000)
    g_string_append (text, "€");
  g_set_object (&lease, NULL);
  g_set_object (&task, NULL);
  lease = durable_lease (transport);
  durable_nack (lease, BG_NACK_RETRY, 0, text->str);
  task = durable_lookup (transport, bg_queued_task_get_id (bg_lease_get_task (lease)));
  reason = bg_queued_task_get_reason (task);
  g_assert_cmpuint (strlen (reason), ==, 4095);
  g_assert_true (g_str_has_prefix (text->str, reason));
}

static void
test_extended_as_at_first (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit_number (transport, 1);
  lease = durable_lease_for (transport, 3600 * 1000);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (bg_lease_extend (lease, 0, NULL, &error));
      g_assert_cmpint (bg_lease_get_deadline (lease), >, bg_transport_get_boot_time () + 1800 * G_USEC_PER_SEC);
      g_assert_true (bg_lease_extend (lease, 10000, NULL, &error));
      g_assert_cmpint (bg_lease_get_deadline (lease), <=, bg_transport_get_boot_time () + 10 * G_USEC_PER_SEC);
    }
}

/* Who holds it longer than an attempt may take is told to stop, and may still say what has come of it. */
static void
test_time_limit_told (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autoptr (BgLease) slow = NULL;
  g_autoptr (BgLease) next = NULL;
  g_autoptr (GError) error = NULL;

  bg_queued_task_set_time_limit (task, 20);
  durable_submit (transport, task);
  slow = durable_lease_for (transport, 3600 * 1000);
  next = bg_transport_lease_task (transport, "others", -1, bg_lease_get_cancellable (slow), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (bg_lease_get_state (slow), ==, BG_LEASE_STATE_HELD);
  durable_nack (slow, BG_NACK_RETRY, 0, "too slow");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-leases/ack", test_ack);
  g_test_add_func ("/memory-leases/result-refused", test_result_refused);
  g_test_add_func ("/memory-leases/lost", test_lost);
  g_test_add_func ("/memory-leases/partly-lost", test_partly_lost);
  g_test_add_func ("/memory-leases/extended", test_extended);
  g_test_add_func ("/memory-leases/crashes", test_crashes);
  g_test_add_func ("/memory-leases/retry", test_retry);
  g_test_add_func ("/memory-leases/retry-later", test_retry_later);
  g_test_add_func ("/memory-leases/release", test_release);
  g_test_add_func ("/memory-leases/reject", test_reject);
  g_test_add_func ("/memory-leases/cancel-waiting", test_cancel_waiting);
  g_test_add_func ("/memory-leases/cancel-leased", test_cancel_leased);
  g_test_add_func ("/memory-leases/redrive", test_redrive);
  g_test_add_func ("/memory-leases/purge", test_purge);
  g_test_add_func ("/memory-leases/serial-key", test_serial_key);
  g_test_add_func ("/memory-leases/serial-key-without-next", test_serial_key_without_next);
  g_test_add_func ("/memory-leases/time-limit", test_time_limit);
  g_test_add_func ("/memory-leases/time-limit/told", test_time_limit_told);
  g_test_add_func ("/memory-leases/endless-times", test_endless_times);
  g_test_add_func ("/memory-leases/long-texts", test_long_texts);
  g_test_add_func ("/memory-leases/extended/as-at-first", test_extended_as_at_first);

  return g_test_run ();
}
