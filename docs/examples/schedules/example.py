#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def print_next_times(nightly):
    time = GLib.DateTime.new_utc(2026, 3, 27, 12, 0, 0)
    for _ in range(3):
        time = nightly.next_after(time)
        print(f"Next backup: {time.format('%F %H:%M')}")


def back_up(time):
    print(f"Backup for {time}")
    return False


def run_hourly():
    loop = GLib.MainLoop()
    clock = Bg.FakeClock()
    manager = Bg.TaskManager(start_processing=True, clock=clock)
    scheduler = Bg.CronScheduler(expression=Bg.CronExpression.new("@hourly; timezone=UTC"))
    scheduler.set_task_func(lambda scheduler, time: Bg.Task(back_up, (time.format("%H:%M"),)))
    scheduler.start(manager)
    scheduler.connect("notify::active", lambda *_: loop.quit())

    # The computer slept for three hours.
    clock.advance(3 * 3600 * 1000)
    loop.run()


print_next_times(Bg.CronExpression.new("30 2 * * *; timezone=Europe/Berlin"))
try:
    Bg.CronExpression.new("30 24 * * *")
except GLib.Error as error:
    print(error.message)
run_hourly()
