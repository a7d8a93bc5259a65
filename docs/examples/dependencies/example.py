#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def measure(side):
    return {side: 6 if side == "width" else 7}


def multiply(width, height):
    return width * height


def task_completed(manager, task_id, group, result):
    print(f"The area is {result}")
    loop.quit()


loop = GLib.MainLoop()
manager = Bg.TaskManager(start_processing=True)
manager.connect("task-completed::area", task_completed)

sides = [manager.add_task(measure, task_args=[side]) for side in ("width", "height")]
manager.add_task(multiply, group="area", upstream_task_ids=sides)

loop.run()
