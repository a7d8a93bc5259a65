/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BROWSER_CAMERA_MODEL,
  BROWSER_CAMERA_LENS,
  BROWSER_CAMERA_EXPOSURE,
  BROWSER_CAMERA_APERTURE,
  BROWSER_CAMERA_ISO,
  BROWSER_CAMERA_FOCAL_LENGTH,
  BROWSER_CAMERA_TAKEN,
} BrowserCameraField;

#define BROWSER_CAMERA_N_FIELDS (BROWSER_CAMERA_TAKEN + 1)

/* What the camera wrote down, as text for the user; NULL where it said nothing. */
typedef struct
{
  char *fields[BROWSER_CAMERA_N_FIELDS];
} BrowserCamera;

const char *browser_camera_field_label (BrowserCameraField  field);
void        browser_camera_read        (BrowserCamera      *self,
                                        GFile              *file);
gboolean    browser_camera_is_empty    (const BrowserCamera *self);
void        browser_camera_clear       (BrowserCamera      *self);

G_END_DECLS
