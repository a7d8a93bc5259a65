/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-camera.h"

#include <gexiv2/gexiv2.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

/* The name of a field, in the user's language. */
const char *
browser_camera_field_label (BrowserCameraField field)
{
  switch (field)
    {
    case BROWSER_CAMERA_MODEL:
      return _("Camera");
    case BROWSER_CAMERA_LENS:
      return _("Lens");
    case BROWSER_CAMERA_EXPOSURE:
      return _("Exposure");
    case BROWSER_CAMERA_APERTURE:
      return _("Aperture");
    case BROWSER_CAMERA_ISO:
      return _("ISO");
    case BROWSER_CAMERA_FOCAL_LENGTH:
      return _("Focal Length");
    case BROWSER_CAMERA_TAKEN:
      return _("Taken");
    default:
      g_assert_not_reached ();
    }
}

/* Empty and blank strings are as good as none; whatever is not UTF-8 is made so. */
static char *
dup_tag (GExiv2Metadata *metadata,
         const char     *tag)
{
  g_autofree char *raw = gexiv2_metadata_try_get_tag_string (metadata, tag, NULL);
  g_autofree char *text = raw != NULL ? g_utf8_make_valid (raw, -1) : NULL;

  if (text == NULL || *g_strstrip (text) == '\0')
    return NULL;

  return g_steal_pointer (&text);
}

/* Most models begin with the name of their maker already. */
static char *
dup_model (GExiv2Metadata *metadata)
{
  g_autofree char *make = dup_tag (metadata, "Exif.Image.Make");
  g_autofree char *model = dup_tag (metadata, "Exif.Image.Model");

  if (make == NULL || model == NULL)
    return g_strdup (model != NULL ? model : make);

  if (g_ascii_strncasecmp (make, model, strcspn (make, " ")) == 0)
    return g_steal_pointer (&model);

  return g_strdup_printf ("%s %s", make, model);
}

static char *
dup_exposure (GExiv2Metadata *metadata)
{
  int nominator = 0, denominator = 0;

  if (!gexiv2_metadata_try_get_exposure_time (metadata, &nominator, &denominator, NULL) ||
      nominator <= 0 || denominator <= 0)
    return NULL;

  if (nominator < denominator)
    /* Translators: an exposure time of a fraction of a second. */
    return g_strdup_printf (_("1/%d s"), (int) lround ((double) denominator / nominator));

  /* Translators: an exposure time of some seconds. */
  return g_strdup_printf (_("%.3g s"), (double) nominator / denominator);
}

static char *
dup_aperture (GExiv2Metadata *metadata)
{
  double f_number = gexiv2_metadata_try_get_fnumber (metadata, NULL);

  return f_number > 0 ? g_strdup_printf ("f/%.2g", f_number) : NULL;
}

static char *
dup_iso (GExiv2Metadata *metadata)
{
  int iso = gexiv2_metadata_try_get_iso_speed (metadata, NULL);

  return iso > 0 ? g_strdup_printf ("%d", iso) : NULL;
}

static char *
dup_focal_length (GExiv2Metadata *metadata)
{
  double length = gexiv2_metadata_try_get_focal_length (metadata, NULL);

  /* Translators: a focal length in millimetres. */
  return length > 0 ? g_strdup_printf (_("%.3g mm"), length) : NULL;
}

/* Cameras write “2023:05:01 12:30:00” and know of no time zone. */
static char *
dup_taken (GExiv2Metadata *metadata)
{
  g_autofree char *text = dup_tag (metadata, "Exif.Photo.DateTimeOriginal");
  g_autoptr (GDateTime) taken = NULL;
  int year, month, day, hour, minute;

  if (text == NULL || sscanf (text, "%d:%d:%d %d:%d", &year, &month, &day, &hour, &minute) != 5)
    return NULL;

  taken = g_date_time_new_local (year, month, day, hour, minute, 0);

  return taken != NULL ? g_date_time_format (taken, "%x %H:%M") : NULL;
}

/* Reads what the camera wrote into the file. Files without such data are not an error. */
void
browser_camera_read (BrowserCamera *self,
                     GFile         *file)
{
  const char *path = g_file_peek_path (file);
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();

  if (path == NULL || !gexiv2_metadata_open_path (metadata, path, NULL))
    return;

  self->fields[BROWSER_CAMERA_MODEL] = dup_model (metadata);
  self->fields[BROWSER_CAMERA_LENS] = dup_tag (metadata, "Exif.Photo.LensModel");
  self->fields[BROWSER_CAMERA_EXPOSURE] = dup_exposure (metadata);
  self->fields[BROWSER_CAMERA_APERTURE] = dup_aperture (metadata);
  self->fields[BROWSER_CAMERA_ISO] = dup_iso (metadata);
  self->fields[BROWSER_CAMERA_FOCAL_LENGTH] = dup_focal_length (metadata);
  self->fields[BROWSER_CAMERA_TAKEN] = dup_taken (metadata);
}

gboolean
browser_camera_is_empty (const BrowserCamera *self)
{
  for (guint i = 0; i < BROWSER_CAMERA_N_FIELDS; i++)
    if (self->fields[i] != NULL)
      return FALSE;

  return TRUE;
}

void
browser_camera_clear (BrowserCamera *self)
{
  for (guint i = 0; i < BROWSER_CAMERA_N_FIELDS; i++)
    g_clear_pointer (&self->fields[i], g_free);
}
