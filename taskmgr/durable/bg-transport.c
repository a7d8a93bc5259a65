/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-transport.h"

#include "bg-enum-types.h"
#include "bg-transport-thread-private.h"

/**
 * BgTransport:
 *
 * Durable queues of tasks.
 *
 * A transport stands between those who submit tasks and the workers that run them, perhaps in other processes, perhaps
 * next week. It is made for a URI, which names the store: `localmem://` keeps the tasks in this process,
 * `filesys:/path` in a folder, `sqlite:/path` in a file. It is opened by the first operation, or by
 * [method@Transport.open].
 *
 * The three calls [method@Transport.submit_task], [method@Transport.get_task] and [method@Transport.poll_queue] are
 * often enough. What is got is gone from the queue: if the program dies then, the task is lost. Those who want to be
 * sure take a lease with [method@Transport.lease_task], and acknowledge it when the work is done.
 *
 * All methods can be called from all threads. Each operation has a blocking form, and an asynchronous one that calls
 * back in the thread-default context of its caller. Signals are emitted in the context that was the default of the
 * thread in which the transport was made.
 *
 * ```c
 * static gboolean
 * submit_photo (const char *path, GError **error)
 * {
 *   g_autoptr (BgTransport) transport = bg_transport_new_for_uri ("sqlite:/var/lib/photos/queue.db", error);
 *
 *   return transport != NULL
 *          && bg_transport_submit_task (transport, "photos", g_variant_new_parsed ("{'path': <%s>}", path), NULL,
 *          error);
 * }
 * ```
 */

typedef enum
{
  PROP_NAME = 1,
  PROP_CAPABILITIES,
  PROP_DURABILITY,
  PROP_STATE,
  PROP_MAX_PAYLOAD,
  PROP_MAX_LENGTH,
  PROP_RETENTION,
  PROP_LEASE_DURATION,
  PROP_EXTENDS_LEASES,
  PROP_POLL_INTERVAL,
  PROP_MAX_CRASHES,
  N_PROPERTIES,
} BgTransportProperty;

typedef enum
{
  CONNECTION_LOST,
  RECOVERED,
  LEASE_LOST,
  N_SIGNALS,
} BgTransportSignal;

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BgTransport, bg_transport, G_TYPE_OBJECT)

BgTransportPrivate *
bg_transport_get_private (BgTransport *self)
{
  return bg_transport_get_instance_private (self);
}

static void
bg_transport_init (BgTransport *self)
{
  BgTransportPrivate *priv = bg_transport_get_private (self);

  g_mutex_init (&priv->mutex);
  priv->home = g_main_context_ref_thread_default ();
  priv->max_payload = BG_TRANSPORT_DEFAULT_MAX_PAYLOAD;
  priv->max_length = BG_TRANSPORT_DEFAULT_MAX_LENGTH;
  priv->retention = BG_TRANSPORT_DEFAULT_RETENTION;
  priv->lease_duration = BG_TRANSPORT_DEFAULT_LEASE_DURATION;
  priv->poll_interval = BG_TRANSPORT_DEFAULT_POLL_INTERVAL;
  priv->max_crashes = BG_TRANSPORT_DEFAULT_MAX_CRASHES;
  priv->extends_leases = TRUE;
  priv->thread = bg_transport_thread_new (self);
}

static void
bg_transport_dispose (GObject *object)
{
  bg_transport_thread_shut (bg_transport_get_private (BG_TRANSPORT (object))->thread);
  G_OBJECT_CLASS (bg_transport_parent_class)->dispose (object);
}

static void
bg_transport_finalize (GObject *object)
{
  BgTransportPrivate *priv = bg_transport_get_private (BG_TRANSPORT (object));

  bg_transport_thread_free (priv->thread);
  g_main_context_unref (priv->home);
  g_mutex_clear (&priv->mutex);
  g_free (priv->name);
  G_OBJECT_CLASS (bg_transport_parent_class)->finalize (object);
}

static void
bg_transport_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BgTransport *self = BG_TRANSPORT (object);

  switch ((BgTransportProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_transport_get_name (self));
      break;
    case PROP_CAPABILITIES:
      g_value_set_flags (value, bg_transport_get_capabilities (self));
      break;
    case PROP_DURABILITY:
      g_value_set_enum (value, bg_transport_get_durability (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, bg_transport_get_state (self));
      break;
    case PROP_MAX_PAYLOAD:
      g_value_set_uint (value, bg_transport_get_max_payload (self));
      break;
    case PROP_MAX_LENGTH:
      g_value_set_uint (value, bg_transport_get_max_length (self));
      break;
    case PROP_RETENTION:
      g_value_set_uint (value, bg_transport_get_retention (self));
      break;
    case PROP_LEASE_DURATION:
      g_value_set_uint (value, bg_transport_get_lease_duration (self));
      break;
    case PROP_EXTENDS_LEASES:
      g_value_set_boolean (value, bg_transport_get_extends_leases (self));
      break;
    case PROP_POLL_INTERVAL:
      g_value_set_uint (value, bg_transport_get_poll_interval (self));
      break;
    case PROP_MAX_CRASHES:
      g_value_set_uint (value, bg_transport_get_max_crashes (self));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_transport_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BgTransport *self = BG_TRANSPORT (object);

  switch ((BgTransportProperty) prop_id)
    {
    case PROP_MAX_PAYLOAD:
      bg_transport_set_max_payload (self, g_value_get_uint (value));
      break;
    case PROP_MAX_LENGTH:
      bg_transport_set_max_length (self, g_value_get_uint (value));
      break;
    case PROP_RETENTION:
      bg_transport_set_retention (self, g_value_get_uint (value));
      break;
    case PROP_LEASE_DURATION:
      bg_transport_set_lease_duration (self, g_value_get_uint (value));
      break;
    case PROP_EXTENDS_LEASES:
      bg_transport_set_extends_leases (self, g_value_get_boolean (value));
      break;
    case PROP_POLL_INTERVAL:
      bg_transport_set_poll_interval (self, g_value_get_uint (value));
      break;
    case PROP_MAX_CRASHES:
      bg_transport_set_max_crashes (self, g_value_get_uint (value));
      break;
    case PROP_NAME:
    case PROP_CAPABILITIES:
    case PROP_DURABILITY:
    case PROP_STATE:
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_looks (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * BgTransport:name: (getter get_name)
   *
   * The URI, without the password.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  /**
   * BgTransport:capabilities: (getter get_capabilities)
   *
   * What the store can do; known when it is open.
   */
  properties[PROP_CAPABILITIES] = g_param_spec_flags ("capabilities", NULL, NULL, BG_TYPE_TRANSPORT_CAPABILITIES,
                                                      BG_TRANSPORT_CAPABILITIES_NONE, flags);
  /**
   * BgTransport:durability: (getter get_durability)
   *
   * What accepted tasks survive; known when it is open.
   */
  properties[PROP_DURABILITY] = g_param_spec_enum ("durability", NULL, NULL, BG_TYPE_DURABILITY, BG_DURABILITY_NONE,
                                                   flags);
  /**
   * BgTransport:state: (getter get_state)
   *
   * Where it is in its life.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BG_TYPE_TRANSPORT_STATE, BG_TRANSPORT_STATE_NEW,
                                              flags);
}

static void
install_settings (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * BgTransport:max-payload: (getter get_max_payload) (setter set_max_payload)
   *
   * How large a payload may be, in bytes of its JSON text. Larger ones are refused with `BG_TRANSPORT_ERROR_TOO_LARGE`.
   */
  properties[PROP_MAX_PAYLOAD] = g_param_spec_uint ("max-payload", NULL, NULL, 2, 64 * 1024 * 1024,
                                                    BG_TRANSPORT_DEFAULT_MAX_PAYLOAD, flags);
  /**
   * BgTransport:max-length: (getter get_max_length) (setter set_max_length)
   *
   * How many tasks may wait and run in a queue, 0 for any number. Further ones are refused with
   * `BG_TRANSPORT_ERROR_FULL`.
   */
  properties[PROP_MAX_LENGTH] = g_param_spec_uint ("max-length", NULL, NULL, 0, G_MAXUINT,
                                                   BG_TRANSPORT_DEFAULT_MAX_LENGTH, flags);
  /**
   * BgTransport:retention: (getter get_retention) (setter set_retention)
   *
   * How many seconds tasks that are done or cancelled are known, with their results. For so long a task that is
   * submitted again is recognised.
   */
  properties[PROP_RETENTION] = g_param_spec_uint ("retention", NULL, NULL, 0, G_MAXUINT,
                                                  BG_TRANSPORT_DEFAULT_RETENTION, flags);
  /**
   * BgTransport:lease-duration: (getter get_lease_duration) (setter set_lease_duration)
   *
   * How many milliseconds a lease lasts when nothing else is asked for.
   */
  properties[PROP_LEASE_DURATION] = g_param_spec_uint ("lease-duration", NULL, NULL, 10, G_MAXUINT,
                                                       BG_TRANSPORT_DEFAULT_LEASE_DURATION, flags);
  /**
   * BgTransport:extends-leases: (getter get_extends_leases) (setter set_extends_leases)
   *
   * Whether leases are extended as long as their objects are there, each when a third of its time has passed; not
   * beyond the time limit of the task.
   */
  properties[PROP_EXTENDS_LEASES] = g_param_spec_boolean ("extends-leases", NULL, NULL, TRUE, flags);
  /**
   * BgTransport:poll-interval: (getter get_poll_interval) (setter set_poll_interval)
   *
   * After how many milliseconds a store is asked again that does not tell of new tasks.
   */
  properties[PROP_POLL_INTERVAL] = g_param_spec_uint ("poll-interval", NULL, NULL, 1, G_MAXUINT,
                                                      BG_TRANSPORT_DEFAULT_POLL_INTERVAL, flags);
  /**
   * BgTransport:max-crashes: (getter get_max_crashes) (setter set_max_crashes)
   *
   * After how many crashes of its workers a task is given up.
   */
  properties[PROP_MAX_CRASHES] = g_param_spec_uint ("max-crashes", NULL, NULL, 1, G_MAXUINT,
                                                    BG_TRANSPORT_DEFAULT_MAX_CRASHES, flags);
}

static void
install_signals (GType type)
{
  /**
   * BgTransport::connection-lost:
   * @self: the transport
   * @error: why
   *
   * The connection to the store is lost; it is tried to make it again.
   */
  signals[CONNECTION_LOST] = g_signal_new ("connection-lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * BgTransport::recovered:
   * @self: the transport
   * @downtime: how many milliseconds there was no connection
   *
   * The connection to the store is there again.
   */
  signals[RECOVERED] = g_signal_new ("recovered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_INT64);
  /**
   * BgTransport::lease-lost:
   * @self: the transport
   * @lease: the lease
   *
   * A lease was lost: its time ran out, or another has the task. Its cancellable was triggered before.
   */
  signals[LEASE_LOST] = g_signal_new ("lease-lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, BG_TYPE_LEASE);
}

static void
bg_transport_class_init (BgTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bg_transport_dispose;
  object_class->finalize = bg_transport_finalize;
  object_class->get_property = bg_transport_get_property;
  object_class->set_property = bg_transport_set_property;

  install_looks (object_class);
  install_settings (object_class);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

/**
 * bg_transport_get_name: (get-property name)
 * @self: a transport
 *
 * Gets the URI, without the password. From any thread.
 *
 * Returns: (nullable): the URI; it belongs to the transport
 */
const char *
bg_transport_get_name (BgTransport *self)
{
  g_return_val_if_fail (BG_IS_TRANSPORT (self), NULL);

  return bg_transport_get_private (self)->name;
}

/* Once, when it is made. */
void
bg_transport_set_name (BgTransport *self,
                       const char  *name)
{
  BgTransportPrivate *priv = bg_transport_get_private (self);

  g_free (priv->name);
  priv->name = g_strdup (name);
}

/**
 * bg_transport_get_capabilities: (get-property capabilities)
 * @self: a transport
 *
 * Gets what the store can do. Known when the transport is open. From any thread.
 *
 * Returns: the capabilities
 */
BgTransportCapabilities
bg_transport_get_capabilities (BgTransport *self)
{
  BgTransportPrivate *priv;
  BgTransportCapabilities capabilities;

  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  priv = bg_transport_get_private (self);
  g_mutex_lock (&priv->mutex);
  capabilities = priv->capabilities;
  g_mutex_unlock (&priv->mutex);

  return capabilities;
}

/**
 * bg_transport_get_durability: (get-property durability)
 * @self: a transport
 *
 * Gets what accepted tasks survive. Known when the transport is open. From any thread.
 *
 * Returns: the durability
 */
BgDurability
bg_transport_get_durability (BgTransport *self)
{
  BgTransportPrivate *priv;
  BgDurability durability;

  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  priv = bg_transport_get_private (self);
  g_mutex_lock (&priv->mutex);
  durability = priv->durability;
  g_mutex_unlock (&priv->mutex);

  return durability;
}

/**
 * bg_transport_get_state: (get-property state)
 * @self: a transport
 *
 * Gets where the transport is in its life. From any thread.
 *
 * Returns: the state
 */
BgTransportState
bg_transport_get_state (BgTransport *self)
{
  BgTransportPrivate *priv;
  BgTransportState state;

  g_return_val_if_fail (BG_IS_TRANSPORT (self), 0);

  priv = bg_transport_get_private (self);
  g_mutex_lock (&priv->mutex);
  state = priv->state;
  g_mutex_unlock (&priv->mutex);

  return state;
}

/* What is told, in the home context. */

typedef struct
{
  GWeakRef     transport;       /* whoever lets it go wants to hear of nothing more */
  guint        signal;          /* N_SIGNALS for the state */
  GError      *error;
  BgLease     *lease;
  gint64       downtime;
} Notice;

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  g_clear_error (&notice->error);
  g_clear_object (&notice->lease);
  g_weak_ref_clear (&notice->transport);
  g_free (notice);
}

static gboolean
notice_cb (gpointer data)
{
  Notice *notice = data;
  g_autoptr (BgTransport) self = g_weak_ref_get (&notice->transport);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  switch ((BgTransportSignal) notice->signal)
    {
    case CONNECTION_LOST:
      g_signal_emit (self, signals[CONNECTION_LOST], 0, notice->error);
      break;
    case RECOVERED:
      g_signal_emit (self, signals[RECOVERED], 0, notice->downtime);
      break;
    case LEASE_LOST:
      g_signal_emit (self, signals[LEASE_LOST], 0, notice->lease);
      break;
    case N_SIGNALS:
    default:
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  return G_SOURCE_REMOVE;
}

static Notice *
notice_new (BgTransport *self,
            guint        signal)
{
  Notice *notice = g_new0 (Notice, 1);

  g_weak_ref_init (&notice->transport, self);
  notice->signal = signal;
  return notice;
}

static void
post (BgTransport *self,
      Notice      *notice)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[taskmgr] transport notice");
  g_source_set_callback (source, notice_cb, notice, notice_free);
  g_source_attach (source, bg_transport_get_private (self)->home);
}

void
bg_transport_tell_state (BgTransport *self)
{
  post (self, notice_new (self, N_SIGNALS));
}

void
bg_transport_set_state (BgTransport      *self,
                        BgTransportState  state)
{
  BgTransportPrivate *priv = bg_transport_get_private (self);
  gboolean changed;

  g_mutex_lock (&priv->mutex);
  changed = priv->state != state;
  priv->state = state;
  g_mutex_unlock (&priv->mutex);
  /* One that is being disposed of tells nothing more, and must not be held. */
  if (changed && state != BG_TRANSPORT_STATE_CLOSED)
    bg_transport_tell_state (self);
}

void
bg_transport_emit_lease_lost (BgTransport *self,
                              BgLease     *lease)
{
  Notice *notice = notice_new (self, LEASE_LOST);

  notice->lease = g_object_ref (lease);
  post (self, notice);
}

/**
 * bg_transport_report_lost:
 * @self: a transport
 * @error: why
 *
 * Says that the connection to the store is lost. For those who write a transport; in its thread.
 */
void
bg_transport_report_lost (BgTransport  *self,
                          const GError *error)
{
  BgTransportPrivate *priv;
  Notice *notice;

  g_return_if_fail (BG_IS_TRANSPORT (self));
  g_return_if_fail (error != NULL);

  priv = bg_transport_get_private (self);
  g_mutex_lock (&priv->mutex);
  if (priv->lost_since == 0)
    priv->lost_since = bg_transport_get_boot_time ();
  g_mutex_unlock (&priv->mutex);
  bg_transport_set_state (self, BG_TRANSPORT_STATE_WAITING);
  notice = notice_new (self, CONNECTION_LOST);
  notice->error = g_error_copy (error);
  post (self, notice);
}

/**
 * bg_transport_report_recovered:
 * @self: a transport
 *
 * Says that the connection to the store is there again. For those who write a transport; in its thread.
 */
void
bg_transport_report_recovered (BgTransport *self)
{
  BgTransportPrivate *priv;
  Notice *notice;

  g_return_if_fail (BG_IS_TRANSPORT (self));

  priv = bg_transport_get_private (self);
  notice = notice_new (self, RECOVERED);
  g_mutex_lock (&priv->mutex);
  notice->downtime = priv->lost_since != 0 ? (bg_transport_get_boot_time () - priv->lost_since) / 1000 : 0;
  priv->lost_since = 0;
  g_mutex_unlock (&priv->mutex);
  bg_transport_set_state (self, BG_TRANSPORT_STATE_READY);
  post (self, notice);
  bg_transport_wake (self);
}
