/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-state.h"

#define GROUP "Window"

/*
 * What the window looked like when it was last closed, in a key file of the user's: unlike settings
 * with a schema it needs no installation.
 */
struct _BrowserState
{
  GObject parent_instance;

  GKeyFile *key_file;
  char *path;
};

G_DEFINE_FINAL_TYPE (BrowserState, browser_state, G_TYPE_OBJECT)

static void
browser_state_finalize (GObject *object)
{
  BrowserState *self = BROWSER_STATE (object);

  g_clear_pointer (&self->key_file, g_key_file_unref);
  g_free (self->path);

  G_OBJECT_CLASS (browser_state_parent_class)->finalize (object);
}

static void
browser_state_class_init (BrowserStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = browser_state_finalize;
}

static void
browser_state_init (BrowserState *self)
{
  self->key_file = g_key_file_new ();
}

/* Reads the file; without a path, or a file, all values are the defaults, and nothing is saved. */
BrowserState *
browser_state_new (const char *path)
{
  BrowserState *self = g_object_new (BROWSER_TYPE_STATE, NULL);
  g_autoptr (GError) error = NULL;

  self->path = g_strdup (path);
  if (path != NULL &&
      !g_key_file_load_from_file (self->key_file, path, G_KEY_FILE_NONE, &error) &&
      !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_warning ("Cannot read the window's state: %s", error->message);

  return self;
}

int
browser_state_get_int (BrowserState *self,
                       const char   *key,
                       int           fallback)
{
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (self->key_file, GROUP, key, &error);

  return error == NULL ? value : fallback;
}

void
browser_state_set_int (BrowserState *self,
                       const char   *key,
                       int           value)
{
  g_key_file_set_integer (self->key_file, GROUP, key, value);
}

char *
browser_state_dup_string (BrowserState *self,
                          const char   *key,
                          const char   *fallback)
{
  char *value = g_key_file_get_string (self->key_file, GROUP, key, NULL);

  return value != NULL ? value : g_strdup (fallback);
}

void
browser_state_set_string (BrowserState *self,
                          const char   *key,
                          const char   *value)
{
  g_key_file_set_string (self->key_file, GROUP, key, value);
}

/* Writes the file, and its folder if need be. */
gboolean
browser_state_save (BrowserState  *self,
                    GError       **error)
{
  g_autofree char *folder = NULL;

  if (self->path == NULL)
    return TRUE;

  folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);

  return g_key_file_save_to_file (self->key_file, self->path, error);
}
