/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-registry-private.h"

#include "bg-child-worker-private.h"
#include "bg-command-worker-private.h"
#include "bg-queue-name-private.h"
#include "bg-transport-error.h"
#include "bg-worker-source-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/**
 * BgWorkerRegistry:
 *
 * The workers that tasks and settings may call by their names.
 *
 * A worker is compiled in ([method@WorkerRegistry.add], [method@WorkerRegistry.add_type]), or found in a file
 * ([method@WorkerRegistry.add_file], [method@WorkerRegistry.add_folder]): a module (`.so`) with a
 * [callback@WorkerModuleFunc], or a file in Python (`.py`) or JavaScript (`.js`) that makes a worker and calls
 * [method@Worker.serve]. It may be any other program that does so ([method@WorkerRegistry.add_program]), or a command
 * ([method@WorkerRegistry.add_command]), which finds the payload as a JSON object in its standard input and has done
 * the task when it ends with status 0. Files and programs run in child processes.
 *
 * With [method@WorkerRegistry.allow_command] there is also a worker `command`, which runs what a payload has in
 * `argv`, if that starts with a program that is allowed. There is never a shell.
 *
 * Nothing but what was added is ever run, whatever a task asks for.
 *
 * ```c
 * static BgWorkerRegistry *
 * make_registry (BgWorker *worker, GError **error)
 * {
 *   g_autoptr (BgWorkerRegistry) registry = bg_worker_registry_new ();
 *
 *   bg_worker_registry_add (registry, worker);
 *   if (!bg_worker_registry_add_folder (registry, "/usr/lib/photos/workers", error))
 *     return NULL;
 *   return g_steal_pointer (&registry);
 * }
 * ```
 *
 * Threads: a registry is for one thread at a time.
 */

#define COMMAND_WORKER "command"

struct _BgWorkerRegistry
{
  GObject     parent_instance;

  GHashTable *sources;          /* name → BgWorkerSource */
  GPtrArray  *allowed;          /* of char *, the programs that a payload may name */
  char      **configured;       /* more of them */
};

G_DEFINE_FINAL_TYPE (BgWorkerRegistry, bg_worker_registry, G_TYPE_OBJECT)

static void
bg_worker_registry_finalize (GObject *object)
{
  BgWorkerRegistry *self = BG_WORKER_REGISTRY (object);

  g_hash_table_unref (self->sources);
  g_ptr_array_unref (self->allowed);
  g_strfreev (self->configured);
  G_OBJECT_CLASS (bg_worker_registry_parent_class)->finalize (object);
}

static void
bg_worker_registry_class_init (BgWorkerRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bg_worker_registry_finalize;
}

static void
bg_worker_registry_init (BgWorkerRegistry *self)
{
  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bg_worker_source_free);
  self->allowed = g_ptr_array_new_with_free_func (g_free);
}

/* Whether there is a worker for what is in payloads. */
static gboolean
allows_commands (BgWorkerRegistry *self)
{
  return self->allowed->len > 0 || (self->configured != NULL && self->configured[0] != NULL);
}

static BgWorker *
make_command_worker (BgWorkerRegistry *self)
{
  g_autoptr (GPtrArray) programs = g_ptr_array_new ();

  for (guint i = 0; i < self->allowed->len; i++)
    g_ptr_array_add (programs, g_ptr_array_index (self->allowed, i));
  for (guint i = 0; self->configured != NULL && self->configured[i] != NULL; i++)
    g_ptr_array_add (programs, self->configured[i]);
  g_ptr_array_add (programs, NULL);
  return bg_command_worker_new_allowed (COMMAND_WORKER, (const char *const *) programs->pdata);
}

/* The name, if it is one. */
static gboolean
put (BgWorkerRegistry  *self,
     const char        *name,
     BgWorkerSource    *source,
     GError           **error)
{
  if (!bg_queue_name_check (_("worker"), name, error))
    {
      bg_worker_source_free (source);
      return FALSE;
    }
  g_hash_table_insert (self->sources, g_strdup (name), source);
  return TRUE;
}

static BgWorker *
make (BgWorkerRegistry  *self,
      const char        *name,
      gboolean           isolate,
      GError           **error)
{
  BgWorkerSource *source = g_hash_table_lookup (self->sources, name);

  if (source != NULL)
    return bg_worker_source_make (source, name, isolate, error);
  if (g_str_equal (name, COMMAND_WORKER) && allows_commands (self))
    return make_command_worker (self);
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, _("There is no worker “%s”"), name);
  return NULL;
}

void
bg_worker_registry_set_limits (BgWorkerRegistry     *self,
                               const char           *name,
                               const BgWorkerLimits *limits)
{
  BgWorkerSource *source = g_hash_table_lookup (self->sources, name);

  if (source != NULL)
    source->limits = *limits;
}

void
bg_worker_registry_set_allowed (BgWorkerRegistry  *self,
                                const char *const *programs)
{
  g_strfreev (self->configured);
  self->configured = g_strdupv ((char **) programs);
}

BgWorker *
bg_worker_registry_isolate (BgWorkerRegistry  *self,
                            const char        *name,
                            GError           **error)
{
  return make (self, name, TRUE, error);
}

/**
 * bg_worker_registry_new:
 *
 * Makes a registry without workers.
 *
 * Returns: (transfer full): a new registry
 */
BgWorkerRegistry *
bg_worker_registry_new (void)
{
  return g_object_new (BG_TYPE_WORKER_REGISTRY, NULL);
}

/**
 * bg_worker_registry_add:
 * @self: a registry
 * @worker: a worker
 *
 * Adds a worker that is there; it runs in this process.
 *
 * Here and with the other functions that add one, a worker takes the place of an earlier one with its name.
 */
void
bg_worker_registry_add (BgWorkerRegistry *self,
                        BgWorker         *worker)
{
  g_return_if_fail (BG_IS_WORKER_REGISTRY (self));
  g_return_if_fail (BG_IS_WORKER (worker));
  g_return_if_fail (bg_queue_name_check (_("worker"), bg_worker_get_name (worker), NULL));

  put (self, bg_worker_get_name (worker), bg_worker_source_new_for_worker (worker), NULL);
}

/**
 * bg_worker_registry_add_type:
 * @self: a registry
 * @name: the name of the worker
 * @type: a subclass of [class@Worker]
 * @error: return location for an error
 *
 * Adds a worker that is made when it is looked for; it runs in this process.
 *
 * Returns: `TRUE`, or `FALSE` with `BG_TRANSPORT_ERROR_INVALID_NAME`
 */
gboolean
bg_worker_registry_add_type (BgWorkerRegistry  *self,
                             const char        *name,
                             GType              type,
                             GError           **error)
{
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (g_type_is_a (type, BG_TYPE_WORKER), FALSE);

  return put (self, name, bg_worker_source_new_for_type (type), error);
}

/**
 * bg_worker_registry_add_file:
 * @self: a registry
 * @name: (nullable): the name of the worker, or `NULL` for that of the file without its suffix
 * @path: (type filename): a file whose suffix tells what it is: `.so`, `.py` or `.js`
 * @error: return location for an error
 *
 * Adds a worker that is in a file of its own.
 *
 * The file is not looked into before the worker is needed. A Python file is run by `python3`, or what the environment
 * variable `TASKMGR_PYTHON` names, a JavaScript file by `gjs`, as a module.
 *
 * Returns: `TRUE`, or `FALSE` with `BG_TRANSPORT_ERROR_INVALID_NAME` or `BG_TRANSPORT_ERROR_NOT_FOUND`
 */
gboolean
bg_worker_registry_add_file (BgWorkerRegistry  *self,
                             const char        *name,
                             const char        *path,
                             GError           **error)
{
  g_autofree char *stem = NULL;
  BgWorkerSource *source;

  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  source = bg_worker_source_new_for_file (path, error);
  if (source == NULL)
    return FALSE;
  stem = bg_worker_source_dup_stem (path);
  return put (self, name != NULL ? name : stem, source, error);
}

/* What is run from a folder is as good as ours: nobody else may put something there. */
static gboolean
check_folder (const char  *path,
              GError     **error)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  if ((info.st_uid == 0 || info.st_uid == geteuid ()) && (info.st_mode & S_IWOTH) == 0)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_PERMISSION,
               _("%s: others can write to this folder, so workers in it are not run"), path);
  return FALSE;
}

/**
 * bg_worker_registry_add_folder:
 * @self: a registry
 * @path: (type filename): a folder
 * @error: return location for an error
 *
 * Adds all workers that are in files in a folder, see [method@WorkerRegistry.add_file].
 *
 * Other files are passed over. A folder that belongs to somebody else, or that everybody can write to, is refused.
 *
 * Returns: `TRUE`, or `FALSE` with `BG_TRANSPORT_ERROR_NOT_FOUND` or `BG_TRANSPORT_ERROR_PERMISSION`
 */
gboolean
bg_worker_registry_add_folder (BgWorkerRegistry  *self,
                               const char        *path,
                               GError           **error)
{
  g_autoptr (GDir) folder = NULL;
  const char *file;

  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!check_folder (path, error))
    return FALSE;
  folder = g_dir_open (path, 0, error);
  if (folder == NULL)
    return FALSE;
  while ((file = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *full = g_build_filename (path, file, NULL);

      bg_worker_registry_add_file (self, NULL, full, NULL);
    }
  return TRUE;
}

/**
 * bg_worker_registry_add_program:
 * @self: a registry
 * @name: the name of the worker
 * @argv: (array zero-terminated=1): a program, which is looked for in the search path, and its arguments
 * @error: return location for an error
 *
 * Adds a worker that is a program which calls [method@Worker.serve].
 *
 * Returns: `TRUE`, or `FALSE` with `BG_TRANSPORT_ERROR_INVALID_NAME`
 */
gboolean
bg_worker_registry_add_program (BgWorkerRegistry   *self,
                                const char         *name,
                                const char *const  *argv,
                                GError            **error)
{
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (argv != NULL && argv[0] != NULL, FALSE);

  return put (self, name, bg_worker_source_new_for_program (argv), error);
}

/**
 * bg_worker_registry_add_command:
 * @self: a registry
 * @name: the name of the worker
 * @argv: (array zero-terminated=1): a program, which is looked for in the search path, and its arguments
 * @error: return location for an error
 *
 * Adds a worker that is any command.
 *
 * It is run for each task, with the payload as a JSON object in its standard input. The result of the task is a
 * mapping with `status`, `stdout`, `stderr` and `truncated`; another status than 0 fails the attempt.
 *
 * Returns: `TRUE`, or `FALSE` with `BG_TRANSPORT_ERROR_INVALID_NAME`
 */
gboolean
bg_worker_registry_add_command (BgWorkerRegistry   *self,
                                const char         *name,
                                const char *const  *argv,
                                GError            **error)
{
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (argv != NULL && argv[0] != NULL, FALSE);

  return put (self, name, bg_worker_source_new_for_command (argv), error);
}

/**
 * bg_worker_registry_allow_command:
 * @self: a registry
 * @program: a program, exactly as payloads name it
 *
 * Lets tasks for the worker `command` run a program, with any arguments.
 */
void
bg_worker_registry_allow_command (BgWorkerRegistry *self,
                                  const char       *program)
{
  g_return_if_fail (BG_IS_WORKER_REGISTRY (self));
  g_return_if_fail (program != NULL);

  g_ptr_array_add (self->allowed, g_strdup (program));
}

/**
 * bg_worker_registry_contains:
 * @self: a registry
 * @name: a name
 *
 * Looks whether there is a worker of that name.
 *
 * Returns: whether there is
 */
gboolean
bg_worker_registry_contains (BgWorkerRegistry *self,
                             const char       *name)
{
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return g_hash_table_contains (self->sources, name) || (allows_commands (self) && g_str_equal (name, COMMAND_WORKER));
}

static int
compare_names (gconstpointer first,
               gconstpointer second)
{
  return strcmp (*(const char *const *) first, *(const char *const *) second);
}

/**
 * bg_worker_registry_list:
 * @self: a registry
 *
 * Lists the names of all workers.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names, in order
 */
char **
bg_worker_registry_list (BgWorkerRegistry *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), NULL);

  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  if (allows_commands (self) && !g_hash_table_contains (self->sources, COMMAND_WORKER))
    g_ptr_array_add (names, g_strdup (COMMAND_WORKER));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/**
 * bg_worker_registry_lookup:
 * @self: a registry
 * @name: the name of a worker
 * @error: return location for an error
 *
 * Finds a worker.
 *
 * What is compiled in and what is in a module runs in this process, everything else in child processes of it.
 *
 * Returns: (transfer full): the worker, or `NULL` with `BG_TRANSPORT_ERROR_NOT_FOUND`
 */
BgWorker *
bg_worker_registry_lookup (BgWorkerRegistry  *self,
                           const char        *name,
                           GError           **error)
{
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return make (self, name, FALSE, error);
}
