/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

#include <string.h>

/* Opening and closing. */

static void
opened_twice (Selftest *t)
{
  CHECK (t, bg_transport_open (t->transport, TRUE, t->cancellable, &t->error));
  CHECK (t, bg_transport_get_state (t->transport) == BG_TRANSPORT_STATE_READY);
}

static void
opened_by_use (Selftest *t)
{
  BgTransport *fresh = bg_transport_new_for_uri (t->uri, &t->error);

  CHECK (t, fresh != NULL);
  selftest_keep (t, fresh);
  CHECK (t, bg_transport_get_state (fresh) == BG_TRANSPORT_STATE_NEW);
  CHECK (t, bg_transport_poll_queue (fresh, t->queue, t->cancellable, &t->error) == 0);
  CHECK (t, bg_transport_get_state (fresh) == BG_TRANSPORT_STATE_READY);
}

static void
tells_its_name (Selftest *t)
{
  CHECK (t, bg_transport_get_name (t->transport) != NULL);
  CHECK (t, g_uri_peek_scheme (bg_transport_get_name (t->transport)) != NULL);
}

static void
name_hides_password (Selftest *t)
{
  g_autoptr (GUri) uri = g_uri_parse (t->uri, G_URI_FLAGS_HAS_PASSWORD, NULL);

  /* What has no password hides it well enough. */
  if (uri == NULL || g_uri_get_password (uri) == NULL || g_uri_get_password (uri)[0] == '\0')
    return;
  CHECK (t, strstr (bg_transport_get_name (t->transport), g_uri_get_password (uri)) == NULL);
}

static void
tells_what_it_can_do (Selftest *t)
{
  BgTransportCapabilities capabilities = bg_transport_get_capabilities (t->transport);

  CHECK (t, bg_transport_get_durability (t->transport) >= BG_DURABILITY_NONE);
  CHECK (t, bg_transport_get_durability (t->transport) <= BG_DURABILITY_REPLICATED);
  /* Hosts are processes, too. */
  CHECK (t, (capabilities & BG_TRANSPORT_CAPABILITIES_MULTI_HOST) == 0
            || (capabilities & BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS) != 0);
}

static void
closed_refuses (Selftest *t)
{
  CHECK (t, bg_transport_close (t->transport, t->cancellable, &t->error));
  CHECK (t, bg_transport_get_state (t->transport) == BG_TRANSPORT_STATE_CLOSED);
  CHECK_REFUSED (t, selftest_submit (t, selftest_task (t, 1)), BG_TRANSPORT_ERROR_CLOSED);
  CHECK_REFUSED (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) >= 0,
                 BG_TRANSPORT_ERROR_CLOSED);
}

static void
closed_completes_what_waits (Selftest *t)
{
  GAsyncResult **answer = selftest_make_answer (t);
  GAsyncResult **closed = selftest_make_answer (t);
  g_autoptr (BgLease) lease = NULL;

  bg_transport_lease_task_async (t->transport, t->queue, -1, t->cancellable, selftest_answer_cb, answer);
  bg_transport_close_async (t->transport, t->cancellable, selftest_answer_cb, closed);
  CHECK (t, selftest_await (t, answer));
  lease = bg_transport_lease_task_finish (t->transport, *answer, &t->error);
  CHECK_REFUSED (t, lease != NULL, BG_TRANSPORT_ERROR_CLOSED);
  CHECK (t, selftest_await (t, closed));
  CHECK (t, bg_transport_close_finish (t->transport, *closed, &t->error));
}

/* Promise 1: accepted means kept. */
static void
kept_when_closed (Selftest *t)
{
  BgTransport *other;

  CHECK (t, selftest_submit_some (t, t->queue, 3));
  CHECK (t, bg_transport_close (t->transport, t->cancellable, &t->error));
  g_clear_object (&t->transport);
  CHECK (t, selftest_open (t));
  other = t->transport;
  CHECK (t, bg_transport_poll_queue (other, t->queue, t->cancellable, &t->error) == 3);
  CHECK_TEXT (t, selftest_drain (t, t->queue), "1 2 3");
}

static void
leases_given_back_when_closed (Selftest *t)
{
  BgLease *lease;

  CHECK (t, selftest_submit_some (t, t->queue, 1));
  CHECK (t, selftest_lease (t, 60 * 1000, 0) != NULL);
  CHECK (t, bg_transport_close (t->transport, t->cancellable, &t->error));
  g_clear_object (&t->transport);
  CHECK (t, selftest_open (t));
  lease = selftest_lease (t, 0, 0);
  CHECK (t, lease != NULL);
  CHECK (t, bg_queued_task_get_crashes (bg_lease_get_task (lease)) == 0);
}

const SelftestCase selftest_open_cases[] = {
  { "open/a-second-time-is-fine", opened_twice },
  { "open/the-first-operation-does-it", opened_by_use },
  { "open/the-name-is-a-uri", tells_its_name },
  { "open/the-name-hides-the-password", name_hides_password },
  { "open/capabilities-and-durability-are-told", tells_what_it_can_do },
  { "close/refuses-what-comes-later", closed_refuses },
  { "close/completes-what-waits", closed_completes_what_waits },
  { "close/accepted-means-kept", kept_when_closed, BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS },
  { "close/gives-leases-back", leases_given_back_when_closed, BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS },
  { NULL }
};
