/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What parent and child say to each other: a header of eight bytes, "Bg", the version, the kind, and the length
 * of the body in little endian, then the body, a GVariant in the byte order of the machine. */

#define BG_PROCESS_FRAME_HEADER 8
#define BG_PROCESS_FRAME_VERSION 1

/* Where a worker finds its end, and how the parent tells it. */
#define BG_PROCESS_FD 3
#define BG_PROCESS_VARIABLE "BG_PROCESS_WORKER"

typedef enum
{
  BG_PROCESS_FRAME_NONE,
  BG_PROCESS_FRAME_REQUEST,     /* (tsa{sv}): id, worker, arguments */
  BG_PROCESS_FRAME_CANCEL,      /* (t): id */
  BG_PROCESS_FRAME_PROGRESS,    /* (tdms): id, fraction, text */
  BG_PROCESS_FRAME_LOG,         /* (ts): id, line */
  BG_PROCESS_FRAME_RESULT,      /* (tmv): id, result */
  BG_PROCESS_FRAME_ERROR,       /* (tsimsmsa{sv}): id, domain, code, message, traceback, details */
  BG_PROCESS_FRAME_BEGUN,       /* (t): id */
} BgProcessFrameKind;

typedef struct
{
  BgProcessFrameKind  kind;
  GVariant           *body;     /* owned */
} BgProcessFrame;

typedef struct
{
  GByteArray *buffer;
  gsize       start;            /* of what was not taken yet */
  gsize       max_size;
  gboolean    is_broken;
} BgProcessParser;

GBytes          *bg_process_frame_pack   (BgProcessFrameKind   kind,
                                          GVariant            *body);
void             bg_process_frame_clear  (BgProcessFrame      *self);

BgProcessParser *bg_process_parser_new   (gsize                max_size);
void             bg_process_parser_free  (BgProcessParser     *self);
void             bg_process_parser_push  (BgProcessParser     *self,
                                          const void          *data,
                                          gsize                size);
gboolean         bg_process_parser_pop   (BgProcessParser     *self,
                                          BgProcessFrame      *frame,
                                          GError             **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BgProcessFrame, bg_process_frame_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgProcessParser, bg_process_parser_free)

G_END_DECLS
