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

# tests_of NAME (native|script): the tests that are programs of the build, or those that are scripts; rules that look
# at the sources only are neither.
tests_of ()
{
  meson introspect --tests "$builds/$1" | /usr/bin/python3 -c '
import json, sys
for test in json.load (sys.stdin):
    native = test["cmd"][0].startswith (sys.argv[1])
    outside = any (suite.endswith ((":checks", ":install")) for suite in test["suite"])
    if not outside and native == (sys.argv[2] == "native"):
        print (test["name"])
' "$builds/$1" "$2"
}
