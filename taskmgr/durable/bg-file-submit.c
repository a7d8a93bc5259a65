/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-file-batch-private.h"

#include "bg-file-fired-private.h"
#include "bg-file-holder-private.h"

/* Submitting, and firing. */

static gboolean
submit_batch (BgFileBatch  *self,
              GPtrArray    *tasks,
              GError      **error)
{
  return bg_file_batch_write (self, error) && bg_file_batch_claim (self, error) && bg_file_batch_place (self, error) &&
         bg_file_batch_sync (self, tasks, error);
}

static gboolean
store_submit (BgTransport  *transport,
              GPtrArray    *tasks,
              GError      **error)
{
  BgFileTransport *self = BG_FILE_TRANSPORT (transport);
  g_auto (BgFileBatch) batch = { self, self->spool, "", g_get_real_time (), NULL, 0 };
  gboolean is_accepted;

  for (guint i = 0; i < tasks->len; i++)
    {
      BgFileQueue *queue = bg_file_transport_get_queue (self, ((BgQueuedTask *) tasks->pdata[i])->queue, TRUE, error);

      if (queue == NULL)
        return FALSE;
      bg_file_transport_sweep (self, queue);
    }
  if (!bg_file_batch_begin (&batch, tasks, error) || !bg_file_holder_lock (self->spool, error))
    return FALSE;
  is_accepted = submit_batch (&batch, tasks, error);
  if (!is_accepted)
    bg_file_batch_undo (&batch, error);
  bg_file_holder_unlock (self->spool);
  return is_accepted;
}

/* Between the mark and the place nothing can be undone but by who has made the mark: this. */
static gboolean
fire_batch (BgFileBatch  *self,
            GPtrArray    *tasks,
            const char   *schedule,
            gint64        instant,
            gboolean     *fired,
            GError      **error)
{
  BgQueuedTask *task = tasks->pdata[0];
  const char *tmp_name = self->n_items > 0 ? self->items[0].tmp_name : self->spool->holder;

  if (!bg_file_batch_write (self, error) ||
      (self->n_items > 0 && !bg_file_sync_folder (self->items[0].queue->folders[BG_FILE_TMP], error)) ||
      !bg_file_fired_mark (self->spool, schedule, instant, task->queue, tmp_name, fired, error))
    return FALSE;
  if (!*fired)
    {
      bg_file_batch_undo (self, NULL);
      return TRUE;
    }
  if (bg_file_batch_claim (self, error) && bg_file_batch_place (self, error) && bg_file_batch_sync (self, tasks, error))
    return TRUE;
  bg_file_fired_unmark (self->spool, schedule, instant);
  *fired = FALSE;
  return FALSE;
}

static gboolean
store_fire (BgTransport   *transport,
            const char    *schedule,
            gint64         instant,
            BgQueuedTask  *task,
            gboolean      *fired,
            GError       **error)
{
  BgFileTransport *self = BG_FILE_TRANSPORT (transport);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_auto (BgFileBatch) batch = { self, self->spool, BG_FILE_HOLDER_FIRED, g_get_real_time (), NULL, 0 };
  gboolean is_fine;
  gint64 latest;

  g_ptr_array_add (tasks, task);
  *fired = FALSE;
  if (!bg_file_fired_get (self->spool, schedule, &latest, error))
    return FALSE;
  if (latest >= instant)
    return TRUE;
  if (!bg_file_batch_begin (&batch, tasks, error) || !bg_file_holder_lock (self->spool, error))
    return FALSE;
  is_fine = fire_batch (&batch, tasks, schedule, instant, fired, error);
  if (!is_fine)
    bg_file_batch_undo (&batch, error);
  bg_file_holder_unlock (self->spool);
  if (is_fine && *fired)
    bg_file_fired_prune (self->spool, schedule);
  return is_fine;
}

static gboolean
store_get_fired (BgTransport  *transport,
                 const char   *schedule,
                 gint64       *instant,
                 GError      **error)
{
  return bg_file_fired_get (BG_FILE_TRANSPORT (transport)->spool, schedule, instant, error);
}

void
bg_file_transport_implement_submit (BgTransportClass *klass)
{
  klass->store_submit = store_submit;
  klass->store_fire = store_fire;
  klass->store_get_fired = store_get_fired;
}
