# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# The other compiler's warnings, and those that only an optimizing build gives.

CC=clang build clang -Dgtk=enabled -Dintrospection=disabled -Dbuildtype=release
