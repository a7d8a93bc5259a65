/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-scheduler-list-private.h"

#include "../core/bg-task-manager-private.h"

/**
 * BgSchedulerList:
 *
 * The schedulers that a manager keeps, in the order in which they came: a list model of [iface@Scheduler].
 *
 * A scheduler is in it from [method@Scheduler.start] until it has come to rest, or from
 * [method@Scheduler.register] until [method@Scheduler.unregister]. When the manager is shut down they are stopped
 * in that order, before anything becomes of the tasks, unless [property@SchedulerList:stop-at-shut-down] is `FALSE`.
 *
 * Threads: owner's thread only.
 */

typedef struct
{
  BgScheduler *scheduler;       /* owned */
  gulong       notified;
  gboolean     while_active;    /* it goes when it is inactive */
} BgSchedulerEntry;

struct _BgSchedulerList
{
  GObject        parent_instance;

  BgTaskManager *manager;       /* not owned; it owns us. NULL when it is gone */
  GPtrArray     *entries;       /* of BgSchedulerEntry */
  gboolean       holds;         /* the manager open, for a drain */
  gboolean       stop_at_shut_down;
};

typedef enum
{
  PROP_ITEM_TYPE = 1,
  PROP_N_ITEMS,
  PROP_STOP_AT_SHUT_DOWN,
} BgSchedulerListProperty;

static GType
get_item_type (GListModel *model)
{
  return BG_TYPE_SCHEDULER;
}

static guint
get_n_items (GListModel *model)
{
  return BG_SCHEDULER_LIST (model)->entries->len;
}

static BgScheduler *
get_scheduler (BgSchedulerList *self,
               guint            position)
{
  const BgSchedulerEntry *entry = g_ptr_array_index (self->entries, position);

  return entry->scheduler;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  BgSchedulerList *self = BG_SCHEDULER_LIST (model);

  return position < self->entries->len ? g_object_ref (get_scheduler (self, position)) : NULL;
}

static void
implement_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BgSchedulerList, bg_scheduler_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, implement_list_model))

static GQuark
list_quark (void)
{
  return g_quark_from_static_string ("bg-scheduler-list");
}

static void
free_entry (gpointer data)
{
  BgSchedulerEntry *entry = data;

  g_clear_signal_handler (&entry->notified, entry->scheduler);
  g_object_unref (entry->scheduler);
  g_free (entry);
}

static gboolean
find (BgSchedulerList *self,
      BgScheduler     *scheduler,
      guint           *position)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (get_scheduler (self, i) == scheduler)
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
bg_scheduler_list_contains (BgSchedulerList *self,
                            BgScheduler     *scheduler)
{
  guint position;

  return find (self, scheduler, &position);
}

static void
items_changed (BgSchedulerList *self,
               guint            position,
               guint            removed,
               guint            added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  g_object_notify (G_OBJECT (self), "n-items");
}

/* Whether one of them will be at rest some time, and is not yet. */
static gboolean
is_busy (BgSchedulerList *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      BgScheduler *scheduler = get_scheduler (self, i);

      if (BG_SCHEDULER_GET_IFACE (scheduler)->stop != NULL && bg_scheduler_is_active (scheduler))
        return TRUE;
    }
  return FALSE;
}

static void
check_hold (BgSchedulerList *self)
{
  if (!self->holds || is_busy (self))
    return;
  self->holds = FALSE;
  if (self->manager != NULL)
    bg_task_manager_release_open (self->manager);
}

gboolean
bg_scheduler_list_remove (BgSchedulerList *self,
                          BgScheduler     *scheduler)
{
  BgSchedulerEntry *entry;
  guint position;

  if (!find (self, scheduler, &position))
    return FALSE;
  /* What its last reference takes along is not to find a list that is about to change. */
  entry = g_ptr_array_steal_index (self->entries, position);
  items_changed (self, position, 1, 0);
  free_entry (entry);
  check_hold (self);
  return TRUE;
}

static void
active_changed_cb (BgScheduler *scheduler,
                   GParamSpec  *pspec,
                   gpointer     user_data)
{
  BgSchedulerList *self = user_data;
  g_autoptr (BgSchedulerList) keep = g_object_ref (self);
  guint position;

  if (bg_scheduler_is_active (scheduler) || !find (self, scheduler, &position))
    return;
  if (((const BgSchedulerEntry *) g_ptr_array_index (self->entries, position))->while_active)
    bg_scheduler_list_remove (self, scheduler);
  else
    check_hold (self);
}

void
bg_scheduler_list_add (BgSchedulerList *self,
                       BgScheduler     *scheduler,
                       gboolean         while_active)
{
  BgSchedulerEntry *entry;

  if (while_active && !bg_scheduler_is_active (scheduler))
    return;
  entry = g_new0 (BgSchedulerEntry, 1);
  entry->scheduler = g_object_ref (scheduler);
  entry->while_active = while_active;
  entry->notified = g_signal_connect (scheduler, "notify::active", G_CALLBACK (active_changed_cb), self);
  g_ptr_array_add (self->entries, entry);
  items_changed (self, self->entries->len - 1, 0, 1);
}

static void
closing_cb (BgTaskManager  *manager,
            BgShutdownMode  mode,
            gpointer        user_data)
{
  BgSchedulerList *self = user_data;

  if (!self->stop_at_shut_down)
    return;
  bg_scheduler_list_stop_all (self, mode);
  if (mode != BG_SHUTDOWN_DRAIN || self->holds || !is_busy (self))
    return;
  self->holds = TRUE;
  bg_task_manager_hold_open (manager);
}

static void
manager_gone (gpointer data)
{
  BgSchedulerList *self = data;

  self->manager = NULL;
  bg_scheduler_list_stop_all (self, BG_SHUTDOWN_DISCARD);
  while (self->entries->len > 0)
    bg_scheduler_list_remove (self, get_scheduler (self, self->entries->len - 1));
  g_object_unref (self);
}

static void
bg_scheduler_list_finalize (GObject *object)
{
  g_ptr_array_unref (BG_SCHEDULER_LIST (object)->entries);
  G_OBJECT_CLASS (bg_scheduler_list_parent_class)->finalize (object);
}

static void
bg_scheduler_list_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((BgSchedulerListProperty) prop_id)
    {
    case PROP_ITEM_TYPE:
      g_value_set_gtype (value, get_item_type (G_LIST_MODEL (object)));
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, get_n_items (G_LIST_MODEL (object)));
      break;
    case PROP_STOP_AT_SHUT_DOWN:
      g_value_set_boolean (value, bg_scheduler_list_get_stop_at_shut_down (BG_SCHEDULER_LIST (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_scheduler_list_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  if (prop_id == PROP_STOP_AT_SHUT_DOWN)
    bg_scheduler_list_set_stop_at_shut_down (BG_SCHEDULER_LIST (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bg_scheduler_list_class_init (BgSchedulerListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bg_scheduler_list_finalize;
  object_class->get_property = bg_scheduler_list_get_property;
  object_class->set_property = bg_scheduler_list_set_property;

  /**
   * BgSchedulerList:item-type:
   *
   * The type of the items: [iface@Scheduler].
   */
  g_object_class_install_property (object_class, PROP_ITEM_TYPE,
                                   g_param_spec_gtype ("item-type", NULL, NULL, BG_TYPE_SCHEDULER, flags));

  /**
   * BgSchedulerList:n-items:
   *
   * How many schedulers there are.
   */
  g_object_class_install_property (object_class, PROP_N_ITEMS,
                                   g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags));

  /**
   * BgSchedulerList:stop-at-shut-down: (getter get_stop_at_shut_down) (setter set_stop_at_shut_down)
   *
   * Whether the schedulers are stopped when the manager is shut down.
   *
   * If they are not, a drain does not wait for them either. What they add from then on is refused; those of the library
   * come to rest by that, when they would run next. Others may go on with something else, until the manager is gone:
   * that stops them in any case.
   */
  g_object_class_install_property (object_class, PROP_STOP_AT_SHUT_DOWN,
                                   g_param_spec_boolean ("stop-at-shut-down", NULL, NULL, TRUE,
                                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                         | G_PARAM_STATIC_STRINGS));
}

static void
bg_scheduler_list_init (BgSchedulerList *self)
{
  self->entries = g_ptr_array_new_with_free_func (free_entry);
  self->stop_at_shut_down = TRUE;
}

/**
 * bg_scheduler_list_get_for_manager:
 * @manager: a manager
 *
 * Gets the list of the schedulers that a manager keeps. It is always the same for a manager.
 *
 * Returns: (transfer none): the list
 */
BgSchedulerList *
bg_scheduler_list_get_for_manager (BgTaskManager *manager)
{
  BgSchedulerList *self;

  g_return_val_if_fail (BG_IS_TASK_MANAGER (manager), NULL);

  self = g_object_get_qdata (G_OBJECT (manager), list_quark ());
  if (self == NULL)
    {
      self = g_object_new (BG_TYPE_SCHEDULER_LIST, NULL);
      g_object_set_qdata_full (G_OBJECT (manager), list_quark (), self, manager_gone);
      self->manager = manager;
      g_signal_connect_object (manager, "closing", G_CALLBACK (closing_cb), self, 0);
    }
  return self;
}

/**
 * bg_scheduler_list_dup_scheduler:
 * @self: a list
 * @name: a name
 *
 * Gets the first scheduler of a name.
 *
 * Returns: (transfer full) (nullable): the scheduler, or `NULL` if there is none of that name
 */
BgScheduler *
bg_scheduler_list_dup_scheduler (BgSchedulerList *self,
                                 const char      *name)
{
  g_return_val_if_fail (BG_IS_SCHEDULER_LIST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      BgScheduler *scheduler = get_scheduler (self, i);
      g_autofree char *its_name = bg_scheduler_dup_name (scheduler);

      if (g_strcmp0 (its_name, name) == 0)
        return g_object_ref (scheduler);
    }
  return NULL;
}

/**
 * bg_scheduler_list_get_n_active:
 * @self: a list
 *
 * Counts the schedulers that are active.
 *
 * Returns: how many there are
 */
guint
bg_scheduler_list_get_n_active (BgSchedulerList *self)
{
  guint n = 0;

  g_return_val_if_fail (BG_IS_SCHEDULER_LIST (self), 0);

  for (guint i = 0; i < self->entries->len; i++)
    n += bg_scheduler_is_active (get_scheduler (self, i)) ? 1 : 0;
  return n;
}

static gpointer
ref_scheduler (gconstpointer entry,
               gpointer      user_data)
{
  return g_object_ref (((const BgSchedulerEntry *) entry)->scheduler);
}

/**
 * bg_scheduler_list_stop_all:
 * @self: a list
 * @mode: what becomes of work that was asked for
 *
 * Stops all of them, like [method@Scheduler.stop], in the order in which they came.
 */
void
bg_scheduler_list_stop_all (BgSchedulerList *self,
                            BgShutdownMode   mode)
{
  g_autoptr (GPtrArray) schedulers = NULL;

  g_return_if_fail (BG_IS_SCHEDULER_LIST (self));

  schedulers = g_ptr_array_copy (self->entries, ref_scheduler, NULL);
  g_ptr_array_set_free_func (schedulers, g_object_unref);
  for (guint i = 0; i < schedulers->len; i++)
    bg_scheduler_stop (g_ptr_array_index (schedulers, i), mode);
}

/**
 * bg_scheduler_list_get_stop_at_shut_down: (get-property stop-at-shut-down)
 * @self: a list
 *
 * Gets whether the schedulers are stopped when the manager is shut down.
 *
 * Returns: whether they are
 */
gboolean
bg_scheduler_list_get_stop_at_shut_down (BgSchedulerList *self)
{
  g_return_val_if_fail (BG_IS_SCHEDULER_LIST (self), FALSE);

  return self->stop_at_shut_down;
}

/**
 * bg_scheduler_list_set_stop_at_shut_down: (set-property stop-at-shut-down)
 * @self: a list
 * @stop_at_shut_down: whether they are to be stopped
 *
 * Sets whether the schedulers are stopped when the manager is shut down. It may be said at any time before that.
 */
void
bg_scheduler_list_set_stop_at_shut_down (BgSchedulerList *self,
                                         gboolean         stop_at_shut_down)
{
  g_return_if_fail (BG_IS_SCHEDULER_LIST (self));

  if (self->stop_at_shut_down == !!stop_at_shut_down)
    return;
  self->stop_at_shut_down = !!stop_at_shut_down;
  g_object_notify (G_OBJECT (self), "stop-at-shut-down");
}
