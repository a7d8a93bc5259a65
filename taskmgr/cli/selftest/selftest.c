/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest.h"

#include <string.h>

/* What the cases of the self-test have in common. */

#define ALL_STATES \
  (BG_QUEUED_STATE_SCHEDULED | BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED | BG_QUEUED_STATE_DONE | \
   BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED)

/* No name is used twice, also not by another run at the same time. */
static char *
make_prefix (void)
{
  return g_strdup_printf ("selftest%08x%08x", g_random_int (), g_random_int ());
}

static void
clear_answer (gpointer answer)
{
  g_clear_object ((GAsyncResult **) answer);
}

static void
release_answer (gpointer answer)
{
  g_rc_box_release_full (answer, clear_answer);
}

Selftest *
selftest_new (const char *uri,
              const char *program)
{
  Selftest *t = g_new0 (Selftest, 1);

  t->uri = uri;
  t->program = program;
  t->prefix = make_prefix ();
  t->cancellable = g_cancellable_new ();
  t->names = g_ptr_array_new_with_free_func (g_free);
  t->objects = g_ptr_array_new_with_free_func (g_object_unref);
  t->answers = g_ptr_array_new_with_free_func (release_answer);
  t->complaint = g_string_new (NULL);
  t->queue = selftest_add_queue (t, "q");
  return t;
}

void
selftest_free (Selftest *t)
{
  g_ptr_array_unref (t->objects);
  g_ptr_array_unref (t->answers);
  g_clear_object (&t->transport);
  g_object_unref (t->cancellable);
  g_ptr_array_unref (t->names);
  g_string_free (t->complaint, TRUE);
  g_clear_error (&t->error);
  g_free (t->prefix);
  g_free (t);
}

gboolean
selftest_open (Selftest *t)
{
  t->transport = bg_transport_new_for_uri (t->uri, &t->error);
  if (t->transport == NULL || !bg_transport_open (t->transport, TRUE, t->cancellable, &t->error))
    return selftest_check (t, FALSE, "the transport opens", __LINE__);
  t->capabilities = bg_transport_get_capabilities (t->transport);
  return TRUE;
}

/* Another view of the same store, as another process has it. */
BgTransport *
selftest_open_another (Selftest *t)
{
  BgTransport *other = bg_transport_new_for_uri (t->uri, &t->error);

  if (other == NULL)
    return NULL;
  selftest_keep (t, other);
  return bg_transport_open (other, TRUE, t->cancellable, &t->error) ? other : NULL;
}

static void
end_lease (gpointer data,
           gpointer user_data)
{
  if (BG_IS_LEASE (data) && bg_lease_get_state (data) == BG_LEASE_STATE_HELD)
    bg_lease_ack (data, NULL, NULL, NULL);
}

/* Takes over what others have lost, which cannot be purged as long as nobody has. */
static void
empty_queue (Selftest   *t,
             const char *queue)
{
  const char * const queues[] = { queue, NULL };
  g_autoptr (GPtrArray) leases = bg_transport_reserve (t->transport, queues, 10000, 0, 0, NULL, NULL);

  if (leases != NULL && leases->len > 0)
    bg_transport_ack (t->transport, leases, NULL, NULL);
  bg_transport_purge (t->transport, queue, ALL_STATES, NULL, NULL);
}

/* Leaves nothing behind, whatever has happened. */
void
selftest_clean (Selftest *t)
{
  if (t->transport == NULL)
    return;
  g_ptr_array_foreach (t->objects, end_lease, NULL);
  g_ptr_array_set_size (t->objects, 0);
  if (bg_transport_get_state (t->transport) == BG_TRANSPORT_STATE_CLOSED)
    {
      g_clear_object (&t->transport);
      t->transport = bg_transport_new_for_uri (t->uri, NULL);
    }
  for (guint i = 0; t->transport != NULL && i < t->names->len; i++)
    empty_queue (t, g_ptr_array_index (t->names, i));
  if (t->transport != NULL)
    bg_transport_close (t->transport, NULL, NULL);
}

static void
complain (Selftest   *t,
          const char *what,
          int         line)
{
  if (t->complaint->len > 0)
    return;
  g_string_append_printf (t->complaint, "%s (line %d)", what, line);
  if (g_cancellable_is_cancelled (t->cancellable))
    g_string_append (t->complaint, "; it took too long");
  if (t->error != NULL)
    g_string_append_printf (t->complaint, ": %s", t->error->message);
}

gboolean
selftest_check (Selftest   *t,
                gboolean    holds,
                const char *what,
                int         line)
{
  if (!holds || t->complaint->len > 0)
    complain (t, what, line);
  g_clear_error (&t->error);
  return t->complaint->len == 0;
}

/* An operation that is told no. */
gboolean
selftest_check_refused (Selftest         *t,
                        gboolean          succeeded,
                        BgTransportError  code,
                        const char       *what,
                        int               line)
{
  g_autoptr (GEnumClass) codes = g_type_class_ref (BG_TYPE_TRANSPORT_ERROR);
  g_autofree char *text = NULL;
  gboolean refused = !succeeded && g_error_matches (t->error, BG_TRANSPORT_ERROR, (int) code);

  text = g_strdup_printf ("%s is refused with “%s”", what, g_enum_get_value (codes, (int) code)->value_nick);
  return selftest_check (t, refused, text, line);
}

gboolean
selftest_check_text (Selftest   *t,
                     const char *text,
                     const char *expected,
                     const char *what,
                     int         line)
{
  g_autofree char *message = g_strdup_printf ("%s is “%s”, not “%s”", what, text, expected);

  return selftest_check (t, g_strcmp0 (text, expected) == 0, message, line);
}

/* Takes the reference. */
gpointer
selftest_keep (Selftest *t,
               gpointer  object)
{
  g_ptr_array_add (t->objects, object);
  return object;
}

const char *
selftest_add_queue (Selftest   *t,
                    const char *suffix)
{
  char *name = g_strdup_printf ("%s_%s", t->prefix, suffix);

  g_ptr_array_add (t->names, name);
  return name;
}

static BgQueuedTask *
make_task (Selftest   *t,
           const char *queue,
           int         number)
{
  GVariantDict payload;

  g_variant_dict_init (&payload, NULL);
  g_variant_dict_insert (&payload, "n", "x", (gint64) number);
  return selftest_keep (t, bg_queued_task_new (queue, g_variant_dict_end (&payload)));
}

BgQueuedTask *
selftest_task (Selftest *t,
               int       number)
{
  return make_task (t, t->queue, number);
}

gboolean
selftest_submit (Selftest     *t,
                 BgQueuedTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, task);
  return bg_transport_submit (t->transport, tasks, t->cancellable, &t->error);
}

/* They are numbered from 1. */
gboolean
selftest_submit_some (Selftest   *t,
                      const char *queue,
                      int         n_tasks)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  for (int i = 1; i <= n_tasks; i++)
    g_ptr_array_add (tasks, make_task (t, queue, i));
  return bg_transport_submit (t->transport, tasks, t->cancellable, &t->error);
}

int
selftest_get_number (BgQueuedTask *task)
{
  gint64 number = -1;

  g_variant_lookup (bg_queued_task_get_payload (task), "n", "x", &number);
  return (int) number;
}

/* Never NULL; empty also if it failed, which the next check tells. The array belongs to the caller, the leases do
 * not. */
GPtrArray *
selftest_reserve (Selftest   *t,
                  const char *queue,
                  guint       max,
                  guint       duration,
                  gint64      wait)
{
  const char * const queues[] = { queue, NULL };
  GPtrArray *kept = g_ptr_array_new ();
  g_autoptr (GPtrArray) leases = NULL;

  g_clear_error (&t->error);
  leases = bg_transport_reserve (t->transport, queues, max, duration, wait, t->cancellable, &t->error);
  if (leases == NULL)
    complain (t, "tasks are handed out", __LINE__);
  for (guint i = 0; leases != NULL && i < leases->len; i++)
    g_ptr_array_add (kept, selftest_keep (t, g_object_ref (leases->pdata[i])));
  return kept;
}

/* One lease on a task of the case's queue, or NULL. */
BgLease *
selftest_lease (Selftest *t,
                guint     duration,
                gint64    wait)
{
  g_autoptr (GPtrArray) leases = selftest_reserve (t, t->queue, 1, duration, wait);

  return leases->len > 0 ? g_ptr_array_index (leases, 0) : NULL;
}

/* The numbers of the tasks that are ready, in the order in which they come. */
const char *
selftest_drain (Selftest   *t,
                const char *queue)
{
  g_autoptr (GString) order = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (GPtrArray) leases = selftest_reserve (t, queue, 1, 0, 0);
      BgLease *lease;

      if (leases->len == 0)
        break;
      lease = g_ptr_array_index (leases, 0);
      g_string_append_printf (order, "%s%d", order->len > 0 ? " " : "",
                              selftest_get_number (bg_lease_get_task (lease)));
      if (!bg_lease_ack (lease, NULL, t->cancellable, &t->error))
        {
          complain (t, "a task is acknowledged", __LINE__);
          break;
        }
    }
  return g_intern_string (order->str);
}

/* What the store knows of a task now; NULL if nothing, which is told by an error. */
BgQueuedTask *
selftest_look (Selftest     *t,
               BgQueuedTask *task)
{
  BgQueuedTask *found;

  g_clear_error (&t->error);
  found = bg_transport_lookup (t->transport, bg_queued_task_get_queue (task), bg_queued_task_get_id (task),
                               t->cancellable, &t->error);
  return found != NULL ? selftest_keep (t, found) : NULL;
}

BgQueuedState
selftest_get_state (Selftest     *t,
                    BgQueuedTask *task)
{
  BgQueuedTask *found = selftest_look (t, task);

  return found != NULL ? bg_queued_task_get_state (found) : 0;
}

/* All zero if it failed, which the next check tells. */
BgQueueStats
selftest_count (Selftest *t)
{
  BgQueueStats copy = { 0 };
  BgQueueStats *stats;

  g_clear_error (&t->error);
  stats = bg_transport_stats (t->transport, t->queue, t->cancellable, &t->error);
  if (stats == NULL)
    {
      complain (t, "a queue is counted", __LINE__);
      return copy;
    }
  copy = *stats;
  bg_queue_stats_free (stats);
  return copy;
}

/* A place for the answer to one asynchronous call, to be given to it with selftest_answer_cb(). It is there for as
 * long as the answer may come, also if nobody waits for that any more. */
GAsyncResult **
selftest_make_answer (Selftest *t)
{
  GAsyncResult **answer = g_rc_box_new0 (GAsyncResult *);

  g_ptr_array_add (t->answers, answer);
  return g_rc_box_acquire (answer);
}

void
selftest_answer_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      answer)
{
  *(GAsyncResult **) answer = g_object_ref (result);
  release_answer (answer);
}

static gboolean
wake_cb (GCancellable *cancellable,
         gpointer      user_data)
{
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until the answer is there. */
gboolean
selftest_await (Selftest      *t,
                GAsyncResult **answer)
{
  g_autoptr (GSource) source = g_cancellable_source_new (t->cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (wake_cb), NULL, NULL);
  g_source_attach (source, NULL);
  while (*answer == NULL && !g_cancellable_is_cancelled (t->cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
  return *answer != NULL;
}
