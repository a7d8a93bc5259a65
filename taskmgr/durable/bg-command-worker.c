/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-command-worker-private.h"

#include "bg-child-worker-private.h"
#include "bg-payload-private.h"
#include "core/bg-error.h"
#include "core/bg-task-manager.h"
#include "executors/bg-command-task.h"
#include "executors/bg-process-executor.h"

#include <glib/gi18n-lib.h>

struct _BgCommandWorker
{
  BgWorker        parent_instance;

  /* fixed at construction */
  char          **argv;                 /* NULL: that of the payload */
  char          **allowed;              /* programs that a payload may name */

  /* home context */
  BgTaskManager  *manager;              /* NULL until it is needed */
  GMainContext   *context;              /* of the manager */
  GHashTable     *running;              /* id → GTask */
};

/* A command that has not ended, or whose end is not known yet. */
typedef struct
{
  BgCommandWorker *worker;
  guint64          id;
} Running;

/* In whatever thread cancels. */
typedef struct
{
  BgTaskManager *manager;
  guint64        id;
} Stop;

G_DEFINE_FINAL_TYPE (BgCommandWorker, bg_command_worker, BG_TYPE_WORKER)

static GTask *
take_running (BgCommandWorker *self,
              guint64          id)
{
  gpointer task = NULL;
  gpointer key = NULL;

  g_hash_table_steal_extended (self->running, &id, &key, &task);
  g_free (key);
  return task;
}

static void
completed_cb (BgTaskManager   *manager,
              guint64          id,
              const char      *group,
              const GValue    *result,
              BgCommandWorker *self)
{
  g_autoptr (GTask) task = take_running (self, id);

  bg_delivery_set_result (g_task_get_task_data (task), g_value_get_variant (result));
  g_task_return_boolean (task, TRUE);
}

static void
failed_cb (BgTaskManager   *manager,
           guint64          id,
           const char      *group,
           const GError    *error,
           const char      *traceback,
           BgCommandWorker *self)
{
  g_autoptr (GTask) task = take_running (self, id);

  g_task_return_error (task, g_error_copy (error));
}

/* The command is gone. The manager says at once that it was stopped, but its process may take a while to end, and what
 * comes after it in the queue is not to begin while it still runs. */
static void
gone_cb (gpointer  data,
         GObject  *command)
{
  g_autofree Running *running = data;
  g_autoptr (BgCommandWorker) self = running->worker;
  g_autoptr (GTask) task = take_running (self, running->id);

  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The command was stopped"));
}

static void
drop_manager (BgCommandWorker *self)
{
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->context, g_main_context_unref);
}

/* Each emptying of a queue has a context of its own, and nothing happens any more in that of the last one. */
static void
ensure_manager (BgCommandWorker *self)
{
  g_autoptr (BgProcessExecutor) executor = NULL;
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (self->manager != NULL && self->context != context && g_hash_table_size (self->running) == 0)
    drop_manager (self);
  if (self->manager != NULL)
    return;
  self->context = g_steal_pointer (&context);
  executor = bg_process_executor_new (0);
  self->manager = bg_task_manager_new (1);
  bg_task_manager_set_default_executor (self->manager, BG_EXECUTOR (executor));
  bg_task_manager_start_processing (self->manager);
  g_signal_connect (self->manager, "task-completed", G_CALLBACK (completed_cb), self);
  g_signal_connect (self->manager, "task-failed", G_CALLBACK (failed_cb), self);
}

/* A list of strings, which JSON knows only as a list of anything. NULL if it is none. */
static char **
read_strings (GVariant *list)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);

  if (list == NULL || !g_variant_is_of_type (list, G_VARIANT_TYPE_ARRAY))
    return NULL;
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);
      g_autoptr (GVariant) string = g_variant_is_of_type (child, G_VARIANT_TYPE_VARIANT) ? g_variant_get_variant (child)
                                                                                         : g_variant_ref (child);

      if (!g_variant_is_of_type (string, G_VARIANT_TYPE_STRING))
        return NULL;
      g_ptr_array_add (strings, g_variant_dup_string (string, NULL));
    }
  g_ptr_array_add (strings, NULL);
  return (char **) g_ptr_array_steal (strings, NULL);
}

/* The command of the payload, if it may be run. */
static char **
take_argv (BgCommandWorker *self,
           BgDelivery      *delivery)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (bg_delivery_get_payload (delivery), "argv", NULL);
  g_auto (GStrv) argv = read_strings (value);
  g_autofree char *reason = NULL;

  if (argv == NULL || argv[0] == NULL)
    {
      bg_delivery_reject (delivery, "The payload has no command: argv is to be a list of strings");
      return NULL;
    }
  if (g_strv_contains ((const char *const *) self->allowed, argv[0]))
    return g_steal_pointer (&argv);
  reason = g_strdup_printf ("The command is not allowed: %s", argv[0]);
  bg_delivery_reject (delivery, reason);
  return NULL;
}

static BgTask *
make_task (BgCommandWorker  *self,
           BgDelivery       *delivery,
           GError          **error)
{
  g_auto (GStrv) argv = self->argv != NULL ? g_strdupv (self->argv) : take_argv (self, delivery);
  g_auto (GStrv) environment = bg_child_worker_make_environment ();
  g_autoptr (GBytes) input = NULL;
  BgTask *task;
  char *json;

  if (argv == NULL)
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT, _("The command is not run"));
      return NULL;
    }
  json = bg_payload_to_json (bg_delivery_get_payload (delivery), error);
  if (json == NULL)
    return NULL;
  input = g_bytes_new_take (json, strlen (json));
  task = bg_command_task_new ((const char *const *) argv);
  bg_command_task_set_environment (BG_COMMAND_TASK (task), (const char *const *) environment);
  bg_command_task_set_input (BG_COMMAND_TASK (task), input);
  return task;
}

static void
cancelled_cb (GCancellable *cancellable,
              Stop         *stop)
{
  bg_task_manager_stop_task (stop->manager, stop->id, FALSE, FALSE);
}

static void
free_stop (gpointer data)
{
  Stop *stop = data;

  g_object_unref (stop->manager);
  g_free (stop);
}

static void
run (BgCommandWorker *self,
     GTask           *task,
     BgTask          *command)
{
  GError *error = NULL;
  Running *running;
  guint64 id;
  Stop *stop;

  ensure_manager (self);
  id = bg_task_manager_add (self->manager, command, &error);
  if (id == 0)
    {
      g_task_return_error (task, error);
      return;
    }
  g_hash_table_insert (self->running, g_memdup2 (&id, sizeof id), g_object_ref (task));
  running = g_new (Running, 1);
  *running = (Running) { g_object_ref (self), id };
  g_object_weak_ref (G_OBJECT (command), gone_cb, running);
  if (g_task_get_cancellable (task) == NULL)
    return;
  stop = g_new0 (Stop, 1);
  stop->manager = g_object_ref (self->manager);
  stop->id = id;
  /* It lives as long as the delivery, and a task that has ended is not stopped any more. */
  g_cancellable_connect (g_task_get_cancellable (task), G_CALLBACK (cancelled_cb), stop, free_stop);
}

static void
bg_command_worker_process_async (BgWorker            *worker,
                                 BgDelivery          *delivery,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BgCommandWorker *self = BG_COMMAND_WORKER (worker);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (BgTask) command = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, bg_command_worker_process_async);
  g_task_set_name (task, "[taskmgr] process by a command");
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (delivery), g_object_unref);
  command = make_task (self, delivery, &error);
  if (command == NULL)
    g_task_return_error (task, error);
  else
    run (self, task, command);
}

static void
bg_command_worker_finalize (GObject *object)
{
  BgCommandWorker *self = BG_COMMAND_WORKER (object);

  drop_manager (self);
  g_hash_table_unref (self->running);
  g_strfreev (self->argv);
  g_strfreev (self->allowed);
  G_OBJECT_CLASS (bg_command_worker_parent_class)->finalize (object);
}

static void
bg_command_worker_class_init (BgCommandWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bg_command_worker_finalize;
  BG_WORKER_CLASS (klass)->process_async = bg_command_worker_process_async;
}

static void
bg_command_worker_init (BgCommandWorker *self)
{
  self->running = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

BgWorker *
bg_command_worker_new (const char        *name,
                       const char *const *argv)
{
  BgCommandWorker *self = g_object_new (BG_TYPE_COMMAND_WORKER, "name", name, NULL);

  self->argv = g_strdupv ((char **) argv);
  return BG_WORKER (self);
}

BgWorker *
bg_command_worker_new_allowed (const char        *name,
                               const char *const *programs)
{
  BgCommandWorker *self = g_object_new (BG_TYPE_COMMAND_WORKER, "name", name, NULL);

  self->allowed = g_strdupv ((char **) programs);
  return BG_WORKER (self);
}
