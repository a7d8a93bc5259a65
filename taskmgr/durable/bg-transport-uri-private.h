/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The URI of a store, taken to pieces: decoded, and stricter than GUri, which takes ".." out of paths before anybody
 * can refuse it, and knows no lists of hosts.
 */
typedef struct
{
  char       *scheme;   /* in lower case */
  GUri       *uri;      /* decoded; without the options */
  GHashTable *options;  /* texts to texts, decoded */
} BgTransportUri;

BgTransportUri *bg_transport_uri_parse  (const char      *text,
                                         GError         **error) G_GNUC_WARN_UNUSED_RESULT;
void            bg_transport_uri_free   (BgTransportUri  *self);

/* The only way in which a URI becomes text that may be seen: without user, password and options. */
char           *bg_transport_uri_redact (const char      *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BgTransportUri, bg_transport_uri_free)

G_END_DECLS
