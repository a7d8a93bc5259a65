/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

/* No more room. */

static guint
submit_until_full (SqliteTest *self)
{
  g_autofree char *text = g_strnfill (255, 'x');

  for (guint n = 0;; n++)
    {
      g_autoptr (BgQueuedTask) task = NULL;
      g_autoptr (GError) error = NULL;
      GVariantDict payload;

      g_variant_dict_init (&payload, NULL);
      g_variant_dict_insert (&payload, "text", "s", text);
      task = bg_queued_task_new (QUEUE, g_variant_dict_end (&payload));
      if (sqlite_test_submit_task (self->transport, task, &error))
        continue;
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NO_SPACE);
      return n;
    }
}

/* Somebody else takes all that is left. */
static char *
fill_disk (SqliteTest *self)
{
  char *path = g_build_filename (self->folder, "filler", NULL);
  static const char zeros[4096];
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  while (write (fd, zeros, sizeof zeros) > 0)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
  return path;
}

/* Does one task; FALSE if there is no space to write that down. */
static gboolean
do_one (SqliteTest *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgLease) lease = bg_transport_lease_task (self->transport, QUEUE, 0, NULL, &error);

  if (lease != NULL && bg_lease_ack (lease, NULL, NULL, &error))
    return TRUE;
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NO_SPACE);
  g_assert_true (bg_transport_error_is_transient (error));
  return FALSE;
}

/* A full disk refuses new tasks; those that it has are done, and then there is room for others. */
static void
test_disk_full (SqliteTest    *self,
                gconstpointer  data)
{
  g_autofree char *filler = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  if (unshare (CLONE_NEWNS) != 0 || mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount ("none", self->folder, "tmpfs", 0, "size=4m,mode=700") != 0)
    {
      g_test_skip ("Only an administrator may mount a small disk");
      return;
    }
  n = submit_until_full (self);
  g_assert_cmpuint (n, >, 1000);
  for (guint i = 0; i < n; i++)
    g_assert_true (do_one (self));
  sqlite_test_assert_rest (self->transport);
  g_assert_cmpint (bg_transport_purge (self->transport, QUEUE, BG_QUEUED_STATE_DONE, NULL, &error), ==, n);
  g_assert_no_error (error);

  /* Where others have taken all the space it goes on when they give it back. */
  n = submit_until_full (self);
  g_assert_cmpuint (n, >, 1000);
  filler = fill_disk (self);
  while (n > 0 && do_one (self))
    n--;
  g_assert_cmpint (g_unlink (filler), ==, 0);
  while (n > 1 && do_one (self))
    n--;
  g_assert_cmpuint (n, <=, 1);
  sqlite_test_check (self);
  sqlite_test_close (self);
  umount2 (self->folder, MNT_DETACH);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite_test_add ("/sqlite/disk-full", test_disk_full);
  return g_test_run ();
}
