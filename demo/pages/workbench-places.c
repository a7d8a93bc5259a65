/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workbench-places.h"

#include "workbench-worker.h"

#define N_PROCESSES 2

/* An executor of each kind, for one manager, so that a graph can reach across all of them. */
struct _WorkbenchPlaces
{
  GObject parent_instance;

  BgLoop *loop;
  BgExecutor *executors[WORKBENCH_N_PLACES];
};

G_DEFINE_FINAL_TYPE (WorkbenchPlaces, workbench_places, G_TYPE_OBJECT)

static void
workbench_places_finalize (GObject *object)
{
  WorkbenchPlaces *self = WORKBENCH_PLACES (object);

  for (int i = 0; i < WORKBENCH_N_PLACES; i++)
    g_clear_object (&self->executors[i]);
  g_clear_object (&self->loop);

  G_OBJECT_CLASS (workbench_places_parent_class)->finalize (object);
}

static void
workbench_places_class_init (WorkbenchPlacesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = workbench_places_finalize;
}

static void
workbench_places_init (WorkbenchPlaces *self)
{
}

WorkbenchPlaces *
workbench_places_new (BgTaskManager *manager)
{
  WorkbenchPlaces *self = g_object_new (WORKBENCH_TYPE_PLACES, NULL);
  g_autoptr (GError) error = NULL;

  self->loop = bg_loop_new ("workbench");
  if (!bg_loop_start (self->loop, &error))
    g_warning ("%s", error->message);

  self->executors[WORKBENCH_PLACE_THREADS] =
    g_object_ref (bg_task_manager_get_default_executor (manager));
  self->executors[WORKBENCH_PLACE_LOOP] = BG_EXECUTOR (bg_loop_executor_new (self->loop));
  self->executors[WORKBENCH_PLACE_PROCESSES] =
    BG_EXECUTOR (workbench_worker_new_executor (N_PROCESSES));
  self->executors[WORKBENCH_PLACE_INLINE] = bg_inline_executor_new ();
  self->executors[WORKBENCH_PLACE_IDLE] = BG_EXECUTOR (bg_idle_executor_new (manager, NULL));

  return self;
}

BgExecutor *
workbench_places_get_executor (WorkbenchPlaces *self,
                               WorkbenchPlace   place)
{
  return self->executors[place];
}

/* Ends what only its owner can end. */
void
workbench_places_close (WorkbenchPlaces *self)
{
  bg_loop_stop (self->loop, TRUE);
}
