/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-spawn-private.h"

#include "bg-process-frame-private.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  pid_t          parent;
  const guint64 *limits;
} Setup;

static const __rlimit_resource_t resources[BG_PROCESS_N_LIMITS] = {
  [BG_PROCESS_LIMIT_MEMORY] = RLIMIT_AS,
  [BG_PROCESS_LIMIT_CPU_TIME] = RLIMIT_CPU,
  [BG_PROCESS_LIMIT_OPEN_FILES] = RLIMIT_NOFILE,
};

static G_DEFINE_QUARK (bg-process-pid, pid)

/* Between fork and exec: system calls only. */
static void
set_up_child (gpointer user_data)
{
  const Setup *setup = user_data;

  /* It goes with whoever has started it. If that was gone before the request was made, nobody would say so. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != setup->parent)
    _exit (1);
  /* What it starts in its turn is killed with it. */
  setpgid (0, 0);
  for (int i = 0; setup->limits != NULL && i < BG_PROCESS_N_LIMITS; i++)
    if (setup->limits[i] > 0)
      {
        struct rlimit limit = { setup->limits[i], setup->limits[i] };

        setrlimit (resources[i], &limit);
      }
}

static void
give_descriptors (GSubprocessLauncher *launcher,
                  BgProcessSpawn      *self)
{
  if (self->input_fd >= 0)
    g_subprocess_launcher_take_stdin_fd (launcher, self->input_fd);
  if (self->output_fd >= 0)
    g_subprocess_launcher_take_stdout_fd (launcher, self->output_fd);
  if (self->error_fd >= 0)
    g_subprocess_launcher_take_stderr_fd (launcher, self->error_fd);
  if (self->channel_fd >= 0)
    g_subprocess_launcher_take_fd (launcher, self->channel_fd, BG_PROCESS_FD);
}

/* GLib forgets it in a thread of its own, without asking, so it is looked at once, before that. */
static void
note_pid (GSubprocess *process)
{
  const char *identifier = g_subprocess_get_identifier (process);
  gint64 pid = identifier != NULL ? g_ascii_strtoll (identifier, NULL, 10) : 0;

  g_object_set_qdata (G_OBJECT (process), pid_quark (), GINT_TO_POINTER ((int) pid));
}

GSubprocess *
bg_process_spawn (BgProcessSpawn  *self,
                  GError         **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) local_error = NULL;
  Setup setup = { getpid (), self->limits };
  GSubprocess *process;

  give_descriptors (launcher, self);
  if (self->environment != NULL)
    g_subprocess_launcher_set_environ (launcher, (char **) self->environment);
  if (self->variable != NULL)
    g_subprocess_launcher_setenv (launcher, self->variable, self->value, TRUE);
  if (self->directory != NULL)
    g_subprocess_launcher_set_cwd (launcher, self->directory);
  g_subprocess_launcher_set_child_setup (launcher, set_up_child, &setup, NULL);

  process = g_subprocess_launcher_spawnv (launcher, self->argv, &local_error);
  if (process == NULL)
    g_set_error_literal (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_SPAWN, local_error->message);
  else
    note_pid (process);
  return process;
}

/* To a program that is not known to have ended, and to what it has started. */
void
bg_process_signal (GSubprocess *process,
                   int          number)
{
  int pid = GPOINTER_TO_INT (g_object_get_qdata (G_OBJECT (process), pid_quark ()));

  if (pid > 0)
    kill (-pid, number);
  /* In case it has joined another group. */
  g_subprocess_send_signal (process, number);
}

/* Returns: the process, or 0 if it has ended already */
GPid
bg_process_get_pid (GSubprocess *process)
{
  const char *identifier = g_subprocess_get_identifier (process);

  return identifier != NULL ? (GPid) g_ascii_strtoll (identifier, NULL, 10) : 0;
}

static gpointer
collect_thread (gpointer pid)
{
  waitpid (GPOINTER_TO_INT (pid), NULL, 0);
  return NULL;
}

/* GLib hears of the end of a program a moment before its last thread has gone, looks once, and may find nothing to
 * collect: then a zombie would stay. */
void
bg_process_collect (GPid pid)
{
  GThread *thread;

  if (pid <= 0 || waitpid (pid, NULL, WNOHANG) != 0)
    return;
  thread = g_thread_try_new ("bg-collect", collect_thread, GINT_TO_POINTER (pid), NULL);
  g_clear_pointer (&thread, g_thread_unref);
}

static GError *
describe_signal (const char *name,
                 int         number)
{
  const char *description = g_strsignal (number);

  if (number == SIGKILL)
    /* Translators: “convert” was killed by signal 9 (Killed) … */
    return g_error_new (BG_PROCESS_ERROR, BG_PROCESS_ERROR_KILLED,
                        _("“%s” was killed by signal %d (%s); perhaps the memory ran out"),
                        name, number, description);
  if (number == SIGXCPU)
    return g_error_new (BG_PROCESS_ERROR, BG_PROCESS_ERROR_KILLED,
                        _("“%s” was killed by signal %d (%s), as it has used all the processor time that it may"),
                        name, number, description);
  /* Translators: “convert” was killed by signal 11 (Segmentation fault) */
  return g_error_new (BG_PROCESS_ERROR, BG_PROCESS_ERROR_KILLED,
                      _("“%s” was killed by signal %d (%s)"), name, number, description);
}

/* Why a program that has ended did so, NULL if all was well. The last words are what it has complained of. */
GError *
bg_process_describe_status (GSubprocess *process,
                            const char  *name,
                            const char  *last_words)
{
  int status;

  if (g_subprocess_get_if_signaled (process))
    return describe_signal (name, g_subprocess_get_term_sig (process));
  status = g_subprocess_get_exit_status (process);
  if (status == 0)
    return NULL;
  if (last_words != NULL && last_words[0] != '\0')
    /* Translators: “convert” ended with exit status 1: convert: no such file */
    return g_error_new (BG_PROCESS_ERROR, BG_PROCESS_ERROR_EXITED,
                        _("“%s” ended with exit status %d: %s"), name, status, last_words);
  return g_error_new (BG_PROCESS_ERROR, BG_PROCESS_ERROR_EXITED,
                      _("“%s” ended with exit status %d"), name, status);
}
