/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-data-item.h"

G_BEGIN_DECLS

/* What came of retrieving a key, shared by all its items. One of the two is set. */
typedef struct
{
  GValue  value;
  GError *error;
} BgDataOutcome;

/* What the owner of an item wants to know of it. */
typedef struct
{
  void (*retry) (BgDataItem *item,
                 gpointer    owner);
  void (*gone)  (BgDataItem *item,
                 gpointer    owner);
} BgDataItemFuncs;

BgDataOutcome *bg_data_outcome_new_value (const GValue          *value);
BgDataOutcome *bg_data_outcome_new_error (const GError          *error);
void           bg_data_outcome_unref     (BgDataOutcome         *self);

BgDataItem    *bg_data_item_new          (gpointer               item,
                                          const char            *key);
void           bg_data_item_set_owner    (BgDataItem            *self,
                                          const BgDataItemFuncs *funcs,
                                          gpointer               owner);
void           bg_data_item_set_state    (BgDataItem            *self,
                                          BgDataItemState        state,
                                          BgDataOutcome         *outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgDataOutcome, bg_data_outcome_unref)

G_END_DECLS
