/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-config-struct-private.h"

#include "bg-worker-registry-private.h"

#include <glib/gi18n-lib.h>

/* What a configuration says. */

#define DEFAULT_GRACE 25.0

static int
compare_names (gconstpointer first,
               gconstpointer second)
{
  return strcmp (*(const char *const *) first, *(const char *const *) second);
}

/* Everything was checked when it was loaded. */
static GVariant *
read_settings (BgWorkerConfig *self,
               BgConfigKind    kind,
               const char     *name)
{
  g_autofree char *group = bg_config_kind_make_group (kind, name);

  return g_key_file_has_group (self->merged, group) ? bg_config_kind_read (kind, self->merged, group, "", NULL) : NULL;
}

static gboolean
is_disabled (BgWorkerConfig *self,
             BgConfigKind    kind,
             const char     *name)
{
  g_autoptr (GVariant) settings = read_settings (self, kind, name);
  gboolean disabled = FALSE;

  return g_variant_lookup (settings, "disabled", "b", &disabled) && disabled;
}

static char **
list (BgWorkerConfig *self,
      BgConfigKind    kind)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->merged, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; groups[i] != NULL; i++)
    {
      const char *name = bg_config_kind_get_name (kind, groups[i]);

      if (name != NULL && !is_disabled (self, kind, name))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static const char *
get_path (BgWorkerConfig *self,
          const char     *group)
{
  const char *path = g_hash_table_lookup (self->paths, group);

  return path != NULL ? path : "";
}

static gboolean
add_folders (BgWorkerConfig    *self,
             BgWorkerRegistry  *registry,
             GError           **error)
{
  g_autoptr (GVariant) general = bg_config_read_general (self->merged, "", NULL);
  const char *from_environment = g_getenv ("TASKMGR_WORKER_PATH");
  g_auto (GStrv) folders = g_strsplit (from_environment != NULL ? from_environment : "", G_SEARCHPATH_SEPARATOR_S, -1);
  g_autofree const char **listed = NULL;

  for (guint i = 0; folders[i] != NULL; i++)
    if (folders[i][0] != '\0' && !bg_worker_registry_add_folder (registry, folders[i], error))
      {
        g_prefix_error (error, "TASKMGR_WORKER_PATH: ");
        return FALSE;
      }
  if (general == NULL || !g_variant_lookup (general, "worker_path", "^a&s", &listed))
    return TRUE;
  for (guint i = 0; listed[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;

      if (bg_worker_registry_add_folder (registry, listed[i], &local_error))
        continue;
      bg_config_set_error (error, get_path (self, BG_CONFIG_GENERAL), BG_CONFIG_GENERAL, "worker_path",
                           local_error->message);
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_workers (BgWorkerConfig    *self,
             BgWorkerRegistry  *registry,
             GError           **error)
{
  g_auto (GStrv) names = list (self, BG_CONFIG_KIND_WORKER);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GVariant) settings = read_settings (self, BG_CONFIG_KIND_WORKER, names[i]);
      g_autofree char *group = bg_config_kind_make_group (BG_CONFIG_KIND_WORKER, names[i]);
      g_autoptr (GError) local_error = NULL;

      if (bg_config_add_worker (settings, names[i], registry, &local_error))
        continue;
      bg_config_set_error (error, get_path (self, group), group, NULL, local_error->message);
      return FALSE;
    }
  return TRUE;
}

static void
allow_commands (BgWorkerConfig   *self,
                BgWorkerRegistry *registry)
{
  g_autoptr (GVariant) general = bg_config_read_general (self->merged, "", NULL);
  g_autofree const char **programs = NULL;

  if (general != NULL)
    g_variant_lookup (general, "allow_commands", "^a&s", &programs);
  bg_worker_registry_set_allowed (registry, programs);
}

/* What goes together, and that there is a worker of that name. */
static gboolean
check (BgWorkerConfig    *self,
       BgConfigKind       kind,
       const char        *name,
       BgWorkerRegistry  *registry,
       GError           **error)
{
  g_autofree char *group = bg_config_kind_make_group (kind, name);
  g_autoptr (GVariant) settings = read_settings (self, kind, name);
  g_auto (GStrv) known = NULL;
  g_autofree char *names = NULL;
  g_autofree char *message = NULL;
  const char *worker;

  if (!bg_config_kind_check (kind, settings, group, get_path (self, group), error))
    return FALSE;
  if (!g_variant_lookup (settings, "worker", "&s", &worker) || bg_worker_registry_contains (registry, worker))
    return TRUE;
  known = bg_worker_registry_list (registry);
  names = g_strjoinv (", ", known);
  /* Translators: the second %s is a list of names, separated by commas. */
  message = g_strdup_printf (_("There is no worker “%s”; known are: %s"), worker, names);
  bg_config_set_error (error, get_path (self, group), group, "worker", message);
  return FALSE;
}

static gboolean
check_all (BgWorkerConfig    *self,
           BgConfigKind       kind,
           BgWorkerRegistry  *registry,
           GError           **error)
{
  g_auto (GStrv) names = list (self, kind);

  for (guint i = 0; names[i] != NULL; i++)
    if (!check (self, kind, names[i], registry, error))
      return FALSE;
  return TRUE;
}

/**
 * bg_worker_config_apply:
 * @self: a configuration
 * @registry: where the workers are to be found
 * @error: return location for an error
 *
 * Adds the workers that it names to a registry, and looks whether all is there that it asks for.
 *
 * Folders in the environment variable `TASKMGR_WORKER_PATH` are added, too, before those of the files.
 *
 * Returns: `TRUE`, or `FALSE` if a worker is missing or something does not go together
 */
gboolean
bg_worker_config_apply (BgWorkerConfig    *self,
                        BgWorkerRegistry  *registry,
                        GError           **error)
{
  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), FALSE);
  g_return_val_if_fail (BG_IS_WORKER_REGISTRY (registry), FALSE);

  if (!add_folders (self, registry, error) || !add_workers (self, registry, error))
    return FALSE;
  allow_commands (self, registry);
  return check_all (self, BG_CONFIG_KIND_QUEUE, registry, error);
}

/* Each task may name the worker that runs what is allowed, so that matters to each queue. */
static gboolean
allows_same (BgWorkerConfig *self,
             BgWorkerConfig *other)
{
  g_autoptr (GVariant) our_general = bg_config_read_general (self->merged, "", NULL);
  g_autoptr (GVariant) their_general = bg_config_read_general (other->merged, "", NULL);
  g_autofree const char **ours = NULL;
  g_autofree const char **theirs = NULL;
  const char *const none[] = { NULL };

  if (our_general != NULL)
    g_variant_lookup (our_general, "allow_commands", "^a&s", &ours);
  if (their_general != NULL)
    g_variant_lookup (their_general, "allow_commands", "^a&s", &theirs);
  return g_strv_equal (ours != NULL ? ours : (const char **) none, theirs != NULL ? theirs : (const char **) none);
}

/* Whether there is nothing new for a queue, neither in its group nor in that of its worker, nor in what is allowed. */
gboolean
bg_worker_config_is_same (BgWorkerConfig *self,
                          BgWorkerConfig *other,
                          const char     *queue)
{
  g_autoptr (GVariant) ours = read_settings (self, BG_CONFIG_KIND_QUEUE, queue);
  g_autoptr (GVariant) theirs = read_settings (other, BG_CONFIG_KIND_QUEUE, queue);
  g_autoptr (GVariant) our_worker = NULL;
  g_autoptr (GVariant) their_worker = NULL;
  const char *worker;

  if (ours == NULL || theirs == NULL || !g_variant_equal (ours, theirs) || !allows_same (self, other)
      || !g_variant_lookup (ours, "worker", "&s", &worker))
    return FALSE;
  our_worker = read_settings (self, BG_CONFIG_KIND_WORKER, worker);
  their_worker = read_settings (other, BG_CONFIG_KIND_WORKER, worker);
  return our_worker == their_worker
         || (our_worker != NULL && their_worker != NULL && g_variant_equal (our_worker, their_worker));
}

static gboolean
load_again (BgWorkerConfig        *self,
            const BgConfigOrigin  *origin,
            GError               **error)
{
  if (origin->path != NULL)
    return bg_worker_config_load_file (self, origin->path, error);
  if (origin->data != NULL)
    return bg_worker_config_load_data (self, origin->data, origin->name, error);
  return bg_worker_config_set (self, origin->assignment, error);
}

/**
 * bg_worker_config_reload:
 * @self: a configuration
 * @error: return location for an error
 *
 * Reads all files again, and takes in the assignments as before.
 *
 * Returns: (transfer full): a new configuration, or `NULL` if something can no longer be read or makes no sense
 */
BgWorkerConfig *
bg_worker_config_reload (BgWorkerConfig  *self,
                         GError         **error)
{
  g_autoptr (BgWorkerConfig) config = NULL;

  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), NULL);

  config = bg_worker_config_new ();
  for (guint i = 0; i < self->origins->len; i++)
    if (!load_again (config, g_ptr_array_index (self->origins, i), error))
      return NULL;
  return g_steal_pointer (&config);
}

/**
 * bg_worker_config_dup_transport:
 * @self: a configuration
 *
 * Gets the URI of the store, which may hold a password.
 *
 * Returns: (transfer full) (nullable): the URI
 */
char *
bg_worker_config_dup_transport (BgWorkerConfig *self)
{
  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), NULL);

  return g_key_file_get_string (self->merged, BG_CONFIG_GENERAL, "transport", NULL);
}

/**
 * bg_worker_config_get_grace:
 * @self: a configuration
 *
 * Gets how long what is worked on has for its end when the program is to end.
 *
 * Returns: seconds, 25 if nothing is said
 */
double
bg_worker_config_get_grace (BgWorkerConfig *self)
{
  g_autoptr (GVariant) general = NULL;
  double grace = DEFAULT_GRACE;

  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), 0);

  general = bg_config_read_general (self->merged, "", NULL);
  if (general != NULL)
    g_variant_lookup (general, "grace", "d", &grace);
  return grace;
}

/**
 * bg_worker_config_list_queues:
 * @self: a configuration
 *
 * Lists the queues that are to be worked on.
 *
 * Returns: (transfer full) (array zero-terminated=1): their names, in order, without those that are disabled
 */
char **
bg_worker_config_list_queues (BgWorkerConfig *self)
{
  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), NULL);

  return list (self, BG_CONFIG_KIND_QUEUE);
}

/**
 * bg_worker_config_lookup_queue:
 * @self: a configuration
 * @queue: the name of a queue
 *
 * Gets what is set for a queue.
 *
 * Returns: (transfer full) (nullable): a mapping with the keys of the group: `worker` (a string), `processes` and
 *   `rate_max_calls` (whole numbers, `t`), `rate_period` and `time_limit` (numbers, `d`), `disabled` (a boolean)
 */
GVariant *
bg_worker_config_lookup_queue (BgWorkerConfig *self,
                               const char     *queue)
{
  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), NULL);
  g_return_val_if_fail (queue != NULL, NULL);

  return read_settings (self, BG_CONFIG_KIND_QUEUE, queue);
}

/**
 * bg_worker_config_list_schedules:
 * @self: a configuration
 *
 * Lists what is scheduled.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the schedules, in order
 */
char **
bg_worker_config_list_schedules (BgWorkerConfig *self)
{
  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), NULL);

  return list (self, BG_CONFIG_KIND_SCHEDULE);
}

/**
 * bg_worker_config_lookup_schedule:
 * @self: a configuration
 * @schedule: the name of a schedule
 *
 * Gets what is set for a schedule.
 *
 * Returns: (transfer full) (nullable): a mapping with the keys of the group, all of them strings but `command`, a list,
 *   and `payload`, a mapping
 */
GVariant *
bg_worker_config_lookup_schedule (BgWorkerConfig *self,
                                  const char     *schedule)
{
  g_return_val_if_fail (BG_IS_WORKER_CONFIG (self), NULL);
  g_return_val_if_fail (schedule != NULL, NULL);

  return read_settings (self, BG_CONFIG_KIND_SCHEDULE, schedule);
}
