# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""This project itself."""

import gi

gi.require_version('Bg', '1.0')

from gi.repository import Bg  # pylint: disable=wrong-import-position

from glib_loop import GLibPeer  # pylint: disable=wrong-import-position


class TaskmgrPeer(GLibPeer):
    """Bg.TaskManager.add_task(); the signal task-completed is what tells of results."""

    name = 'taskmgr'

    def __init__(self, threads, with_results):
        super().__init__()
        self.manager = Bg.TaskManager(max_threads=threads) if threads else Bg.TaskManager()
        if with_results:
            self.manager.connect('task-completed', lambda manager, task_id, group, result: self.done(result))
        self.manager.start_processing()

    def submit(self, function):
        return self.manager.add_task(function)

    submit_result = submit

    def submit_after(self, function, upstreams):
        return self.manager.add_task(function, upstream_task_ids=upstreams)

    def submit_priority(self, function, priority):
        return self.manager.add_task(function, priority=priority)

    def hold(self):
        self.manager.pause_processing()

    def release(self):
        self.manager.start_processing()

    def cancel_all(self):
        self.manager.stop_all_tasks()
