/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What a task that waits costs. `meson test --benchmark` measures it with a million of them. */

#include "config.h"

#include <unistd.h>

#include "core-test.h"

/* The most that one may cost, in bytes, as promised. */
#define MOST_BY_ADD_WORK 128
#define MOST_BY_OBJECT 400

/* How much memory the process has in use, or 0 where that says nothing about ours. */
static gsize
get_resident (void)
{
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
  return 0;
#else
  g_autofree char *statm = NULL;
  guint64 pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL))
    {
      g_auto (GStrv) fields = g_strsplit (statm, " ", 3);

      pages = g_ascii_strtoull (fields[1], NULL, 10);
    }
  return pages * (gsize) sysconf (_SC_PAGESIZE);
#endif
}

static void
add_work (BgTaskManager *manager,
          guint          i)
{
  core_add (manager, core_work_nothing, NULL, NULL);
}

static void
add_work_with_priority (BgTaskManager *manager,
                        guint          i)
{
  bg_task_manager_add_work (manager, core_work_nothing, NULL, NULL, (int) i % 1000, NULL, NULL, 0, NULL);
}

static void
add_object (BgTaskManager *manager,
            guint          i)
{
  bg_task_manager_add_task (manager, core_body_nothing, NULL, NULL, 0, NULL, NULL, 0, NULL);
}

typedef struct
{
  void  (*add) (BgTaskManager *manager,
                guint          i);
  gsize   most;
} Case;

static const Case work = { add_work, MOST_BY_ADD_WORK };
static const Case work_with_priority = { add_work_with_priority, MOST_BY_ADD_WORK };
static const Case object = { add_object, MOST_BY_OBJECT };

static void
test_of_waiting (gconstpointer user_data)
{
  const Case *this_case = user_data;
  const guint n = core_count (100000, 1000000);
  BgTaskManager *manager = bg_task_manager_new (1);
  gsize before = get_resident ();
  double each;

  for (guint i = 0; i < n; i++)
    this_case->add (manager, i);
  each = ((double) get_resident () - (double) before) / n;
  core_end (manager);

  if (before == 0)
    {
      g_test_message ("The memory in use says nothing here");
      return;
    }
  g_test_minimized_result (each, "%.1f bytes for each of %u that wait", each, n);
  g_assert_cmpfloat (each, <=, (double) this_case->most);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/task-manager/memory/work", &work, test_of_waiting);
  g_test_add_data_func ("/task-manager/memory/work-with-priority", &work_with_priority, test_of_waiting);
  g_test_add_data_func ("/task-manager/memory/object", &object, test_of_waiting);
  return g_test_run ();
}
