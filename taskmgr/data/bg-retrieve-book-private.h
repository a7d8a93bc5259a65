/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-retrieve-work-private.h"

G_BEGIN_DECLS

/* The requests of one retriever: which task is which step of which, and what follows when one ends.
 * It calls up by the functions it was given, last of all: they may free it. */

typedef struct _BgRetrieveBook BgRetrieveBook;

typedef struct
{
  void (*completed) (BgDataRetriever *owner,
                     guint64          id,
                     const char      *key,
                     const GValue    *result);
  void (*failed)    (BgDataRetriever *owner,
                     guint64          id,
                     const char      *key,
                     const GError    *error);
  void (*stopped)   (BgDataRetriever *owner,
                     guint64          id,
                     const char      *key,
                     gboolean         by_others);
} BgRetrieveBookFuncs;

BgRetrieveBook *bg_retrieve_book_new          (BgTaskManager              *manager,
                                               BgRetrieveAnchor           *anchor,
                                               BgDataRetriever            *owner,
                                               const BgRetrieveBookFuncs  *funcs);
void            bg_retrieve_book_free         (BgRetrieveBook             *self);
guint           bg_retrieve_book_get_size     (BgRetrieveBook             *self);
guint64         bg_retrieve_book_join         (BgRetrieveBook             *self,
                                               const char                 *key,
                                               int                         check_priority,
                                               int                         fetch_priority);
guint64         bg_retrieve_book_add          (BgRetrieveBook             *self,
                                               const char                 *key,
                                               BgTask                     *check,
                                               BgTask                     *fetch,
                                               GError                    **error);
gboolean        bg_retrieve_book_set_priority (BgRetrieveBook             *self,
                                               guint64                     id,
                                               int                         check_priority,
                                               int                         fetch_priority);
gboolean        bg_retrieve_book_is_started   (BgRetrieveBook             *self,
                                               guint64                     id);
gboolean        bg_retrieve_book_release      (BgRetrieveBook             *self,
                                               guint64                     id);
gboolean        bg_retrieve_book_stop         (BgRetrieveBook             *self,
                                               guint64                     id);
gboolean        bg_retrieve_book_stop_all     (BgRetrieveBook             *self);

G_END_DECLS
