# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Every parser, a minute each. "tests/fuzz/run 3600" is for the night.

rm -rf "$builds/fuzz"
tests/fuzz/run --build "$builds/fuzz" 60
