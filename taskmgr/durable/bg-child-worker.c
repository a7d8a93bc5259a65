/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-child-worker-private.h"

#include "bg-delivery-private.h"
#include "bg-worker-slot-private.h"

#include <glib/gi18n-lib.h>

#define DEFAULT_PATIENCE 2000

/* After how long a task is asked for again that came although there was no place for it, in ms. */
#define NO_ROOM_DELAY 1000

typedef enum
{
  SIGNAL_COMPLAINED,
  SIGNAL_LOGGED,
  N_SIGNALS,
} BgChildWorkerSignal;

struct _BgChildWorker
{
  BgWorker                  parent_instance;

  BgWorkerProgram           program;
  const BgWorkerSlotEvents *events;
  GPtrArray                *slots;      /* of BgWorkerSlot */
  guint                     n_slots;    /* as many as there may be */
  gboolean                  is_closed;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgChildWorker, bg_child_worker, BG_TYPE_WORKER)

static void
changed_cb (BgWorkerSlot *slot,
            GObject      *owner)
{
  bg_worker_room_changed (BG_WORKER (owner));
}

static void
complained_cb (BgWorkerSlot *slot,
               const char   *text,
               GObject      *owner)
{
  g_debug ("%s", text);
  g_signal_emit (owner, signals[SIGNAL_COMPLAINED], 0, text);
}

static void
logged_cb (BgWorkerSlot *slot,
           GTask        *job,
           const char   *line,
           GObject      *owner)
{
  BgDelivery *delivery = g_task_get_task_data (job);

  g_signal_emit (owner, signals[SIGNAL_LOGGED], 0, bg_delivery_get_task (delivery), line);
}

static const BgWorkerSlotEvents slot_events = { changed_cb, complained_cb, logged_cb };

static BgWorkerSlot *
add_slot (BgChildWorker *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  BgWorkerSlot *slot = bg_worker_slot_new (context, &self->program, self->events, G_OBJECT (self));

  g_ptr_array_add (self->slots, slot);
  return slot;
}

static BgWorkerSlot *
find_free_slot (BgChildWorker *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (bg_worker_slot_is_free (g_ptr_array_index (self->slots, i)))
      return g_ptr_array_index (self->slots, i);
  return !self->is_closed && self->slots->len < self->n_slots ? add_slot (self) : NULL;
}

static guint
bg_child_worker_get_room (BgWorker *worker)
{
  BgChildWorker *self = BG_CHILD_WORKER (worker);
  guint n = 0;

  if (self->is_closed)
    return 0;
  for (guint i = 0; i < self->slots->len; i++)
    n += bg_worker_slot_is_free (g_ptr_array_index (self->slots, i)) ? 1 : 0;
  return n + (self->n_slots > self->slots->len ? self->n_slots - self->slots->len : 0);
}

/* Why there is no place for a task. */
static GError *
explain (BgChildWorker *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const GError *error = bg_worker_slot_get_error (g_ptr_array_index (self->slots, i));

      if (error != NULL)
        return g_error_copy (error);
    }
  return g_error_new (G_IO_ERROR, G_IO_ERROR_BUSY, _("“%s” takes no more tasks now"),
                      bg_worker_get_name (BG_WORKER (self)));
}

static void
bg_child_worker_process_async (BgWorker            *worker,
                               BgDelivery          *delivery,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BgChildWorker *self = BG_CHILD_WORKER (worker);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  BgWorkerSlot *slot = find_free_slot (self);

  g_task_set_source_tag (task, bg_child_worker_process_async);
  g_task_set_name (task, "[taskmgr] process in a child");
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (delivery), g_object_unref);
  if (slot != NULL)
    {
      bg_worker_slot_process (slot, task);
      return;
    }
  bg_delivery_give_verdict (delivery, BG_VERDICT_RELEASE, NO_ROOM_DELAY, NULL);
  g_task_return_error (task, explain (self));
}

static void
bg_child_worker_dispose (GObject *object)
{
  BgChildWorker *self = BG_CHILD_WORKER (object);

  g_ptr_array_set_size (self->slots, 0);
  self->is_closed = TRUE;
  G_OBJECT_CLASS (bg_child_worker_parent_class)->dispose (object);
}

static void
bg_child_worker_finalize (GObject *object)
{
  BgChildWorker *self = BG_CHILD_WORKER (object);

  g_ptr_array_unref (self->slots);
  g_strfreev (self->program.argv);
  g_strfreev (self->program.environment);
  g_free (self->program.name);
  G_OBJECT_CLASS (bg_child_worker_parent_class)->finalize (object);
}

static void
bg_child_worker_class_init (BgChildWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BgWorkerClass *worker_class = BG_WORKER_CLASS (klass);

  object_class->dispose = bg_child_worker_dispose;
  object_class->finalize = bg_child_worker_finalize;
  worker_class->process_async = bg_child_worker_process_async;
  worker_class->get_room = bg_child_worker_get_room;

  /* A child has died, or cannot be started. */
  signals[SIGNAL_COMPLAINED] = g_signal_new ("complained", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /* The worker has something to say on a task. */
  signals[SIGNAL_LOGGED] = g_signal_new ("logged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, BG_TYPE_QUEUED_TASK, G_TYPE_STRING);
}

/* What is ours alone: children know nothing of the store, and are not watched by the service manager. */
char **
bg_child_worker_make_environment (void)
{
  static const char *const hidden[] = { "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID" };
  char **environment = g_get_environ ();
  g_auto (GStrv) names = g_listenv ();

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    environment = g_environ_unsetenv (environment, hidden[i]);
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "TASKMGR_TRANSPORT"))
      environment = g_environ_unsetenv (environment, names[i]);
  return environment;
}

static void
bg_child_worker_init (BgChildWorker *self)
{
  self->events = &slot_events;
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) bg_worker_slot_free);
  self->n_slots = 1;
  self->program.patience = (BgProcessPatience) { DEFAULT_PATIENCE, DEFAULT_PATIENCE };
}

BgChildWorker *
bg_child_worker_new (const char        *name,
                     const char *const *argv)
{
  BgChildWorker *self = g_object_new (BG_TYPE_CHILD_WORKER, "name", name, NULL);

  self->program.name = g_strdup (name);
  self->program.argv = g_strdupv ((char **) argv);
  self->program.environment = bg_child_worker_make_environment ();
  return self;
}

void
bg_child_worker_set_limit (BgChildWorker  *self,
                           BgProcessLimit  limit,
                           guint64         value)
{
  self->program.limits[limit] = value;
}

void
bg_child_worker_set_max_tasks (BgChildWorker *self,
                               guint          max_tasks)
{
  self->program.max_tasks = max_tasks;
}

/* In ms: how long a worker that is asked to give up has for it before it is told to end, and then before it is
 * killed. */
void
bg_child_worker_set_patience (BgChildWorker *self,
                              guint          to_terminate,
                              guint          to_kill)
{
  self->program.patience = (BgProcessPatience) { to_terminate, to_kill };
}

/* How many children there may be; they are started as they are needed. */
void
bg_child_worker_set_size (BgChildWorker *self,
                          guint          n_children)
{
  self->n_slots = n_children;
}

/* Starts as many children, so that they are there when they are needed. */
void
bg_child_worker_start (BgChildWorker *self,
                       guint          n_children)
{
  bg_child_worker_set_size (self, n_children);
  while (self->slots->len < n_children)
    add_slot (self);
  for (guint i = 0; i < self->slots->len; i++)
    bg_worker_slot_start (g_ptr_array_index (self->slots, i));
}

/* No more tasks; the children end. */
void
bg_child_worker_close (BgChildWorker *self)
{
  self->is_closed = TRUE;
  for (guint i = 0; i < self->slots->len; i++)
    bg_worker_slot_close (g_ptr_array_index (self->slots, i));
  bg_worker_room_changed (BG_WORKER (self));
}

/* All children have ended for ever, as they were told to or said so. */
gboolean
bg_child_worker_has_ended (BgChildWorker *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (!bg_worker_slot_has_ended (g_ptr_array_index (self->slots, i)))
      return FALSE;
  return self->slots->len > 0 || self->is_closed;
}

/* Closes it, waits for its children, and lets it be used anew. For one that is used in this context only. */
void
bg_child_worker_finish (BgChildWorker *self,
                        GMainContext  *context)
{
  bg_child_worker_close (self);
  while (!bg_child_worker_has_ended (self))
    g_main_context_iteration (context, TRUE);
  g_ptr_array_set_size (self->slots, 0);
  self->is_closed = FALSE;
}
