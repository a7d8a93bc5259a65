/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-command-task.h"

#include "bg-command-run-private.h"
#include "bg-process-spawn-private.h"

/**
 * BgCommandTask:
 *
 * Runs a command.
 *
 * The command runs in a child process of its own, when the task has its turn. Nothing is given to a shell: the
 * arguments arrive as they are. The result is a mapping, a `GVariant` of the type `a{sv}`:
 *
 * - `stdout` and `stderr`: what it has written, as text, in which everything that is no UTF-8 is replaced, or as
 *   bytes, `ay`, if [property@CommandTask:binary] is set
 * - `status`: the exit status, which is 0
 * - `truncated`: whether it has written more than [property@CommandTask:max-output]
 *
 * Another exit status, or a signal that kills it, is a failure in the domain `BG_PROCESS_ERROR`; the message says what
 * has happened and the last line that it has complained with, and the traceback of the failure is all that it has
 * written to its error output.
 *
 * A task that is stopped has its command, and what that has started, told to end by `SIGTERM`, and killed if it does
 * not within [property@CommandTask:kill-after]. A command does not live longer than the program, however that ends.
 *
 * Added as it is, the task has a thread wait for its command, so that no more commands run at once than the manager has
 * threads. With a [class@ProcessExecutor] set it takes no thread and counts among that executor's processes. For a
 * worker that answers many requests there is [class@ProcessTask].
 *
 * ```c
 * const char *argv[] = { "sort", "-n", NULL };
 * g_autoptr (GBytes) input = g_bytes_new_static ("10\n9\n", 5);
 * g_autoptr (BgTask) sort = bg_command_task_new (argv);
 *
 * bg_command_task_set_input (BG_COMMAND_TASK (sort), input);
 * bg_task_manager_add (manager, sort, NULL);
 * ```
 *
 * Threads: setters are for whoever made the task, before it is added. Getters are safe from any thread.
 */

typedef enum
{
  PROP_ARGV = 1,
  PROP_INPUT,
  PROP_ENVIRONMENT,
  PROP_DIRECTORY,
  PROP_MAX_OUTPUT,
  PROP_BINARY,
  PROP_KILL_AFTER,
} BgCommandTaskProperty;

struct _BgCommandTask
{
  BgTask   parent_instance;

  /* fixed when it is added */
  char   **argv;
  GBytes  *input;
  char   **environment;
  char    *directory;
  guint    max_output;
  guint    kill_after;          /* ms */
  gboolean binary;
  guint64  limits[BG_PROCESS_N_LIMITS];
};

static GParamSpec *props[PROP_KILL_AFTER + 1];

G_DEFINE_FINAL_TYPE (BgCommandTask, bg_command_task, BG_TYPE_TASK)

typedef struct
{
  gboolean has_ended;
  gboolean has_reported;
} Run;

static void
ended_cb (gboolean reported,
          gpointer user_data)
{
  *(Run *) user_data = (Run) { TRUE, reported };
}

/* Where no process executor does it. The thread waits, so that the size of the pool holds for commands too. */
static gboolean
bg_command_task_run (BgTask        *task,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Run run = { FALSE, FALSE };

  bg_command_run (BG_COMMAND_TASK (task), context, ended_cb, &run);
  while (!run.has_ended)
    g_main_context_iteration (context, TRUE);
  return run.has_reported || !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
bg_command_task_finalize (GObject *object)
{
  BgCommandTask *self = BG_COMMAND_TASK (object);

  g_strfreev (self->argv);
  g_clear_pointer (&self->input, g_bytes_unref);
  g_strfreev (self->environment);
  g_free (self->directory);
  G_OBJECT_CLASS (bg_command_task_parent_class)->finalize (object);
}

static void
bg_command_task_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BgCommandTask *self = BG_COMMAND_TASK (object);

  switch ((BgCommandTaskProperty) prop_id)
    {
    case PROP_ARGV:
      g_value_set_boxed (value, bg_command_task_get_argv (self));
      break;
    case PROP_INPUT:
      g_value_set_boxed (value, bg_command_task_get_input (self));
      break;
    case PROP_ENVIRONMENT:
      g_value_set_boxed (value, bg_command_task_get_environment (self));
      break;
    case PROP_DIRECTORY:
      g_value_set_string (value, bg_command_task_get_directory (self));
      break;
    case PROP_MAX_OUTPUT:
      g_value_set_uint (value, bg_command_task_get_max_output (self));
      break;
    case PROP_BINARY:
      g_value_set_boolean (value, bg_command_task_get_binary (self));
      break;
    case PROP_KILL_AFTER:
      g_value_set_uint (value, bg_command_task_get_kill_after (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_command_task_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BgCommandTask *self = BG_COMMAND_TASK (object);

  switch ((BgCommandTaskProperty) prop_id)
    {
    case PROP_ARGV:
      self->argv = g_value_dup_boxed (value);
      break;
    case PROP_INPUT:
      bg_command_task_set_input (self, g_value_get_boxed (value));
      break;
    case PROP_ENVIRONMENT:
      bg_command_task_set_environment (self, g_value_get_boxed (value));
      break;
    case PROP_DIRECTORY:
      bg_command_task_set_directory (self, g_value_get_string (value));
      break;
    case PROP_MAX_OUTPUT:
      bg_command_task_set_max_output (self, g_value_get_uint (value));
      break;
    case PROP_BINARY:
      bg_command_task_set_binary (self, g_value_get_boolean (value));
      break;
    case PROP_KILL_AFTER:
      bg_command_task_set_kill_after (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_command_task_class_init (BgCommandTaskClass *klass)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bg_command_task_finalize;
  object_class->get_property = bg_command_task_get_property;
  object_class->set_property = bg_command_task_set_property;
  BG_TASK_CLASS (klass)->run = bg_command_task_run;

  /**
   * BgCommandTask:argv: (getter get_argv)
   *
   * The program, which is looked for in the search path, and its arguments.
   */
  props[PROP_ARGV] = g_param_spec_boxed ("argv", NULL, NULL, G_TYPE_STRV,
                                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgCommandTask:input: (getter get_input) (setter set_input)
   *
   * What the command reads from its standard input, or `NULL` for nothing.
   */
  props[PROP_INPUT] = g_param_spec_boxed ("input", NULL, NULL, G_TYPE_BYTES, writable);

  /**
   * BgCommandTask:environment: (getter get_environment) (setter set_environment)
   *
   * All variables that the command sees, as `NAME=value`, or `NULL` for those of the program.
   */
  props[PROP_ENVIRONMENT] = g_param_spec_boxed ("environment", NULL, NULL, G_TYPE_STRV, writable);

  /**
   * BgCommandTask:directory: (getter get_directory) (setter set_directory)
   *
   * Where the command runs, or `NULL` for where the program does.
   */
  props[PROP_DIRECTORY] = g_param_spec_string ("directory", NULL, NULL, NULL, writable);

  /**
   * BgCommandTask:max-output: (getter get_max_output) (setter set_max_output)
   *
   * How many bytes are kept of each of the two outputs. What comes after them is dropped.
   */
  props[PROP_MAX_OUTPUT] = g_param_spec_uint ("max-output", NULL, NULL, 0, G_MAXINT, 16 * 1024 * 1024, writable);

  /**
   * BgCommandTask:binary: (getter get_binary) (setter set_binary)
   *
   * Whether the outputs are bytes, and not text.
   */
  props[PROP_BINARY] = g_param_spec_boolean ("binary", NULL, NULL, FALSE, writable);

  /**
   * BgCommandTask:kill-after: (getter get_kill_after) (setter set_kill_after)
   *
   * How many milliseconds a command that is told to end has for it.
   */
  props[PROP_KILL_AFTER] = g_param_spec_uint ("kill-after", NULL, NULL, 0, G_MAXUINT, 2000, writable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_command_task_init (BgCommandTask *self)
{
  self->max_output = 16 * 1024 * 1024;
  self->kill_after = 2000;
}

const guint64 *
bg_command_task_get_limits (BgCommandTask *self)
{
  return self->limits;
}

/**
 * bg_command_task_new:
 * @argv: (array zero-terminated=1): the program, which is looked for in the search path, and its arguments
 *
 * Makes a task that runs a command.
 *
 * Returns: (transfer full): a new task
 */
BgTask *
bg_command_task_new (const char *const *argv)
{
  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);

  return g_object_new (BG_TYPE_COMMAND_TASK, "argv", argv, NULL);
}

/**
 * bg_command_task_get_argv:
 * @self: a task that runs a command
 *
 * Gets the program and its arguments.
 *
 * Returns: (transfer none) (array zero-terminated=1) (nullable): the arguments, the program first
 */
const char *const *
bg_command_task_get_argv (BgCommandTask *self)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), NULL);

  return (const char *const *) self->argv;
}

/**
 * bg_command_task_get_input:
 * @self: a task that runs a command
 *
 * Gets what the command reads from its standard input.
 *
 * Returns: (transfer none) (nullable): the input, or `NULL` for nothing
 */
GBytes *
bg_command_task_get_input (BgCommandTask *self)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), NULL);

  return self->input;
}

/**
 * bg_command_task_set_input:
 * @self: a task that was not added yet
 * @input: (nullable): the input, or `NULL` for nothing
 *
 * Sets what the command reads from its standard input.
 */
void
bg_command_task_set_input (BgCommandTask *self,
                           GBytes        *input)
{
  g_return_if_fail (BG_IS_COMMAND_TASK (self));

  if (self->input == input)
    return;
  g_clear_pointer (&self->input, g_bytes_unref);
  self->input = input != NULL ? g_bytes_ref (input) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INPUT]);
}

/**
 * bg_command_task_get_environment:
 * @self: a task that runs a command
 *
 * Gets all variables that the command sees.
 *
 * Returns: (transfer none) (array zero-terminated=1) (nullable): the variables, as `NAME=value`, or `NULL` for those
 *   of the program
 */
const char *const *
bg_command_task_get_environment (BgCommandTask *self)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), NULL);

  return (const char *const *) self->environment;
}

static gboolean
are_equal (const char *const *one,
           const char *const *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  return g_strv_equal (one, other);
}

/**
 * bg_command_task_set_environment:
 * @self: a task that was not added yet
 * @environment: (array zero-terminated=1) (nullable): the variables, as `NAME=value`, or `NULL` for those of the
 *   program
 *
 * Sets all variables that the command sees.
 */
void
bg_command_task_set_environment (BgCommandTask     *self,
                                 const char *const *environment)
{
  g_return_if_fail (BG_IS_COMMAND_TASK (self));

  if (are_equal ((const char *const *) self->environment, environment))
    return;
  g_strfreev (self->environment);
  self->environment = g_strdupv ((char **) environment);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENVIRONMENT]);
}

/**
 * bg_command_task_get_directory:
 * @self: a task that runs a command
 *
 * Gets where the command runs.
 *
 * Returns: (transfer none) (type filename) (nullable): the folder, or `NULL` for where the program runs
 */
const char *
bg_command_task_get_directory (BgCommandTask *self)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), NULL);

  return self->directory;
}

/**
 * bg_command_task_set_directory:
 * @self: a task that was not added yet
 * @directory: (type filename) (nullable): the folder, or `NULL` for where the program runs
 *
 * Sets where the command runs.
 */
void
bg_command_task_set_directory (BgCommandTask *self,
                               const char    *directory)
{
  g_return_if_fail (BG_IS_COMMAND_TASK (self));

  if (g_strcmp0 (self->directory, directory) == 0)
    return;
  g_free (self->directory);
  self->directory = g_strdup (directory);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIRECTORY]);
}

/**
 * bg_command_task_get_max_output:
 * @self: a task that runs a command
 *
 * Gets how many bytes are kept of each of the two outputs.
 *
 * Returns: the limit, in bytes
 */
guint
bg_command_task_get_max_output (BgCommandTask *self)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), 0);

  return self->max_output;
}

/**
 * bg_command_task_set_max_output:
 * @self: a task that was not added yet
 * @n_bytes: the limit, in bytes
 *
 * Sets how many bytes are kept of each of the two outputs. What comes after them is dropped.
 */
void
bg_command_task_set_max_output (BgCommandTask *self,
                                guint          n_bytes)
{
  g_return_if_fail (BG_IS_COMMAND_TASK (self));
  g_return_if_fail (n_bytes <= G_MAXINT);

  if (self->max_output == n_bytes)
    return;
  self->max_output = n_bytes;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_OUTPUT]);
}

/**
 * bg_command_task_get_binary:
 * @self: a task that runs a command
 *
 * Gets whether the outputs are bytes, and not text.
 *
 * Returns: whether they are bytes
 */
gboolean
bg_command_task_get_binary (BgCommandTask *self)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), FALSE);

  return self->binary;
}

/**
 * bg_command_task_set_binary:
 * @self: a task that was not added yet
 * @binary: whether they are bytes
 *
 * Sets whether the outputs are bytes, and not text.
 */
void
bg_command_task_set_binary (BgCommandTask *self,
                            gboolean       binary)
{
  g_return_if_fail (BG_IS_COMMAND_TASK (self));

  if (self->binary == !!binary)
    return;
  self->binary = !!binary;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BINARY]);
}

/**
 * bg_command_task_get_kill_after:
 * @self: a task that runs a command
 *
 * Gets how long a command that is told to end has for it.
 *
 * Returns: the time, in milliseconds
 */
guint
bg_command_task_get_kill_after (BgCommandTask *self)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), 0);

  return self->kill_after;
}

/**
 * bg_command_task_set_kill_after:
 * @self: a task that was not added yet
 * @milliseconds: the time, in milliseconds
 *
 * Sets how long a command that is told to end has for it.
 */
void
bg_command_task_set_kill_after (BgCommandTask *self,
                                guint          milliseconds)
{
  g_return_if_fail (BG_IS_COMMAND_TASK (self));

  if (self->kill_after == milliseconds)
    return;
  self->kill_after = milliseconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KILL_AFTER]);
}

/**
 * bg_command_task_get_limit:
 * @self: a task that runs a command
 * @limit: what is limited
 *
 * Gets how much of something the command may use.
 *
 * Returns: the limit, or 0 for none of its own
 */
guint64
bg_command_task_get_limit (BgCommandTask  *self,
                           BgProcessLimit  limit)
{
  g_return_val_if_fail (BG_IS_COMMAND_TASK (self), 0);
  g_return_val_if_fail ((guint) limit < BG_PROCESS_N_LIMITS, 0);

  return self->limits[limit];
}

/**
 * bg_command_task_set_limit:
 * @self: a task that was not added yet
 * @limit: what is limited
 * @value: the limit, or 0 for none of its own
 *
 * Sets how much of something the command may use.
 */
void
bg_command_task_set_limit (BgCommandTask  *self,
                           BgProcessLimit  limit,
                           guint64         value)
{
  g_return_if_fail (BG_IS_COMMAND_TASK (self));
  g_return_if_fail ((guint) limit < BG_PROCESS_N_LIMITS);

  self->limits[limit] = value;
}
