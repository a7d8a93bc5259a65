/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-session.h"

#include <taskmgr-gtk.h>

#include "browser-details.h"
#include "browser-naive-loader.h"
#include "browser-page.h"
#include "browser-photo.h"
#include "browser-thumb.h"

/* Who goes first on the shared manager: what was clicked before what merely scrolls by. */
#define THUMBNAIL_PRIORITY 0
#define DETAILS_PRIORITY 100
#define PAGE_PRIORITY 200

#define THUMBNAIL_CACHE 500
#define DETAILS_CACHE 16
#define PAGE_CACHE 3

/*
 * Everything that is loaded for one open folder: the list of its photos, and three adapters over it
 * that share one task manager. Closing the session stops their work and nobody else's.
 */
struct _BrowserSession
{
  GObject parent_instance;

  BrowserMode mode;
  BrowserFolder *folder;
  BgListModelAdapter *thumbs;
  BgListModelAdapter *details;
  BgListModelAdapter *pages;
  BrowserNaiveLoader *naive;

  guint first_visible;
  guint n_visible;
};

G_DEFINE_FINAL_TYPE (BrowserSession, browser_session, G_TYPE_OBJECT)

static char *
photo_key (gpointer item,
           gpointer user_data)
{
  return g_strdup (browser_photo_get_uri (item));
}

static BgListModelAdapter *
new_adapter (BrowserSession  *self,
             BgDataRetriever *retriever,
             int              priority,
             guint            read_ahead,
             guint            cache_limit)
{
  BgListModelAdapter *adapter =
    bg_list_model_adapter_new (G_LIST_MODEL (self->folder), retriever, photo_key, NULL, NULL);

  bg_list_model_adapter_set_priority (adapter, priority);
  bg_list_model_adapter_set_read_ahead (adapter, read_ahead);
  bg_list_model_adapter_set_cache_limit (adapter, cache_limit);

  return adapter;
}

static void
open_managed (BrowserSession *self,
              BgTaskManager  *manager,
              int             thumbnail_size)
{
  g_autoptr (BgDataRetriever) retriever = bg_data_retriever_new (manager);

  bg_gtk_set_thumbnail_funcs (retriever, thumbnail_size);
  self->thumbs = new_adapter (self, retriever, THUMBNAIL_PRIORITY, 24, THUMBNAIL_CACHE);
}

static void
open_details (BrowserSession *self,
              BgTaskManager  *manager)
{
  g_autoptr (BgDataRetriever) details = bg_data_retriever_new (manager);
  g_autoptr (BgDataRetriever) pages = bg_data_retriever_new (manager);

  bg_data_retriever_set_fetch_func (details, browser_details_retrieve, NULL, NULL);
  self->details = new_adapter (self, details, DETAILS_PRIORITY, 0, DETAILS_CACHE);

  /* The neighbours are read ahead, so that the next photo is there when it is asked for. */
  bg_data_retriever_set_fetch_func (pages, browser_page_retrieve, NULL, NULL);
  self->pages = new_adapter (self, pages, PAGE_PRIORITY, 1, PAGE_CACHE);
}

static void
close_adapter (BgListModelAdapter **adapter)
{
  if (*adapter != NULL)
    bg_data_retriever_clear (bg_list_model_adapter_get_retriever (*adapter));
  g_clear_object (adapter);
}

static void
browser_session_dispose (GObject *object)
{
  BrowserSession *self = BROWSER_SESSION (object);

  browser_session_close (self);
  close_adapter (&self->thumbs);
  close_adapter (&self->details);
  close_adapter (&self->pages);
  g_clear_object (&self->naive);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (browser_session_parent_class)->dispose (object);
}

static void
browser_session_class_init (BrowserSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = browser_session_dispose;
}

static void
browser_session_init (BrowserSession *self)
{
}

/* Opens a folder; thumbnails are loaded through the manager, or the naive way. */
BrowserSession *
browser_session_new (BgTaskManager *manager,
                     GFile         *file,
                     BrowserMode    mode,
                     int            thumbnail_size)
{
  BrowserSession *self = g_object_new (BROWSER_TYPE_SESSION, NULL);

  self->mode = mode;
  self->folder = browser_folder_new (manager, file);
  if (mode == BROWSER_MODE_NAIVE)
    self->naive = browser_naive_loader_new (G_LIST_MODEL (self->folder), thumbnail_size);
  else
    open_managed (self, manager, thumbnail_size);
  open_details (self, manager);

  return self;
}

BrowserFolder *
browser_session_get_folder (BrowserSession *self)
{
  return self->folder;
}

BrowserMode
browser_session_get_mode (BrowserSession *self)
{
  return self->mode;
}

/* The model for the grid; see browser-thumb.h for what its items are. */
GListModel *
browser_session_get_thumbs (BrowserSession *self)
{
  if (self->naive != NULL)
    return browser_naive_loader_get_model (self->naive);

  return G_LIST_MODEL (self->thumbs);
}

/* Says what the user looks at; the naive way does not care. */
void
browser_session_set_visible_range (BrowserSession *self,
                                   guint           first,
                                   guint           n_items)
{
  if (self->first_visible == first && self->n_visible == n_items)
    return;

  self->first_visible = first;
  self->n_visible = n_items;
  if (self->thumbs != NULL)
    bg_list_model_adapter_set_visible_range (self->thumbs, first, n_items);
}

static gboolean
is_pending (BgDataItemState state)
{
  return state == BG_DATA_ITEM_STATE_EMPTY || state == BG_DATA_ITEM_STATE_LOADING;
}

/* Whether all that is visible has arrived or failed. */
gboolean
browser_session_is_settled (BrowserSession *self)
{
  GListModel *thumbs = browser_session_get_thumbs (self);
  guint end = MIN (self->first_visible + self->n_visible, g_list_model_get_n_items (thumbs));

  if (browser_folder_get_state (self->folder) == BROWSER_FOLDER_STATE_LISTING)
    return FALSE;

  if (browser_folder_get_state (self->folder) == BROWSER_FOLDER_STATE_READY &&
      g_list_model_get_n_items (thumbs) > 0 && self->n_visible == 0)
    return FALSE;

  for (guint i = self->first_visible; i < end; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (thumbs, i);

      if (is_pending (browser_thumb_get_state (item)))
        return FALSE;
    }

  return TRUE;
}

/* How many of the visible photos are there. */
guint
browser_session_get_n_loaded (BrowserSession *self)
{
  GListModel *thumbs = browser_session_get_thumbs (self);
  guint end = MIN (self->first_visible + self->n_visible, g_list_model_get_n_items (thumbs));
  guint n_loaded = 0;

  for (guint i = self->first_visible; i < end; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (thumbs, i);

      n_loaded += browser_thumb_get_state (item) == BG_DATA_ITEM_STATE_LOADED;
    }

  return n_loaded;
}

static BgDataItem *
dup_item (BgListModelAdapter *adapter,
          guint               position)
{
  bg_list_model_adapter_set_visible_range (adapter, position, 1);

  return g_list_model_get_item (G_LIST_MODEL (adapter), position);
}

/* The details of one photo, which are asked for by this; whatever was asked for before is
 * dropped. */
BgDataItem *
browser_session_dup_details (BrowserSession *self,
                             guint           position)
{
  return dup_item (self->details, position);
}

/* One photo in large, which is asked for by this. */
BgDataItem *
browser_session_dup_page (BrowserSession *self,
                          guint           position)
{
  return dup_item (self->pages, position);
}

guint
browser_session_get_naive_waiting (BrowserSession *self)
{
  return self->naive != NULL ? browser_naive_loader_get_n_waiting (self->naive) : 0;
}

guint
browser_session_get_naive_done (BrowserSession *self)
{
  return self->naive != NULL ? browser_naive_loader_get_n_done (self->naive) : 0;
}

guint
browser_session_get_naive_failed (BrowserSession *self)
{
  return self->naive != NULL ? browser_naive_loader_get_n_failed (self->naive) : 0;
}

/* Asks again for what is visible and could not be loaded. */
void
browser_session_retry_failed (BrowserSession *self)
{
  GListModel *thumbs = browser_session_get_thumbs (self);
  guint end = MIN (self->first_visible + self->n_visible, g_list_model_get_n_items (thumbs));

  for (guint i = self->first_visible; i < end; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (thumbs, i);

      if (browser_thumb_get_state (item) == BG_DATA_ITEM_STATE_FAILED)
        browser_thumb_retry (item);
    }
}

/* Stops whatever is still being loaded for this folder. */
void
browser_session_close (BrowserSession *self)
{
  if (self->folder != NULL)
    browser_folder_close (self->folder);
  if (self->naive != NULL)
    browser_naive_loader_stop (self->naive);
  if (self->thumbs != NULL)
    bg_data_retriever_clear (bg_list_model_adapter_get_retriever (self->thumbs));
  if (self->details != NULL)
    bg_data_retriever_clear (bg_list_model_adapter_get_retriever (self->details));
  if (self->pages != NULL)
    bg_data_retriever_clear (bg_list_model_adapter_get_retriever (self->pages));
}
