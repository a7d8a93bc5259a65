/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-place.h"

/* A folder in the sidebar. It never changes, and is made in a worker thread. */
struct _BrowserPlace
{
  GObject parent_instance;

  GFile *file;
  char *name;
  char *icon_name;
  guint n_photos;
};

G_DEFINE_FINAL_TYPE (BrowserPlace, browser_place, G_TYPE_OBJECT)

static void
browser_place_finalize (GObject *object)
{
  BrowserPlace *self = BROWSER_PLACE (object);

  g_clear_object (&self->file);
  g_free (self->name);
  g_free (self->icon_name);

  G_OBJECT_CLASS (browser_place_parent_class)->finalize (object);
}

static void
browser_place_class_init (BrowserPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = browser_place_finalize;
}

static void
browser_place_init (BrowserPlace *self)
{
}

BrowserPlace *
browser_place_new (GFile      *file,
                   const char *name,
                   const char *icon_name,
                   guint       n_photos)
{
  BrowserPlace *self = g_object_new (BROWSER_TYPE_PLACE, NULL);

  self->file = g_object_ref (file);
  self->name = g_strdup (name);
  self->icon_name = g_strdup (icon_name);
  self->n_photos = n_photos;

  return self;
}

GFile *
browser_place_get_file (BrowserPlace *self)
{
  return self->file;
}

const char *
browser_place_get_name (BrowserPlace *self)
{
  return self->name;
}

const char *
browser_place_get_icon (BrowserPlace *self)
{
  return self->icon_name;
}

/* How many photos are in the folder itself. */
guint
browser_place_get_n_photos (BrowserPlace *self)
{
  return self->n_photos;
}
