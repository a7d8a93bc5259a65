/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-queue-scheduler.h"

#include "bg-task-scheduler-private.h"

#include "../core/bg-error.h"

#include <glib/gi18n-lib.h>

/**
 * BgQueueScheduler:
 *
 * Runs something for one item after the other, in the order in which they were pushed.
 *
 * An item is any value. The body finds it as the argument "item" of its task: [method@Task.get_argument]. Items may be
 * pushed at any time; while the scheduler is not active they wait. What becomes of them when it is stopped is said when
 * it is stopped: with `BG_SHUTDOWN_DISCARD` those that wait are dropped, with `BG_SHUTDOWN_DRAIN` each has its run.
 * Items that are pushed after that wait for the next start, and so do those that wait when a body stops the scheduler.
 *
 * ```c
 * static gboolean
 * save (BgTask *task, GCancellable *cancellable, gpointer user_data, GError **error)
 * {
 *   const char *line = g_value_get_string (bg_task_get_argument (task, "item"));
 *   gsize written;
 *
 *   return g_output_stream_write_all (user_data, line, strlen (line), &written, cancellable, error);
 * }
 *
 * static void
 * write_line (BgQueueScheduler *scheduler, const char *line)
 * {
 *   g_auto (GValue) item = G_VALUE_INIT;
 *
 *   g_value_init (&item, G_TYPE_STRING);
 *   g_value_set_string (&item, line);
 *   bg_queue_scheduler_push (scheduler, &item, NULL);
 * }
 * ```
 *
 * Threads: as [class@TaskScheduler], but pushing is safe from any thread. Items are freed in the context of the
 * manager.
 */

struct _BgQueueScheduler
{
  BgTaskScheduler  parent_instance;

  /* lock */
  GMutex           lock;
  GQueue           items;       /* of BgSchedulerItem */
  guint            n_drained;   /* so many are left to drain; home context */

  guint            notified;    /* home context */
};

typedef enum
{
  PROP_LENGTH = 1,
} BgQueueSchedulerProperty;

static GParamSpec *length_pspec;

G_DEFINE_FINAL_TYPE (BgQueueScheduler, bg_queue_scheduler, BG_TYPE_TASK_SCHEDULER)

static void
free_item (gpointer data)
{
  BgSchedulerItem *item = data;

  bg_scheduler_item_clear (item);
  g_free (item);
}

static void
notify_length (BgQueueScheduler *self)
{
  const guint length = bg_queue_scheduler_get_length (self);

  if (self->notified == length)
    return;
  self->notified = length;
  g_object_notify_by_pspec (G_OBJECT (self), length_pspec);
}

static gboolean
begin (BgTaskScheduler  *scheduler,
       BgTaskManager    *manager,
       GError          **error)
{
  return TRUE;
}

static gboolean
take (BgTaskScheduler *scheduler,
      gpointer         item)
{
  BgQueueScheduler *self = BG_QUEUE_SCHEDULER (scheduler);
  BgSchedulerItem *first = NULL;

  if (bg_task_scheduler_get_state (scheduler) == BG_SCHEDULING_ON || self->n_drained > 0)
    {
      g_mutex_lock (&self->lock);
      first = g_queue_pop_head (&self->items);
      g_mutex_unlock (&self->lock);
    }
  if (self->n_drained > 0)
    self->n_drained--;
  notify_length (self);
  if (first == NULL)
    return FALSE;
  *(BgSchedulerItem *) item = *first;
  g_free (first);
  return TRUE;
}

static void
drop (BgTaskScheduler *scheduler,
      BgShutdownMode   mode)
{
  BgQueueScheduler *self = BG_QUEUE_SCHEDULER (scheduler);

  if (mode == BG_SHUTDOWN_DRAIN)
    self->n_drained = bg_queue_scheduler_get_length (self);
  else
    bg_queue_scheduler_clear (self);
}

static void
rest (BgTaskScheduler *scheduler)
{
  BG_QUEUE_SCHEDULER (scheduler)->n_drained = 0;
}

static void
bg_queue_scheduler_finalize (GObject *object)
{
  BgQueueScheduler *self = BG_QUEUE_SCHEDULER (object);
  BgSchedulerItem *item;

  while ((item = g_queue_pop_head (&self->items)) != NULL)
    bg_task_scheduler_release (BG_TASK_SCHEDULER (self), free_item, item);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (bg_queue_scheduler_parent_class)->finalize (object);
}

static void
bg_queue_scheduler_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch ((BgQueueSchedulerProperty) prop_id)
    {
    case PROP_LENGTH:
      g_value_set_uint (value, bg_queue_scheduler_get_length (BG_QUEUE_SCHEDULER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_queue_scheduler_class_init (BgQueueSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BgTaskSchedulerClass *scheduler_class = BG_TASK_SCHEDULER_CLASS (klass);

  object_class->finalize = bg_queue_scheduler_finalize;
  object_class->get_property = bg_queue_scheduler_get_property;
  scheduler_class->begin = begin;
  scheduler_class->take = take;
  scheduler_class->drop = drop;
  scheduler_class->rest = rest;

  /**
   * BgQueueScheduler:length: (getter get_length)
   *
   * How many items wait. While it is active it is notified at most once a turn of the main loop.
   */
  length_pspec = g_param_spec_uint ("length", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_LENGTH, length_pspec);
}

static void
bg_queue_scheduler_init (BgQueueScheduler *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->items);
}

/**
 * bg_queue_scheduler_new:
 *
 * Makes a scheduler that runs something for one item after the other.
 *
 * It belongs to the thread-default main context of the caller.
 *
 * Returns: (transfer full): a new scheduler
 */
BgQueueScheduler *
bg_queue_scheduler_new (void)
{
  return g_object_new (BG_TYPE_QUEUE_SCHEDULER, NULL);
}

/* Takes the item. */
static void
push (BgQueueScheduler *self,
      BgSchedulerItem  *item)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->items, item);
  g_mutex_unlock (&self->lock);
  bg_task_scheduler_wake (BG_TASK_SCHEDULER (self));
}

/**
 * bg_queue_scheduler_push:
 * @self: a scheduler
 * @item: (nullable): the item, which is copied; no value is a `NULL` of type `gpointer`
 * @error: return location for an error
 *
 * Appends an item. It may be called from any thread.
 *
 * It is refused with `BG_ERROR_INVALID_ARGUMENT` if it cannot be kept, which is so with an object of JavaScript.
 *
 * Returns: whether it was appended
 */
gboolean
bg_queue_scheduler_push (BgQueueScheduler  *self,
                         const GValue      *item,
                         GError           **error)
{
  BgSchedulerItem *copy;

  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULER (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (item == NULL || !G_IS_VALUE (item))
    {
      bg_queue_scheduler_push_pointer (self, NULL, NULL);
      return TRUE;
    }
  /* It holds a raw pointer that the collector does not know of. */
  if (g_str_equal (G_VALUE_TYPE_NAME (item), "JSObject"))
    {
      g_set_error_literal (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                           _("A JavaScript object cannot be kept as an item; push a number, a string, a GLib.Variant "
                             "or a GObject"));
      return FALSE;
    }
  copy = g_new0 (BgSchedulerItem, 1);
  g_value_init (&copy->value, G_VALUE_TYPE (item));
  g_value_copy (item, &copy->value);
  push (self, copy);
  return TRUE;
}

/**
 * bg_queue_scheduler_push_object: (skip)
 * @self: a scheduler
 * @item: (type GObject.Object) (nullable): the item, which is referenced
 *
 * Appends an object. It may be called from any thread.
 */
void
bg_queue_scheduler_push_object (BgQueueScheduler *self,
                                gpointer          item)
{
  BgSchedulerItem *kept;

  g_return_if_fail (BG_IS_QUEUE_SCHEDULER (self));
  g_return_if_fail (item == NULL || G_IS_OBJECT (item));

  kept = g_new0 (BgSchedulerItem, 1);
  g_value_init (&kept->value, item != NULL ? G_OBJECT_TYPE (item) : G_TYPE_OBJECT);
  g_value_set_object (&kept->value, item);
  push (self, kept);
}

/**
 * bg_queue_scheduler_push_pointer: (skip)
 * @self: a scheduler
 * @item: (nullable): the item, which is taken
 * @item_destroy: (nullable): frees it, in the context of the manager, after its run or when it is dropped
 *
 * Appends a pointer. It may be called from any thread.
 */
void
bg_queue_scheduler_push_pointer (BgQueueScheduler *self,
                                 gpointer          item,
                                 GDestroyNotify    item_destroy)
{
  BgSchedulerItem *kept;

  g_return_if_fail (BG_IS_QUEUE_SCHEDULER (self));

  kept = g_new0 (BgSchedulerItem, 1);
  g_value_init (&kept->value, G_TYPE_POINTER);
  g_value_set_pointer (&kept->value, item);
  kept->destroy = item_destroy;
  push (self, kept);
}

/**
 * bg_queue_scheduler_get_length: (get-property length)
 * @self: a scheduler
 *
 * Gets how many items wait. It may be called from any thread.
 *
 * Returns: the number, without the one that is run
 */
guint
bg_queue_scheduler_get_length (BgQueueScheduler *self)
{
  guint length;

  g_return_val_if_fail (BG_IS_QUEUE_SCHEDULER (self), 0);

  g_mutex_lock (&self->lock);
  length = self->items.length;
  g_mutex_unlock (&self->lock);
  return length;
}

/**
 * bg_queue_scheduler_clear:
 * @self: a scheduler
 *
 * Drops the items that wait. It may be called in the context of the manager only.
 */
void
bg_queue_scheduler_clear (BgQueueScheduler *self)
{
  GQueue dropped;

  g_return_if_fail (BG_IS_QUEUE_SCHEDULER (self));

  g_mutex_lock (&self->lock);
  dropped = self->items;
  g_queue_init (&self->items);
  g_mutex_unlock (&self->lock);
  self->n_drained = 0;
  g_queue_clear_full (&dropped, free_item);
  notify_length (self);
}
