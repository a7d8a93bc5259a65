/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define BG_INSIDE

#include "bg-version.h"
#include "bg-enum-types.h"
#include "core/bg-enums.h"
#include "core/bg-error.h"
#include "core/bg-macros.h"
#include "core/bg-task-list-model.h"
#include "core/bg-task-manager.h"
#include "core/bg-task.h"
#include "core/bg-types.h"
#include "data/bg-data-item.h"
#include "data/bg-data-retriever.h"
#include "data/bg-list-model-adapter.h"

#undef BG_INSIDE
