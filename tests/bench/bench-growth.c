/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a task costs as the work grows. bench-growth SERIES SIZE prints one line of JSON; each round adds tasks while
 * processing is off, lets them run, and delivers what there is to deliver. Small sizes take many rounds. */

#include "config.h"

#include "bench-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <taskmgr.h>

#define N_TASKS  1000000
#define N_FANNED 100000
#define N_ALIVE  1000

typedef struct
{
  BgTaskManager *manager;
  char         **groups;
  long           size;
  gint64         add_ns;
  gint64         run_ns;
  long           n_tasks;
} Growth;

typedef struct
{
  const char *name;
  /* Adds the tasks of a round and returns how many these are. */
  long (*add) (Growth *self);
  /* A round is large whatever the size. */
  gboolean is_fixed;
} Series;

static gboolean
run_work (gpointer       user_data,
          GCancellable  *cancellable,
          GValue        *result,
          GError       **error)
{
  bench_count_one ();
  return TRUE;
}

static guint64
add (Growth        *self,
     const char    *group,
     const guint64 *upstream_ids,
     gsize          n_upstream_ids)
{
  return bg_task_manager_add_work (self->manager, run_work, NULL, NULL, 0, group, upstream_ids, n_upstream_ids, NULL);
}

static long
add_waiting (Growth *self)
{
  for (long i = 0; i < self->size; i++)
    add (self, NULL, NULL, 0);
  return self->size;
}

static long
add_many (Growth *self)
{
  for (long i = 0; i < N_TASKS; i++)
    add (self, NULL, NULL, 0);
  return N_TASKS;
}

static long
add_groups (Growth *self)
{
  for (long i = 0; i < N_TASKS; i++)
    add (self, self->groups[i % self->size], NULL, 0);
  return N_TASKS;
}

static long
add_chain (Growth *self)
{
  guint64 id = 0;

  for (long i = 0; i < self->size; i++)
    id = add (self, NULL, &id, id != 0);
  return self->size;
}

/* As many fans as make enough tasks. */
static long
count_fans (Growth *self)
{
  return MAX (N_FANNED / self->size, 1);
}

static long
add_fan_in (Growth *self)
{
  guint64 *ids = g_new (guint64, self->size);
  long n_fans = count_fans (self);

  for (long fan = 0; fan < n_fans; fan++)
    {
      for (long i = 0; i < self->size; i++)
        ids[i] = add (self, NULL, NULL, 0);
      add (self, NULL, ids, (gsize) self->size);
    }
  g_free (ids);
  return n_fans * (self->size + 1);
}

static long
add_fan_out (Growth *self)
{
  long n_fans = count_fans (self);

  for (long fan = 0; fan < n_fans; fan++)
    {
      guint64 id = add (self, NULL, NULL, 0);

      for (long i = 0; i < self->size; i++)
        add (self, NULL, &id, 1);
    }
  return n_fans * (self->size + 1);
}

static const Series all_series[] = {
  { "waiting", add_waiting, FALSE },
  { "chain", add_chain, FALSE },
  { "fan-in", add_fan_in, TRUE },
  { "fan-out", add_fan_out, TRUE },
  { "groups", add_groups, TRUE },
  { "threads", add_many, TRUE },
};

static void
run_round (Growth       *self,
           const Series *series)
{
  long before = bench_counted ();
  gint64 begin = bench_now ();
  gint64 added;
  long n;

  n = series->add (self);
  added = bench_now ();
  bg_task_manager_start_processing (self->manager);
  bench_wait_counted (before + n);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  self->add_ns += added - begin;
  self->run_ns += bench_now () - added;
  self->n_tasks += n;
  bg_task_manager_pause_processing (self->manager);
}

static void
make_groups (Growth *self)
{
  self->groups = g_new (char *, self->size);
  for (long i = 0; i < self->size; i++)
    self->groups[i] = g_strdup_printf ("group-%ld", i);
}

/* The first round makes the threads and takes the memory. */
static void
measure (Growth       *self,
         const Series *series)
{
  long n_rounds = series->is_fixed ? 3 : MAX (N_TASKS / self->size, 1);

  if (series->add == add_groups)
    make_groups (self);
  self->manager = bg_task_manager_new (series->add == add_many ? (guint) self->size : 2);
  run_round (self, series);
  self->add_ns = self->run_ns = self->n_tasks = 0;
  for (long i = 0; i < n_rounds; i++)
    run_round (self, series);
  printf ("{\"series\":\"%s\",\"size\":%ld,\"add_ns\":%.6g,\"run_ns\":%.6g,\"cost_ns\":%.6g}\n",
          series->name, self->size,
          (double) self->add_ns / (double) self->n_tasks, (double) self->run_ns / (double) self->n_tasks,
          (double) (self->add_ns + self->run_ns) / (double) self->n_tasks);
}

static void
add_another_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                const GValue  *result,
                Growth        *self)
{
  self->n_tasks++;
  add (self, NULL, NULL, 0);
}

static void
iterate_until (Growth *self,
               long    n_tasks)
{
  while (self->n_tasks < n_tasks)
    g_main_context_iteration (NULL, TRUE);
}

/* So many tasks in all, a thousand alive at a time: how much more memory they take than the first tenth did. */
static void
measure_alive (Growth *self)
{
  gint64 begin;
  long before;

  self->manager = bg_task_manager_new (2);
  g_signal_connect (self->manager, "task-completed", G_CALLBACK (add_another_cb), self);
  for (int i = 0; i < N_ALIVE; i++)
    add (self, NULL, NULL, 0);
  bg_task_manager_start_processing (self->manager);
  iterate_until (self, self->size / 10);
  before = bench_resident ();
  begin = bench_now ();
  iterate_until (self, self->size);
  printf ("{\"series\":\"alive\",\"size\":%ld,\"bytes\":%ld,\"cost_ns\":%.6g}\n", self->size,
          bench_resident () - before, (double) (bench_now () - begin) / (0.9 * (double) self->size));
}

int
main (int    argc,
      char **argv)
{
  Growth self = { .size = argc > 2 ? atol (argv[2]) : 0 };

  if (self.size > 0 && strcmp (argv[1], "alive") == 0)
    {
      measure_alive (&self);
      return EXIT_SUCCESS;
    }
  for (guint i = 0; self.size > 0 && i < G_N_ELEMENTS (all_series); i++)
    if (strcmp (argv[1], all_series[i].name) == 0)
      {
        measure (&self, &all_series[i]);
        return EXIT_SUCCESS;
      }
  fprintf (stderr, "usage: %s waiting|chain|fan-in|fan-out|groups|threads|alive SIZE\n", argv[0]);
  return EXIT_FAILURE;
}
