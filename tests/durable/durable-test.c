/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable-test.h"

BgTransport *
durable_transport_new (const char *options)
{
  static int n_stores;          /* atomic */
  g_autofree char *uri = g_strdup_printf ("localmem://test%d?%s", g_atomic_int_add (&n_stores, 1), options);
  g_autoptr (GError) error = NULL;
  BgTransport *transport;

  if (options[0] == '\0')
    *strchr (uri, '?') = '\0';
  transport = bg_transport_new_for_uri (uri, &error);
  g_assert_no_error (error);
  return transport;
}

BgTransport *
durable_transport_share (BgTransport *transport)
{
  g_autoptr (GError) error = NULL;
  BgTransport *other = bg_transport_new_for_uri (bg_transport_get_name (transport), &error);

  g_assert_no_error (error);
  return other;
}

BgQueuedTask *
durable_task_new (int number)
{
  return bg_queued_task_new ("photos", g_variant_new_parsed ("{'n': <%x>}", (gint64) number));
}

static int
get_number (GVariant *payload)
{
  gint64 number = -1;

  g_assert_true (g_variant_lookup (payload, "n", "x", &number));
  return (int) number;
}

int
durable_task_get_number (BgQueuedTask *task)
{
  return get_number (bg_queued_task_get_payload (task));
}

gboolean
durable_try_submit (BgTransport   *transport,
                    BgQueuedTask  *task,
                    GError       **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, task);
  return bg_transport_submit (transport, tasks, NULL, error);
}

void
durable_submit (BgTransport  *transport,
                BgQueuedTask *task)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (durable_try_submit (transport, task, &error));
  g_assert_no_error (error);
}

void
durable_submit_number (BgTransport *transport,
                       int          number)
{
  g_autoptr (BgQueuedTask) task = durable_task_new (number);

  durable_submit (transport, task);
}

BgLease *
durable_lease (BgTransport *transport)
{
  g_autoptr (GError) error = NULL;
  BgLease *lease = bg_transport_lease_task (transport, "photos", 0, NULL, &error);

  g_assert_no_error (error);
  return lease;
}

BgLease *
durable_lease_for (BgTransport *transport,
                   guint        milliseconds)
{
  const char *const queues[] = { "photos", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) leases = bg_transport_reserve (transport, queues, 1, milliseconds, 0, NULL, &error);

  g_assert_no_error (error);
  return leases->len > 0 ? g_object_ref (leases->pdata[0]) : NULL;
}

void
durable_ack (BgLease *lease)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_lease_ack (lease, NULL, NULL, &error));
  g_assert_no_error (error);
}

void
durable_nack (BgLease    *lease,
              BgNackMode  mode,
              gint64      delay,
              const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_lease_nack (lease, mode, delay, reason, NULL, &error));
  g_assert_no_error (error);
}

char *
durable_drain (BgTransport *transport)
{
  GString *text = g_string_new (NULL);

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) payload = bg_transport_get_task (transport, "photos", NULL, &error);

      g_assert_no_error (error);
      if (payload == NULL)
        return g_string_free (text, FALSE);
      g_string_append_printf (text, "%s%d", text->len > 0 ? " " : "", get_number (payload));
    }
}

BgQueuedTask *
durable_lookup (BgTransport *transport,
                const char  *id)
{
  g_autoptr (GError) error = NULL;
  BgQueuedTask *task = bg_transport_lookup (transport, "photos", id, NULL, &error);

  g_assert_no_error (error);
  return task;
}

void
durable_assert_counts (BgTransport *transport,
                       const char  *counts)
{
  g_autoptr (GError) error = NULL;
  BgQueueStats *stats = bg_transport_stats (transport, "photos", NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (stats->exact);
  text = g_strdup_printf ("%d %d %d %d %d %d", (int) stats->scheduled, (int) stats->ready, (int) stats->leased,
                          (int) stats->done, (int) stats->dead, (int) stats->cancelled);
  g_assert_cmpstr (text, ==, counts);
  bg_queue_stats_free (stats);
}

gint64
durable_cancel (BgTransport *transport,
                const char  *id)
{
  const char *const ids[] = { id, NULL };
  g_autoptr (GError) error = NULL;
  gint64 n = bg_transport_cancel (transport, "photos", ids, NULL, &error);

  g_assert_no_error (error);
  return n;
}
