# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Address and undefined behaviour. Leaks are looked for in programs of ours only: an interpreter never frees all it has,
# and needs the sanitizer's library loaded before itself.

# GLib's slices would hide what is lost or used too late.
export G_SLICE=always-malloc
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=$source_root/tests/lsan.supp:print_suppressions=0

# The build runs programs too, to look at the types; they leave everything to the end of the process.
export ASAN_OPTIONS=detect_leaks=0
CC=gcc build asan -Db_sanitize=address,undefined -Db_lundef=false -Dgtk=enabled -Dintrospection=enabled

status=0
mapfile -t native < <(tests_of asan native)
ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 \
  run_tests asan --timeout-multiplier 4 "${native[@]}" || status=1

mapfile -t scripts < <(tests_of asan script)
if [ ${#scripts[@]} -gt 0 ]; then
  run_tests asan --timeout-multiplier 4 \
    --wrapper "env LD_PRELOAD=$(gcc -print-file-name=libasan.so)" "${scripts[@]}" || status=1
fi
exit "$status"
