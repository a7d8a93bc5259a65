/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-server.h"

#include "data-log.h"

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

/* Waits until as many bodies have come to the gate since it was closed, be they still there or
 * not. */
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

/* What was asked for since the last time. */
char *
data_server_take (DataServer *self)
{
  char *taken;

  g_mutex_lock (&self->mutex);
  taken = data_log_take (self->order);
  g_mutex_unlock (&self->mutex);
  return taken;
}

/* How much was asked for since the last time. */
guint
data_server_count (DataServer *self)
{
  g_autofree char *taken = data_server_take (self);
  g_auto (GStrv) keys = g_strsplit (taken, " ", -1);

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
