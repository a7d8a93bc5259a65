/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "selftest.h"

G_BEGIN_DECLS

/* One file each; the last case has no name. */
extern const SelftestCase selftest_cancel_cases[];
extern const SelftestCase selftest_dead_cases[];
extern const SelftestCase selftest_key_cases[];
extern const SelftestCase selftest_lease_cases[];
extern const SelftestCase selftest_look_cases[];
extern const SelftestCase selftest_lost_cases[];
extern const SelftestCase selftest_nack_cases[];
extern const SelftestCase selftest_name_cases[];
extern const SelftestCase selftest_open_cases[];
extern const SelftestCase selftest_order_cases[];
extern const SelftestCase selftest_payload_cases[];
extern const SelftestCase selftest_process_cases[];
extern const SelftestCase selftest_result_cases[];
extern const SelftestCase selftest_schedule_cases[];
extern const SelftestCase selftest_simple_cases[];
extern const SelftestCase selftest_submit_cases[];
extern const SelftestCase selftest_thread_cases[];
extern const SelftestCase selftest_wait_cases[];

G_END_DECLS
