/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CliTable CliTable;

CliTable *cli_table_new      (const char * const *titles) G_GNUC_WARN_UNUSED_RESULT;
void      cli_table_free     (CliTable           *self);
void      cli_table_take_row (CliTable           *self,
                              GStrv               cells);
char     *cli_table_to_text  (CliTable           *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTable, cli_table_free)

G_END_DECLS
