/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "data-log.h"

/* Without the space at the end. */
char *
data_log_take (GString *log)
{
  char *taken;

  if (log->len > 0)
    g_string_truncate (log, log->len - 1);
  taken = g_strdup (log->str);
  g_string_truncate (log, 0);
  return taken;
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

/* One change, without a space. */
char *
data_log_describe_change (guint position,
                          guint n_removed,
                          guint n_added)
{
  if (n_removed == 0 && n_added == 1)
    return g_strdup_printf ("+%u", position);
  if (n_removed == 1 && n_added == 0)
    return g_strdup_printf ("-%u", position);
  return g_strdup_printf ("%u-%u+%u", position, n_removed, n_added);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  GString    *log)
{
  g_autofree char *change = data_log_describe_change (position, n_removed, n_added);

  g_string_append_printf (log, "%s ", change);
}

void
data_log_model (GString    *log,
                GListModel *model)
{
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), log);
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
  g_auto (GStrv) words = g_strsplit (taken, " ", -1);

  g_qsort_with_data (words, (int) g_strv_length (words), sizeof (char *), compare_words, NULL);
  return g_strjoinv (" ", words);
}
