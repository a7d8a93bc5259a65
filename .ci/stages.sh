# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# What the stages share.

source_root=$PWD
builds=$source_root/build-ci
logs=$builds/logs

# build NAME [options of "meson setup"]: builds the project into build-ci/NAME, from nothing, with warnings fatal.
build ()
{
  local name=$1
  shift
  rm -rf "${builds:?}/$name"
  meson setup "$builds/$name" "$source_root" --werror "$@"
  ninja -C "$builds/$name" -j2 -k 20 --quiet
}

# run_tests NAME [options of tests/run]
run_tests ()
{
  local name=$1
  shift
  "$source_root/tests/run" --no-install --build "$builds/$name" "$@"
}

# tests_of NAME (native|script): the tests that are programs of the build, or those that interpreters run. Rules that
# look at the sources only, and tools of others, are neither.
tests_of ()
{
  meson introspect --tests "$builds/$1" | /usr/bin/python3 -c '
import json, os, sys
build, wanted = sys.argv[1:]
for test in json.load (sys.stdin):
    program = test["cmd"][0]
    if any (suite.endswith ((":checks", ":install", ":docs")) for suite in test["suite"]):
        continue
    if program.startswith (build):
        kind = "native"
    elif program.startswith (os.getcwd ()) or os.path.basename (program).startswith (("python", "gjs")):
        kind = "script"
    else:
        continue
    if kind == wanted:
        print (test["name"])
' "$builds/$1" "$2"
}
