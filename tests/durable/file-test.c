/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "file-test.h"

BgTransport *
file_test_open (const char *path)
{
  g_autofree char *uri = g_strdup_printf ("filesys:%s", path);
  g_autoptr (GError) error = NULL;
  BgTransport *transport = bg_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  bg_transport_open (transport, TRUE, NULL, &error);
  g_assert_no_error (error);
  return transport;
}

void
file_test_set_up (FileTest      *self,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("file-transport-XXXXXX", &error);

  g_assert_no_error (error);
  self->path = g_build_filename (folder, "queues", NULL);
  self->transport = file_test_open (self->path);
}

void
file_test_shut (FileTest *self)
{
  g_autoptr (GError) error = NULL;

  bg_transport_close (self->transport, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->transport);
}

void
file_test_remove (const char *path)
{
  const char *const argv[] = { "rm", "-rf", "--", path, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
file_test_tear_down (FileTest      *self,
                     gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  file_test_shut (self);
  file_test_remove (folder);
  g_free (self->path);
}

void
file_test_submit (BgTransport *transport,
                  int          number)
{
  g_autoptr (GError) error = NULL;
  GVariantDict payload;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "number", "x", (gint64) number);
  bg_transport_submit_task (transport, FILE_TEST_QUEUE, g_variant_dict_end (&payload), NULL, &error);
  g_assert_no_error (error);
}

/* The numbers of the tasks, in order. */
static char *
drain (BgTransport *transport)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) payload = bg_transport_get_task (transport, FILE_TEST_QUEUE, NULL, &error);
      gint64 number;

      g_assert_no_error (error);
      if (payload == NULL)
        return g_string_free (g_steal_pointer (&text), FALSE);
      g_assert_true (g_variant_lookup (payload, "number", "x", &number));
      g_string_append_printf (text, "%s%d", text->len > 0 ? " " : "", (int) number);
    }
}

void
file_test_assert_drained (BgTransport *transport,
                          const char  *expected)
{
  g_autofree char *numbers = drain (transport);

  g_assert_cmpstr (numbers, ==, expected);
}

char *
file_test_get_folder (FileTest   *self,
                      const char *folder)
{
  return g_build_filename (self->path, FILE_TEST_QUEUE, folder, NULL);
}

guint
file_test_count (FileTest   *self,
                 const char *folder)
{
  g_autofree char *path = file_test_get_folder (self, folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The path of the only file in a folder. */
char *
file_test_get_only_file (FileTest   *self,
                         const char *folder)
{
  g_autofree char *path = file_test_get_folder (self, folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  name = g_dir_read_name (dir);
  g_assert_nonnull (name);
  return g_build_filename (path, name, NULL);
}

void
file_test_expect_set_aside (void)
{
  g_test_expect_message ("taskmgr", G_LOG_LEVEL_WARNING, "*set aside*");
}
