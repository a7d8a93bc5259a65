# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# Speed beside GThreadPool and GTask, as ratios within one run; never in seconds.

rm -rf "$builds/bench"
tests/bench/run --short --build "$builds/bench"
