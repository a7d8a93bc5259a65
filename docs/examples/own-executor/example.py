#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib, GObject


class QuietExecutor(GObject.Object, Bg.Executor):
    """Runs one task at a time in the main loop, when that has nothing more important to do."""

    task = None

    def do_get_room(self, task_class):
        return 1 if self.task is None else 0

    def do_submit(self, task):
        self.task = task
        GLib.idle_add(self.begin, priority=GLib.PRIORITY_LOW)

    def begin(self):
        task, self.task = self.task, None
        print(f"Now: {task.get_name()}")
        task.run_body()
        self.capacity_changed()
        return GLib.SOURCE_REMOVE


def ask():
    return {"number": 6}


def compute(number):
    return {"answer": number * 7}


def show(answer):
    print(f"The answer is {answer}.")


loop = GLib.MainLoop()
manager = Bg.TaskManager()
manager.connect("task-group-finished::question", lambda manager, group: loop.quit())
quiet = QuietExecutor()

asked = manager.add_task(ask, name="ask", group="question", executor=quiet)
# In a thread.
computed = manager.add_task(compute, name="compute", group="question", upstream_task_ids=[asked])
manager.add_task(show, name="show", group="question", upstream_task_ids=[computed], executor=quiet)

manager.start_processing()
loop.run()
