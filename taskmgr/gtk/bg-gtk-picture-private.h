/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* What is known of a picture's file before it is decoded. */
typedef struct
{
  GFile  *file;
  char   *uri;
  char   *name;   /* for messages */
  gint64  mtime;  /* in seconds, as the thumbnail specification counts */
  goffset size;
} BgGtkPicture;

BgGtkPicture *bg_gtk_picture_new       (GFile               *file,
                                        GCancellable        *cancellable,
                                        GError             **error);
void          bg_gtk_picture_free      (BgGtkPicture        *self);
void          bg_gtk_picture_set_error (const BgGtkPicture  *self,
                                        GdkPixbufError       code,
                                        GError             **error);
void          bg_gtk_picture_propagate (const BgGtkPicture  *self,
                                        GError              *cause,
                                        GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgGtkPicture, bg_gtk_picture_free)

G_END_DECLS
