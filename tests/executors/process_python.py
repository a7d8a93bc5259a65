# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Workers for the tests."""


def add(a, b):
    return {"sum": a + b}
