/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "selftest-helper.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

/* What a helper does: it reads the URI, does its part, and says in lines what has come of it. It ends when there is
 * nobody who listens, or who could. */

#define MAX_LINE 8192
#define WAIT (60 * 1000)
#define SHORT 1500

typedef struct
{
  BgTransport *transport;
  const char  *queue;
  int          number;
} Child;

static void G_GNUC_PRINTF (1, 2)
say (const char *format,
     ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

/* The next line; NULL at the end. */
static char *
hear (void)
{
  char line[MAX_LINE];

  if (fgets (line, sizeof line, stdin) == NULL)
    return NULL;
  line[strcspn (line, "\n")] = '\0';
  return g_strdup (line);
}

static int
fail (const GError *error)
{
  say ("error %s %d", g_quark_to_string (error->domain), error->code);
  return EXIT_FAILURE;
}

/* Ends the lease, or has it last longer, and says what has come of that. */
static void
obey (BgLease    *lease,
      const char *order)
{
  g_autoptr (GError) error = NULL;

  if (strcmp (order, "ack") == 0)
    bg_lease_ack (lease, NULL, NULL, &error);
  else if (strcmp (order, "extend") == 0)
    bg_lease_extend (lease, 0, NULL, &error);
  else
    return;
  if (error == NULL)
    say ("done");
  else
    say ("%s", g_error_matches (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_LEASE_LOST) ? "lost" : error->message);
}

/* Holds a lease of @number milliseconds until it is told what to do with it. */
static int
hold (Child *self)
{
  const char * const queues[] = { self->queue, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) leases = bg_transport_reserve (self->transport, queues, 1, (guint) self->number, WAIT, NULL,
                                                       &error);
  g_autofree char *order = NULL;
  BgLease *lease;

  if (leases == NULL)
    return fail (error);
  if (leases->len == 0)
    {
      say ("nothing");
      return EXIT_SUCCESS;
    }
  lease = leases->pdata[0];
  say ("held %" G_GUINT64_FORMAT, bg_lease_get_token (lease));
  order = hear ();
  if (order != NULL)
    obey (lease, order);
  return EXIT_SUCCESS;
}

/* Submits so many tasks, and says so of each when it was accepted. */
static int
submit (Child *self)
{
  for (int i = 1; i <= self->number; i++)
    {
      g_autoptr (GError) error = NULL;
      GVariantDict payload;
      g_autoptr (GVariant) value = NULL;

      g_variant_dict_init (&payload, NULL);
      g_variant_dict_insert (&payload, "n", "x", (gint64) i);
      value = g_variant_ref_sink (g_variant_dict_end (&payload));
      if (!bg_transport_submit_task (self->transport, self->queue, value, NULL, &error))
        return fail (error);
      say ("%d", i);
    }
  say ("end");
  /* Until it is killed. */
  g_free (hear ());
  return EXIT_SUCCESS;
}

/* Runs one task after the other until none has come for @number milliseconds; says which before it acknowledges it. */
static int
drain (Child *self)
{
  bg_transport_set_lease_duration (self->transport, SHORT);
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgLease) lease = bg_transport_lease_task (self->transport, self->queue, self->number, NULL, &error);

      if (lease == NULL && error == NULL)
        break;
      if (lease == NULL)
        return fail (error);
      say ("%d", selftest_get_number (bg_lease_get_task (lease)));
      if (!bg_lease_ack (lease, NULL, NULL, &error))
        return fail (error);
    }
  say ("end");
  return EXIT_SUCCESS;
}

/* Fires so many instants, and says which of them were its own. */
static int
fire (Child *self)
{
  for (int i = 1; i <= self->number; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgQueuedTask) task = bg_queued_task_new (self->queue, NULL);
      gboolean fired = FALSE;

      if (!bg_transport_fire (self->transport, self->queue, i * G_GINT64_CONSTANT (1000000), task, &fired, NULL,
                              &error))
        return fail (error);
      if (fired)
        say ("%d", i);
    }
  say ("end");
  return EXIT_SUCCESS;
}

static const struct
{
  const char *name;
  int       (*run) (Child *self);
} roles[] = {
  { "drain", drain },
  { "fire", fire },
  { "hold", hold },
  { "submit", submit },
};

static int
run_role (Child      *self,
          const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].name, name) == 0)
      return roles[i].run (self);
  say ("error: there is no role “%s”", name);
  return EXIT_FAILURE;
}

/* @args are the role, the queue and a number. */
int
selftest_child_run (char **args)
{
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  Child self = { NULL };
  int status;

  /* Whoever started it may be killed, and it may be stopped then. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (g_strv_length (args) != 3)
    return EXIT_FAILURE;
  uri = hear ();
  if (uri == NULL)
    return EXIT_FAILURE;
  self.queue = args[1];
  self.number = (int) g_ascii_strtoll (args[2], NULL, 10);
  self.transport = bg_transport_new_for_uri (uri, &error);
  if (self.transport == NULL)
    return fail (error);
  status = run_role (&self, args[0]);
  bg_transport_close (self.transport, NULL, NULL);
  g_object_unref (self.transport);
  return status;
}
