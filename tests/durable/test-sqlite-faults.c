/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

#include <errno.h>
#include <string.h>

/* Each call that reaches the disk fails in turn. What was accepted is there, and what failed can be done again. */

typedef enum
{
  FAULT_NONE,
  FAULT_OPEN,          /* no more descriptors */
  FAULT_WRITE,         /* the disk is damaged, after half of it was written */
  FAULT_WRITE_FULL,    /* the disk is full */
  FAULT_SYNC,          /* the disk is damaged, and it is not known what of it is there */
  FAULT_TRUNCATE,
} Fault;

/* The next fault: nth call of its kind, from 0. */
static Fault fault;
static int countdown;
static gboolean has_failed;

static gboolean
fails (Fault kind,
       int   number)
{
  if (fault != kind || countdown-- != 0)
    return FALSE;
  has_failed = TRUE;
  errno = number;
  return TRUE;
}

/* A file of SQLite, in front of the real one, whose memory follows it. */
typedef struct
{
  sqlite3_file base;
} Shim;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;

static sqlite3_file *
real (sqlite3_file *file)
{
  return (sqlite3_file *) (gpointer) ((Shim *) file + 1);
}

static int
shim_close (sqlite3_file *file)
{
  return real (file)->pMethods->xClose (real (file));
}

static int
shim_read (sqlite3_file *file, void *buffer, int n, sqlite3_int64 at)
{
  return real (file)->pMethods->xRead (real (file), buffer, n, at);
}

static int
shim_write (sqlite3_file *file, const void *buffer, int n, sqlite3_int64 at)
{
  if (fails (FAULT_WRITE, EIO))
    {
      real (file)->pMethods->xWrite (real (file), buffer, n / 2, at);
      errno = EIO;
      return SQLITE_IOERR_WRITE;
    }
  if (fails (FAULT_WRITE_FULL, ENOSPC))
    return SQLITE_FULL;
  return real (file)->pMethods->xWrite (real (file), buffer, n, at);
}

static int
shim_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  if (fails (FAULT_TRUNCATE, EIO))
    return SQLITE_IOERR_TRUNCATE;
  return real (file)->pMethods->xTruncate (real (file), size);
}

static int
shim_sync (sqlite3_file *file, int flags)
{
  if (fails (FAULT_SYNC, EIO))
    return SQLITE_IOERR_FSYNC;
  return real (file)->pMethods->xSync (real (file), flags);
}

static int
shim_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real (file)->pMethods->xFileSize (real (file), size);
}

static int
shim_lock (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xLock (real (file), lock);
}

static int
shim_unlock (sqlite3_file *file, int lock)
{
  return real (file)->pMethods->xUnlock (real (file), lock);
}

static int
shim_check_reserved_lock (sqlite3_file *file, int *result)
{
  return real (file)->pMethods->xCheckReservedLock (real (file), result);
}

static int
shim_file_control (sqlite3_file *file, int operation, void *argument)
{
  return real (file)->pMethods->xFileControl (real (file), operation, argument);
}

static int
shim_sector_size (sqlite3_file *file)
{
  return real (file)->pMethods->xSectorSize (real (file));
}

static int
shim_device_characteristics (sqlite3_file *file)
{
  return real (file)->pMethods->xDeviceCharacteristics (real (file));
}

static int
shim_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
  return real (file)->pMethods->xShmMap (real (file), region, size, extend, memory);
}

static int
shim_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real (file)->pMethods->xShmLock (real (file), offset, n, flags);
}

static void
shim_shm_barrier (sqlite3_file *file)
{
  real (file)->pMethods->xShmBarrier (real (file));
}

static int
shim_shm_unmap (sqlite3_file *file, int deletes)
{
  return real (file)->pMethods->xShmUnmap (real (file), deletes);
}

static const sqlite3_io_methods methods = {
  2, shim_close, shim_read, shim_write, shim_truncate, shim_sync, shim_file_size, shim_lock, shim_unlock,
  shim_check_reserved_lock, shim_file_control, shim_sector_size, shim_device_characteristics,
  shim_shm_map, shim_shm_lock, shim_shm_barrier, shim_shm_unmap, NULL, NULL,
};

static int
shim_open (sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  int result;

  file->pMethods = NULL;
  if (fails (FAULT_OPEN, EMFILE))
    return SQLITE_CANTOPEN;
  result = real_vfs->xOpen (real_vfs, name, real (file), flags, out_flags);
  if (real (file)->pMethods != NULL)
    file->pMethods = &methods;
  return result;
}

static void
install_shim (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "shim";
  vfs.szOsFile += (int) sizeof (Shim);
  vfs.xOpen = shim_open;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, TRUE), ==, SQLITE_OK);
}

static void
arm (Fault kind,
     int   n)
{
  has_failed = FALSE;
  countdown = n;
  fault = kind;
}

/* The truth of what was said of a change is looked up when all works again. */
static void
assert_honest (const GError *error,
               gboolean      happened)
{
  fault = FAULT_NONE;
  if (error == NULL)
    {
      g_assert_true (happened);
      return;
    }
  g_assert_cmpuint (error->domain, ==, BG_TRANSPORT_ERROR);
  if (error->code == BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN)
    return;
  g_assert_true (error->code == BG_TRANSPORT_ERROR_FAILED || error->code == BG_TRANSPORT_ERROR_NO_SPACE ||
                 error->code == BG_TRANSPORT_ERROR_UNAVAILABLE);
  g_assert_false (happened);
}

static gboolean
is_known (SqliteTest *self,
          const char *id)
{
  g_autoptr (BgQueuedTask) task = bg_transport_lookup (self->transport, QUEUE, id, NULL, NULL);

  return task != NULL;
}

/* FALSE when the operation has fewer such calls. */
static gboolean
submit_with_fault (SqliteTest *self,
                   Fault       kind,
                   int         n)
{
  g_autoptr (BgQueuedTask) task = bg_queued_task_new (QUEUE, NULL);
  g_autoptr (BgQueuedTask) again = NULL;
  g_autoptr (GError) error = NULL;

  arm (kind, n);
  sqlite_test_submit_task (self->transport, task, &error);
  assert_honest (error, is_known (self, bg_queued_task_get_id (task)));
  again = sqlite_test_submit (self->transport, bg_queued_task_get_id (task), 4);
  g_assert_true (is_known (self, bg_queued_task_get_id (task)));
  return has_failed;
}

static gboolean
is_done (SqliteTest *self,
         const char *id)
{
  g_autoptr (BgQueuedTask) task = bg_transport_lookup (self->transport, QUEUE, id, NULL, NULL);

  return bg_queued_task_get_state (task) == BG_QUEUED_STATE_DONE;
}

static gboolean
ack_with_fault (SqliteTest *self,
                Fault       kind,
                int         n)
{
  g_autoptr (BgLease) lease = sqlite_test_lease (self->transport, 60000, 0);
  g_autoptr (GError) error = NULL;
  const char *id = bg_queued_task_get_id (bg_lease_get_task (lease));

  arm (kind, n);
  bg_lease_ack (lease, NULL, NULL, &error);
  assert_honest (error, is_done (self, id));
  if (error != NULL)
    g_assert_true (bg_lease_ack (lease, NULL, NULL, NULL));
  g_assert_true (is_done (self, id));
  return has_failed;
}

static void
test_operations (SqliteTest    *self,
                 gconstpointer  data)
{
  for (int kind = FAULT_WRITE; kind <= FAULT_TRUNCATE; kind++)
    {
      int n = 0;

      while (submit_with_fault (self, (Fault) kind, n))
        n++;
      g_assert_true (n > 0 || kind == FAULT_TRUNCATE);
      g_test_message ("fault %d: %d calls of a submission", kind, n);
      for (n = 0; ack_with_fault (self, (Fault) kind, n);)
        n++;
      g_assert_true (n > 0 || kind == FAULT_TRUNCATE);
    }
  sqlite_test_check (self);
}

/* While the log is written into the database. */
static void
test_checkpoint (SqliteTest    *self,
                 gconstpointer  data)
{
  for (int kind = FAULT_WRITE; kind <= FAULT_TRUNCATE; kind++)
    for (int n = 0; n < 12; n++)
      {
        g_autofree char *id = g_uuid_string_random ();
        sqlite3 *handle;
        guint64 before;

        g_object_unref (sqlite_test_submit (self->transport, id, 4));
        before = sqlite_test_count (self->transport, BG_QUEUED_STATE_READY);
        handle = sqlite_test_connect (self);
        arm ((Fault) kind, n);
        sqlite3_exec (handle, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
        fault = FAULT_NONE;
        sqlite3_close (handle);
        g_assert_cmpuint (sqlite_test_count (self->transport, BG_QUEUED_STATE_READY), ==, before);
        sqlite_test_check (self);
      }
}

static void
test_open (SqliteTest    *self,
           gconstpointer  data)
{
  for (int kind = FAULT_OPEN; kind <= FAULT_TRUNCATE; kind++)
    for (int n = 0;; n++)
      {
        g_autoptr (BgTransport) transport = sqlite_test_open (self, NULL);
        g_autoptr (GError) error = NULL;
        gboolean opened;

        arm ((Fault) kind, n);
        opened = bg_transport_open (transport, TRUE, NULL, &error);
        fault = FAULT_NONE;
        g_assert_true (opened == (error == NULL));
        if (kind == FAULT_OPEN && error != NULL)
          g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_UNAVAILABLE);
        if (!opened)
          g_assert_true (bg_transport_open (transport, TRUE, NULL, NULL));
        sqlite_test_check (self);
        if (!has_failed)
          break;
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  install_shim ();
  sqlite_test_add ("/sqlite/faults/operations", test_operations);
  sqlite_test_add ("/sqlite/faults/checkpoint", test_checkpoint);
  sqlite_test_add ("/sqlite/faults/open", test_open);
  return g_test_run ();
}
