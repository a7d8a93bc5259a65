#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, Gio, GLib


class EchoTask(Bg.Task):
    def do_start(self):
        process = Gio.Subprocess.new(["echo", "Hello from a child"], Gio.SubprocessFlags.STDOUT_PIPE)
        process.communicate_utf8_async(None, self.get_cancellable(), self.communicated)

    def communicated(self, process, result):
        try:
            _, output, _ = process.communicate_utf8_finish(result)
            self.return_value(output)
        except GLib.Error as error:
            self.return_error(error)


def task_completed(manager, task_id, group, result):
    print(result, end="")
    loop.quit()


loop = GLib.MainLoop()
manager = Bg.TaskManager(start_processing=True)
manager.connect("task-completed", task_completed)
manager.add(EchoTask())

loop.run()
