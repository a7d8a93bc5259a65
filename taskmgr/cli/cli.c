/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli.h"

#include "cli-json.h"
#include "cli-secret.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* What is done with an error: how the program ends, its name for programs, and what the user can do. */
typedef struct
{
  BgTransportError  code;
  CliStatus         status;
  const char       *name;
  const char       *hint;
} ErrorRow;

static const ErrorRow error_rows[] = {
  { BG_TRANSPORT_ERROR_INVALID_URI, CLI_USAGE, "invalid-uri",
    N_("Say where the queues are with --uri, --uri-file or TASKMGR_TRANSPORT, for instance sqlite:/path/to/file") },
  { BG_TRANSPORT_ERROR_INVALID_NAME, CLI_USAGE, "invalid-name",
    N_("A name has 2 to 64 characters: a small letter, then small letters, digits and single underscores, "
       "and a letter or digit at the end") },
  { BG_TRANSPORT_ERROR_INVALID_PAYLOAD, CLI_USAGE, "invalid-payload",
    N_("A payload is one JSON object, for instance '{\"photo\": 7}'") },
  { BG_TRANSPORT_ERROR_NOT_SUPPORTED, CLI_NOT_SUPPORTED, "not-supported",
    N_("Leave the option out, or use another store; “taskmgr selftest” tells what this one can do") },
  { BG_TRANSPORT_ERROR_UNAVAILABLE, CLI_UNAVAILABLE, "unavailable", N_("Is the server running? Try again later") },
  { BG_TRANSPORT_ERROR_TIMED_OUT, CLI_UNAVAILABLE, "timed-out", N_("Nothing was changed; try again later") },
  { BG_TRANSPORT_ERROR_AUTH, CLI_NO_RIGHTS, "auth", N_("Check the user name and the password in the URI") },
  { BG_TRANSPORT_ERROR_TLS, CLI_NO_RIGHTS, "tls", N_("Check the certificate and the name of the server") },
  { BG_TRANSPORT_ERROR_PERMISSION, CLI_NO_RIGHTS, "permission",
    N_("Check who owns the folder or the file, and that nobody else may write to it") },
  { BG_TRANSPORT_ERROR_SCHEMA, CLI_DAMAGED, "schema",
    N_("Another version has made this store; use that one, or another place") },
  { BG_TRANSPORT_ERROR_TOO_LARGE, CLI_NO_ROOM, "too-large",
    N_("Store the data in a file, and its name in the payload") },
  { BG_TRANSPORT_ERROR_FULL, CLI_NO_ROOM, "full",
    N_("Wait until workers have done some of the tasks, or start more workers") },
  { BG_TRANSPORT_ERROR_NO_SPACE, CLI_NO_ROOM, "no-space", N_("Make room on the disk; what was accepted is safe") },
  { BG_TRANSPORT_ERROR_LEASE_LOST, CLI_FAILED, "lease-lost",
    N_("Another worker has the task now; nothing is to be done") },
  { BG_TRANSPORT_ERROR_OUTCOME_UNKNOWN, CLI_UNKNOWN, "outcome-unknown",
    N_("It may have happened: look with “taskmgr show”, or submit again with the same --id, which does no harm") },
  { BG_TRANSPORT_ERROR_NOT_FOUND, CLI_NOT_FOUND, "not-found",
    N_("Check the name: “taskmgr list” shows what there is, “taskmgr submit” makes what is missing") },
  { BG_TRANSPORT_ERROR_CORRUPT, CLI_DAMAGED, "corrupt",
    N_("What is damaged was set aside; look at the disk and at its log") },
  { BG_TRANSPORT_ERROR_CLOSED, CLI_FAILED, "closed", NULL },
  { BG_TRANSPORT_ERROR_FAILED, CLI_FAILED, "failed", NULL },
};

static const ErrorRow other_row = { BG_TRANSPORT_ERROR_FAILED, CLI_FAILED, "failed", NULL };

void
cli_clear (Cli *self)
{
  if (self->transport != NULL)
    bg_transport_close (self->transport, NULL, NULL);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->args, g_strfreev);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->uri_file, g_free);
  g_clear_pointer (&self->secrets, g_strfreev);
}

static void
print_error (Cli        *self,
             const char *name,
             const char *message,
             const char *hint)
{
  g_autofree char *shown = cli_secret_hide ((const char * const *) self->secrets, message);

  if (self->json)
    {
      g_autofree char *json = cli_json_for_error (name, shown, hint);

      /* In UTF-8 in every locale, as cli_json_print() has it. */
      fprintf (stderr, "%s\n", json);
      return;
    }
  g_printerr ("%s: %s\n", g_get_prgname (), shown);
  if (hint != NULL)
    g_printerr ("%s\n", hint);
}

/* Tells what is wrong with the command line. */
int
cli_usage (Cli        *self,
           const char *format,
           ...)
{
  g_autofree char *message = NULL;
  g_autofree char *hint = g_strdup_printf (_("“%s --help” shows what can be said"), g_get_prgname ());
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  print_error (self, "usage", message, hint);
  return CLI_USAGE;
}

static const ErrorRow *
find_row (const GError *error)
{
  gboolean refused = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  /* Files that we read ourselves are like those of stores. */
  for (gsize i = 0; i < G_N_ELEMENTS (error_rows); i++)
    if (g_error_matches (error, BG_TRANSPORT_ERROR, (int) error_rows[i].code)
        || (refused && error_rows[i].code == BG_TRANSPORT_ERROR_PERMISSION))
      return &error_rows[i];
  return &other_row;
}

/* Tells what went wrong and what to do about it. Returns how the program is to end. */
int
cli_fail (Cli          *self,
          const GError *error)
{
  const ErrorRow *row = find_row (error);

  print_error (self, row->name, error->message, row->hint != NULL ? _(row->hint) : NULL);
  return row->status;
}

/* Tells what went wrong with one of several things; the others go on. */
void
cli_warn (Cli          *self,
          const char   *what,
          const GError *error)
{
  const ErrorRow *row = find_row (error);
  g_autofree char *message = g_strdup_printf ("%s: %s", what, error->message);

  /* It may go wrong again and again, and people need to be told what to do only where they are asked. */
  print_error (self, row->name, message, self->json && row->hint != NULL ? _(row->hint) : NULL);
}

/* Some of the tasks that were named are not there. */
int
cli_fail_not_found (Cli    *self,
                    gint64  found,
                    guint   wanted)
{
  g_autofree char *message = NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, found);

  message = g_strdup_printf (ngettext ("%s of %u task was found", "%s of %u tasks were found", wanted), number, wanted);
  print_error (self, "not-found", message, _("“taskmgr list” shows what there is"));
  return CLI_NOT_FOUND;
}

/* A URI that was given on the command line: what is secret of it is taken away from there, which others can read. */
void
cli_guard_uri (Cli         *self,
               char       **argv,
               const char  *uri)
{
  g_autofree char *message = NULL;

  g_strfreev (self->secrets);
  self->secrets = cli_secret_find (uri);
  if (self->secrets[0] == NULL)
    return;
  cli_secret_wipe (argv, (const char * const *) self->secrets);
  message = g_strdup_printf (_("%s: a password on the command line may have been seen by others; use --uri-file"),
                             g_get_prgname ());
  g_printerr ("%s\n", message);
}

/* The options of the command and those that all have. */
gboolean
cli_parse (Cli                 *self,
           char               **argv,
           const GOptionEntry  *entries,
           guint                min,
           guint                max)
{
  const GOptionEntry common[] = {
    { "uri", 0, 0, G_OPTION_ARG_STRING, &self->uri, N_("Where the queues are"), N_("URI") },
    { "uri-file", 0, 0, G_OPTION_ARG_FILENAME, &self->uri_file,
      N_("A file with the URI, which only you can read"), N_("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("Print JSON, for programs"), NULL },
    { NULL }
  };
  const char *arguments = self->command->arguments;
  g_autoptr (GOptionContext) context = g_option_context_new (arguments[0] != '\0' ? arguments : NULL);
  g_autoptr (GError) error = NULL;
  guint n_args;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, self->command->summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);

  self->args = g_strdupv (argv);
  if (!g_option_context_parse_strv (context, &self->args, &error))
    {
      cli_usage (self, "%s", error->message);
      return FALSE;
    }
  if (self->uri != NULL)
    cli_guard_uri (self, argv, self->uri);
  n_args = g_strv_length (self->args) - 1;
  if (n_args < min || n_args > max)
    {
      cli_usage (self, n_args < min ? _("something is missing: %s") : _("too much was said: %s"),
                 _(self->command->arguments));
      return FALSE;
    }
  return TRUE;
}

/* From now on this is where the queues are, and what is secret of it is known. */
void
cli_use_uri (Cli        *self,
             const char *uri)
{
  g_autofree char *copy = g_strdup (uri);

  g_free (self->uri);
  self->uri = g_steal_pointer (&copy);
  g_strfreev (self->secrets);
  self->secrets = cli_secret_find (self->uri);
}

static gboolean
find_uri (Cli     *self,
          GError **error)
{
  g_autofree char *uri = NULL;

  if (self->uri != NULL && self->uri_file != NULL)
    {
      g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                           _("--uri and --uri-file exclude each other"));
      return FALSE;
    }
  if (self->uri_file != NULL)
    uri = cli_secret_read_file (self->uri_file, error);
  else if (self->uri != NULL)
    uri = g_strdup (self->uri);
  else
    uri = g_strdup (g_getenv ("TASKMGR_TRANSPORT"));

  if (uri == NULL && self->uri_file == NULL)
    g_set_error_literal (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI,
                         _("it was not said where the queues are"));
  if (uri == NULL)
    return FALSE;
  cli_use_uri (self, uri);
  return TRUE;
}

/* Makes the transport that was asked for; it is not open yet. */
BgTransport *
cli_make (Cli     *self,
          GError **error)
{
  if (!find_uri (self, error))
    return NULL;
  /* Programs that are started by this one do not inherit it. */
  g_unsetenv ("TASKMGR_TRANSPORT");
  self->transport = bg_transport_new_for_uri (self->uri, error);
  return self->transport;
}

/* Makes and opens it. Who only looks does not create what is missing: a slip in a path would never be noticed. */
BgTransport *
cli_open (Cli       *self,
          gboolean   create,
          GError   **error)
{
  if (cli_make (self, error) == NULL || !bg_transport_open (self->transport, create, NULL, error))
    return NULL;
  return self->transport;
}
