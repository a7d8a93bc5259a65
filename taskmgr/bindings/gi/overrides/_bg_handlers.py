# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What handlers of the manager's signals are called with. Private to the override of Bg."""

import functools
import weakref

from gi.repository import GLib, GObject

from . import _bg_groups


class TaskError(GLib.Error):
    """Why a task has failed; as text it is the short message.

    The attribute exception is what the body has raised, or None if it is not written in Python, or was not run.
    """

    def __init__(self, error, exception=None):
        super().__init__(error.message, error.domain, error.code)
        self.exception = exception

    def __str__(self):
        return self.message


class Handler:
    """A handler of one of the manager's signals, which is called with groups and errors as Python knows them.

    It equals the function, so that the function can be disconnected.
    """

    def __init__(self, manager, function, call):
        self.manager = weakref.ref(manager)
        self.function = function
        self.call = call

    def __eq__(self, other):
        return self.function == (other.function if isinstance(other, Handler) else other)

    def __hash__(self):
        return hash(self.function)

    def __call__(self, emitter, *args):
        return self.call(self, emitter, *args)

    def task_ended(self, emitter, task_id, group, *rest):
        return self.function(emitter, task_id, _bg_groups.to_value(group), *rest)

    def task_failed(self, emitter, task_id, group, error, *rest):
        manager = self.manager()
        failed = None if manager is None else manager.dup_task(task_id)
        return self.task_ended(emitter, task_id, group, TaskError(error, getattr(failed, "exception", None)), *rest)

    def group_finished(self, emitter, group, *rest):
        # Other handlers want to know it too, whatever this one does.
        with _bg_groups.held(group) as value:
            return self.function(emitter, value, *rest)

    SIGNALS = {
        "task-completed": task_ended,
        "task-failed": task_failed,
        "task-stopped": task_ended,
        "task-delayed": task_ended,
        "task-group-finished": group_finished,
    }


def converting(name):
    """A method that connects a handler."""
    connect = getattr(GObject.Object, name)

    @functools.wraps(connect)
    def wrapper(self, signal, handler, *args, **kwargs):
        call = Handler.SIGNALS.get(signal.partition("::")[0].replace("_", "-"))
        if call is not None and callable(handler):
            handler = Handler(self, handler, call)
        return connect(self, signal, handler, *args, **kwargs)
    return wrapper
