/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-process-channel-private.h"
#include "bg-process-spawn-private.h"

G_BEGIN_DECLS

/* A child process that runs a worker, one request after the other. Everything is called in the context. */
typedef struct _BgProcessChild BgProcessChild;

/* What a child tells; the child stays valid meanwhile. */
typedef struct
{
  /* progress, a line, a result or an error of the request; after the last two it has none any more */
  void (*said)  (BgProcessChild *child,
                 BgProcessFrame *frame,
                 gpointer        user_data);
  /* it is gone, for a reason if it should not be */
  void (*ended) (BgProcessChild *child,
                 const GError   *reason,
                 gpointer        user_data);
} BgProcessChildEvents;

/* How long one waits, in ms, before the next step is taken towards a child that is to come to its end. */
typedef struct
{
  guint to_terminate;
  guint to_kill;
} BgProcessPatience;

BgProcessChild *bg_process_child_new         (GMainContext                *context,
                                              const char                  *name,
                                              BgProcessSpawn              *spawn,
                                              gsize                        max_size,
                                              const BgProcessChildEvents  *events,
                                              gpointer                     user_data,
                                              GError                     **error);
BgProcessChild *bg_process_child_ref         (BgProcessChild              *self);
void            bg_process_child_unref       (BgProcessChild              *self);
const char     *bg_process_child_get_name    (BgProcessChild              *self);
gboolean        bg_process_child_is_free     (BgProcessChild              *self);
gint64          bg_process_child_get_since   (BgProcessChild              *self);
GVariant       *bg_process_child_get_missed  (BgProcessChild              *self);
gboolean        bg_process_child_request     (BgProcessChild              *self,
                                              guint64                      id,
                                              GVariant                    *arguments,
                                              GError                     **error);
void            bg_process_child_cancel      (BgProcessChild              *self,
                                              BgProcessPatience            patience);
void            bg_process_child_finish      (BgProcessChild              *self,
                                              BgProcessPatience            patience);
void            bg_process_child_abandon     (BgProcessChild              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgProcessChild, bg_process_child_unref)

G_END_DECLS
