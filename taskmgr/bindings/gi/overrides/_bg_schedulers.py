# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Schedulers that run Python functions."""

from gi.repository import GObject

from . import _bg_bodies, _bg_functions


def override_schedulers(Bg, override, make_task):
    """Has schedulers run Python functions, for which a function makes the tasks."""

    @override
    class TaskScheduler(Bg.TaskScheduler):
        """Runs tasks again and again, one after the other."""

        # Where this would stand if that file had no end.
        __module__ = "gi.overrides.Bg"
        _slots = None

        def start(self, manager):
            """Starts it. The manager keeps it until it has come to rest."""
            self._slots = manager._get_slots()
            return super().start(manager)

        def set_func(self, function, *args, **kwargs):
            """Sets what it runs: a Python function with its arguments, in worker threads.

            If it returns False the scheduler stops. If it raises, the run has failed, and the scheduler goes on.
            """
            _bg_functions.check_callable(function)

            def make(scheduler, item):
                made = make_task(function, (*scheduler._items(item), *args), kwargs)
                made._slots = scheduler._slots
                return made

            self.set_task_func(make)

        def _items(self, item):
            return ()

    @override
    class QueueScheduler(Bg.QueueScheduler):
        """Runs something for one item after the other. A function is given the item before its other arguments."""

        __module__ = "gi.overrides.Bg"

        def push(self, item):
            """Appends an item: any object."""
            return super().push(item if isinstance(item, GObject.Value) else _bg_bodies.to_value(item))

        def _items(self, item):
            return (item,)
