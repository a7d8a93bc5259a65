/* SPDX-FileCopyrightText: 2026 The taskmgr authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "bg-version.h"

/**
 * bg_get_major_version:
 *
 * Gets the major version of the library that the program runs with.
 *
 * Returns: the version
 */
guint
bg_get_major_version (void)
{
  return BG_MAJOR_VERSION;
}

/**
 * bg_get_minor_version:
 *
 * Gets the minor version of the library that the program runs with.
 *
 * Returns: the version
 */
guint
bg_get_minor_version (void)
{
  return BG_MINOR_VERSION;
}

/**
 * bg_get_micro_version:
 *
 * Gets the micro version of the library that the program runs with.
 *
 * Returns: the version
 */
guint
bg_get_micro_version (void)
{
  return BG_MICRO_VERSION;
}
