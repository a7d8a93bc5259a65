/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Where a database may be, and what else may be in it. */

/* What the next calls tell of the file system, 0 for the truth. */
static __fsword_t pretended_type;

int statfs (const char *path, struct statfs *info);

/* Instead of that of the C library. */
int
statfs (const char    *path,
        struct statfs *info)
{
  static int (*real) (const char *, struct statfs *);
  int result;

  if (real == NULL)
    real = (int (*) (const char *, struct statfs *)) dlsym (RTLD_NEXT, "statfs");
  result = real (path, info);
  if (result == 0 && pretended_type != 0)
    info->f_type = pretended_type;
  return result;
}

static void
assert_refused (SqliteTest       *self,
                BgTransportError  code)
{
  g_autoptr (BgTransport) transport = sqlite_test_open (self, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (bg_transport_open (transport, TRUE, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, (int) code);
}

static void
assert_accepted (SqliteTest *self)
{
  g_autoptr (BgTransport) transport = sqlite_test_open (self, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (bg_transport_open (transport, TRUE, NULL, &error));
  g_assert_no_error (error);
}

static void
test_modes (SqliteTest    *self,
            gconstpointer  data)
{
  static const char * const suffixes[] = { "", "-wal", "-shm" };
  GStatBuf info;
  mode_t old = umask (0);

  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  umask (old);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->path, suffixes[i], NULL);

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmphex (info.st_mode, ==, S_IFREG | 0600);
    }
}

static void
test_new_folder (SqliteTest    *self,
                 gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (self->folder, "new", "folders", NULL);
  GStatBuf info;

  g_free (self->uri);
  self->uri = g_strconcat ("sqlite:", folder, "/queue.db", NULL);
  assert_accepted (self);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmphex (info.st_mode, ==, S_IFDIR | 0700);
}

static void
test_folder_of_others (SqliteTest    *self,
                       gconstpointer  data)
{
  static const mode_t modes[] = { 0777, 0770, 01777, 0707 };

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_chmod (self->folder, modes[i]);
      assert_refused (self, BG_TRANSPORT_ERROR_PERMISSION);
      g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
    }
  g_chmod (self->folder, 0755);
  assert_accepted (self);
}

static void
test_file_of_others (SqliteTest    *self,
                     gconstpointer  data)
{
  assert_accepted (self);
  g_chmod (self->path, 0666);
  assert_refused (self, BG_TRANSPORT_ERROR_PERMISSION);
  g_chmod (self->path, 0620);
  assert_refused (self, BG_TRANSPORT_ERROR_PERMISSION);
  g_chmod (self->path, 0644);
  assert_accepted (self);
}

/* What is no file of its own is not touched. */
static void
test_kinds (SqliteTest    *self,
            gconstpointer  data)
{
  g_autofree char *other = g_build_filename (self->folder, "other", NULL);
  g_autofree char *contents = NULL;

  g_assert_true (g_file_set_contents (other, "", 0, NULL));
  g_assert_cmpint (symlink (other, self->path), ==, 0);
  assert_refused (self, BG_TRANSPORT_ERROR_PERMISSION);
  g_unlink (self->path);

  g_assert_cmpint (link (other, self->path), ==, 0);
  assert_refused (self, BG_TRANSPORT_ERROR_PERMISSION);
  g_unlink (self->path);

  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  assert_refused (self, BG_TRANSPORT_ERROR_PERMISSION);
  g_unlink (self->path);

  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  assert_refused (self, BG_TRANSPORT_ERROR_PERMISSION);
  g_rmdir (self->path);

  g_assert_true (g_file_get_contents (other, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "");
  assert_accepted (self);
}

/* The folder may be reached by a link. */
static void
test_link_to_folder (SqliteTest    *self,
                     gconstpointer  data)
{
  g_autofree char *link_path = g_build_filename (self->folder, "link", NULL);
  g_autofree char *folder = g_build_filename (self->folder, "folder", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (folder, link_path), ==, 0);
  g_free (self->uri);
  self->uri = g_strconcat ("sqlite:", link_path, "/queue.db", NULL);
  assert_accepted (self);
}

static void
test_network (SqliteTest    *self,
              gconstpointer  data)
{
  static const guint32 types[] = { 0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x00c36400 };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      pretended_type = (__fsword_t) types[i];
      assert_refused (self, BG_TRANSPORT_ERROR_NOT_SUPPORTED);
    }
  pretended_type = 0x01021994;    /* tmpfs */
  g_assert_true (bg_transport_open (self->transport, TRUE, NULL, NULL));
  g_assert_cmpint (bg_transport_get_durability (self->transport), ==, BG_DURABILITY_PROCESS);
  pretended_type = 0xef53;        /* ext4 */
  {
    g_autoptr (BgTransport) other = sqlite_test_open (self, NULL);

    g_assert_true (bg_transport_open (other, TRUE, NULL, NULL));
    g_assert_cmpint (bg_transport_get_durability (other), ==, BG_DURABILITY_SYNC);
  }
  pretended_type = 0;
}

static void
test_foreign_file (SqliteTest    *self,
                   gconstpointer  data)
{
  g_autofree char *text = g_strnfill (8192, 'x');

  g_assert_true (g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_refused (self, BG_TRANSPORT_ERROR_CORRUPT);
}

static void
test_damaged (SqliteTest    *self,
              gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  sqlite_test_close (self);
  g_assert_true (g_file_get_contents (self->path, &text, &length, NULL));
  memset (text + 4096, 'x', length - 4096);
  g_assert_true (g_file_set_contents_full (self->path, text, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  self->transport = sqlite_test_open (self, NULL);
  g_assert_false (sqlite_test_submit_task (self->transport, task, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_CORRUPT);
}

static void
test_moved (SqliteTest    *self,
            gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, NULL);
  g_autofree char *elsewhere = g_strconcat (self->path, ".old", NULL);
  g_autoptr (GError) error = NULL;

  g_object_unref (sqlite_test_submit (self->transport, "a", 4));
  g_assert_cmpint (g_rename (self->path, elsewhere), ==, 0);
  g_assert_false (sqlite_test_submit_task (self->transport, task, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
}

/* A transport that was not made for these tables leaves them alone, also when they change while it has them open. */
static void
test_versions (SqliteTest    *self,
               gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (BgTransport) other = sqlite_test_open (self, NULL);
  g_autoptr (GError) error = NULL;

  sqlite_test_close (self);
  g_assert_true (g_file_set_contents_full (self->path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_false (bg_transport_open (other, FALSE, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_SCHEMA);
  g_clear_error (&error);
  g_assert_true (bg_transport_open (other, TRUE, NULL, &error));
  sqlite_test_execute (self, "UPDATE bg_version SET version = 99");
  g_assert_false (sqlite_test_submit_task (other, task, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_SCHEMA);
  assert_refused (self, BG_TRANSPORT_ERROR_SCHEMA);
}

/* The tables can be in a database of the program, which submits within its own transactions. */
static void
test_own_database (SqliteTest    *self,
                   gconstpointer  data)
{
  g_autoptr (BgQueuedTask) found = NULL;
  g_autoptr (GVariant) path = NULL;
  sqlite3 *handle;

  g_assert_true (g_file_set_contents_full (self->path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  sqlite_test_execute (self, "PRAGMA user_version = 7; CREATE TABLE picture (path TEXT)");
  assert_accepted (self);
  sqlite_test_execute (self, "BEGIN; INSERT INTO picture VALUES ('a.jpg');"
                             "INSERT INTO bg_submit (queue, id, payload) VALUES ('photos', 'a', '{\"path\":\"a.jpg\"}');"
                             "ROLLBACK");
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 0);
  sqlite_test_execute (self, "BEGIN; INSERT INTO picture VALUES ('a.jpg');"
                             "INSERT INTO bg_submit (queue, id, payload) VALUES ('photos', 'a', '{\"path\":\"a.jpg\"}');"
                             "INSERT INTO bg_submit (queue, payload, priority) VALUES ('photos', '{}', 9);"
                             "INSERT INTO bg_submit (queue, payload, not_before) VALUES ('photos', '{}', 9000000000000000);"
                             "COMMIT");
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, 2);
  g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_SCHEDULED), ==, 1);
  found = bg_transport_lookup (self->transport, QUEUE, "a", NULL, NULL);
  path = g_variant_lookup_value (bg_queued_task_get_payload (found), "path", G_VARIANT_TYPE_STRING);
  g_assert_cmpstr (g_variant_get_string (path, NULL), ==, "a.jpg");
  g_assert_cmpuint (bg_queued_task_get_max_attempts (found), ==, 25);

  handle = sqlite_test_connect (self);
  g_assert_cmpint (sqlite3_exec (handle, "INSERT INTO bg_submit (queue, payload) VALUES ('photos', '[]')", NULL, NULL, NULL),
                   ==, SQLITE_CONSTRAINT);
  g_assert_cmpint (sqlite3_exec (handle, "INSERT INTO bg_submit (queue, payload) VALUES ('photos', 'x')", NULL, NULL, NULL),
                   ==, SQLITE_CONSTRAINT);
  g_assert_cmpint (sqlite3_exec (handle, "INSERT INTO bg_submit (queue, id, payload) VALUES ('photos', 'a', '{}')", NULL,
                                 NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (handle);
  g_assert_cmpint (sqlite_test_ask (self, "PRAGMA user_version"), ==, 7);
  sqlite_test_check (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite_test_add ("/sqlite/place/modes", test_modes);
  sqlite_test_add ("/sqlite/place/new-folder", test_new_folder);
  sqlite_test_add ("/sqlite/place/folder-of-others", test_folder_of_others);
  sqlite_test_add ("/sqlite/place/file-of-others", test_file_of_others);
  sqlite_test_add ("/sqlite/place/kinds", test_kinds);
  sqlite_test_add ("/sqlite/place/link-to-folder", test_link_to_folder);
  sqlite_test_add ("/sqlite/place/network", test_network);
  sqlite_test_add ("/sqlite/place/foreign-file", test_foreign_file);
  sqlite_test_add ("/sqlite/place/damaged", test_damaged);
  sqlite_test_add ("/sqlite/place/moved", test_moved);
  sqlite_test_add ("/sqlite/place/versions", test_versions);
  sqlite_test_add ("/sqlite/place/own-database", test_own_database);
  return g_test_run ();
}
