/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-helper.h"

#include <signal.h>

struct _SelftestHelper
{
  GObject parent_instance;

  GSubprocess      *process;
  GDataInputStream *output;
};

G_DEFINE_FINAL_TYPE (SelftestHelper, selftest_helper, G_TYPE_OBJECT)

static void
selftest_helper_dispose (GObject *object)
{
  SelftestHelper *self = SELFTEST_HELPER (object);

  if (self->process != NULL)
    {
      g_subprocess_force_exit (self->process);
      g_subprocess_wait (self->process, NULL, NULL);
    }
  g_clear_object (&self->process);
  g_clear_object (&self->output);
  G_OBJECT_CLASS (selftest_helper_parent_class)->dispose (object);
}

static void
selftest_helper_class_init (SelftestHelperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = selftest_helper_dispose;
}

static void
selftest_helper_init (SelftestHelper *self)
{
}

/* The URI goes down a pipe: what is on a command line everybody can read. Returns NULL after a complaint; otherwise it
 * lives until the end of the case. */
SelftestHelper *
selftest_helper_start (Selftest   *t,
                       const char *role,
                       const char *queue,
                       int         number)
{
  SelftestHelper *self = selftest_keep (t, g_object_new (SELFTEST_TYPE_HELPER, NULL));
  g_autofree char *text = g_strdup_printf ("%d", number);

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &t->error,
                                    t->program, "selftest", "--helper", role, queue, text, NULL);
  if (self->process == NULL)
    return NULL;
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  return selftest_helper_tell (self, t, t->uri) ? self : NULL;
}

/* The next line, NULL at the end. */
char *
selftest_helper_read (SelftestHelper *self,
                      Selftest       *t)
{
  return g_data_input_stream_read_line_utf8 (self->output, NULL, t->cancellable, &t->error);
}

gboolean
selftest_helper_says (SelftestHelper *self,
                      Selftest       *t,
                      const char     *expected)
{
  g_autofree char *line = selftest_helper_read (self, t);

  return selftest_check_text (t, line != NULL ? line : "(nothing)", expected, "what a helper says", __LINE__);
}

gboolean
selftest_helper_tell (SelftestHelper *self,
                      Selftest       *t,
                      const char     *line)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  return g_output_stream_printf (g_subprocess_get_stdin_pipe (self->process), NULL, t->cancellable, &t->error, "%s",
                                 text);
}

void
selftest_helper_signal (SelftestHelper *self,
                        int             signal_number)
{
  g_subprocess_send_signal (self->process, signal_number);
}

/* Until it has gone, however. */
gboolean
selftest_helper_wait (SelftestHelper *self,
                      Selftest       *t)
{
  return g_subprocess_wait (self->process, t->cancellable, &t->error);
}
