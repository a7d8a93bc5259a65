/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

#define BG_GTK_INSIDE

#include "gtk/bg-gtk-idle-monitor.h"
#include "gtk/bg-gtk-task-button.h"
#include "gtk/bg-gtk-thumbnail-task.h"
#include "gtk/bg-gtk-thumbnail.h"
#include "gtk/bg-gtk-window-condition.h"

#undef BG_GTK_INSIDE
