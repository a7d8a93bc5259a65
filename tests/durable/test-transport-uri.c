/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <taskmgr.h>

#include "durable/bg-transport-uri-private.h"

typedef struct
{
  const char *text;
  const char *user;
  const char *password;
  const char *host;
  int         port;
  const char *path;
  const char *option;           /* name=value, of one */
  const char *redacted;
} Case;

static const Case cases[] =
  {
    { "localmem://", NULL, NULL, "", -1, "", NULL, "localmem://" },
    { "localmem://name", NULL, NULL, "name", -1, "", NULL, "localmem://name" },
    { "LocalMem://name", NULL, NULL, "name", -1, "", NULL, "localmem://name" },
    { "filesys:/var/lib/queue", NULL, NULL, NULL, -1, "/var/lib/queue", NULL, "filesys:/var/lib/queue" },
    { "filesys:///var/lib/queue", NULL, NULL, "", -1, "/var/lib/queue", NULL, "filesys:///var/lib/queue" },
    { "filesys:/home/a@b/%20%3F%23%25", NULL, NULL, NULL, -1, "/home/a@b/ ?#%", NULL,
      "filesys:/home/a@b/%20%3F%23%25" },
    { "filesys:/a?network_fs=1", NULL, NULL, NULL, -1, "/a", "network_fs=1", "filesys:/a" },
    { "filesys:/...", NULL, NULL, NULL, -1, "/...", NULL, "filesys:/..." },
    { "sqlite:/a/b.db?lease=5000&max-payload=10", NULL, NULL, NULL, -1, "/a/b.db", "max-payload=10", "sqlite:/a/b.db" },
    { "pgsql:photos", NULL, NULL, NULL, -1, "photos", NULL, "pgsql:photos" },
    { "pgsql://bg:s%40cr%2Fet@db.example:5432/photos?sslmode=verify-full", "bg", "s@cr/et", "db.example", 5432,
      "/photos", "sslmode=verify-full", "pgsql://db.example:5432/photos" },
    { "pgsql://bg@one:1,two,three:3/photos", "bg", NULL, "one:1,two,three:3", -1, "/photos", NULL, NULL },
    { "pgsql://%2Fvar%2Frun/photos", NULL, NULL, "/var/run", -1, "/photos", NULL, NULL },
    { "redis://:pw@h:6379?db=2", "", "pw", "h", 6379, "", "db=2", "redis://h:6379" },
    { "rediss://[::1]:6379?password=s%26cret", NULL, NULL, "[::1]", 6379, "", "password=s&cret", NULL },
    { "amqp://u:p:q@h/%2f", "u", "p:q", "h", -1, "//", NULL, NULL },
    { "amqp://h", NULL, NULL, "h", -1, "", NULL, "amqp://h" },
    { "amqp://h/", NULL, NULL, "h", -1, "/", NULL, "amqp://h/" },
    { "amqp://%c3%bc:%c3%a9@h/", "ü", "é", "h", -1, "/", NULL, "amqp://h/" },
  };

static void
check_option (BgTransportUri *uri,
              const char     *option)
{
  g_auto (GStrv) parts = g_strsplit (option != NULL ? option : "", "=", 2);

  if (option == NULL)
    g_assert_cmpuint (g_hash_table_size (uri->options), ==, 0);
  else
    g_assert_cmpstr (g_hash_table_lookup (uri->options, parts[0]), ==, parts[1]);
}

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgTransportUri) uri = bg_transport_uri_parse (cases[i].text, &error);
      g_autofree char *redacted = bg_transport_uri_redact (cases[i].text);

      g_assert_no_error (error);
      g_assert_cmpstr (g_uri_get_scheme (uri->uri), ==, uri->scheme);
      g_assert_cmpstr (g_uri_get_user (uri->uri), ==, cases[i].user);
      g_assert_cmpstr (g_uri_get_password (uri->uri), ==, cases[i].password);
      g_assert_cmpstr (g_uri_get_host (uri->uri), ==, cases[i].host);
      g_assert_cmpint (g_uri_get_port (uri->uri), ==, cases[i].port);
      g_assert_cmpstr (g_uri_get_path (uri->uri), ==, cases[i].path);
      g_assert_null (g_uri_get_query (uri->uri));
      check_option (uri, cases[i].option);
      if (cases[i].redacted != NULL)
        g_assert_cmpstr (redacted, ==, cases[i].redacted);
    }
}

static const char *const refused[] =
  {
    "",
    "photos",
    "/var/lib/queue",
    ":/a",
    "1a:/a",
    "a b:/a",
    "filesys:",
    "filesys://",
    "filesys:/",
    "filesys:var/lib/queue",
    "filesys:./queue",
    "filesys://host/var/lib/queue",
    "filesys://user@/var/lib/queue",
    "filesys:/var/lib/../../etc",
    "filesys:/..",
    "filesys:/var/..",
    "filesys:/var/%2e%2e/etc",
    "filesys:/var/.%2E/etc",
    "filesys:/var%2f..%2fetc",
    "filesys:/var/./lib",
    "sqlite:queue.db",
    "sqlite:",
    "sqlite:/a/../b.db",
    "filesys:/a%00b",
    "filesys:/a%",
    "filesys:/a%4",
    "filesys:/a%zz",
    "filesys:/a%ff",
    "filesys:/a\377",
    "filesys:/a b",
    "filesys:/a\n",
    "filesys:/a\033[0m",
    "filesys:/a#b",
    "filesys:/a?",
    "filesys:/a?b",
    "filesys:/a?=b",
    "filesys:/a?b=1&",
    "filesys:/a?&b=1",
    "filesys:/a?b=1&b=2",
    "filesys:/a?b=1&b=1",
    "filesys:/a?B=1",
    "filesys:/a?b=%00",
    "filesys:/a?b=%4",
    "redis://h:0",
    "redis://h:65536",
    "redis://h:",
    "redis://h:6379x",
    "redis://h:-1",
    "redis://one,two",
    "redis://h%00",
    "redis://h h",
    "redis://[::1",
    "redis://-h",
    "redis://a@b@c",
    "pgsql:user:pw@h/db",
    "pgsql://u:1/2@h/db",
    "pgsql://u:1?x=2@h/db",
  };

static void
test_refused (void)
{
  g_autofree char *tail = g_strnfill (5000, 'a');
  g_autofree char *long_one = g_strconcat ("filesys:/", tail, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) refusal = NULL;
      g_autoptr (BgTransportUri) uri = bg_transport_uri_parse (refused[i], &refusal);

      g_assert_null (uri);
      g_assert_error (refusal, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
      g_assert_true (g_utf8_validate (refusal->message, -1, NULL));
    }
  g_assert_null (bg_transport_uri_parse (long_one, &error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
}

/* Of all of these nobody may see the "hush", whether they are right or wrong. */
static const char *const secrets[] =
  {
    "pgsql://bg:hush@h/db",
    "pgsql://hush@h/db",
    "pgsql://bg:%68hush@h/db",
    "pgsql://bg:hu/hush@h/db",
    "pgsql://bg:1/hush@h/db",
    "pgsql://bg:1?hush@h/db",
    "pgsql://bg:1?x=hush@h/db",
    "pgsql://bg:#hush@h/db",
    "pgsql://bg:hush hush@h/db",
    "pgsql://bg:hush\n@h/db",
    "pgsql://bg:a@hush@h/db",
    "pgsql://bg:hush@h:x/db",
    "pgsql:bg:hush@h/db",
    "pgsql:/bg:hush@h/db",
    "pgsql:///bg:hush@h/db",
    "redis://:hush@h",
    "redis://h?password=hush",
    "redis://h?password=hush&password=hush",
    "redis://h?password=hush&oops",
    "redis://h?hush",
    "redis://h?Hush=hush",
    "redis://h?sslpassword=%68hush%",
    "filesys:/a?password=hush",
    "localmem://?password=hush",
    "localmem://bg:hush@name",
    "unknown://bg:hush@name?hush",
    "unknown://bg:hush@name",
    "bg:hush@h/db",
    "//bg:hush@h/db",
    "hush",
  };

static void
test_secrets (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BgTransport) transport = bg_transport_new_for_uri (secrets[i], &error);
      g_autofree char *redacted = bg_transport_uri_redact (secrets[i]);

      g_assert_null (strstr (redacted, "hush"));
      g_assert_null (transport);
      g_assert_nonnull (error);
      g_assert_null (strstr (error->message, "hush"));
    }
}

/* What GUri itself makes of it hides the password too. */
static void
test_hides_by_flags (void)
{
  g_autoptr (BgTransportUri) uri = bg_transport_uri_parse ("redis://bg:hush@h?password=hush", NULL);
  g_autofree char *text = g_uri_to_string_partial (uri->uri, G_URI_HIDE_PASSWORD);

  g_assert_cmpstr (text, ==, "redis://bg@h");
}

/* Whatever it is made of: it is refused, or what is seen of it means the same place, and is stable. */
static void
test_random (void)
{
  static const char letters[] = "::://///@@??&&==%%25..aab1,[]#- \377";

  for (guint i = 0; i < 100000; i++)
    {
      char tail[24] = "";
      gsize n = (gsize) g_test_rand_int_range (0, sizeof tail);
      g_autofree char *text = NULL;
      g_autofree char *redacted = NULL;
      g_autoptr (BgTransportUri) uri = NULL;
      g_autoptr (BgTransportUri) again = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize j = 0; j < n; j++)
        tail[j] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      text = g_strconcat (g_test_rand_bit () ? "pgsql:" : "filesys:", tail, NULL);
      uri = bg_transport_uri_parse (text, &error);
      g_assert_cmpint (uri != NULL, ==, error == NULL);
      if (uri == NULL)
        continue;
      g_assert_null (strstr (g_uri_get_path (uri->uri), "/../"));
      redacted = bg_transport_uri_redact (text);
      again = bg_transport_uri_parse (redacted, NULL);
      if (again == NULL)
        continue;
      g_assert_cmpstr (g_uri_get_path (again->uri), ==, g_uri_get_path (uri->uri));
      g_assert_null (g_uri_get_user (again->uri));
      g_assert_cmpuint (g_hash_table_size (again->options), ==, 0);
    }
}

static void
test_new (void)
{
  g_autoptr (GError) error = NULL;
  BgTransport *transport = bg_transport_new_for_uri (
      "localmem://uri-new?max-payload=1000&max-length=10&retention=60&lease=5000&poll-interval=100&max-crashes=2", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (bg_transport_get_name (transport), ==, "localmem://uri-new");
  g_assert_cmpuint (bg_transport_get_max_payload (transport), ==, 1000);
  g_assert_cmpuint (bg_transport_get_max_length (transport), ==, 10);
  g_assert_cmpuint (bg_transport_get_retention (transport), ==, 60);
  g_assert_cmpuint (bg_transport_get_lease_duration (transport), ==, 5000);
  g_assert_cmpuint (bg_transport_get_poll_interval (transport), ==, 100);
  g_assert_cmpuint (bg_transport_get_max_crashes (transport), ==, 2);
  g_assert_cmpint (bg_transport_get_state (transport), ==, BG_TRANSPORT_STATE_NEW);
  g_assert_finalize_object (transport);
}

static const struct
{
  const char *uri;
  const char *hint;
} wrong[] =
  {
    { "nowhere://host", "nowhere" },
    { "nowhere://host", "localmem" },
    { "localmem://?colour=red", "colour" },
    { "localmem://?lease=soon", "lease" },
    { "localmem://?lease=9", "lease" },
    { "localmem://?max-crashes=0", "max-crashes" },
    { "localmem://?max-length=4294967296", "max-length" },
    { "localmem://?retention=-1", "retention" },
    { "localmem://?lease=5000&lease=6000", "lease" },
    { "localmem:name", "localmem" },
    { "localmem://name/path", "localmem" },
    { "localmem://name:80", "localmem" },
  };

static void
test_new_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bg_transport_new_for_uri (wrong[i].uri, &error));
      g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
      g_assert_nonnull (strstr (error->message, wrong[i].hint));
    }
}

static void
test_default (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BgTransport) own = bg_transport_new_for_uri ("localmem://uri-own", NULL);
  BgTransport *transport;

  g_unsetenv ("TASKMGR_TRANSPORT");
  g_assert_null (bg_transport_get_default (&error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_setenv ("TASKMGR_TRANSPORT", "nowhere://", TRUE);
  g_assert_null (bg_transport_get_default (&error));
  g_assert_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_URI);
  g_clear_error (&error);

  g_setenv ("TASKMGR_TRANSPORT", "localmem://uri-default", TRUE);
  transport = bg_transport_get_default (&error);
  g_assert_no_error (error);
  g_assert_cmpstr (bg_transport_get_name (transport), ==, "localmem://uri-default");
  g_assert_true (bg_transport_get_default (NULL) == transport);

  bg_transport_set_default (own);
  g_assert_true (bg_transport_get_default (NULL) == own);
  bg_transport_set_default (NULL);
  g_assert_true (bg_transport_get_default (NULL) != own);
  bg_transport_set_default (NULL);
  g_unsetenv ("TASKMGR_TRANSPORT");
}

static void
test_slashes_without_a_host (void)
{
  g_autofree char *file = bg_transport_uri_redact ("filesys:/%2Ftmp");
  g_autofree char *other = bg_transport_uri_redact ("x:/%2f/%2fa?b=c");

  g_assert_cmpstr (file, ==, "filesys:/%2Ftmp");
  g_assert_cmpstr (other, ==, "x:/%2F%2F%2Fa");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transport-uri/parse", test_parse);
  g_test_add_func ("/transport-uri/refused", test_refused);
  g_test_add_func ("/transport-uri/secrets", test_secrets);
  g_test_add_func ("/transport-uri/hides-by-flags", test_hides_by_flags);
  g_test_add_func ("/transport-uri/random", test_random);
  g_test_add_func ("/transport-uri/new", test_new);
  g_test_add_func ("/transport-uri/new-refused", test_new_refused);
  g_test_add_func ("/transport-uri/default", test_default);

  g_test_add_func ("/transport-uri/slashes-without-a-host", test_slashes_without_a_host);

  return g_test_run ();
}
