/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-worker.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CHANNEL 3

typedef gboolean (*Action) (BgProcessWorker  *worker,
                            GVariant         *arguments,
                            GCancellable     *cancellable,
                            GError          **error);

static int
get_number (GVariant *arguments)
{
  int number = 0;

  g_variant_lookup (arguments, "number", "i", &number);
  return number;
}

G_NORETURN
static void
sleep_for_ever (void)
{
  for (;;)
    pause ();
}

G_NORETURN
static void
hang (BgProcessWorker *worker)
{
  bg_process_worker_report_progress (worker, 0.5, "hanging");
  sleep_for_ever ();
}

/* At once; sanitizers take their time in exit(). */
G_NORETURN
static void
leave (int status)
{
  syscall (SYS_exit_group, status);
  sleep_for_ever ();
}

static void
say (const void *data,
     gsize       size)
{
  g_assert_cmpint (send (CHANNEL, data, size, MSG_NOSIGNAL), ==, (gssize) size);
}

/* So that it can be seen how long it takes until somebody takes notice. */
static void
note_time (BgProcessWorker *worker)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());

  bg_process_worker_report_progress (worker, 0, text);
}

static gboolean
do_echo (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (arguments, "value", NULL);

  bg_process_worker_return_variant (worker, value);
  return TRUE;
}

static gboolean
do_everything (BgProcessWorker  *worker,
               GVariant         *arguments,
               GCancellable     *cancellable,
               GError          **error)
{
  bg_process_worker_return_variant (worker, arguments);
  /* Only the first answer counts. */
  bg_process_worker_return_variant (worker, NULL);
  return FALSE;
}

static gboolean
do_pid (BgProcessWorker  *worker,
        GVariant         *arguments,
        GCancellable     *cancellable,
        GError          **error)
{
  bg_process_worker_return_variant (worker, g_variant_new_int32 (getpid ()));
  return TRUE;
}

static gboolean
do_name (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  bg_process_worker_return_variant (worker, g_variant_new_string (bg_process_worker_get_name (worker)));
  return TRUE;
}

static gboolean
do_nothing (BgProcessWorker  *worker,
            GVariant         *arguments,
            GCancellable     *cancellable,
            GError          **error)
{
  return TRUE;
}

static gboolean
do_fail (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no photo");
  return FALSE;
}

static gboolean
do_fail_in_detail (BgProcessWorker  *worker,
                   GVariant         *arguments,
                   GCancellable     *cancellable,
                   GError          **error)
{
  g_autoptr (GError) failure = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "Full");

  bg_process_worker_return_failure (worker, failure, "line 1\nline 2", g_variant_new_parsed ("{'free': <0>}"));
  return TRUE;
}

static gboolean
do_fail_silently (BgProcessWorker  *worker,
                  GVariant         *arguments,
                  GCancellable     *cancellable,
                  GError          **error)
{
  return FALSE;
}

static gboolean
do_talk (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  bg_process_worker_log (worker, "one");
  bg_process_worker_log (worker, "two");
  bg_process_worker_report_progress (worker, 0.25, "reading");
  bg_process_worker_report_progress (worker, 0.75, NULL);
  return TRUE;
}

static gboolean
do_wait (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  GPollFD fd;

  g_cancellable_make_pollfd (cancellable, &fd);
  bg_process_worker_report_progress (worker, 0, "waiting");
  while (!g_cancellable_is_cancelled (cancellable))
    g_poll (&fd, 1, -1);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
do_hang (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  if (get_number (arguments) != 0)
    signal (SIGTERM, SIG_IGN);
  hang (worker);
}

static gboolean
do_hang_with_pid (BgProcessWorker  *worker,
                  GVariant         *arguments,
                  GCancellable     *cancellable,
                  GError          **error)
{
  g_autofree char *text = g_strdup_printf ("%d", getpid ());

  bg_process_worker_report_progress (worker, 0, text);
  sleep_for_ever ();
}

static gboolean
do_mute (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  shutdown (CHANNEL, SHUT_WR);
  sleep_for_ever ();
}

static gboolean
do_exit (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  note_time (worker);
  leave (get_number (arguments));
}

static gboolean
do_answer_and_exit (BgProcessWorker  *worker,
                    GVariant         *arguments,
                    GCancellable     *cancellable,
                    GError          **error)
{
  bg_process_worker_return_variant (worker, g_variant_new_string ("last words"));
  leave (0);
}

/* As if it had happened; the sanitizers have handlers of their own. */
static gboolean
do_signal (BgProcessWorker  *worker,
           GVariant         *arguments,
           GCancellable     *cancellable,
           GError          **error)
{
  int number = get_number (arguments);

  note_time (worker);
  if (number != SIGKILL)
    signal (number, SIG_DFL);
  raise (number);
  return TRUE;
}

/* Until there is no more. */
static gboolean
do_eat (BgProcessWorker  *worker,
        GVariant         *arguments,
        GCancellable     *cancellable,
        GError          **error)
{
  signal (SIGABRT, SIG_DFL);
  for (;;)
    {
      char *memory = malloc (16 * 1024 * 1024);

      if (memory == NULL)
        abort ();
      memory[0] = 1;
    }
}

static gboolean
do_garbage (BgProcessWorker  *worker,
            GVariant         *arguments,
            GCancellable     *cancellable,
            GError          **error)
{
  guint8 bytes[64];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (get_number (arguments) + (int) i * 7);
  say (bytes, sizeof bytes);
  hang (worker);
}

static gboolean
do_other_version (BgProcessWorker  *worker,
                  GVariant         *arguments,
                  GCancellable     *cancellable,
                  GError          **error)
{
  say ("Bg\x63\x05\0\0\0\0", 8);
  hang (worker);
}

/* Well formed but for what is inside, or an answer to another request. */
static gboolean
do_nonsense (BgProcessWorker  *worker,
             GVariant         *arguments,
             GCancellable     *cancellable,
             GError          **error)
{
  say ("Bg\x01\x05\x03\0\0\0abc", 11);
  hang (worker);
}

static gboolean
do_huge (BgProcessWorker  *worker,
         GVariant         *arguments,
         GCancellable     *cancellable,
         GError          **error)
{
  gsize size = (gsize) get_number (arguments);
  g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (size), size);

  bg_process_worker_return_variant (worker, g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, data, TRUE));
  return TRUE;
}

/* It does not even stop. */
static gboolean
do_flood (BgProcessWorker  *worker,
          GVariant         *arguments,
          GCancellable     *cancellable,
          GError          **error)
{
  static const char zeros[65536];

  say ("Bg\x01\x05\xff\xff\xff\x7f", 8);
  while (send (CHANNEL, zeros, sizeof zeros, MSG_NOSIGNAL) > 0)
    continue;
  hang (worker);
}

static const struct
{
  const char *name;
  Action      action;
} actions[] = {
  { "echo", do_echo },
  { "everything", do_everything },
  { "pid", do_pid },
  { "name", do_name },
  { "nothing", do_nothing },
  { "fail", do_fail },
  { "fail-in-detail", do_fail_in_detail },
  { "fail-silently", do_fail_silently },
  { "talk", do_talk },
  { "wait", do_wait },
  { "hang", do_hang },
  { "hang-with-pid", do_hang_with_pid },
  { "mute", do_mute },
  { "exit", do_exit },
  { "answer-and-exit", do_answer_and_exit },
  { "signal", do_signal },
  { "eat", do_eat },
  { "garbage", do_garbage },
  { "other-version", do_other_version },
  { "nonsense", do_nonsense },
  { "huge", do_huge },
  { "flood", do_flood },
};

static gboolean
work (BgProcessWorker  *worker,
      GVariant         *arguments,
      GCancellable     *cancellable,
      gpointer          user_data,
      GError          **error)
{
  const char *what = "";

  g_variant_lookup (arguments, "what", "&s", &what);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, what))
      return actions[i].action (worker, arguments, cancellable, error);
  g_assert_not_reached ();
}

int
process_worker_main (void)
{
  const struct rlimit no_cores = { 0, 0 };
  g_autoptr (BgProcessWorker) worker = bg_process_worker_new ();
  g_autoptr (GError) error = NULL;

  setrlimit (RLIMIT_CORE, &no_cores);
  bg_process_worker_run (worker, work, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (bg_process_worker_is_wanted ());
  return 0;
}
