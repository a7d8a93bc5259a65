# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What Python functions are accepted for, and what is put around them. Private to the override of Bg."""

import functools
import inspect
import operator
import types

from gi.repository import Bg, GLib

from . import _bg_bodies


class TaskFunction:
    """A function whose calls are tasks; see task()."""

    def __init__(self, function, properties):
        functools.update_wrapper(self, function)
        self.function = function
        self.properties = properties

    def __call__(self, *args, **kwargs):
        return Bg.Task(self.function, args, kwargs, **self.properties)

    def __get__(self, instance, owner=None):
        return self if instance is None else types.MethodType(self, instance)


def task(function=None, **properties):
    """Decorates a function, so that calling it makes a task that runs it.

    ``@Bg.task`` or, with properties of the tasks, ``@Bg.task(priority=5, group="photos")``. The task is then given to
    TaskManager.add() or TaskManager.run().
    """
    if function is None:
        return functools.partial(task, **properties)
    return TaskFunction(check_callable(function), properties)


def check_callable(function):
    """Refuses at once what could not run in a thread."""
    # Asking inspect costs as much as all the rest of adding.
    if type(function) is types.FunctionType and not function.__code__.co_flags & inspect.CO_COROUTINE:
        return function
    if isinstance(function, TaskFunction):
        function = function.function
    elif isinstance(function, types.MethodType) and isinstance(function.__func__, TaskFunction):
        function = types.MethodType(function.__func__.function, function.__self__)
    if not callable(function):
        raise TypeError(f"{function!r} is not callable")
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"{function!r} is async and would not run in a thread: give its coroutine to Bg.spawn()")
    return function


def to_number(value, least, most):
    """An int, or an error that tells what is wrong with it."""
    number = int(value) if isinstance(value, float) and value.is_integer() else operator.index(value)
    if not least <= number <= most:
        raise ValueError(f"{number} is not between {least} and {most}")
    return number


def to_priority(priority):
    return 0 if priority is None else to_number(priority, GLib.MININT, GLib.MAXINT)


def guard_run(do_run):
    """A body that is a method: whatever it raises is an outcome."""
    @functools.wraps(do_run)
    def guarded(self, cancellable):
        try:
            if _bg_bodies.current_task() is self:
                # An overridden method calls this one.
                return do_run(self, cancellable)
            return _bg_bodies.run(self, cancellable, do_run)
        finally:
            del self, cancellable
    return guarded


def guard_start(do_start):
    @functools.wraps(do_start)
    def guarded(self):
        try:
            _bg_bodies.start(self, do_start)
        finally:
            del self
    return guarded


def guard(cls, **guards):
    """Puts a guard around the virtual functions that a class implements."""
    for name, guarded in guards.items():
        if name in cls.__dict__:
            setattr(cls, name, guarded(cls.__dict__[name]))


def guard_retrieve(do_retrieve):
    """A check or fetch that is a method: whatever it raises is an outcome."""
    @functools.wraps(do_retrieve)
    def guarded(self, task, key, cancellable):
        try:
            if _bg_bodies.current_task() is task:
                return do_retrieve(self, task, key, cancellable)
            return retrieve(functools.partial(do_retrieve, self), self._slots, task, key, cancellable)
        finally:
            del self, task, cancellable
    return guarded


def retrieve(function, slots, task, key, cancellable, *data):
    """Calls a check or fetch function in a worker thread."""
    try:
        task._slots = slots
        return _bg_bodies.run(task, cancellable, functools.partial(answer, function, key, data))
    finally:
        del function, task, cancellable, data


def answer(function, key, data, task, cancellable):
    """Reports what the function returns, unless it says that it has reported."""
    try:
        result = function(task, key, cancellable, *data)
        if result is None or isinstance(result, bool):
            return result
        task.return_value(result)
        return True
    finally:
        del function, task, cancellable, data
