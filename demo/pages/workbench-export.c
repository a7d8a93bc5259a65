/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-export.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>

#include "browser-decode.h"

/* Small copies of photos, made by a process of its own that takes them from a queue. */

#define PHOTOS "/usr/share/backgrounds/gnome"
#define OWN_PROGRAM "/proc/self/exe"
#define WORKER_VARIABLE "TASKMGR_DEMO_EXPORTS"
#define WORKER_NAME "export"
#define MAX_PHOTOS 8
#define SIZE 1600

static char *
dup_path (const char *name)
{
  return g_build_filename (g_get_user_data_dir (), "taskmgr-demo", name, NULL);
}

/* The queue lies in the data folder of the user; so it is there when the program comes again. */
BgTransport *
workbench_export_open (GError **error)
{
  g_autofree char *parent = dup_path (NULL);
  g_autofree char *path = dup_path ("queue");
  g_autofree char *uri = g_strconcat ("filesys:", path, NULL);

  if (g_mkdir_with_parents (parent, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("Cannot make %s"), parent);
      return NULL;
    }

  return bg_transport_new_for_uri (uri, error);
}

/* Where the copies go; something changes there whenever something has become of an export. */
GFile *
workbench_export_get_folder (void)
{
  g_autofree char *path = dup_path ("exports");

  g_mkdir_with_parents (path, 0700);

  return g_file_new_for_path (path);
}

static void
add_photo (GPtrArray  *tasks,
           const char *name)
{
  GVariantDict payload;
  BgQueuedTask *task;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "name", "s", name);
  task = bg_queued_task_new (WORKBENCH_EXPORT_QUEUE, g_variant_dict_end (&payload));
  bg_queued_task_set_worker (task, WORKER_NAME);
  bg_queued_task_set_max_attempts (task, 1);
  g_ptr_array_add (tasks, task);
}

/* Puts all photos into the queue, in one go. It blocks. */
gboolean
workbench_export_submit (BgTransport   *transport,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GDir) folder = g_dir_open (PHOTOS, 0, error);
  const char *name;

  if (folder == NULL)
    return FALSE;

  while ((name = g_dir_read_name (folder)) != NULL && tasks->len < MAX_PHOTOS)
    if (g_str_has_suffix (name, ".jpg") || g_str_has_suffix (name, ".webp"))
      add_photo (tasks, name);

  return bg_transport_submit (transport, tasks, cancellable, error);
}

/* Starts a process that goes on when this one ends, and ends itself when there is nothing left to do. */
gboolean
workbench_export_start_worker (GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *program = g_file_read_link (OWN_PROGRAM, error);
  g_autoptr (GSubprocess) process = NULL;

  if (program == NULL)
    return FALSE;

  g_subprocess_launcher_setenv (launcher, WORKER_VARIABLE, "1", TRUE);
  process = g_subprocess_launcher_spawn (launcher, error, program, NULL);

  return process != NULL;
}

char *
workbench_export_dup_name (BgQueuedTask *task)
{
  g_autofree char *name = NULL;

  if (!g_variant_lookup (bg_queued_task_get_payload (task), "name", "s", &name))
    return g_strdup (bg_queued_task_get_id (task));

  return g_filename_display_name (name);
}

static char *
dup_copy_path (const char *name)
{
  g_autoptr (GFile) folder = workbench_export_get_folder ();
  g_autofree char *file_name = g_strconcat (name, ".png", NULL);

  return g_build_filename (g_file_peek_path (folder), file_name, NULL);
}

static gboolean
export_photo (BgDelivery    *delivery,
              GCancellable  *cancellable,
              gpointer       user_data,
              GError       **error)
{
  g_autofree char *name = workbench_export_dup_name (bg_delivery_get_task (delivery));
  g_autofree char *path = g_build_filename (PHOTOS, name, NULL);
  g_autofree char *copy = dup_copy_path (name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GdkPixbuf) pixbuf = browser_decode (file, SIZE, NULL, cancellable, error);

  return pixbuf != NULL && gdk_pixbuf_save (pixbuf, copy, "png", error, NULL);
}

/* Whether this program was started to do what is in the queue. */
gboolean
workbench_export_is_wanted (void)
{
  return g_getenv (WORKER_VARIABLE) != NULL;
}

static void
tell_change (void)
{
  g_autofree char *path = dup_copy_path (".changed");

  g_file_set_contents (path, "", 0, NULL);
}

/* The main function of that program: ends when the queue is empty. */
int
workbench_export_run (void)
{
  g_autoptr (BgWorker) worker = bg_worker_new_for_func (WORKER_NAME, export_photo, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) transport = workbench_export_open (&error);
  gint64 n_done = -1;

  if (transport != NULL)
    n_done = bg_process_queue (transport, WORKBENCH_EXPORT_QUEUE, worker, NULL, &error);
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  tell_change ();

  return n_done >= 0 ? 0 : 1;
}
