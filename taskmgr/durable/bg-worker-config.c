/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-config-struct-private.h"

#include "bg-queue-name-private.h"
#include "core/bg-error.h"

#include <glib/gi18n-lib.h>

/**
 * BgWorkerConfig:
 *
 * Which workers do the tasks of which queues, and what is scheduled.
 *
 * It is read from key files, and from assignments as a command line has them. What is loaded later wins: a group of
 * its name takes the place of the earlier one, but the keys of `[taskmgr]` and `[queues]`, which are taken one by
 * one. Whatever makes no sense is refused when it is loaded, with the file, the group and the key, and nothing of
 * that file holds then.
 *
 * ```ini
 * [taskmgr]
 * transport=sqlite:/var/lib/photos/queue.db
 * worker_path=/usr/lib/photos/workers
 * grace=25
 *
 * [queues]
 * mails=mailer
 * old_mails=
 *
 * [queue photos]
 * worker=resize
 * processes=2
 * rate_max_calls=10
 * rate_period=60
 * time_limit=300
 *
 * [worker resize]
 * command=photo-resize;--quiet
 *
 * [schedule tidy]
 * cron=0 3 * * *
 * queue=photos
 * worker=tidy
 * missed=once
 * ```
 *
 * Keys of `[taskmgr]`: `transport` (a URI), `worker_path` (folders with workers), `allow_commands` (programs that
 * tasks for the worker `command` may run), `grace` (seconds for what is worked on when the program is to end). In
 * `[queues]` each key is a queue, and its value a worker, or nothing if the queue is disabled. Keys of `[queue …]`:
 * `worker`, `processes` (1), `rate_max_calls` with `rate_period` (seconds), `time_limit` (seconds), `disabled`. Keys
 * of `[worker …]`: one of `file`, `program` and `command`, see [class@WorkerRegistry]; `memory` (bytes), `cpu_time`
 * (seconds) and `open_files` of one child process, `max_tasks` after which another takes over. Keys of
 * `[schedule …]`: `cron`, or fields as in [ctor@CronExpression.new_from_fields]; `queue`; `worker` with `payload` (a
 * JSON object), or `command`; `missed` (`once`, `skip` or `all`).
 *
 * Threads: a configuration is for one thread at a time.
 */

G_DEFINE_FINAL_TYPE (BgWorkerConfig, bg_worker_config, G_TYPE_OBJECT)

static void
free_origin (gpointer data)
{
  BgConfigOrigin *origin = data;

  g_free (origin->path);
  g_free (origin->data);
  g_free (origin->name);
  g_free (origin->assignment);
  g_free (origin);
}

static void
add_origin (BgWorkerConfig *self,
            const char     *path,
            const char     *data,
            const char     *name,
            const char     *assignment)
{
  BgConfigOrigin *origin = g_new0 (BgConfigOrigin, 1);

  origin->path = g_strdup (path);
  origin->data = g_strdup (data);
  origin->name = g_strdup (name);
  origin->assignment = g_strdup (assignment);
  g_ptr_array_add (self->origins, origin);
}

static void
bg_worker_config_finalize (GObject *object)
{
  BgWorkerConfig *self = BG_WORKER_CONFIG (object);

  g_key_file_unref (self->merged);
  g_hash_table_unref (self->paths);
  g_ptr_array_unref (self->origins);
  G_OBJECT_CLASS (bg_worker_config_parent_class)->finalize (object);
}

static void
bg_worker_config_class_init (BgWorkerConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bg_worker_config_finalize;
}

static void
bg_worker_config_init (BgWorkerConfig *self)
{
  self->merged = g_key_file_new ();
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->origins = g_ptr_array_new_with_free_func (free_origin);
}

/* FALSE if the group has no name of a kind. */
static gboolean
find_kind (const char   *group,
           BgConfigKind *kind)
{
  for (int i = 0; i < BG_CONFIG_N_KINDS; i++)
    if (bg_config_kind_get_name ((BgConfigKind) i, group) != NULL)
      {
        *kind = (BgConfigKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
check_group (GKeyFile    *file,
             const char  *group,
             const char  *path,
             GError     **error)
{
  g_autoptr (GVariant) settings = NULL;
  BgConfigKind kind;

  if (g_str_equal (group, BG_CONFIG_GENERAL))
    {
      settings = bg_config_read_general (file, path, error);
      return settings != NULL;
    }
  if (!find_kind (group, &kind))
    {
      bg_config_set_error (error, path, group, NULL, _("There is no such group"));
      return FALSE;
    }
  settings = bg_config_kind_read (kind, file, group, path, error);
  return settings != NULL && bg_config_kind_check (kind, settings, group, path, error);
}

/* Before it is a part of the name of a group, as not every text can be. */
static gboolean
check_queue_name (const char  *queue,
                  const char  *group,
                  const char  *key,
                  const char  *path,
                  GError     **error)
{
  g_autoptr (GError) local_error = NULL;

  if (bg_queue_name_check (_("queue"), queue, &local_error))
    return TRUE;
  bg_config_set_error (error, path, group, key, local_error->message);
  return FALSE;
}

/* One worker, or none, for a queue: the short form of a group. */
static gboolean
expand_queue (GKeyFile    *file,
              const char  *queue,
              const char  *worker,
              const char  *path,
              GError     **error)
{
  g_autofree char *group = bg_config_kind_make_group (BG_CONFIG_KIND_QUEUE, queue);

  if (!check_queue_name (queue, BG_CONFIG_QUEUES, queue, path, error))
    return FALSE;
  if (g_key_file_has_group (file, group))
    {
      bg_config_set_error (error, path, group, NULL, _("The queue is set twice"));
      return FALSE;
    }
  if (worker[0] != '\0')
    g_key_file_set_value (file, group, "worker", worker);
  else
    g_key_file_set_boolean (file, group, "disabled", TRUE);
  return TRUE;
}

static gboolean
expand_queues (GKeyFile    *file,
               const char  *path,
               GError     **error)
{
  g_auto (GStrv) queues = g_key_file_get_keys (file, BG_CONFIG_QUEUES, NULL, NULL);

  for (guint i = 0; queues != NULL && queues[i] != NULL; i++)
    {
      g_autofree char *worker = g_key_file_get_value (file, BG_CONFIG_QUEUES, queues[i], NULL);

      if (!expand_queue (file, queues[i], worker, path, error))
        return FALSE;
    }
  if (queues != NULL)
    g_key_file_remove_group (file, BG_CONFIG_QUEUES, NULL);
  return TRUE;
}

static void
take_group (BgWorkerConfig *self,
            GKeyFile       *file,
            const char     *group,
            const char     *path)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  if (!g_str_equal (group, BG_CONFIG_GENERAL))
    g_key_file_remove_group (self->merged, group, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (file, group, keys[i], NULL);

      g_key_file_set_value (self->merged, group, keys[i], value);
    }
  g_hash_table_insert (self->paths, g_strdup (group), g_strdup (path));
}

/* All of the file, or nothing. */
static gboolean
merge (BgWorkerConfig  *self,
       GKeyFile        *file,
       const char      *path,
       GError         **error)
{
  g_auto (GStrv) groups = NULL;

  if (!expand_queues (file, path, error))
    return FALSE;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!check_group (file, groups[i], path, error))
      return FALSE;
  for (guint i = 0; groups[i] != NULL; i++)
    take_group (self, file, groups[i], path);
  return TRUE;
}

/* GLib quotes what it does not understand, and there may be a password in it. */
static void
hide_text (const char  *name,
           GError     **error)
{
  if (error == NULL || *error == NULL)
    return;
  if (g_error_matches (*error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE))
    {
      g_clear_error (error);
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("%s: A line is neither a group nor a key with its value"), name);
    }
  else
    g_prefix_error (error, "%s: ", name);
}

/**
 * bg_worker_config_new:
 *
 * Makes a configuration that says nothing.
 *
 * Returns: (transfer full): a new configuration
 */
BgWorkerConfig *
bg_worker_config_new (void)
{
  return g_object_new (BG_TYPE_WORKER_CONFIG, NULL);
}

/**
 * bg_worker_config_load_file:
 * @self: a configuration
 * @path: (type filename): a key file
 * @error: return location for an error
 *
 * Takes in what a file says.
 *
 * Returns: `TRUE`, or `FALSE` if it cannot be read or makes no sense
 */
gboolean
bg_worker_config_load_file (BgWorkerConfig  *self,
                            const char      *path,
                            GError         **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    {
      hide_text (path, error);
      return FALSE;
    }
  if (!merge (self, file, path, error))
    return FALSE;
  add_origin (self, path, NULL, NULL, NULL);
  return TRUE;
}

/**
 * bg_worker_config_load_data:
 * @self: a configuration
 * @data: the text of a key file
 * @name: what messages call it
 * @error: return location for an error
 *
 * Takes in what a text says.
 *
 * Returns: `TRUE`, or `FALSE` if it makes no sense
 */
gboolean
bg_worker_config_load_data (BgWorkerConfig  *self,
                            const char      *data,
                            const char      *name,
                            GError         **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), FALSE);
  g_return_val_if_fail (data != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (!g_key_file_load_from_data (file, data, strlen (data), G_KEY_FILE_NONE, error))
    {
      hide_text (name, error);
      return FALSE;
    }
  if (!merge (self, file, name, error))
    return FALSE;
  add_origin (self, NULL, data, name, NULL);
  return TRUE;
}

/* Without what goes together: the rest may come with the next assignment. */
static gboolean
assign (BgWorkerConfig  *self,
        const char      *assignment,
        const char      *queue,
        const char      *key,
        const char      *value,
        GError         **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *group = bg_config_kind_make_group (BG_CONFIG_KIND_QUEUE, queue);
  g_autoptr (GVariant) settings = NULL;

  if (!check_queue_name (queue, group, NULL, assignment, error))
    return FALSE;
  if (key[0] == '\0' || key[strspn (key, "abcdefghijklmnopqrstuvwxyz_")] != '\0')
    {
      bg_config_set_error (error, assignment, group, key, _("There is no such key"));
      return FALSE;
    }
  g_key_file_set_value (file, group, key, value);
  settings = bg_config_kind_read (BG_CONFIG_KIND_QUEUE, file, group, assignment, error);
  if (settings == NULL)
    return FALSE;
  g_key_file_set_value (self->merged, group, key, value);
  g_hash_table_insert (self->paths, g_steal_pointer (&group), g_strdup (assignment));
  return TRUE;
}

/**
 * bg_worker_config_set:
 * @self: a configuration
 * @assignment: `QUEUE=WORKER`, `QUEUE=` to disable the queue, or `QUEUE.KEY=VALUE`
 * @error: return location for an error
 *
 * Sets a worker for a queue, or one key of a queue.
 *
 * What goes together is looked at by [method@WorkerConfig.apply].
 *
 * Returns: `TRUE`, or `FALSE` if it makes no sense
 */
gboolean
bg_worker_config_set (BgWorkerConfig  *self,
                      const char      *assignment,
                      GError         **error)
{
  const char *equals;
  g_autofree char *queue = NULL;
  g_autofree char *key = NULL;
  g_autofree char *valid = NULL;
  char *dot;

  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);

  equals = strchr (assignment, '=');
  if (equals == NULL)
    {
      valid = g_utf8_make_valid (assignment, -1);
      g_set_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                   _("%s: QUEUE=WORKER, QUEUE= or QUEUE.KEY=VALUE is needed"), valid);
      return FALSE;
    }
  queue = g_strndup (assignment, (gsize) (equals - assignment));
  dot = strchr (queue, '.');
  if (dot != NULL)
    {
      key = g_strdup (dot + 1);
      *dot = '\0';
    }
  if (equals[1] == '\0' && key == NULL)
    {
      if (!assign (self, assignment, queue, "disabled", "true", error))
        return FALSE;
    }
  else if (!assign (self, assignment, queue, key != NULL ? key : "worker", equals + 1, error)
           || (key == NULL && !assign (self, assignment, queue, "disabled", "false", error)))
    {
      return FALSE;
    }
  add_origin (self, NULL, NULL, NULL, assignment);
  return TRUE;
}
