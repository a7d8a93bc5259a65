/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-task-list-model-private.h"

#include "bg-positions-private.h"
#include "bg-task-manager-private.h"
#include "bg-task-private.h"

/**
 * BgTaskListModel:
 *
 * The tasks of a manager, as a list.
 *
 * The list has the tasks that have not ended, in the order in which they were added, and the last few of
 * those that have if you ask for them. It may be confined to a group. Objects are made only for the tasks
 * that somebody looks at, so that a list of a million costs little.
 *
 * It changes only in the main loop of its manager, once a turn at most: what was added and what has ended
 * since is announced in batches.
 *
 * ```c
 * static GListModel *
 * make_list (BgTaskManager *manager)
 * {
 *   return G_LIST_MODEL (bg_task_list_model_new (manager, "thumbnails", 10));
 * }
 * ```
 *
 * Threads: the context of the manager only.
 */

/* With more separate changes than this, one that spans them all is announced instead. */
#define MAX_CHANGES 8

typedef struct
{
  guint64      id;
  BgTask      *task;            /* once somebody has looked at it */
  BgTaskState  state;           /* once it has ended */
  guint64      ended_at;        /* counted in ends */
} BgListEntry;

struct _BgTaskListModel
{
  GObject        parent_instance;

  BgTaskManager *manager;
  char          *group;
  guint          keep_ended;

  GSequence     *entries;       /* by id */
  GQueue         kept;          /* of GSequenceIter: entries that have ended, the oldest first */
  GHashTable    *early;         /* id → entry: ended before they were in the list */
  guint64        n_ended;
};

typedef enum
{
  PROP_MANAGER = 1,
  PROP_GROUP,
  PROP_KEEP_ENDED,
  PROP_ITEM_TYPE,
  PROP_N_ITEMS,
} BgTaskListModelProperty;

static GParamSpec *props[PROP_N_ITEMS + 1];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BgTaskListModel, bg_task_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
free_entry (gpointer data)
{
  BgListEntry *entry = data;

  g_clear_object (&entry->task);
  g_free (entry);
}

static BgListEntry *
new_entry (guint64 id)
{
  BgListEntry *entry = g_new0 (BgListEntry, 1);

  entry->id = id;
  return entry;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const BgListEntry *x = a;
  const BgListEntry *y = b;

  return x->id < y->id ? -1 : x->id > y->id;
}

static GSequenceIter *
find_entry (BgTaskListModel *self,
            guint64          id)
{
  BgListEntry key = { .id = id };

  return g_sequence_lookup (self->entries, &key, compare_entries, NULL);
}

static GType
get_item_type (GListModel *model)
{
  return BG_TYPE_TASK;
}

static guint
get_n_items (GListModel *model)
{
  return (guint) g_sequence_get_length (BG_TASK_LIST_MODEL (model)->entries);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  BgTaskListModel *self = BG_TASK_LIST_MODEL (model);
  BgListEntry *entry;

  if (position >= get_n_items (model))
    return NULL;
  entry = g_sequence_get (g_sequence_get_iter_at_pos (self->entries, (int) position));
  if (entry->task == NULL)
    entry->task = bg_task_manager_dup_task (self->manager, entry->id);
  if (entry->task == NULL)
    entry->task = bg_task_new_ended (bg_task_manager_get_engine (self->manager), entry->id, entry->state, NULL);
  return g_object_ref (entry->task);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
announce (BgTaskListModel *self,
          guint            position,
          guint            removed,
          guint            added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
}

static void
remove_range (BgTaskListModel *self,
              guint            position,
              guint            n)
{
  GSequenceIter *begin = g_sequence_get_iter_at_pos (self->entries, (int) position);
  GSequenceIter *end = g_sequence_get_iter_at_pos (self->entries, (int) (position + n));

  g_sequence_remove_range (begin, end);
}

/* From the end, so that positions stay true. */
static void
remove_runs (BgTaskListModel *self,
             GArray          *positions)
{
  guint n;

  for (guint i = positions->len; i > 0; i -= n)
    {
      guint first = bg_positions_get_last_run (positions, i, &n);

      remove_range (self, first, n);
      announce (self, first, n, 0);
    }
}

static void
remove_scattered (BgTaskListModel *self,
                  GArray          *positions)
{
  guint first = g_array_index (positions, guint, 0);
  guint span = g_array_index (positions, guint, positions->len - 1) - first + 1;

  for (guint i = positions->len; i > 0; i--)
    remove_range (self, g_array_index (positions, guint, i - 1), 1);
  announce (self, first, span, span - positions->len);
}

static void
remove_ended (BgTaskListModel *self)
{
  g_autoptr (GArray) positions = NULL;

  if (self->kept.length <= self->keep_ended)
    return;

  positions = g_array_new (FALSE, FALSE, sizeof (guint));
  while (self->kept.length > self->keep_ended)
    {
      guint position = (guint) g_sequence_iter_get_position (g_queue_pop_head (&self->kept));

      g_array_append_val (positions, position);
    }
  if (bg_positions_sort (positions) <= MAX_CHANGES)
    remove_runs (self, positions);
  else
    remove_scattered (self, positions);
}

static gboolean
is_ours (BgTaskListModel *self,
         const char      *group)
{
  return self->group == NULL || g_strcmp0 (self->group, group) == 0;
}

/* Whether the task is live and of our group. */
static gboolean
is_listed (BgTaskListModel *self,
           BgEngine        *engine,
           guint64          id)
{
  BgNode *node;
  gboolean listed;

  bg_engine_lock (engine);
  node = bg_node_store_lookup (engine->nodes, id);
  listed = node != NULL && node->state != BG_NODE_ENDED && !bg_node_has_flag (node, BG_NODE_FLAG_NOTICED)
           && is_ours (self, node->cold != NULL && node->cold->group != NULL ? node->cold->group->name : NULL);
  bg_engine_unlock (engine);
  return listed;
}

/* One that ended before it was in the list may have been overtaken. */
static void
keep (BgTaskListModel *self,
      GSequenceIter   *iter)
{
  const BgListEntry *entry = g_sequence_get (iter);
  GList *before = self->kept.tail;

  while (before != NULL && ((BgListEntry *) g_sequence_get (before->data))->ended_at > entry->ended_at)
    before = before->prev;
  g_queue_insert_after (&self->kept, before, iter);
}

/* The entry takes its place, which is nearly always the last one: two threads that add may cross. */
static void
insert_entry (BgTaskListModel *self,
              BgListEntry     *entry,
              guint           *first)
{
  GSequenceIter *iter = g_sequence_insert_sorted (self->entries, entry, compare_entries, NULL);

  *first = MIN (*first, (guint) g_sequence_iter_get_position (iter));
  if (entry->state >= BG_TASK_STATE_COMPLETED)
    keep (self, iter);
}

static void
insert_added (BgTaskListModel *self,
              GArray          *added)
{
  BgEngine *engine = bg_task_manager_get_engine (self->manager);
  guint before = get_n_items (G_LIST_MODEL (self));
  guint first = before;
  guint n = 0;

  for (guint i = 0; i < added->len; i++)
    {
      guint64 id = g_array_index (added, guint64, i);
      gpointer entry = NULL;

      /* It may have been there already when we were made. */
      if (!g_hash_table_steal_extended (self->early, &id, NULL, &entry)
          && find_entry (self, id) == NULL && is_listed (self, engine, id))
        entry = new_entry (id);
      if (entry == NULL)
        continue;
      insert_entry (self, entry, &first);
      n++;
    }
  if (n > 0)
    announce (self, first, before - first, before - first + n);
}

/* In the home context: a task has ended. It stays in the list until the turn is over. */
void
bg_task_list_model_note_ended (BgTaskListModel *self,
                               const BgEnding  *ending)
{
  GSequenceIter *iter;
  BgListEntry *entry;

  if (!is_ours (self, ending->group))
    return;

  iter = find_entry (self, ending->id);
  entry = iter != NULL ? g_sequence_get (iter) : new_entry (ending->id);
  entry->state = ending->state;
  entry->ended_at = ++self->n_ended;
  if (entry->task == NULL && self->keep_ended > 0)
    entry->task = ending->task != NULL
                    ? g_object_ref (ending->task)
                    : bg_task_new_ended (bg_task_manager_get_engine (self->manager), ending->id, ending->state,
                                         ending->outcome);
  if (iter != NULL)
    keep (self, iter);
  else if (self->keep_ended > 0)
    g_hash_table_insert (self->early, &entry->id, entry);
  else
    free_entry (entry);
}

/* In the home context, once a turn: announces what has been added, and what has ended. */
void
bg_task_list_model_update (BgTaskListModel *self,
                           GArray          *added)
{
  /* It may have been disposed of in the handler of another list. */
  if (self->manager == NULL)
    return;
  if (added != NULL)
    insert_added (self, added);
  remove_ended (self);
}

static void
add_live_node (BgNode   *node,
               gpointer  user_data)
{
  BgTaskListModel *self = user_data;

  if (node->state == BG_NODE_ENDED || bg_node_has_flag (node, BG_NODE_FLAG_NOTICED))
    return;
  if (is_ours (self, node->cold != NULL && node->cold->group != NULL ? node->cold->group->name : NULL))
    g_sequence_append (self->entries, new_entry (bg_node_get_id (node)));
}

static void
bg_task_list_model_constructed (GObject *object)
{
  BgTaskListModel *self = BG_TASK_LIST_MODEL (object);
  BgEngine *engine;

  G_OBJECT_CLASS (bg_task_list_model_parent_class)->constructed (object);

  g_return_if_fail (BG_IS_TASK_MANAGER (self->manager));

  engine = bg_task_manager_get_engine (self->manager);
  bg_task_manager_add_model (self->manager, self);
  bg_engine_lock (engine);
  bg_node_store_foreach (engine->nodes, add_live_node, self);
  bg_engine_unlock (engine);
}

static void
bg_task_list_model_dispose (GObject *object)
{
  BgTaskListModel *self = BG_TASK_LIST_MODEL (object);

  if (self->manager != NULL)
    bg_task_manager_remove_model (self->manager, self);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (bg_task_list_model_parent_class)->dispose (object);
}

static void
bg_task_list_model_finalize (GObject *object)
{
  BgTaskListModel *self = BG_TASK_LIST_MODEL (object);

  g_queue_clear (&self->kept);
  g_hash_table_unref (self->early);
  g_sequence_free (self->entries);
  g_free (self->group);
  G_OBJECT_CLASS (bg_task_list_model_parent_class)->finalize (object);
}

static void
bg_task_list_model_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BgTaskListModel *self = BG_TASK_LIST_MODEL (object);

  switch ((BgTaskListModelProperty) prop_id)
    {
    case PROP_MANAGER:
      g_value_set_object (value, bg_task_list_model_get_manager (self));
      break;
    case PROP_GROUP:
      g_value_set_string (value, bg_task_list_model_get_group (self));
      break;
    case PROP_KEEP_ENDED:
      g_value_set_uint (value, bg_task_list_model_get_keep_ended (self));
      break;
    case PROP_ITEM_TYPE:
      g_value_set_gtype (value, get_item_type (G_LIST_MODEL (self)));
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, get_n_items (G_LIST_MODEL (self)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_list_model_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  BgTaskListModel *self = BG_TASK_LIST_MODEL (object);

  switch ((BgTaskListModelProperty) prop_id)
    {
    case PROP_MANAGER:
      self->manager = g_value_dup_object (value);
      break;
    case PROP_GROUP:
      self->group = g_value_dup_string (value);
      break;
    case PROP_KEEP_ENDED:
      bg_task_list_model_set_keep_ended (self, g_value_get_uint (value));
      break;
    case PROP_ITEM_TYPE:
    case PROP_N_ITEMS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_task_list_model_class_init (BgTaskListModelClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags identity = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_task_list_model_constructed;
  object_class->dispose = bg_task_list_model_dispose;
  object_class->finalize = bg_task_list_model_finalize;
  object_class->get_property = bg_task_list_model_get_property;
  object_class->set_property = bg_task_list_model_set_property;

  /**
   * BgTaskListModel:manager: (getter get_manager)
   *
   * The manager whose tasks are listed.
   */
  props[PROP_MANAGER] = g_param_spec_object ("manager", NULL, NULL, BG_TYPE_TASK_MANAGER, identity);

  /**
   * BgTaskListModel:group: (getter get_group)
   *
   * The group whose tasks are listed, or `NULL` for all.
   */
  props[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, identity);

  /**
   * BgTaskListModel:keep-ended: (getter get_keep_ended) (setter set_keep_ended)
   *
   * How many of the tasks that have ended last are listed.
   */
  props[PROP_KEEP_ENDED] = g_param_spec_uint ("keep-ended", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                | G_PARAM_STATIC_STRINGS);

  /**
   * BgTaskListModel:item-type:
   *
   * The type of the items: [class@Task].
   */
  props[PROP_ITEM_TYPE] = g_param_spec_gtype ("item-type", NULL, NULL, BG_TYPE_TASK, readable);

  /**
   * BgTaskListModel:n-items:
   *
   * How many items there are.
   */
  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_task_list_model_init (BgTaskListModel *self)
{
  self->entries = g_sequence_new (free_entry);
  self->early = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_entry);
}

/**
 * bg_task_list_model_new:
 * @manager: the manager whose tasks are listed
 * @group: (nullable): the group whose tasks are listed, or `NULL` for all
 * @keep_ended: how many of the tasks that have ended last are listed
 *
 * Makes a list of the tasks of a manager.
 *
 * Returns: (transfer full): a new list
 */
BgTaskListModel *
bg_task_list_model_new (BgTaskManager *manager,
                        const char    *group,
                        guint          keep_ended)
{
  g_return_val_if_fail (BG_IS_TASK_MANAGER (manager), NULL);

  return g_object_new (BG_TYPE_TASK_LIST_MODEL,
                       "manager", manager,
                       "group", group,
                       "keep-ended", keep_ended,
                       NULL);
}

/**
 * bg_task_list_model_get_manager: (get-property manager)
 * @self: a list
 *
 * Gets the manager whose tasks are listed.
 *
 * Returns: (transfer none): the manager
 */
BgTaskManager *
bg_task_list_model_get_manager (BgTaskListModel *self)
{
  g_return_val_if_fail (BG_IS_TASK_LIST_MODEL (self), NULL);

  return self->manager;
}

/**
 * bg_task_list_model_get_group: (get-property group)
 * @self: a list
 *
 * Gets the group whose tasks are listed.
 *
 * Returns: (transfer none) (nullable): the name of the group, or `NULL` for all
 */
const char *
bg_task_list_model_get_group (BgTaskListModel *self)
{
  g_return_val_if_fail (BG_IS_TASK_LIST_MODEL (self), NULL);

  return self->group;
}

/**
 * bg_task_list_model_get_keep_ended: (get-property keep-ended)
 * @self: a list
 *
 * Gets how many of the tasks that have ended last are listed.
 *
 * Returns: the number
 */
guint
bg_task_list_model_get_keep_ended (BgTaskListModel *self)
{
  g_return_val_if_fail (BG_IS_TASK_LIST_MODEL (self), 0);

  return self->keep_ended;
}

/**
 * bg_task_list_model_set_keep_ended: (set-property keep-ended)
 * @self: a list
 * @keep_ended: the number
 *
 * Sets how many of the tasks that have ended last are listed. With fewer, the oldest go at once.
 */
void
bg_task_list_model_set_keep_ended (BgTaskListModel *self,
                                   guint            keep_ended)
{
  g_return_if_fail (BG_IS_TASK_LIST_MODEL (self));

  if (self->keep_ended == keep_ended)
    return;
  self->keep_ended = keep_ended;
  remove_ended (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEEP_ENDED]);
}
