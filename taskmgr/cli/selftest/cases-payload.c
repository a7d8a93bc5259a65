/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-cases.h"

#include <math.h>
#include <string.h>

/* Payloads. */

static gboolean
comes_back (Selftest   *t,
            const char *sent,
            const char *expected)
{
  g_autoptr (GVariant) payload = g_variant_parse (G_VARIANT_TYPE_VARDICT, sent, NULL, NULL, &t->error);
  g_autoptr (GVariant) got = NULL;
  g_autoptr (GVariant) wanted = NULL;

  if (payload == NULL
      || !bg_transport_submit_task (t->transport, t->queue, payload, t->cancellable, &t->error))
    return selftest_check (t, FALSE, sent, __LINE__);
  got = bg_transport_get_task (t->transport, t->queue, t->cancellable, &t->error);
  wanted = g_variant_parse (G_VARIANT_TYPE_VARDICT, expected, NULL, NULL, &t->error);
  return selftest_check (t, got != NULL && wanted != NULL && g_variant_equal (got, wanted), sent, __LINE__);
}

static void
comes_back_as_sent (Selftest *t)
{
  static const char * const payloads[] = {
    "{}",
    "{'a': <int64 0>}",
    "{'max': <int64 9223372036854775807>, 'min': <int64 -9223372036854775808>}",
    "{'half': <0.5>, 'pi': <3.1415926535897931>, 'small': <1e-300>, 'whole': <1e10>}",
    "{'no': <false>, 'yes': <true>}",
    "{'empty': <''>, 'text': <'Grüße, 日本, \\u0001 \\\" \\\\ / \\n\\t'>}",
    "{'list': <[<int64 1>, <'two'>, <3.5>, <[<true>]>]>}",
    "{'map': <{'deep': <{'deeper': <'deepest'>}>, 'empty': <@a{sv} {}>}>}",
    "{'none': <@mv nothing>, 'nothing': <@av []>}",
    "{'': <'an empty key'>, 'ünï': <'a key'>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++)
    if (!comes_back (t, payloads[i], payloads[i]))
      return;
}

/* Of each kind of number the widest comes back. */
static void
numbers_are_widened (Selftest *t)
{
  CHECK (t, comes_back (t, "{'i': <7>, 'q': <uint16 7>, 'y': <byte 0x07>}",
                        "{'i': <int64 7>, 'q': <int64 7>, 'y': <int64 7>}"));
  CHECK (t, comes_back (t, "{'as': <['a', 'b']>, 'ai': <[1, 2]>}",
                        "{'ai': <[<int64 1>, <int64 2>]>, 'as': <[<'a'>, <'b'>]>}"));
}

static void
empty_is_not_nothing (Selftest *t)
{
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_autoptr (GVariant) got = NULL;
  g_autoptr (GVariant) nothing = NULL;

  CHECK (t, bg_transport_submit_task (t->transport, t->queue, empty, t->cancellable, &t->error));
  got = bg_transport_get_task (t->transport, t->queue, t->cancellable, &t->error);
  CHECK (t, got != NULL && g_variant_n_children (got) == 0);
  nothing = bg_transport_get_task (t->transport, t->queue, t->cancellable, &t->error);
  CHECK (t, nothing == NULL && t->error == NULL);
}

static gboolean
is_refused (Selftest   *t,
            GVariant   *value,
            const char *what)
{
  GVariantDict dict;
  g_autoptr (GVariant) payload = NULL;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "value", value);
  payload = g_variant_ref_sink (g_variant_dict_end (&dict));
  return selftest_check_refused (t,
                                 bg_transport_submit_task (t->transport, t->queue, payload, t->cancellable, &t->error),
                                 BG_TRANSPORT_ERROR_INVALID_PAYLOAD, what, __LINE__);
}

static void
unsayable_is_refused (Selftest *t)
{
  CHECK (t, is_refused (t, g_variant_new_double (NAN), "a number that is none"));
  CHECK (t, is_refused (t, g_variant_new_double (INFINITY), "infinity"));
  CHECK (t, is_refused (t, g_variant_new_uint64 (G_MAXUINT64), "an integer that is too large"));
  CHECK (t, is_refused (t, g_variant_new_handle (1), "a handle"));
  CHECK (t, is_refused (t, g_variant_new_bytestring ("bytes"), "bytes"));
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) == 0);
}

static BgQueuedTask *
make_sized (Selftest *t,
            gsize     size)
{
  /* The JSON text is {"x":"…"}. */
  g_autofree char *text = g_strnfill (size - strlen ("{\"x\":\"\"}"), 'x');
  GVariantDict payload;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "x", "s", text);
  return selftest_keep (t, bg_queued_task_new (t->queue, g_variant_dict_end (&payload)));
}

static void
large_is_refused (Selftest *t)
{
  guint limit = 4096;

  bg_transport_set_max_payload (t->transport, limit);
  CHECK (t, selftest_submit (t, make_sized (t, limit)));
  CHECK_REFUSED (t, selftest_submit (t, make_sized (t, limit + 1)), BG_TRANSPORT_ERROR_TOO_LARGE);
  CHECK (t, bg_transport_poll_queue (t->transport, t->queue, t->cancellable, &t->error) == 1);
}

static void
mebibyte_works (Selftest *t)
{
  BgQueuedTask *task = make_sized (t, bg_transport_get_max_payload (t->transport));
  BgLease *lease;

  CHECK (t, selftest_submit (t, task));
  lease = selftest_lease (t, 60 * 1000, 0);
  CHECK (t, lease != NULL);
  CHECK (t, g_variant_equal (bg_queued_task_get_payload (bg_lease_get_task (lease)),
                             bg_queued_task_get_payload (task)));
}

const SelftestCase selftest_payload_cases[] = {
  { "payload/comes-back-as-sent", comes_back_as_sent },
  { "payload/numbers-come-back-as-the-widest", numbers_are_widened },
  { "payload/empty-is-not-nothing", empty_is_not_nothing },
  { "payload/what-json-cannot-say-is-refused", unsayable_is_refused },
  { "payload/beyond-the-limit-is-refused", large_is_refused },
  { "payload/the-largest-one-works", mebibyte_works },
  { NULL }
};
