/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core-test.h"

G_BEGIN_DECLS

/* A function for a loop that notes its name, and once more with a dash before it when it is let go. Both have to
 * happen in the thread of the loop. */
typedef struct
{
  BgLoop     *loop;
  CoreOrder  *order;
  BgTestGate *gate;             /* nullable: it waits there */
  const char *name;
} LoopNote;

static inline LoopNote *
loop_note_new (BgLoop     *loop,
               CoreOrder  *order,
               const char *name,
               BgTestGate *gate)
{
  LoopNote *note = g_new0 (LoopNote, 1);

  *note = (LoopNote) { loop, order, gate, name };
  return note;
}

static inline void
loop_note_call (gpointer data)
{
  LoopNote *note = data;

  g_assert_true (bg_loop_is_own_thread (note->loop));
  core_order_note (note->order, "%s", note->name);
  if (note->gate != NULL)
    bg_test_gate_pass (note->gate);
}

static inline void
loop_note_free (gpointer data)
{
  LoopNote *note = data;

  g_assert_true (bg_loop_is_own_thread (note->loop));
  core_order_note (note->order, "-%s", note->name);
  g_free (note);
}

static inline void
loop_invoke (BgLoop     *loop,
             CoreOrder  *order,
             const char *name,
             BgTestGate *gate)
{
  g_autoptr (GError) error = NULL;

  bg_loop_invoke (loop, loop_note_call, loop_note_new (loop, order, name, gate), loop_note_free, &error);
  g_assert_no_error (error);
}

static inline BgLoop *
loop_start_new (void)
{
  BgLoop *loop = bg_loop_new ("test");
  g_autoptr (GError) error = NULL;

  bg_loop_start (loop, &error);
  g_assert_no_error (error);
  return loop;
}

/* Whatever is to arrive at home has arrived then. */
static inline void
loop_end (BgLoop   *loop,
          gboolean  cancel)
{
  g_autoptr (GError) error = NULL;

  bg_loop_stop (loop, cancel);
  bg_loop_wait (loop, -1, &error);
  g_assert_no_error (error);
  g_assert_false (bg_loop_is_running (loop));
  bg_test_drain (NULL);
}

G_END_DECLS
