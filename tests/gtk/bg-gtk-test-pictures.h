/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* The corners of a test picture, and the colours that they have in one that stands upright. */
typedef enum
{
  CORNER_RED,
  CORNER_GREEN,
  CORNER_BLUE,
  CORNER_WHITE,
} BgGtkTestCorner;

void       bg_gtk_test_init              (int             *argc,
                                          char          ***argv);
int        bg_gtk_test_run               (void);
char      *bg_gtk_test_path              (const char      *name);
GFile     *bg_gtk_test_file              (const char      *name);
GFile     *bg_gtk_test_write             (const char      *name,
                                          gconstpointer    data,
                                          gsize            length);
GdkPixbuf *bg_gtk_test_draw              (int              width,
                                          int              height);
GdkPixbuf *bg_gtk_test_draw_noise        (int              width,
                                          int              height);
GBytes    *bg_gtk_test_encode            (GdkPixbuf       *pixbuf,
                                          const char      *format);
GFile     *bg_gtk_test_save              (const char      *name,
                                          GdkPixbuf       *pixbuf,
                                          const char      *format);
GFile     *bg_gtk_test_save_rotated_jpeg (const char      *name,
                                          GdkPixbuf       *pixbuf,
                                          guint            orientation);
GFile     *bg_gtk_test_save_huge_png     (const char      *name,
                                          guint32          width,
                                          guint32          height);
GFile     *bg_gtk_test_save_part         (const char      *name,
                                          GBytes          *bytes,
                                          gsize            length);
GdkPixbuf *bg_gtk_test_decode            (GFile           *file,
                                          int              size,
                                          GError         **error);
void       bg_gtk_test_set_mtime         (GFile           *file,
                                          guint64          seconds);
void       bg_gtk_test_assert_corner     (GdkPixbuf       *pixbuf,
                                          guint            corner,
                                          BgGtkTestCorner  expected);
void       bg_gtk_test_assert_size       (GdkPixbuf       *pixbuf,
                                          int              width,
                                          int              height);

G_END_DECLS
