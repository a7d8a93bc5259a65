/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

/* What becomes of leases, and of what was given up. */

static void
test_lease_lost (SqliteTest    *self,
                 gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgTransport) other = sqlite_test_open (self, NULL);
  g_autoptr (BgLease) first = NULL;
  g_autoptr (BgLease) second = NULL;
  g_autoptr (GError) error = NULL;

  bg_transport_set_extends_leases (self->transport, FALSE);
  first = sqlite_test_lease (self->transport, 50, 0);
  second = sqlite_test_lease (other, 60000, 10000);
  g_assert_nonnull (second);
  g_assert_cmpuint (bg_lease_get_token (second), >, bg_lease_get_token (first));
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (second)), ==, 2);
  g_assert_cmpuint (bg_queued_task_get_crashes (bg_lease_get_task (second)), ==, 1);

  g_assert_false (bg_lease_ack (first, NULL, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST);
  g_clear_error (&error);
  g_assert_true (g_cancellable_is_cancelled (bg_lease_get_cancellable (first)));
  g_assert_cmpint (bg_lease_get_state (first), ==, BG_LEASE_STATE_LOST);
  g_assert_true (bg_lease_ack (second, NULL, NULL, NULL));
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_DONE), ==, 1);
}

static void
test_crashes (SqliteTest    *self,
              gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgQueuedTask) found = NULL;

  bg_transport_set_extends_leases (self->transport, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 20, 10000);

      g_assert_nonnull (lease);
    }
  g_assert_null (sqlite_test_lease (self->transport, 20, 100));
  found = bg_transport_lookup (self->transport, QUEUE, "a", NULL, NULL);
  g_assert_cmpint (bg_queued_task_get_state (found), ==, BG_QUEUED_STATE_DEAD);
  g_assert_cmpstr (bg_queued_task_get_reason (found), ==, "crashed: the lease has run out");
}

/* Who closes the transport has not crashed; who has another one open keeps what it has. */
static void
test_close (SqliteTest    *self,
            gconstpointer  data)
{
  g_autoptr (BgQueuedTask) first = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgQueuedTask) second = sqlite_test_submit (self->transport, "b", 4);
  g_autoptr (BgTransport) other = sqlite_test_open (self, NULL);
  g_autoptr (BgLease) kept = sqlite_test_lease (other, 3600000, 0);
  g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 3600000, 0);
  g_autoptr (BgLease) again = NULL;

  sqlite_test_close (self);
  again = sqlite_test_lease (other, 60000, 0);
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (again)), ==, "b");
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (again)), ==, 1);
  g_assert_cmpuint (bg_queued_task_get_crashes (bg_lease_get_task (again)), ==, 0);
  g_assert_cmpuint (bg_lease_get_token (again), >, bg_lease_get_token (lease));
  sqlite_test_assert_rest (other);
}

/* The boot clock begins anew with each start of the computer; the leases of earlier ones have run out. */
static void
test_restart_of_computer (SqliteTest    *self,
                          gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 3600000, 0);
  g_autoptr (BgTransport) other = NULL;

  sqlite_test_execute (self, "UPDATE bg_task SET lease_boot = lease_boot + 1");
  other = sqlite_test_open (self, NULL);
  sqlite_test_assert_next (other, "a");
}

static void
test_extend (SqliteTest    *self,
             gconstpointer  data)
{
  const char *ids[] = { "a", NULL };
  g_autoptr (BgQueuedTask) task = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 60000, 0);
  g_autoptr (BgQueuedTask) found = NULL;
  g_autoptr (GError) error = NULL;
  gint64 until = sqlite_test_ask (self, "SELECT lease_until FROM bg_task");

  bg_lease_set_progress (lease, 0.25, "some of it");
  g_assert_true (bg_lease_extend (lease, 120000, NULL, &error));
  g_assert_cmpint (sqlite_test_ask (self, "SELECT lease_until FROM bg_task"), >=, until + 60 * G_USEC_PER_SEC);
  found = bg_transport_lookup (self->transport, QUEUE, "a", NULL, NULL);
  g_assert_cmpfloat (bg_queued_task_get_progress (found), ==, 0.25);
  g_assert_cmpstr (bg_queued_task_get_message (found), ==, "some of it");

  g_assert_cmpint (bg_transport_cancel (self->transport, QUEUE, ids, NULL, &error), ==, 1);
  g_assert_false (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
  g_assert_true (bg_lease_extend (lease, 120000, NULL, &error));
  g_assert_true (g_cancellable_is_cancelled (bg_lease_get_cancellable (lease)));
  g_assert_true (bg_lease_nack (lease, BG_NACK_RETRY, 0, "stopped", NULL, &error));
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_CANCELLED), ==, 1);
}

static void
test_nack (SqliteTest    *self,
           gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgQueuedTask) found = NULL;
  g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 60000, 0);

  g_assert_true (bg_lease_nack (lease, BG_NACK_RELEASE, 0, NULL, NULL, NULL));
  g_set_object (&lease, NULL);
  lease = sqlite_test_lease (self->transport, 60000, 0);
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (lease)), ==, 1);
  g_assert_cmpuint (bg_lease_get_token (lease), ==, 2);

  g_assert_true (bg_lease_nack (lease, BG_NACK_RETRY, 50, "again", NULL, NULL));
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_SCHEDULED), ==, 1);
  g_set_object (&lease, NULL);
  lease = sqlite_test_lease (self->transport, 60000, 10000);
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (lease)), ==, 2);
  g_assert_cmpstr (bg_queued_task_get_reason (bg_lease_get_task (lease)), ==, "again");

  g_assert_true (bg_lease_nack (lease, BG_NACK_REJECT, 0, "nonsense", NULL, NULL));
  found = bg_transport_lookup (self->transport, QUEUE, "a", NULL, NULL);
  g_assert_cmpint (bg_queued_task_get_state (found), ==, BG_QUEUED_STATE_DEAD);
  sqlite_test_check (self);
}

static void
test_result (SqliteTest    *self,
             gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 60000, 0);
  g_autoptr (BgQueuedTask) found = NULL;
  g_autoptr (GVariant) result = NULL;

  g_assert_true (bg_lease_ack (lease, g_variant_new_string ("it's; DROP TABLE bg_task --"), NULL, NULL));
  found = bg_transport_lookup (self->transport, QUEUE, "a", NULL, NULL);
  g_assert_cmpint (bg_queued_task_get_state (found), ==, BG_QUEUED_STATE_DONE);
  g_assert_cmpint (bg_queued_task_get_finished (found), >=, bg_queued_task_get_submitted (found));
  result = bg_queued_task_get_result (found);
  g_assert_cmpstr (g_variant_get_string (result, NULL), ==, "it's; DROP TABLE bg_task --");
}

static void
test_expires (SqliteTest    *self,
              gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (BgQueuedTask) found = NULL;

  bg_queued_task_set_id (task, "a");
  bg_queued_task_set_expires (task, g_get_real_time () - 1);
  g_assert_true (sqlite_test_submit_task (self->transport, task, NULL));
  sqlite_test_assert_rest (self->transport);
  found = bg_transport_lookup (self->transport, QUEUE, "a", NULL, NULL);
  g_assert_cmpint (bg_queued_task_get_state (found), ==, BG_QUEUED_STATE_DEAD);
  g_assert_cmpstr (bg_queued_task_get_reason (found), ==, "expired");
}

static void
test_queue_named_twice (SqliteTest    *self,
                        gconstpointer  data)
{
  const char *queues[] = { QUEUE, QUEUE, NULL };
  g_autoptr (BgQueuedTask) task = sqlite_test_submit (self->transport, "a", 4);
  g_autoptr (GPtrArray) leases = bg_transport_reserve (self->transport, queues, 2, 60000, 0, NULL, NULL);

  g_assert_cmpuint (leases->len, ==, 1);
}

static BgQueuedTask *
submit_with_key (SqliteTest *self,
                 const char *id)
{
  BgQueuedTask *task = bg_queued_task_new (QUEUE, NULL);

  bg_queued_task_set_id (task, id);
  bg_queued_task_set_unique_key (task, "key");
  g_assert_true (sqlite_test_submit_task (self->transport, task, NULL));
  return task;
}

static void
kill_all (SqliteTest *self,
          guint       n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 60000, 0);

      g_assert_true (bg_lease_nack (lease, BG_NACK_REJECT, 0, NULL, NULL, NULL));
    }
}

static void
test_dead (SqliteTest    *self,
           gconstpointer  data)
{
  const char *ids[] = { "a", "unknown", NULL };
  g_autoptr (GPtrArray) dead = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  g_object_unref (submit_with_key (self, "a"));
  g_object_unref (sqlite_test_submit (self->transport, "b", 4));
  g_object_unref (sqlite_test_submit (self->transport, "c", 4));
  kill_all (self, 3);
  dead = bg_transport_list (self->transport, QUEUE, BG_QUEUED_STATE_DEAD, NULL, 2, NULL, NULL);
  g_assert_cmpuint (dead->len, ==, 2);
  g_assert_cmpstr (bg_queued_task_get_id (dead->pdata[1]), ==, "b");
  rest = bg_transport_list (self->transport, QUEUE, BG_QUEUED_STATE_DEAD, "b", 2, NULL, NULL);
  g_assert_cmpuint (rest->len, ==, 1);

  /* One whose unique key another has stays dead. */
  g_object_unref (submit_with_key (self, "d"));
  g_assert_cmpint (bg_transport_redrive (self->transport, QUEUE, ids, NULL, NULL), ==, 0);
  sqlite_test_assert_next (self->transport, "d");
  g_assert_cmpint (bg_transport_redrive (self->transport, QUEUE, ids, NULL, NULL), ==, 1);
  sqlite_test_assert_next (self->transport, "a");
  g_assert_cmpint (bg_transport_redrive (self->transport, QUEUE, NULL, NULL, NULL), ==, 2);
  kill_all (self, 2);
  g_assert_cmpint (bg_transport_purge (self->transport, QUEUE, BG_QUEUED_STATE_DEAD, NULL, NULL), ==, 2);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_DEAD), ==, 0);
  sqlite_test_check (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite_test_add ("/sqlite/lease/lost", test_lease_lost);
  sqlite_test_add ("/sqlite/lease/crashes", test_crashes);
  sqlite_test_add ("/sqlite/lease/close", test_close);
  sqlite_test_add ("/sqlite/lease/restart-of-computer", test_restart_of_computer);
  sqlite_test_add ("/sqlite/lease/extend", test_extend);
  sqlite_test_add ("/sqlite/nack", test_nack);
  sqlite_test_add ("/sqlite/result", test_result);
  sqlite_test_add ("/sqlite/expires", test_expires);
  sqlite_test_add ("/sqlite/queue-named-twice", test_queue_named_twice);
  sqlite_test_add ("/sqlite/dead", test_dead);
  return g_test_run ();
}
