/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core-test.h"

/* Takes the manager. */
void
core_fixture_set_up (CoreFixture   *self,
                     BgTaskManager *manager)
{
  self->manager = manager;
  self->watch = core_watch_new (manager);
  self->gate = bg_test_gate_new ();
  self->order = core_order_new ();
}

/* As fixtures are given up: whoever waits at the gate goes first. */
void
core_fixture_tear_down (CoreFixture   *self,
                        gconstpointer  user_data)
{
  bg_test_gate_open (self->gate);
  core_watch_free (self->watch);
  core_end (self->manager);
  core_order_free (self->order);
  bg_test_gate_unref (self->gate);
}
