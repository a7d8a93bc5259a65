# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bg as Python likes it: plain functions for bodies, any object for a result or a group, exceptions, and await."""

import functools
import inspect
import operator
import types
import weakref

from gi.overrides import override
from gi.repository import GLib, GObject

from ..module import get_introspection_module
from . import _bg_awaiting, _bg_bodies, _bg_groups

Bg = get_introspection_module("Bg")

__all__ = []


def check_callable(function):
    """Refuses at once what could not run in a thread."""
    if isinstance(function, TaskFunction):
        function = function.function
    if not callable(function):
        raise TypeError(f"{function!r} is not callable")
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"{function!r} is async and would not run in a thread: give its coroutine to Bg.spawn()")
    return function


def to_priority(priority):
    if priority is None:
        return 0
    number = int(priority) if isinstance(priority, float) and priority.is_integer() else operator.index(priority)
    if not GLib.MININT <= number <= GLib.MAXINT:
        raise OverflowError(f"the priority {number} is not in the range of an int")
    return number


class TaskError(GLib.Error):
    """Why a task has failed; as text it is the short message.

    .. attribute:: exception

        The exception that the body has raised, or None if it is not written in Python, or was not run.
    """

    def __init__(self, error, exception=None):
        super().__init__(error.message, error.domain, error.code)
        self.exception = exception

    def __str__(self):
        return self.message


__all__.append("TaskError")


class Task(Bg.Task):
    """One piece of work, with its outcome.

    ``Bg.Task(function, args, kwargs, name="Load", priority=5, group="photos", upstream_task_ids=[3])`` runs a Python
    function, as TaskManager.add_task() does; any property can be given. A subclass implements do_run(cancellable) for
    what is done in a worker thread, or do_start() for what is asynchronous by nature, and reports with return_value();
    if it raises, the task has failed.
    """

    _slots = None
    _exception = None
    _membership = None

    def __new__(cls, function=None, args=(), kwargs=None, **properties):
        if function is None or cls is not Task:
            return super().__new__(cls)
        return _new_task(_bg_bodies.run_body, _bg_bodies.Body(check_callable(function), args, kwargs))

    def __init__(self, function=None, args=(), kwargs=None, *, group=None, upstream_task_ids=None, **properties):
        if function is not None and type(self) is not Task:
            raise TypeError(f"{type(self).__name__} is a kind of task: its body is do_run() or do_start()")
        if function is None:
            super().__init__(**properties)
        else:
            for name, value in properties.items():
                self.set_property(name.replace("_", "-"), value)
        if group is not None:
            self.set_group(group)
        for upstream_id in upstream_task_ids or ():
            self.add_upstream(upstream_id)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        guard(cls, "do_run", guard_run)
        guard(cls, "do_start", guard_start)

    @staticmethod
    def new(function, *data):
        """Makes a task for a function as in C: it is called with the task, the cancellable and the data, and reports."""
        return _new_task(_bg_bodies.run_body, _bg_bodies.RawBody(check_callable(function), data, None))

    def set_group(self, group):
        """Sets the group that the task belongs to; any hashable, or None."""
        if not _bg_groups.is_name(group):
            made = _bg_groups.make(group)
            self._membership = _bg_groups.Membership(made)
            group = made.name
        super().set_group(group)

    def get_group(self):
        """Gets the group that the task belongs to, as it was given."""
        return _bg_groups.to_value(super().get_group())

    def report_progress(self, fraction, text=None):
        """Reports how far the work is, from 0 to 1, and what is being done, for people to read."""
        super().report_progress(fraction, text)

    def return_value(self, value=None):
        """Reports that the task has completed, with any object. The first outcome that is reported counts."""
        if not isinstance(value, GObject.Value):
            value = _bg_bodies.to_value(value)
        super().return_value(value)

    @property
    def exception(self):
        """The exception that the body has raised, or None."""
        return self._exception

    def __await__(self):
        raise RuntimeError("Await manager.run(task), which adds it and gives its result")
