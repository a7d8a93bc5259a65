/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-json-private.h"

#include "bg-transport-error.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <math.h>

/* JSON comes from stores and command lines. json-glib reads it, but takes more than JSON (comments, assignments,
 * JavaScript's numbers), goes as deep as the stack allows, and makes -1 of an integer that is too large. So it is given
 * only what has passed here: strict JSON in UTF-8, of a limited depth, without NUL and numbers that cannot be kept. */
typedef struct
{
  const char *start;
  const char *at;
  guint       depth;
  const char *wrong;    /* not owned; what is wrong at this place, once something is */
} Check;

static gboolean
blame (Check      *self,
       const char *wrong)
{
  if (self->wrong == NULL)
    self->wrong = wrong;
  return FALSE;
}

static void
skip_space (Check *self)
{
  self->at += strspn (self->at, " \t\n\r");
}

static gboolean
take (Check *self,
      char   character)
{
  if (*self->at != character)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
check_word (Check      *self,
            const char *word)
{
  if (!g_str_has_prefix (self->at, word))
    return blame (self, _("a value was expected"));
  self->at += strlen (word);
  return TRUE;
}

static gboolean
take_digits (Check *self)
{
  gsize n = strspn (self->at, "0123456789");

  self->at += n;
  return n > 0;
}

static gboolean
check_number (Check *self)
{
  const char *start = self->at;
  gboolean is_integer = TRUE;

  take (self, '-');
  if (!take (self, '0') && !take_digits (self))
    return blame (self, _("a value was expected"));
  if (take (self, '.'))
    {
      is_integer = FALSE;
      if (!take_digits (self))
        return blame (self, _("a digit was expected"));
    }
  if (take (self, 'e') || take (self, 'E'))
    {
      is_integer = FALSE;
      if (!take (self, '-'))
        take (self, '+');
      if (!take_digits (self))
        return blame (self, _("a digit was expected"));
    }
  errno = 0;
  if (is_integer ? (g_ascii_strtoll (start, NULL, 10), errno == ERANGE) : !isfinite (g_ascii_strtod (start, NULL)))
    return blame (self, _("the number is too large"));
  return TRUE;
}

/* The four digits after \u; -1 if they are none. */
static int
take_code_unit (Check *self)
{
  int unit = 0;

  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*self->at);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
      self->at++;
    }
  return unit;
}

static gboolean
check_unicode_escape (Check *self)
{
  int unit = take_code_unit (self);

  if (unit < 0)
    return blame (self, _("four hexadecimal digits were expected"));
  if (unit == 0)
    return blame (self, _("texts cannot hold the character zero"));
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  if (unit < 0xdc00 && take (self, '\\') && take (self, 'u'))
    {
      unit = take_code_unit (self);
      if (unit >= 0xdc00 && unit <= 0xdfff)
        return TRUE;
    }
  return blame (self, _("half of a character stands alone"));
}

static gboolean
check_escape (Check *self)
{
  if (take (self, 'u'))
    return check_unicode_escape (self);
  if (*self->at == '\0' || strchr ("\"\\/bfnrt", *self->at) == NULL)
    return blame (self, _("there is no such escape sequence"));
  self->at++;
  return TRUE;
}

static gboolean
check_string (Check *self)
{
  if (!take (self, '"'))
    return blame (self, _("a text in quotation marks was expected"));
  while (!take (self, '"'))
    {
      if ((guchar) *self->at < 0x20)
        return blame (self, _("the text does not end"));
      if (take (self, '\\'))
        {
          if (!check_escape (self))
            return FALSE;
        }
      else
        self->at++;
    }
  return TRUE;
}

static gboolean
check_key (Check *self)
{
  skip_space (self);
  if (!check_string (self))
    return FALSE;
  skip_space (self);
  return take (self, ':') || blame (self, _("a colon was expected"));
}

static gboolean
check_scalar (Check *self)
{
  switch (*self->at)
    {
    case '"':
      return check_string (self);
    case 't':
      return check_word (self, "true");
    case 'f':
      return check_word (self, "false");
    case 'n':
      return check_word (self, "null");
    default:
      return check_number (self);
    }
}

static gboolean
check_value (Check *self)
{
  char end;

  skip_space (self);
  if (*self->at != '{' && *self->at != '[')
    return check_scalar (self);
  if (++self->depth > BG_JSON_MAX_DEPTH)
    return blame (self, _("it is nested too deeply"));
  end = *self->at++ == '{' ? '}' : ']';
  skip_space (self);
  if (!take (self, end))
    {
      do
        {
          if ((end == '}' && !check_key (self)) || !check_value (self))
            return FALSE;
          skip_space (self);
        }
      while (take (self, ','));
      if (!take (self, end))
        return blame (self, _("a comma or the end was expected"));
    }
  self->depth--;
  return TRUE;
}

/* Whether it is JSON of which nothing gets lost. */
gboolean
bg_json_check (const char  *json,
               GError     **error)
{
  Check self = { .start = json, .at = json };

  if (!g_utf8_validate (json, -1, &self.at))
    self.wrong = _("it is no UTF-8");
  else
    {
      self.at = json;
      if (check_value (&self))
        {
          skip_space (&self);
          if (*self.at != '\0')
            self.wrong = _("the end was expected");
        }
    }
  if (self.wrong == NULL)
    return TRUE;
  g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD,
               _("This is no JSON that can be kept: after %lu bytes %s"), (unsigned long) (self.at - self.start),
               self.wrong);
  return FALSE;
}

JsonNode *
bg_json_parse (const char  *json,
               GError     **error)
{
  g_autoptr (GError) refused = NULL;
  JsonNode *node;

  if (!bg_json_check (json, error))
    return NULL;
  node = json_from_string (json, &refused);
  if (node == NULL)
    g_set_error (error, BG_TRANSPORT_ERROR, BG_TRANSPORT_ERROR_INVALID_PAYLOAD,
                 _("This is no JSON that can be kept: %s"),
                 refused != NULL ? refused->message : _("it is empty"));
  return node;
}

void
bg_json_append_string (GString    *json,
                       const char *text)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  g_string_append_c (json, '"');
  for (const char *at = valid != NULL ? valid : text; *at != '\0'; at++)
    {
      switch (*at)
        {
        case '"':
        case '\\':
          g_string_append_c (json, '\\');
          g_string_append_c (json, *at);
          break;
        case '\n':
          g_string_append (json, "\\n");
          break;
        case '\t':
          g_string_append (json, "\\t");
          break;
        default:
          if ((guchar) *at < 0x20)
            g_string_append_printf (json, "\\u%04x", (guint) *at);
          else
            g_string_append_c (json, *at);
        }
    }
  g_string_append_c (json, '"');
}

/* The shortest text that is read back as this number, and never as an integer. (json-glib writes 1e+20.0, which is
 * none.) */
void
bg_json_append_double (GString *json,
                       double   number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_same = FALSE;

  for (guint digits = 15; !is_same && digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%ug", digits);
      g_ascii_formatd (text, sizeof text, format, number);
      is_same = g_ascii_strtod (text, NULL) == number;
    }
  g_string_append (json, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (json, ".0");
}
