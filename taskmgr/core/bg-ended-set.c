/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-ended-set-private.h"

#define IDS_PER_PAGE 64

typedef struct
{
  guint64 failed;
  guint64 stopped;
} BgEndedPage;

struct _BgEndedSet
{
  GHashTable  *pages;           /* id / IDS_PER_PAGE → page */
  BgEndedPage *last;            /* tasks end in their order, mostly */
  guint64      last_number;
};

BgEndedSet *
bg_ended_set_new (void)
{
  BgEndedSet *self = g_new0 (BgEndedSet, 1);

  self->pages = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
bg_ended_set_free (BgEndedSet *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->pages);
  g_free (self);
}

static BgEndedPage *
ensure_page (BgEndedSet *self,
             guint64     number)
{
  if (self->last != NULL && self->last_number == number)
    return self->last;
  self->last = g_hash_table_lookup (self->pages, GSIZE_TO_POINTER (number));
  self->last_number = number;
  if (self->last == NULL)
    {
      self->last = g_new0 (BgEndedPage, 1);
      g_hash_table_insert (self->pages, GSIZE_TO_POINTER (number), self->last);
    }
  return self->last;
}

void
bg_ended_set_add (BgEndedSet *self,
                  guint64     id,
                  BgEnded     how)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (id % IDS_PER_PAGE);
  BgEndedPage *page;

  if (how == BG_ENDED_COMPLETED)
    return;
  page = ensure_page (self, id / IDS_PER_PAGE);
  if (how == BG_ENDED_FAILED)
    page->failed |= bit;
  else
    page->stopped |= bit;
}

BgEnded
bg_ended_set_get (BgEndedSet *self,
                  guint64     id)
{
  BgEndedPage *page = g_hash_table_lookup (self->pages, GSIZE_TO_POINTER (id / IDS_PER_PAGE));
  guint64 bit = G_GUINT64_CONSTANT (1) << (id % IDS_PER_PAGE);

  if (page == NULL)
    return BG_ENDED_COMPLETED;
  if ((page->failed & bit) != 0)
    return BG_ENDED_FAILED;
  return (page->stopped & bit) != 0 ? BG_ENDED_STOPPED : BG_ENDED_COMPLETED;
}
