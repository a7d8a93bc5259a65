/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-loop.h"

#include "bg-loop-core-private.h"

/**
 * BgLoop:
 *
 * A main loop in a thread of its own, which has a name.
 *
 * It is for what wants one thread and a loop: an object that is not safe to be used from several threads, or
 * asynchronous work that is not to disturb the window. Functions come to it one after the other, so that
 * what only they touch needs no lock. To have tasks of a manager run there, see [class@LoopExecutor]; to
 * find loops by their names, [class@Loops].
 *
 * # Life
 *
 * [method@Loop.start] makes the thread, [method@Loop.stop] asks it to end and [method@Loop.wait] waits until it
 * has. What is invoked before the start waits for it. From the stop on everything is refused with
 * `BG_ERROR_SHUT_DOWN`; what was accepted before is still called, or released uncalled where the loop is told
 * to cancel. Timeouts end with the loop. When it has stopped, it can be started again.
 *
 * When the last reference goes the loop is stopped and cancels, and nobody waits for it.
 *
 * # Threads
 *
 * All functions are safe from any thread, [method@Loop.stop_async] with its callback from any that runs a main
 * context. What is given with a function is released in the thread of the loop, after it was called or instead of
 * that. `notify::running` is emitted in the context that was thread-default when the loop was made. In the
 * thread of the loop, [method@Loop.get_context] is the thread-default context, so that asynchronous functions
 * of GIO that are called there report there. JavaScript cannot be called in other threads than its own.
 *
 * ```c
 * static void
 * open_journal (gpointer journal)
 * {
 *   g_string_append (journal, "opened\n");
 * }
 *
 * static BgLoop *
 * start_journal (GString *journal, GError **error)
 * {
 *   g_autoptr (BgLoop) loop = bg_loop_new ("journal");
 *
 *   if (!bg_loop_invoke (loop, open_journal, journal, NULL, error) || !bg_loop_start (loop, error))
 *     return NULL;
 *   return g_steal_pointer (&loop);
 * }
 * ```
 */

typedef enum
{
  PROP_NAME = 1,
  PROP_RUNNING,
} BgLoopProperty;

struct _BgLoop
{
  GObject     parent_instance;

  /* fixed at construction */
  char       *name;
  BgLoopCore *core;

  /* home context */
  gboolean    notified_running;
};

static GParamSpec *props[PROP_RUNNING + 1];

G_DEFINE_FINAL_TYPE (BgLoop, bg_loop, G_TYPE_OBJECT)

static void
changed (gpointer owner)
{
  BgLoop *self = owner;
  gboolean running = bg_loop_core_is_running (self->core);

  if (self->notified_running == running)
    return;
  self->notified_running = running;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

static void
bg_loop_constructed (GObject *object)
{
  BgLoop *self = BG_LOOP (object);

  G_OBJECT_CLASS (bg_loop_parent_class)->constructed (object);
  if (self->name == NULL || self->name[0] == '\0')
    {
      g_free (self->name);
      self->name = g_strdup ("loop");
    }
  self->core = bg_loop_core_new (self->name, self, changed);
}

/* It may be the thread of the loop that drops the last reference: nobody waits here. */
static void
bg_loop_dispose (GObject *object)
{
  bg_loop_core_stop (BG_LOOP (object)->core, TRUE, NULL, NULL);
  G_OBJECT_CLASS (bg_loop_parent_class)->dispose (object);
}

static void
bg_loop_finalize (GObject *object)
{
  BgLoop *self = BG_LOOP (object);

  bg_loop_core_unref (self->core);
  g_free (self->name);
  G_OBJECT_CLASS (bg_loop_parent_class)->finalize (object);
}

static void
bg_loop_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  BgLoop *self = BG_LOOP (object);

  switch ((BgLoopProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, bg_loop_get_name (self));
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, bg_loop_is_running (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_loop_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  BgLoop *self = BG_LOOP (object);

  switch ((BgLoopProperty) prop_id)
    {
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_RUNNING:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bg_loop_class_init (BgLoopClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = bg_loop_constructed;
  object_class->dispose = bg_loop_dispose;
  object_class->finalize = bg_loop_finalize;
  object_class->get_property = bg_loop_get_property;
  object_class->set_property = bg_loop_set_property;

  /**
   * BgLoop:name: (getter get_name)
   *
   * What the loop is called. Its thread is called that as well, after `bg-`, as far as the system shows it.
   */
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "loop",
                                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BgLoop:running: (getter is_running)
   *
   * Whether the loop has a thread: from its start until everything has ended there.
   */
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
bg_loop_init (BgLoop *self)
{
}

BgLoopCore *
bg_loop_get_core (BgLoop *self)
{
  return self->core;
}

/**
 * bg_loop_new:
 * @name: what it is called
 *
 * Makes a loop, which does not run yet.
 *
 * Returns: (transfer full): a new loop
 */
BgLoop *
bg_loop_new (const char *name)
{
  g_return_val_if_fail (name != NULL && name[0] != '\0', NULL);

  return g_object_new (BG_TYPE_LOOP, "name", name, NULL);
}

/**
 * bg_loop_get_name:
 * @self: a loop
 *
 * Gets what the loop is called.
 *
 * Returns: (transfer none): the name
 */
const char *
bg_loop_get_name (BgLoop *self)
{
  g_return_val_if_fail (BG_IS_LOOP (self), NULL);

  return self->name;
}

/**
 * bg_loop_get_context:
 * @self: a loop
 *
 * Gets the context that runs in the thread of the loop, to attach sources to it.
 *
 * It is the same for as long as the loop lives. While the loop does not run, nothing is dispatched; sources
 * that were attached stay when it stops, and go on when it is started again.
 *
 * Returns: (transfer none): the context
 */
GMainContext *
bg_loop_get_context (BgLoop *self)
{
  g_return_val_if_fail (BG_IS_LOOP (self), NULL);

  return self->core->context;
}

/**
 * bg_loop_is_running:
 * @self: a loop
 *
 * Gets whether the loop has a thread: from its start until everything has ended there.
 *
 * Returns: `TRUE` if it runs
 */
gboolean
bg_loop_is_running (BgLoop *self)
{
  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);

  return bg_loop_core_is_running (self->core);
}

/**
 * bg_loop_is_own_thread:
 * @self: a loop
 *
 * Tells whether the calling thread is the one of the loop.
 *
 * Returns: `TRUE` in the thread of the loop
 */
gboolean
bg_loop_is_own_thread (BgLoop *self)
{
  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);

  return bg_loop_core_is_own_thread (self->core);
}

/**
 * bg_loop_start:
 * @self: a loop
 * @error: return location for an error
 *
 * Starts the thread of the loop. A loop that runs already goes on.
 *
 * It fails with `BG_ERROR_TOO_LATE` while the loop is stopping, and with an error of the domain `G_THREAD_ERROR`
 * if the system has no thread left.
 *
 * Returns: `TRUE` if it runs
 */
gboolean
bg_loop_start (BgLoop  *self,
               GError **error)
{
  g_return_val_if_fail (BG_IS_LOOP (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return bg_loop_core_start (self->core, error);
}
