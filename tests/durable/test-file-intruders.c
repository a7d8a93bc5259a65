/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "file-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* What is found in the folders of queues that does not belong there, is damaged, or was put there by somebody who means
 * no good. */

static void
assert_refused (const char       *path,
                BgTransportError  code)
{
  g_autofree char *uri = g_strdup_printf ("filesys:%s", path);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) transport = bg_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  g_assert_false (bg_transport_open (transport, TRUE, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, (int) code);
}

/* The folder itself. */
static void
test_folder_refused (FileTest      *self,
                     gconstpointer  data)
{
  g_autofree char *link = g_strconcat (self->path, "-link", NULL);
  g_autofree char *link_slash = g_strconcat (link, "/", NULL);
  g_autofree char *open_folder = g_strconcat (self->path, "-open", NULL);
  g_autofree char *foreign = g_strconcat (self->path, "-foreign", NULL);
  g_autofree char *old = g_build_filename (open_folder, ".format", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (self->path, link), ==, 0);
  assert_refused (link, BG_TRANSPORT_ERROR_PERMISSION);
  assert_refused (link_slash, BG_TRANSPORT_ERROR_PERMISSION);

  g_assert_cmpint (g_mkdir (open_folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (open_folder, 0777), ==, 0);
  assert_refused (open_folder, BG_TRANSPORT_ERROR_PERMISSION);
  g_assert_cmpint (g_chmod (open_folder, 0700), ==, 0);
  g_file_set_contents (old, "taskmgr 99\n", -1, &error);
  g_assert_no_error (error);
  assert_refused (open_folder, BG_TRANSPORT_ERROR_SCHEMA);

  if (geteuid () == 0)
    {
      g_assert_cmpint (g_mkdir (foreign, 0700), ==, 0);
      g_assert_cmpint (chown (foreign, 65534, 65534), ==, 0);
      assert_refused (foreign, BG_TRANSPORT_ERROR_PERMISSION);
    }
}

/* The folder is replaced by a link while it is used. What follows happens in the old one. */
static void
test_folder_swapped (FileTest      *self,
                     gconstpointer  data)
{
  g_autofree char *moved = g_strconcat (self->path, "-moved", NULL);
  g_autofree char *trap = g_strconcat (self->path, "-trap", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  file_test_submit (self->transport, 1);
  g_assert_cmpint (g_mkdir (trap, 0700), ==, 0);
  g_assert_cmpint (g_rename (self->path, moved), ==, 0);
  g_assert_cmpint (symlink (trap, self->path), ==, 0);
  file_test_submit (self->transport, 2);
  file_test_assert_drained (self->transport, "1 2");
  dir = g_dir_open (trap, 0, &error);
  g_assert_no_error (error);
  g_assert_null (g_dir_read_name (dir));
}

typedef void (*PlantFunc) (const char *path,
                           const char *outside);

static void
plant_link (const char *path,
            const char *outside)
{
  g_assert_cmpint (symlink (outside, path), ==, 0);
}

static void
plant_pipe (const char *path,
            const char *outside)
{
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

static void
plant_device (const char *path,
              const char *outside)
{
  /* Not everybody may; a folder will do then. */
  if (mknod (path, S_IFCHR | 0600, makedev (1, 5)) != 0)
    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
plant_folder (const char *path,
              const char *outside)
{
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
}

static void
plant_hard_link (const char *path,
                 const char *outside)
{
  g_assert_cmpint (link (outside, path), ==, 0);
}

static void
plant_large (const char *path,
             const char *outside)
{
  int fd = open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, G_GINT64_CONSTANT (10) << 30), ==, 0);
  close (fd);
}

static void
plant_foreign (const char *path,
               const char *outside)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "hello", -1, &error);
  g_assert_no_error (error);
  if (geteuid () == 0)
    g_assert_cmpint (chown (path, 65534, 65534), ==, 0);
}

static const PlantFunc plants[] = {
  plant_link, plant_pipe, plant_device, plant_folder, plant_hard_link, plant_large, plant_foreign,
};

/* Each goes to corrupt/, with a name that could be a task's and with one that could not. Nothing outside is touched,
 * and the tasks around it are run. */
static void
test_planted (FileTest      *self,
              gconstpointer  data)
{
  g_autofree char *ready = file_test_get_folder (self, "ready");
  g_autofree char *outside = g_strconcat (self->path, "-outside", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_file_set_contents (outside, "precious", -1, &error);
  g_assert_no_error (error);
  file_test_submit (self->transport, 1);
  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    for (guint named = 0; named < 2; named++)
      {
        g_autofree char *path = g_strdup_printf (named == 0 ? "%s/intruder-%u"
                                                            : "%s/0.00000000000000000001.00000000000000000001.id%u.0.0",
                                                 ready, i);

        plants[i] (path, outside);
        file_test_expect_set_aside ();
        n++;
      }
  file_test_shut (self);
  self->transport = file_test_open (self->path);
  file_test_submit (self->transport, 2);
  file_test_assert_drained (self->transport, "1 2");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (file_test_count (self, "corrupt"), ==, n);
  g_file_get_contents (outside, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, "precious");
}

/* In the other folders foreign things are set aside when they are come upon, or stay where they are; nothing stops. */
static void
test_planted_elsewhere (FileTest      *self,
                        gconstpointer  data)
{
  static const char *const folders[] = { "scheduled", "leased", "done", "dead", "cancelled", "tmp", "ids", "keys", "serial" };
  g_autofree char *outside = g_strconcat (self->path, "-outside", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueueStats) stats = NULL;

  g_file_set_contents (outside, "precious", -1, &error);
  file_test_submit (self->transport, 1);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    for (guint j = 0; j < G_N_ELEMENTS (plants); j++)
      {
        g_autofree char *folder = file_test_get_folder (self, folders[i]);
        g_autofree char *path = g_strdup_printf ("%s/intruder-%u", folder, j);

        plants[j] (path, outside);
        if (i < 2)
          file_test_expect_set_aside ();
      }
  file_test_shut (self);
  self->transport = file_test_open (self->path);
  file_test_submit (self->transport, 2);
  file_test_assert_drained (self->transport, "1 2");
  g_test_assert_expected_messages ();
  stats = bg_transport_stats (self->transport, FILE_TEST_QUEUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stats->done, ==, 2);
  g_assert_cmpuint (stats->dead + stats->cancelled + stats->leased + stats->scheduled, ==, 0);
}

/* An id whose second name is taken by something else. */
static void
test_planted_id (FileTest      *self,
                 gconstpointer  data)
{
  g_autofree char *outside = g_strconcat (self->path, "-outside", NULL);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *ids = file_test_get_folder (self, "ids");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (outside, "precious", -1, &error);
  file_test_submit (self->transport, 1);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);
      g_autofree char *path = g_build_filename (ids, id, NULL);
      BgQueuedTask *task = bg_queued_task_new (FILE_TEST_QUEUE, g_variant_new_parsed ("{'number': <int64 7>}"));

      plants[i] (path, outside);
      bg_queued_task_set_id (task, id);
      g_ptr_array_add (tasks, task);
      file_test_expect_set_aside ();
    }
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  g_assert_no_error (error);
  g_test_assert_expected_messages ();
  file_test_assert_drained (self->transport, "1 7 7 7 7");
}

static void
damage (const char *path,
        guint       kind)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint32 at;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  at = (guint32) g_test_rand_int_range (0, (gint32) length);
  switch (kind % 4)
    {
    case 0:
      /* Torn: the length is right, but the end never came. */
      memset (contents + at, 0, length - at);
      if (at > length - 2)
        contents[0] = 'X';
      break;
    case 1:
      length = at;
      break;
    case 2:
      /* But for the byte that says that a task was cancelled. */
      contents[at == 20 ? 21 : at] ^= (char) (1 << g_test_rand_int_range (0, 8));
      break;
    default:
      memset (contents, 'x', length);
      break;
    }
  /* In place: g_file_set_contents () would make a new file with one name less. */
  g_assert_cmpint (truncate (path, (off_t) length), ==, 0);
  {
    int fd = open (path, O_WRONLY | O_CLOEXEC);

    g_assert_cmpint (fd, >=, 0);
    g_assert_cmpint (write (fd, contents, length), ==, (gssize) length);
    close (fd);
  }
}

/* D14: every damaged task goes to corrupt/, and every other one is run. */
static void
test_damaged (FileTest      *self,
              gconstpointer  data)
{
  guint n = g_test_slow () ? 1000 : 200;
  g_autofree char *ready = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n_run = 0;

  for (guint i = 0; i < n; i++)
    file_test_submit (self->transport, (int) i);
  ready = file_test_get_folder (self, "ready");
  dir = g_dir_open (ready, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (ready, name, NULL));
  for (guint i = 0; i < paths->len; i += 2)
    {
      damage (paths->pdata[i], i / 2);
      file_test_expect_set_aside ();
    }
  while (TRUE)
    {
      g_autoptr (GVariant) payload = bg_transport_get_task (self->transport, FILE_TEST_QUEUE, NULL, &error);

      g_assert_no_error (error);
      if (payload == NULL)
        break;
      n_run++;
    }
  g_test_assert_expected_messages ();
  g_assert_cmpuint (n_run, ==, n / 2);
  g_assert_cmpuint (file_test_count (self, "corrupt"), ==, n - n / 2);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void      (*func) (FileTest       *self,
                       gconstpointer  data);
  } tests[] =
    {
      { "/file-intruders/folder-refused", test_folder_refused },
      { "/file-intruders/folder-swapped", test_folder_swapped },
      { "/file-intruders/planted", test_planted },
      { "/file-intruders/planted-elsewhere", test_planted_elsewhere },
      { "/file-intruders/planted-id", test_planted_id },
      { "/file-intruders/damaged", test_damaged },
    };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, FileTest, NULL, file_test_set_up, tests[i].func, file_test_tear_down);

  return g_test_run ();
}
