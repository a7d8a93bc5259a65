/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli.h"

G_BEGIN_DECLS

/* The configuration of workers and schedules, from files and from the command line. */
BgWorkerConfig *cli_config_load          (char           **files,
                                          char           **assignments,
                                          GError         **error);
gboolean        cli_config_use_transport (BgWorkerConfig  *config,
                                          char           **files,
                                          Cli             *cli,
                                          GError         **error);

G_END_DECLS
