/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-types.h"

G_BEGIN_DECLS

#define BG_TYPE_CONDITION (bg_condition_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgCondition, bg_condition, BG, CONDITION, GObject)

/**
 * BgConditionClass:
 * @describe: make up the name of a condition that was made without one, when it is made. It is not called later
 *
 * What a kind of condition is derived from. It watches what it is about by itself, and says what it finds with
 * [method@Condition.set_fulfilled].
 */
struct _BgConditionClass
{
  GObjectClass parent_class;

  /**
   * BgConditionClass::describe:
   * @self: a condition that is being made
   *
   * Makes up the name of a condition that was made without one.
   *
   * Returns: (transfer full): what is waited for, as people read it behind “Waiting until”
   */
  char *(*describe) (BgCondition *self);

  /*< private >*/
  gpointer padding[7];
};

BG_AVAILABLE_IN_ALL
BgCondition *bg_condition_new           (const char  *name,
                                         gboolean     fulfilled) G_GNUC_WARN_UNUSED_RESULT;

BG_AVAILABLE_IN_ALL
const char  *bg_condition_get_name      (BgCondition *self);
BG_AVAILABLE_IN_ALL
gboolean     bg_condition_is_fulfilled  (BgCondition *self);
BG_AVAILABLE_IN_ALL
void         bg_condition_set_fulfilled (BgCondition *self,
                                         gboolean     fulfilled);

G_END_DECLS
