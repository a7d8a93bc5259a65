/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fuzz.h"

#include <taskmgr.h>

#include "durable/bg-queue-name-private.h"

/* Any text as the key file of workers. */

static void
check_queues (BgWorkerConfig *config)
{
  g_auto (GStrv) queues = bg_worker_config_list_queues (config);

  for (guint i = 0; queues[i] != NULL; i++)
    {
      g_autoptr (GVariant) settings = bg_worker_config_lookup_queue (config, queues[i]);
      const char *worker = NULL;

      g_assert_true (bg_queue_name_check ("queue", queues[i], NULL));
      g_assert_nonnull (settings);
      g_assert_true (g_variant_lookup (settings, "worker", "&s", &worker));
      g_assert_true (bg_queue_name_check ("worker", worker, NULL));
    }
}

static void
check_schedules (BgWorkerConfig *config)
{
  g_auto (GStrv) schedules = bg_worker_config_list_schedules (config);

  for (guint i = 0; schedules[i] != NULL; i++)
    {
      g_autoptr (GVariant) settings = bg_worker_config_lookup_schedule (config, schedules[i]);

      g_assert_true (bg_queue_name_check ("schedule", schedules[i], NULL));
      g_assert_nonnull (settings);
    }
}

static void
check_again (BgWorkerConfig *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgWorkerConfig) again = bg_worker_config_reload (config, &error);
  g_auto (GStrv) queues = bg_worker_config_list_queues (config);
  g_auto (GStrv) queues_again = NULL;

  g_assert_no_error (error);
  queues_again = bg_worker_config_list_queues (again);
  g_assert_true (g_strv_equal ((const char *const *) queues, (const char *const *) queues_again));
  g_assert_cmpfloat (bg_worker_config_get_grace (config), >, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (BgWorkerConfig) config = bg_worker_config_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) set_error = NULL;

  if (bg_worker_config_load_data (config, text, "text", &error))
    {
      g_assert_no_error (error);
      check_queues (config);
      check_schedules (config);
      check_again (config);
    }
  else
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  if (!bg_worker_config_set (config, text, &set_error))
    {
      g_assert_nonnull (set_error);
      g_assert_true (g_utf8_validate (set_error->message, -1, NULL));
    }
  return 0;
}
