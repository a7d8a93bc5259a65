/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-due-private.h"

#include "../core/bg-alarm-private.h"

struct _BgFileDue
{
  BgTransport *transport;   /* not owned */
  GSource     *source;
  BgAlarm     *alarm;
};

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  BgFileDue *self = user_data;

  bg_alarm_clear (self->alarm);
  bg_transport_wake (self->transport);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

static gboolean
never_called (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

BgFileDue *
bg_file_due_new (BgTransport *transport)
{
  BgFileDue *self = g_new0 (BgFileDue, 1);

  self->transport = transport;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[taskmgr] tasks that are due");
  g_source_set_callback (self->source, never_called, self, NULL);
  self->alarm = bg_alarm_new (self->source, TRUE);
  g_source_attach (self->source, bg_transport_get_context (transport));
  return self;
}

void
bg_file_due_free (BgFileDue *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->source);
  bg_alarm_free (self->alarm);
  g_source_unref (self->source);
  g_free (self);
}

/* In µs since 1970; G_MAXINT64 for never. */
void
bg_file_due_set (BgFileDue *self,
                 gint64     time)
{
  bg_alarm_set (self->alarm, time != G_MAXINT64 ? time : -1);
}
