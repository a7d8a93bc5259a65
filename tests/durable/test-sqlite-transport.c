/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

#define DONE(lease) \
  G_STMT_START { g_assert_true (bg_lease_ack (lease, NULL, NULL, NULL)); g_clear_object (&(lease)); } G_STMT_END

static void
test_open (SqliteTest    *self,
           gconstpointer  data)
{
  const BgTransportCapabilities all = BG_TRANSPORT_CAPABILITIES_PRIORITY | BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP |
                                      BG_TRANSPORT_CAPABILITIES_TRANSACTIONAL_SUBMIT |
                                      BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS | BG_TRANSPORT_CAPABILITIES_EXACT_STATS;
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_transport_open (self->transport, FALSE, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));

  g_assert_true (bg_transport_open (self->transport, TRUE, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmphex (bg_transport_get_capabilities (self->transport) & all, ==, all);
  g_assert_cmphex (bg_transport_get_capabilities (self->transport) & BG_TRANSPORT_CAPABILITIES_MULTI_HOST, ==, 0);
  g_assert_cmpint (bg_transport_get_durability (self->transport), >=, BG_DURABILITY_PROCESS);
  g_assert_cmpint (sqlite_test_ask (self, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), ==, 1);
}

static void
test_uris (void)
{
  static const char * const wrong[] = {
    "sqlite:queue.db", "sqlite:", "sqlite:/", "sqlite:/tmp/", "sqlite://host/tmp/queue.db", "sqlite:/tmp/q.db?unknown=1",
    "sqlite:/tmp/q.db?busy-timeout=soon", "sqlite:/tmp/q.db?busy-timeout=-1", "sqlite:/tmp/q.db?busy-timeout=",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bg_transport_new_for_uri (wrong[i], &error));
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
    }
}

static void
test_order (SqliteTest    *self,
            gconstpointer  data)
{
  static const struct { const char *id; int priority; } tasks[] = {
    { "a", 4 }, { "b", 0 }, { "c", 9 }, { "d", 4 }, { "e", 9 }, { "f", 4 },
  };
  static const char * const order[] = { "c", "e", "a", "d", "f", "b" };

  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
    g_object_unref (sqlite_test_submit (self->transport, tasks[i].id, tasks[i].priority));
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    sqlite_test_assert_next (self->transport, order[i]);
  sqlite_test_assert_rest (self->transport);
  sqlite_test_check (self);
}

/* Tasks that were submitted before a jump of the clock to the past still come before those after it. */
static void
test_order_clock (SqliteTest    *self,
                  gconstpointer  data)
{
  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  sqlite_test_execute (self, "UPDATE bg_task SET due = due + 3600000000; UPDATE bg_queue SET last = last + 3600000000");
  g_object_unref (sqlite_test_submit (self->transport, "b", 4));
  sqlite_test_assert_next (self->transport, "a");
  sqlite_test_assert_next (self->transport, "b");
}

static void
test_delay (SqliteTest    *self,
            gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  bg_queued_task_set_delay (task, 200);
  g_assert_true (sqlite_test_submit_task (self->transport, task, &error));
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_SCHEDULED), ==, 1);
  sqlite_test_assert_rest (self->transport);
  lease = sqlite_test_lease (self->transport, 60000, 10000);
  g_assert_nonnull (lease);
  g_assert_cmpint (g_get_real_time (), >=, bg_queued_task_get_not_before (task));
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_SCHEDULED), ==, 0);
}

static void
test_duplicate (SqliteTest    *self,
                gconstpointer  data)
{
  g_autoptr (BgQueuedTask) first = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgQueuedTask) second = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgQueuedTask) third = NULL;
  g_autoptr (BgQueuedTask) fourth = NULL;

  g_assert_false (bg_queued_task_is_duplicate (first));
  g_assert_true (bg_queued_task_is_duplicate (second));
  sqlite_test_assert_next (self->transport, "a");
  third = sqlite_test_submit (self->transport, "a", 4);
  g_assert_true (bg_queued_task_is_duplicate (third));
  sqlite_test_assert_rest (self->transport);

  sqlite_test_execute (self, "UPDATE bg_task SET finished = finished - 86400000000");
  fourth = sqlite_test_submit (self->transport, "a", 4);
  g_assert_false (bg_queued_task_is_duplicate (fourth));
  sqlite_test_assert_next (self->transport, "a");
  sqlite_test_check (self);
}

/* What has ended is forgotten in batches. */
static void
test_retention (SqliteTest    *self,
                gconstpointer  data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2500; i++)
    g_ptr_array_add (tasks, bg_queued_task_new (QUEUE, NULL));
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  sqlite_test_execute (self, "UPDATE bg_task SET state = 8, finished = submitted - 86460000000 WHERE seq <= 2400;"
                             "UPDATE bg_task SET state = 32, finished = submitted WHERE seq > 2400");
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_DONE), ==, 1400);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_DONE), ==, 400);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_DONE), ==, 0);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_CANCELLED), ==, 100);
  sqlite_test_check (self);
}

/* A day: what has ended an hour ago is still known. */
static void
test_retention_of_day (SqliteTest    *self,
                       gconstpointer  data)
{
  g_autoptr (BgQueuedTask) first = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgQueuedTask) second = NULL;

  sqlite_test_execute (self, "UPDATE bg_task SET state = 8, finished = submitted - 3600000000");
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_DONE), ==, 1);
  second = sqlite_test_submit (self->transport, "a", 4);
  g_assert_true (bg_queued_task_is_duplicate (second));
}

static BgQueuedTask *
submit_with_keys (SqliteTest *self,
                  const char *id,
                  const char *unique_key,
                  const char *serial_key,
                  int         priority)
{
  g_autoptr (GError) error = NULL;
  BgQueuedTask *task = bg_queued_task_new (QUEUE, NULL);

  bg_queued_task_set_id (task, id);
  bg_queued_task_set_unique_key (task, unique_key);
  bg_queued_task_set_serial_key (task, serial_key);
  bg_queued_task_set_priority (task, priority);
  g_assert_true (sqlite_test_submit_task (self->transport, task, &error));
  g_assert_no_error (error);
  return task;
}

static void
test_unique_key (SqliteTest    *self,
                 gconstpointer  data)
{
  g_autoptr (BgQueuedTask) first = submit_with_keys (self, "a", "key", NULL, 4);
  g_autoptr (BgQueuedTask) second = submit_with_keys (self, "b", "key", NULL, 4);
  g_autoptr (BgQueuedTask) other = submit_with_keys (self, "c", "other", NULL, 4);
  g_autoptr (BgQueuedTask) third = NULL;
  g_autoptr (BgQueuedTask) fourth = NULL;
  g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 60000, 0);

  g_assert_false (bg_queued_task_is_duplicate (first));
  g_assert_true (bg_queued_task_is_duplicate (second));
  g_assert_false (bg_queued_task_is_duplicate (other));
  third = submit_with_keys (self, "d", "key", NULL, 4);
  g_assert_true (bg_queued_task_is_duplicate (third));
  DONE (lease);
  fourth = submit_with_keys (self, "e", "key", NULL, 4);
  g_assert_false (bg_queued_task_is_duplicate (fourth));
  sqlite_test_check (self);
}

static void
test_serial_key (SqliteTest    *self,
                 gconstpointer  data)
{
  g_autoptr (BgLease) first = NULL;
  g_autoptr (BgLease) free_one = NULL;
  const char *urgent[] = { "d", NULL };

  g_object_unref (submit_with_keys (self, "a", NULL, "key", 4));
  g_object_unref (submit_with_keys (self, "b", NULL, "key", 4));
  g_object_unref (submit_with_keys (self, "c", NULL, NULL, 4));
  first = sqlite_test_lease (self->transport, 60000, 0);
  g_object_unref (submit_with_keys (self, "d", NULL, "key", 9));
  g_object_unref (submit_with_keys (self, "e", NULL, "key", 9));
  free_one = sqlite_test_lease (self->transport, 60000, 0);
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (first)), ==, "a");
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (free_one)), ==, "c");
  sqlite_test_assert_rest (self->transport);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 3);
  sqlite_test_check (self);

  /* One that is taken back makes room for the next, too. */
  DONE (first);
  g_assert_cmpint (bg_transport_cancel (self->transport, QUEUE, urgent, NULL, NULL), ==, 1);
  sqlite_test_assert_next (self->transport, "e");
  sqlite_test_assert_next (self->transport, "b");
  sqlite_test_assert_rest (self->transport);
  sqlite_test_check (self);
}

/* Very many with one key hold up nobody. */
static void
test_serial_flood (SqliteTest    *self,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BgLease) first = NULL;
  g_autoptr (BgLease) last = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_ptr_array_add (tasks, bg_queued_task_new (QUEUE, NULL));
      bg_queued_task_set_serial_key (tasks->pdata[i], "key");
    }
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  g_object_unref (sqlite_test_submit (self->transport, "last", 4));
  first = sqlite_test_lease (self->transport, 60000, 0);
  last = sqlite_test_lease (self->transport, 60000, 10000);
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (last)), ==, "last");
  DONE (first);
  sqlite_test_assert_next (self->transport, bg_queued_task_get_id (tasks->pdata[1]));
  sqlite_test_check (self);
}

static void
test_full (SqliteTest    *self,
           gconstpointer  data)
{
  g_autoptr (BgQueuedTask) one = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgQueuedTask) two = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (BgQueuedTask) three = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  bg_transport_set_max_length (self->transport, 2);
  g_ptr_array_add (tasks, two);
  g_ptr_array_add (tasks, three);
  g_assert_false (bg_transport_submit (self->transport, tasks, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_FULL);
  g_clear_error (&error);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 1);

  /* What is known already takes no room. */
  bg_transport_set_max_length (self->transport, 1);
  g_assert_true (sqlite_test_submit_task (self->transport, one, &error));
  g_assert_true (bg_queued_task_is_duplicate (one));
  sqlite_test_check (self);
}

static void
test_look (SqliteTest    *self,
           gconstpointer  data)
{
  const BgQueuedState all = BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED | BG_QUEUED_STATE_DONE;
  g_autoptr (BgQueuedTask) task = NULL;
  g_autoptr (BgLease) lease = NULL;
  g_autoptr (GPtrArray) some = NULL;
  g_autoptr (GPtrArray) leased = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) queues = NULL;

  for (char id[] = "a"; id[0] <= 'e'; id[0]++)
    g_object_unref (sqlite_test_submit (self->transport, id, 4));
  sqlite_test_assert_next (self->transport, "a");
  lease = sqlite_test_lease (self->transport, 60000, 0);
  some = bg_transport_list (self->transport, QUEUE, all, "a", 3, NULL, &error);
  g_assert_cmpuint (some->len, ==, 3);
  g_assert_cmpstr (bg_queued_task_get_id (some->pdata[0]), ==, "b");
  leased = bg_transport_list (self->transport, QUEUE, BG_QUEUED_STATE_LEASED, NULL, 3, NULL, &error);
  g_assert_cmpuint (leased->len, ==, 1);
  g_assert_null (bg_transport_list (self->transport, QUEUE, all, "unknown", 3, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (bg_transport_lookup (self->transport, QUEUE, "unknown", NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  queues = bg_transport_list_queues (self->transport, NULL, &error);
  g_assert_cmpuint (g_strv_length (queues), ==, 1);
  g_assert_cmpstr (queues[0], ==, QUEUE);
}

static void
test_queues (SqliteTest    *self,
             gconstpointer  data)
{
  const char * const both[] = { "others", QUEUE, NULL };
  g_autoptr (BgQueuedTask) other = bg_queued_task_new ("others", NULL);
  g_autoptr (GPtrArray) leases = NULL;

  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  g_assert_true (sqlite_test_submit_task (self->transport, other, NULL));
  g_object_unref (sqlite_test_submit (self->transport, "c", 9));
  leases = bg_transport_reserve (self->transport, both, 10, 60000, 0, NULL, NULL);
  g_assert_cmpuint (leases->len, ==, 3);
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (leases->pdata[0])), ==, "c");
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (leases->pdata[1])), ==, "a");
  g_assert_true (bg_transport_ack (self->transport, leases, NULL, NULL));
}

static void
test_fire (SqliteTest    *self,
           gconstpointer  data)
{
  g_autoptr (BgTransport) other = sqlite_test_open (self, NULL);
  g_autoptr (BgQueuedTask) first = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (BgQueuedTask) second = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (BgQueuedTask) third = bg_queued_task_new (QUEUE, NULL);
  gboolean fired = FALSE;
  gint64 instant = 0;

  g_assert_true (bg_transport_get_fired (self->transport, "nightly", &instant, NULL, NULL));
  g_assert_cmpint (instant, ==, G_MININT64);
  g_assert_true (bg_transport_fire (self->transport, "nightly", 1000, first, &fired, NULL, NULL));
  g_assert_true (fired);
  g_assert_true (bg_transport_fire (other, "nightly", 1000, second, &fired, NULL, NULL));
  g_assert_false (fired);
  g_assert_true (bg_transport_fire (other, "nightly", 2000, third, &fired, NULL, NULL));
  g_assert_true (fired);
  g_assert_true (bg_transport_get_fired (self->transport, "nightly", &instant, NULL, NULL));
  g_assert_cmpint (instant, ==, 2000);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sqlite/uris", test_uris);
  sqlite_test_add ("/sqlite/open", test_open);
  sqlite_test_add ("/sqlite/order", test_order);
  sqlite_test_add ("/sqlite/order/clock", test_order_clock);
  sqlite_test_add ("/sqlite/delay", test_delay);
  sqlite_test_add ("/sqlite/duplicate", test_duplicate);
  sqlite_test_add ("/sqlite/retention", test_retention);
  sqlite_test_add ("/sqlite/retention/day", test_retention_of_day);
  sqlite_test_add ("/sqlite/unique-key", test_unique_key);
  sqlite_test_add ("/sqlite/serial-key", test_serial_key);
  sqlite_test_add ("/sqlite/serial-key/flood", test_serial_flood);
  sqlite_test_add ("/sqlite/full", test_full);
  sqlite_test_add ("/sqlite/look", test_look);
  sqlite_test_add ("/sqlite/queues", test_queues);
  sqlite_test_add ("/sqlite/fire", test_fire);
  return g_test_run ();
}
