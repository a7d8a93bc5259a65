# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash

tools/install-packages build gtk languages screen tests photos docs ci
