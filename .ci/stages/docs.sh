# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# The reference: every symbol documented, every link leads somewhere. The gcc stage's build has the introspection data.

if [ ! -e "$builds/gcc/build.ninja" ]; then
  build gcc -Dgtk=enabled -Dintrospection=enabled
fi
meson configure "$builds/gcc" -Ddocs=true
ninja -C "$builds/gcc" -j2 -k 20 --quiet
run_tests gcc --suite docs
