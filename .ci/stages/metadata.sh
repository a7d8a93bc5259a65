# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# The files that other programs read: desktop, software centre, translations, licences, scripts.

status=0
check ()
{
  echo "$ $*"
  "$@" || status=1
}

if [ ! -e "$builds/gcc/build.ninja" ]; then
  build gcc -Dgtk=enabled
fi
while read -r file; do
  check appstreamcli validate --no-net --explain "$file"
done < <(find "$builds/gcc/demo" -name '*.metainfo.xml')
while read -r file; do
  check desktop-file-validate "$file"
done < <(find "$builds/gcc/demo" -name '*.desktop')
for file in po/*.po; do
  check msgfmt --check --statistics --output-file=/dev/null "$file"
done
check xmllint --noout taskmgr.doap
check reuse lint
for file in .ci/run .ci/instrumented-glib .ci/*.sh .ci/stages/*.sh demo/run tests/run tests/install/run* tools/*; do
  check bash -n "$file"
done
exit "$status"
