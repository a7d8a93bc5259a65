/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

#include <locale.h>

/*
 * How many tasks a second a transport takes and gives: bench-transport [OPTION…] URI prints one line of JSON.
 *
 * The payload has 255 bytes of JSON, as in the prototypes that the numbers are compared with.
 */

#define QUEUE "bench"

static int n_tasks = 5000;
static int batch_size = 500;
static int backlog = 0;

static const GOptionEntry entries[] = {
  { "tasks", 'n', 0, G_OPTION_ARG_INT, &n_tasks, "How many tasks each measurement takes (5000)", "N" },
  { "batch", 'b', 0, G_OPTION_ARG_INT, &batch_size, "How many tasks are in a batch (500)", "N" },
  { "backlog", 'l', 0, G_OPTION_ARG_INT, &backlog, "How many tasks wait meanwhile (0)", "N" },
  { NULL },
};

typedef struct
{
  BgTransport *transport;
  GString     *json;
} Bench;

static GPtrArray *
make_tasks (int n)
{
  GPtrArray *tasks = g_ptr_array_new_full ((guint) n, g_object_unref);
  g_autofree char *text = g_strnfill (243, 'x');

  for (int i = 0; i < n; i++)
    {
      GVariantDict payload;

      g_variant_dict_init (&payload, NULL);
      g_variant_dict_insert (&payload, "text", "s", text);
      g_ptr_array_add (tasks, bg_queued_task_new (QUEUE, g_variant_dict_end (&payload)));
    }
  return tasks;
}

static void
report (Bench      *self,
        const char *name,
        double      value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (self->json, ", \"%s\": %s", name, g_ascii_formatd (text, sizeof text, "%.3f", value));
}

static double
get_rate (int    n,
          gint64 start)
{
  return n * (double) G_USEC_PER_SEC / (double) (g_get_monotonic_time () - start);
}

/* The tasks are made before, so that only the transport is measured. */
static gboolean
submit (Bench       *self,
        const char  *name,
        int          n,
        int          size,
        GError     **error)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  gint64 start;

  for (int done = 0; done < n; done += size)
    g_ptr_array_add (batches, make_tasks (MIN (size, n - done)));
  start = g_get_monotonic_time ();
  for (guint i = 0; i < batches->len; i++)
    if (!bg_transport_submit (self->transport, batches->pdata[i], NULL, error))
      return FALSE;
  if (name != NULL)
    report (self, name, get_rate (n, start));
  return TRUE;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static void
report_times (Bench      *self,
              const char *name,
              GArray     *times)
{
  g_autofree char *p50 = g_strconcat (name, "_p50_ms", NULL);
  g_autofree char *p99 = g_strconcat (name, "_p99_ms", NULL);

  g_array_sort (times, compare_times);
  report (self, p50, (double) g_array_index (times, gint64, times->len / 2) / 1000);
  report (self, p99, (double) g_array_index (times, gint64, times->len * 99 / 100) / 1000);
}

static gboolean
reserve_and_ack (Bench       *self,
                 const char  *name,
                 int          n,
                 int          size,
                 GError     **error)
{
  const char * const queues[] = { QUEUE, NULL };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 start = g_get_monotonic_time ();
  int done = 0;

  while (done < n)
    {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (GPtrArray) leases = bg_transport_reserve (self->transport, queues, (guint) MIN (size, n - done), 60000, 0,
                                                           NULL, error);
      gint64 took = g_get_monotonic_time () - begin;

      if (leases == NULL || !bg_transport_ack (self->transport, leases, NULL, error))
        return FALSE;
      g_assert_cmpuint (leases->len, >, 0);
      g_array_append_val (times, took);
      done += (int) leases->len;
    }
  report (self, name, get_rate (n, start));
  report_times (self, name, times);
  return TRUE;
}

static gboolean
run (Bench   *self,
     GError **error)
{
  if (backlog > 0 && !submit (self, NULL, backlog, 1000, error))
    return FALSE;
  return submit (self, "submit", n_tasks, 1, error) &&
         reserve_and_ack (self, "reserve_ack", n_tasks, 1, error) &&
         submit (self, "submit_batch", n_tasks * 10, batch_size, error) &&
         reserve_and_ack (self, "reserve_ack_batch", n_tasks * 10, batch_size, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) options = g_option_context_new ("URI");
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  Bench bench;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || argc != 2 || n_tasks < 100 || batch_size < 1)
    {
      g_printerr ("%s", error != NULL ? error->message : g_option_context_get_help (options, TRUE, NULL));
      return 2;
    }
  transport = bg_transport_new_for_uri (argv[1], &error);
  bench.transport = transport;
  bench.json = g_string_new (NULL);
  g_string_append_printf (bench.json, "{\"tasks\": %d, \"batch\": %d, \"backlog\": %d", n_tasks, batch_size, backlog);
  if (transport != NULL)
    bg_transport_set_max_length (transport, 0);
  if (transport == NULL || !run (&bench, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%s}\n", bench.json->str);
  g_string_free (bench.json, TRUE);
  return 0;
}
