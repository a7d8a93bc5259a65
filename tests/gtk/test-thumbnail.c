/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <taskmgr-gtk.h>

#include "bg-gtk-test-pictures.h"
#include "bg-gtk-test-tasks.h"

/* The functions for a retriever, called by one and by tasks of their own. */

typedef struct
{
  BgRetrieveFunc  func;
  const char     *key;
  int             size;
} Call;

typedef struct
{
  BgGtkTestTasks  tasks;
  GFile          *file;
  char           *uri;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GdkPixbuf) pixbuf = bg_gtk_test_draw (640, 480);

  bg_gtk_test_tasks_set_up (&fixture->tasks, 2);
  fixture->file = bg_gtk_test_save ("a.png", pixbuf, "png");
  fixture->uri = g_file_get_uri (fixture->file);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  bg_gtk_test_tasks_tear_down (&fixture->tasks);
  g_clear_object (&fixture->file);
  g_clear_pointer (&fixture->uri, g_free);
}

static gboolean
call_func (BgTask        *task,
           GCancellable  *cancellable,
           gpointer       user_data,
           GError       **error)
{
  Call *call = user_data;

  return call->func (task, call->key, cancellable, GINT_TO_POINTER (call->size), error);
}

static BgTask *
run (Fixture        *fixture,
     BgRetrieveFunc  func,
     const char     *key,
     int             size)
{
  Call call = { func, key, size };
  g_autoptr (BgTask) task = bg_task_new (call_func, &call, NULL);

  bg_task_manager_add (fixture->tasks.manager, task, NULL);
  bg_gtk_test_run_until (bg_task_is_ended (task));
  bg_test_drain (NULL);
  return g_steal_pointer (&task);
}

static gboolean
has_texture (BgTask *task)
{
  const GValue *result = bg_task_get_result (task);

  return result != NULL && G_VALUE_HOLDS (result, GDK_TYPE_TEXTURE);
}

static void
test_check_finds_nothing (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (BgTask) task = run (fixture, bg_gtk_check_thumbnail, fixture->uri, 128);

  g_assert_cmpint (bg_task_get_state (task), ==, BG_TASK_STATE_COMPLETED);
  g_assert_false (has_texture (task));
}

static void
test_check_finds (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (BgTask) retrieve = run (fixture, bg_gtk_retrieve_thumbnail, fixture->uri, 128);
  g_autoptr (BgTask) check = run (fixture, bg_gtk_check_thumbnail, fixture->uri, 64);
  GdkTexture *texture;

  g_assert_true (has_texture (retrieve));
  g_assert_true (has_texture (check));
  texture = g_value_get_object (bg_task_get_result (check));
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 64);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 48);
}

static void
test_check_leaves_errors_to_retrieve (Fixture       *fixture,
                                      gconstpointer  data)
{
  const char *keys[] = { "file:///nowhere/at/all.png", "nonsense", "", "file:///" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (BgTask) check = run (fixture, bg_gtk_check_thumbnail, keys[i], 64);
      g_autoptr (BgTask) retrieve = run (fixture, bg_gtk_retrieve_thumbnail, keys[i], 64);
      g_autoptr (GError) error = bg_task_dup_error (retrieve);

      g_test_message ("“%s”: %s", keys[i], error->message);
      g_assert_cmpint (bg_task_get_state (check), ==, BG_TASK_STATE_COMPLETED);
      g_assert_false (has_texture (check));
      g_assert_cmpint (bg_task_get_state (retrieve), ==, BG_TASK_STATE_FAILED);
    }
}

static void
test_size (Fixture       *fixture,
           gconstpointer  data)
{
  const BgRetrieveFunc funcs[] = { bg_gtk_check_thumbnail, bg_gtk_retrieve_thumbnail };

  for (gsize i = 0; i < G_N_ELEMENTS (funcs); i++)
    {
      g_autoptr (BgTask) task = run (fixture, funcs[i], fixture->uri, 0);
      g_autoptr (GError) error = bg_task_dup_error (task);

      g_assert_error (error, BG_ERROR, BG_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, "A thumbnail cannot be 0 pixels large.");
    }
}

static gboolean
cancelled_func (BgTask        *task,
                GCancellable  *cancellable,
                gpointer       user_data,
                GError       **error)
{
  Call *call = user_data;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  return call->func (task, call->key, cancelled, GINT_TO_POINTER (call->size), error);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  const BgRetrieveFunc funcs[] = { bg_gtk_check_thumbnail, bg_gtk_retrieve_thumbnail };

  for (gsize i = 0; i < G_N_ELEMENTS (funcs); i++)
    {
      Call call = { funcs[i], fixture->uri, 64 };
      g_autoptr (BgTask) task = bg_task_new (cancelled_func, &call, NULL);
      g_autoptr (GError) error = NULL;

      bg_task_manager_add (fixture->tasks.manager, task, NULL);
      bg_gtk_test_run_until (bg_task_is_ended (task));
      error = bg_task_dup_error (task);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
completed_cb (BgDataRetriever *retriever,
              guint64          id,
              const char      *key,
              const GValue    *result,
              GPtrArray       *textures)
{
  g_assert_true (G_VALUE_HOLDS (result, GDK_TYPE_TEXTURE));
  g_ptr_array_add (textures, g_value_dup_object (result));
}

static void
failed_cb (BgDataRetriever *retriever,
           guint64          id,
           const char      *key,
           const GError    *error,
           GPtrArray       *messages)
{
  g_ptr_array_add (messages, g_strdup (error->message));
}

static void
request (BgDataRetriever *retriever,
         const char      *uri)
{
  g_autoptr (GError) error = NULL;

  bg_data_retriever_request (retriever, uri, 10, 0, &error);
  g_assert_no_error (error);
}

static void
test_retriever (Fixture       *fixture,
                gconstpointer  data)
{
  BgDataRetriever *retriever = bg_data_retriever_new (fixture->tasks.manager);
  g_autoptr (GPtrArray) textures = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);

  g_signal_connect (retriever, "work-completed", G_CALLBACK (completed_cb), textures);
  g_signal_connect (retriever, "work-failed", G_CALLBACK (failed_cb), messages);
  bg_gtk_set_thumbnail_funcs (retriever, 128);

  request (retriever, fixture->uri);
  bg_gtk_test_run_until (textures->len == 1);
  request (retriever, fixture->uri);
  bg_gtk_test_run_until (textures->len == 2);
  for (guint i = 0; i < textures->len; i++)
    g_assert_cmpint (gdk_texture_get_width (g_ptr_array_index (textures, i)), ==, 128);

  request (retriever, "file:///nowhere/at/all.png");
  bg_gtk_test_run_until (messages->len == 1);
  g_assert_cmpstr (g_ptr_array_index (messages, 0), ==, "“all.png” does not exist.");
  bg_test_drain (NULL);
  g_assert_finalize_object (retriever);
}

static void
test_retriever_misuse (void)
{
  g_autoptr (BgDataRetriever) retriever = NULL;

  if (g_test_subprocess ())
    {
      retriever = bg_data_retriever_new (NULL);
      bg_gtk_set_thumbnail_funcs (retriever, 0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*size > 0*");
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  bg_gtk_test_init (&argc, &argv);

  add ("/thumbnail/check/finds-nothing", test_check_finds_nothing);
  add ("/thumbnail/check/finds", test_check_finds);
  add ("/thumbnail/check/leaves-errors-to-retrieve", test_check_leaves_errors_to_retrieve);
  add ("/thumbnail/size", test_size);
  add ("/thumbnail/cancelled", test_cancelled);
  add ("/thumbnail/retriever/gets-textures", test_retriever);
  g_test_add_func ("/thumbnail/retriever/misuse", test_retriever_misuse);

  return bg_gtk_test_run ();
}
