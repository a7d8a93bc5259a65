# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# The whole project as a developer has it, and all of its tests.

CC=gcc build gcc -Dgtk=enabled -Dintrospection=enabled -Dinstalled_tests=true
run_tests gcc
