#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib

SOMETIME, SOON = Bg.TaskQueuePriority.SOMETIME, Bg.TaskQueuePriority.SOON


def prepare(what, name):
    # In the thread of the main loop, so that widgets could be made here.
    print(f"The {what} {name}")


def add(queue, name):
    task = Bg.Task(prepare, [queue.get_name(), name], group="preparations")
    queue.add_task(task, SOMETIME, name)


loop = GLib.MainLoop()
manager = Bg.TaskManager()
executor = Bg.IdleExecutor(manager=manager)
pages = Bg.TaskQueue(name="page")
thumbnails = Bg.TaskQueue(name="thumbnails")

manager.connect("task-group-finished::preparations", lambda manager, group: loop.quit())
executor.add_queue(pages)
executor.add_queue(thumbnails)

for name in ("a to m", "n to z"):
    add(thumbnails, name)
for name in ("welcome", "settings", "about"):
    add(pages, name)

# The user opens a page before it was prepared, and then comes near the button for another one.
pages.remove_task("welcome")
pages.update_task("about", SOON)

manager.start_processing()
loop.run()
