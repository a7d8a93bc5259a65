# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Data races, in everything that runs without GTK. GLib's own locks must be seen to be believed, so a GLib built with
# the sanitizer takes the place of the system's.

glib=$(.ci/instrumented-glib)
export PKG_CONFIG_PATH=$glib/lib/pkgconfig LD_LIBRARY_PATH=$glib/lib
export G_SLICE=always-malloc
export TSAN_OPTIONS=halt_on_error=0:exitcode=66:second_deadlock_stack=1:suppressions=$source_root/tests/tsan.supp

CC=gcc build tsan -Db_sanitize=thread -Db_lundef=false -Dgtk=disabled -Dintrospection=disabled -Dvapi=false -Ddemo=false
mapfile -t native < <(tests_of tsan native)
run_tests tsan --timeout-multiplier 8 "${native[@]}"
