/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define BG_INSIDE

#include "bg-version.h"
#include "bg-enum-types.h"
#include "core/bg-condition.h"
#include "core/bg-enums.h"
#include "core/bg-error.h"
#include "core/bg-executor.h"
#include "core/bg-fake-clock.h"
#include "core/bg-macros.h"
#include "core/bg-retry-policy.h"
#include "core/bg-task-list-model.h"
#include "core/bg-task-manager.h"
#include "core/bg-task.h"
#include "core/bg-types.h"
#include "data/bg-data-item.h"
#include "data/bg-data-retriever.h"
#include "data/bg-list-model-adapter.h"
#include "executors/bg-command-task.h"
#include "executors/bg-inline-executor.h"
#include "executors/bg-loop-executor.h"
#include "executors/bg-loop.h"
#include "executors/bg-loops.h"
#include "executors/bg-memory-condition.h"
#include "executors/bg-network-condition.h"
#include "executors/bg-power-condition.h"
#include "executors/bg-process-error.h"
#include "executors/bg-process-executor.h"
#include "executors/bg-process-task.h"
#include "executors/bg-process-worker.h"
#include "executors/bg-thread-executor.h"
#include "idle/bg-idle-executor.h"
#include "idle/bg-idle-monitor.h"
#include "idle/bg-loop-idle-monitor.h"
#include "idle/bg-priority-queue.h"
#include "idle/bg-task-queue.h"
#include "schedulers/bg-event-scheduler.h"
#include "schedulers/bg-interval-scheduler.h"
#include "schedulers/bg-loop-scheduler.h"
#include "schedulers/bg-queue-scheduler.h"
#include "schedulers/bg-scheduler-list.h"
#include "schedulers/bg-scheduler.h"
#include "schedulers/bg-task-scheduler.h"

#undef BG_INSIDE
