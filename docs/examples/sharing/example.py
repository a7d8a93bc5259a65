#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def load(name):
    return name


def connect(client, group):
    manager.connect(f"task-completed::{group}",
                    lambda manager, task_id, group, result: print(f"{client}: {result}"))


loop = GLib.MainLoop()
manager = Bg.TaskManager(max_threads=1)
grid = manager.next_group_id()
details = manager.next_group_id()

# Two clients that know nothing of each other, each with a group that nobody else can have.
connect("grid", grid)
connect("details", details)
manager.connect(f"task-group-finished::{details}", lambda manager, group: loop.quit())

for name in ("thumbnail 1", "thumbnail 2"):
    manager.add_task(load, group=grid, task_args=[name])
for name in ("histogram", "colours"):
    manager.add_task(load, priority=10, group=details, task_args=[name])

# The grid is closed: what it asked for and has not got stops, and the details do not notice.
manager.stop_task_group(grid)

manager.start_processing()
loop.run()
