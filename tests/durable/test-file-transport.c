/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "file-test.h"

#include "durable/bg-file-record-private.h"
#include "durable/bg-file-transport-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* What is special about queues that are files. What all transports promise is tested by the conformance suite. */

static void
test_modes (FileTest      *self,
            gconstpointer  data)
{
  g_autofree char *queue = g_build_filename (self->path, FILE_TEST_QUEUE, NULL);
  g_autofree char *ready = file_test_get_folder (self, "ready");
  g_autofree char *file = NULL;
  struct stat info;

  file_test_submit (self->transport, 1);
  file = file_test_get_only_file (self, "ready");
  g_assert_cmpint (stat (self->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (queue, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (ready, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  g_assert_cmpint (stat (file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  file_test_assert_drained (self->transport, "1");
}

static void
test_modes_asked_for (FileTest      *self,
                      gconstpointer  data)
{
  g_autofree char *path = g_strconcat (self->path, "-shared", NULL);
  g_autofree char *rest = g_strconcat (path, "?mode=0750&file_mode=0640&sync=submit", NULL);
  g_autoptr (BgTransport) transport = file_test_open (rest);
  struct stat info;

  file_test_submit (transport, 1);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0750);
  file_test_assert_drained (transport, "1");
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
test_missing (FileTest      *self,
              gconstpointer  data)
{
  g_autofree char *uri = g_strdup_printf ("filesys:%s-none", self->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) transport = bg_transport_new_for_uri (uri, &error);
  g_autofree char *path = g_strconcat (self->path, "-none", NULL);

  g_assert_false (bg_transport_open (transport, FALSE, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Nothing is made in a folder that is something else. */
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (bg_transport_open (transport, FALSE, NULL, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

/* After ten or more tasks the numbers are right, and after all of them; twice over. */
static void
test_counts (FileTest      *self,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  for (int round = 0; round < 2; round++)
    {
      for (int i = 0; i < 25; i++)
        {
          g_assert_cmpint (bg_transport_poll_queue (self->transport, FILE_TEST_QUEUE, NULL, &error), ==, i);
          file_test_submit (self->transport, i);
        }
      file_test_assert_drained (self->transport, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24");
      g_assert_cmpint (bg_transport_poll_queue (self->transport, FILE_TEST_QUEUE, NULL, &error), ==, 0);
      g_assert_no_error (error);
    }
}

static GPtrArray *
reserve (BgTransport *transport,
         guint        max,
         gint64       wait)
{
  const char *const queues[] = { FILE_TEST_QUEUE, NULL };
  g_autoptr (GError) error = NULL;
  GPtrArray *leases = bg_transport_reserve (transport, queues, max, 0, wait, NULL, &error);

  g_assert_no_error (error);
  return leases;
}

/* More than the list in memory holds, by two transports in turn: each task once, in order. */
static void
test_many (FileTest      *self,
           gconstpointer  data)
{
  const int n = 18000, n_batch = 3000;
  g_autoptr (BgTransport) other = file_test_open (self->path);
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
          g_ptr_array_add (tasks, bg_queued_task_new (FILE_TEST_QUEUE, g_variant_dict_end (&payload)));
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
  g_assert_cmpuint (file_test_count (self, "done"), ==, n);
}

/* What a submitter has left that has died: nothing of it is seen, and the id is free. */
static void
test_remains (FileTest      *self,
              gconstpointer  data)
{
  g_autofree char *tmp = file_test_get_folder (self, "tmp");
  g_autofree char *remains = g_build_filename (tmp, "0123456789abcdef.1", NULL);
  g_autofree char *holder = g_build_filename (self->path, ".holders", "0123456789abcdef", NULL);
  g_autofree char *id_name = NULL;
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  BgQueuedTask *task = bg_queued_task_new (FILE_TEST_QUEUE, g_variant_new_parsed ("{'number': <int64 5>}"));

  file_test_submit (self->transport, 1);
  bg_queued_task_set_id (task, "left-behind");
  g_ptr_array_add (tasks, task);
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  file_test_assert_drained (self->transport, "1 5");

  /* As if it had come as far as to give the file its second name. */
  id_name = g_build_filename (self->path, FILE_TEST_QUEUE, "ids", "left-behind", NULL);
  file = file_test_get_folder (self, "done");
  g_assert_cmpint (link (id_name, remains), ==, 0);
  g_file_set_contents (holder, "", 0, &error);
  g_assert_no_error (error);
  file_test_remove (file);
  g_assert_cmpint (g_mkdir (file, 0700), ==, 0);
  file_test_shut (self);
  self->transport = file_test_open (self->path);
  g_assert_cmpuint (file_test_count (self, "tmp"), ==, 0);
  g_assert_false (g_file_test (holder, G_FILE_TEST_EXISTS));
  g_assert_true (bg_transport_submit (self->transport, tasks, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (bg_queued_task_is_duplicate (task));
  file_test_assert_drained (self->transport, "5");
}

/* Somebody who stops between the lock and the lease, as seen by others: they pass it over, and get it when he is
 * gone. */
static void
test_locked (FileTest      *self,
             gconstpointer  data)
{
  g_autofree char *file = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  int fd;

  file_test_submit (self->transport, 1);
  file = file_test_get_only_file (self, "ready");
  fd = open (file, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  none = reserve (self->transport, 1, 0);
  g_assert_cmpuint (none->len, ==, 0);
  close (fd);
  leases = reserve (self->transport, 1, 30 * 1000);
  g_assert_cmpuint (leases->len, ==, 1);
}

static void
submit_one (BgTransport  *transport,
            BgQueuedTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (tasks, g_object_ref (task));
  g_assert_true (bg_transport_submit (transport, tasks, NULL, &error));
  g_assert_no_error (error);
}

static BgQueuedTask *
make_serial_task (void)
{
  BgQueuedTask *task = bg_queued_task_new (FILE_TEST_QUEUE, g_variant_new_parsed ("{'number': <int64 1>}"));

  bg_queued_task_set_serial_key (task, "one at a time");
  return task;
}

/* The file of a serial key that a dead holder has left is not the one of the next lease: by that one the two are told
 * apart. */
static void
test_serial_key_left (FileTest      *self,
                      gconstpointer  data)
{
  g_autoptr (BgQueuedTask) first = make_serial_task ();
  g_autoptr (BgQueuedTask) second = make_serial_task ();
  g_autoptr (GPtrArray) leases = NULL;
  g_autofree char *key = NULL;
  struct stat left, now;
  int fd;

  submit_one (self->transport, first);
  leases = reserve (self->transport, 1, 0);
  g_assert_cmpuint (leases->len, ==, 1);
  key = file_test_get_only_file (self, "serial");
  g_assert_true (bg_transport_ack (self->transport, leases, NULL, NULL));
  g_assert_cmpuint (file_test_count (self, "serial"), ==, 0);

  /* As long as it is open nothing else gets its number. */
  fd = open (key, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstat (fd, &left), ==, 0);
  submit_one (self->transport, second);
  g_ptr_array_unref (leases);
  leases = reserve (self->transport, 1, 0);
  g_assert_cmpuint (leases->len, ==, 1);
  g_assert_cmpint (stat (key, &now), ==, 0);
  g_assert_cmpuint (now.st_ino, !=, left.st_ino);
  close (fd);
  g_assert_true (bg_transport_ack (self->transport, leases, NULL, NULL));
  g_assert_cmpuint (file_test_count (self, "serial"), ==, 0);
}

/* What the holder of the only lease would see if it had hung until its lease ran out. */
static void
let_run_out (FileTest *self)
{
  g_autofree char *path = file_test_get_only_file (self, "leased");
  int fd = open (path, O_RDWR | O_CLOEXEC);
  guint8 data[BG_FILE_NOTE_SIZE];
  BgFileNote note;

  g_assert_cmpint (pread (fd, data, sizeof data, BG_FILE_RECORD_NOTE), ==, sizeof data);
  g_assert_true (bg_file_note_decode (&note, data));
  note.deadline = 1;
  bg_file_note_encode (&note, data);
  g_assert_cmpint (pwrite (fd, data, sizeof data, BG_FILE_RECORD_NOTE), ==, sizeof data);
  close (fd);
}

static BgQueuedTask *
make_unique_task (guint max_attempts)
{
  BgQueuedTask *task = bg_queued_task_new (FILE_TEST_QUEUE, g_variant_new_parsed ("{'number': <int64 1>}"));

  bg_queued_task_set_id (task, "hung");
  bg_queued_task_set_unique_key (task, "one of a kind");
  bg_queued_task_set_max_attempts (task, max_attempts);
  return task;
}

/* Another takes the task of one who hangs, which goes on as a copy. */
static void
hang (FileTest     *self,
      BgTransport  *other,
      guint         max_attempts,
      GPtrArray   **lost,
      GPtrArray   **leases)
{
  g_autoptr (BgQueuedTask) task = make_unique_task (max_attempts);

  submit_one (self->transport, task);
  *lost = reserve (self->transport, 1, 0);
  g_assert_cmpuint ((*lost)->len, ==, 1);
  let_run_out (self);
  *leases = reserve (other, 1, 0);
}

static gboolean
is_taken (BgTransport *transport)
{
  g_autoptr (BgQueuedTask) task = make_unique_task (1);

  submit_one (transport, task);
  return bg_queued_task_is_duplicate (task);
}

/* The copy has the names, which end with it. */
static void
test_copy (FileTest      *self,
           gconstpointer  data)
{
  g_autoptr (BgTransport) other = file_test_open (self->path);
  g_autoptr (GPtrArray) lost = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  g_autoptr (GError) error = NULL;

  hang (self, other, 5, &lost, &leases);
  g_assert_cmpuint (leases->len, ==, 1);
  g_assert_cmpuint (file_test_count (self, "tmp"), ==, 0);
  g_assert_true (is_taken (other));
  g_assert_true (bg_transport_ack (other, leases, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (file_test_count (self, "keys"), ==, 0);
  g_assert_true (is_taken (other));
  g_assert_cmpint (bg_transport_purge (other, FILE_TEST_QUEUE, BG_QUEUED_STATE_DONE, NULL, &error), ==, 1);
  g_assert_cmpuint (file_test_count (self, "ids"), ==, 0);
  g_assert_false (is_taken (other));
}

static void
test_copy_redriven (FileTest      *self,
                    gconstpointer  data)
{
  g_autoptr (BgTransport) other = file_test_open (self->path);
  g_autoptr (GPtrArray) lost = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) leases = NULL;
  g_autoptr (GError) error = NULL;

  hang (self, other, 1, &lost, &none);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (file_test_count (self, "dead"), ==, 1);
  g_assert_cmpint (bg_transport_redrive (other, FILE_TEST_QUEUE, NULL, NULL, &error), ==, 1);
  leases = reserve (other, 1, 0);
  g_assert_cmpuint (leases->len, ==, 1);
  g_assert_cmpuint (file_test_count (self, "corrupt"), ==, 0);
}

/* The copier died when it had passed the names on: they are those of a file without a place. */
static void
strip (FileTest   *self,
       const char *key)
{
  g_autofree char *id = g_build_filename (self->path, FILE_TEST_QUEUE, "ids", "hung", NULL);
  g_autofree char *copy = g_strconcat (self->path, "-copy", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (id, &contents, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (copy, contents, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (unlink (key), ==, 0);
  g_assert_cmpint (link (copy, key), ==, 0);
  g_assert_cmpint (g_rename (copy, id), ==, 0);
}

static void
test_copier_died (FileTest      *self,
                  gconstpointer  data)
{
  g_autoptr (BgQueuedTask) task = make_unique_task (1);
  g_autoptr (GPtrArray) leases = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  submit_one (self->transport, task);
  key = file_test_get_only_file (self, "keys");
  strip (self, key);
  g_assert_true (is_taken (self->transport));
  leases = reserve (self->transport, 1, 0);
  g_assert_cmpuint (leases->len, ==, 1);
  g_assert_true (bg_transport_nack (self->transport, leases, BG_NACK_REJECT, -1, NULL, NULL, &error));
  g_assert_cmpint (bg_transport_redrive (self->transport, FILE_TEST_QUEUE, NULL, NULL, &error), ==, 1);
  again = reserve (self->transport, 1, 0);
  g_assert_cmpuint (again->len, ==, 1);
  strip (self, key);
  g_assert_true (bg_transport_ack (self->transport, again, NULL, &error));
  g_assert_cmpint (bg_transport_purge (self->transport, FILE_TEST_QUEUE, BG_QUEUED_STATE_DONE, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (file_test_count (self, "ids"), ==, 0);
  g_assert_false (is_taken (self->transport));
}

/* A submitter has died when its task counted as fired: it is finished, unless another task has the unique key. */
static void
test_fired_left (FileTest      *self,
                 gconstpointer  data)
{
  g_autofree char *tmp = file_test_get_folder (self, "tmp");
  g_autofree char *remains = g_build_filename (tmp, "0123456789abcdef.1.fire", NULL);
  g_autofree char *holder = g_build_filename (self->path, ".holders", "0123456789abcdef", NULL);
  g_autofree char *marks = g_build_filename (self->path, ".schedules", NULL);
  g_autofree char *mark = g_build_filename (marks, "nightly@09223372036854775809", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (marks, 0700), ==, 0);
  g_assert_cmpint (symlink (FILE_TEST_QUEUE "/0123456789abcdef.1.fire", mark), ==, 0);
  file_test_submit (self->transport, 1);
  file_test_assert_drained (self->transport, "1");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (BgQueuedTask) task = make_unique_task (1);
      g_autofree char *id = g_strdup_printf ("fired-%u", i);
      g_autoptr (GByteArray) record = NULL;

      bg_queued_task_set_id (task, id);
      record = bg_file_record_encode (task);
      g_file_set_contents (remains, (const char *) record->data, (gssize) record->len, &error);
      g_assert_no_error (error);
      g_file_set_contents (holder, "", 0, &error);
      g_assert_no_error (error);
      file_test_shut (self);
      self->transport = file_test_open (self->path);
      g_assert_cmpuint (file_test_count (self, "tmp"), ==, 0);
      g_assert_cmpuint (file_test_count (self, "ready"), ==, 1);
      g_assert_cmpuint (file_test_count (self, "keys"), ==, 1);
      g_assert_cmpuint (file_test_count (self, "ids"), ==, 2);
    }
  file_test_assert_drained (self->transport, "1");
}

/* While a queue cannot be opened it is still known whose the remains in it are. No queue stays open for that. */
static void
test_remains_out_of_reach (FileTest      *self,
                           gconstpointer  data)
{
  g_autofree char *queue = g_build_filename (self->path, FILE_TEST_QUEUE, NULL);
  g_autofree char *stray = g_build_filename (self->path, "notes", NULL);
  g_autofree char *remains = g_build_filename (queue, "tmp", "0123456789abcdef.1", NULL);
  g_autofree char *holder = g_build_filename (self->path, ".holders", "0123456789abcdef", NULL);
  g_autoptr (GError) error = NULL;

  file_test_submit (self->transport, 1);
  g_file_set_contents (remains, "half", -1, &error);
  g_file_set_contents (holder, "", 0, &error);
  g_file_set_contents (stray, "no queue", -1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (g_chmod (queue, i == 0 ? 0777 : 0700), ==, 0);
      file_test_shut (self);
      self->transport = file_test_open (self->path);
      g_assert_cmpint (g_file_test (remains, G_FILE_TEST_EXISTS), ==, i == 0);
      g_assert_cmpint (g_file_test (holder, G_FILE_TEST_EXISTS), ==, i == 0);
      g_assert_cmpuint (g_hash_table_size (BG_FILE_TRANSPORT (self->transport)->queues), ==, 0);
    }
  file_test_assert_drained (self->transport, "1");
}

/* What has ended is not looked through again for each task whose time is over. */
static void
test_sweeps (FileTest      *self,
             gconstpointer  data)
{
  const gint64 retention = 64 * 100;
  g_autofree char *done = file_test_get_folder (self, "done");
  gint64 before = g_get_real_time ();
  g_autofree char *path = NULL;
  g_autofree char *base = NULL;
  g_autofree char *renamed = NULL;
  char name[BG_FILE_NAME_SIZE];
  BgFileQueue *queue;
  BgFileName parts;

  file_test_submit (self->transport, 1);
  file_test_assert_drained (self->transport, "1");
  path = file_test_get_only_file (self, "done");
  base = g_path_get_basename (path);
  g_assert_true (bg_file_name_parse (&parts, BG_FILE_DONE, base));
  parts.time = before - (retention - 10) * G_USEC_PER_SEC;
  bg_file_name_format (&parts, BG_FILE_DONE, name);
  renamed = g_build_filename (done, name, NULL);
  g_assert_cmpint (g_rename (path, renamed), ==, 0);

  bg_transport_set_retention (self->transport, (guint) retention);
  file_test_submit (self->transport, 2);
  queue = g_hash_table_lookup (BG_FILE_TRANSPORT (self->transport)->queues, FILE_TEST_QUEUE);
  g_assert_cmpint (queue->sweep_due, >=, before + 100 * G_USEC_PER_SEC);

  bg_transport_set_retention (self->transport, 0);
  file_test_submit (self->transport, 3);
  g_assert_cmpuint (file_test_count (self, "done"), ==, 0);
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
      { "/file-transport/modes", test_modes },
      { "/file-transport/modes-asked-for", test_modes_asked_for },
      { "/file-transport/folder-missing", test_missing },
      { "/file-transport/counts", test_counts },
      { "/file-transport/many", test_many },
      { "/file-transport/remains", test_remains },
      { "/file-transport/locked", test_locked },
      { "/file-transport/serial-key-left", test_serial_key_left },
      { "/file-transport/copy", test_copy },
      { "/file-transport/copy-redriven", test_copy_redriven },
      { "/file-transport/copier-died", test_copier_died },
      { "/file-transport/fired-left", test_fired_left },
      { "/file-transport/remains-out-of-reach", test_remains_out_of_reach },
      { "/file-transport/sweeps", test_sweeps },
    };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-transport/uris", test_uris);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, FileTest, NULL, file_test_set_up, tests[i].func, file_test_tear_down);

  return g_test_run ();
}
