/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-run.h"

#include "selftest-cases.h"

/* All cases, in the order in which they are run: what the others build on comes first. */
GPtrArray *
selftest_list_cases (void)
{
  const SelftestCase * const groups[] = {
    selftest_open_cases,
    selftest_name_cases,
    selftest_payload_cases,
    selftest_simple_cases,
    selftest_submit_cases,
    selftest_order_cases,
    selftest_key_cases,
    selftest_lease_cases,
    selftest_lost_cases,
    selftest_nack_cases,
    selftest_result_cases,
    selftest_cancel_cases,
    selftest_dead_cases,
    selftest_look_cases,
    selftest_wait_cases,
    selftest_schedule_cases,
    selftest_thread_cases,
    selftest_process_cases,
  };
  GPtrArray *cases = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const SelftestCase *test = groups[i]; test->name != NULL; test++)
      g_ptr_array_add (cases, (gpointer) test);
  return cases;
}
