/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

static gboolean
submit_two (BgTransport  *transport,
            GError      **error)
{
  GVariant *urgent = g_variant_new_parsed ("{'path': <'portrait.jpg'>}");
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  if (!bg_transport_submit_task (transport, "photos", g_variant_new_parsed ("{'path': <'holiday.jpg'>}"), NULL, error))
    return FALSE;
  g_ptr_array_add (tasks, bg_queued_task_new ("photos", urgent));
  bg_queued_task_set_priority (tasks->pdata[0], 7);
  return bg_transport_submit (transport, tasks, NULL, error);
}

/* The short way: what is got is gone, even if we crash now. */
static void
get_one (BgTransport *transport)
{
  g_autoptr (GVariant) payload = bg_transport_get_task (transport, "photos", NULL, NULL);
  const char *path;

  g_variant_lookup (payload, "path", "&s", &path);
  g_print ("%s is ours, and gone from the queue\n", path);
}

/* The safe way: the task stays in the store until it is acknowledged. */
static void
try_one (BgTransport *transport)
{
  g_autoptr (BgLease) lease = bg_transport_lease_task (transport, "photos", 0, NULL, NULL);
  BgQueuedTask *task = bg_lease_get_task (lease);
  guint attempt = bg_queued_task_get_attempt (task);
  const char *path;

  g_variant_lookup (bg_queued_task_get_payload (task), "path", "&s", &path);
  g_print ("Attempt %u of %s\n", attempt, path);
  if (attempt == 1)
    bg_lease_nack (lease, BG_NACK_RETRY, 0, "the disk was busy", NULL, NULL);
  else
    bg_lease_ack (lease, g_variant_new_parsed ("{'width': <128>}"), NULL, NULL);
}

static void
look (BgTransport *transport)
{
  g_autoptr (GPtrArray) done = bg_transport_list (transport, "photos", BG_QUEUED_STATE_DONE, NULL, 1, NULL, NULL);
  g_autoptr (GVariant) result = bg_queued_task_get_result (done->pdata[0]);
  const char *path;
  gint64 width;

  g_variant_lookup (bg_queued_task_get_payload (done->pdata[0]), "path", "&s", &path);
  g_variant_lookup (result, "width", "x", &width);
  g_print ("%s is done: %d pixels wide\n", path, (int) width);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) transport = bg_transport_new_for_uri ("localmem://", &error);

  if (transport == NULL || !submit_two (transport, &error))
    g_error ("%s", error->message);
  g_print ("%d photos wait\n", (int) bg_transport_poll_queue (transport, "photos", NULL, NULL));
  get_one (transport);
  try_one (transport);
  try_one (transport);
  look (transport);

  if (!bg_transport_submit_task (transport, "Photos!", NULL, NULL, &error)
      && g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_NAME))
    g_print ("Refused: no name of a queue\n");
  return 0;
}
