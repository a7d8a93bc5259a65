#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def count_words(text):
    return len(text.split())


def task_completed(manager, task_id, group, result):
    print(f"Task {task_id} counted {result} words")


def group_finished(manager, group):
    print(f"All {group} are done")
    loop.quit()


loop = GLib.MainLoop()
manager = Bg.TaskManager(max_threads=1)
manager.connect("task-completed::texts", task_completed)
manager.connect("task-group-finished::texts", group_finished)

# The second one is more urgent.
manager.add_task(count_words, group="texts", task_args=["to be or not to be"])
manager.add_task(count_words, priority=10, group="texts", task_args=["hello world"])

manager.start_processing()
loop.run()
