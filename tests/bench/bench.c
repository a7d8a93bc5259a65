/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* PROGRAM WORKLOAD [THREADS [N [MODE]]] runs one workload and prints one line of JSON. THREADS 0 is the library's own
 * default, N 0 the workload's own; "w7 THREADS none" runs the frame clock with no tasks. */

#include "config.h"

#include "bench-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A peer that lacks what the workload needs. */
#define EXIT_UNABLE 3

typedef struct
{
  const char *name;
  long        n;
  gboolean    with_results;
} Workload;

static const Workload workloads[] = {
  { "w1", 1000000, FALSE },
  { "w2", 1000000, TRUE },
  { "w3a", 100000, FALSE },
  { "w3b", 1000, FALSE },
  { "w3c", 300, FALSE },
  { "w4", 1000000, FALSE },
  { "w5", 1000000, FALSE },
  { "w6", 1000000, FALSE },
  { "w6r", 1000000, TRUE },
  { "w7", 200000, TRUE },
  { "w7h", 200000, TRUE },
  { "w7g", 200000, TRUE },
  { "w7g-progress", 200000, TRUE },
  { "w7g-adding", 100000, TRUE },
  { "w7g-busy", 200, TRUE },
  { "w8", 3000, TRUE },
  { "w9", 0, TRUE },
};

gpointer (*bench_work) (gpointer arg);
void (*bench_done) (gpointer result);
void (*bench_progressed) (double fraction);
gboolean bench_with_results;
gboolean bench_with_priorities;
gboolean bench_with_dependencies;
const BenchPeer *bench_peer;

static const char *workload_name;
static const char *mode = "";
static int n_threads;
static long n_tasks;

void
bench_line_begin (void)
{
  printf ("{\"peer\":\"%s\",\"mode\":\"%s\",\"threads\":%d,\"workload\":\"%s\",\"n\":%ld",
          bench_peer->name, mode, n_threads, workload_name, n_tasks);
}

void
bench_line_number (const char *key,
                   double      value)
{
  printf (",\"%s\":%.6g", key, value);
}

void
bench_line_end (void)
{
  printf ("}\n");
  fflush (stdout);
}

static const Workload *
find_workload (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    if (strcmp (workloads[i].name, name) == 0)
      return &workloads[i];
  return NULL;
}

static void
print_usage (const char *program)
{
  fprintf (stderr, "usage: %s WORKLOAD [THREADS [N [MODE]]]\nworkloads:", program);
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    fprintf (stderr, " %s", workloads[i].name);
  fprintf (stderr, "\n");
}

/* Of the workloads with a window, "w7g-progress" is of the kind 'p', and "w7g" of the kind '\0'. */
static gboolean
is_with_window (void)
{
  return g_str_has_prefix (workload_name, "w7g");
}

static char
get_window_kind (void)
{
  return workload_name[3] == '-' ? workload_name[4] : '\0';
}

static gboolean
is_able (const BenchPeer *peer)
{
  if (is_with_window () && (bench_window == NULL || (get_window_kind () == 'p' && peer->submit_reporting == NULL)))
    return FALSE;
  switch (workload_name[1])
    {
    case '3':
      return peer->run_graph != NULL;
    case '4':
      return peer->submit_priority != NULL;
    case '5':
      return peer->cancel_all != NULL;
    default:
      return !bench_with_results || peer->submit_result != NULL;
    }
}

static void
run_workload (void)
{
  switch (workload_name[1])
    {
    case '1':
      return bench_empty (n_tasks);
    case '2':
      return bench_results (n_tasks);
    case '3':
      return bench_graphs (workload_name[2], n_tasks);
    case '4':
      return bench_priorities (n_tasks);
    case '5':
      return bench_cancelling (n_tasks);
    case '6':
      return bench_memory (n_tasks);
    case '7':
      if (is_with_window ())
        return bench_window (get_window_kind (), n_tasks);
      return bench_frames (n_tasks, workload_name[2] == 'h' ? 10000 : 2000);
    case '8':
      return bench_latency (n_tasks);
    default:
      return bench_idle ();
    }
}

static void
read_options (const Workload  *workload,
              int              argc,
              char           **argv)
{
  workload_name = workload->name;
  n_threads = argc > 2 ? atoi (argv[2]) : 0;
  n_tasks = argc > 3 ? atol (argv[3]) : 0;
  if (n_tasks == 0 && (argc <= 3 || strcmp (argv[3], "none") != 0))
    n_tasks = workload->n;
  if (argc > 4)
    mode = argv[4];
  bench_with_results = workload->with_results;
  bench_with_priorities = workload_name[1] == '4';
  bench_with_dependencies = workload_name[1] == '3';
}

int
bench_main (const BenchPeer  *peer,
            int               argc,
            char            **argv)
{
  const Workload *workload = find_workload (argc > 1 ? argv[1] : "");

  if (workload == NULL)
    {
      print_usage (argv[0]);
      return EXIT_FAILURE;
    }
  bench_peer = peer;
  read_options (workload, argc, argv);
  if (!is_able (peer))
    return EXIT_UNABLE;
  peer->start (n_threads, mode);
  run_workload ();
  /* Some pools cannot be ended, and nothing of it is measured. */
  _exit (EXIT_SUCCESS);
}
