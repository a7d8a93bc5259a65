/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sqlite-test.h"

#include <stdio.h>
#include <string.h>

/* What other processes do in the tests: sqlite-process COMMAND URI ARGUMENT. Most wait for a line of their parent
 * first, or until it closes the pipe, and say in a line each what they have done. */

static void
say (const char *text)
{
  g_print ("%s\n", text);
  fflush (stdout);
}

static void
await_line (void)
{
  int letter;

  do
    letter = getchar ();
  while (letter != '\n' && letter != EOF);
}

static int
fail (GError *error)
{
  g_autofree char *text = g_strdup_printf ("error %d: %s", error->code, error->message);

  say (text);
  return 1;
}

/* Opens it together with others. */
static int
open_it (BgTransport *transport,
         const char  *argument)
{
  g_autoptr (GError) error = NULL;

  say ("waiting");
  await_line ();
  if (!bg_transport_open (transport, TRUE, NULL, &error))
    return fail (g_steal_pointer (&error));
  g_object_unref (sqlite_test_submit (transport, argument, 4));
  say ("open");
  return 0;
}

/* Submits until it is killed, and says what was accepted. */
static int
submit (BgTransport *transport,
        const char  *argument)
{
  guint batch = (guint) g_ascii_strtoull (argument, NULL, 10);

  for (;;)
    {
      g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < batch; i++)
        g_ptr_array_add (tasks, bg_queued_task_new (QUEUE, NULL));
      if (!bg_transport_submit (transport, tasks, NULL, &error))
        return fail (g_steal_pointer (&error));
      for (guint i = 0; i < batch; i++)
        say (bg_queued_task_get_id (tasks->pdata[i]));
    }
}

/* Does what there is until nothing comes for a while, and says which tasks it has acknowledged. */
static int
work (BgTransport *transport,
      const char  *argument)
{
  gint64 patience = g_ascii_strtoll (argument, NULL, 10);

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgLease) lease = bg_transport_lease_task (transport, QUEUE, patience, NULL, &error);

      if (error != NULL)
        return fail (g_steal_pointer (&error));
      if (lease == NULL)
        return 0;
      if (!bg_lease_ack (lease, NULL, NULL, &error))
        return fail (g_steal_pointer (&error));
      say (bg_queued_task_get_id (bg_lease_get_task (lease)));
    }
}

/* Says which of the tasks whose ids are in a file the queue does not know. */
static int
look_for (BgTransport *transport,
          const char  *argument)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (argument, &text, NULL, &error) || !bg_transport_open (transport, FALSE, NULL, &error))
    return fail (g_steal_pointer (&error));
  ids = g_strsplit (text, "\n", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (BgQueuedTask) task = ids[i][0] != '\0' ? bg_transport_lookup (transport, QUEUE, ids[i], NULL, NULL) : NULL;

      if (task == NULL && ids[i][0] != '\0')
        say (ids[i]);
    }
  return 0;
}

/* Is in the middle of a transaction until it is killed. */
static int
hold (const char *path)
{
  sqlite3 *handle = NULL;

  if (sqlite3_open (path, &handle) != SQLITE_OK ||
      sqlite3_exec (handle, "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE; DELETE FROM bg_task;"
                            "INSERT INTO bg_payload WITH RECURSIVE n (i) AS"
                            "  (VALUES (1000000) UNION ALL SELECT i + 1 FROM n WHERE i < 1000999)"
                            "  SELECT i, hex (zeroblob (1000)) FROM n", NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (handle));
  say ("holding");
  await_line ();
  return 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (BgTransport) transport = NULL;
  g_autoptr (GError) error = NULL;
  const char *command = argv[1], *uri = argv[2], *argument = argv[3];

  g_assert_cmpint (argc, ==, 4);
  if (strcmp (command, "hold") == 0)
    return hold (uri + strlen ("sqlite:"));
  transport = bg_transport_new_for_uri (uri, &error);
  g_assert_no_error (error);
  if (strcmp (command, "open") == 0)
    return open_it (transport, argument);
  if (strcmp (command, "submit") == 0)
    return submit (transport, argument);
  if (strcmp (command, "look-for") == 0)
    return look_for (transport, argument);
  g_assert_cmpstr (command, ==, "work");
  return work (transport, argument);
}
