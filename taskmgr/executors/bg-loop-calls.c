/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop-core-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GSource     source;
  BgLoopCore *core;             /* which owns the source */
} BgLoopSource;

typedef struct
{
  BgLoopFunc      func;
  gpointer        data;
  GDestroyNotify  destroy;
} BgLoopCall;

static void
free_call (BgLoopCall *call)
{
  if (call->destroy != NULL)
    call->destroy (call->data);
  g_free (call);
}

/* One that runs the context in its turn has the next ones called meanwhile. */
static BgLoopCall *
take_call (BgLoopCore *self)
{
  BgLoopCall *call = NULL;
  gboolean more;

  g_mutex_lock (&self->lock);
  if (self->phase != BG_LOOP_PHASE_STOPPING || !self->cancels)
    call = g_queue_pop_head (&self->calls);
  more = call != NULL && self->calls.length > 0;
  g_mutex_unlock (&self->lock);
  if (more)
    g_source_set_ready_time (self->source, 0);
  return call;
}

static guint
count_calls (BgLoopCore *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->calls.length;
  g_mutex_unlock (&self->lock);
  return n;
}

/* Calls what was there when it began, so that other sources get their turn whatever is pushed meanwhile. */
static gboolean
dispatch_calls (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  BgLoopCore *self = ((BgLoopSource *) source)->core;
  BgLoopCall *call;

  g_source_set_ready_time (source, -1);
  for (guint n = count_calls (self); n > 0 && (call = take_call (self)) != NULL; n--)
    {
      call->func (call->data);
      free_call (call);
    }
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch_calls };

GSource *
bg_loop_core_make_source (BgLoopCore *self)
{
  GSource *source = g_source_new (&source_funcs, sizeof (BgLoopSource));

  ((BgLoopSource *) source)->core = self;
  g_source_set_static_name (source, "[taskmgr] loop");
  g_source_set_can_recurse (source, TRUE);
  g_source_set_ready_time (source, -1);
  g_source_attach (source, self->context);
  return source;
}

gboolean
bg_loop_core_check_takes (BgLoopCore  *self,
                          GError     **error)
{
  if (self->phase == BG_LOOP_PHASE_NEW || self->phase == BG_LOOP_PHASE_RUNNING)
    return TRUE;
  g_set_error (error, BG_ERROR, BG_ERROR_SHUT_DOWN, _("The loop “%s” was stopped"), self->name);
  return FALSE;
}

gboolean
bg_loop_core_push (BgLoopCore      *self,
                   BgLoopFunc       func,
                   gpointer         data,
                   GDestroyNotify   destroy,
                   GError         **error)
{
  BgLoopCall *call = g_new0 (BgLoopCall, 1);
  gboolean takes;

  call->func = func;
  call->data = data;
  call->destroy = destroy;
  g_mutex_lock (&self->lock);
  takes = bg_loop_core_check_takes (self, error);
  if (takes)
    g_queue_push_tail (&self->calls, call);
  g_mutex_unlock (&self->lock);
  if (takes)
    g_source_set_ready_time (self->source, 0);
  else
    g_free (call);
  return takes;
}

static int
compare_data (gconstpointer call,
              gconstpointer data)
{
  return ((const BgLoopCall *) call)->data == data ? 0 : 1;
}

/* TRUE if it was not called yet; then it never is, and nothing is released. */
gboolean
bg_loop_core_withdraw (BgLoopCore *self,
                       gpointer    data)
{
  GList *link;
  gboolean found;

  g_mutex_lock (&self->lock);
  link = g_queue_find_custom (&self->calls, data, compare_data);
  found = link != NULL;
  if (found)
    {
      g_free (link->data);
      g_queue_delete_link (&self->calls, link);
    }
  g_mutex_unlock (&self->lock);
  return found;
}

/* By the thread when it ends, or by whoever drops the last reference. */
void
bg_loop_core_release_calls (BgLoopCore *self)
{
  GQueue left;

  g_mutex_lock (&self->lock);
  left = self->calls;
  g_queue_init (&self->calls);
  g_mutex_unlock (&self->lock);
  g_queue_clear_full (&left, (GDestroyNotify) free_call);
}
