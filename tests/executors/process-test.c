/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "process-test.h"

#include "process-worker.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

int
process_test_main (int    argc,
                   char **argv,
                   void (*add_tests) (void))
{
  if (bg_process_worker_is_wanted ())
    return process_worker_main ();
  g_test_init (&argc, &argv, NULL);
  add_tests ();
  return g_test_run ();
}

static guint
count_fds (const char *part)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      n += target != NULL && strstr (target, part) != NULL;
    }
  return n;
}

guint
process_test_count_fds (void)
{
  return count_fds ("");
}

/* Zombies are children too. */
gboolean
process_test_has_children (void)
{
  siginfo_t info;

  return waitid (P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

/* GLib collects them in a thread, and tells the main loop of it. */
void
process_test_await_none (void)
{
  while (process_test_has_children ())
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_assert_true (g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL));
  *(int *) user_data = TRUE;
}

void
process_test_await_end (GSubprocess *process)
{
  int ended = FALSE;

  g_subprocess_wait_async (process, NULL, ended_cb, &ended);
  bg_test_run_until_set (NULL, &ended);
}

void
process_test_set_up (ProcessTest *self,
                     guint        pool_size)
{
  const char *argv[] = { "/proc/self/exe", NULL };
  g_autoptr (GSubprocess) first = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "true", NULL);

  /* What GLib makes once for all children is not ours. */
  process_test_await_end (first);
  /* Its thread lets go of them a little later. */
  while (count_fds ("pidfd") > 0)
    g_thread_yield ();
  self->n_fds = process_test_count_fds ();
  self->context = g_main_context_default ();
  self->manager = core_manager_new (2);
  self->watch = core_watch_new (self->manager);
  self->executor = bg_process_executor_new (pool_size);
  bg_process_executor_register (self->executor, "test", argv);
}

/* Nothing is left: no child, no zombie, no descriptor. */
void
process_test_tear_down (ProcessTest *self)
{
  g_clear_pointer (&self->watch, core_watch_free);
  while (bg_process_executor_count_running (self->executor) > 0)
    g_main_context_iteration (self->context, TRUE);
  if (self->manager != NULL)
    core_end (self->manager);
  bg_test_drain (self->context);
  g_clear_object (&self->executor);
  process_test_await_none ();
  /* The main loop hears of an end a little later, and GLib's thread may have to let go first. */
  while (process_test_count_fds () != self->n_fds)
    {
      g_main_context_iteration (self->context, FALSE);
      g_thread_yield ();
    }
}

/* The arguments are a GVariant as text. */
BgTask *
process_test_add (ProcessTest *self,
                  const char  *what,
                  const char  *arguments)
{
  g_autoptr (BgTask) task = NULL;
  g_autoptr (GError) error = NULL;
  GValue value = G_VALUE_INIT;
  GVariant *mapping = NULL;

  if (arguments != NULL)
    mapping = g_variant_parse (G_VARIANT_TYPE_VARDICT, arguments, NULL, NULL, &error);
  g_assert_no_error (error);
  task = bg_process_task_new ("test", mapping);
  g_clear_pointer (&mapping, g_variant_unref);
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, what);
  bg_task_set_argument (task, "what", &value);
  g_value_unset (&value);
  bg_task_set_executor (task, BG_EXECUTOR (self->executor));
  bg_task_manager_add (self->manager, task, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&task);
}

BgTask *
process_test_run (ProcessTest *self,
                  const char  *what,
                  const char  *arguments)
{
  BgTask *task = process_test_add (self, what, arguments);

  core_watch_run (self->watch, 1);
  return task;
}

typedef struct
{
  BgTask     *task;
  const char *text;
} Expected;

static gboolean
has_text (gpointer user_data)
{
  Expected *expected = user_data;
  g_autofree char *text = bg_task_dup_text (expected->task);

  return g_strcmp0 (text, expected->text) == 0;
}

/* Until the worker has said so. */
void
process_test_run_until_text (ProcessTest *self,
                             BgTask      *task,
                             const char  *text)
{
  Expected expected = { task, text };

  bg_test_run_until (self->context, has_text, &expected);
}
