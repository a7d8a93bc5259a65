/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-data-item-private.h"
#include "bg-sparse-list-private.h"

G_BEGIN_DECLS

/* What is known of the data, by key. Items of the same key share it: they change state together.
 *
 * Whatever changes an item puts it into a batch, in which it is frozen: nobody hears of it before
 * the batch is released, last of all, when everything is in order again. */

typedef struct _BgAdapterCache BgAdapterCache;
typedef struct _BgAdapterKey   BgAdapterKey;
typedef struct _BgAdapterPlace BgAdapterPlace;

/* A position that somebody has looked at. */
struct _BgAdapterPlace
{
  BgSparseNode     node;        /* first, so that one is the other */
  BgDataItem      *item;        /* owned while its key is not empty */
  BgAdapterKey    *key;         /* owned; NULL if there is nothing to retrieve */
  GList            link;        /* in the places of the key */
  gpointer         owner;       /* of the list */
};

struct _BgAdapterKey
{
  char            *name;
  GQueue           places;
  BgDataItemState  state;
  BgDataOutcome   *outcome;     /* loaded or failed */
  guint64          request_id;  /* loading */
  guint64          wanted;      /* the last turn in which it was wanted */
  guint64          visible;     /* the last turn in which it was visible */
  GList            recent_link;
  GList            pending_link;
};

struct _BgAdapterCache
{
  GHashTable      *keys;        /* name → key */
  GQueue           recent;      /* not empty and not visible, least recently visible first */
  GQueue           pending;     /* loading */
  GPtrArray       *visible;     /* keys that are visible in this turn */
  guint            n_visible_before;    /* those from the turn before, during a change of turns */
  guint64          turn;        /* counts the changes of what is wanted */
  guint            n_kept;      /* loaded or failed */
};

GPtrArray    *bg_adapter_batch_new         (void);
void          bg_adapter_batch_add         (GPtrArray        *batch,
                                            gpointer          object);

void          bg_adapter_key_unref         (BgAdapterKey     *self);

void          bg_adapter_cache_init        (BgAdapterCache   *self);
void          bg_adapter_cache_clear       (BgAdapterCache   *self);
BgAdapterKey *bg_adapter_cache_lookup      (BgAdapterCache   *self,
                                            const char       *name);
void          bg_adapter_cache_attach      (BgAdapterCache   *self,
                                            BgAdapterPlace   *place,
                                            const char       *name);
void          bg_adapter_cache_detach      (BgAdapterCache   *self,
                                            BgAdapterPlace   *place,
                                            GPtrArray        *batch);
void          bg_adapter_cache_forget      (BgAdapterCache   *self,
                                            BgAdapterKey     *key);
void          bg_adapter_cache_set_state   (BgAdapterCache   *self,
                                            BgAdapterKey     *key,
                                            BgDataItemState   state,
                                            BgDataOutcome    *outcome,
                                            GPtrArray        *batch);
void          bg_adapter_cache_begin_turn  (BgAdapterCache   *self);
gboolean      bg_adapter_cache_want        (BgAdapterCache   *self,
                                            BgAdapterKey     *key,
                                            gboolean          visible);
void          bg_adapter_cache_end_turn    (BgAdapterCache   *self);
void          bg_adapter_cache_shrink      (BgAdapterCache   *self,
                                            guint             limit,
                                            GPtrArray        *batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgAdapterKey, bg_adapter_key_unref)

G_END_DECLS
