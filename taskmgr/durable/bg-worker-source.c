/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-worker-source-private.h"

#include "bg-child-worker-private.h"
#include "bg-command-worker-private.h"
#include "bg-transport-error.h"
#include "bg-worker-program-config.h"

#include <glib/gi18n-lib.h>
#include <gmodule.h>

static BgWorkerSource *
new_source (BgWorkerSourceKind kind)
{
  BgWorkerSource *self = g_new0 (BgWorkerSource, 1);

  self->kind = kind;
  return self;
}

BgWorkerSource *
bg_worker_source_new_for_worker (BgWorker *worker)
{
  BgWorkerSource *self = new_source (BG_WORKER_SOURCE_WORKER);

  self->worker = g_object_ref (worker);
  return self;
}

BgWorkerSource *
bg_worker_source_new_for_type (GType type)
{
  BgWorkerSource *self = new_source (BG_WORKER_SOURCE_TYPE);

  self->type = type;
  return self;
}

BgWorkerSource *
bg_worker_source_new_for_program (const char *const *argv)
{
  BgWorkerSource *self = new_source (BG_WORKER_SOURCE_PROGRAM);

  self->argv = g_strdupv ((char **) argv);
  return self;
}

BgWorkerSource *
bg_worker_source_new_for_command (const char *const *argv)
{
  BgWorkerSource *self = new_source (BG_WORKER_SOURCE_COMMAND);

  self->argv = g_strdupv ((char **) argv);
  return self;
}

BgWorkerSource *
bg_worker_source_new_for_file (const char  *path,
                               GError     **error)
{
  const char *python = g_getenv ("TASKMGR_PYTHON");
  const char *const by_python[] = { python != NULL ? python : "python3", path, NULL };
  const char *const by_gjs[] = { "gjs", "-m", path, NULL };
  BgWorkerSource *self;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, _("%s: There is no such file"), path);
      return NULL;
    }
  if (g_str_has_suffix (path, ".py"))
    return bg_worker_source_new_for_program (by_python);
  if (g_str_has_suffix (path, ".js"))
    return bg_worker_source_new_for_program (by_gjs);
  if (g_str_has_suffix (path, "." G_MODULE_SUFFIX))
    {
      self = new_source (BG_WORKER_SOURCE_MODULE);
      self->path = g_strdup (path);
      return self;
    }
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND,
               _("%s: A worker is a module (.so) or a file in Python (.py) or JavaScript (.js)"), path);
  return NULL;
}

void
bg_worker_source_free (BgWorkerSource *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->worker);
  g_strfreev (self->argv);
  g_free (self->path);
  g_free (self);
}

/* The name of a file without its suffix. */
char *
bg_worker_source_dup_stem (const char *path)
{
  char *stem = g_path_get_basename (path);
  char *dot = strrchr (stem, '.');

  if (dot != NULL)
    *dot = '\0';
  return stem;
}

BgWorker *
bg_worker_source_load (const char  *path,
                       const char  *name,
                       GError     **error)
{
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  gpointer symbol = NULL;
  BgWorker *worker = NULL;

  if (module == NULL || !g_module_symbol (module, BG_WORKER_MODULE_SYMBOL, &symbol))
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, g_module_error ());
      if (module != NULL)
        g_module_close (module);
      return NULL;
    }
  /* Its types stay for good, so it does, too. */
  g_module_make_resident (module);
  worker = ((BgWorkerModuleFunc) symbol) (name);
  if (worker == NULL)
    g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND, _("%s: There is no worker “%s” in it"), path,
                 name);
  return worker;
}

static BgWorker *
make_child (BgWorkerSource    *self,
            const char        *name,
            const char *const *argv)
{
  BgChildWorker *worker = bg_child_worker_new (name, argv);

  for (int i = 0; i < BG_PROCESS_N_LIMITS; i++)
    bg_child_worker_set_limit (worker, (BgProcessLimit) i, self->limits.limits[i]);
  bg_child_worker_set_max_tasks (worker, self->limits.max_tasks);
  return BG_WORKER (worker);
}

BgWorker *
bg_worker_source_make (BgWorkerSource  *self,
                       const char      *name,
                       gboolean         isolate,
                       GError         **error)
{
  const char *program = g_getenv ("TASKMGR_WORKER_PROGRAM");
  const char *const by_program[] = { program != NULL ? program : BG_WORKER_PROGRAM, self->path, name, NULL };

  switch (self->kind)
    {
    case BG_WORKER_SOURCE_WORKER:
      return g_object_ref (self->worker);
    case BG_WORKER_SOURCE_TYPE:
      return g_object_new (self->type, "name", name, NULL);
    case BG_WORKER_SOURCE_MODULE:
      return isolate ? make_child (self, name, by_program) : bg_worker_source_load (self->path, name, error);
    case BG_WORKER_SOURCE_PROGRAM:
      return make_child (self, name, (const char *const *) self->argv);
    case BG_WORKER_SOURCE_COMMAND:
    default:
      return bg_command_worker_new (name, (const char *const *) self->argv);
    }
}
