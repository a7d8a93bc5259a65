/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <taskmgr.h>

G_BEGIN_DECLS

/* How the program ends; the manual has the same list. */
typedef enum
{
  CLI_OK            = 0,
  CLI_FAILED        = 1,
  CLI_USAGE         = 2,    /* the command line, a URI, a name or a payload makes no sense */
  CLI_EMPTY         = 3,    /* there was no task to get */
  CLI_NOT_FOUND     = 4,
  CLI_UNAVAILABLE   = 5,    /* may work later */
  CLI_NO_ROOM       = 6,
  CLI_NO_RIGHTS     = 7,
  CLI_NOT_SUPPORTED = 8,
  CLI_UNKNOWN       = 9,    /* may have happened or not */
  CLI_DAMAGED       = 10,
} CliStatus;

typedef struct _Cli Cli;

typedef struct
{
  const char *name;
  const char *arguments;    /* as the usage shows them */
  const char *summary;
  int       (*run) (Cli         *cli,
                    char       **argv);
} CliCommand;

struct _Cli
{
  const CliCommand *command;
  char            **args;    /* what is left when the options are taken */
  char             *uri;
  char             *uri_file;
  gboolean          json;
  GStrv             secrets;    /* what no output may show */
  BgTransport      *transport;
};

/* cli.c: what all commands share. */
void         cli_clear         (Cli                 *self);
gboolean     cli_parse         (Cli                 *self,
                                char               **argv,
                                const GOptionEntry  *entries,
                                guint                min,
                                guint                max);
void         cli_guard_uri     (Cli                 *self,
                                char               **argv,
                                const char          *uri);
void         cli_use_uri       (Cli                 *self,
                                const char          *uri);
BgTransport *cli_make          (Cli                 *self,
                                GError             **error);
BgTransport *cli_open          (Cli                 *self,
                                gboolean             create,
                                GError             **error);
int          cli_usage         (Cli                 *self,
                                const char          *format,
                                ...) G_GNUC_PRINTF (2, 3);
int          cli_fail          (Cli                 *self,
                                const GError        *error);
void         cli_warn          (Cli                 *self,
                                const char          *what,
                                const GError        *error);
int          cli_fail_not_found (Cli                *self,
                                 gint64              found,
                                 guint               wanted);

/* cli-command.c: the table of commands. */
const CliCommand *cli_command_find (const char *name);
const CliCommand *cli_command_list (guint      *n_commands);

int cmd_cancel   (Cli *cli, char **argv);
int cmd_count    (Cli *cli, char **argv);
int cmd_dead     (Cli *cli, char **argv);
int cmd_get      (Cli *cli, char **argv);
int cmd_list     (Cli *cli, char **argv);
int cmd_monitor  (Cli *cli, char **argv);
int cmd_requeue  (Cli *cli, char **argv);
int cmd_schedule (Cli *cli, char **argv);
int cmd_selftest (Cli *cli, char **argv);
int cmd_show     (Cli *cli, char **argv);
int cmd_stats    (Cli *cli, char **argv);
int cmd_submit   (Cli *cli, char **argv);
int cmd_workers  (Cli *cli, char **argv);

G_END_DECLS
