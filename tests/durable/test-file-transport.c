/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* What is special about queues that are files: what is found in the folders that does not belong there, is damaged, or was
 * put there by somebody who means no good. What all transports promise is tested by the conformance suite. */

#define QUEUE "photos"

typedef struct
{
  char        *path;
  BgTransport *transport;
} Fixture;

static BgTransport *
open_at (const char *path)
{
  g_autofree char *uri = g_strdup_printf ("filesys:%s", path);
  g_autoptr (GError) error = NULL;
  BgTransport *transport = bg_transport_new_for_uri (uri, &error);

  g_assert_no_error (error);
  bg_transport_open (transport, TRUE, NULL, &error);
  g_assert_no_error (error);
  return transport;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("file-transport-XXXXXX", &error);

  g_assert_no_error (error);
  self->path = g_build_filename (folder, "queues", NULL);
  self->transport = open_at (self->path);
}

static void
shut (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  bg_transport_close (self->transport, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->transport);
}

static void
remove_tree (const char *path)
{
  const char *const argv[] = { "rm", "-rf", "--", path, NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  shut (self);
  remove_tree (folder);
  g_free (self->path);
}

static void
submit (BgTransport *transport,
        int          number)
{
  g_autoptr (GError) error = NULL;
  GVariantDict payload;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "number", "x", (gint64) number);
  bg_transport_submit_task (transport, QUEUE, g_variant_dict_end (&payload), NULL, &error);
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
      g_autoptr (GVariant) payload = bg_transport_get_task (transport, QUEUE, NULL, &error);
      gint64 number;

      g_assert_no_error (error);
      if (payload == NULL)
        return g_string_free (g_steal_pointer (&text), FALSE);
      g_assert_true (g_variant_lookup (payload, "number", "x", &number));
      g_string_append_printf (text, "%s%d", text->len > 0 ? " " : "", (int) number);
    }
}

static void
assert_drained (BgTransport *transport,
                const char  *expected)
{
  g_autofree char *numbers = drain (transport);

  g_assert_cmpstr (numbers, ==, expected);
}

static char *
get_folder (Fixture    *self,
            const char *folder)
{
  return g_build_filename (self->path, QUEUE, folder, NULL);
}

static guint
count_files (Fixture    *self,
             const char *folder)
{
  g_autofree char *path = get_folder (self, folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The path of the only file in a folder. */
static char *
get_only_file (Fixture    *self,
               const char *folder)
{
  g_autofree char *path = get_folder (self, folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  name = g_dir_read_name (dir);
  g_assert_nonnull (name);
  return g_build_filename (path, name, NULL);
}

static void
expect_set_aside (void)
{
  g_test_expect_message ("taskmgr", G_LOG_LEVEL_WARNING, "*set aside*");
}

static void
test_modes (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *queue = g_build_filename (self->path, QUEUE, NULL);
  g_autofree char *ready = get_folder (self, "ready");
  g_autofree char *file = NULL;
  struct stat info;

  submit (self->transport, 1);
  file = get_only_file (self, "ready");
  g_assert_cmpint (stat (self->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (queue, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (ready, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  assert_drained (self->transport, "1");
}

static void
test_modes_asked_for (Fixture       *self,
                      gconstpointer  data)
{
  g_autofree char *path = g_strconcat (self->path, "-shared", NULL);
  g_autofree char *rest = g_strconcat (path, "?mode=0750&file_mode=0640&sync=submit", NULL);
  g_autoptr (BgTransport) transport = open_at (rest);
  struct stat info;

  submit (transport, 1);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0750);
  assert_drained (transport, "1");
}

static void
test_uris (void)
{
  static const char *const wrong[] = {
    "filesys:", "filesys:relative", "filesys://host/path", "filesys:/tmp/x?mode=0777", "filesys:/tmp/x?mode=0500",
    "filesys:/tmp/x?file_mode=abc", "filesys:/tmp/x?sync=never", "filesys:/tmp/x?colour=red",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bg_transport_new_for_uri (wrong[i], &error));
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
    }
}

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
test_folder_refused (Fixture       *self,
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

static void
test_missing (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *uri = g_strdup_printf ("filesys:%s-none", self->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) transport = bg_transport_new_for_uri (uri, &error);

  g_assert_false (bg_transport_open (transport, FALSE, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
}

/* The folder is replaced by a link while it is used. What follows happens in the old one. */
static void
test_folder_swapped (Fixture       *self,
                     gconstpointer  data)
{
  g_autofree char *moved = g_strconcat (self->path, "-moved", NULL);
  g_autofree char *trap = g_strconcat (self->path, "-trap", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  submit (self->transport, 1);
  g_assert_cmpint (g_mkdir (trap, 0700), ==, 0);
  g_assert_cmpint (g_rename (self->path, moved), ==, 0);
  g_assert_cmpint (symlink (trap, self->path), ==, 0);
  submit (self->transport, 2);
  assert_drained (self->transport, "1 2");
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

/* Each goes to corrupt/, with a name that could be a task's and with one that could not. Nothing outside is touched, and
 * the tasks around it are run. */
static void
test_planted (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *ready = get_folder (self, "ready");
  g_autofree char *outside = g_strconcat (self->path, "-outside", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_file_set_contents (outside, "precious", -1, &error);
  g_assert_no_error (error);
  submit (self->transport, 1);
  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    for (guint named = 0; named < 2; named++)
      {
        g_autofree char *path = g_strdup_printf (named == 0 ? "%s/intruder-%u"
                                                            : "%s/0.00000000000000000001.00000000000000000001.id%u.0.0",
                                                 ready, i);

        plants[i] (path, outside);
        expect_set_aside ();
        n++;
      }
  shut (self);
  self->transport = open_at (self->path);
  submit (self->transport, 2);
  assert_drained (self->transport, "1 2");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count_files (self, "corrupt"), ==, n);
  g_file_get_contents (outside, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, "precious");
}

/* In the other folders foreign things are set aside when they are come upon, or stay where they are; nothing stops. */
static void
test_planted_elsewhere (Fixture       *self,
                        gconstpointer  data)
{
  static const char *const folders[] = { "scheduled", "leased", "done", "dead", "cancelled", "tmp", "ids", "keys", "serial" };
  g_autofree char *outside = g_strconcat (self->path, "-outside", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgQueueStats) stats = NULL;

  g_file_set_contents (outside, "precious", -1, &error);
  submit (self->transport, 1);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    for (guint j = 0; j < G_N_ELEMENTS (plants); j++)
      {
        g_autofree char *folder = get_folder (self, folders[i]);
        g_autofree char *path = g_strdup_printf ("%s/intruder-%u", folder, j);

        plants[j] (path, outside);
        if (i < 2)
          expect_set_aside ();
      }
  shut (self);
  self->transport = open_at (self->path);
  submit (self->transport, 2);
  assert_drained (self->transport, "1 2");
  g_test_assert_expected_messages ();
  stats = bg_transport_stats (self->transport, QUEUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stats->done, ==, 2);
  g_assert_cmpuint (stats->dead + stats->cancelled + stats->leased + stats->scheduled, ==, 0);
}

/* An id whose second name is taken by something else. */
static void
test_planted_id (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *outside = g_strconcat (self->path, "-outside", NULL);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *ids = get_folder (self, "ids");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (outside, "precious", -1, &error);
  submit (self->transport, 1);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);
      g_autofree char *path = g_build_filename (ids, id, NULL);
      BgQueuedTask *task = bg_queued_task_new (QUEUE, g_variant_new_parsed ("{'number': <int64 7>}"));

      plants[i] (path, outside);
      bg_queued_task_set_id (task, id);
      g_ptr_array_add (tasks, task);
      expect_set_aside ();
    }
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  g_assert_no_error (error);
  g_test_assert_expected_messages ();
  assert_drained (self->transport, "1 7 7 7 7");
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
test_damaged (Fixture       *self,
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
    submit (self->transport, (int) i);
  ready = get_folder (self, "ready");
  dir = g_dir_open (ready, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (ready, name, NULL));
  for (guint i = 0; i < paths->len; i += 2)
    {
      damage (paths->pdata[i], i / 2);
      expect_set_aside ();
    }
  while (TRUE)
    {
      g_autoptr (GVariant) payload = bg_transport_get_task (self->transport, QUEUE, NULL, &error);

      g_assert_no_error (error);
      if (payload == NULL)
        break;
      n_run++;
    }
  g_test_assert_expected_messages ();
  g_assert_cmpuint (n_run, ==, n / 2);
  g_assert_cmpuint (count_files (self, "corrupt"), ==, n - n / 2);
}

/* After ten or more tasks the numbers are right, and after all of them; twice over. */
static void
test_counts (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  for (int round = 0; round < 2; round++)
    {
      for (int i = 0; i < 25; i++)
        {
          g_assert_cmpint (bg_transport_poll_queue (self->transport, QUEUE, NULL, &error), ==, i);
          submit (self->transport, i);
        }
      assert_drained (self->transport, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24");
      g_assert_cmpint (bg_transport_poll_queue (self->transport, QUEUE, NULL, &error), ==, 0);
      g_assert_no_error (error);
    }
}

static GPtrArray *
reserve (BgTransport *transport,
         guint        max,
         gint64       wait)
{
  const char *const queues[] = { QUEUE, NULL };
  g_autoptr (GError) error = NULL;
  GPtrArray *leases = bg_transport_reserve (transport, queues, max, 0, wait, NULL, &error);

  g_assert_no_error (error);
  return leases;
}

/* More than the list in memory holds, by two transports in turn: each task once, in order. */
static void
test_many (Fixture       *self,
           gconstpointer  data)
{
  const int n = 18000, n_batch = 3000;
  g_autoptr (BgTransport) other = open_at (self->path);
  g_autoptr (GError) error = NULL;
  int next = 0;

  for (int i = 0; i < n; i += n_batch)
    {
      g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

      for (int j = i; j < i + n_batch; j++)
        {
          GVariantDict payload;

          g_variant_dict_init (&payload, NULL);
          g_variant_dict_insert (&payload, "number", "x", (gint64) j);
          g_ptr_array_add (tasks, bg_queued_task_new (QUEUE, g_variant_dict_end (&payload)));
        }
      g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
      g_assert_no_error (error);
    }
  while (next < n)
    {
      BgTransport *transport = next / 500 % 2 == 0 ? self->transport : other;
      g_autoptr (GPtrArray) leases = reserve (transport, 500, 0);

      g_assert_cmpuint (leases->len, ==, 500);
      for (guint i = 0; i < leases->len; i++)
        {
          gint64 number;

          g_variant_lookup (bg_queued_task_get_payload (bg_lease_get_task (leases->pdata[i])), "number", "x", &number);
          g_assert_cmpint (number, ==, next++);
        }
      g_assert_true (bg_transport_ack (transport, leases, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (count_files (self, "done"), ==, n);
}

/* What a submitter has left that has died: nothing of it is seen, and the id is free. */
static void
test_remains (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *tmp = get_folder (self, "tmp");
  g_autofree char *remains = g_build_filename (tmp, "0123456789abcdef.1", NULL);
  g_autofree char *holder = g_build_filename (self->path, ".holders", "0123456789abcdef", NULL);
  g_autofree char *id_name = NULL;
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  BgQueuedTask *task = bg_queued_task_new (QUEUE, g_variant_new_parsed ("{'number': <int64 5>}"));

  submit (self->transport, 1);
  bg_queued_task_set_id (task, "left-behind");
  g_ptr_array_add (tasks, task);
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  assert_drained (self->transport, "1 5");

  /* As if it had come as far as to give the file its second name. */
  id_name = g_build_filename (self->path, QUEUE, "ids", "left-behind", NULL);
  file = get_folder (self, "done");
  g_assert_cmpint (link (id_name, remains), ==, 0);
  g_file_set_contents (holder, "", 0, &error);
  g_assert_no_error (error);
  remove_tree (file);
  g_assert_cmpint (g_mkdir (file, 0700), ==, 0);
  shut (self);
  self->transport = open_at (self->path);
  g_assert_cmpuint (count_files (self, "tmp"), ==, 0);
  g_assert_false (g_file_test (holder, G_FILE_TEST_EXISTS));
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (bg_queued_task_is_duplicate (task));
  assert_drained (self->transport, "5");
}

/* Somebody who stops between the lock and the lease, as seen by others: they pass it over, and get it when he is gone. */
static void
test_locked (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *file = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  int fd;

  submit (self->transport, 1);
  file = get_only_file (self, "ready");
  fd = open (file, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  none = reserve (self->transport, 1, 0);
  g_assert_cmpuint (none->len, ==, 0);
  close (fd);
  leases = reserve (self->transport, 1, 30 * 1000);
  g_assert_cmpuint (leases->len, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void      (*func) (Fixture       *self,
                       gconstpointer  data);
  } tests[] =
    {
      { "/file-transport/modes", test_modes },
      { "/file-transport/modes-asked-for", test_modes_asked_for },
      { "/file-transport/folder-refused", test_folder_refused },
      { "/file-transport/folder-missing", test_missing },
      { "/file-transport/folder-swapped", test_folder_swapped },
      { "/file-transport/planted", test_planted },
      { "/file-transport/planted-elsewhere", test_planted_elsewhere },
      { "/file-transport/planted-id", test_planted_id },
      { "/file-transport/damaged", test_damaged },
      { "/file-transport/counts", test_counts },
      { "/file-transport/many", test_many },
      { "/file-transport/remains", test_remains },
      { "/file-transport/locked", test_locked },
    };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-transport/uris", test_uris);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
