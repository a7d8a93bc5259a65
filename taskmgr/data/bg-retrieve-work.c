/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-retrieve-work-private.h"

typedef struct
{
  BgRetrieveAnchor  *anchor;
  BgRetrieveClosure *closure;   /* or NULL, and the virtual function is called */
  BgRetrieveVfunc    vfunc;
  BgDataRetriever   *kept;      /* by the body; let go in the home context */
  char              *key;
} Work;

static void
closure_clear (gpointer data)
{
  BgRetrieveClosure *self = data;

  if (self->user_data_destroy != NULL)
    self->user_data_destroy (self->user_data);
}

BgRetrieveClosure *
bg_retrieve_closure_new (BgRetrieveFunc func,
                         gpointer       user_data,
                         GDestroyNotify user_data_destroy)
{
  BgRetrieveClosure *self;

  if (func == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (BgRetrieveClosure);
  self->func = func;
  self->user_data = user_data;
  self->user_data_destroy = user_data_destroy;
  return self;
}

void
bg_retrieve_closure_unref (BgRetrieveClosure *self)
{
  g_atomic_rc_box_release_full (self, closure_clear);
}

static void
anchor_clear (gpointer data)
{
  BgRetrieveAnchor *self = data;

  g_weak_ref_clear (&self->retriever);
  g_mutex_clear (&self->mutex);
}

BgRetrieveAnchor *
bg_retrieve_anchor_new (BgDataRetriever *retriever)
{
  BgRetrieveAnchor *self = g_atomic_rc_box_new0 (BgRetrieveAnchor);

  g_mutex_init (&self->mutex);
  g_weak_ref_init (&self->retriever, retriever);
  return self;
}

void
bg_retrieve_anchor_unref (BgRetrieveAnchor *self)
{
  g_atomic_rc_box_release_full (self, anchor_clear);
}

static gboolean
is_abandoned_locked (BgRetrieveAnchor *self,
                     BgDataRetriever  *retriever)
{
  guint n_refs = (guint) g_atomic_int_get (&G_OBJECT (retriever)->ref_count);

  return self->n_keeping > 0 && n_refs <= self->n_keeping;
}

/* Tells whether only bodies keep the retriever. Then it must not call out any more: whoever
 * listened has let go of it and is entitled to peace. */
gboolean
bg_retrieve_anchor_abandoned (BgRetrieveAnchor *self,
                              BgDataRetriever  *retriever)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return is_abandoned_locked (self, retriever);
}

/* The reference is taken and counted under one lock, else two bodies that come together would take
 * each other for somebody who still wants the retriever. */
static gboolean
keep_retriever_thread (Work *self)
{
  BgRetrieveAnchor *anchor = self->anchor;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&anchor->mutex);

  self->kept = g_weak_ref_get (&anchor->retriever);
  if (self->kept == NULL)
    return FALSE;

  anchor->n_keeping++;
  return !is_abandoned_locked (anchor, self->kept);
}

static void
let_go_of_retriever (Work *self)
{
  g_mutex_lock (&self->anchor->mutex);
  self->anchor->n_keeping--;
  g_mutex_unlock (&self->anchor->mutex);
  g_clear_object (&self->kept);
}

static void
work_free (gpointer data)
{
  Work *self = data;

  if (self->kept != NULL)
    let_go_of_retriever (self);
  g_clear_pointer (&self->closure, bg_retrieve_closure_unref);
  bg_retrieve_anchor_unref (self->anchor);
  g_free (self->key);
  g_free (self);
}

static gboolean
work_run_thread (BgTask        *task,
                 GCancellable  *cancellable,
                 gpointer       user_data,
                 GError       **error)
{
  Work *self = user_data;

  if (self->closure != NULL)
    return self->closure->func (task, self->key, cancellable, self->closure->user_data, error);

  if (!keep_retriever_thread (self))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The retriever is gone");
      return FALSE;
    }
  return self->vfunc (self->kept, task, self->key, cancellable, error);
}

/* Makes the task of one step of a request. */
BgTask *
bg_retrieve_work_new_task (BgRetrieveAnchor  *anchor,
                           BgRetrieveClosure *closure,
                           BgRetrieveVfunc    vfunc,
                           const char        *key)
{
  Work *self = g_new0 (Work, 1);
  BgTask *task;

  self->anchor = g_atomic_rc_box_acquire (anchor);
  self->closure = closure != NULL ? g_atomic_rc_box_acquire (closure) : NULL;
  self->vfunc = vfunc;
  self->key = g_strdup (key);

  task = bg_task_new (work_run_thread, self, work_free);
  bg_task_set_name (task, key);
  return task;
}

/* Whether a check that has returned this has found the data. */
gboolean
bg_retrieve_work_has_result (const GValue *value)
{
  GVariant *variant;
  gboolean incomplete = FALSE;

  if (!G_IS_VALUE (value) || (g_value_fits_pointer (value) && g_value_peek_pointer (value) == NULL))
    return FALSE;
  if (!G_VALUE_HOLDS_VARIANT (value))
    return TRUE;

  variant = g_value_get_variant (value);
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    g_variant_lookup (variant, BG_DATA_RETRIEVER_INCOMPLETE, "b", &incomplete);
  return !incomplete;
}
