/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "selftest.h"

G_BEGIN_DECLS

#define SELFTEST_TYPE_HELPER (selftest_helper_get_type ())

/* Another process that uses the same store. It talks in lines. */
G_DECLARE_FINAL_TYPE (SelftestHelper, selftest_helper, SELFTEST, HELPER, GObject)

SelftestHelper *selftest_helper_start  (Selftest        *t,
                                        const char      *role,
                                        const char      *queue,
                                        int              number);
char           *selftest_helper_read   (SelftestHelper  *self,
                                        Selftest        *t) G_GNUC_WARN_UNUSED_RESULT;
gboolean        selftest_helper_says   (SelftestHelper  *self,
                                        Selftest        *t,
                                        const char      *expected);
gboolean        selftest_helper_tell   (SelftestHelper  *self,
                                        Selftest        *t,
                                        const char      *line);
void            selftest_helper_signal (SelftestHelper  *self,
                                        int              signal_number);
gboolean        selftest_helper_wait   (SelftestHelper  *self,
                                        Selftest        *t);

/* What it does, in selftest-child.c. */
int             selftest_child_run     (char           **args);

G_END_DECLS
