/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"
#include "cli-json.h"
#include "cli-screen.h"
#include "cli-snapshot.h"
#include "cli-table.h"
#include "cli-text.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Watches queues: on a terminal as a screen that is drawn again and again, elsewhere as a line for each change.
 * Stores do not tell of changes, so it looks once in a while, and only as often as a person can read. */

#define MAX_RUNNING 100
#define BAR 20

typedef struct
{
  Cli          *cli;
  CliScreen    *screen;      /* NULL without a terminal */
  GMainLoop    *loop;
  GCancellable *cancellable;
  CliSnapshot  *last;
  CliSnapshot  *before;      /* the one before the last one */
  GError       *error;       /* that ends it */
  char         *trouble;     /* shown while it lasts */
  guint         interval;    /* ms */
  gboolean      once;
  gboolean      looks;       /* is at it */
} Monitor;

static void
quit_cb (gpointer data)
{
  Monitor *self = data;

  g_main_loop_quit (self->loop);
}

/* How many tasks were done per second between the last two looks. */
static char *
format_rate (Monitor              *self,
             const CliSnapshotRow *row)
{
  const CliSnapshotRow *old = self->before != NULL ? cli_snapshot_find (self->before, row->queue) : NULL;
  double seconds;

  if (old == NULL || row->stats.done < old->stats.done)
    return g_strdup ("-");
  seconds = (double) (self->last->taken - self->before->taken) / G_USEC_PER_SEC;
  return g_strdup_printf ("%.1f", seconds > 0 ? (double) (row->stats.done - old->stats.done) / seconds : 0.0);
}

static char *
format_count (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static GStrv
make_row (Monitor              *self,
          const CliSnapshotRow *row)
{
  GStrv cells = g_new0 (char *, 10);

  cells[0] = g_strdup (row->queue);
  cells[1] = format_count (row->stats.scheduled);
  cells[2] = format_count (row->stats.ready);
  cells[3] = format_count (row->stats.leased);
  cells[4] = format_count (row->stats.done);
  cells[5] = format_count (row->stats.dead);
  cells[6] = format_count (row->stats.cancelled);
  cells[7] = cli_text_for_age (row->stats.oldest, g_get_real_time ());
  cells[8] = format_rate (self, row);
  return cells;
}

static void
put_text (Monitor    *self,
          const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (lines[i + 1] != NULL || lines[i][0] != '\0')
      cli_screen_put (self->screen, lines[i]);
}

static void
put_queues (Monitor *self)
{
  const char * const titles[] = { _("Queue"), _("Scheduled"), _("Ready"), _("Leased"), _("Done"), _("Dead"),
                                  _("Cancelled"), _("Oldest"), _("Done/s"), NULL };
  g_autoptr (CliTable) table = cli_table_new (titles);
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->last->rows->len; i++)
    cli_table_take_row (table, make_row (self, &g_array_index (self->last->rows, CliSnapshotRow, i)));
  text = cli_table_to_text (table);
  put_text (self, text);
}

static void
put_task (Monitor      *self,
          BgQueuedTask *task)
{
  g_autofree char *id = cli_text_printable (bg_queued_task_get_id (task), 26);
  g_autofree char *message = cli_text_printable (bg_queued_task_get_message (task), 60);
  int n_full = (int) lround (CLAMP (bg_queued_task_get_progress (task), 0, 1) * BAR);
  g_autofree char *full = g_strnfill ((gsize) n_full, '#');
  g_autofree char *empty = g_strnfill ((gsize) (BAR - n_full), '.');
  g_autofree char *line = g_strdup_printf ("%-26s  [%s%s] %3d%%  %s", id, full, empty, n_full * 100 / BAR, message);

  cli_screen_put (self->screen, line);
}

static void
draw_cb (gpointer data)
{
  Monitor *self = data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%T");
  g_autofree char *name = cli_text_printable (bg_transport_get_name (self->cli->transport), 0);
  g_autofree char *title = g_strdup_printf (_("%s  %s  q: quit"), time, name);

  if (self->screen == NULL)
    return;
  cli_screen_begin (self->screen);
  cli_screen_put (self->screen, title);
  if (self->trouble != NULL)
    cli_screen_put (self->screen, self->trouble);
  cli_screen_put (self->screen, "");
  if (self->last != NULL)
    {
      put_queues (self);
      cli_screen_put (self->screen, "");
      for (guint i = 0; i < self->last->running->len; i++)
        put_task (self, self->last->running->pdata[i]);
    }
  cli_screen_end (self->screen);
}

static void
print_row (Monitor              *self,
           const CliSnapshotRow *row)
{
  const BgQueueStats *stats = &row->stats;

  if (self->cli->json)
    {
      g_autofree char *json = cli_json_for_stats (row->queue, stats);

      cli_json_print (json);
    }
  else
    {
      g_auto (GStrv) cells = make_row (self, row);

      g_print ("%s scheduled %s ready %s leased %s done %s dead %s cancelled %s\n", cells[0], cells[1], cells[2],
               cells[3], cells[4], cells[5], cells[6]);
    }
}

static gboolean
has_changed (const BgQueueStats *one,
             const BgQueueStats *other)
{
  return one->scheduled != other->scheduled || one->ready != other->ready || one->leased != other->leased
         || one->done != other->done || one->dead != other->dead || one->cancelled != other->cancelled;
}

static void
print_changes (Monitor *self)
{
  for (guint i = 0; i < self->last->rows->len; i++)
    {
      const CliSnapshotRow *row = &g_array_index (self->last->rows, CliSnapshotRow, i);
      const CliSnapshotRow *old = self->before != NULL ? cli_snapshot_find (self->before, row->queue) : NULL;

      if (old == NULL || has_changed (&row->stats, &old->stats))
        print_row (self, row);
    }
  /* Whoever reads this is to learn of it now. */
  if (fflush (stdout) != 0)
    g_main_loop_quit (self->loop);
}

static void
show (Monitor *self)
{
  if (self->screen != NULL)
    draw_cb (self);
  else if (self->trouble == NULL && self->last != NULL)
    print_changes (self);
  if (self->once)
    g_main_loop_quit (self->loop);
}

/* What goes away by itself is only shown. */
static void
note_trouble (Monitor *self,
              GError  *error)
{
  g_autofree char *text = cli_text_printable (error->message, 0);

  g_free (self->trouble);
  self->trouble = g_steal_pointer (&text);
  if (bg_transport_error_is_transient (error) && !self->once)
    {
      g_error_free (error);
      return;
    }
  g_clear_error (&self->error);
  self->error = error;
  g_main_loop_quit (self->loop);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Monitor *self = data;
  GError *error = NULL;
  CliSnapshot *snapshot = cli_snapshot_take_finish (BG_TRANSPORT (source), result, &error);

  self->looks = FALSE;
  /* Nobody waits for what it has seen any more. */
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_error (&error);
      g_clear_pointer (&snapshot, cli_snapshot_free);
      return;
    }
  if (snapshot != NULL)
    {
      g_clear_pointer (&self->trouble, g_free);
      g_clear_pointer (&self->before, cli_snapshot_free);
      self->before = g_steal_pointer (&self->last);
      self->last = snapshot;
    }
  else
    note_trouble (self, error);
  show (self);
}

/* A server that is slow is not asked a second time before it has answered. */
static gboolean
look_cb (gpointer data)
{
  Monitor *self = data;

  if (self->looks)
    return G_SOURCE_CONTINUE;
  self->looks = TRUE;
  cli_snapshot_take_async (self->cli->transport, self->cli->args + 1, self->screen != NULL ? MAX_RUNNING : 0,
                           self->cancellable, taken_cb, self);
  return G_SOURCE_CONTINUE;
}

static gboolean
stopped_cb (gpointer data)
{
  quit_cb (data);
  return G_SOURCE_CONTINUE;
}

/* Without a screen, which watches for these itself. */
static GSource *
watch_signal (Monitor *self,
              int      signal_number)
{
  GSource *source = g_unix_signal_source_new (signal_number);

  g_source_set_callback (source, stopped_cb, self, NULL);
  g_source_attach (source, NULL);
  return source;
}

static void
run_loop (Monitor *self)
{
  GSource *interrupt = watch_signal (self, SIGINT);
  GSource *terminate = watch_signal (self, SIGTERM);
  GSource *timeout = g_timeout_source_new (self->interval);

  g_source_set_callback (timeout, look_cb, self, NULL);
  g_source_attach (timeout, NULL);
  look_cb (self);
  g_main_loop_run (self->loop);
  g_cancellable_cancel (self->cancellable);
  while (self->looks)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (timeout);
  g_source_destroy (interrupt);
  g_source_destroy (terminate);
  g_source_unref (timeout);
  g_source_unref (interrupt);
  g_source_unref (terminate);
}

static int
run (Monitor *self)
{
  gboolean terminal = isatty (STDIN_FILENO) && isatty (STDOUT_FILENO) && !self->cli->json && !self->once;

  if (terminal)
    {
      self->screen = cli_screen_open (draw_cb, quit_cb, self, &self->error);
      if (self->screen == NULL)
        return cli_fail (self->cli, self->error);
    }
  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancellable = g_cancellable_new ();
  run_loop (self);
  g_clear_pointer (&self->screen, cli_screen_close);
  g_main_loop_unref (self->loop);
  g_object_unref (self->cancellable);
  return self->error != NULL ? cli_fail (self->cli, self->error) : CLI_OK;
}

int
cmd_monitor (Cli   *cli,
             char **argv)
{
  g_autofree char *interval_text = NULL;
  gboolean once = FALSE;
  const GOptionEntry entries[] = {
    { "interval", 'i', 0, G_OPTION_ARG_STRING, &interval_text, N_("How often to look; every second if not said"),
      N_("TIME") },
    { "once", '1', 0, G_OPTION_ARG_NONE, &once, N_("Look once, and print what is there"), NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  Monitor monitor = { .cli = cli };
  gint64 interval = 1000;
  int status;

  if (!cli_parse (cli, argv, entries, 0, G_MAXUINT))
    return CLI_USAGE;
  if (interval_text != NULL && !cli_text_parse_duration (interval_text, &interval, &error))
    return cli_usage (cli, "%s", error->message);
  if (cli_open (cli, FALSE, &error) == NULL)
    return cli_fail (cli, error);
  monitor.interval = (guint) CLAMP (interval, 100, 24 * 60 * 60 * 1000);
  monitor.once = once;
  status = run (&monitor);
  g_clear_pointer (&monitor.last, cli_snapshot_free);
  g_clear_pointer (&monitor.before, cli_snapshot_free);
  g_clear_error (&monitor.error);
  g_free (monitor.trouble);
  return status;
}
