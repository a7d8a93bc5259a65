# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Durable queues with plain dictionaries for payloads, and plain values for results."""

from gi.repository import GLib

from ..module import get_introspection_module
from ..overrides import override

Bg = get_introspection_module("Bg")

INT64 = range(-2**63, 2**63)


def to_variant(value, place=""):
    """What can be written as JSON, as a GLib.Variant. Anything else is refused, and nothing becomes something else."""
    where = f"{place.lstrip('.')} is" if place else "This is"
    if isinstance(value, GLib.Variant):
        return value
    if value is None:
        return GLib.Variant("mv", None)
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int):
        if value not in INT64:
            raise OverflowError(f"{where} {value}, and integers in queues have 64 bits")
        return GLib.Variant("x", value)
    if isinstance(value, float):
        return GLib.Variant("d", value)
    if isinstance(value, str):
        return GLib.Variant("s", value)
    if isinstance(value, dict):
        return to_dictionary(value, place)
    if isinstance(value, (list, tuple)):
        return GLib.Variant("av", [to_variant(item, f"{place}[{index}]") for index, item in enumerate(value)])
    raise TypeError(f"{where} {type(value).__name__}, which cannot be written as JSON")


def to_dictionary(value, place=""):
    items = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"{place.lstrip('.') or 'This'} has the key {key!r}, and keys have to be strings")
        items[key] = to_variant(item, f"{place}.{key}")
    return GLib.Variant("a{sv}", items)


def to_payload(value):
    """A dictionary, the JSON of one, or None for an empty one."""
    if value is None or isinstance(value, (dict, str, GLib.Variant)):
        return None if value is None else to_variant(value)
    raise TypeError(f"A payload is a dictionary, not {type(value).__name__}")


def unpack(value):
    return None if value is None else value.unpack()


@override
class QueuedTask(Bg.QueuedTask):
    """A task in a durable queue: Bg.QueuedTask("photos", {"path": "a.jpg"}, priority=7)."""

    # Where this would stand if that file had no end.
    __module__ = "gi.overrides.Bg"

    def __init__(self, queue, payload=None, **properties):
        super().__init__(queue=queue, payload=to_payload(payload), **properties)

    @staticmethod
    def new(queue, payload=None):
        """Makes a task for a queue."""
        return QueuedTask(queue, payload)

    def get_payload(self):
        """Gets what the worker is given: a dictionary."""
        return unpack(super().get_payload())

    def get_result(self):
        """Gets what it was acknowledged with, None if with nothing."""
        return unpack(super().get_result())


@override
class Lease(Bg.Lease):
    """The right to run one attempt of a task.

    ``with transport.lease_task("photos") as lease:`` acknowledges the task at the end of the block, with the
    result that was set, and gives it back to be tried again if the block raises.
    """

    __module__ = "gi.overrides.Bg"

    def set_result(self, result):
        """Sets what the task is going to be acknowledged with: anything that can be written as JSON."""
        super().set_result(None if result is None else to_variant(result))

    def get_result(self):
        """Gets what the task is going to be acknowledged with."""
        return unpack(super().get_result())

    def set_progress(self, fraction, message=None):
        """Sets how much of the task is done, from 0 to 1, and what is to be said of it."""
        super().set_progress(fraction, message)

    def ack(self, result=None, cancellable=None):
        """Says that the task is done, and what to keep of it."""
        return super().ack(None if result is None else to_variant(result), cancellable)

    def nack(self, mode=Bg.NackMode.RETRY, delay=-1, reason=None, cancellable=None):
        """Gives the task back; the delay is in milliseconds, -1 for the usual one."""
        return super().nack(mode, delay, reason, cancellable)

    def extend(self, duration=0, cancellable=None):
        """Has the lease last for so many more milliseconds, 0 for as long as at first."""
        return super().extend(duration, cancellable)

    def __enter__(self):
        return self

    def __exit__(self, kind, exception, traceback):
        if self.get_state() != Bg.LeaseState.HELD:
            return
        if exception is None:
            self.ack()
        else:
            self.nack(reason=f"{kind.__name__}: {exception}")


@override
class Transport(Bg.Transport):
    """Durable queues of tasks. What blocks here leaves other threads of Python alone."""

    __module__ = "gi.overrides.Bg"

    def open(self, create=True, cancellable=None):
        """Connects to the store, which the first operation does too."""
        return super().open(create, cancellable)

    def close(self, cancellable=None):
        """Lets go of the store."""
        return super().close(cancellable)

    def submit_task(self, queue, payload=None, cancellable=None):
        """Stores a task with a dictionary for its worker."""
        return super().submit_task(queue, to_payload(payload), cancellable)

    def submit_task_async(self, queue, payload=None, cancellable=None, callback=None, *data):
        """Stores a task, and calls back."""
        super().submit_task_async(queue, to_payload(payload), cancellable, callback, *data)

    def get_task(self, queue, cancellable=None):
        """Takes a task out of a queue for good: its dictionary, or None if there is none."""
        return unpack(super().get_task(queue, cancellable))

    def get_task_finish(self, result):
        """Ends get_task_async(): the dictionary, or None if there is none."""
        return unpack(super().get_task_finish(result))

    def poll_queue(self, queue, cancellable=None):
        """Counts the tasks that wait in a queue."""
        return super().poll_queue(queue, cancellable)

    def submit(self, tasks, cancellable=None):
        """Stores Bg.QueuedTasks, all of them or none."""
        return super().submit(list(tasks), cancellable)

    def lease_task(self, queue, wait=0, cancellable=None):
        """Takes a task for a time: a Bg.Lease, or None if there is none within so many milliseconds."""
        return super().lease_task(queue, wait, cancellable)

    def reserve(self, queues, max=1, duration=0, wait=0, cancellable=None):
        """Takes several tasks for a time, out of several queues: a list of Bg.Leases."""
        return super().reserve(list(queues), max, duration, wait, cancellable)

    def ack(self, leases, cancellable=None):
        """Says that tasks are done."""
        return super().ack(list(leases), cancellable)

    def nack(self, leases, mode=Bg.NackMode.RETRY, delay=-1, reason=None, cancellable=None):
        """Gives tasks back."""
        return super().nack(list(leases), mode, delay, reason, cancellable)

    def extend(self, leases, duration=0, cancellable=None):
        """Has leases last longer."""
        return super().extend(list(leases), duration, cancellable)

    def cancel(self, queue, ids, cancellable=None):
        """Takes tasks back by their ids, and returns how many there were."""
        return super().cancel(queue, list(ids), cancellable)

    def stats(self, queue, cancellable=None):
        """Counts the tasks of a queue by their states."""
        return super().stats(queue, cancellable)

    def list_queues(self, cancellable=None):
        """Lists the queues that hold something."""
        return super().list_queues(cancellable)

    def list(self, queue, states, after=None, max=100, cancellable=None):
        """Lists tasks of a queue, those after the one with an id."""
        return super().list(queue, states, after, max, cancellable)

    def lookup(self, queue, id, cancellable=None):
        """Looks a task up by its id."""
        return super().lookup(queue, id, cancellable)

    def redrive(self, queue, ids=None, cancellable=None):
        """Puts dead tasks back, all of them or those named, and returns how many there were."""
        return super().redrive(queue, None if ids is None else list(ids), cancellable)

    def purge(self, queue, states, cancellable=None):
        """Deletes tasks in some states, and returns how many there were."""
        return super().purge(queue, states, cancellable)
