/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-file-names-private.h"

G_BEGIN_DECLS

/* The first names of a folder, in order, so that a folder of any size needs little memory: it is read when these are
 * used up. In between, names are added as they are heard of. */
typedef struct
{
  GTree      *names;         /* the owner of the names */
  gboolean    is_complete;  /* all that is in the folder is here, but for what is left out */
  GHashTable *left_out;     /* not owned, nullable; the serial keys of tasks that are of no use now */
} BgFileList;

#define BG_FILE_LIST_MAX 16384

void         bg_file_list_init      (BgFileList  *self);
void         bg_file_list_clear     (BgFileList  *self);
void         bg_file_list_forget    (BgFileList  *self);
gboolean     bg_file_list_read      (BgFileList  *self,
                                     int          folder,
                                     GError     **error);
void         bg_file_list_add       (BgFileList  *self,
                                     const char  *name);
const char  *bg_file_list_get_first (BgFileList  *self);
void         bg_file_list_remove    (BgFileList  *self,
                                     const char  *name);

G_END_DECLS
