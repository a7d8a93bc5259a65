/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr.h>

static gboolean
measure (BgTask        *task,
         GCancellable  *cancellable,
         gpointer       user_data,
         GError       **error)
{
  g_auto (GVariantDict) sides = G_VARIANT_DICT_INIT (NULL);
  const char *side = user_data;

  g_variant_dict_insert (&sides, side, "i", g_str_equal (side, "width") ? 6 : 7);
  bg_task_return_variant (task, g_variant_dict_end (&sides));
  return TRUE;
}

static gboolean
multiply (BgTask        *task,
          GCancellable  *cancellable,
          gpointer       user_data,
          GError       **error)
{
  int width = g_value_get_int (bg_task_get_argument (task, "width"));
  int height = g_value_get_int (bg_task_get_argument (task, "height"));

  bg_task_return_int (task, width * height);
  return TRUE;
}

static void
task_completed_cb (BgTaskManager *manager,
                   guint64        id,
                   const char    *group,
                   const GValue  *result,
                   gpointer       user_data)
{
  g_print ("The area is %d\n", g_value_get_int (result));
  g_main_loop_quit (user_data);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BgTaskManager) manager = bg_task_manager_new (8);
  guint64 sides[2];

  g_signal_connect (manager, "task-completed::area", G_CALLBACK (task_completed_cb), loop);
  bg_task_manager_start_processing (manager);

  sides[0] = bg_task_manager_add_task (manager, measure, (gpointer) "width", NULL,
                                       0, NULL, NULL, 0, NULL);
  sides[1] = bg_task_manager_add_task (manager, measure, (gpointer) "height", NULL,
                                       0, NULL, NULL, 0, NULL);
  bg_task_manager_add_task (manager, multiply, NULL, NULL,
                            0, "area", sides, G_N_ELEMENTS (sides), NULL);

  g_main_loop_run (loop);
  return 0;
}
