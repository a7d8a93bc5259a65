/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable-test.h"

/* What comes out of a store in memory, in which order, and what is refused. */

static void
test_plain (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) sent = g_variant_ref_sink (g_variant_new_parsed ("{'a': <[<1.5>, <'x'>]>}"));
  g_autoptr (GVariant) got = NULL;
  g_autoptr (GVariant) empty = NULL;

  g_assert_null (bg_transport_get_task (transport, "photos", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (bg_transport_poll_queue (transport, "photos", NULL, &error), ==, 0);

  g_assert_true (bg_transport_submit_task (transport, "photos", sent, NULL, &error));
  g_assert_true (bg_transport_submit_task (transport, "photos", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (bg_transport_poll_queue (transport, "photos", NULL, &error), ==, 2);
  g_assert_cmpint (bg_transport_poll_queue (transport, "films", NULL, &error), ==, 0);

  got = bg_transport_get_task (transport, "photos", NULL, &error);
  g_assert_cmpvariant (got, sent);
  /* An empty payload is something else than nothing. */
  empty = bg_transport_get_task (transport, "photos", NULL, &error);
  g_assert_cmpuint (g_variant_n_children (empty), ==, 0);
  g_assert_null (bg_transport_get_task (transport, "photos", NULL, &error));
  g_assert_no_error (error);
}

static void
test_tells_what_it_can (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_transport_open (transport, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_READY);
  g_assert_cmpint (bg_transport_get_durability (transport), ==, BG_DURABILITY_NONE);
  g_assert_cmpuint (bg_transport_get_capabilities (transport), ==,
                    BG_TRANSPORT_CAPABILITIES_PRIORITY | BG_TRANSPORT_CAPABILITIES_DELAY
                      | BG_TRANSPORT_CAPABILITIES_DEDUP | BG_TRANSPORT_CAPABILITIES_CONFIRMED_ACK
                      | BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND | BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY
                      | BG_TRANSPORT_CAPABILITIES_SERIAL_KEY | BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP
                      | BG_TRANSPORT_CAPABILITIES_DEAD_LETTER | BG_TRANSPORT_CAPABILITIES_LIST
                      | BG_TRANSPORT_CAPABILITIES_EXACT_STATS);
}

static void
test_refuses (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("max-payload=20");
  g_autoptr (GVariant) large = g_variant_ref_sink (g_variant_new_parsed ("{'a': <'0123456789012345'>}"));
  g_autoptr (GVariant) bytes = g_variant_ref_sink (g_variant_new_parsed ("{'a': <b'x'>}"));
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_transport_submit_task (transport, "../photos", NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
  g_clear_error (&error);
  g_assert_null (bg_transport_get_task (transport, "photos\n", NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
  g_clear_error (&error);
  g_assert_cmpint (bg_transport_poll_queue (transport, "p", NULL, &error), ==, -1);
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME);
  g_clear_error (&error);
  g_assert_false (bg_transport_submit_task (transport, "photos", large, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (bg_transport_submit_task (transport, "photos", bytes, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD);
  durable_assert_counts (transport, "0 0 0 0 0 0");
}

static void
test_long_keys (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autofree char *fits = g_strnfill (1024, 'k');
  g_autofree char *large = g_strnfill (1025, 'k');
  g_autoptr (GError) error = NULL;

  bg_queued_task_set_unique_key (task, large);
  g_assert_false (durable_try_submit (transport, task, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE);
  g_clear_error (&error);
  bg_queued_task_set_unique_key (task, fits);
  bg_queued_task_set_serial_key (task, large);
  g_assert_false (durable_try_submit (transport, task, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_TOO_LARGE);
  bg_queued_task_set_serial_key (task, fits);
  durable_submit (transport, task);
}

static void
submit_urgent (BgTransport *transport,
               int          number,
               int          priority,
               gint64       not_before)
{
  g_autoptr (BgQueuedTask) task = durable_task_new (number);

  bg_queued_task_set_priority (task, priority);
  bg_queued_task_set_not_before (task, not_before);
  durable_submit (transport, task);
}

static void
test_order (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autofree char *order = NULL;

  submit_urgent (transport, 1, 4, 0);
  submit_urgent (transport, 2, 0, 0);
  submit_urgent (transport, 3, 9, 0);
  submit_urgent (transport, 4, 4, 2000);
  submit_urgent (transport, 5, 4, 1000);
  submit_urgent (transport, 6, 9, 0);
  submit_urgent (transport, 7, 4, 0);
  order = durable_drain (transport);
  g_assert_cmpstr (order, ==, "3 6 5 4 1 7 2");
}

static int
compare_urgency (gconstpointer one,
                 gconstpointer other,
                 gpointer      priorities)
{
  int a = *(const int *) one, b = *(const int *) other;
  const int *of = priorities;

  return of[a] != of[b] ? of[b] - of[a] : a - b;
}

static void
test_random_order (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *order = NULL;
  int priorities[300];

  for (int i = 0; i < 300; i++)
    {
      priorities[i] = g_test_rand_int_range (0, 10);
      submit_urgent (transport, i, priorities[i], 0);
      g_array_append_val (expected, i);
    }
  g_array_sort_with_data (expected, compare_urgency, priorities);
  for (guint i = 0; i < expected->len; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "", g_array_index (expected, int, i));
  order = durable_drain (transport);
  g_assert_cmpstr (order, ==, text->str);
}

/* The foremost of several queues is the foremost of all. */
static void
test_several_queues (void)
{
  const char *const queues[] = { "films", "photos", "none", NULL };
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GPtrArray) leases = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueuedTask) film = bg_queued_task_new ("films", g_variant_new_parsed ("{'n': <int64 2>}"));
  g_auto (GStrv) names = NULL;

  durable_submit_number (transport, 1);
  durable_submit (transport, film);
  submit_urgent (transport, 3, 8, 0);
  names = bg_transport_list_queues (transport, NULL, &error);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "films");
  g_assert_cmpstr (names[1], ==, "photos");

  leases = bg_transport_reserve (transport, queues, 10, 0, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (leases->len, ==, 3);
  g_assert_cmpint (durable_task_get_number (bg_lease_get_task (leases->pdata[0])), ==, 3);
  g_assert_cmpint (durable_task_get_number (bg_lease_get_task (leases->pdata[1])), ==, 1);
  g_assert_cmpint (durable_task_get_number (bg_lease_get_task (leases->pdata[2])), ==, 2);
  g_assert_true (bg_transport_ack (transport, leases, NULL, &error));
}

static void
test_delay (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  bg_queued_task_set_delay (task, 50);
  durable_submit (transport, task);
  durable_assert_counts (transport, "1 0 0 0 0 0");
  g_assert_null (durable_lease (transport));
  /* It counts as waiting. */
  g_assert_cmpint (bg_transport_poll_queue (transport, "photos", NULL, NULL), ==, 1);

  lease = bg_transport_lease_task (transport, "photos", -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_real_time (), >=, bg_queued_task_get_not_before (task));
  durable_ack (lease);
}

static void
test_expires (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) ready = durable_task_new (1);
  g_autoptr (BgQueuedTask) scheduled = durable_task_new (2);
  g_autoptr (BgQueuedTask) lasting = durable_task_new (3);
  g_autoptr (BgQueuedTask) dead = NULL;
  g_autofree char *order = NULL;

  bg_queued_task_set_expires (ready, 1);
  bg_queued_task_set_expires (scheduled, 1);
  bg_queued_task_set_delay (scheduled, 3600 * 1000);
  bg_queued_task_set_expires (lasting, G_MAXINT64);
  durable_submit (transport, ready);
  durable_submit (transport, scheduled);
  durable_submit (transport, lasting);
  order = durable_drain (transport);
  g_assert_cmpstr (order, ==, "3");
  durable_assert_counts (transport, "0 0 0 1 2 0");
  dead = durable_lookup (transport, bg_queued_task_get_id (scheduled));
  g_assert_cmpint (bg_queued_task_get_state (dead), ==, BG_QUEUED_STATE_DEAD);
  g_assert_cmpstr (bg_queued_task_get_reason (dead), ==, "expired");
  g_assert_cmpint (bg_queued_task_get_finished (dead), >, 0);
}

static void
test_known_by_id (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autoptr (BgQueuedTask) twin = durable_task_new (2);
  g_autoptr (GPtrArray) both = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *order = NULL;

  bg_queued_task_set_id (twin, bg_queued_task_get_id (task));
  g_ptr_array_add (both, task);
  g_ptr_array_add (both, twin);
  g_assert_true (bg_transport_submit (transport, both, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (bg_queued_task_is_duplicate (task));
  g_assert_true (bg_queued_task_is_duplicate (twin));
  order = durable_drain (transport);
  g_assert_cmpstr (order, ==, "1");

  /* One that is done is known, too. */
  durable_submit (transport, task);
  g_assert_true (bg_queued_task_is_duplicate (task));
  g_assert_null (durable_lease (transport));

  /* But not for ever. */
  bg_transport_set_retention (transport, 0);
  durable_submit (transport, task);
  g_assert_false (bg_queued_task_is_duplicate (task));
}

static void
test_unique_key (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  BgQueuedTask *tasks[4];

  for (int i = 0; i < 4; i++)
    {
      tasks[i] = durable_task_new (i);
      bg_queued_task_set_unique_key (tasks[i], "all");
    }
  durable_submit (transport, tasks[0]);
  durable_submit (transport, tasks[1]);
  g_assert_false (bg_queued_task_is_duplicate (tasks[0]));
  g_assert_true (bg_queued_task_is_duplicate (tasks[1]));
  {
    g_autoptr (BgLease) lease = durable_lease (transport);

    durable_submit (transport, tasks[2]);
    g_assert_true (bg_queued_task_is_duplicate (tasks[2]));
    durable_ack (lease);
  }
  durable_submit (transport, tasks[3]);
  g_assert_false (bg_queued_task_is_duplicate (tasks[3]));
  durable_assert_counts (transport, "0 1 0 1 0 0");
  for (int i = 0; i < 4; i++)
    g_object_unref (tasks[i]);
}

/* All or none, by the number that wait or run. */
static void
test_full (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("max-length=3");
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit_number (transport, 1);
  durable_submit_number (transport, 2);
  lease = durable_lease (transport);
  g_ptr_array_add (tasks, durable_task_new (3));
  g_ptr_array_add (tasks, durable_task_new (4));
  g_assert_false (bg_transport_submit (transport, tasks, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL);
  g_assert_true (bg_transport_error_is_transient (error));
  g_clear_error (&error);
  durable_assert_counts (transport, "0 1 1 0 0 0");

  durable_ack (lease);
  g_assert_true (bg_transport_submit (transport, tasks, NULL, &error));
  g_assert_no_error (error);
  durable_assert_counts (transport, "0 3 0 1 0 0");
  /* A duplicate takes no room. */
  g_assert_true (bg_transport_submit (transport, tasks, NULL, &error));
  g_assert_no_error (error);
}

static void
test_stats (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  BgQueueStats *stats;
  gint64 before = g_get_real_time ();

  durable_submit_number (transport, 1);
  durable_submit_number (transport, 2);
  stats = bg_transport_stats (transport, "photos", NULL, NULL);
  g_assert_cmpint (stats->oldest, >=, before);
  g_assert_cmpint (stats->oldest, <=, g_get_real_time ());
  bg_queue_stats_free (stats);
  stats = bg_transport_stats (transport, "unknown", NULL, NULL);
  g_assert_cmpint (stats->oldest, ==, 0);
  bg_queue_stats_free (stats);
}

static char *
list_numbers (BgTransport   *transport,
              BgQueuedState  states,
              const char    *after,
              guint          max)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks = bg_transport_list (transport, "photos", states, after, max, NULL, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < tasks->len; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "", durable_task_get_number (tasks->pdata[i]));
  return g_string_free (text, FALSE);
}

static void
test_list (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ready = NULL, *all = NULL, *page = NULL, *rest = NULL;

  for (int i = 1; i <= 5; i++)
    durable_submit_number (transport, i);
  lease = durable_lease (transport);
  ready = list_numbers (transport, BG_QUEUED_STATE_READY, NULL, 100);
  g_assert_cmpstr (ready, ==, "2 3 4 5");
  all = list_numbers (transport, BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED, NULL, 100);
  g_assert_cmpstr (all, ==, "1 2 3 4 5");
  page = list_numbers (transport, BG_QUEUED_STATE_READY, NULL, 2);
  g_assert_cmpstr (page, ==, "2 3");
  tasks = bg_transport_list (transport, "photos", BG_QUEUED_STATE_READY, NULL, 2, NULL, &error);
  rest = list_numbers (transport, BG_QUEUED_STATE_READY, bg_queued_task_get_id (tasks->pdata[1]), 100);
  g_assert_cmpstr (rest, ==, "4 5");

  g_assert_null (bg_transport_list (transport, "photos", BG_QUEUED_STATE_READY, "unheard-of", 2, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
}

static void
test_lookup (void)
{
  g_autoptr (BgTransport) transport = durable_transport_new ("");
  g_autoptr (BgQueuedTask) task = durable_task_new (1);
  g_autoptr (BgQueuedTask) found = NULL;
  g_autoptr (GError) error = NULL;

  durable_submit (transport, task);
  found = durable_lookup (transport, bg_queued_task_get_id (task));
  g_assert_true (found != task);
  g_assert_cmpstr (bg_queued_task_get_id (found), ==, bg_queued_task_get_id (task));
  g_assert_cmpint (bg_queued_task_get_submitted (found), >, 0);
  g_assert_null (bg_transport_lookup (transport, "photos", "unheard-of", NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (bg_transport_lookup (transport, "films", bg_queued_task_get_id (task), NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-transport/plain", test_plain);
  g_test_add_func ("/memory-transport/tells-what-it-can", test_tells_what_it_can);
  g_test_add_func ("/memory-transport/refuses", test_refuses);
  g_test_add_func ("/memory-transport/long-keys", test_long_keys);
  g_test_add_func ("/memory-transport/order", test_order);
  g_test_add_func ("/memory-transport/random-order", test_random_order);
  g_test_add_func ("/memory-transport/several-queues", test_several_queues);
  g_test_add_func ("/memory-transport/delay", test_delay);
  g_test_add_func ("/memory-transport/expires", test_expires);
  g_test_add_func ("/memory-transport/known-by-id", test_known_by_id);
  g_test_add_func ("/memory-transport/unique-key", test_unique_key);
  g_test_add_func ("/memory-transport/full", test_full);
  g_test_add_func ("/memory-transport/stats", test_stats);
  g_test_add_func ("/memory-transport/list", test_list);
  g_test_add_func ("/memory-transport/lookup", test_lookup);

  return g_test_run ();
}
