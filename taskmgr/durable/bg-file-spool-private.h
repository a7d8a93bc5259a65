/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include <sys/stat.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* The folder that holds the queues. It is opened once, and refused if it is not ours alone; whatever is in it is
 * reached from its descriptor, so nobody can put another one in its place while it is used. */
typedef struct
{
  char     *path;             /* for messages */
  int       root;
  uid_t     owner;
  mode_t    folder_mode;
  mode_t    file_mode;
  gboolean  is_one_log;       /* to sync one folder is to sync all that was done before */
  gboolean  syncs_ends;       /* not only what is submitted reaches the disk before it is reported */
  guint8    boot[16];         /* which start of the computer */

  /* the file that shows others that we live */
  char      holder[17];
  int       holder_fd;
  int       holders;
  guint     n_files;          /* that were named after it */
} BgFileSpool;

BgFileSpool *bg_file_spool_new          (const char          *path);
void         bg_file_spool_free         (BgFileSpool         *self);
gboolean     bg_file_spool_open         (BgFileSpool         *self,
                                         gboolean             create,
                                         GError             **error);
void         bg_file_spool_close        (BgFileSpool         *self);

/* Sets the error that fits to errno. Returns FALSE. */
gboolean     bg_file_fail               (GError             **error,
                                         int                  code,
                                         const char          *what);
int          bg_file_open_folder        (int                  parent,
                                         const char          *name,
                                         mode_t               mode,
                                         gboolean             create,
                                         GError             **error);
gboolean     bg_file_sync_folder        (int                  folder,
                                         GError             **error);
gboolean     bg_file_is_inode           (int                  folder,
                                         const char          *name,
                                         const struct stat   *file);
gboolean     bg_file_write_at           (int                  fd,
                                         const void          *data,
                                         gsize                size,
                                         gint64               offset);
gssize       bg_file_read_at            (int                  fd,
                                         void                *data,
                                         gsize                size,
                                         gint64               offset);

/* Goes through the names in a folder, without the dots. Stops when the function returns FALSE. */
typedef gboolean (*BgFileNameFunc) (const char *name,
                                    ino_t       inode,
                                    gpointer    user_data);
gboolean     bg_file_for_each           (int                  folder,
                                         BgFileNameFunc       func,
                                         gpointer             user_data,
                                         GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgFileSpool, bg_file_spool_free)

G_END_DECLS
