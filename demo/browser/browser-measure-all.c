/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-measure-all.h"

#include "browser-report.h"

/* Removes a folder with all that is in it, as far as possible. */
static void
remove_tree (GFile *folder)
{
  g_autoptr (GFileEnumerator) files =
    g_file_enumerate_children (folder, "standard::name,standard::type",
                               G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFileInfo *info = NULL;
  GFile *file = NULL;

  while (files != NULL &&
         g_file_enumerator_iterate (files, &info, &file, NULL, NULL) && info != NULL)
    {
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        remove_tree (file);
      else
        g_file_delete (file, NULL, NULL);
    }

  g_file_delete (folder, NULL, NULL);
}

/* Each mode runs in a process of its own with an empty cache, so that none profits from another. */
static char *
run_mode (const char  *program,
          const char  *folder,
          const char  *mode,
          GError     **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *cache = g_dir_make_tmp ("taskmgr-measure-XXXXXX", error);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GFile) cache_folder = NULL;
  g_autofree char *output = NULL;
  gboolean done;

  if (cache == NULL)
    return NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", cache, TRUE);
  process = g_subprocess_launcher_spawn (launcher, error, program, "--measure", "--mode", mode,
                                         "--folder", folder, NULL);
  done = process != NULL &&
         g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, error) &&
         g_subprocess_wait_check (process, NULL, error);
  cache_folder = g_file_new_for_path (cache);
  remove_tree (cache_folder);

  return done ? g_steal_pointer (&output) : NULL;
}

static gboolean
merge (JsonObject  *all,
       const char  *line,
       const char  *mode,
       GError     **error)
{
  g_autoptr (JsonNode) root = json_from_string (line, error);
  JsonObject *object;

  if (root == NULL)
    return FALSE;

  object = json_node_get_object (root);
  json_object_set_object_member (all, mode,
                                 json_object_ref (json_object_get_object_member (object, mode)));
  if (json_object_get_int_member (object, "photos") > 0)
    json_object_set_int_member (all, "photos", json_object_get_int_member (object, "photos"));

  return TRUE;
}

/* Measures an empty window, the managed and the naive way one after the other, and prints one
 * line. */
gboolean
browser_measure_all (const char  *program,
                     const char  *folder,
                     GError     **error)
{
  static const char *const modes[] = { "empty", "managed", "naive" };
  g_autoptr (JsonObject) all = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_object_set_int_member (all, "photos", 0);
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *line = run_mode (program, folder, modes[i], error);

      if (line == NULL || !merge (all, line, modes[i], error))
        return FALSE;
    }

  json_node_set_object (root, all);
  text = browser_report_print (root);
  g_print ("%s\n", text);

  return TRUE;
}
