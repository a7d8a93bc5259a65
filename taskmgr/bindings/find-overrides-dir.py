#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints where this Python looks for overrides under a prefix, or nothing if it looks nowhere there.

    find-overrides-dir.py PREFIX
"""

import os
import sys

for path in sys.path:
    below = os.path.relpath(path, sys.argv[1])
    if below.startswith("lib") and below.endswith("-packages"):
        print(os.path.join(path, "gi", "overrides"))
        break
