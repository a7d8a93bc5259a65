# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# What is shipped: the release archive is complete, builds, installs, and serves programs elsewhere.

work=$builds/dist
rm -rf "$work"
mkdir -p "$work"
if [ ! -e "$builds/gcc/build.ninja" ]; then
  meson setup "$builds/gcc" "$source_root" --werror
fi
meson dist -C "$builds/gcc" --no-tests --allow-dirty
tar --extract --file "$(ls -t "$builds"/gcc/meson-dist/taskmgr-*.tar.xz | head -n 1)" --directory "$work"
archive=$(echo "$work"/taskmgr-*)

meson setup "$work/build" "$archive" --prefix="$work/prefix" --werror -Dgtk=enabled -Dintrospection=enabled \
  -Dtests=false -Dinstalled_tests=false
ninja -C "$work/build" -j2 --quiet
meson install -C "$work/build" --quiet
status=0
libdir=$(dirname "$(find "$work/prefix" -name libtaskmgr-1.so)")
"$archive/tests/install/run-subproject" "$archive" || status=1
LD_LIBRARY_PATH=$libdir LC_ALL=C.UTF-8 LANGUAGE=de "$work/prefix/bin/taskmgr-demo" --help | grep 'Diesen Ordner öffnen' || status=1
"$archive/tests/install/run" "$work/prefix" || status=1
exit "$status"
