/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-lease-keeper-private.h"

typedef struct
{
  GWeakRef  lease;
  gpointer  key;        /* the lease, which may be gone */
  gint64    due;        /* µs of the boot clock */
} Hold;

struct _BgLeaseKeeper
{
  GSequence  *holds;    /* the one that is due first is first */
  GHashTable *places;   /* from leases, which may be gone, to GSequenceIter */
};

static void
hold_free (gpointer data)
{
  Hold *hold = data;

  g_weak_ref_clear (&hold->lease);
  g_free (hold);
}

static int
compare_due (gconstpointer a,
             gconstpointer b,
             gpointer      user_data)
{
  const Hold *first = a, *second = b;

  return (first->due > second->due) - (first->due < second->due);
}

BgLeaseKeeper *
bg_lease_keeper_new (void)
{
  BgLeaseKeeper *self = g_new0 (BgLeaseKeeper, 1);

  self->holds = g_sequence_new (hold_free);
  self->places = g_hash_table_new (NULL, NULL);
  return self;
}

void
bg_lease_keeper_free (BgLeaseKeeper *self)
{
  g_hash_table_unref (self->places);
  g_sequence_free (self->holds);
  g_free (self);
}

void
bg_lease_keeper_add (BgLeaseKeeper *self,
                     BgLease       *lease)
{
  Hold *hold = g_new0 (Hold, 1);
  gint64 due = bg_transport_get_boot_time () + lease->duration * G_GINT64_CONSTANT (1000) / 3;

  /* One that is gone may have had the same address. */
  bg_lease_keeper_remove (self, lease);
  g_weak_ref_init (&hold->lease, lease);
  hold->key = lease;
  hold->due = MIN (due, lease->run_until);
  g_hash_table_insert (self->places, lease, g_sequence_insert_sorted (self->holds, hold, compare_due, NULL));
}

void
bg_lease_keeper_remove (BgLeaseKeeper *self,
                        BgLease       *lease)
{
  GSequenceIter *place = g_hash_table_lookup (self->places, lease);

  if (place == NULL)
    return;
  g_hash_table_remove (self->places, lease);
  g_sequence_remove (place);
}

/* When the next lease is to be extended, or its time is over: µs of the boot clock, G_MAXINT64 for never. */
gint64
bg_lease_keeper_get_due (BgLeaseKeeper *self)
{
  const Hold *first;

  if (g_sequence_is_empty (self->holds))
    return G_MAXINT64;
  first = g_sequence_get (g_sequence_get_begin_iter (self->holds));
  return first->due;
}

/* Returns: (transfer full) (nullable): the lease that was due first, if it is still held */
static BgLease *
take_first (BgLeaseKeeper *self)
{
  GSequenceIter *place = g_sequence_get_begin_iter (self->holds);
  Hold *hold = g_sequence_get (place);
  g_autoptr (BgLease) lease = g_weak_ref_get (&hold->lease);

  g_hash_table_remove (self->places, hold->key);
  g_sequence_remove (place);
  if (lease == NULL || bg_lease_get_state (lease) != BG_LEASE_STATE_HELD)
    return NULL;
  return g_steal_pointer (&lease);
}

/* Takes the leases out that are due; those that are extended are to be added again. Who has one beyond the time limit
 * of its task is told to stop, and has what is left of the lease for it. */
GPtrArray *
bg_lease_keeper_take (BgLeaseKeeper *self,
                      gint64         now)
{
  GPtrArray *leases = g_ptr_array_new_with_free_func (g_object_unref);

  while (bg_lease_keeper_get_due (self) <= now)
    {
      g_autoptr (BgLease) lease = take_first (self);

      if (lease != NULL && lease->run_until <= now)
        g_cancellable_cancel (bg_lease_get_cancellable (lease));
      else if (lease != NULL)
        g_ptr_array_add (leases, g_steal_pointer (&lease));
    }
  return leases;
}

/* Takes out all that are still held. */
GPtrArray *
bg_lease_keeper_take_all (BgLeaseKeeper *self)
{
  GPtrArray *leases = g_ptr_array_new_with_free_func (g_object_unref);

  while (!g_sequence_is_empty (self->holds))
    {
      BgLease *lease = take_first (self);

      if (lease != NULL)
        g_ptr_array_add (leases, lease);
    }
  return leases;
}
