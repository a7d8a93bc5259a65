#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def find_factor(number):
    factor = 2
    while factor * factor <= number:
        if number % factor == 0:
            return factor
        factor += 1
    raise ValueError(f"{number} is prime")


async def main():
    try:
        factor = await manager.run(find_factor, 1022117)
        print(f"It is divisible by {factor}")
    except ValueError as error:
        print(error)


manager = Bg.TaskManager(start_processing=True)
Bg.run(main())
