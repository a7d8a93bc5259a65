/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "selftest.h"

G_BEGIN_DECLS

typedef struct
{
  const char *uri;
  const char *program;
  GPtrArray  *patterns;      /* of GPatternSpec; none for all cases */
  guint       time_limit;    /* s, of a case */
  gboolean    json;
  gboolean    lists;         /* the names only */
} SelftestPlan;

/* selftest-list.c */
GPtrArray *selftest_list_cases (void);

/* selftest-run.c */
gboolean   selftest_run        (const SelftestPlan *plan,
                                GError            **error);

G_END_DECLS
