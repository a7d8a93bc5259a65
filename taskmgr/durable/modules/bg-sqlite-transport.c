/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-sqlite-transport-private.h"

#include "bg-sqlite-place-private.h"
#include "bg-sqlite-store-private.h"

#include <glib/gi18n-lib.h>

/*
 * Queues in an SQLite database: sqlite:/path/to/file.db, and after a question mark busy-timeout=MILLISECONDS.
 *
 * Commits are on the disk before they are reported. Who writes excludes others for that moment only; who reads disturbs
 * nobody. The tables are in bg-sqlite-schema.c, the statements in bg-sqlite-statements.c.
 */

#define BUSY_TIMEOUT 10000    /* ms */

#define CAPABILITIES                                                                                            \
  (BG_TRANSPORT_CAPABILITIES_PRIORITY | BG_TRANSPORT_CAPABILITIES_DELAY | BG_TRANSPORT_CAPABILITIES_DEDUP |     \
   BG_TRANSPORT_CAPABILITIES_CONFIRMED_ACK | BG_TRANSPORT_CAPABILITIES_LEASE_EXTEND |                           \
   BG_TRANSPORT_CAPABILITIES_UNIQUE_KEY | BG_TRANSPORT_CAPABILITIES_SERIAL_KEY |                                \
   BG_TRANSPORT_CAPABILITIES_DEAD_LETTER | BG_TRANSPORT_CAPABILITIES_LIST |                                     \
   BG_TRANSPORT_CAPABILITIES_EXACT_STATS | BG_TRANSPORT_CAPABILITIES_TRANSACTIONAL_SUBMIT |                     \
   BG_TRANSPORT_CAPABILITIES_MULTI_PROCESS)

struct _BgSqliteTransport
{
  BgTransport    parent_instance;

  char          *path;            /* fixed when it is configured */
  guint          busy_timeout;    /* ms; fixed when it is configured */

  /* in the thread of the transport */
  BgSqliteStore  store;
};

G_DEFINE_DYNAMIC_TYPE (BgSqliteTransport, bg_sqlite_transport, BG_TYPE_TRANSPORT)

static gboolean
take_busy_timeout (BgSqliteTransport  *self,
                   GHashTable         *options,
                   GError            **error)
{
  const char *text = g_hash_table_lookup (options, "busy-timeout");
  guint64 value;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &value, NULL))
    {
      g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                   _("The option busy-timeout takes milliseconds, and not “%s”"), text);
      return FALSE;
    }
  self->busy_timeout = (guint) value;
  g_hash_table_remove (options, "busy-timeout");
  return TRUE;
}

static gboolean
bg_sqlite_transport_configure (BgTransport  *transport,
                               GUri         *uri,
                               GHashTable   *options,
                               GError      **error)
{
  BgSqliteTransport *self = BG_SQLITE_TRANSPORT (transport);
  const char *path = g_uri_get_path (uri);
  const char *host = g_uri_get_host (uri);

  if ((host != NULL && *host != '\0') || g_uri_get_userinfo (uri) != NULL || g_uri_get_port (uri) != -1 ||
      !g_path_is_absolute (path) || g_str_has_suffix (path, "/"))
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                           _("A queue in SQLite is named by the whole path of its file, as in "
                             "sqlite:/path/to/file.db"));
      return FALSE;
    }
  self->path = g_strdup (path);
  return take_busy_timeout (self, options, error);
}

/* A number for this start of the computer: the times of its clock mean nothing after another. */
static gboolean
read_boot (gint64  *boot,
           GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) digits = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_SUPPORTED,
                           _("The kernel does not tell when the computer was started"));
      return FALSE;
    }
  digits = g_string_new (text);
  g_string_replace (digits, "-", "", 0);
  g_string_truncate (digits, 16);
  *boot = (gint64) g_ascii_strtoull (digits->str, NULL, 16);
  return TRUE;
}

/* A change that others have made: those who wait look again. */
static gboolean
look_cb (gpointer user_data)
{
  BgSqliteStore *store = user_data;

  if (bg_sqlite_database_has_news (store->db))
    bg_transport_wake (store->transport);
  return G_SOURCE_CONTINUE;
}

static void
announce (BgSqliteTransport *self)
{
  const char *path = bg_sqlite_database_get_path (self->store.db);
  BgTransportCapabilities capabilities = CAPABILITIES;

  if (self->store.watch != NULL)
    capabilities |= BG_TRANSPORT_CAPABILITIES_PUSH_WAKEUP;
  bg_transport_announce (BG_TRANSPORT (self), capabilities,
                         bg_sqlite_place_is_volatile (path) ? BG_DURABILITY_PROCESS : BG_DURABILITY_SYNC);
}

static gboolean
bg_sqlite_transport_open (BgTransport   *transport,
                          gboolean       create,
                          GCancellable  *cancellable,
                          GError       **error)
{
  BgSqliteTransport *self = BG_SQLITE_TRANSPORT (transport);
  BgSqliteStore store = { .transport = transport };

  if (!read_boot (&store.boot, error))
    return FALSE;
  sqlite3_randomness (sizeof store.owner, &store.owner);
  store.db = bg_sqlite_database_open (self->path, create, self->busy_timeout, error);
  if (store.db == NULL)
    return FALSE;
  self->store = store;
  self->store.watch = bg_sqlite_watch_new (bg_sqlite_database_get_path (store.db), bg_transport_get_context (transport),
                                           look_cb, &self->store);
  announce (self);
  return TRUE;
}

static void
bg_sqlite_transport_close (BgTransport *transport)
{
  BgSqliteTransport *self = BG_SQLITE_TRANSPORT (transport);

  bg_sqlite_store_release (&self->store);
  g_clear_pointer (&self->store.watch, bg_sqlite_watch_free);
  g_clear_pointer (&self->store.db, bg_sqlite_database_close);
}

static gboolean
bg_sqlite_transport_submit (BgTransport  *transport,
                            GPtrArray    *tasks,
                            GError      **error)
{
  return bg_sqlite_store_submit (&BG_SQLITE_TRANSPORT (transport)->store, tasks, error);
}

static GPtrArray *
bg_sqlite_transport_reserve (BgTransport         *transport,
                             const char * const  *queues,
                             guint                max,
                             guint                duration,
                             gint64              *next_change,
                             GError             **error)
{
  return bg_sqlite_store_reserve (&BG_SQLITE_TRANSPORT (transport)->store, queues, max, duration, next_change, error);
}

static gboolean
bg_sqlite_transport_extend (BgTransport  *transport,
                            GPtrArray    *leases,
                            guint         duration,
                            GError      **error)
{
  return bg_sqlite_store_extend (&BG_SQLITE_TRANSPORT (transport)->store, leases, duration, error);
}

static gboolean
bg_sqlite_transport_ack (BgTransport  *transport,
                         GPtrArray    *leases,
                         GError      **error)
{
  return bg_sqlite_store_ack (&BG_SQLITE_TRANSPORT (transport)->store, leases, error);
}

static gboolean
bg_sqlite_transport_nack (BgTransport  *transport,
                          GPtrArray    *leases,
                          BgNackMode    mode,
                          gint64        delay,
                          const char   *reason,
                          GError      **error)
{
  return bg_sqlite_store_nack (&BG_SQLITE_TRANSPORT (transport)->store, leases, mode, delay, reason, error);
}

static gint64
bg_sqlite_transport_cancel (BgTransport         *transport,
                            const char          *queue,
                            const char * const  *ids,
                            GError             **error)
{
  return bg_sqlite_store_cancel (&BG_SQLITE_TRANSPORT (transport)->store, queue, ids, error);
}

static BgQueueStats *
bg_sqlite_transport_stats (BgTransport  *transport,
                           const char   *queue,
                           GError      **error)
{
  return bg_sqlite_store_stats (&BG_SQLITE_TRANSPORT (transport)->store, queue, error);
}

static char **
bg_sqlite_transport_list_queues (BgTransport  *transport,
                                 GError      **error)
{
  return bg_sqlite_store_list_queues (&BG_SQLITE_TRANSPORT (transport)->store, error);
}

static GPtrArray *
bg_sqlite_transport_list (BgTransport    *transport,
                          const char     *queue,
                          BgQueuedState   states,
                          const char     *after,
                          guint           max,
                          GError        **error)
{
  return bg_sqlite_store_list (&BG_SQLITE_TRANSPORT (transport)->store, queue, states, after, max, error);
}

static BgQueuedTask *
bg_sqlite_transport_lookup (BgTransport  *transport,
                            const char   *queue,
                            const char   *id,
                            GError      **error)
{
  return bg_sqlite_store_lookup (&BG_SQLITE_TRANSPORT (transport)->store, queue, id, error);
}

static gint64
bg_sqlite_transport_redrive (BgTransport         *transport,
                             const char          *queue,
                             const char * const  *ids,
                             GError             **error)
{
  return bg_sqlite_store_redrive (&BG_SQLITE_TRANSPORT (transport)->store, queue, ids, error);
}

static gint64
bg_sqlite_transport_purge (BgTransport    *transport,
                           const char     *queue,
                           BgQueuedState   states,
                           GError        **error)
{
  return bg_sqlite_store_purge (&BG_SQLITE_TRANSPORT (transport)->store, queue, states, error);
}

static gboolean
bg_sqlite_transport_get_fired (BgTransport  *transport,
                               const char   *schedule,
                               gint64       *instant,
                               GError      **error)
{
  return bg_sqlite_store_get_fired (&BG_SQLITE_TRANSPORT (transport)->store, schedule, instant, error);
}

static gboolean
bg_sqlite_transport_fire (BgTransport   *transport,
                          const char    *schedule,
                          gint64         instant,
                          BgQueuedTask  *task,
                          gboolean      *fired,
                          GError       **error)
{
  return bg_sqlite_store_fire (&BG_SQLITE_TRANSPORT (transport)->store, schedule, instant, task, fired, error);
}

static void
bg_sqlite_transport_finalize (GObject *object)
{
  g_free (BG_SQLITE_TRANSPORT (object)->path);
  G_OBJECT_CLASS (bg_sqlite_transport_parent_class)->finalize (object);
}

static void
bg_sqlite_transport_class_init (BgSqliteTransportClass *klass)
{
  BgTransportClass *transport_class = BG_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bg_sqlite_transport_finalize;

  transport_class->configure = bg_sqlite_transport_configure;
  transport_class->store_open = bg_sqlite_transport_open;
  transport_class->store_close = bg_sqlite_transport_close;
  transport_class->store_submit = bg_sqlite_transport_submit;
  transport_class->store_reserve = bg_sqlite_transport_reserve;
  transport_class->store_extend = bg_sqlite_transport_extend;
  transport_class->store_ack = bg_sqlite_transport_ack;
  transport_class->store_nack = bg_sqlite_transport_nack;
  transport_class->store_cancel = bg_sqlite_transport_cancel;
  transport_class->store_stats = bg_sqlite_transport_stats;
  transport_class->store_list_queues = bg_sqlite_transport_list_queues;
  transport_class->store_list = bg_sqlite_transport_list;
  transport_class->store_lookup = bg_sqlite_transport_lookup;
  transport_class->store_redrive = bg_sqlite_transport_redrive;
  transport_class->store_purge = bg_sqlite_transport_purge;
  transport_class->store_get_fired = bg_sqlite_transport_get_fired;
  transport_class->store_fire = bg_sqlite_transport_fire;
}

static void
bg_sqlite_transport_class_finalize (BgSqliteTransportClass *klass)
{
}

static void
bg_sqlite_transport_init (BgSqliteTransport *self)
{
  self->busy_timeout = BUSY_TIMEOUT;
}

void
bg_sqlite_transport_register (GTypeModule *module)
{
  bg_sqlite_transport_register_type (module);
}
