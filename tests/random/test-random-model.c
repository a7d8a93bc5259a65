/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A manager and a naive model of it are put through the same random life, and must say the same. */

#include <taskmgr.h>

#include "bg-test.h"
#include "naive-manager.h"

#define MOST_THREADS 4

/* Where the bodies that run are met, and told how to end. */
typedef struct
{
  GMutex   lock;
  GCond    changed;
  guint    running[MOST_THREADS];       /* their ids, 0 where there is none */
  guint    released;                    /* the id of the one that may return */
  gboolean succeeds;
} Stage;

typedef struct
{
  BgTaskManager *manager;
  NaiveManager  *naive;
  Stage          stage;
  GPtrArray     *words;         /* what the manager has said */
  GRand         *rand;
} Life;

/* Under the lock of the stage. */
static int
find_running (Stage *stage,
              guint  id)
{
  for (int i = 0; i < MOST_THREADS; i++)
    if (stage->running[i] == id)
      return i;
  return -1;
}

static gboolean
body (BgTask        *task,
      GCancellable  *cancellable,
      gpointer       user_data,
      GError       **error)
{
  Stage *stage = user_data;
  guint id = (guint) bg_task_get_id (task);
  gboolean succeeds;
  int place;

  g_mutex_lock (&stage->lock);
  place = find_running (stage, 0);
  g_assert_cmpint (place, >=, 0);
  stage->running[place] = id;
  g_cond_broadcast (&stage->changed);
  while (stage->released != id)
    g_cond_wait (&stage->changed, &stage->lock);
  stage->released = 0;
  stage->running[place] = 0;
  succeeds = stage->succeeds;
  g_cond_broadcast (&stage->changed);
  g_mutex_unlock (&stage->lock);

  if (!succeeds)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "as told");
  return succeeds;
}

/* Waits until as many bodies have begun as should run, which must be those expected. */
static void
await_bodies (Life *life)
{
  const guint n = naive_manager_count_running (life->naive);
  Stage *stage = &life->stage;
  guint n_running;

  g_mutex_lock (&stage->lock);
  for (;;)
    {
      n_running = 0;
      for (guint i = 0; i < MOST_THREADS; i++)
        n_running += stage->running[i] != 0;
      if (n_running >= n)
        break;
      g_cond_wait (&stage->changed, &stage->lock);
    }
  g_assert_cmpuint (n_running, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (find_running (stage, naive_manager_get_running (life->naive, i)), >=, 0);
  g_mutex_unlock (&stage->lock);
}

static void
release_body (Life     *life,
              guint     id,
              gboolean  succeeds)
{
  Stage *stage = &life->stage;

  g_mutex_lock (&stage->lock);
  stage->succeeds = succeeds;
  stage->released = id;
  g_cond_broadcast (&stage->changed);
  while (stage->released != 0)
    g_cond_wait (&stage->changed, &stage->lock);
  g_mutex_unlock (&stage->lock);
}

static void
say (Life       *life,
     const char *format,
     ...) G_GNUC_PRINTF (2, 3);

static void
say (Life       *life,
     const char *format,
     ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (life->words, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
completed_cb (BgTaskManager *manager,
              guint64        id,
              const char    *group,
              const GValue  *result,
              Life          *life)
{
  say (life, "+%u", (guint) id);
}

static void
failed_cb (BgTaskManager *manager,
           guint64        id,
           const char    *group,
           const GError  *error,
           const char    *traceback,
           Life          *life)
{
  say (life, "!%u", (guint) id);
}

static void
stopped_cb (BgTaskManager *manager,
            guint64        id,
            const char    *group,
            Life          *life)
{
  say (life, "-%u", (guint) id);
}

static void
group_finished_cb (BgTaskManager *manager,
                   const char    *group,
                   Life          *life)
{
  say (life, "*%s", group);
}

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (GPtrArray *words)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "", (const char *) g_ptr_array_index (words, i));
  return g_string_free (joined, FALSE);
}

/* If there is something for threads that are free, that starts. */
static void
settle (Life *life)
{
  while (naive_manager_start_next (life->naive) != 0)
    ;
  await_bodies (life);
}

/* Runs the main loop until the manager has said what the model says, and checks that it says no more. */
static void
deliver (Life *life)
{
  g_autoptr (GPtrArray) expected = naive_manager_deliver (life->naive);
  g_autofree char *should_say = NULL;
  g_autofree char *said = NULL;

  while (life->words->len < expected->len)
    g_main_context_iteration (NULL, TRUE);
  bg_test_drain (NULL);
  g_ptr_array_sort (life->words, compare_words);
  should_say = join (expected);
  said = join (life->words);
  g_assert_cmpstr (said, ==, should_say);
  g_ptr_array_set_size (life->words, 0);
  settle (life);
  g_assert_cmpuint (bg_task_manager_get_n_pending (life->manager), ==, naive_manager_count_pending (life->naive));
}

static guint
pick_task (Life *life)
{
  return (guint) g_rand_int_range (life->rand, 1, (gint32) naive_manager_count_tasks (life->naive) + 1);
}

static const char *
pick_group (Life *life)
{
  static const char *const groups[] = { NULL, "a", "b", "c" };

  return groups[g_rand_int_range (life->rand, 0, G_N_ELEMENTS (groups))];
}

static gboolean
is_in (GArray *ids,
       guint   id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, guint, i) == id)
      return TRUE;
  return FALSE;
}

static GArray *
pick_upstreams (Life *life)
{
  GArray *upstreams = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = (guint) g_rand_int_range (life->rand, 0, 4);

  for (guint i = 0; i < n && naive_manager_count_tasks (life->naive) > 0; i++)
    {
      guint id = pick_task (life);

      if (naive_manager_can_wait_for (life->naive, id) && !is_in (upstreams, id))
        g_array_append_val (upstreams, id);
    }
  return upstreams;
}

static void
add_one (Life *life)
{
  g_autoptr (GArray) upstreams = pick_upstreams (life);
  g_autoptr (GError) error = NULL;
  guint64 ids[4];
  int priority = g_rand_int_range (life->rand, -1, 3);
  const char *group = pick_group (life);
  guint64 id;

  for (guint i = 0; i < upstreams->len; i++)
    ids[i] = g_array_index (upstreams, guint, i);
  id = bg_task_manager_add_task (life->manager, body, &life->stage, NULL, priority, group, ids, upstreams->len,
                                 &error);
  g_assert_no_error (error);
  g_assert_cmpuint (id, ==, naive_manager_add (life->naive, priority, group, upstreams));
}

static void
refuse_one (Life *life)
{
  guint64 upstream = pick_task (life);
  gboolean failed = naive_manager_get_state (life->naive, (guint) upstream) == NAIVE_FAILED;
  const int code = failed ? BG_ERROR_UPSTREAM_FAILED : BG_ERROR_UPSTREAM_STOPPED;
  g_autoptr (GError) error = NULL;

  if (naive_manager_can_wait_for (life->naive, (guint) upstream))
    return;
  g_assert_cmpuint (bg_task_manager_add_task (life->manager, body, &life->stage, NULL, 0, NULL, &upstream, 1, &error),
                    ==, 0);
  g_assert_error (error, BG_ERROR, code);
}

static void
stop_something (Life *life)
{
  gboolean upstream = g_rand_boolean (life->rand);
  gboolean downstream = g_rand_boolean (life->rand);
  const char *group = pick_group (life);
  guint id = pick_task (life);

  switch (g_rand_int_range (life->rand, 0, 12))
    {
    case 0:
      g_assert_cmpuint (bg_task_manager_stop_all_tasks (life->manager), ==, naive_manager_stop_all (life->naive));
      break;
    case 1:
    case 2:
      if (group != NULL)
        g_assert_cmpuint (bg_task_manager_stop_task_group (life->manager, group, upstream, downstream), ==,
                          naive_manager_stop_group (life->naive, group, upstream, downstream));
      break;
    default:
      g_assert_cmpint (bg_task_manager_stop_task (life->manager, id, upstream, downstream), ==,
                       naive_manager_stop (life->naive, id, upstream, downstream));
      break;
    }
}

static void
let_body_return (Life *life)
{
  gboolean succeeds = g_rand_int_range (life->rand, 0, 4) > 0;
  guint n = naive_manager_count_running (life->naive);
  guint id;

  if (n == 0)
    return;
  id = naive_manager_get_running (life->naive, (guint) g_rand_int_range (life->rand, 0, (gint32) n));
  naive_manager_body_returns (life->naive, id, succeeds);
  release_body (life, id, succeeds);
  settle (life);
  deliver (life);
}

static void
set_processing (Life     *life,
                gboolean  processing)
{
  naive_manager_set_processing (life->naive, processing);
  if (processing)
    bg_task_manager_start_processing (life->manager);
  else
    bg_task_manager_pause_processing (life->manager);
  settle (life);
}

static void
resize (Life *life)
{
  guint max_threads = (guint) g_rand_int_range (life->rand, 1, MOST_THREADS + 1);

  naive_manager_set_max_threads (life->naive, max_threads);
  bg_task_manager_set_max_threads (life->manager, max_threads);
}

static void
do_something (Life *life)
{
  guint what = (guint) g_rand_int_range (life->rand, 0, 100);
  int priority = g_rand_int_range (life->rand, -1, 3);

  if (naive_manager_count_tasks (life->naive) == 0 || what < 40)
    add_one (life);
  else if (what < 65)
    let_body_return (life);
  else if (what < 75)
    stop_something (life);
  else if (what < 85)
    {
      guint id = pick_task (life);

      g_assert_cmpint (bg_task_manager_set_task_priority (life->manager, id, priority), ==,
                       naive_manager_set_priority (life->naive, id, priority));
    }
  else if (what < 90)
    refuse_one (life);
  else if (what < 94)
    set_processing (life, g_rand_boolean (life->rand));
  else if (what < 97)
    resize (life);
  else
    deliver (life);
  settle (life);
}

static void
live_out (Life *life)
{
  set_processing (life, TRUE);
  deliver (life);
  while (naive_manager_count_running (life->naive) != 0)
    let_body_return (life);
  deliver (life);
  g_assert_cmpuint (naive_manager_count_pending (life->naive), ==, 0);
}

static void
live (guint32 seed)
{
  Life life = { NULL };
  guint n_steps;

  life.manager = bg_task_manager_new (1);
  life.naive = naive_manager_new ();
  life.words = g_ptr_array_new_with_free_func (g_free);
  life.rand = g_rand_new_with_seed (seed);
  g_mutex_init (&life.stage.lock);
  g_cond_init (&life.stage.changed);
  g_signal_connect (life.manager, "task-completed", G_CALLBACK (completed_cb), &life);
  g_signal_connect (life.manager, "task-failed", G_CALLBACK (failed_cb), &life);
  g_signal_connect (life.manager, "task-stopped", G_CALLBACK (stopped_cb), &life);
  g_signal_connect (life.manager, "task-group-finished", G_CALLBACK (group_finished_cb), &life);

  set_processing (&life, g_rand_boolean (life.rand));
  n_steps = (guint) g_rand_int_range (life.rand, 10, 60);
  for (guint i = 0; i < n_steps; i++)
    do_something (&life);
  live_out (&life);

  g_assert_finalize_object (life.manager);
  bg_test_drain (NULL);
  naive_manager_free (life.naive);
  g_ptr_array_unref (life.words);
  g_rand_free (life.rand);
  g_mutex_clear (&life.stage.lock);
  g_cond_clear (&life.stage.changed);
}

static void
test_same_as_the_model (void)
{
  const char *only = g_getenv ("BG_TEST_SEED");
  guint n = g_test_quick () ? 10000 : 100000;

  if (only != NULL)
    {
      live ((guint32) g_ascii_strtoull (only, NULL, 10));
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      guint32 seed = (guint32) g_test_rand_int ();

      /* What is printed last before a failure is how to have it again. */
      g_test_message ("BG_TEST_SEED=%u", seed);
      live (seed);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/same-as-the-model", test_same_as_the_model);
  return g_test_run ();
}
