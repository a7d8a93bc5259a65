#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import itertools

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib

counter = itertools.count(1)


def tick():
    n = next(counter)
    print(f"Tick {n}")
    return n < 3


def save(item):
    print(f"Saved {item}")


def saved(queue, result):
    queue.stop_finish(result)
    loop.quit()


def active_changed(timer, _):
    if timer.is_active():
        return

    # It has ticked for the last time. What is in the queue is saved before that stops.
    for i in range(2, 5):
        queue.push(i)
    queue.stop_async(Bg.ShutdownMode.DRAIN, None, saved)


loop = GLib.MainLoop()
manager = Bg.TaskManager(start_processing=True)
queue = Bg.QueueScheduler()
queue.set_func(save)
timer = Bg.IntervalScheduler(interval=10)
timer.set_func(tick)
timer.connect("notify::active", active_changed)
queue.start(manager)
timer.start(manager)

loop.run()
