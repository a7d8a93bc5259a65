/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bg-error.h"

G_BEGIN_DECLS

GError *bg_error_explain (GError *error);

G_END_DECLS
