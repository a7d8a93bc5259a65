/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-trace-private.h"

#include "bg-task-private.h"
#include "bg-trace-marks-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
# include <sys/prctl.h>
# include <sys/syscall.h>
#endif

/* The buffer holds whole events, so the file ends with one whatever becomes of the process, and readers do
 * without the closing bracket. */
#define BUFFER_SIZE (256 * 1024)
#define MAX_THREAD_NAME 64

typedef struct
{
  /* fixed when the first manager is made */
  int      pid;
  gboolean to_file;
  gboolean to_sysprof;

  /* lock */
  GMutex   lock;
  GString *buffer;
  int      fd;                  /* -1 once nothing is written any more */
} BgTrace;

gboolean bg_trace_enabled = FALSE;

static BgTrace trace = { .fd = -1 };
static GPrivate own_thread_id = G_PRIVATE_INIT (NULL);

/* Under the lock. Returns what errno says if nothing more can be written, else 0. */
static int
flush (void)
{
  gsize done = 0;
  int code = 0;

  while (done < trace.buffer->len && code == 0)
    {
      gssize n = write (trace.fd, trace.buffer->str + done, trace.buffer->len - done);

      if (n >= 0)
        done += (gsize) n;
      else if (errno != EINTR)
        code = errno;
    }
  g_string_truncate (trace.buffer, 0);
  if (code != 0)
    {
      close (trace.fd);
      trace.fd = -1;
    }
  return code;
}

static void
append (const char *text,
        gboolean    at_once)
{
  int code = 0;

  g_mutex_lock (&trace.lock);
  if (trace.fd >= 0)
    g_string_append (trace.buffer, text);
  if (trace.fd >= 0 && (at_once || trace.buffer->len >= BUFFER_SIZE))
    code = flush ();
  g_mutex_unlock (&trace.lock);
  if (code != 0)
    g_warning ("The trace ends here, it cannot be written: %s", g_strerror (code));
}

static void
append_string (GString    *event,
               const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (event, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (event, '\\');
      if ((guchar) *p < ' ')
        g_string_append_printf (event, "\\u%04x", (guint) *p);
      else
        g_string_append_c (event, *p);
    }
  g_string_append_c (event, '"');
}

static void
append_name (GString    *event,
             const char *what,
             int         thread_id,
             const char *name)
{
  g_string_append_printf (event, "{\"ph\":\"M\",\"name\":\"%s\",\"pid\":%d,\"tid\":%d,\"args\":{\"name\":",
                          what, trace.pid, thread_id);
  append_string (event, name);
  g_string_append (event, "}}");
}

/* What debuggers show, where we can know that. */
static int
find_thread (char *name)
{
#ifdef __linux__
  if (prctl (PR_GET_NAME, name) != 0)
    g_strlcpy (name, "thread", MAX_THREAD_NAME);
  return (int) syscall (SYS_gettid);
#else
  static int n_threads;
  int thread_id = g_atomic_int_add (&n_threads, 1) + 1;

  g_snprintf (name, MAX_THREAD_NAME, "thread %d", thread_id);
  return thread_id;
#endif
}

/* The first event of a thread comes after one that names the thread. */
static int
get_thread_id (GString *event)
{
  int thread_id = GPOINTER_TO_INT (g_private_get (&own_thread_id));

  if (thread_id == 0)
    {
      char name[MAX_THREAD_NAME] = "";

      thread_id = find_thread (name);
      g_private_set (&own_thread_id, GINT_TO_POINTER (thread_id));
      g_string_append (event, ",\n");
      append_name (event, "thread_name", thread_id, name);
    }
  return thread_id;
}

/* Begins an event, up to the first of its arguments. */
static GString *
begin_event (const char *category,
             const char *name,
             gint64      start,
             gint64      end)
{
  GString *event = g_string_sized_new (256);
  int thread_id = get_thread_id (event);

  g_string_append (event, ",\n{\"ph\":\"X\",\"name\":");
  append_string (event, name);
  g_string_append_printf (event,
                          ",\"cat\":\"%s\",\"pid\":%d,\"tid\":%d"
                          ",\"ts\":%" G_GINT64_FORMAT ",\"dur\":%" G_GINT64_FORMAT ",\"args\":{",
                          category, trace.pid, thread_id, start, end - start);
  return event;
}

static void
end_event (GString *event)
{
  g_string_append (event, "}}");
  append (event->str, FALSE);
  g_string_free (event, TRUE);
}

static void
write_body (guint64     id,
            const char *name,
            const char *group,
            const char *state,
            gint64      start,
            gint64      end)
{
  GString *event = begin_event ("task", name, start, end);

  g_string_append_printf (event, "\"id\":%" G_GUINT64_FORMAT, id);
  if (group != NULL)
    {
      g_string_append (event, ",\"group\":");
      append_string (event, group);
    }
  if (state != NULL)
    g_string_append_printf (event, ",\"state\":\"%s\"", state);
  end_event (event);
}

/* Of a body that has just returned. */
static void
note_body (guint64     id,
           const char *name,
           const char *group,
           const char *state,
           gint64      start)
{
  gint64 end = g_get_monotonic_time ();
  char number[32];

  if (name == NULL)
    {
      g_snprintf (number, sizeof number, "task %" G_GUINT64_FORMAT, id);
      name = number;
    }
  if (trace.to_sysprof)
    bg_trace_mark_body (id, name, group, state, start, end);
  if (trace.to_file)
    write_body (id, name, group, state, start, end);
}

/* What others made of it while the body ran counts for more than what that says. */
static const char *
describe_end (BgNode     *node,
              const char *state)
{
  guint8 flags = bg_node_get_flags (node);

  if ((flags & BG_NODE_FLAG_STOPPED) != 0)
    return "stopped";
  return (flags & BG_NODE_FLAG_FAILED) != 0 ? "failed" : state;
}

/* A task that is stopped leaves its group while its body runs on. */
static char *
dup_group (BgEngine *engine,
           BgNode   *node)
{
  char *group = NULL;

  if (__atomic_load_n (&node->cold, __ATOMIC_SEQ_CST) == NULL)
    return NULL;
  bg_engine_lock (engine);
  if (node->cold->group != NULL)
    group = g_strdup (node->cold->group->name);
  bg_engine_unlock (engine);
  return group;
}

gboolean
bg_trace_call_function (BgEngine      *engine,
                        BgNode        *node,
                        GCancellable  *cancellable,
                        GValue        *value,
                        GError       **error)
{
  g_autofree char *group = dup_group (engine, node);
  BgWorkFunc func = node->func;
  gint64 start = g_get_monotonic_time ();
  gboolean completed = func (node->data, cancellable, value, error);

  note_body (bg_node_get_id (node), NULL, group, describe_end (node, completed ? "completed" : "failed"), start);
  return completed;
}

gboolean
bg_trace_execute (BgNode        *node,
                  GCancellable  *cancellable,
                  BgOutcome    **outcome)
{
  BgTask *task = node->data;
  BgTaskPrivate *priv = bg_task_get_private (task);
  gint64 start = g_get_monotonic_time ();
  gboolean finished = bg_task_execute (task, cancellable, outcome);
  const char *state = "completed";

  if (!finished)
    state = "held";
  else if (*outcome != NULL && (*outcome)->error != NULL)
    state = "failed";
  note_body (priv->id, priv->name, priv->group, describe_end (node, state), start);
  return finished;
}

/* A join has no body, and one that was stopped just now does not begin. */
void
bg_trace_start_home (BgTask *task)
{
  BgTaskPrivate *priv = bg_task_get_private (task);
  g_autoptr (BgTask) keep = g_object_ref (task);
  gboolean begins = !bg_task_is_pass_through (task) && !g_cancellable_is_cancelled (priv->cancellable);
  gint64 start = g_get_monotonic_time ();

  bg_task_start_home (task);
  if (begins)
    note_body (priv->id, priv->name, priv->group, NULL, start);
}

void
bg_trace_note_turn (gint64 start,
                    guint  n_ends)
{
  gint64 end = g_get_monotonic_time ();

  GString *event;

  if (trace.to_sysprof)
    bg_trace_mark_turn (n_ends, start, end);
  if (!trace.to_file)
    return;
  event = begin_event ("delivery", "deliver", start, end);
  g_string_append_printf (event, "\"ends\":%u", n_ends);
  end_event (event);
}

/* Workers may still run, and what they do is left out. */
static void
close_trace (void)
{
  if (!bg_trace_enabled)
    return;
  append ("\n]\n", TRUE);
  g_mutex_lock (&trace.lock);
  if (trace.fd >= 0)
    close (trace.fd);
  trace.fd = -1;
  g_string_free (trace.buffer, TRUE);
  trace.buffer = NULL;
  g_mutex_unlock (&trace.lock);
}

/* The trace is the parent's. Nobody else runs here, and the lock is in an unknown state. */
static void
forget_in_child (void)
{
  bg_trace_enabled = FALSE;
  trace.fd = -1;
}

/* Returns: (transfer full): the name with the number of the process in it for each "%p" */
static char *
expand_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "%p", -1);
  g_autofree char *number = g_strdup_printf ("%d", trace.pid);

  return g_strjoinv (number, parts);
}

/* A program that has no name is called like its thread. */
static void
begin_trace (void)
{
  g_autoptr (GString) head = g_string_new ("[\n");
  char name[MAX_THREAD_NAME] = "";

  find_thread (name);
  append_name (head, "process_name", trace.pid, g_get_prgname () != NULL ? g_get_prgname () : name);
  trace.buffer = g_string_sized_new (BUFFER_SIZE + BUFFER_SIZE / 8);
  append (head->str, TRUE);
}

/* FALSE if there is none to be written, or it cannot be. */
static gboolean
open_trace (void)
{
  const char *wanted = g_getenv ("BG_TRACE");
  g_autofree char *path = NULL;

  if (wanted == NULL || *wanted == '\0')
    return FALSE;
  path = expand_path (wanted);
  trace.fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (trace.fd < 0)
    {
      int code = errno;
      g_autofree char *shown = g_filename_display_name (path);

      g_warning ("No trace can be written to %s: %s", shown, g_strerror (code));
      return FALSE;
    }
  begin_trace ();
  return trace.fd >= 0;
}

/* Once, before there is a manager. */
void
bg_trace_init (void)
{
  trace.pid = (int) getpid ();
  trace.to_sysprof = bg_trace_marks_are_wanted ();
  trace.to_file = open_trace ();
  if (trace.to_file)
    atexit (close_trace);
  bg_trace_enabled = trace.to_sysprof || trace.to_file;
  if (bg_trace_enabled)
    pthread_atfork (NULL, NULL, forget_in_child);
}
