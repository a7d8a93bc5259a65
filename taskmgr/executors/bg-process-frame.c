/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-frame-private.h"

#include "bg-process-error.h"

#include <glib/gi18n-lib.h>

/* A large message does not leave a large buffer behind. */
#define MAX_IDLE_SIZE (1024 * 1024)

static const char *const body_types[] = {
  [BG_PROCESS_FRAME_REQUEST] = "(tsa{sv})",
  [BG_PROCESS_FRAME_CANCEL] = "(t)",
  [BG_PROCESS_FRAME_PROGRESS] = "(tdms)",
  [BG_PROCESS_FRAME_LOG] = "(ts)",
  [BG_PROCESS_FRAME_RESULT] = "(tmv)",
  [BG_PROCESS_FRAME_ERROR] = "(tsimsmsa{sv})",
  [BG_PROCESS_FRAME_BEGUN] = "(t)",
};

/* Takes a floating body. */
GBytes *
bg_process_frame_pack (BgProcessFrameKind  kind,
                       GVariant           *body)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (body);
  gsize size = g_variant_get_size (owned);
  guint32 length = GUINT32_TO_LE ((guint32) MIN (size, G_MAXUINT32));
  guint8 *data = g_malloc (BG_PROCESS_FRAME_HEADER + size);

  g_assert (g_str_equal (g_variant_get_type_string (owned), body_types[kind]));

  data[0] = 'B';
  data[1] = 'g';
  data[2] = BG_PROCESS_FRAME_VERSION;
  data[3] = (guint8) kind;
  memcpy (data + 4, &length, sizeof length);
  g_variant_store (owned, data + BG_PROCESS_FRAME_HEADER);
  return g_bytes_new_take (data, BG_PROCESS_FRAME_HEADER + size);
}

void
bg_process_frame_clear (BgProcessFrame *self)
{
  self->kind = BG_PROCESS_FRAME_NONE;
  g_clear_pointer (&self->body, g_variant_unref);
}

/* The limit is for the body of a single frame. */
BgProcessParser *
bg_process_parser_new (gsize max_size)
{
  BgProcessParser *self = g_new0 (BgProcessParser, 1);

  self->buffer = g_byte_array_new ();
  self->max_size = max_size;
  return self;
}

void
bg_process_parser_free (BgProcessParser *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->buffer);
  g_free (self);
}

void
bg_process_parser_push (BgProcessParser *self,
                        const void      *data,
                        gsize            size)
{
  if (self->is_broken)
    return;
  if (self->start == self->buffer->len)
    {
      g_byte_array_set_size (self->buffer, 0);
      self->start = 0;
    }
  g_byte_array_append (self->buffer, data, (guint) size);
}

static gboolean
check_header (BgProcessParser  *self,
              const guint8     *header,
              gsize             length,
              GError          **error)
{
  if (header[0] != 'B' || header[1] != 'g' || header[3] == BG_PROCESS_FRAME_NONE
      || header[3] >= G_N_ELEMENTS (body_types))
    g_set_error_literal (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_PROTOCOL, _("it has sent garbage"));
  else if (header[2] != BG_PROCESS_FRAME_VERSION)
    g_set_error (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_PROTOCOL,
                 _("it speaks version %d of the protocol, and %d is expected"), header[2], BG_PROCESS_FRAME_VERSION);
  else if (length > self->max_size)
    g_set_error_literal (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_TOO_LARGE,
                         _("it has sent a message that is larger than the limit"));
  else
    return TRUE;
  self->is_broken = TRUE;
  return FALSE;
}

/* What was taken goes once it is more than what is left, so that every byte is moved about once. */
static void
skip (BgProcessParser *self,
      gsize            size)
{
  self->start += size;
  if (self->start == self->buffer->len && self->start > MAX_IDLE_SIZE)
    {
      g_byte_array_unref (self->buffer);
      self->buffer = g_byte_array_new ();
      self->start = 0;
    }
  if (self->start < self->buffer->len - self->start)
    return;
  g_byte_array_remove_range (self->buffer, 0, (guint) self->start);
  self->start = 0;
}

/* FALSE without an error: more bytes are needed. After an error nothing more can be understood. */
gboolean
bg_process_parser_pop (BgProcessParser  *self,
                       BgProcessFrame   *frame,
                       GError          **error)
{
  const guint8 *header = self->buffer->data + self->start;
  gsize size = self->buffer->len - self->start;
  g_autoptr (GBytes) bytes = NULL;
  guint32 length;

  if (self->is_broken || size < BG_PROCESS_FRAME_HEADER)
    return FALSE;
  memcpy (&length, header + 4, sizeof length);
  length = GUINT32_FROM_LE (length);
  if (!check_header (self, header, length, error))
    return FALSE;
  if (size < BG_PROCESS_FRAME_HEADER + (gsize) length)
    return FALSE;

  bytes = g_bytes_new (header + BG_PROCESS_FRAME_HEADER, length);
  frame->kind = (BgProcessFrameKind) header[3];
  frame->body = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (body_types[frame->kind]), bytes, FALSE));
  skip (self, BG_PROCESS_FRAME_HEADER + (gsize) length);
  if (g_variant_is_normal_form (frame->body))
    return TRUE;

  bg_process_frame_clear (frame);
  self->is_broken = TRUE;
  g_set_error_literal (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_PROTOCOL, _("it has sent garbage"));
  return FALSE;
}
