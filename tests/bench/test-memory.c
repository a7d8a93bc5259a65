/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bench-private.h"
#include "bg-test.h"

#include <taskmgr.h>

/* Each of these tests wants a process to itself: tasks that take what earlier ones left let no memory grow.
 *
 * What a task may keep of the memory while it waits: bytes of the resident set. */
#define WORK_LIMIT        128
#define LINKED_WORK_LIMIT 256
#define TASK_LIMIT        400

#define N_WAITING         1000000
#define N_ALIVE           1000
#define N_WARM            (100 * N_ALIVE)
#define N_FLAT            (1000 * N_ALIVE)
#define FLAT_LIMIT        (1 << 20)

static gboolean
run_work (gpointer       user_data,
          GCancellable  *cancellable,
          GValue        *result,
          GError       **error)
{
  return TRUE;
}

static gboolean
run_task (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  return TRUE;
}

static void
end (BgTaskManager *manager)
{
  bg_task_manager_shut_down (manager);
  g_object_unref (manager);
  bg_test_drain (NULL);
}

/* Fails if so many waiting tasks took more than the limit for each. */
static void
check_growth (BgTaskManager *manager,
              long           before,
              long           limit)
{
  long bytes = (bench_resident () - before) / N_WAITING;

  g_assert_cmpuint (bg_task_manager_get_n_pending (manager), ==, N_WAITING);
  g_test_message ("%ld bytes for each waiting task, at most %ld", bytes, limit);
  g_assert_cmpint (bytes, <=, limit);
}

/* A manager that had its first task, so that only what each further one takes is measured. */
static BgTaskManager *
make_manager (void)
{
  BgTaskManager *manager = bg_task_manager_new (2);

  bg_task_manager_add_work (manager, run_work, NULL, NULL, 0, "warm", NULL, 0, NULL);
  bg_task_manager_stop_all_tasks (manager);
  bg_test_drain (NULL);
  return manager;
}

static void
test_waiting_work (void)
{
  BgTaskManager *manager = make_manager ();
  long before = bench_resident ();

  for (int i = 0; i < N_WAITING; i++)
    bg_task_manager_add_work (manager, run_work, NULL, NULL, 0, NULL, NULL, 0, NULL);
  check_growth (manager, before, WORK_LIMIT);
  end (manager);
}

/* With all that a task can have: a priority, a group and upstreams. */
static void
test_waiting_linked_work (void)
{
  BgTaskManager *manager = make_manager ();
  long before = bench_resident ();
  guint64 upstream_id = 0;

  for (int i = 0; i < N_WAITING; i++)
    upstream_id = bg_task_manager_add_work (manager, run_work, NULL, NULL, i % 100, "group",
                                            &upstream_id, upstream_id != 0, NULL);
  check_growth (manager, before, LINKED_WORK_LIMIT);
  end (manager);
}

static void
test_waiting_tasks (void)
{
  BgTaskManager *manager = make_manager ();
  long before = bench_resident ();

  for (int i = 0; i < N_WAITING; i++)
    bg_task_manager_add_task (manager, run_task, NULL, NULL, 0, NULL, NULL, 0, NULL);
  check_growth (manager, before, TASK_LIMIT);
  end (manager);
}

static void
add_another_cb (BgTaskManager *manager,
                guint64        id,
                const char    *group,
                const GValue  *result,
                guint         *n_ended)
{
  (*n_ended)++;
  bg_task_manager_add_work (manager, run_work, NULL, NULL, 0, NULL, NULL, 0, NULL);
}

/* Ever new tasks, as many alive at a time as before: the memory stays. */
static void
test_flat (void)
{
  BgTaskManager *manager = bg_task_manager_new (2);
  guint n_ended = 0;
  long before;
  long growth;

  g_signal_connect (manager, "task-completed", G_CALLBACK (add_another_cb), &n_ended);
  for (int i = 0; i < N_ALIVE; i++)
    bg_task_manager_add_work (manager, run_work, NULL, NULL, 0, NULL, NULL, 0, NULL);
  bg_task_manager_start_processing (manager);
  bg_test_run_until_count (NULL, &n_ended, N_WARM);
  before = bench_resident ();
  bg_test_run_until_count (NULL, &n_ended, N_WARM + N_FLAT);
  growth = bench_resident () - before;
  g_test_message ("%ld bytes more after %d tasks, at most %d", growth, N_FLAT, FLAT_LIMIT);
  g_assert_cmpint (growth, <=, FLAT_LIMIT);
  g_signal_handlers_disconnect_by_data (manager, &n_ended);
  end (manager);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bench/memory/waiting-work", test_waiting_work);
  g_test_add_func ("/bench/memory/waiting-linked-work", test_waiting_linked_work);
  g_test_add_func ("/bench/memory/waiting-tasks", test_waiting_tasks);
  g_test_add_func ("/bench/memory/flat", test_flat);
  return g_test_run ();
}
