/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-details.h"

#include <glib/gi18n.h>

/* Colours are counted in a reduced picture: it has the same ones, and is decoded much faster. */
#define SAMPLE_SIZE 320

/*
 * What is found out about a photo: dimensions, histogram, dominant colours and what the camera
 * wrote down. It is made in a worker thread and never changes.
 */
struct _BrowserDetails
{
  GObject parent_instance;

  BrowserDimensions dimensions;
  char *kind;
  BrowserHistogram histogram;
  BrowserPalette palette;
  BrowserCamera camera;
};

G_DEFINE_FINAL_TYPE (BrowserDetails, browser_details, G_TYPE_OBJECT)

static void
browser_details_finalize (GObject *object)
{
  BrowserDetails *self = BROWSER_DETAILS (object);

  browser_camera_clear (&self->camera);
  g_free (self->kind);

  G_OBJECT_CLASS (browser_details_parent_class)->finalize (object);
}

static void
browser_details_class_init (BrowserDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = browser_details_finalize;
}

static void
browser_details_init (BrowserDetails *self)
{
}

/* What kind of picture it is, in the user's language; that is read from the disk as well. */
static char *
dup_kind (GFile        *file,
          GCancellable *cancellable)
{
  g_autoptr (GFileInfo) info =
    g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE, G_FILE_QUERY_INFO_NONE,
                       cancellable, NULL);

  if (info == NULL || g_file_info_get_content_type (info) == NULL)
    return NULL;

  return g_content_type_get_description (g_file_info_get_content_type (info));
}

/*
 * Finds out about the photo at an address. It runs in a worker thread, as the fetch function of a
 * retriever; the result is a BrowserDetails.
 */
gboolean
browser_details_retrieve (BgTask        *task,
                          const char    *uri,
                          GCancellable  *cancellable,
                          gpointer       user_data,
                          GError       **error)
{
  g_autoptr (BrowserDetails) self = g_object_new (BROWSER_TYPE_DETAILS, NULL);
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  bg_task_report_progress (task, 0.0, _("Reading"));
  pixbuf = browser_decode (file, SAMPLE_SIZE, &self->dimensions, cancellable, error);
  if (pixbuf == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }

  bg_task_report_progress (task, 0.8, _("Analyzing"));
  browser_histogram_compute (&self->histogram, pixbuf);
  browser_palette_compute (&self->palette, pixbuf);
  browser_camera_read (&self->camera, file);
  self->kind = dup_kind (file, cancellable);
  bg_task_return_object (task, self);

  return TRUE;
}

/* The size of the picture in the file, in pixels. */
BrowserDimensions
browser_details_get_dimensions (BrowserDetails *self)
{
  return self->dimensions;
}

const char *
browser_details_get_kind (BrowserDetails *self)
{
  return self->kind;
}

const BrowserHistogram *
browser_details_get_histogram (BrowserDetails *self)
{
  return &self->histogram;
}

const BrowserPalette *
browser_details_get_palette (BrowserDetails *self)
{
  return &self->palette;
}

const BrowserCamera *
browser_details_get_camera (BrowserDetails *self)
{
  return &self->camera;
}
