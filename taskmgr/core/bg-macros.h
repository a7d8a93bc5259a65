/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)
# error "Only <taskmgr.h> can be included directly."
#endif

#include <glib-object.h>

/* Functions are hidden unless they carry BG_AVAILABLE_IN_ALL. */
#ifndef _BG_EXTERN
# define _BG_EXTERN extern
#endif

#define BG_AVAILABLE_IN_ALL _BG_EXTERN
