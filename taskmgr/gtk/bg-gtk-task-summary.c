/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-gtk-task-summary-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How a manager's tasks are getting on: which there are, which failed, one number and one line.
 *
 * What is counted begins when the first task comes and ends when the last one has gone, so that
 * the number grows from 0 to 1 once. What the first few tasks report of themselves counts as well.
 * That of others would not show beside their number, and of thousands of tasks only those few are
 * looked at. */

#define MAX_WATCHED 16

struct _BgGtkTaskSummary
{
  GObject parent_instance;

  BgTaskManager    *manager;
  GListModel       *tasks;
  BgGtkFailureList *failures;

  GPtrArray        *watched;
  guint             n_tasks;
  guint             n_total;    /* since the manager was last idle */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BgGtkTaskSummary, bg_gtk_task_summary, G_TYPE_OBJECT)

static void
emit_changed (BgGtkTaskSummary *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
unwatch (BgGtkTaskSummary *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->watched, i), emit_changed, self);
  g_ptr_array_set_size (self->watched, 0);
}

static void
watch (BgGtkTaskSummary *self)
{
  for (guint i = 0; i < MIN (self->n_tasks, MAX_WATCHED); i++)
    {
      BgTask *task = g_list_model_get_item (self->tasks, i);

      g_signal_connect_swapped (task, "notify", G_CALLBACK (emit_changed), self);
      g_ptr_array_add (self->watched, task);
    }
}

static void
count (BgGtkTaskSummary *self)
{
  guint n_tasks = g_list_model_get_n_items (self->tasks);

  if (n_tasks == 0)
    self->n_total = 0;
  else if (n_tasks > self->n_tasks)
    self->n_total += n_tasks - self->n_tasks;
  self->n_tasks = n_tasks;

  unwatch (self);
  watch (self);
}

static void
tasks_changed_cb (GListModel       *tasks,
                  guint             position,
                  guint             n_removed,
                  guint             n_added,
                  BgGtkTaskSummary *self)
{
  count (self);
  emit_changed (self);
}

static void
bg_gtk_task_summary_dispose (GObject *object)
{
  BgGtkTaskSummary *self = BG_GTK_TASK_SUMMARY (object);

  unwatch (self);
  g_clear_object (&self->manager);
  g_clear_object (&self->tasks);
  g_clear_object (&self->failures);

  G_OBJECT_CLASS (bg_gtk_task_summary_parent_class)->dispose (object);
}

static void
bg_gtk_task_summary_finalize (GObject *object)
{
  BgGtkTaskSummary *self = BG_GTK_TASK_SUMMARY (object);

  g_ptr_array_unref (self->watched);

  G_OBJECT_CLASS (bg_gtk_task_summary_parent_class)->finalize (object);
}

static void
bg_gtk_task_summary_class_init (BgGtkTaskSummaryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bg_gtk_task_summary_dispose;
  object_class->finalize = bg_gtk_task_summary_finalize;

  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
bg_gtk_task_summary_init (BgGtkTaskSummary *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
listen (BgGtkTaskSummary *self)
{
  static const char *const details[] = {
    "notify::processing", "notify::n-running", "notify::n-pending",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    g_signal_connect_object (self->manager, details[i],
                             G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tasks, "items-changed", G_CALLBACK (tasks_changed_cb), self, 0);
  g_signal_connect_object (self->failures, "items-changed",
                           G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
}

/* Sums up the tasks of a manager, and with NULL no tasks at all. */
BgGtkTaskSummary *
bg_gtk_task_summary_new (BgTaskManager *manager)
{
  BgGtkTaskSummary *self = g_object_new (BG_GTK_TYPE_TASK_SUMMARY, NULL);

  self->failures = bg_gtk_failure_list_new (manager);
  if (manager == NULL)
    {
      self->tasks = G_LIST_MODEL (g_list_store_new (BG_TYPE_TASK));
      return self;
    }

  self->manager = g_object_ref (manager);
  self->tasks = G_LIST_MODEL (bg_task_list_model_new (manager, NULL, 0));
  count (self);
  listen (self);
  return self;
}

BgTaskManager *
bg_gtk_task_summary_get_manager (BgGtkTaskSummary *self)
{
  return self->manager;
}

/* The tasks that run and wait. */
GListModel *
bg_gtk_task_summary_get_tasks (BgGtkTaskSummary *self)
{
  return self->tasks;
}

BgGtkFailureList *
bg_gtk_task_summary_get_failures (BgGtkTaskSummary *self)
{
  return self->failures;
}

guint
bg_gtk_task_summary_get_n_failed (BgGtkTaskSummary *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->failures));
}

/* How much is done, between 0 and 1. */
double
bg_gtk_task_summary_get_fraction (BgGtkTaskSummary *self)
{
  double n_done = self->n_total - self->n_tasks;

  if (self->n_total == 0)
    return 0.0;

  for (guint i = 0; i < self->watched->len; i++)
    n_done += CLAMP (bg_task_get_fraction (g_ptr_array_index (self->watched, i)), 0.0, 1.0);
  return n_done / self->n_total;
}

gboolean
bg_gtk_task_summary_is_idle (BgGtkTaskSummary *self)
{
  return self->n_tasks == 0;
}

/* Whether tasks wait because the manager was told not to start any. */
gboolean
bg_gtk_task_summary_is_paused (BgGtkTaskSummary *self)
{
  return self->manager != NULL
         && !bg_task_manager_get_processing (self->manager)
         && bg_task_manager_get_n_pending (self->manager) > 0;
}

/* What there is to do, in words. */
char *
bg_gtk_task_summary_dup_text (BgGtkTaskSummary *self)
{
  guint n_running = 0;
  guint n_waiting = 0;
  guint n_failed = bg_gtk_task_summary_get_n_failed (self);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (self->manager != NULL)
    {
      n_running = bg_task_manager_get_n_running (self->manager);
      n_waiting = bg_task_manager_get_n_pending (self->manager);
    }
  if (bg_gtk_task_summary_is_paused (self))
    g_ptr_array_add (parts, g_strdup (_("Paused")));
  if (n_running > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u running", "%u running", n_running),
                                             n_running));
  if (n_waiting > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u waiting", "%u waiting", n_waiting),
                                             n_waiting));
  if (n_failed > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u failed", "%u failed", n_failed),
                                             n_failed));
  if (parts->len == 0)
    return g_strdup (_("Nothing to do"));

  g_ptr_array_add (parts, NULL);
  /* Translators: what is put between the parts of “2 running, 3 waiting, 1 failed”. */
  return g_strjoinv (_(", "), (char **) parts->pdata);
}

/* The same, and how much of it is done. */
char *
bg_gtk_task_summary_dup_details (BgGtkTaskSummary *self)
{
  double percent = round (100.0 * bg_gtk_task_summary_get_fraction (self));
  g_autofree char *text = bg_gtk_task_summary_dup_text (self);

  if (bg_gtk_task_summary_is_idle (self))
    return g_steal_pointer (&text);

  /* Translators: what there is to do, as in “2 running, 3 waiting”, and how much is done in per
   * cent. */
  return g_strdup_printf (_("%s (%.0f %%)"), text, percent);
}
