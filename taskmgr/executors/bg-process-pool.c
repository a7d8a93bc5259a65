/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-process-pool-private.h"

#include "bg-command-run-private.h"
#include "bg-process-task-private.h"
#include "core/bg-task-private.h"

#include <glib/gi18n-lib.h>

struct _BgProcessPool
{
  const BgProcessPoolEvents  *events;
  GObject                    *owner;              /* which owns us */
  const BgProcessChildEvents *child_events;
  BgProcessSettings           settings;
  GHashTable                 *workers;            /* name → char ** */
  GMainContext               *context;            /* of the manager, once there was a task */
  GPtrArray                  *children;           /* of BgProcessChild, all that live and are still of use */
  GHashTable                 *requests;           /* BgProcessChild → BgTask, or NULL once it was stopped */
  guint64                     last_request;
  guint                       n_running;          /* commands too */
  gboolean                    is_draining;
  GSource                    *timer;              /* until the next child has had nothing to do for too long */
};

static gboolean
dispatch_timer (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

static void
free_child (gpointer data)
{
  bg_process_child_abandon (data);
  bg_process_child_unref (data);
}

/* Which of the children that could be spared has been without work for longest. */
static BgProcessChild *
find_oldest (BgProcessPool *self)
{
  BgProcessChild *oldest = NULL;

  for (guint i = 0; i < self->children->len; i++)
    {
      BgProcessChild *child = g_ptr_array_index (self->children, i);

      if (bg_process_child_is_free (child)
          && (oldest == NULL || bg_process_child_get_since (child) < bg_process_child_get_since (oldest)))
        oldest = child;
    }
  return oldest;
}

static gboolean
is_too_old (BgProcessPool  *self,
            BgProcessChild *child,
            gint64          now)
{
  gint64 age = now - bg_process_child_get_since (child);

  return self->is_draining || age >= self->settings.idle_timeout * (gint64) 1000;
}

/* Lets children go that were without work for long enough, and sees to it that the next one will be thought of. */
void
bg_process_pool_review (BgProcessPool *self)
{
  gint64 now = g_get_monotonic_time ();
  BgProcessChild *child = find_oldest (self);

  while (child != NULL && is_too_old (self, child, now))
    {
      bg_process_child_finish (child, self->settings.patience);
      child = find_oldest (self);
    }
  if (self->timer != NULL)
    g_source_set_ready_time (self->timer, child == NULL ? -1
                             : bg_process_child_get_since (child) + self->settings.idle_timeout * (gint64) 1000);
}

static gboolean
review_cb (gpointer user_data)
{
  bg_process_pool_review (user_data);
  return G_SOURCE_CONTINUE;
}

static void
forget_context (BgProcessPool *self)
{
  g_ptr_array_set_size (self->children, 0);
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}

/* A second manager, after the first one, may belong elsewhere. */
static void
use_context (BgProcessPool *self,
             GMainContext  *context)
{
  self->is_draining = FALSE;
  if (self->context == context)
    return;
  forget_context (self);
  self->context = g_main_context_ref (context);
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[taskmgr] children without work");
  g_source_set_callback (self->timer, review_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* The task keeps its place until here, whatever has become of it. */
static void
release (BgProcessPool *self)
{
  self->n_running--;
  self->events->freed (self->owner);
}

static void
unref_task (gpointer task)
{
  if (task != NULL)
    g_object_unref (task);
}

/* Takes the task from the child, or NULL if nobody waits for an answer any more. FALSE if the child had no request. */
static gboolean
take_task (BgProcessPool   *self,
           BgProcessChild  *child,
           BgTask         **task)
{
  gpointer found = NULL;
  gboolean had_one = g_hash_table_steal_extended (self->requests, child, NULL, &found);

  *task = found;
  return had_one;
}

static void
report_progress (BgTask   *task,
                 GVariant *body)
{
  double fraction;
  const char *text;

  g_variant_get (body, "(tdm&s)", NULL, &fraction, &text);
  bg_task_report_progress (task, fraction, text);
}

static void
log_line (BgProcessPool *self,
          BgTask        *task,
          GVariant      *body)
{
  const char *line;

  g_variant_get (body, "(t&s)", NULL, &line);
  g_debug ("%s: %s", bg_process_task_get_worker (BG_PROCESS_TASK (task)), line);
  self->events->logged (task, line, self->owner);
}

static BgProcessChild *
spawn (BgProcessPool  *self,
       const char     *name,
       GError        **error)
{
  BgProcessSpawn how = { .argv = g_hash_table_lookup (self->workers, name),
                         .limits = self->settings.limits,
                         .input_fd = -1, .output_fd = -1, .error_fd = -1, .channel_fd = -1 };
  BgProcessChild *child, *oldest;

  if (how.argv == NULL)
    {
      g_set_error (error, BG_PROCESS_ERROR, BG_PROCESS_ERROR_UNKNOWN_WORKER,
                   _("There is no worker “%s”; it has to be registered with the executor first"), name);
      return NULL;
    }
  child = bg_process_child_new (self->context, name, &how, self->settings.max_size, self->child_events, self,
                                error);
  if (child == NULL)
    return NULL;
  /* Others that do nothing make room for it. */
  oldest = find_oldest (self);
  if (oldest != NULL && self->settings.max_children > 0 && self->children->len >= self->settings.max_children)
    bg_process_child_finish (oldest, self->settings.patience);
  g_ptr_array_add (self->children, child);
  return child;
}

static BgProcessChild *
find_child (BgProcessPool  *self,
            const char     *name,
            GError        **error)
{
  /* The one that has worked last: the others may be let go. */
  BgProcessChild *found = NULL;

  for (guint i = 0; i < self->children->len; i++)
    {
      BgProcessChild *child = g_ptr_array_index (self->children, i);

      if (bg_process_child_is_free (child) && g_str_equal (bg_process_child_get_name (child), name)
          && (found == NULL || bg_process_child_get_since (child) > bg_process_child_get_since (found)))
        found = child;
    }
  return found != NULL ? found : spawn (self, name, error);
}

static gboolean
send_request (BgProcessPool  *self,
              BgTask         *task,
              GVariant       *arguments,
              GError        **error)
{
  const char *worker = bg_process_task_get_worker (BG_PROCESS_TASK (task));
  BgProcessChild *child = find_child (self, worker != NULL ? worker : "", error);

  if (child == NULL || !bg_process_child_request (child, ++self->last_request, arguments, error))
    return FALSE;
  g_hash_table_insert (self->requests, child, g_object_ref (task));
  return TRUE;
}

static void
said_cb (BgProcessChild *child,
         BgProcessFrame *frame,
         gpointer        user_data)
{
  BgProcessPool *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  g_autoptr (BgTask) task = NULL;

  g_set_object (&task, g_hash_table_lookup (self->requests, child));
  if (frame->kind == BG_PROCESS_FRAME_RESULT || frame->kind == BG_PROCESS_FRAME_ERROR)
    {
      g_hash_table_remove (self->requests, child);
      bg_process_pool_review (self);
      release (self);
    }
  if (task == NULL || bg_task_is_ended (task))
    return;

  switch (frame->kind)
    {
    case BG_PROCESS_FRAME_PROGRESS:
      report_progress (task, frame->body);
      break;
    case BG_PROCESS_FRAME_LOG:
      log_line (self, task, frame->body);
      break;
    case BG_PROCESS_FRAME_RESULT:
      bg_process_task_take_result (BG_PROCESS_TASK (task), frame->body);
      break;
    case BG_PROCESS_FRAME_ERROR:
      bg_process_task_take_failure (BG_PROCESS_TASK (task), frame->body);
      break;
    case BG_PROCESS_FRAME_NONE:
    case BG_PROCESS_FRAME_REQUEST:
    case BG_PROCESS_FRAME_CANCEL:
    case BG_PROCESS_FRAME_BEGUN:
    default:
      break;
    }
}

/* A child may go, or be killed, while it has nothing to do, and a request cross that. Then another one gets it. */
static gboolean
send_again (BgProcessPool  *self,
            BgProcessChild *child,
            BgTask         *task)
{
  GVariant *arguments = bg_process_child_get_missed (child);

  return arguments != NULL && task != NULL && !bg_task_is_ended (task) && send_request (self, task, arguments, NULL);
}

static void
ended_cb (BgProcessChild *child,
          const GError   *reason,
          gpointer        user_data)
{
  BgProcessPool *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  g_autoptr (BgTask) task = NULL;
  gboolean had_one = take_task (self, child, &task);

  if (reason != NULL)
    g_debug ("%s", reason->message);
  g_ptr_array_remove_fast (self->children, child);
  if (!had_one || send_again (self, child, task))
    return;
  release (self);
  if (task != NULL && !bg_task_is_ended (task))
    bg_task_return_error (task, reason);
}

static const BgProcessChildEvents child_events = { said_cb, ended_cb };

static void
submit_request (BgProcessPool *self,
                BgTask        *task)
{
  g_autoptr (GVariant) arguments = bg_process_task_pack (BG_PROCESS_TASK (task));
  g_autoptr (GError) error = NULL;

  if (arguments == NULL)
    return;
  if (!send_request (self, task, arguments, &error))
    {
      bg_task_return_error (task, error);
      return;
    }
  self->n_running++;
  bg_process_pool_review (self);
}

/* Takes the reference that was taken when it began. */
static void
command_ended (gboolean reported,
               gpointer user_data)
{
  BgProcessPool *self = user_data;
  g_autoptr (GObject) owner = self->owner;

  release (self);
}

BgProcessPool *
bg_process_pool_new (const BgProcessPoolEvents *events,
                     GObject                   *owner)
{
  BgProcessPool *self = g_new0 (BgProcessPool, 1);

  self->events = events;
  self->owner = owner;
  self->child_events = &child_events;
  self->workers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->children = g_ptr_array_new_with_free_func (free_child);
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, unref_task);
  return self;
}

void
bg_process_pool_free (BgProcessPool *self)
{
  forget_context (self);
  g_ptr_array_unref (self->children);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->workers);
  g_free (self);
}

BgProcessSettings *
bg_process_pool_get_settings (BgProcessPool *self)
{
  return &self->settings;
}

/* For children that are started from now on. */
void
bg_process_pool_set_argv (BgProcessPool     *self,
                          const char        *name,
                          const char *const *argv)
{
  g_hash_table_insert (self->workers, g_strdup (name), g_strdupv ((char **) argv));
}

guint
bg_process_pool_count_running (BgProcessPool *self)
{
  return self->n_running;
}

guint
bg_process_pool_count_children (BgProcessPool *self)
{
  return self->children->len;
}

void
bg_process_pool_submit (BgProcessPool *self,
                        BgTask        *task)
{
  g_autoptr (GError) error = NULL;

  use_context (self, bg_task_get_private (task)->engine->context);
  if (BG_IS_COMMAND_TASK (task))
    {
      self->n_running++;
      g_object_ref (self->owner);
      bg_command_run (BG_COMMAND_TASK (task), self->context, command_ended, self);
    }
  else if (BG_IS_PROCESS_TASK (task))
    submit_request (self, task);
  else
    {
      error = g_error_new_literal (BG_ERROR, BG_ERROR_INVALID_ARGUMENT,
                                   _("A function cannot run in a child process; give it a command, "
                                     "or a task for a worker"));
      bg_task_return_error (task, error);
    }
}

/* Its child may answer nevertheless, and the task be on its way to another one for a further attempt: it is not for
 * that. A command sees by itself that it was cancelled. */
void
bg_process_pool_stop (BgProcessPool *self,
                      BgTask        *task)
{
  GHashTableIter iter;
  gpointer child, other;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, &child, &other))
    if (other == task)
      {
        g_hash_table_iter_replace (&iter, NULL);
        bg_process_child_cancel (child, self->settings.patience);
      }
}

void
bg_process_pool_drain (BgProcessPool *self)
{
  self->is_draining = TRUE;
  bg_process_pool_review (self);
}
