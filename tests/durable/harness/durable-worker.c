/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * What the fault tests start, kill, stop and starve: durable-worker MODE URI [OPTION…].
 *
 *   submit   submits the tasks FIRST to FIRST + COUNT
 *   work     runs tasks until none comes for a while, or SIGTERM
 *   cut      submits and runs by turns, for ever
 *   states   prints how many tasks there are in each state
 *   live     prints the ids of tasks that wait or are leased
 *
 * Each step is one line on the standard output, written in one go: the time of the monotonic clock in nanoseconds, the
 * process, what has happened, the id of the task, and a number. So what is read is what has happened, however the
 * process ends.
 */

#define QUEUE "faults"

/* It is full then, and not just for this one. */
#define MAX_REFUSED 30

static int first = 0;
static int count = 1000;
static int batch = 1;
static int lease_time = 2000;
static int work_rounds = 1500;
static int reserve_max = 1;
static int wait_time = 1000;
static int stop_after = 0;
static int delay_max = 0;
static int bands = 0;
static int poison = 0;
static int retry_every = 0;
static int filler = 70;
static gboolean no_extend = FALSE;
static gboolean holds = FALSE;

static const GOptionEntry entries[] = {
  { "first", 0, 0, G_OPTION_ARG_INT, &first, "Number of the first task", "N" },
  { "count", 0, 0, G_OPTION_ARG_INT, &count, "How many tasks", "N" },
  { "batch", 0, 0, G_OPTION_ARG_INT, &batch, "How many are submitted at once", "N" },
  { "lease", 0, 0, G_OPTION_ARG_INT, &lease_time, "Milliseconds of a lease", "MS" },
  { "work", 0, 0, G_OPTION_ARG_INT, &work_rounds, "How much work a task is", "ROUNDS" },
  { "max", 0, 0, G_OPTION_ARG_INT, &reserve_max, "How many tasks are leased at once", "N" },
  { "wait", 0, 0, G_OPTION_ARG_INT, &wait_time, "Milliseconds to wait for a task before the end", "MS" },
  { "stop-after", 0, 0, G_OPTION_ARG_INT, &stop_after, "Stop oneself after so many confirmed steps", "N" },
  { "delay-max", 0, 0, G_OPTION_ARG_INT, &delay_max, "Milliseconds that tasks are delayed at most", "MS" },
  { "bands", 0, 0, G_OPTION_ARG_INT, &bands, "How many priorities tasks have", "N" },
  { "poison", 0, 0, G_OPTION_ARG_INT, &poison, "Each so many-th task kills its worker", "N" },
  { "retry-every", 0, 0, G_OPTION_ARG_INT, &retry_every, "Each so many-th task fails at its first attempt", "N" },
  { "filler", 0, 0, G_OPTION_ARG_INT, &filler, "How much text is in a task", "BYTES" },
  { "no-extend", 0, 0, G_OPTION_ARG_NONE, &no_extend, "Let leases run out", NULL },
  { "holds", 0, 0, G_OPTION_ARG_NONE, &holds, "Keep what was leased until SIGTERM, and release it then", NULL },
  { NULL },
};

static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
tell (const char *event,
      const char *id,
      gint64      number)
{
  g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT " %d %s %s %" G_GINT64_FORMAT "\n", get_time (),
                                           (int) getpid (), event, id, number);

  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (0);
}

static void
confirm (const char *event,
         const char *id,
         gint64      number)
{
  static int n_steps;

  tell (event, id, number);
  if (++n_steps == stop_after)
    raise (SIGSTOP);
}

static BgQueuedTask *
make_task (int number)
{
  static const char *const kinds[] = { "abort", "exit", "memory" };
  g_autofree char *id = g_strdup_printf ("t-%d", number);
  g_autofree char *text = g_strnfill ((gsize) filler, 'x');
  GVariantDict payload;
  BgQueuedTask *task;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "n", "x", (gint64) number);
  g_variant_dict_insert (&payload, "filler", "s", text);
  if (poison > 0 && number % poison == 0)
    g_variant_dict_insert (&payload, "poison", "s", kinds[number / poison % 3]);
  if (retry_every > 0 && number % retry_every == 0)
    g_variant_dict_insert (&payload, "retry", "b", TRUE);
  task = bg_queued_task_new (QUEUE, g_variant_dict_end (&payload));
  bg_queued_task_set_id (task, id);
  if (delay_max > 0)
    bg_queued_task_set_delay (task, number * 7919 % delay_max);
  if (bands > 0)
    bg_queued_task_set_priority (task, number % bands);
  return task;
}

static gboolean
may_try_again (const GError *error)
{
  return bg_transport_error_is_transient (error) ||
         g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN);
}

/* Whether the tasks are accepted. After an outcome that is not known they are submitted again with the same ids. */
static gboolean
submit_some (BgTransport *transport,
             int          from,
             int          n)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean is_accepted = FALSE;

  for (int i = from; i < from + n; i++)
    {
      g_ptr_array_add (tasks, make_task (i));
      tell ("submit", bg_queued_task_get_id (tasks->pdata[i - from]), bg_queued_task_get_not_before (tasks->pdata[i - from]));
    }
  for (int attempt = 0; attempt < 20 && !is_accepted; attempt++)
    {
      g_autoptr (GError) error = NULL;

      is_accepted = bg_transport_submit (transport, tasks, NULL, &error);
      if (!is_accepted)
        tell ("refused", bg_queued_task_get_id (tasks->pdata[0]), error->code);
      if (!is_accepted && !may_try_again (error))
        return FALSE;
    }
  for (guint i = 0; is_accepted && i < tasks->len; i++)
    confirm (bg_queued_task_is_duplicate (tasks->pdata[i]) ? "known" : "accepted", bg_queued_task_get_id (tasks->pdata[i]),
             bg_queued_task_get_not_before (tasks->pdata[i]));
  return is_accepted;
}

static int
run_submit (BgTransport *transport)
{
  int n_refused = 0;

  for (int i = first; i < first + count && n_refused < MAX_REFUSED; i += batch)
    n_refused += !submit_some (transport, i, MIN (batch, first + count - i));
  return n_refused == 0 ? 0 : 3;
}

/* Some milliseconds of it, as the processor counts them. */
static void
work_hard (void)
{
  guint8 data[1024];

  memset (data, 'x', sizeof data);
  for (int i = 0; i < work_rounds / 5; i++)
    {
      g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, sizeof data);

      data[i % (int) sizeof data] = (guint8) sum[0];
    }
}

static void
suffer (const char *kind)
{
  if (g_str_equal (kind, "abort"))
    abort ();
  if (g_str_equal (kind, "exit"))
    _exit (3);
  /* As the kernel does with what takes too much. */
  raise (SIGKILL);
}

static void
run_lease (BgLease *lease)
{
  BgQueuedTask *task = bg_lease_get_task (lease);
  const char *id = bg_queued_task_get_id (task);
  g_autoptr (GError) error = NULL;
  const char *kind;
  gboolean fails;

  tell ("start", id, (gint64) bg_lease_get_token (lease));
  if (g_variant_lookup (bg_queued_task_get_payload (task), "poison", "&s", &kind))
    suffer (kind);
  work_hard ();
  tell ("end", id, (gint64) bg_lease_get_token (lease));
  if (g_variant_lookup (bg_queued_task_get_payload (task), "retry", "b", &fails) && bg_queued_task_get_attempt (task) == 1)
    {
      gint64 due = g_get_real_time () + 100 * 1000;

      if (bg_lease_nack (lease, BG_NACK_RETRY, 100, "as it was told to", NULL, &error))
        tell ("nacked", id, due);
      else
        tell ("nack-failed", id, error->code);
      return;
    }
  if (bg_lease_ack (lease, NULL, NULL, &error))
    confirm ("acked", id, (gint64) bg_lease_get_token (lease));
  else
    tell (g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST) ? "lost" : "ack-failed", id,
          error->code);
}

static void
release (GPtrArray *leases,
         guint      from)
{
  for (guint i = from; i < leases->len; i++)
    {
      const char *id = bg_queued_task_get_id (bg_lease_get_task (leases->pdata[i]));
      g_autoptr (GError) error = NULL;

      tell (bg_lease_nack (leases->pdata[i], BG_NACK_RELEASE, 0, NULL, NULL, &error) ? "released" : "nack-failed", id, 0);
    }
}

typedef struct
{
  BgTransport  *transport;
  GCancellable *cancellable;
  GMainLoop    *loop;
  int           result;
} Work;

static gpointer
work_thread (gpointer user_data)
{
  const char *const queues[] = { QUEUE, NULL };
  Work *self = user_data;
  guint n = 1;

  while (n > 0 && !g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) leases = bg_transport_reserve (self->transport, queues, (guint) reserve_max, (guint) lease_time,
                                                           wait_time, self->cancellable, &error);
      guint i = 0;

      if (leases == NULL)
        {
          if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || may_try_again (error))
            continue;
          tell ("failed", "-", error->code);
          self->result = 4;
          break;
        }
      n = leases->len;
      for (guint j = 0; j < leases->len; j++)
        tell ("leased", bg_queued_task_get_id (bg_lease_get_task (leases->pdata[j])), bg_lease_get_deadline (leases->pdata[j]));
      while (!holds && i < leases->len && !g_cancellable_is_cancelled (self->cancellable))
        run_lease (leases->pdata[i++]);
      if (holds && n > 0)
        {
          GPollFD fd;

          if (g_cancellable_make_pollfd (self->cancellable, &fd))
            {
              while (g_poll (&fd, 1, -1) <= 0)
                continue;
              g_cancellable_release_fd (self->cancellable);
            }
        }
      release (leases, i);
    }
  g_main_loop_quit (self->loop);
  return NULL;
}

static gboolean
term_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

static int
run_work (BgTransport *transport)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Work work = { transport, cancellable, loop, 0 };
  GThread *thread;

  bg_transport_set_extends_leases (transport, !no_extend);
  g_unix_signal_add (SIGTERM, term_cb, cancellable);
  tell ("ready", "-", 0);
  thread = g_thread_new ("work", work_thread, &work);
  g_main_loop_run (loop);
  g_thread_join (thread);
  return work.result;
}

static int
run_cut (BgTransport *transport)
{
  const char *const queues[] = { QUEUE, NULL };

  for (int i = first;; i += batch)
    {
      g_autoptr (GPtrArray) leases = NULL;
      g_autoptr (GError) error = NULL;

      if (!submit_some (transport, i, batch))
        return 3;
      /* Fewer than are submitted, so that some wait at each moment. */
      leases = bg_transport_reserve (transport, queues, (guint) MAX (batch / 2, i / batch % 2), (guint) lease_time, 0, NULL,
                                     &error);
      if (leases == NULL)
        return 4;
      for (guint j = 0; j < leases->len; j++)
        run_lease (leases->pdata[j]);
    }
}

static int
run_states (BgTransport *transport)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueueStats) stats = bg_transport_stats (transport, QUEUE, NULL, &error);

  if (stats == NULL)
    return 4;
  tell ("scheduled", "-", (gint64) stats->scheduled);
  tell ("waiting", "-", (gint64) stats->ready);
  tell ("leased", "-", (gint64) stats->leased);
  tell ("done", "-", (gint64) stats->done);
  tell ("dead", "-", (gint64) stats->dead);
  return 0;
}

static int
run_live (BgTransport *transport)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks = bg_transport_list (transport, QUEUE, BG_QUEUED_STATE_SCHEDULED | BG_QUEUED_STATE_READY |
                                                   BG_QUEUED_STATE_LEASED | BG_QUEUED_STATE_DONE | BG_QUEUED_STATE_DEAD,
                                                   NULL, G_MAXUINT, NULL, &error);

  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    {
      BgQueuedState state = bg_queued_task_get_state (tasks->pdata[i]);

      tell (state == BG_QUEUED_STATE_DONE ? "is-done" : state == BG_QUEUED_STATE_DEAD ? "is-dead" : "is-live",
            bg_queued_task_get_id (tasks->pdata[i]), bg_queued_task_get_attempt (tasks->pdata[i]));
    }
  return tasks != NULL ? 0 : 4;
}

static const struct
{
  const char *name;
  int       (*run) (BgTransport *transport);
} modes[] =
  {
    { "submit", run_submit },
    { "work", run_work },
    { "cut", run_cut },
    { "states", run_states },
    { "live", run_live },
  };

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("MODE URI");
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "durable-worker MODE URI");
      return 2;
    }
  transport = bg_transport_new_for_uri (argv[2], &error);
  if (transport == NULL || !bg_transport_open (transport, TRUE, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      tell ("unopened", "-", error->code);
      return 4;
    }
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      if (g_str_equal (modes[i].name, argv[1]))
        return modes[i].run (transport);
    }
  return 2;
}
