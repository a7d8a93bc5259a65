/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-condition-private.h"

#include <glib/gi18n-lib.h>

/**
 * BgCondition:
 *
 * Says whether something is so that tasks wait for.
 *
 * A task that was given one with [method@Task.add_condition] does not begin before it is fulfilled. It may have
 * several, which have to be fulfilled at the same time, and named resources as well. While it waits it is queued, takes
 * no thread and holds up nobody; [property@Task:waiting-reason] says what it waits for. A task that runs is not
 * interrupted when the condition is not fulfilled any more; if it is tried again, it waits before.
 *
 * Some are ready-made: [class@NetworkCondition], [class@PowerCondition], [class@MemoryCondition], and for windows
 * one in the library for GTK. Others are made by the program, which says itself when they are fulfilled:
 *
 * ```c
 * static void
 * print_when_possible (BgTaskManager *manager, BgTask *task, BgCondition *printer_on)
 * {
 *   bg_task_add_condition (task, printer_on);
 *   bg_task_manager_add (manager, task, NULL);
 * }
 *
 * static BgCondition *
 * make_condition (void)
 * {
 *   return bg_condition_new ("the printer is on", FALSE);
 * }
 * ```
 *
 * It may serve any number of tasks and managers, and lasts for as long as somebody holds it, as the tasks do that
 * were given it. A kind of one's own is derived from this class.
 *
 * A condition belongs to the [struct@GLib.MainContext] that was thread-default when it was made, where
 * `notify::fulfilled` is emitted. Threads: all functions are safe from any thread; those that derive from it, and what
 * watches the desktop, are made and let go in their own.
 */

typedef struct
{
  /* fixed at construction */
  char         *name;
  GMainContext *context;
  GThread      *home;

  /* atomic */
  int           fulfilled;
  int           telling;        /* a source will tell */

  /* home context */
  int           told;

  /* lock, a leaf */
  GMutex        lock;
  GPtrArray    *engines;        /* of BgEngine */
} BgConditionPrivate;

typedef enum
{
  PROP_NAME = 1,
  PROP_FULFILLED,
} BgConditionProperty;

static GParamSpec *props[PROP_FULFILLED + 1];

G_DEFINE_TYPE_WITH_PRIVATE (BgCondition, bg_condition, G_TYPE_OBJECT)

static BgConditionPrivate *
get_private (BgCondition *self)
{
  return bg_condition_get_instance_private (self);
}

void
bg_condition_join (BgCondition *self,
                   BgEngine    *engine)
{
  BgConditionPrivate *priv = get_private (self);

  g_mutex_lock (&priv->lock);
  g_ptr_array_add (priv->engines, bg_engine_ref (engine));
  g_mutex_unlock (&priv->lock);
}

void
bg_condition_leave (BgCondition *self,
                    BgEngine    *engine)
{
  BgConditionPrivate *priv = get_private (self);

  g_mutex_lock (&priv->lock);
  g_ptr_array_remove_fast (priv->engines, engine);
  g_mutex_unlock (&priv->lock);
}

static gpointer
ref_engine (gconstpointer engine,
            gpointer      user_data)
{
  return bg_engine_ref ((BgEngine *) engine);
}

/* They look themselves how it is now, so it does not matter who of several threads comes last. */
static void
tell_engines (BgCondition *self)
{
  BgConditionPrivate *priv = get_private (self);
  g_autoptr (GPtrArray) engines = NULL;

  g_mutex_lock (&priv->lock);
  engines = g_ptr_array_copy (priv->engines, ref_engine, NULL);
  g_mutex_unlock (&priv->lock);

  g_ptr_array_set_free_func (engines, (GDestroyNotify) bg_engine_unref);
  for (guint i = 0; i < engines->len; i++)
    bg_engine_follow_condition (g_ptr_array_index (engines, i), self);
}

static void
notify (BgCondition *self)
{
  BgConditionPrivate *priv = get_private (self);
  const int fulfilled = g_atomic_int_get (&priv->fulfilled);

  if (priv->told == fulfilled)
    return;
  priv->told = fulfilled;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FULFILLED]);
}

static gboolean
notify_cb (gpointer user_data)
{
  BgCondition *self = user_data;

  __atomic_store_n (&get_private (self)->telling, FALSE, __ATOMIC_SEQ_CST);
  notify (self);
  return G_SOURCE_REMOVE;
}

/* From any thread. */
static void
notify_home (BgCondition *self)
{
  BgConditionPrivate *priv = get_private (self);
  g_autoptr (GSource) source = NULL;

  if (g_thread_self () == priv->home)
    {
      notify (self);
      return;
    }
  if (__atomic_exchange_n (&priv->telling, TRUE, __ATOMIC_SEQ_CST))
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[taskmgr] condition");
  g_source_set_callback (source, notify_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, priv->context);
}

static char *
describe (BgCondition *self)
{
  return g_strdup (_("its condition is fulfilled"));
}

static void
bg_condition_constructed (GObject *object)
{
  BgCondition *self = BG_CONDITION (object);
  BgConditionPrivate *priv = get_private (self);

  G_OBJECT_CLASS (bg_condition_parent_class)->constructed (object);
  if (priv->name == NULL)
    priv->name = BG_CONDITION_GET_CLASS (self)->describe (self);
}

static void
bg_condition_finalize (GObject *object)
{
  BgConditionPrivate *priv = get_private (BG_CONDITION (object));

  g_ptr_array_unref (priv->engines);
  g_main_context_unref (priv->context);
  g_mutex_clear (&priv->lock);
  g_free (priv->name);
  G_OBJECT_CLASS (bg_condition_parent_class)->finalize (object);
}

static void
bg_condition_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BgCondition *self = BG_CONDITION (object);

  switch ((BgConditionProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_condition_get_name (self));
      break;
    case PROP_FULFILLED:
      g_value_set_boolean (value, bg_condition_is_fulfilled (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_condition_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BgCondition *self = BG_CONDITION (object);

  switch ((BgConditionProperty) prop_id)
    {
    case PROP_NAME:
      get_private (self)->name = g_value_dup_string (value);
      break;
    case PROP_FULFILLED:
      bg_condition_set_fulfilled (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_condition_class_init (BgConditionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* It may be made before there is a manager. */
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  klass->describe = describe;
  object_class->constructed = bg_condition_constructed;
  object_class->finalize = bg_condition_finalize;
  object_class->get_property = bg_condition_get_property;
  object_class->set_property = bg_condition_set_property;

  /**
   * BgCondition:name: (getter get_name)
   *
   * What is waited for, as people read it behind “Waiting until”, for instance “the printer is on”.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgCondition:fulfilled: (getter is_fulfilled) (setter set_fulfilled)
   *
   * Whether it is so. It is notified in the context of the condition.
   */
  props[PROP_FULFILLED] = g_param_spec_boolean ("fulfilled", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_condition_init (BgCondition *self)
{
  BgConditionPrivate *priv = get_private (self);

  g_mutex_init (&priv->lock);
  priv->context = g_main_context_ref_thread_default ();
  priv->home = g_thread_self ();
  priv->engines = g_ptr_array_new_with_free_func ((GDestroyNotify) bg_engine_unref);
}

/**
 * bg_condition_new:
 * @name: what is waited for, as people read it behind “Waiting until”, for instance “the printer is on”
 * @fulfilled: whether it is so now
 *
 * Makes a condition that is fulfilled when the program says so.
 *
 * Returns: (transfer full): a new condition
 */
BgCondition *
bg_condition_new (const char *name,
                  gboolean    fulfilled)
{
  g_return_val_if_fail (name != NULL, NULL);

  return g_object_new (BG_TYPE_CONDITION, "name", name, "fulfilled", fulfilled, NULL);
}

/**
 * bg_condition_get_name: (get-property name)
 * @self: a condition
 *
 * Gets what is waited for, as people read it behind “Waiting until”.
 *
 * Returns: (transfer none): the name
 */
const char *
bg_condition_get_name (BgCondition *self)
{
  g_return_val_if_fail (BG_IS_CONDITION (self), NULL);

  return get_private (self)->name;
}

/**
 * bg_condition_is_fulfilled: (get-property fulfilled)
 * @self: a condition
 *
 * Gets whether it is so.
 *
 * Returns: whether it is
 */
gboolean
bg_condition_is_fulfilled (BgCondition *self)
{
  g_return_val_if_fail (BG_IS_CONDITION (self), FALSE);

  return g_atomic_int_get (&get_private (self)->fulfilled);
}

/**
 * bg_condition_set_fulfilled: (set-property fulfilled)
 * @self: a condition
 * @fulfilled: whether it is so
 *
 * Sets whether it is so, from any thread.
 *
 * The managers know when this returns: of the tasks that wait, those begin that lack nothing else, or no more begin.
 * `notify::fulfilled` is emitted at once in the thread that made the condition, and from any other later, in the
 * context of the condition.
 */
void
bg_condition_set_fulfilled (BgCondition *self,
                            gboolean     fulfilled)
{
  BgConditionPrivate *priv;
  const int now = fulfilled != FALSE;

  g_return_if_fail (BG_IS_CONDITION (self));

  priv = get_private (self);
  if (__atomic_exchange_n (&priv->fulfilled, now, __ATOMIC_SEQ_CST) == now)
    return;
  tell_engines (self);
  notify_home (self);
}
