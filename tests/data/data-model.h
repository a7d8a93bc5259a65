/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "data-source.h"

G_BEGIN_DECLS

/* What an adapter should do, said as plainly as possible: it looks at everything all the time. */

#define DATA_MODEL_N_KEYS 60

typedef struct
{
  BgDataItemState state;
  guint           seen;         /* the last step in which it was visible since it was asked for */
  gboolean        wanted;
  gboolean        visible;
  gboolean        fails;
} DataModelKey;

typedef struct
{
  GArray       *numbers;        /* of the items */
  DataModelKey  keys[DATA_MODEL_N_KEYS];
  guint         first, n_items; /* visible */
  guint         read_ahead, limit;
  guint         step;
} DataModel;

DataModelKey *data_model_get_key (DataModel    *self,
                                  guint         position);
gboolean      data_model_is_kept (DataModelKey *key);
void          data_model_update  (DataModel    *self);
void          data_model_splice  (DataModel    *self,
                                  guint         position,
                                  guint         n_removed,
                                  const guint  *added,
                                  guint         n_added);

G_END_DECLS
