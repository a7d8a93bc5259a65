/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#define _GNU_SOURCE     /* memfd_create */

#include "config.h"

#include "bg-command-run-private.h"

#include "bg-process-output-private.h"
#include "bg-process-spawn-private.h"
#include "core/bg-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

/* A command that runs. */
typedef struct
{
  BgCommandTask      *task;
  GMainContext       *context;
  char               *name;
  GSubprocess        *process;
  GPid                pid;
  BgProcessOutput    *output;
  BgProcessOutput    *errors;
  GCancellable       *cancellable;
  gulong              handler;
  GSource            *cancelled;
  gboolean            is_stopped;
  GSource            *timer;
  BgCommandEndedFunc  ended;
  gpointer            user_data;
} BgCommandRun;

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
end (BgCommandRun *self)
{
  if (self->cancellable != NULL)
    g_cancellable_disconnect (self->cancellable, self->handler);
  g_clear_object (&self->cancellable);
  clear_source (&self->cancelled);
  clear_source (&self->timer);
  bg_process_output_free (self->output);
  bg_process_output_free (self->errors);
  g_clear_object (&self->process);
  g_free (self->name);
  g_main_context_unref (self->context);
  self->ended (!self->is_stopped, self->user_data);
  g_object_unref (self->task);
  g_free (self);
}

static gboolean
kill_cb (gpointer user_data)
{
  BgCommandRun *self = user_data;

  clear_source (&self->timer);
  bg_process_signal (self->process, SIGKILL);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer user_data)
{
  BgCommandRun *self = user_data;

  self->is_stopped = TRUE;
  bg_process_signal (self->process, SIGTERM);
  self->timer = g_timeout_source_new (bg_command_task_get_kill_after (self->task));
  g_source_set_static_name (self->timer, "[taskmgr] patience with a command");
  g_source_set_callback (self->timer, kill_cb, self, NULL);
  g_source_attach (self->timer, self->context);
  return G_SOURCE_CONTINUE;
}

/* In the thread that cancels. GLib's own source for this may be lost where it is destroyed meanwhile. */
static void
wake_cb (GCancellable *cancellable,
         GSource      *source)
{
  g_source_set_ready_time (source, 0);
}

static gboolean
dispatch_once (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs cancelled_funcs = { .dispatch = dispatch_once };

static GVariant *
make_result (BgCommandRun *self)
{
  gboolean is_binary = bg_command_task_get_binary (self->task);
  gboolean is_truncated = bg_process_output_is_truncated (self->output)
                          || bg_process_output_is_truncated (self->errors);
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert_value (&dict, "stdout", bg_process_output_pack (self->output, is_binary));
  g_variant_dict_insert_value (&dict, "stderr", bg_process_output_pack (self->errors, is_binary));
  g_variant_dict_insert (&dict, "status", "i", g_subprocess_get_exit_status (self->process));
  g_variant_dict_insert (&dict, "truncated", "b", is_truncated);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
report (BgCommandRun *self)
{
  g_autofree char *last_words = bg_process_output_dup_last (self->errors);
  g_autoptr (GError) error = bg_process_describe_status (self->process, self->name, last_words);
  g_autofree char *errors = NULL;
  g_autoptr (GVariant) result = NULL;

  if (error == NULL)
    {
      result = make_result (self);
      bg_task_return_variant (BG_TASK (self->task), result);
      return;
    }
  errors = bg_process_output_dup_text (self->errors);
  bg_task_return_failure (BG_TASK (self->task), error, errors[0] != '\0' ? errors : NULL);
}

static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BgCommandRun *self = user_data;

  g_subprocess_wait_finish (self->process, result, NULL);
  bg_process_collect (self->pid);
  bg_process_output_finish (self->output);
  bg_process_output_finish (self->errors);
  if (!self->is_stopped)
    report (self);
  end (self);
}

/* A file without a name: nothing has to be written while the command runs, and one that does not read does not
 * matter. */
static int
make_input (GBytes  *input,
            GError **error)
{
  gsize size, done = 0;
  const guint8 *data = g_bytes_get_data (input, &size);
  int fd = memfd_create ("taskmgr-stdin", MFD_CLOEXEC);

  while (fd >= 0 && done < size)
    {
      gssize n = write (fd, data + done, size - done);

      if (n < 0 && errno != EINTR)
        {
          int saved = errno;

          g_close (fd, NULL);
          errno = saved;
          fd = -1;
        }
      done += n > 0 ? (gsize) n : 0;
    }
  if (fd < 0 || lseek (fd, 0, SEEK_SET) != 0)
    g_set_error (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_SPAWN,
                 _("The input of the command cannot be kept: %s"), g_strerror (errno));
  return fd;
}

static gboolean
spawn (BgCommandRun  *self,
       GError       **error)
{
  guint max_output = bg_command_task_get_max_output (self->task);
  GBytes *input = bg_command_task_get_input (self->task);
  BgProcessSpawn how = { .argv = bg_command_task_get_argv (self->task),
                         .environment = bg_command_task_get_environment (self->task),
                         .directory = bg_command_task_get_directory (self->task),
                         .limits = bg_command_task_get_limits (self->task),
                         .input_fd = -1, .output_fd = -1, .error_fd = -1, .channel_fd = -1 };

  if (input != NULL && (how.input_fd = make_input (input, error)) < 0)
    return FALSE;
  self->output = bg_process_output_new (self->context, max_output, &how.output_fd, error);
  if (self->output != NULL)
    self->errors = bg_process_output_new (self->context, max_output, &how.error_fd, error);
  if (self->errors != NULL)
    {
      self->process = bg_process_spawn (&how, error);
      return self->process != NULL;
    }
  if (how.input_fd >= 0)
    g_close (how.input_fd, NULL);
  if (how.output_fd >= 0)
    g_close (how.output_fd, NULL);
  return FALSE;
}

static void
watch (BgCommandRun *self)
{
  self->cancelled = g_source_new (&cancelled_funcs, sizeof (GSource));
  g_source_set_static_name (self->cancelled, "[taskmgr] a command is stopped");
  g_source_set_callback (self->cancelled, cancelled_cb, self, NULL);
  g_source_attach (self->cancelled, self->context);
  if (g_set_object (&self->cancellable, bg_task_get_cancellable (BG_TASK (self->task))))
    self->handler = g_cancellable_connect (self->cancellable, G_CALLBACK (wake_cb), g_source_ref (self->cancelled),
                                           (GDestroyNotify) g_source_unref);

  self->pid = bg_process_get_pid (self->process);
  g_main_context_push_thread_default (self->context);
  g_subprocess_wait_async (self->process, NULL, exited_cb, self);
  g_main_context_pop_thread_default (self->context);
}

static const char *
check_argv (BgCommandTask  *task,
            GError        **error)
{
  const char *const *argv = bg_command_task_get_argv (task);

  if (argv != NULL && argv[0] != NULL)
    return argv[0];
  g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The task has no command"));
  return NULL;
}

void
bg_command_run (BgCommandTask      *task,
                GMainContext       *context,
                BgCommandEndedFunc  ended,
                gpointer            user_data)
{
  BgCommandRun *self = g_new0 (BgCommandRun, 1);
  g_autoptr (GError) error = NULL;
  const char *program = check_argv (task, &error);

  self->task = g_object_ref (task);
  self->context = g_main_context_ref (context);
  self->ended = ended;
  self->user_data = user_data;
  if (program != NULL)
    self->name = g_path_get_basename (program);
  if (program == NULL || !spawn (self, &error))
    {
      bg_task_return_error (BG_TASK (task), error);
      end (self);
      return;
    }
  watch (self);
}
