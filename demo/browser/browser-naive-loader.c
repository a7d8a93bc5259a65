/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "browser-naive-loader.h"

#include <gdk/gdk.h>

#include "browser-decode.h"
#include "browser-naive-item.h"

/*
 * Thumbnails the way one writes it without a task manager, for comparison: a thread pool is given
 * every file of the folder, and each result comes back by an idle callback of its own. Nothing is
 * ordered by what is visible, and nothing keeps a flood of results from the main loop.
 */
struct _BrowserNaiveLoader
{
  GObject parent_instance;

  GThreadPool *pool;
  GListModel *photos;
  GListModel *model;
  GCancellable *cancellable;
  int size;
  guint n_pushed;
  guint n_done;
  guint n_failed;
};

/* What goes to the thread and comes back. */
typedef struct
{
  BrowserNaiveLoader *loader;
  BrowserNaiveItem *item;
  GCancellable *cancellable;
  int size;
  GdkPixbuf *pixbuf;
  GError *error;
} Job;

G_DEFINE_FINAL_TYPE (BrowserNaiveLoader, browser_naive_loader, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_object (&job->loader);
  g_clear_object (&job->item);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->pixbuf);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
job_done_cb (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GdkTexture) texture = NULL;

  if (!g_cancellable_is_cancelled (job->cancellable))
    {
      if (job->pixbuf != NULL)
        texture = gdk_texture_new_for_pixbuf (job->pixbuf);
      else
        job->loader->n_failed++;
      job->loader->n_done++;
      browser_naive_item_finish (job->item, texture, job->error);
    }

  return G_SOURCE_REMOVE;
}

static void
load_thread (gpointer data,
             gpointer user_data)
{
  Job *job = data;
  BrowserPhoto *photo = browser_naive_item_get_photo (job->item);

  if (!g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
    job->pixbuf = browser_decode (browser_photo_get_file (photo), job->size, NULL,
                                  job->cancellable, &job->error);

  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, job_done_cb, job, (GDestroyNotify) job_free);
}

static gpointer
load_item (gpointer item,
           gpointer user_data)
{
  g_autoptr (BrowserPhoto) photo = item;
  BrowserNaiveLoader *self = user_data;
  BrowserNaiveItem *naive = browser_naive_item_new (photo);
  Job *job = g_new0 (Job, 1);

  job->loader = g_object_ref (self);
  job->item = g_object_ref (naive);
  job->cancellable = g_object_ref (self->cancellable);
  job->size = self->size;
  self->n_pushed++;
  g_thread_pool_push (self->pool, job, NULL);

  return naive;
}

static void
photos_changed_cb (BrowserNaiveLoader *self,
                   guint               position,
                   guint               n_removed,
                   guint               n_added)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_added; i++)
    g_ptr_array_add (added, load_item (g_list_model_get_item (self->photos, position + i), self));

  g_list_store_splice (G_LIST_STORE (self->model), position, n_removed, added->pdata, added->len);
}

static void
browser_naive_loader_dispose (GObject *object)
{
  BrowserNaiveLoader *self = BROWSER_NAIVE_LOADER (object);

  browser_naive_loader_stop (self);
  g_clear_object (&self->photos);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (browser_naive_loader_parent_class)->dispose (object);
}

static void
browser_naive_loader_finalize (GObject *object)
{
  BrowserNaiveLoader *self = BROWSER_NAIVE_LOADER (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (browser_naive_loader_parent_class)->finalize (object);
}

static void
browser_naive_loader_class_init (BrowserNaiveLoaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = browser_naive_loader_dispose;
  object_class->finalize = browser_naive_loader_finalize;
}

static void
browser_naive_loader_init (BrowserNaiveLoader *self)
{
  self->cancellable = g_cancellable_new ();
  self->model = G_LIST_MODEL (g_list_store_new (BROWSER_TYPE_NAIVE_ITEM));
  self->pool = g_thread_pool_new (load_thread, NULL, (int) g_get_num_processors (), FALSE, NULL);
}

/* Starts to load a thumbnail of every photo, now and whenever photos are added. */
BrowserNaiveLoader *
browser_naive_loader_new (GListModel *photos,
                          int         size)
{
  BrowserNaiveLoader *self = g_object_new (BROWSER_TYPE_NAIVE_LOADER, NULL);

  self->photos = g_object_ref (photos);
  self->size = size;
  g_signal_connect_swapped (photos, "items-changed", G_CALLBACK (photos_changed_cb), self);
  photos_changed_cb (self, 0, 0, g_list_model_get_n_items (photos));

  return self;
}

GListModel *
browser_naive_loader_get_model (BrowserNaiveLoader *self)
{
  return self->model;
}

guint
browser_naive_loader_get_n_done (BrowserNaiveLoader *self)
{
  return self->n_done;
}

guint
browser_naive_loader_get_n_failed (BrowserNaiveLoader *self)
{
  return self->n_failed;
}

guint
browser_naive_loader_get_n_waiting (BrowserNaiveLoader *self)
{
  return self->n_pushed - self->n_done;
}

/* Lets what waits fall through: the threads find the cancellable triggered. */
void
browser_naive_loader_stop (BrowserNaiveLoader *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->photos != NULL)
    g_signal_handlers_disconnect_by_data (self->photos, self);
  if (self->pool != NULL)
    g_thread_pool_free (g_steal_pointer (&self->pool), FALSE, FALSE);
}
