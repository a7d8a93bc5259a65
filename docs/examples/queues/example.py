#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


def submit_two(transport):
    transport.submit_task("photos", {"path": "holiday.jpg"})
    transport.submit([Bg.QueuedTask("photos", {"path": "portrait.jpg"}, priority=7)])


def get_one(transport):
    """The short way: what is got is gone, even if we crash now."""
    payload = transport.get_task("photos")
    print(f"{payload['path']} is ours, and gone from the queue")


def try_one(transport):
    """The safe way: the task stays in the store until it is acknowledged."""
    lease = transport.lease_task("photos")
    task = lease.get_task()
    print(f"Attempt {task.get_attempt()} of {task.get_payload()['path']}")
    if task.get_attempt() == 1:
        lease.nack(Bg.NackMode.RETRY, 0, "the disk was busy")
    else:
        lease.ack({"width": 128})


def look(transport):
    done, = transport.list("photos", Bg.QueuedState.DONE, max=1)
    print(f"{done.get_payload()['path']} is done: {done.get_result()['width']} pixels wide")


transport = Bg.Transport.new_for_uri("localmem://")
submit_two(transport)
print(f"{transport.poll_queue('photos')} photos wait")
get_one(transport)
try_one(transport)
try_one(transport)
look(transport)
try:
    transport.submit_task("Photos!")
except GLib.Error as error:
    if error.matches(Bg.transport_error_quark(), Bg.TransportError.INVALID_NAME):
        print("Refused: no name of a queue")
