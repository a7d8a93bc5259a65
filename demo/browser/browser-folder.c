/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-folder.h"

#include <glib/gi18n.h>

#include "browser-photo.h"

/* News of the file system come in bursts: they are collected for this long before listing again. */
#define RELIST_DELAY_MS 400

/* Before everything else: without the list there is nothing to load. */
#define LIST_PRIORITY 500

/*
 * The pictures of one folder, sorted by name, as a list model. A task of the shared manager lists
 * the folder in a thread; what it found replaces what was known in a single change of the model,
 * which leaves alone whatever is still the same.
 */
struct _BrowserFolder
{
  GObject parent_instance;

  BgTaskManager *manager;
  GFile *file;
  GPtrArray *photos;
  BrowserFolderState state;
  GError *error;

  GCancellable *cancellable;
  GFileMonitor *monitor;
  gboolean listing;
  gboolean stale;
};

typedef enum
{
  PROP_STATE = 1,
} BrowserFolderProperty;

static GParamSpec *properties[PROP_STATE + 1];

static void browser_folder_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrowserFolder, browser_folder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      browser_folder_list_model_init))

static int
compare_photos (gconstpointer a,
                gconstpointer b)
{
  return browser_photo_compare (*(BrowserPhoto **) a, *(BrowserPhoto **) b);
}

/* Runs in a worker thread. */
static gboolean
list_thread (BgTask        *task,
             GCancellable  *cancellable,
             gpointer       user_data,
             GError       **error)
{
  GFile *folder = user_data;
  g_autoptr (GFileEnumerator) files = NULL;
  g_autoptr (GPtrArray) photos = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GValue) result = G_VALUE_INIT;
  GFileInfo *info = NULL;

  files = g_file_enumerate_children (folder, BROWSER_PHOTO_ATTRIBUTES, G_FILE_QUERY_INFO_NONE,
                                     cancellable, error);
  if (files == NULL)
    return FALSE;

  do
    {
      if (!g_file_enumerator_iterate (files, &info, NULL, cancellable, error))
        return FALSE;
      if (info != NULL && browser_photo_is_photo (info))
        g_ptr_array_add (photos, browser_photo_new (folder, info));
    }
  while (info != NULL);

  g_ptr_array_sort (photos, compare_photos);
  g_value_init (&result, G_TYPE_PTR_ARRAY);
  g_value_set_boxed (&result, photos);
  bg_task_return_value (task, &result);

  return TRUE;
}

/* Only the part between what both lists have in common at either end is announced. */
static void
replace_photos (BrowserFolder *self,
                GPtrArray     *photos)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->photos);
  guint shorter = MIN (old->len, photos->len);
  guint head = 0, tail = 0;

  while (head < shorter && browser_photo_is_same (old->pdata[head], photos->pdata[head]))
    head++;
  while (tail < shorter - head &&
         browser_photo_is_same (old->pdata[old->len - 1 - tail],
                                photos->pdata[photos->len - 1 - tail]))
    tail++;

  /* The objects that others know already stay. */
  self->photos = g_ptr_array_new_full (photos->len, g_object_unref);
  for (guint i = 0; i < photos->len; i++)
    {
      gpointer photo = photos->pdata[i];

      if (i < head)
        photo = old->pdata[i];
      else if (i >= photos->len - tail)
        photo = old->pdata[old->len - (photos->len - i)];
      g_ptr_array_add (self->photos, g_object_ref (photo));
    }

  if (head + tail < MAX (old->len, photos->len))
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                photos->len - head - tail);
}

static void
set_state (BrowserFolder      *self,
           BrowserFolderState  state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
take_listing (BrowserFolder *self,
              const GValue  *value,
              const GError  *error)
{
  g_clear_error (&self->error);

  if (value != NULL)
    replace_photos (self, g_value_get_boxed (value));
  else
    self->error = g_error_copy (error);

  set_state (self, value != NULL ? BROWSER_FOLDER_STATE_READY : BROWSER_FOLDER_STATE_FAILED);
}

static BgTask *
new_listing (BrowserFolder *self,
             guint          delay)
{
  BgTask *task = bg_task_new (list_thread, g_object_ref (self->file), g_object_unref);
  g_autofree char *folder_name = g_file_get_basename (self->file);
  g_autofree char *name = NULL;

  /* Translators: %s is the name of a folder. */
  name = g_strdup_printf (_("Listing “%s”"), folder_name);
  bg_task_set_name (task, name);
  bg_task_set_priority (task, LIST_PRIORITY);
  bg_task_set_delay (task, delay);

  return task;
}

/* What changes while a listing is under way asks for one more, not for one per change. */
static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BrowserFolder) self = user_data;
  BgTaskManager *manager = BG_TASK_MANAGER (source);
  g_autoptr (GError) error = NULL;
  const GValue *value = bg_task_manager_run_finish (manager, result, &error);

  self->listing = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  take_listing (self, value, error);
  if (self->stale)
    {
      g_autoptr (BgTask) task = new_listing (self, RELIST_DELAY_MS);

      self->listing = TRUE;
      self->stale = FALSE;
      bg_task_manager_run_async (manager, task, self->cancellable, listed_cb,
                                 g_object_ref (self));
    }
}

static void
list_after (BrowserFolder *self,
            guint          delay)
{
  g_autoptr (BgTask) task = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (self->listing)
    {
      self->stale = TRUE;
      return;
    }

  task = new_listing (self, delay);
  self->listing = TRUE;
  bg_task_manager_run_async (self->manager, task, self->cancellable, listed_cb,
                             g_object_ref (self));
}

static void
changed_cb (BrowserFolder *self)
{
  list_after (self, RELIST_DELAY_MS);
}

static GType
browser_folder_get_item_type (GListModel *model)
{
  return BROWSER_TYPE_PHOTO;
}

static guint
browser_folder_get_n_items (GListModel *model)
{
  return BROWSER_FOLDER (model)->photos->len;
}

static gpointer
browser_folder_get_item (GListModel *model,
                         guint       position)
{
  BrowserFolder *self = BROWSER_FOLDER (model);

  return position < self->photos->len ? g_object_ref (self->photos->pdata[position]) : NULL;
}

static void
browser_folder_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = browser_folder_get_item_type;
  iface->get_n_items = browser_folder_get_n_items;
  iface->get_item = browser_folder_get_item;
}

static void
browser_folder_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((BrowserFolderProperty) property_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) browser_folder_get_state (BROWSER_FOLDER (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
browser_folder_dispose (GObject *object)
{
  BrowserFolder *self = BROWSER_FOLDER (object);

  browser_folder_close (self);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (browser_folder_parent_class)->dispose (object);
}

static void
browser_folder_finalize (GObject *object)
{
  BrowserFolder *self = BROWSER_FOLDER (object);

  g_clear_object (&self->file);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->photos, g_ptr_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (browser_folder_parent_class)->finalize (object);
}

static void
browser_folder_class_init (BrowserFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = browser_folder_get_property;
  object_class->dispose = browser_folder_dispose;
  object_class->finalize = browser_folder_finalize;

  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL,
                      BROWSER_FOLDER_STATE_LISTING, BROWSER_FOLDER_STATE_FAILED,
                      BROWSER_FOLDER_STATE_LISTING,
                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
browser_folder_init (BrowserFolder *self)
{
  self->photos = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/* Opens the folder: its listing is asked for at once. */
BrowserFolder *
browser_folder_new (BgTaskManager *manager,
                    GFile         *file)
{
  BrowserFolder *self = g_object_new (BROWSER_TYPE_FOLDER, NULL);

  self->manager = g_object_ref (manager);
  self->file = g_object_ref (file);
  self->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (changed_cb), self);
  list_after (self, 0);

  return self;
}

GFile *
browser_folder_get_file (BrowserFolder *self)
{
  return self->file;
}

BrowserFolderState
browser_folder_get_state (BrowserFolder *self)
{
  return self->state;
}

/* The reason while the state is “failed”. */
const GError *
browser_folder_get_error (BrowserFolder *self)
{
  return self->error;
}

/* Lists the folder again. */
void
browser_folder_reload (BrowserFolder *self)
{
  list_after (self, 0);
}

/* Stops the listing, and watching for changes. Nothing is announced any more. */
void
browser_folder_close (BrowserFolder *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
    }
  g_clear_object (&self->monitor);
}
