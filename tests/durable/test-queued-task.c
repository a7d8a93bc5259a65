/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

#include "durable/bg-queued-task-private.h"

static GVariant *
make_payload (void)
{
  return g_variant_new_parsed ("{'path': <'a.jpg'>, 'size': <int64 128>}");
}

static void
test_new (void)
{
  g_autoptr (GVariant) payload = g_variant_ref_sink (make_payload ());
  BgQueuedTask *task = bg_queued_task_new ("photos", payload);

  g_assert_cmpstr (bg_queued_task_get_queue (task), ==, "photos");
  g_assert_true (bg_queued_task_get_payload (task) == payload);
  g_assert_null (bg_queued_task_get_worker (task));
  g_assert_cmpint (bg_queued_task_get_priority (task), ==, 4);
  g_assert_cmpint (bg_queued_task_get_not_before (task), ==, 0);
  g_assert_cmpint (bg_queued_task_get_expires (task), ==, 0);
  g_assert_cmpuint (bg_queued_task_get_max_attempts (task), ==, 25);
  g_assert_cmpuint (bg_queued_task_get_time_limit (task), ==, 0);
  g_assert_null (bg_queued_task_get_unique_key (task));
  g_assert_null (bg_queued_task_get_serial_key (task));
  g_assert_false (bg_queued_task_is_duplicate (task));
  g_assert_cmpint (bg_queued_task_get_state (task), ==, BG_QUEUED_STATE_READY);
  g_assert_cmpuint (bg_queued_task_get_attempt (task), ==, 0);
  g_assert_cmpuint (bg_queued_task_get_crashes (task), ==, 0);
  g_assert_cmpfloat (bg_queued_task_get_progress (task), ==, 0.0);
  g_assert_null (bg_queued_task_get_message (task));
  g_assert_null (bg_queued_task_get_reason (task));
  g_assert_null (bg_queued_task_get_result (task));
  g_assert_cmpint (bg_queued_task_get_submitted (task), ==, 0);
  g_assert_cmpint (bg_queued_task_get_finished (task), ==, 0);
  g_assert_finalize_object (task);
}

static void
test_ids (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *before = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (BgQueuedTask) task = bg_queued_task_new ("photos", NULL);
      const char *id = bg_queued_task_get_id (task);

      g_assert_cmpuint (strlen (id), ==, 26);
      g_assert_true (bg_queued_task_is_id (id));
      g_assert_true (g_hash_table_add (seen, g_strdup (id)));
      /* The first ten are the time. */
      g_assert_true (before == NULL || strncmp (before, id, 10) <= 0);
      g_free (before);
      before = g_strdup (id);
    }
}

/* The time that an id begins with is the one at which it was made. */
static void
test_id_tells_time (void)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new ("photos", NULL);
  const char *id = bg_queued_task_get_id (task);
  gint64 now = g_get_real_time () / 1000;
  gint64 time = 0;

  for (guint i = 0; i < 10; i++)
    time = time * 32 + (strchr ("0123456789abcdefghjkmnpqrstvwxyz", id[i]) - "0123456789abcdefghjkmnpqrstvwxyz");
  g_assert_cmpint (time, <=, now);
  g_assert_cmpint (time, >, now - 60 * 1000);
}

static void
test_valid_ids (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *longer = g_strnfill (65, 'a');
  g_autoptr (BgQueuedTask) task = bg_queued_task_new ("photos", NULL);

  g_assert_true (bg_queued_task_is_id (longest));
  g_assert_true (bg_queued_task_is_id ("nightly-2026-11-21"));
  g_assert_false (bg_queued_task_is_id (longer));
  g_assert_false (bg_queued_task_is_id (""));
  g_assert_false (bg_queued_task_is_id ("A"));
  g_assert_false (bg_queued_task_is_id ("a\n"));
  g_assert_false (bg_queued_task_is_id ("../a"));
  g_assert_false (bg_queued_task_is_id ("a_b"));

  bg_queued_task_set_id (task, "nightly-2026-11-21");
  g_assert_cmpstr (bg_queued_task_get_id (task), ==, "nightly-2026-11-21");
}

static void
test_bad_id (void)
{
  g_autoptr (BgQueuedTask) task = NULL;

  if (g_test_subprocess ())
    {
      task = bg_queued_task_new ("photos", NULL);
      bg_queued_task_set_id (task, "../photos");
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*bg_queued_task_is_id*");
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  ++*(guint *) user_data;
}

/* Set by its property, the setter, and again. */
#define TEST_SETTING(task, property, setter, getter, first, second, assert_same)              \
  G_STMT_START                                                                                 \
    {                                                                                          \
      guint n_notified = 0;                                                                    \
      gulong handler = g_signal_connect (task, "notify::" property, G_CALLBACK (count_cb), &n_notified); \
                                                                                               \
      g_object_set (task, property, first, NULL);                                              \
      assert_same (getter (task), first);                                                      \
      g_assert_cmpuint (n_notified, ==, 1);                                                    \
      setter (task, second);                                                                   \
      assert_same (getter (task), second);                                                     \
      g_assert_cmpuint (n_notified, ==, 2);                                                    \
      setter (task, second);                                                                   \
      g_assert_cmpuint (n_notified, ==, 2);                                                    \
      g_signal_handler_disconnect (task, handler);                                             \
    }                                                                                          \
  G_STMT_END

#define SAME_TEXT(one, other)   g_assert_cmpstr (one, ==, other)
#define SAME_NUMBER(one, other) g_assert_cmpint (one, ==, other)

static void
test_settings (void)
{
  BgQueuedTask *task = bg_queued_task_new ("photos", NULL);

  TEST_SETTING (task, "id", bg_queued_task_set_id, bg_queued_task_get_id, "one", "two", SAME_TEXT);
  TEST_SETTING (task, "worker", bg_queued_task_set_worker, bg_queued_task_get_worker, "one", NULL, SAME_TEXT);
  TEST_SETTING (task, "unique-key", bg_queued_task_set_unique_key, bg_queued_task_get_unique_key, "é", NULL, SAME_TEXT);
  TEST_SETTING (task, "serial-key", bg_queued_task_set_serial_key, bg_queued_task_get_serial_key, "1", "2", SAME_TEXT);
  TEST_SETTING (task, "priority", bg_queued_task_set_priority, bg_queued_task_get_priority, 0, 9, SAME_NUMBER);
  TEST_SETTING (task, "not-before", bg_queued_task_set_not_before, bg_queued_task_get_not_before,
                G_GINT64_CONSTANT (5), G_GINT64_CONSTANT (0), SAME_NUMBER);
  TEST_SETTING (task, "expires", bg_queued_task_set_expires, bg_queued_task_get_expires,
                G_GINT64_CONSTANT (5), G_GINT64_CONSTANT (0), SAME_NUMBER);
  TEST_SETTING (task, "max-attempts", bg_queued_task_set_max_attempts, bg_queued_task_get_max_attempts, 1u, 3u,
                SAME_NUMBER);
  TEST_SETTING (task, "time-limit", bg_queued_task_set_time_limit, bg_queued_task_get_time_limit, 1u, 0u, SAME_NUMBER);
  g_assert_finalize_object (task);
}

static void
test_delay (void)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new ("photos", NULL);
  gint64 before = g_get_real_time ();

  bg_queued_task_set_delay (task, 1000);
  g_assert_cmpint (bg_queued_task_get_not_before (task), >=, before + 1000000);
  g_assert_cmpint (bg_queued_task_get_not_before (task), <=, g_get_real_time () + 1000000);
  bg_queued_task_set_delay (task, 0);
  g_assert_cmpint (bg_queued_task_get_not_before (task), ==, 0);
}

/* As bindings make one. */
static void
test_from_properties (void)
{
  g_autoptr (GVariant) payload = g_variant_ref_sink (make_payload ());
  g_autoptr (BgQueuedTask) task = g_object_new (BG_TYPE_QUEUED_TASK, "queue", "photos", "payload", payload,
                                                "priority", 7, "unique-key", "a", NULL);
  g_autoptr (GVariant) seen = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autofree char *queue = NULL;
  g_autofree char *id = NULL;
  gboolean duplicate = TRUE;
  BgQueuedState state = 0;
  guint attempt = 1, crashes = 1;
  double progress = 1.0;
  gint64 submitted = 1, finished = 1;

  g_object_get (task, "queue", &queue, "payload", &seen, "id", &id, "duplicate", &duplicate, "state", &state,
                "attempt", &attempt, "crashes", &crashes, "progress", &progress, "result", &result,
                "submitted", &submitted, "finished", &finished, NULL);
  g_assert_cmpstr (queue, ==, "photos");
  g_assert_cmpvariant (seen, payload);
  g_assert_cmpuint (strlen (id), ==, 26);
  g_assert_false (duplicate);
  g_assert_cmpint (state, ==, BG_QUEUED_STATE_READY);
  g_assert_cmpuint (attempt + crashes, ==, 0);
  g_assert_cmpfloat (progress, ==, 0.0);
  g_assert_null (result);
  g_assert_cmpint (submitted + finished, ==, 0);
}

static void
test_duplicate (void)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new ("photos", NULL);

  bg_queued_task_set_duplicate (task, TRUE);
  g_assert_true (bg_queued_task_is_duplicate (task));
}

/* Nothing that can be wrong with a payload makes a task that cannot be made; it cannot be stored then. */
static void
test_payloads (void)
{
  g_autoptr (BgQueuedTask) none = bg_queued_task_new ("photos", NULL);
  g_autoptr (BgQueuedTask) text = bg_queued_task_new ("photos", g_variant_new_string ("{\"a\":1}"));
  g_autoptr (BgQueuedTask) wrong = bg_queued_task_new ("photos", g_variant_new_int32 (1));
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed ("{'a': <int64 1>}"));

  g_assert_cmpuint (g_variant_n_children (bg_queued_task_get_payload (none)), ==, 0);
  g_assert_cmpvariant (bg_queued_task_get_payload (text), expected);
  g_assert_null (wrong->json);
  g_assert_cmpstr (g_variant_get_type_string (bg_queued_task_get_payload (wrong)), ==, "i");
}

static BgQueuedTask *
make_full (void)
{
  BgQueuedTask *task = bg_queued_task_new ("photos", make_payload ());

  bg_queued_task_set_worker (task, "rotate");
  bg_queued_task_set_unique_key (task, "one \" \n key");
  bg_queued_task_set_serial_key (task, "ü");
  bg_queued_task_set_priority (task, 9);
  bg_queued_task_set_max_attempts (task, 3);
  bg_queued_task_set_time_limit (task, 5000);
  bg_queued_task_set_not_before (task, 1000);
  bg_queued_task_set_expires (task, G_MAXINT64);
  task->state = BG_QUEUED_STATE_DEAD;
  task->attempt = 2;
  task->crashes = 1;
  task->progress = 0.5;
  task->message = g_strdup ("half");
  task->reason = g_strdup ("rejected: why");
  task->result = g_strdup ("[1,null]");
  task->submitted = 17;
  task->finished = 18;
  task->cancel_asked = TRUE;
  return task;
}

static void
assert_same_task (BgQueuedTask *one,
                  BgQueuedTask *other)
{
  g_autofree char *one_json = bg_queued_task_to_json (one);
  g_autofree char *other_json = bg_queued_task_to_json (other);

  g_assert_cmpstr (one_json, ==, other_json);
  g_assert_cmpstr (one->id, ==, other->id);
  g_assert_cmpstr (one->queue, ==, other->queue);
  g_assert_cmpstr (one->worker, ==, other->worker);
  g_assert_cmpstr (one->json, ==, other->json);
  g_assert_cmpstr (one->unique_key, ==, other->unique_key);
  g_assert_cmpstr (one->serial_key, ==, other->serial_key);
  g_assert_cmpint (one->priority, ==, other->priority);
  g_assert_cmpuint (one->max_attempts, ==, other->max_attempts);
  g_assert_cmpuint (one->time_limit, ==, other->time_limit);
  g_assert_cmpint (one->not_before, ==, other->not_before);
  g_assert_cmpint (one->expires, ==, other->expires);
  g_assert_cmpint (one->state, ==, other->state);
  g_assert_cmpuint (one->attempt, ==, other->attempt);
  g_assert_cmpuint (one->crashes, ==, other->crashes);
  g_assert_cmpfloat (one->progress, ==, other->progress);
  g_assert_cmpstr (one->message, ==, other->message);
  g_assert_cmpstr (one->reason, ==, other->reason);
  g_assert_cmpstr (one->result, ==, other->result);
  g_assert_cmpint (one->submitted, ==, other->submitted);
  g_assert_cmpint (one->finished, ==, other->finished);
  g_assert_cmpint (one->cancel_asked, ==, other->cancel_asked);
  g_assert_cmpvariant (bg_queued_task_get_payload (one), bg_queued_task_get_payload (other));
}

static void
test_json_holds_all (void)
{
  g_autoptr (BgQueuedTask) task = make_full ();
  g_autoptr (BgQueuedTask) copy = bg_queued_task_copy (task);
  g_autoptr (BgQueuedTask) back = NULL;
  g_autoptr (BgQueuedTask) plain = bg_queued_task_new ("photos", NULL);
  g_autoptr (BgQueuedTask) plain_back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = bg_queued_task_to_json (task);
  g_autofree char *plain_json = bg_queued_task_to_json (plain);
  g_autofree char *expected = g_strdup_printf ("{\"id\":\"%s\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{}}",
                                               plain->id);

  assert_same_task (task, copy);
  back = bg_queued_task_new_from_json (json, &error);
  g_assert_no_error (error);
  assert_same_task (task, back);
  g_assert_null (strchr (json, '\n'));

  g_assert_cmpstr (plain_json, ==, expected);
  plain_back = bg_queued_task_new_from_json (plain_json, &error);
  g_assert_no_error (error);
  assert_same_task (plain, plain_back);
}

static void
test_json_states (void)
{
  for (guint state = BG_QUEUED_STATE_SCHEDULED; state <= BG_QUEUED_STATE_CANCELLED; state <<= 1)
    {
      g_autoptr (BgQueuedTask) task = bg_queued_task_new ("photos", NULL);
      g_autoptr (BgQueuedTask) back = NULL;
      g_autofree char *json = NULL;

      task->state = state;
      json = bg_queued_task_to_json (task);
      back = bg_queued_task_new_from_json (json, NULL);
      g_assert_cmpint (bg_queued_task_get_state (back), ==, state);
    }
}

static void
test_result (void)
{
  g_autoptr (BgQueuedTask) task = make_full ();
  g_autoptr (GVariant) result = bg_queued_task_get_result (task);
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed ("[<int64 1>, <@mv nothing>]"));

  g_assert_cmpvariant (result, expected);
}

static const char *const damaged[] =
  {
    "",
    "{",
    "[]",
    "{}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\"}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"payload\":{}}",
    "{\"id\":\"a\",\"state\":\"ready\",\"payload\":{}}",
    "{\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{}}",
    "{\"id\":\"../a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{}}",
    "{\"id\":\"a\",\"queue\":\"../photos\",\"state\":\"ready\",\"payload\":{}}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"asleep\",\"payload\":{}}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":3,\"payload\":{}}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":[]}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":null}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"priority\":10}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"priority\":-1}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"priority\":\"9\"}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"priority\":1.5}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"max_attempts\":0}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"attempt\":4294967296}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"progress\":1.5}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"worker\":null}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"submitted\":-1}",
    "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{},\"cancel_asked\":1}",
  };

static void
test_damaged (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bg_queued_task_new_from_json (damaged[i], &error));
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT);
    }
}

/* A later version may know more. */
static void
test_unknown_members (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueuedTask) task = bg_queued_task_new_from_json (
      "{\"colour\":[1],\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{\"b\":1,\"a\":1.0}}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (task->json, ==, "{\"a\":1.0,\"b\":1}");
}

static gpointer
get_payload_thread (gpointer data)
{
  return bg_queued_task_get_payload (data);
}

/* It is made from JSON when it is asked for; two who ask at once get the same. */
static void
test_payload_in_threads (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (BgQueuedTask) task = bg_queued_task_new_from_json (
          "{\"id\":\"a\",\"queue\":\"photos\",\"state\":\"ready\",\"payload\":{\"a\":1}}", NULL);
      GThread *one = g_thread_new ("one", get_payload_thread, task);
      GThread *other = g_thread_new ("other", get_payload_thread, task);
      GVariant *payload = g_thread_join (one);

      g_assert_true (payload == g_thread_join (other));
      g_assert_true (payload == bg_queued_task_get_payload (task));
    }
}

static void
test_stats (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  BgQueueStats *stats = bg_queue_stats_new ();
  BgQueueStats *copy;

  g_assert_true (stats->exact);
  stats->ready = 3;
  g_value_init (&value, BG_TYPE_QUEUE_STATS);
  g_value_set_boxed (&value, stats);
  copy = bg_queue_stats_copy (g_value_get_boxed (&value));
  g_assert_cmpuint (copy->ready, ==, 3);
  g_assert_cmpuint (copy->scheduled + copy->leased + copy->done + copy->dead + copy->cancelled, ==, 0);
  bg_queue_stats_free (stats);
  bg_queue_stats_free (copy);
}

static void
test_transient (void)
{
  for (int code = BG_TRANSPORT_ERROR_INVALID_URI; code <= BG_TRANSPORT_ERROR_FAILED; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (BG_TRANSPORT_ERROR, code, "x");

      g_assert_cmpint (bg_transport_error_is_transient (error), ==,
                       code == BG_TRANSPORT_ERROR_UNAVAILABLE || code == BG_TRANSPORT_ERROR_TIMED_OUT
                         || code == BG_TRANSPORT_ERROR_FULL || code == BG_TRANSPORT_ERROR_NO_SPACE
                         || code == BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN);
    }
  for (int code = 0; code < 50; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, code, "x");

      g_assert_false (bg_transport_error_is_transient (error));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/queued-task/new", test_new);
  g_test_add_func ("/queued-task/ids", test_ids);
  g_test_add_func ("/queued-task/id-tells-time", test_id_tells_time);
  g_test_add_func ("/queued-task/valid-ids", test_valid_ids);
  g_test_add_func ("/queued-task/bad-id", test_bad_id);
  g_test_add_func ("/queued-task/settings", test_settings);
  g_test_add_func ("/queued-task/delay", test_delay);
  g_test_add_func ("/queued-task/from-properties", test_from_properties);
  g_test_add_func ("/queued-task/duplicate", test_duplicate);
  g_test_add_func ("/queued-task/payloads", test_payloads);
  g_test_add_func ("/queued-task/json/holds-all", test_json_holds_all);
  g_test_add_func ("/queued-task/json/states", test_json_states);
  g_test_add_func ("/queued-task/json/damaged", test_damaged);
  g_test_add_func ("/queued-task/json/unknown-members", test_unknown_members);
  g_test_add_func ("/queued-task/result", test_result);
  g_test_add_func ("/queued-task/payload-in-threads", test_payload_in_threads);
  g_test_add_func ("/queue-stats/boxed", test_stats);
  g_test_add_func ("/transport-error/transient", test_transient);

  return g_test_run ();
}
