/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* What a retriever has said: "a=a! b:failed c:stopped". */
void  data_log_connect         (GString         *log,
                                BgDataRetriever *retriever);

/* What a model has said: "+3 -0 2-1+4". */
void  data_log_model           (GString         *log,
                                GListModel      *model);
char *data_log_describe_change (guint            position,
                                guint            n_removed,
                                guint            n_added);

char *data_log_take            (GString         *log);
char *data_log_take_sorted     (GString         *log);

#define data_assert_log(log, expected) \
  G_STMT_START { \
    g_autofree char *said = data_log_take (log); \
    g_assert_cmpstr (said, ==, expected); \
  } G_STMT_END

#define data_assert_log_sorted(log, expected) \
  G_STMT_START { \
    g_autofree char *said = data_log_take_sorted (log); \
    g_assert_cmpstr (said, ==, expected); \
  } G_STMT_END

G_END_DECLS
