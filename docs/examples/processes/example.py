#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import sys

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def work(worker, arguments, cancellable):
    """This runs in a child process."""
    if worker.get_name() == "leave":
        os._exit(3)
    text = arguments.unpack()["stdout"]
    worker.return_variant(GLib.Variant("s", text.upper()))
    return True


# The program is its own worker.
if Bg.ProcessWorker.is_wanted():
    Bg.ProcessWorker().run(work)
    sys.exit()


def task_failed(manager, task_id, group, error, traceback):
    print(f"Task {task_id} failed: {error.message}")


def add_worker_task(worker, upstream_id):
    task = Bg.ProcessTask(worker=worker, executor=executor, group="workers", upstream_task_ids=[upstream_id])
    return manager.add(task)


loop = GLib.MainLoop()
manager = Bg.TaskManager()
manager.connect("task-completed::workers", lambda manager, task_id, group, result: print(result, end=""))
manager.connect("task-failed::workers", task_failed)
manager.connect("task-group-finished::workers", lambda manager, group: loop.quit())

executor = Bg.ProcessExecutor(pool_size=2)
for name in ("shout", "leave"):
    executor.register(name, [sys.executable, __file__])

hello = manager.add(Bg.CommandTask(argv=["echo", "Hello from a command"]))
shout = add_worker_task("shout", hello)
add_worker_task("leave", shout)

manager.start_processing()
loop.run()
