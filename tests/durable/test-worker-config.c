/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable/bg-worker-config-private.h"
#include "worker-test.h"

#include <glib/gstdio.h>

static BgWorkerConfig *
load (const char *text)
{
  BgWorkerConfig *config = bg_worker_config_new ();
  g_autoptr (GError) error = NULL;

  bg_worker_config_load_data (config, text, "a.conf", &error);
  g_assert_no_error (error);
  return config;
}

static BgWorkerRegistry *
make_registry (void)
{
  BgWorkerRegistry *registry = bg_worker_registry_new ();
  g_autoptr (BgWorker) worker = worker_test_new ();

  bg_worker_registry_add (registry, worker);
  return registry;
}

static void
assert_list (char       **list,
             const char  *expected)
{
  g_autofree char *joined = g_strjoinv (" ", list);

  g_assert_cmpstr (joined, ==, expected);
  g_strfreev (list);
}

static void
assert_setting (BgWorkerConfig *config,
                const char     *queue,
                const char     *expected)
{
  g_autoptr (GVariant) settings = bg_worker_config_lookup_queue (config, queue);
  g_autoptr (GVariant) wanted = g_variant_ref_sink (g_variant_new_parsed (expected));
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_assert_nonnull (settings);
  g_assert_cmpuint (g_variant_n_children (settings), ==, g_variant_n_children (wanted));
  g_variant_iter_init (&iter, wanted);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      g_autoptr (GVariant) found = g_variant_lookup_value (settings, key, NULL);

      g_assert_nonnull (found);
      g_assert_cmpvariant (found, value);
      g_variant_unref (value);
    }
}

static void
test_shapes (void)
{
  g_autoptr (BgWorkerConfig) config = load ("[taskmgr]\ntransport=localmem://\ngrace=1.5\n"
                                            "[queues]\nmails=mailer\nold_mails=\n"
                                            "[queue photos]\nworker=resize\nprocesses=2\nrate_max_calls=10\n"
                                            "rate_period=60\ntime_limit=0.5\n"
                                            "[queue albums]\ndisabled=true\nworker=resize\n");
  g_autofree char *transport = bg_worker_config_dup_transport (config);

  g_test_summary ("R4.1, R4.2: a name, a worker with a rate, or nothing for disabled");
  g_assert_cmpstr (transport, ==, "localmem://");
  g_assert_cmpfloat (bg_worker_config_get_grace (config), ==, 1.5);
  assert_list (bg_worker_config_list_queues (config), "mails photos");
  assert_setting (config, "mails", "{'worker': <'mailer'>}");
  assert_setting (config, "old_mails", "{'disabled': <true>}");
  assert_setting (config, "photos", "{'worker': <'resize'>, 'processes': <uint64 2>, 'rate_max_calls': <uint64 10>, "
                                    "'rate_period': <60.0>, 'time_limit': <0.5>}");
  g_assert_null (bg_worker_config_lookup_queue (config, "nothing"));
}

static void
test_empty (void)
{
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();

  g_assert_null (bg_worker_config_dup_transport (config));
  g_assert_cmpfloat (bg_worker_config_get_grace (config), ==, 25.0);
  assert_list (bg_worker_config_list_queues (config), "");
  assert_list (bg_worker_config_list_schedules (config), "");
}

static const struct
{
  const char *text;
  const char *message;
} refused[] = {
  { "[nonsense]\na=b\n", "a.conf: [nonsense]: There is no such group" },
  { "[taskmgr]\ncolour=red\n", "a.conf: [taskmgr] colour: There is no such key" },
  { "[taskmgr]\ngrace=-1\n", "a.conf: [taskmgr] grace: A number of seconds above 0 is needed" },
  { "[taskmgr]\nworker_path=\n", "a.conf: [taskmgr] worker_path: The list is empty" },
  { "[queue photos]\nworkers=resize\n", "a.conf: [queue photos] workers: There is no such key" },
  { "[queue photos]\nprocesses=2\n",
    "a.conf: [queue photos]: It says neither which worker does the tasks nor that the queue is disabled" },
  { "[queue photos]\nworker=resize\nrate_max_calls=3\n",
    "a.conf: [queue photos] rate_max_calls: Half a limit: rate_max_calls and rate_period go together" },
  { "[queue photos]\nworker=resize\nrate_period=3\n",
    "a.conf: [queue photos] rate_period: Half a limit: rate_max_calls and rate_period go together" },
  { "[queue photos]\nworker=resize\nrate_max_calls=0\nrate_period=3\n",
    "a.conf: [queue photos] rate_max_calls: A whole number from 1 on is needed" },
  { "[queue photos]\nworker=resize\nrate_max_calls=1\nrate_period=0\n",
    "a.conf: [queue photos] rate_period: A number of seconds above 0 is needed" },
  { "[queue photos]\nworker=resize\nrate_max_calls=1\nrate_period=nan\n",
    "a.conf: [queue photos] rate_period: A number of seconds above 0 is needed" },
  { "[queue photos]\nworker=resize\nprocesses=two\n",
    "a.conf: [queue photos] processes: A whole number from 1 on is needed" },
  { "[queue photos]\nworker=resize\ndisabled=perhaps\n",
    "a.conf: [queue photos] disabled: It is either true or false" },
  { "[queue photos]\nworker=resize\n[queues]\nphotos=resize\n", "a.conf: [queue photos]: The queue is set twice" },
  { "[queue photos]\nworker=re\\q\\\n", "a.conf: [queue photos] worker: This is no text that can be read" },
  { "[worker resize]\nmemory=5\n", "a.conf: [worker resize]: A worker has exactly one of file, program and command" },
  { "[worker resize]\nfile=a.py\ncommand=b\n",
    "a.conf: [worker resize]: A worker has exactly one of file, program and command" },
  { "[schedule tidy]\ncron=0 3 * * *\nqueue=photos\n",
    "a.conf: [schedule tidy]: A schedule has exactly one of worker and command" },
  { "[schedule tidy]\ncron=0 3 * * *\nqueue=photos\nworker=tidy\ncommand=a\n",
    "a.conf: [schedule tidy]: A schedule has exactly one of worker and command" },
  { "[schedule tidy]\ncron=0 3 * * *\nworker=tidy\n",
    "a.conf: [schedule tidy]: A schedule needs a queue, into which its tasks are put" },
  { "[schedule tidy]\nstart_date=2026-01-01\nqueue=photos\nworker=tidy\n",
    "a.conf: [schedule tidy]: A schedule has either cron or at least one of second, minute, hour, day, week, day_of_week, "
    "month and year" },
  { "[schedule tidy]\nhour=3\nqueue=photos\nworker=tidy\nmissed=never\n",
    "a.conf: [schedule tidy] missed: It is one of skip, once and all" },
};

static void
test_refused (void)
{
  g_test_summary ("R4.2, R4.6: what makes no sense is refused at load, with file, group and key");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (bg_worker_config_load_data (config, refused[i].text, "a.conf", &error));
      g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, refused[i].message);
      assert_list (bg_worker_config_list_queues (config), "");
    }
}

static void
test_refused_names (void)
{
  static const char *const texts[] = {
    "[queue ../x]\nworker=resize\n",
    "[queue a/b]\nworker=resize\n",
    "[queue p]\nworker=resize\n",
    "[queue Photos]\nworker=resize\n",
    "[queue photos]\nworker=../resize\n",
    "[worker a.b]\ncommand=true\n",
    "[schedule a__b]\ncron=* * * * *\nqueue=photos\nworker=tidy\n",
    "[schedule tidy]\nminute=60\nqueue=photos\nworker=tidy\n",
    "[schedule tidy]\ncron=60 * * * *\nqueue=photos\nworker=tidy\n",
    "[schedule tidy]\nhour=3\nqueue=photos\nworker=tidy\npayload=[1]\n",
    "no key file",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (bg_worker_config_load_data (config, texts[i], "a.conf", &error));
      g_assert_nonnull (error);
      g_assert_true (g_str_has_prefix (error->message, "a.conf: "));
    }
}

static void
test_merge (void)
{
  g_autoptr (BgWorkerConfig) config = load ("[taskmgr]\ntransport=localmem://\ngrace=3\n"
                                            "[queue photos]\nworker=resize\nrate_max_calls=1\nrate_period=2\n"
                                            "[queue mails]\nworker=mailer\n"
                                            "[schedule tidy]\nhour=3\nqueue=photos\nworker=tidy\n");
  g_autoptr (GError) error = NULL;

  g_test_summary ("R4.2, R4.6: files are merged; a queue of a later file takes the place of the earlier one");
  bg_worker_config_load_data (config, "[taskmgr]\ngrace=4\n[queues]\nphotos=shrink\nmails=\n"
                              "[schedule count]\ncron=@daily\nqueue=photos\ncommand=count;--all\n", "b.conf", &error);
  g_assert_no_error (error);
  assert_list (bg_worker_config_list_queues (config), "photos");
  assert_setting (config, "photos", "{'worker': <'shrink'>}");
  g_assert_cmpfloat (bg_worker_config_get_grace (config), ==, 4.0);
  assert_list (bg_worker_config_list_schedules (config), "count tidy");
}

static void
test_schedule (void)
{
  g_autoptr (BgWorkerConfig) config = load ("[schedule tidy]\nhour=3\nday_of_week=mon\nqueue=photos\nworker=tidy\n"
                                            "payload={\"path\": \"/a\\nb\", \"depth\": 2}\nmissed=all\n");
  g_autoptr (GVariant) settings = bg_worker_config_lookup_schedule (config, "tidy");
  g_autoptr (GVariant) payload = NULL;
  const char *text = NULL;

  g_assert_true (g_variant_lookup (settings, "hour", "&s", &text));
  g_assert_cmpstr (text, ==, "3");
  g_assert_true (g_variant_lookup (settings, "missed", "&s", &text));
  g_assert_cmpstr (text, ==, "all");
  payload = g_variant_lookup_value (settings, "payload", G_VARIANT_TYPE_VARDICT);
  g_assert_true (g_variant_lookup (payload, "path", "&s", &text));
  g_assert_cmpstr (text, ==, "/a\nb");
  g_assert_null (bg_worker_config_lookup_schedule (config, "nothing"));
}

static void
assert_set_refused (BgWorkerConfig *config,
                    const char     *assignment,
                    const char     *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_worker_config_set (config, assignment, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

static void
test_set (void)
{
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autoptr (BgWorkerRegistry) registry = make_registry ();
  g_autoptr (GError) error = NULL;

  bg_worker_config_set (config, "photos=deeds", &error);
  bg_worker_config_set (config, "photos.rate_max_calls=3", &error);
  g_assert_no_error (error);
  g_assert_false (bg_worker_config_apply (config, registry, &error));
  g_assert_cmpstr (error->message, ==, "photos.rate_max_calls=3: [queue photos] rate_max_calls: Half a limit: "
                                       "rate_max_calls and rate_period go together");
  g_clear_error (&error);
  bg_worker_config_set (config, "photos.rate_period=0.5", &error);
  g_assert_no_error (error);
  g_assert_true (bg_worker_config_apply (config, registry, &error));
  g_assert_no_error (error);
  bg_worker_config_set (config, "photos=", &error);
  assert_list (bg_worker_config_list_queues (config), "");
  bg_worker_config_set (config, "photos=deeds", &error);
  assert_list (bg_worker_config_list_queues (config), "photos");
  assert_set_refused (config, "photos", "photos: QUEUE=WORKER, QUEUE= or QUEUE.KEY=VALUE is needed");
  assert_set_refused (config, "photos.colour=red", "photos.colour=red: [queue photos] colour: There is no such key");
  assert_set_refused (config, "../x=deeds", NULL);
  assert_set_refused (config, "photos=../deeds", NULL);
}

static void
test_unknown_worker (void)
{
  g_autoptr (BgWorkerConfig) config = load ("[queue photos]\nworker=resize\n");
  g_autoptr (BgWorkerRegistry) registry = make_registry ();
  g_autoptr (GError) error = NULL;

  g_test_summary ("R4.2: an unknown worker is an error before anything is begun");
  g_assert_false (bg_worker_config_apply (config, registry, &error));
  g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==,
                   "a.conf: [queue photos] worker: There is no worker “resize”; known are: deeds");
}

static void
test_apply (void)
{
  g_autoptr (BgWorkerConfig) config = load ("[taskmgr]\nallow_commands=true;false\n[worker convert]\ncommand=convert;-v\n"
                                            "[queue photos]\nworker=convert\n[queue any]\nworker=command\n");
  g_autoptr (BgWorkerConfig) other = load ("[worker convert]\nprogram=convert\n");
  g_autoptr (BgWorkerRegistry) registry = make_registry ();
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_worker_config_apply (config, registry, &error));
  g_assert_no_error (error);
  assert_list (bg_worker_registry_list (registry), "command convert deeds");
  /* What is not allowed any more is gone. */
  g_assert_true (bg_worker_config_apply (other, registry, &error));
  g_assert_no_error (error);
  assert_list (bg_worker_registry_list (registry), "convert deeds");
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("taskmgr-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "workers.conf", NULL);
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autoptr (BgWorkerConfig) again = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "[queues]\nphotos=deeds\n", -1, &error);
  g_assert_no_error (error);
  g_assert_true (bg_worker_config_load_file (config, path, &error));
  g_assert_true (bg_worker_config_load_data (config, "[queues]\nmails=deeds\n", "a.conf", &error));
  g_assert_true (bg_worker_config_set (config, "albums=deeds", &error));
  g_assert_no_error (error);
  g_file_set_contents (path, "[queues]\nfilms=deeds\n", -1, &error);
  g_assert_no_error (error);
  again = bg_worker_config_reload (config, &error);
  g_assert_no_error (error);
  assert_list (bg_worker_config_list_queues (config), "albums mails photos");
  assert_list (bg_worker_config_list_queues (again), "albums films mails");
  g_remove (path);
  g_assert_null (bg_worker_config_reload (config, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, path));
  g_rmdir (folder);
}

/* What may be run belongs to each queue, as each task may name the worker that runs it. */
static void
test_same (void)
{
  const char *const texts[] = {
    "[queues]\nphotos=deeds\n",
    "[taskmgr]\nallow_commands=true;false\n[queues]\nphotos=deeds\n",
    "[taskmgr]\nallow_commands=true\n[queues]\nphotos=deeds\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autoptr (BgWorkerConfig) first = load (texts[i]);
        g_autoptr (BgWorkerConfig) second = load (texts[j]);

        g_assert_cmpint (bg_worker_config_is_same (first, second, "photos"), ==, i == j);
      }
}

static void
test_secret (void)
{
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autoptr (GError) error = NULL;

  g_test_summary ("No secret in an error");
  bg_worker_config_load_data (config, "[taskmgr]\ntransport=pgsql://me:s3cret@host\ngrace=s3cret\n", "a.conf", &error);
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "s3cret"));
  g_clear_error (&error);
  bg_worker_config_load_data (config, "[taskmgr]\ntransport pgsql://me:s3cret@host\n", "a.conf", &error);
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "s3cret"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker-config/shapes", test_shapes);
  g_test_add_func ("/worker-config/empty", test_empty);
  g_test_add_func ("/worker-config/refused", test_refused);
  g_test_add_func ("/worker-config/refused-names", test_refused_names);
  g_test_add_func ("/worker-config/merge", test_merge);
  g_test_add_func ("/worker-config/schedule", test_schedule);
  g_test_add_func ("/worker-config/set", test_set);
  g_test_add_func ("/worker-config/unknown-worker", test_unknown_worker);
  g_test_add_func ("/worker-config/apply", test_apply);
  g_test_add_func ("/worker-config/files", test_files);
  g_test_add_func ("/worker-config/same", test_same);
  g_test_add_func ("/worker-config/secret", test_secret);
  return g_test_run ();
}
