/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

#include <string.h>

/* The names of queues. */

static const char * const bad_names[] = {
  "", "a", "A", "Photos", "photos!", "1photos", "_photos", "photos_", "pho__tos", "pho tos", "photos\n", "../photos",
  "pho/tos", ".", "..", "pho.tos", "pho-tos", "photös", "photos\t", " photos",
  "a23456789012345678901234567890123456789012345678901234567890123_5",    /* 65 */
};

static gboolean
is_refused_by_all (Selftest   *t,
                   const char *name)
{
  const char * const names[] = { name, NULL };
  g_autoptr (GVariant) payload = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  BgTransportError code = BG_TRANSPORT_ERROR_INVALID_NAME;

  if (!selftest_check_refused (t, bg_transport_submit_task (t->transport, name, empty, t->cancellable, &t->error), code,
                               name, __LINE__))
    return FALSE;
  payload = bg_transport_get_task (t->transport, name, t->cancellable, &t->error);
  if (!selftest_check_refused (t, payload != NULL, code, name, __LINE__))
    return FALSE;
  leases = bg_transport_reserve (t->transport, names, 1, 0, 0, t->cancellable, &t->error);
  if (!selftest_check_refused (t, leases != NULL, code, name, __LINE__))
    return FALSE;
  return selftest_check_refused (t, bg_transport_poll_queue (t->transport, name, t->cancellable, &t->error) >= 0, code,
                                 name, __LINE__);
}

static void
bad_names_refused (Selftest *t)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_names); i++)
    if (!is_refused_by_all (t, bad_names[i]))
      return;
}

static void
message_quotes_name (Selftest *t)
{
  gint64 count = bg_transport_poll_queue (t->transport, "No Such Name", t->cancellable, &t->error);
  gboolean quoted = t->error != NULL && strstr (t->error->message, "No Such Name") != NULL;

  CHECK (t, count < 0);
  CHECK (t, quoted);
}

/* Of 64 characters, the longest there are. */
static void
longest_name (Selftest *t)
{
  g_autoptr (GString) suffix = g_string_new (NULL);
  const char *queue;

  while (strlen (t->prefix) + 1 + suffix->len < 64)
    g_string_append_c (suffix, 'z');
  queue = selftest_add_queue (t, suffix->str);
  CHECK (t, selftest_submit_some (t, queue, 2));
  CHECK_TEXT (t, selftest_drain (t, queue), "1 2");
}

static void
bad_worker_refused (Selftest *t)
{
  BgQueuedTask *task = selftest_task (t, 1);

  bg_queued_task_set_worker (task, "../worker");
  CHECK_REFUSED (t, selftest_submit (t, task), BG_TRANSPORT_ERROR_INVALID_NAME);
}

static void
bad_schedule_refused (Selftest *t)
{
  gint64 instant = 0;

  CHECK_REFUSED (t, bg_transport_get_fired (t->transport, "a/b", &instant, t->cancellable, &t->error),
                 BG_TRANSPORT_ERROR_INVALID_NAME);
}

static void
hostile_texts_are_texts (Selftest *t)
{
  static const char hostile[] = "'; DROP TABLE tasks; --\"\\ $(reboot) %s%n \xf0\x9f\x92\xa9 {\"a\":1} \r\n../../x";
  BgQueuedTask *task = selftest_task (t, 1);
  BgLease *lease;

  if ((t->capabilities & BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY) != 0)
    bg_queued_task_set_unique_key (task, hostile);
  if ((t->capabilities & BG_TRANSPORT_CAPABILITIES_SERIAL_KEY) != 0)
    bg_queued_task_set_serial_key (task, hostile);
  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_lease_nack (lease, BG_NACK_RETRY, 0, hostile, t->cancellable, &t->error));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK_TEXT (t, bg_queued_task_get_reason (bg_lease_get_task (lease)), hostile);
}

const SelftestCase selftest_name_cases[] = {
  { "names/bad-ones-are-refused-everywhere", bad_names_refused },
  { "names/the-message-quotes-the-name", message_quotes_name },
  { "names/64-characters-work", longest_name },
  { "names/bad-workers-are-refused", bad_worker_refused },
  { "names/bad-schedules-are-refused", bad_schedule_refused },
  { "names/hostile-texts-are-only-texts", hostile_texts_are_texts },
  { NULL }
};
