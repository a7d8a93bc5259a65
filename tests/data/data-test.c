/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-test.h"

DataServer *
data_server_new (void)
{
  DataServer *self = g_new0 (DataServer, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->order = g_string_new (NULL);
  self->failing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hinted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->home = g_thread_self ();
  return self;
}

void
data_server_free (DataServer *self)
{
  g_string_free (self->order, TRUE);
  g_hash_table_unref (self->failing);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->hinted);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
data_server_close (DataServer *self)
{
  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  self->n_passes = 0;
  self->n_arrived = 0;
  g_mutex_unlock (&self->mutex);
}

void
data_server_open (DataServer *self)
{
  g_mutex_lock (&self->mutex);
  self->closed = FALSE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Lets as many bodies pass the closed gate. */
void
data_server_pass (DataServer *self,
                  guint       n)
{
  g_mutex_lock (&self->mutex);
  self->n_passes += n;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Waits until as many bodies stand at the gate. */
void
data_server_wait_held (DataServer *self,
                       guint       n)
{
  g_mutex_lock (&self->mutex);
  while (self->n_held < n)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

/* Waits until as many bodies have come to the gate since it was closed, be they still there or not. */
void
data_server_wait_arrived (DataServer *self,
                          guint       n)
{
  g_mutex_lock (&self->mutex);
  while (self->n_arrived < n)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

void
data_server_fail (DataServer *self,
                  const char *key,
                  gboolean    fails)
{
  g_mutex_lock (&self->mutex);
  if (fails)
    g_hash_table_add (self->failing, g_strdup (key));
  else
    g_hash_table_remove (self->failing, key);
  g_mutex_unlock (&self->mutex);
}

void
data_server_know (DataServer *self,
                  const char *key)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_add (self->known, g_strdup (key));
  g_mutex_unlock (&self->mutex);
}

void
data_server_hint (DataServer *self,
                  const char *key)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_add (self->hinted, g_strdup (key));
  g_mutex_unlock (&self->mutex);
}

static char *
take_string (GString *string)
{
  char *taken;

  if (string->len > 0)
    g_string_truncate (string, string->len - 1);
  taken = g_strdup (string->str);
  g_string_truncate (string, 0);
  return taken;
}

/* What was asked for since the last time. */
char *
data_server_take (DataServer *self)
{
  char *taken;

  g_mutex_lock (&self->mutex);
  taken = take_string (self->order);
  g_mutex_unlock (&self->mutex);
  return taken;
}

/* How much was asked for since the last time. */
guint
data_server_count (DataServer *self)
{
  g_autofree char *taken = data_server_take (self);
  g_auto(GStrv) keys = g_strsplit (taken, " ", -1);

  return g_strv_length (keys);
}

static void
stand_at_the_gate_locked (DataServer *self)
{
  self->n_held++;
  self->n_arrived++;
  g_cond_broadcast (&self->cond);
  while (self->closed && self->n_passes == 0)
    g_cond_wait (&self->cond, &self->mutex);
  if (self->closed)
    self->n_passes--;
  self->n_held--;
}

static gboolean
enter (DataServer  *self,
       const char  *prefix,
       const char  *key,
       GError     **error)
{
  gboolean fails;

  g_mutex_lock (&self->mutex);
  g_string_append_printf (self->order, "%s%s ", prefix, key);
  stand_at_the_gate_locked (self);
  fails = g_hash_table_contains (self->failing, key);
  g_mutex_unlock (&self->mutex);

  if (fails)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no %s", key);
  return !fails;
}

gboolean
data_server_fetch (BgTask        *task,
                   const char    *key,
                   GCancellable  *cancellable,
                   gpointer       user_data,
                   GError       **error)
{
  DataServer *self = user_data;
  const GValue *hint;
  g_autofree char *value = NULL;

  g_assert_true (g_thread_self () != self->home);
  g_assert_true (G_IS_CANCELLABLE (cancellable));
  if (!enter (self, "", key, error))
    return FALSE;

  hint = bg_task_get_argument (task, "hint");
  value = g_strconcat (key, hint != NULL ? g_value_get_string (hint) : "", "!", NULL);
  bg_task_return_string (task, value);
  return TRUE;
}

gboolean
data_server_check (BgTask        *task,
                   const char    *key,
                   GCancellable  *cancellable,
                   gpointer       user_data,
                   GError       **error)
{
  DataServer *self = user_data;

  g_assert_true (g_thread_self () != self->home);
  if (!enter (self, "check:", key, error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  if (g_hash_table_contains (self->known, key))
    {
      bg_task_return_string (task, "known");
    }
  else if (g_hash_table_contains (self->hinted, key))
    {
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      g_variant_dict_insert (&dict, BG_DATA_RETRIEVER_INCOMPLETE, "b", TRUE);
      g_variant_dict_insert (&dict, "hint", "s", "?");
      bg_task_return_variant (task, g_variant_dict_end (&dict));
    }
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/* The destroy function that goes with the two. */
void
data_server_given_up (gpointer user_data)
{
  DataServer *self = user_data;

  g_assert_true (g_thread_self () == self->home);
  self->n_released++;
}

static void
work_completed_cb (BgDataRetriever *retriever,
                   guint64          id,
                   const char      *key,
                   const GValue    *result,
                   GString         *log)
{
  g_assert_cmpuint (id, >, 0);
  if (G_VALUE_HOLDS_STRING (result))
    g_string_append_printf (log, "%s=%s ", key, g_value_get_string (result));
  else
    g_string_append_printf (log, "%s=(%s) ", key, G_VALUE_TYPE_NAME (result));
}

static void
work_failed_cb (BgDataRetriever *retriever,
                guint64          id,
                const char      *key,
                const GError    *error,
                GString         *log)
{
  g_assert_cmpuint (id, >, 0);
  g_assert_nonnull (error);
  g_string_append_printf (log, "%s:failed ", key);
}

static void
work_stopped_cb (BgDataRetriever *retriever,
                 guint64          id,
                 const char      *key,
                 GString         *log)
{
  g_assert_cmpuint (id, >, 0);
  g_string_append_printf (log, "%s:stopped ", key);
}

void
data_log_connect (GString         *log,
                  BgDataRetriever *retriever)
{
  g_signal_connect (retriever, "work-completed", G_CALLBACK (work_completed_cb), log);
  g_signal_connect (retriever, "work-failed", G_CALLBACK (work_failed_cb), log);
  g_signal_connect (retriever, "work-stopped", G_CALLBACK (work_stopped_cb), log);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  GString    *log)
{
  if (n_removed == 0 && n_added == 1)
    g_string_append_printf (log, "+%u ", position);
  else if (n_removed == 1 && n_added == 0)
    g_string_append_printf (log, "-%u ", position);
  else
    g_string_append_printf (log, "%u-%u+%u ", position, n_removed, n_added);
}

void
data_log_model (GString    *log,
                GListModel *model)
{
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), log);
}

char *
data_log_take (GString *log)
{
  return take_string (log);
}

static int
compare_words (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Where the order does not matter. */
char *
data_log_take_sorted (GString *log)
{
  g_autofree char *taken = data_log_take (log);
  g_auto(GStrv) words = g_strsplit (taken, " ", -1);

  g_qsort_with_data (words, (int) g_strv_length (words), sizeof (char *), compare_words, NULL);
  return g_strjoinv (" ", words);
}

BgDataRetriever *
data_test_retriever_new (BgTaskManager *manager,
                         DataServer    *server)
{
  BgDataRetriever *retriever = bg_data_retriever_new (manager);

  bg_data_retriever_set_fetch_func (retriever, data_server_fetch, server, data_server_given_up);
  return retriever;
}

guint64
data_test_request (BgDataRetriever *retriever,
                   const char      *key,
                   int              priority)
{
  g_autoptr(GError) error = NULL;
  guint64 id = bg_data_retriever_request (retriever, key, priority, priority, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, >, 0);
  return id;
}

/* Runs the main loop until the retriever waits for nothing. */
void
data_test_run (BgDataRetriever *retriever)
{
  while (bg_data_retriever_get_n_requests (retriever) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
do_nothing (BgTask        *task,
            GCancellable  *cancellable,
            gpointer       user_data,
            GError       **error)
{
  return TRUE;
}

static void
sentinel_changed_cb (BgTask     *sentinel,
                     GParamSpec *pspec,
                     gboolean   *ended)
{
  *ended = bg_task_is_ended (sentinel);
}

/* Runs the main loop until everything that was added has run and what came of it has arrived: the least urgent
 * task of all is the last to run and to come home. The manager must be processing and have one thread. */
void
data_test_run_pending (BgTaskManager *manager)
{
  g_autoptr(BgTask) sentinel = bg_task_new (do_nothing, NULL, NULL);
  g_autoptr(GError) error = NULL;
  gboolean ended = FALSE;

  g_assert_cmpuint (bg_task_manager_get_max_threads (manager), ==, 1);
  g_signal_connect (sentinel, "notify::state", G_CALLBACK (sentinel_changed_cb), &ended);
  bg_task_set_priority (sentinel, G_MININT);
  bg_task_manager_add (manager, sentinel, &error);
  g_assert_no_error (error);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
manager_gone_cb (gpointer  user_data,
                 GObject  *manager)
{
  *(gboolean *) user_data = TRUE;
}

/* Drops the manager, which must be the last reference, and lets the rest come home. */
void
data_test_end (BgTaskManager *manager)
{
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (manager), manager_gone_cb, &gone);
  g_object_unref (manager);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_true (gone);
}
