#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import threading

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib

LOW, NORMAL = Bg.AdmissionClass.LOW, Bg.AdmissionClass.NORMAL
HIGH, CRITICAL = Bg.AdmissionClass.HIGH, Bg.AdmissionClass.CRITICAL

# Closed until the end, so that all that may run at once are seen.
gate = threading.Event()
most = 0


def n_running_changed(manager, pspec):
    global most
    most = max(most, manager.get_n_running())


def add_tasks(what, task_class, n_tasks, n_running):
    for _ in range(n_tasks):
        manager.add_task(gate.wait, group="work", task_class=task_class)
    while most < n_running:
        GLib.MainContext.default().iteration(True)
    print(f"{n_tasks} {what}: {most} run")


loop = GLib.MainLoop()
threads = Bg.ThreadExecutor(name="works", pool_size=20, reserve_normal=5, reserve_high=5)
manager = Bg.TaskManager(start_processing=True, default_executor=threads)
manager.connect("notify::n-running", n_running_changed)
manager.connect("task-group-finished::work", lambda manager, group: loop.quit())

add_tasks("low", LOW, 40, 20)
add_tasks("normal", NORMAL, 40, 25)
add_tasks("high", HIGH, 40, 30)
add_tasks("critical", CRITICAL, 2, 32)
gate.set()

loop.run()
