/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A frame that comes later than this is seen as a stutter. */
#define BROWSER_FRAME_LATE_US 33000

/* The times between the frames of a window, in microseconds. */
typedef struct
{
  GArray *intervals;
  gint64 last;
} BrowserFrameLog;

BrowserFrameLog *browser_frame_log_new            (void) G_GNUC_WARN_UNUSED_RESULT;
void             browser_frame_log_free           (BrowserFrameLog       *self);
gint64           browser_frame_log_add            (BrowserFrameLog       *self,
                                                   gint64                 now);
guint            browser_frame_log_get_n_frames   (const BrowserFrameLog *self);
guint            browser_frame_log_get_n_late     (const BrowserFrameLog *self);
double           browser_frame_log_get_percentile (const BrowserFrameLog *self,
                                                   double                 percent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrowserFrameLog, browser_frame_log_free)

G_END_DECLS
