/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a program writes: the beginning of it, up to a limit. The rest is read, so that the program does not wait for
 * us, and dropped. */
typedef struct _BgProcessOutput BgProcessOutput;

BgProcessOutput *bg_process_output_new          (GMainContext     *context,
                                                 gsize             max_size,
                                                 int              *child_fd,
                                                 GError          **error);
void             bg_process_output_free         (BgProcessOutput  *self);
void             bg_process_output_finish       (BgProcessOutput  *self);
gboolean         bg_process_output_is_truncated (BgProcessOutput  *self);
GVariant        *bg_process_output_pack         (BgProcessOutput  *self,
                                                 gboolean          is_binary);
char            *bg_process_output_dup_text     (BgProcessOutput  *self);
char            *bg_process_output_dup_last     (BgProcessOutput  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgProcessOutput, bg_process_output_free)

G_END_DECLS
