#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


# What is to be tested: it reminds in an hour, and tries that a second time after a minute.
def ring():
    if Bg.current_task().get_attempt() == 1:
        print("The bell is stuck")
        raise RuntimeError("The bell is stuck")
    print("Ring!")


def remind(manager):
    retry = Bg.RetryPolicy(max_attempts=2, delay=60 * 1000)
    return manager.add_task(ring, delay=3600 * 1000, retry=retry)


def advance(seconds):
    print(f"{seconds} seconds pass")
    clock.advance(seconds * 1000)
    while GLib.MainContext.default().iteration(False):
        pass


# The test, which takes no time.
clock = Bg.FakeClock()
manager = Bg.TaskManager(start_processing=True, clock=clock, default_executor=Bg.InlineExecutor())

remind(manager)
advance(3599)
advance(1)
advance(60)

# When it is only the end that matters.
task_id = remind(manager)
manager.stop_task(task_id)
[task] = manager.wait([task_id])
if task.state == Bg.TaskState.STOPPED:
    print("Never mind")
