#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def fetch(name):
    raise FileNotFoundError(f"{name} is not there")


def task_failed(manager, task_id, group, error, traceback):
    print(f"Task {task_id} failed: {error.message}")


def task_stopped(manager, task_id, group):
    print(f"Task {task_id} was stopped")


loop = GLib.MainLoop()
manager = Bg.TaskManager(max_threads=1)
manager.connect("task-failed", task_failed)
manager.connect("task-stopped", task_stopped)
manager.connect("task-group-finished", lambda manager, group: loop.quit())

first = manager.add_task(fetch, group="album", task_args=["photo.jpg"])
# This one would need the first one's result, and fails with it.
manager.add_task(fetch, group="album", upstream_task_ids=[first], task_args=["caption.txt"])
unwanted = manager.add_task(fetch, group="album", task_args=["draft.txt"])

manager.stop_task(unwanted, stop_upstream=False, stop_downstream=False)
manager.start_processing()
loop.run()
