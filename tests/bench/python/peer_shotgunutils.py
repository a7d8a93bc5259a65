# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""BackgroundTaskManager of tk-framework-shotgunutils, over PySide2. Its folder python has to be in PYTHONPATH.

A few lines stand in for the toolkit that it plugs into.
"""

import sys
import types

from PySide2 import QtCore

from machine import now
from peer import Peer


class Bundle:
    """Has every method, and none does anything."""

    def __getattr__(self, name):
        return lambda *arguments: None


def stand_in():
    sgtk, platform, qt = (types.ModuleType(name) for name in ('sgtk', 'sgtk.platform', 'sgtk.platform.qt'))
    sgtk.platform, sgtk.TankError = platform, Exception
    platform.qt, platform.current_bundle = qt, Bundle
    qt.QtCore = QtCore
    sys.modules.update({module.__name__: module for module in (sgtk, platform, qt)})


stand_in()

from task_manager import BackgroundTaskManager  # pylint: disable=wrong-import-position


class ShotgunutilsPeer(Peer):
    name = 'shotgunutils'
    always_reports = True

    def __init__(self, threads, with_results):
        super().__init__()
        self.application = QtCore.QCoreApplication([])
        self.manager = BackgroundTaskManager(None, False, threads or 8)
        self.manager.task_completed.connect(lambda task_id, group, result: self.done(result))
        self.manager.start_processing()

    def submit_result(self, function):
        return self.manager.add_task(function)

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

    def run(self):
        self.application.exec_()

    def quit(self):
        self.application.quit()

    def call_at(self, moment, function):
        QtCore.QTimer.singleShot(max(-(-(moment - now()) // 1000000), 0), function)
