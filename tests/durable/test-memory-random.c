/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "durable-test.h"

#include "durable/bg-queued-task-private.h"

/* A store in memory against a naive model of one: a list that is searched. */

#define N_STEPS 8000
#define N_KEYS  4

typedef struct
{
  char         *id;
  int           number;
  int           priority;
  int           serial;         /* 0 for none */
  int           unique;         /* 0 for none */
  BgQueuedState state;
  guint         attempt;
  gboolean      cancel_asked;
  gint64        turn;
  BgLease      *lease;
} Entry;

typedef struct
{
  BgTransport *transport;
  GPtrArray   *entries;
  gint64       n_turns;         /* all tasks have times of their own */
} Model;

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_clear_object (&self->lease);
  g_free (self->id);
  g_free (self);
}

static gboolean
is_live (const Entry *entry)
{
  return (entry->state & (BG_QUEUED_STATE_SCHEDULED | BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED)) != 0;
}

static gboolean
is_unique_taken (Model *self,
                 int    unique)
{
  for (guint i = 0; unique != 0 && i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (entry->unique == unique && is_live (entry))
        return TRUE;
    }
  return FALSE;
}

static void
do_submit (Model *self)
{
  Entry *entry = g_new0 (Entry, 1);
  g_autoptr (BgQueuedTask) task = durable_task_new ((int) self->entries->len);
  gboolean is_taken;

  entry->number = (int) self->entries->len;
  entry->priority = g_test_rand_int_range (2, 6);
  entry->serial = g_test_rand_int_range (0, N_KEYS);
  entry->unique = g_test_rand_int_range (0, 3) == 0 ? g_test_rand_int_range (1, 20) : 0;
  entry->state = BG_QUEUED_STATE_READY;
  entry->turn = ++self->n_turns;
  entry->id = g_strdup (bg_queued_task_get_id (task));
  bg_queued_task_set_priority (task, entry->priority);
  bg_queued_task_set_not_before (task, entry->turn);
  if (entry->serial != 0)
    bg_queued_task_set_serial_key (task, (char[]) { (char) ('0' + entry->serial), 0 });
  if (entry->unique != 0)
    bg_queued_task_set_unique_key (task, (char[]) { (char) ('a' + entry->unique), 0 });
  is_taken = is_unique_taken (self, entry->unique);
  durable_submit (self->transport, task);
  g_assert_cmpint (bg_queued_task_is_duplicate (task), ==, is_taken);
  if (is_taken)
    entry_free (entry);
  else
    g_ptr_array_add (self->entries, entry);
}

static gboolean
is_busy (Model *self,
         int    serial)
{
  for (guint i = 0; serial != 0 && i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (entry->serial == serial && entry->state == BG_QUEUED_STATE_LEASED)
        return TRUE;
    }
  return FALSE;
}

static Entry *
find_best (Model *self)
{
  Entry *best = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (entry->state == BG_QUEUED_STATE_READY && !is_busy (self, entry->serial)
          && (best == NULL || entry->priority > best->priority
              || (entry->priority == best->priority && entry->turn < best->turn)))
        best = entry;
    }
  return best;
}

static void
do_lease (Model *self)
{
  Entry *best = find_best (self);
  BgLease *lease = durable_lease (self->transport);

  g_assert_cmpint (lease != NULL, ==, best != NULL);
  if (lease == NULL)
    return;
  g_assert_cmpstr (bg_queued_task_get_id (bg_lease_get_task (lease)), ==, best->id);
  best->state = BG_QUEUED_STATE_LEASED;
  best->attempt++;
  g_assert_cmpuint (bg_queued_task_get_attempt (bg_lease_get_task (lease)), ==, best->attempt);
  best->lease = lease;
}

static Entry *
pick (Model         *self,
      BgQueuedState  states)
{
  guint n = self->entries->len, start;

  if (n == 0)
    return NULL;
  start = (guint) g_test_rand_int_range (0, (gint32) n);
  for (guint i = 0; i < n; i++)
    {
      Entry *entry = self->entries->pdata[(start + i) % n];

      if ((entry->state & states) != 0)
        return entry;
    }
  return NULL;
}

static void
do_end (Model *self)
{
  Entry *entry = pick (self, BG_QUEUED_STATE_LEASED);

  if (entry == NULL)
    return;
  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      durable_nack (entry->lease, BG_NACK_RETRY, 0, NULL);
      entry->state = entry->cancel_asked ? BG_QUEUED_STATE_CANCELLED : BG_QUEUED_STATE_READY;
      break;
    case 1:
      durable_nack (entry->lease, BG_NACK_RELEASE, 0, NULL);
      entry->state = entry->cancel_asked ? BG_QUEUED_STATE_CANCELLED : BG_QUEUED_STATE_READY;
      entry->attempt--;
      break;
    case 2:
      durable_nack (entry->lease, BG_NACK_REJECT, 0, NULL);
      entry->state = entry->cancel_asked ? BG_QUEUED_STATE_CANCELLED : BG_QUEUED_STATE_DEAD;
      break;
    default:
      durable_ack (entry->lease);
      entry->state = BG_QUEUED_STATE_DONE;
    }
  g_clear_object (&entry->lease);
}

static void
do_cancel (Model *self)
{
  Entry *entry = pick (self, BG_QUEUED_STATE_READY | BG_QUEUED_STATE_LEASED);

  if (entry == NULL)
    return;
  g_assert_cmpint (durable_cancel (self->transport, entry->id), ==, 1);
  if (entry->state == BG_QUEUED_STATE_LEASED)
    entry->cancel_asked = TRUE;
  else
    entry->state = BG_QUEUED_STATE_CANCELLED;
}

static void
do_purge (Model *self)
{
  const BgQueuedState states = BG_QUEUED_STATE_DONE | BG_QUEUED_STATE_DEAD | BG_QUEUED_STATE_CANCELLED;
  gint64 n = 0;

  for (guint i = self->entries->len; i-- > 0;)
    {
      const Entry *entry = self->entries->pdata[i];

      if ((entry->state & states) == 0)
        continue;
      g_ptr_array_remove_index (self->entries, i);
      n++;
    }
  g_assert_cmpint (bg_transport_purge (self->transport, "photos", states, NULL, NULL), ==, n);
}

static void
check_counts (Model *self)
{
  guint n[6] = { 0 };
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    n[g_bit_nth_lsf (((const Entry *) self->entries->pdata[i])->state, -1)]++;
  text = g_strdup_printf ("%u %u %u %u %u %u", n[0], n[1], n[2], n[3], n[4], n[5]);
  durable_assert_counts (self->transport, text);
}

static void
test_random (void)
{
  Model model = { durable_transport_new (""), g_ptr_array_new_with_free_func (entry_free), 0 };

  for (guint i = 0; i < N_STEPS; i++)
    {
      int step = g_test_rand_int_range (0, 1000);

      if (step < 350)
        do_submit (&model);
      else if (step < 650)
        do_lease (&model);
      else if (step < 950)
        do_end (&model);
      else if (step < 990)
        do_cancel (&model);
      else
        do_purge (&model);
      if (i % 50 == 0)
        check_counts (&model);
    }
  check_counts (&model);
  g_ptr_array_unref (model.entries);
  g_object_unref (model.transport);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-random/model", test_random);

  return g_test_run ();
}
