/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "worker-test.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* A thread that waits for its cancellable. */
typedef struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean is_cancelled;
} Wait;

BgTransport *
worker_test_open (void)
{
  static int n_stores = 0;
  g_autofree char *uri = g_strdup_printf ("localmem://store%d", g_atomic_int_add (&n_stores, 1));
  g_autoptr (GError) error = NULL;
  BgTransport *transport = bg_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  bg_transport_open (transport, TRUE, NULL, &error);
  g_assert_no_error (error);
  return transport;
}

char *
worker_test_submit (BgTransport *transport,
                    const char  *queue,
                    const char  *worker,
                    const char  *payload)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (queue, g_variant_new_parsed (payload));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  bg_queued_task_set_worker (task, worker);
  g_ptr_array_add (tasks, task);
  bg_transport_submit (transport, tasks, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (bg_queued_task_get_id (task));
}

BgQueuedTask *
worker_test_look (BgTransport *transport,
                  const char  *queue,
                  const char  *id)
{
  g_autoptr (GError) error = NULL;
  BgQueuedTask *task = bg_transport_lookup (transport, queue, id, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (task);
  return task;
}

void
worker_test_check (BgTransport   *transport,
                   const char    *queue,
                   const char    *id,
                   BgQueuedState  state,
                   const char    *reason)
{
  g_autoptr (BgQueuedTask) task = worker_test_look (transport, queue, id);

  g_assert_cmpint (bg_queued_task_get_state (task), ==, state);
  if (reason != NULL)
    g_assert_cmpstr (bg_queued_task_get_reason (task), ==, reason);
}

void
worker_test_check_text (BgQueuedTask *task,
                        const char   *text)
{
  g_autoptr (GVariant) result = bg_queued_task_get_result (task);

  g_assert_nonnull (result);
  g_assert_cmpstr (g_variant_get_string (result, NULL), ==, text);
}

static void
cancelled_cb (GCancellable *cancellable,
              Wait         *wait)
{
  g_mutex_lock (&wait->mutex);
  wait->is_cancelled = TRUE;
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->mutex);
}

static gboolean
wait_for_cancel (GCancellable  *cancellable,
                 GError       **error)
{
  Wait wait = { .is_cancelled = FALSE };
  gulong handler;

  g_mutex_init (&wait.mutex);
  g_cond_init (&wait.cond);
  handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), &wait, NULL);
  g_mutex_lock (&wait.mutex);
  while (!wait.is_cancelled)
    g_cond_wait (&wait.cond, &wait.mutex);
  g_mutex_unlock (&wait.mutex);
  g_cancellable_disconnect (cancellable, handler);
  g_mutex_clear (&wait.mutex);
  g_cond_clear (&wait.cond);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
die (const char *how)
{
  const struct rlimit no_core = { 0, 0 };

  setrlimit (RLIMIT_CORE, &no_core);
  signal (SIGSEGV, SIG_DFL);
  signal (SIGABRT, SIG_DFL);
  if (g_str_equal (how, "exit"))
    _exit (3);
  if (g_str_equal (how, "leave"))
    _exit (0);
  if (g_str_equal (how, "abort"))
    raise (SIGABRT);
  if (g_str_equal (how, "segv"))
    raise (SIGSEGV);
  if (g_str_equal (how, "trap"))
    raise (SIGTRAP);
  if (g_str_equal (how, "kill"))
    raise (SIGKILL);
}

static gboolean
do_in_part (BgDelivery *delivery,
            const char *what)
{
  if (g_str_equal (what, "reject"))
    bg_delivery_reject (delivery, "makes no sense");
  else if (g_str_equal (what, "retry"))
    bg_delivery_retry_in (delivery, 60000, "later");
  else if (g_str_equal (what, "requeue") && bg_delivery_get_attempt (delivery) < 3)
    bg_delivery_requeue (delivery);
  else if (g_str_equal (what, "end"))
    bg_delivery_end_worker (delivery);
  else if (g_str_equal (what, "pid"))
    bg_delivery_set_result (delivery, g_variant_new_int64 (getpid ()));
  else if (g_str_equal (what, "environment"))
    bg_delivery_set_result (delivery, g_variant_new_boolean (g_getenv ("TASKMGR_TRANSPORT") != NULL));
  else if (g_str_equal (what, "progress"))
    bg_delivery_report_progress (delivery, 0.5, "half");
  return TRUE;
}

gboolean
worker_test_deed (BgDelivery    *delivery,
                  GCancellable  *cancellable,
                  gpointer       user_data,
                  GError       **error)
{
  g_autofree char *greeting = NULL;
  const char *what = "";
  const char *name = "you";

  g_variant_lookup (bg_delivery_get_payload (delivery), "do", "&s", &what);
  g_variant_lookup (bg_delivery_get_payload (delivery), "name", "&s", &name);
  if (g_str_equal (what, "fail"))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_FAILED, "no such photo");
      return FALSE;
    }
  if (g_str_equal (what, "silent"))
    return FALSE;
  if (g_str_equal (what, "hang"))
    return wait_for_cancel (cancellable, error);
  if (g_str_equal (what, "deaf"))
    pause ();
  if (g_str_equal (what, "greet"))
    {
      greeting = g_strdup_printf ("Hello, %s", name);
      bg_delivery_set_result (delivery, g_variant_new_string (greeting));
    }
  die (g_str_equal (what, "kill-once") && bg_delivery_get_attempt (delivery) == 1 ? "kill" : what);
  return do_in_part (delivery, what);
}

BgWorker *
worker_test_new (void)
{
  return bg_worker_new_for_func ("deeds", worker_test_deed, NULL, NULL);
}

gboolean
worker_test_serve (void)
{
  g_autoptr (BgWorker) worker = NULL;
  g_autoptr (GError) error = NULL;

  if (!bg_process_worker_is_wanted ())
    return FALSE;
  worker = worker_test_new ();
  if (!bg_worker_serve (worker, &error))
    g_error ("%s", error->message);
  return TRUE;
}
