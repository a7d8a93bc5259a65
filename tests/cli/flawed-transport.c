/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <taskmgr.h>
#include <unistd.h>

/* Two transports as somebody else would write them, in a module of their own. Behind both is the store in memory.
 * “flawed://?flaw=NAME” keeps what it promises, but for one thing; “poor://” promises little. The self-test is to
 * find the one out, and to be content with the other. */

#define FLAWED_TYPE_TRANSPORT (flawed_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (FlawedTransport, flawed_transport, FLAWED, TRANSPORT, BgTransport)

struct _FlawedTransportClass
{
  BgTransportClass parent_class;

  BgTransportCapabilities without;
};

typedef struct
{
  BgTransport *inner;    /* never opened by itself: its functions are called in our thread */
  char        *flaw;
} FlawedTransportPrivate;

G_DEFINE_DYNAMIC_TYPE_EXTENDED (FlawedTransport, flawed_transport, BG_TYPE_TRANSPORT, 0,
                                G_ADD_PRIVATE_DYNAMIC (FlawedTransport))

static FlawedTransportPrivate *
get_private (gpointer self)
{
  return flawed_transport_get_instance_private (FLAWED_TRANSPORT (self));
}

static gboolean
has_flaw (gpointer    self,
          const char *flaw)
{
  return g_strcmp0 (get_private (self)->flaw, flaw) == 0;
}

/* The store in memory, with our settings. */
static BgTransport *
get_inner (BgTransport       *self,
           BgTransportClass **klass)
{
  BgTransport *inner = get_private (self)->inner;

  bg_transport_set_max_length (inner, bg_transport_get_max_length (self));
  bg_transport_set_max_crashes (inner, bg_transport_get_max_crashes (self));
  bg_transport_set_retention (inner, bg_transport_get_retention (self));
  *klass = BG_TRANSPORT_GET_CLASS (inner);
  return inner;
}

static gboolean
flawed_configure (BgTransport  *self,
                  GUri         *uri,
                  GHashTable   *options,
                  GError      **error)
{
  FlawedTransportPrivate *priv = get_private (self);

  priv->flaw = g_strdup (g_hash_table_lookup (options, "flaw"));
  g_hash_table_remove (options, "flaw");
  priv->inner = bg_transport_new_for_uri ("localmem://", error);
  return priv->inner != NULL;
}

static gboolean
flawed_open (BgTransport   *self,
             gboolean       create,
             GCancellable  *cancellable,
             GError       **error)
{
  FlawedTransportClass *own = G_TYPE_INSTANCE_GET_CLASS (self, FLAWED_TYPE_TRANSPORT, FlawedTransportClass);
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  if (!klass->store_open (inner, create, cancellable, error))
    return FALSE;
  /* We are not woken when the inner one is. */
  bg_transport_announce (self,
                         bg_transport_get_capabilities (inner) & ~(own->without | BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP),
                         bg_transport_get_durability (inner));
  return TRUE;
}

static void
flawed_close (BgTransport *self)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  klass->store_close (inner);
}

static gboolean
flawed_submit (BgTransport  *self,
               GPtrArray    *tasks,
               GError      **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  for (guint i = 0; i < tasks->len; i++)
    {
      guint place = has_flaw (self, "order") ? tasks->len - 1 - i : i;

      if (has_flaw (self, "early"))
        bg_queued_task_set_not_before (tasks->pdata[place], 0);
      /* Of several it forgets the last one. */
      if (!has_flaw (self, "forgetful") || place == 0 || place < tasks->len - 1)
        g_ptr_array_add (changed, tasks->pdata[place]);
    }
  return klass->store_submit (inner, changed, error);
}

static GPtrArray *
flawed_reserve (BgTransport         *self,
                const char * const  *queues,
                guint                max,
                guint                duration,
                gint64              *next_change,
                GError             **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);
  GPtrArray *leases = klass->store_reserve (inner, queues, max, duration, next_change, error);

  /* The task is handed out, and is there for the next one at once. */
  if (has_flaw (self, "two-holders") && leases != NULL && leases->len > 0)
    klass->store_nack (inner, leases, BG_NACK_RELEASE, 0, NULL, NULL);
  return leases;
}

static gboolean
flawed_extend (BgTransport  *self,
               GPtrArray    *leases,
               guint         duration,
               GError      **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  /* It says that it has, and does nothing. */
  return has_flaw (self, "no-extension") || klass->store_extend (inner, leases, duration, error);
}

static gboolean
flawed_ack (BgTransport  *self,
            GPtrArray    *leases,
            GError      **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  return has_flaw (self, "no-acknowledgement") || klass->store_ack (inner, leases, error);
}

static gboolean
flawed_nack (BgTransport  *self,
             GPtrArray    *leases,
             BgNackMode    mode,
             gint64        delay,
             const char   *reason,
             GError      **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  if (has_flaw (self, "no-reason"))
    reason = NULL;
  return klass->store_nack (inner, leases, mode, delay, reason, error);
}

static gint64
flawed_cancel (BgTransport         *self,
               const char          *queue,
               const char * const  *ids,
               GError             **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  return has_flaw (self, "no-cancelling") ? g_strv_length ((GStrv) ids)
                                          : klass->store_cancel (inner, queue, ids, error);
}

static gboolean
was_told_cb (gpointer told)
{
  g_atomic_int_set ((int *) told, TRUE);
  return G_SOURCE_REMOVE;
}

/* Tells the program to end, and lasts until it has begun to: our source comes after that of the program. */
static void
end_meanwhile (void)
{
  GSource *source = g_unix_signal_source_new (SIGTERM);
  int told = FALSE;

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, was_told_cb, &told, NULL);
  g_source_attach (source, NULL);
  g_source_unref (source);
  kill (getpid (), SIGTERM);
  while (!g_atomic_int_get (&told))
    g_thread_yield ();
}

static BgQueueStats *
flawed_stats (BgTransport  *self,
              const char   *queue,
              GError      **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);
  BgQueueStats *stats = klass->store_stats (inner, queue, error);

  if (stats == NULL)
    return NULL;
  if (has_flaw (self, "ends-meanwhile"))
    end_meanwhile ();
  stats->ready += has_flaw (self, "miscounting") ? 1 : 0;
  stats->exact = (bg_transport_get_capabilities (self) & BG_TRANSPORT_CAPABILITIES_EXACT_STATS) != 0;
  return stats;
}

static char **
flawed_list_queues (BgTransport  *self,
                    GError      **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  return klass->store_list_queues (inner, error);
}

static GPtrArray *
flawed_list (BgTransport    *self,
             const char     *queue,
             BgQueuedState   states,
             const char     *after,
             guint           max,
             GError        **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  /* Each page begins from the start. */
  return klass->store_list (inner, queue, states, has_flaw (self, "pages") ? NULL : after, max, error);
}

static BgQueuedTask *
flawed_lookup (BgTransport  *self,
               const char   *queue,
               const char   *id,
               GError      **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  return klass->store_lookup (inner, queue, id, error);
}

static gint64
flawed_redrive (BgTransport         *self,
                const char          *queue,
                const char * const  *ids,
                GError             **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  return klass->store_redrive (inner, queue, ids, error);
}

static gint64
flawed_purge (BgTransport    *self,
              const char     *queue,
              BgQueuedState   states,
              GError        **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  return klass->store_purge (inner, queue, states, error);
}

static gboolean
flawed_get_fired (BgTransport  *self,
                  const char   *schedule,
                  gint64       *instant,
                  GError      **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);

  return klass->store_get_fired (inner, schedule, instant, error);
}

static gboolean
flawed_fire (BgTransport   *self,
             const char    *schedule,
             gint64         instant,
             BgQueuedTask  *task,
             gboolean      *fired,
             GError       **error)
{
  BgTransportClass *klass;
  BgTransport *inner = get_inner (self, &klass);
  gboolean done = klass->store_fire (inner, schedule, instant, task, fired, error);

  *fired |= has_flaw (self, "fires-again");
  return done;
}

static void
flawed_transport_finalize (GObject *object)
{
  FlawedTransportPrivate *priv = get_private (object);

  g_clear_object (&priv->inner);
  g_free (priv->flaw);
  G_OBJECT_CLASS (flawed_transport_parent_class)->finalize (object);
}

static void
flawed_transport_class_init (FlawedTransportClass *klass)
{
  BgTransportClass *transport_class = BG_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = flawed_transport_finalize;
  transport_class->configure = flawed_configure;
  transport_class->store_open = flawed_open;
  transport_class->store_close = flawed_close;
  transport_class->store_submit = flawed_submit;
  transport_class->store_reserve = flawed_reserve;
  transport_class->store_extend = flawed_extend;
  transport_class->store_ack = flawed_ack;
  transport_class->store_nack = flawed_nack;
  transport_class->store_cancel = flawed_cancel;
  transport_class->store_stats = flawed_stats;
  transport_class->store_list_queues = flawed_list_queues;
  transport_class->store_list = flawed_list;
  transport_class->store_lookup = flawed_lookup;
  transport_class->store_redrive = flawed_redrive;
  transport_class->store_purge = flawed_purge;
  transport_class->store_get_fired = flawed_get_fired;
  transport_class->store_fire = flawed_fire;
}

static void
flawed_transport_class_finalize (FlawedTransportClass *klass)
{
}

static void
flawed_transport_init (FlawedTransport *self)
{
}

typedef FlawedTransport PoorTransport;
typedef FlawedTransportClass PoorTransportClass;

static GType poor_transport_get_type (void);

G_DEFINE_DYNAMIC_TYPE (PoorTransport, poor_transport, FLAWED_TYPE_TRANSPORT)

static gboolean
poor_extend (BgTransport  *self,
             GPtrArray    *leases,
             guint         duration,
             GError      **error)
{
  g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED, "Leases last as long as they last");
  return FALSE;
}

static void
poor_transport_class_init (PoorTransportClass *klass)
{
  BgTransportClass *transport_class = BG_TRANSPORT_CLASS (klass);

  klass->without = BG_TRANSPORT_CAPABILITIES_PRIORITY | BG_TRANSPORT_CAPABILITIES_DELAY
                   | BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY | BG_TRANSPORT_CAPABILITIES_SERIAL_KEY
                   | BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND | BG_TRANSPORT_CAPABILITIES_DEAD_LETTER
                   | BG_TRANSPORT_CAPABILITIES_LIST | BG_TRANSPORT_CAPABILITIES_EXACT_STATS;
  transport_class->store_extend = poor_extend;
  transport_class->store_list_queues = NULL;
  transport_class->store_list = NULL;
  transport_class->store_lookup = NULL;
  transport_class->store_redrive = NULL;
}

static void
poor_transport_class_finalize (PoorTransportClass *klass)
{
}

static void
poor_transport_init (PoorTransport *self)
{
}

/* What GIO calls; the names are made of that of the file. */
G_MODULE_EXPORT void   g_io_flawed_transport_load   (GIOModule *module);
G_MODULE_EXPORT void   g_io_flawed_transport_unload (GIOModule *module);
G_MODULE_EXPORT char **g_io_flawed_transport_query  (void);

void
g_io_flawed_transport_load (GIOModule *module)
{
  g_type_module_use (G_TYPE_MODULE (module));
  flawed_transport_register_type (G_TYPE_MODULE (module));
  poor_transport_register_type (G_TYPE_MODULE (module));
  g_io_extension_point_implement (BG_TRANSPORT_EXTENSION_POINT_NAME, FLAWED_TYPE_TRANSPORT, "flawed", 0);
  g_io_extension_point_implement (BG_TRANSPORT_EXTENSION_POINT_NAME, poor_transport_get_type (), "poor", 0);
}

void
g_io_flawed_transport_unload (GIOModule *module)
{
}

char **
g_io_flawed_transport_query (void)
{
  const char * const points[] = { BG_TRANSPORT_EXTENSION_POINT_NAME, NULL };

  return g_strdupv ((char **) points);
}
