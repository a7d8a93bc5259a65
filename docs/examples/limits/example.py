#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import threading

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib

# Not set while nothing comes from the server.
answers = threading.Event()


def fetch(name):
    answers.wait()
    return name


def n_running_changed(manager, pspec):
    waiting = manager.dup_task(map_id)
    print(f"The {waiting.get_name()}: {waiting.dup_waiting_reason()}")
    manager.disconnect_by_func(n_running_changed)
    answers.set()


loop = GLib.MainLoop()
manager = Bg.TaskManager()

# One at a time, and not more than ten in a second.
manager.set_resource_limit("server", 1)
manager.set_resource_rate("server", 10, 1000)

_, map_id, _ = [manager.add_task(fetch, task_args=[name], name=name, group="files", resources=["server"])
                for name in ("photo", "map", "song")]

manager.connect("task-completed::files", lambda manager, task_id, group, result: print(f"Fetched the {result}"))
manager.connect("notify::n-running", n_running_changed)
manager.connect("task-group-finished::files", lambda manager, group: loop.quit())
manager.start_processing()
loop.run()
