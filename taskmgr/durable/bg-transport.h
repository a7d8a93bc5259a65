/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include "bg-lease.h"
#include "bg-queue-stats.h"
#include "bg-transport-enums.h"
#include "bg-transport-error.h"

G_BEGIN_DECLS

/**
 * BG_TRANSPORT_EXTENSION_POINT_NAME:
 *
 * The extension point at which transports are registered, see [struct@Gio.IOExtensionPoint]. The name of an extension
 * is a URI scheme.
 */
#define BG_TRANSPORT_EXTENSION_POINT_NAME "taskmgr-transport"

#define BG_TYPE_TRANSPORT (bg_transport_get_type ())

BG_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BgTransport, bg_transport, BG, TRANSPORT, GObject)

/**
 * BgTransportClass:
 * @configure: takes the URI in, and the options behind its question mark; removes those that it knows. Options that
 *   are left over are refused. In the thread that makes the transport
 * @store_open: connects, and makes what is missing in the store if @create says so
 * @store_close: lets go of everything; also before the transport is disposed of, if it is open
 * @store_submit: stores all the @tasks, or none and sets an error; a task that is known by its id or its unique key is
 *   left out and marked with bg_queued_task_set_duplicate()
 * @store_reserve: hands out up to @max leases on tasks of the @queues, the foremost first, at once; counts the attempt
 *   before. Also takes back what others have lost. @next_change is set to when something may be ready without a
 *   wake-up, in microseconds of the boot clock, `G_MAXINT64` for never. Returns an array that unrefs its leases
 * @store_extend: gives the leases @duration more milliseconds, and stores their progress; marks those that are lost
 * @store_ack: ends the leases, with their results; marks those that are lost
 * @store_nack: gives the tasks back, see [enum@NackMode]; @delay is in milliseconds; marks those that are lost
 * @store_cancel: takes back the tasks of these ids; those that are leased are flagged, and their next extension tells
 *   so by triggering [method@Lease.get_cancellable]. Returns how many were found, -1 on error
 * @store_stats: counts the tasks of a queue
 * @store_list_queues: the names of the queues that hold something, sorted
 * @store_list: tasks of a queue in the states given, in order, @max at most, those after the one with the id @after
 * @store_lookup: one task; `NULL` without an error if there is none
 * @store_redrive: puts tasks that are dead (or done, if named) back; without @ids all that are dead. Returns how many
 * @store_purge: deletes the tasks in the states given, but leased ones. Returns how many
 * @store_get_fired: the latest instant at which a schedule has fired, in microseconds since 1970; `G_MININT64` if never
 * @store_fire: stores the task and the instant, in one go, if the schedule has not fired at this or a later instant;
 *   @fired tells whether
 *
 * The class structure of transports.
 *
 * All functions but @configure are called in the one thread that each transport has, see
 * [method@Transport.get_context]; they block, and need no locks. None of them waits for tasks: that is done for them.
 */
struct _BgTransportClass
{
  GObjectClass parent_class;

  gboolean       (*configure)          (BgTransport          *self,
                                        GUri                 *uri,
                                        GHashTable           *options,
                                        GError              **error);
  gboolean       (*store_open)         (BgTransport          *self,
                                        gboolean              create,
                                        GCancellable         *cancellable,
                                        GError              **error);
  void           (*store_close)        (BgTransport          *self);
  gboolean       (*store_submit)       (BgTransport          *self,
                                        GPtrArray            *tasks,
                                        GError              **error);
  GPtrArray     *(*store_reserve)      (BgTransport          *self,
                                        const char * const   *queues,
                                        guint                 max,
                                        guint                 duration,
                                        gint64               *next_change,
                                        GError              **error);
  gboolean       (*store_extend)       (BgTransport          *self,
                                        GPtrArray            *leases,
                                        guint                 duration,
                                        GError              **error);
  gboolean       (*store_ack)          (BgTransport          *self,
                                        GPtrArray            *leases,
                                        GError              **error);
  gboolean       (*store_nack)         (BgTransport          *self,
                                        GPtrArray            *leases,
                                        BgNackMode            mode,
                                        gint64                delay,
                                        const char           *reason,
                                        GError              **error);
  gint64         (*store_cancel)       (BgTransport          *self,
                                        const char           *queue,
                                        const char * const   *ids,
                                        GError              **error);
  BgQueueStats  *(*store_stats)        (BgTransport          *self,
                                        const char           *queue,
                                        GError              **error);
  char         **(*store_list_queues)  (BgTransport          *self,
                                        GError              **error);
  GPtrArray     *(*store_list)         (BgTransport          *self,
                                        const char           *queue,
                                        BgQueuedState         states,
                                        const char           *after,
                                        guint                 max,
                                        GError              **error);
  BgQueuedTask  *(*store_lookup)       (BgTransport          *self,
                                        const char           *queue,
                                        const char           *id,
                                        GError              **error);
  gint64         (*store_redrive)      (BgTransport          *self,
                                        const char           *queue,
                                        const char * const   *ids,
                                        GError              **error);
  gint64         (*store_purge)        (BgTransport          *self,
                                        const char           *queue,
                                        BgQueuedState         states,
                                        GError              **error);
  gboolean       (*store_get_fired)    (BgTransport          *self,
                                        const char           *schedule,
                                        gint64               *instant,
                                        GError              **error);
  gboolean       (*store_fire)         (BgTransport          *self,
                                        const char           *schedule,
                                        gint64                instant,
                                        BgQueuedTask         *task,
                                        gboolean             *fired,
                                        GError              **error);

  /*< private >*/
  gpointer padding[8];
};

/* Making one. */
BG_AVAILABLE_IN_ALL
BgTransport             *bg_transport_new_for_uri          (const char              *uri,
                                                            GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
BG_AVAILABLE_IN_ALL
BgTransport             *bg_transport_get_default          (GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_default          (BgTransport             *self);
BG_AVAILABLE_IN_ALL
const char              *bg_transport_get_name             (BgTransport             *self);
BG_AVAILABLE_IN_ALL
BgTransportCapabilities  bg_transport_get_capabilities     (BgTransport             *self);
BG_AVAILABLE_IN_ALL
BgDurability             bg_transport_get_durability       (BgTransport             *self);
BG_AVAILABLE_IN_ALL
BgTransportState         bg_transport_get_state            (BgTransport             *self);

/* The settings that all stores share. */
BG_AVAILABLE_IN_ALL
guint                    bg_transport_get_max_payload      (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_max_payload      (BgTransport             *self,
                                                            guint                    bytes);
BG_AVAILABLE_IN_ALL
guint                    bg_transport_get_max_length       (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_max_length       (BgTransport             *self,
                                                            guint                    n_tasks);
BG_AVAILABLE_IN_ALL
guint                    bg_transport_get_retention        (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_retention        (BgTransport             *self,
                                                            guint                    seconds);
BG_AVAILABLE_IN_ALL
guint                    bg_transport_get_lease_duration   (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_lease_duration   (BgTransport             *self,
                                                            guint                    milliseconds);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_get_extends_leases   (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_extends_leases   (BgTransport             *self,
                                                            gboolean                 extends_leases);
BG_AVAILABLE_IN_ALL
guint                    bg_transport_get_poll_interval    (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_poll_interval    (BgTransport             *self,
                                                            guint                    milliseconds);
BG_AVAILABLE_IN_ALL
guint                    bg_transport_get_max_crashes      (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_set_max_crashes      (BgTransport             *self,
                                                            guint                    max_crashes);

/* Opening and closing. */
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_open                  (BgTransport             *self,
                                                             gboolean                 create,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_open_async            (BgTransport             *self,
                                                             gboolean                 create,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_open_finish           (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_close                 (BgTransport             *self,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_close_async           (BgTransport             *self,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_close_finish          (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

/* The three that are often enough. */
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_submit_task           (BgTransport             *self,
                                                             const char              *queue,
                                                             GVariant                *payload,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_submit_task_async     (BgTransport             *self,
                                                             const char              *queue,
                                                             GVariant                *payload,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_submit_task_finish    (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
GVariant                *bg_transport_get_task              (BgTransport             *self,
                                                             const char              *queue,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_get_task_async        (BgTransport             *self,
                                                             const char              *queue,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
GVariant                *bg_transport_get_task_finish       (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gint64                   bg_transport_poll_queue            (BgTransport             *self,
                                                             const char              *queue,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_poll_queue_async      (BgTransport             *self,
                                                             const char              *queue,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gint64                   bg_transport_poll_queue_finish     (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

/* Everything else, in batches. */
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_submit                (BgTransport             *self,
                                                             GPtrArray               *tasks,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_submit_async          (BgTransport             *self,
                                                             GPtrArray               *tasks,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_submit_finish         (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
BgLease                 *bg_transport_lease_task            (BgTransport             *self,
                                                             const char              *queue,
                                                             gint64                   wait,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_lease_task_async      (BgTransport             *self,
                                                             const char              *queue,
                                                             gint64                   wait,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
BgLease                 *bg_transport_lease_task_finish     (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
GPtrArray               *bg_transport_reserve               (BgTransport             *self,
                                                             const char * const      *queues,
                                                             guint                    max,
                                                             guint                    duration,
                                                             gint64                   wait,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_reserve_async         (BgTransport             *self,
                                                             const char * const      *queues,
                                                             guint                    max,
                                                             guint                    duration,
                                                             gint64                   wait,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
GPtrArray               *bg_transport_reserve_finish        (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_extend                (BgTransport             *self,
                                                             GPtrArray               *leases,
                                                             guint                    duration,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_extend_async          (BgTransport             *self,
                                                             GPtrArray               *leases,
                                                             guint                    duration,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_extend_finish         (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_ack                   (BgTransport             *self,
                                                             GPtrArray               *leases,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_ack_async             (BgTransport             *self,
                                                             GPtrArray               *leases,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_ack_finish            (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_nack                  (BgTransport             *self,
                                                             GPtrArray               *leases,
                                                             BgNackMode               mode,
                                                             gint64                   delay,
                                                             const char              *reason,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_nack_async            (BgTransport             *self,
                                                             GPtrArray               *leases,
                                                             BgNackMode               mode,
                                                             gint64                   delay,
                                                             const char              *reason,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_nack_finish           (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gint64                   bg_transport_cancel                (BgTransport             *self,
                                                             const char              *queue,
                                                             const char * const      *ids,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_cancel_async          (BgTransport             *self,
                                                             const char              *queue,
                                                             const char * const      *ids,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gint64                   bg_transport_cancel_finish         (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
BgQueueStats            *bg_transport_stats                 (BgTransport             *self,
                                                             const char              *queue,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_stats_async           (BgTransport             *self,
                                                             const char              *queue,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
BgQueueStats            *bg_transport_stats_finish          (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
char                   **bg_transport_list_queues           (BgTransport             *self,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_list_queues_async     (BgTransport             *self,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
char                   **bg_transport_list_queues_finish    (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
GPtrArray               *bg_transport_list                  (BgTransport             *self,
                                                             const char              *queue,
                                                             BgQueuedState            states,
                                                             const char              *after,
                                                             guint                    max,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_list_async            (BgTransport             *self,
                                                             const char              *queue,
                                                             BgQueuedState            states,
                                                             const char              *after,
                                                             guint                    max,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
GPtrArray               *bg_transport_list_finish           (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
BgQueuedTask            *bg_transport_lookup                (BgTransport             *self,
                                                             const char              *queue,
                                                             const char              *id,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_lookup_async          (BgTransport             *self,
                                                             const char              *queue,
                                                             const char              *id,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
BgQueuedTask            *bg_transport_lookup_finish         (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gint64                   bg_transport_redrive               (BgTransport             *self,
                                                             const char              *queue,
                                                             const char * const      *ids,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_redrive_async         (BgTransport             *self,
                                                             const char              *queue,
                                                             const char * const      *ids,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gint64                   bg_transport_redrive_finish        (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gint64                   bg_transport_purge                 (BgTransport             *self,
                                                             const char              *queue,
                                                             BgQueuedState            states,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_purge_async           (BgTransport             *self,
                                                             const char              *queue,
                                                             BgQueuedState            states,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gint64                   bg_transport_purge_finish          (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_get_fired             (BgTransport             *self,
                                                             const char              *schedule,
                                                             gint64                  *instant,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_get_fired_async       (BgTransport             *self,
                                                             const char              *schedule,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_get_fired_finish      (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             gint64                  *instant,
                                                             GError                 **error);

BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_fire                  (BgTransport             *self,
                                                             const char              *schedule,
                                                             gint64                   instant,
                                                             BgQueuedTask            *task,
                                                             gboolean                *fired,
                                                             GCancellable            *cancellable,
                                                             GError                 **error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_fire_async            (BgTransport             *self,
                                                             const char              *schedule,
                                                             gint64                   instant,
                                                             BgQueuedTask            *task,
                                                             GCancellable            *cancellable,
                                                             GAsyncReadyCallback      callback,
                                                             gpointer                 user_data);
BG_AVAILABLE_IN_ALL
gboolean                 bg_transport_fire_finish           (BgTransport             *self,
                                                             GAsyncResult            *result,
                                                             gboolean                *fired,
                                                             GError                 **error);

/* For those who write a transport. */
BG_AVAILABLE_IN_ALL
GMainContext            *bg_transport_get_context           (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_announce              (BgTransport             *self,
                                                             BgTransportCapabilities  capabilities,
                                                             BgDurability             durability);
BG_AVAILABLE_IN_ALL
void                     bg_transport_wake                  (BgTransport             *self);
BG_AVAILABLE_IN_ALL
void                     bg_transport_report_lost           (BgTransport             *self,
                                                             const GError            *error);
BG_AVAILABLE_IN_ALL
void                     bg_transport_report_recovered      (BgTransport             *self);
BG_AVAILABLE_IN_ALL
gint64                   bg_transport_get_boot_time         (void);
BG_AVAILABLE_IN_ALL
void                     bg_transport_give_back            (BgTransport             *self,
                                                            BgQueuedTask            *task,
                                                            BgNackMode               mode,
                                                            gint64                   delay,
                                                            const char              *reason);

G_END_DECLS
