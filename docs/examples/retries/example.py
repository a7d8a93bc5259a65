#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def fetch(name):
    """The server is busy at first, and does not have everything."""
    attempt = Bg.current_task().get_attempt()
    print(f"Attempt {attempt} to fetch {name}")
    if name == "nothing":
        raise FileNotFoundError(f"There is no {name}")
    if attempt < 3:
        raise ConnectionError("The server is busy")
    return name


def should_retry(task, error):
    return not isinstance(error.exception, FileNotFoundError)


def task_failed(manager, task_id, group, error, traceback):
    print(f"Failed: {error.message}")


loop = GLib.MainLoop()
manager = Bg.TaskManager()
manager.connect("task-completed::files", lambda manager, task_id, group, result: print(f"Fetched {result}"))
manager.connect("task-failed::files", task_failed)
manager.connect("task-group-finished::files", lambda manager, group: loop.quit())

# After 10 and 20 ms; a server would rather be given seconds.
retry = Bg.RetryPolicy(max_attempts=5, delay=10, backoff=Bg.Backoff.EXPONENTIAL, max_delay=1000, jitter=0.1,
                       should_retry=should_retry)
photo = manager.add_task(fetch, group="files", task_args=["photo"], retry=retry)
manager.add_task(fetch, group="files", task_args=["nothing"], retry=retry, upstream_task_ids=[photo])

manager.start_processing()
loop.run()
