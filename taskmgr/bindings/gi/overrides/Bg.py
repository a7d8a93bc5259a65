# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bg as Python likes it: plain functions for bodies, any object for a result or a group, exceptions, and await."""

import functools
import threading
import types
import weakref

from gi.repository import GLib, GObject

from ..module import get_introspection_module
from ..overrides import override
from . import _bg_awaiting, _bg_bodies, _bg_functions, _bg_groups, _bg_loops, _bg_process, _bg_settings
from . import _bg_transport, _bg_workers  # noqa: F401 (they override classes)
from ._bg_functions import check_callable, guard, to_number, to_priority
from ._bg_handlers import TaskError, converting
from ._bg_schedulers import override_schedulers

Bg = get_introspection_module("Bg")

__all__ = ["TaskError", "current_task", "current_worker", "process_task", "run", "spawn", "task"]

current_task = _bg_bodies.current_task
current_worker = _bg_process.current_worker
task = _bg_functions.task
run = _bg_awaiting.run
spawn = _bg_awaiting.spawn


class Getter:
    """A getter that reads like an attribute. A subclass may use the name for an attribute of its own."""

    def __init__(self, function):
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance, owner=None):
        return self if instance is None else self.function(instance)


@override
class Task(Bg.Task):
    """One piece of work, with its outcome.

    ``Bg.Task(function, args, kwargs, name="Load", priority=5, group="photos", upstream_task_ids=[3])`` runs a Python
    function as TaskManager.add_task() does. A subclass implements do_run(cancellable) for what is done in a worker
    thread, or do_start() for what is asynchronous by nature, and reports with return_value(). If one of these raises,
    the task has failed.

    What it is made with it keeps for as long as it is kept itself: usually until it has ended.
    """

    _exception = None
    _later_upstreams = ()
    _membership = None
    _slots = None

    def __new__(cls, *args, **kwargs):
        function = args[0] if args else kwargs.get("function")
        return super().__new__(cls if function is None or cls is not Task else FunctionTask)

    def __init__(self, function=None, *, group=None, upstream_task_ids=None, **properties):
        if function is not None:
            raise TypeError(f"{type(self).__name__} is a kind of task; its body is its do_run() or do_start()")
        needs = _bg_settings.take_needs(properties) if properties else None
        super().__init__(**properties)
        if needs:
            _bg_settings.give_needs(self, **needs)
        if group is not None:
            self.set_group(group)
        for upstream_id in upstream_task_ids or ():
            self.add_upstream(upstream_id)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        guard(cls, do_run=_bg_functions.guard_run, do_start=_bg_functions.guard_start)

    @staticmethod
    def new(function, *data):
        """Makes a task for a function as in C, which takes the task, the cancellable and the data, and reports."""
        return ReportingTask(function, data)

    def set_group(self, group):
        """Sets the group that the task belongs to: any hashable, or None."""
        if not _bg_groups.is_name(group):
            self._membership = _bg_groups.join(group)
        super().set_group(_bg_groups.find_name(group))

    def get_group(self):
        """Gets the group that the task belongs to, as it was given."""
        return _bg_groups.to_value(super().get_group())

    def report_progress(self, fraction, text=None):
        """Reports how far the work is, from 0 to 1, and what is being done, for people to read."""
        super().report_progress(fraction, text)

    def return_value(self, value=None):
        """Reports that the task has completed, with any object. The first outcome that is reported counts."""
        super().return_value(value if isinstance(value, GObject.Value) else _bg_bodies.to_value(value))

    cancellable = Getter(Bg.Task.get_cancellable)
    error = Getter(Bg.Task.dup_error)
    group = Getter(get_group)
    id = Getter(Bg.Task.get_id)
    result = Getter(Bg.Task.get_result)
    state = Getter(Bg.Task.get_state)

    @property
    def exception(self):
        """The exception that the body has raised, or None."""
        return self._exception


class FunctionTask(Task):
    """A task that runs a function, and reports what it returns."""

    # Where overrides are, PyGObject does not make types. Per task it would leak a closure, so there is a type.
    __module__ = "Bg"
    __gtype_name__ = "BgPythonTask"

    def __init__(self, function, args=(), kwargs=None, **properties):
        super().__init__(**properties)
        self._function = check_callable(function)
        self._args = tuple(args) if args is not None else ()
        self._kwargs = dict(kwargs) if kwargs is not None else {}

    def do_run(self, cancellable):
        try:
            _bg_bodies.call(self, self._function, self._args, self._kwargs)
        finally:
            del self


class ReportingTask(FunctionTask):
    """A task that runs a function, which reports by itself."""

    __module__ = "Bg"
    __gtype_name__ = "BgPythonReportingTask"

    def do_run(self, cancellable):
        try:
            return self._function(self, cancellable, *self._args)
        finally:
            del self, cancellable


class PassThroughTask(Task):
    """Joins tasks: its result is its own arguments, overlaid by what the upstreams returned. It takes no thread."""

    __module__ = "Bg"
    __gtype_name__ = "BgPythonPassThroughTask"

    def __init__(self, arguments):
        super().__init__()
        self._arguments = dict(arguments) if arguments is not None else {}

    def do_start(self):
        self.return_value(_bg_bodies.merge_upstreams(self, self._arguments))


class ProcessFunctionTask(Bg.ProcessTask, Task):
    """Runs a function of a module in a child process, and reports what it returns."""

    __module__ = "Bg"
    __gtype_name__ = "BgPythonProcessTask"

    def __init__(self, function, args=(), kwargs=None, **properties):
        super().__init__(worker=_bg_process.WORKER, **properties)
        self._function = _bg_process.check_importable(check_callable(function))
        self._args = tuple(args) if args is not None else ()
        self._kwargs = dict(kwargs) if kwargs is not None else {}

    def do_prepare(self):
        _bg_bodies.forget_attempt(self)
        try:
            kwargs = _bg_bodies.merge_upstreams(self, self._kwargs)
            self.set_arguments(_bg_process.pack_call(self._function, self._args, kwargs))
            return True
        except BaseException as exception:  # pylint: disable=broad-except
            _bg_bodies.fail(self, exception)
            return False

    def do_take_result(self, result):
        try:
            self.return_value(_bg_process.unpack_result(result))
        except BaseException as exception:  # pylint: disable=broad-except
            _bg_bodies.fail(self, exception)

    def do_take_failure(self, error, traceback, details):
        try:
            self._exception = _bg_process.unpack_exception(details)
        finally:
            self.return_failure(error, traceback)


@override
class ProcessExecutor(Bg.ProcessExecutor):
    """Runs commands, and workers, in child processes."""

    def register_python(self, worker, function, interpreter=None):
        """Makes a worker known that is a Python function, package.module:function, found where this program does."""
        self.register(worker, _bg_process.make_argv(function, interpreter=interpreter))


def process_task(function, *args, **kwargs):
    """Makes a task that runs a function of a module in a child process, for TaskManager.add() or TaskManager.run()."""
    return ProcessFunctionTask(function, args, kwargs)


class Call(_bg_awaiting.Awaitable):
    """What an asynchronous function of a manager is going to return."""

    def __init__(self, begin, finish):
        super().__init__()
        self._finish = finish
        begin(self._ended)

    def _ended(self, _source, result):
        value = error = None
        try:
            value = self._finish(result)
        except GLib.Error as raised:
            error = self._explain(raised)
        self._finish = None
        self._end(value, error)

    def _explain(self, error):
        return error.with_traceback(None)


class Run(Call):
    """What a task is going to return. Given up, it stops the task."""

    def __init__(self, manager, task_to_run):
        self._task = task_to_run
        super().__init__(functools.partial(manager_run_async, manager, task_to_run, None), manager.run_finish)

    def _explain(self, error):
        exception = self._task.exception
        # What would end the program, or a generator, has ended the task only.
        if isinstance(exception, Exception) and not isinstance(exception, (StopIteration, StopAsyncIteration)):
            return exception
        explained = TaskError(error, exception)
        explained.__cause__ = exception
        return explained

    def cancel(self):
        """Stops the task."""
        self._task.stop()


manager_add = Bg.TaskManager.add
manager_run_async = Bg.TaskManager.run_async
MAX_THREADS = Bg.TaskManager.find_property("max-threads").maximum


@override
class TaskManager(Bg.TaskManager):
    """Runs tasks in the background and tells the program what came of them.

    Signals, with details that are groups, and what their handlers are given:

    - task-completed (manager, task_id, group, result)
    - task-failed (manager, task_id, group, error, traceback), where error is a TaskError
    - task-stopped (manager, task_id, group)
    - task-group-finished (manager, group)

    Python functions take turns with each other and with the main loop, so that more of them than the machine has cores
    only make the window stutter. Therefore at most max_python_threads of them run at once, one per core unless told
    otherwise; 0 is without limit. Those beyond wait in their threads for their turn, the most urgent first. They count
    as running. Those in a main loop, also that of a Bg.Loop, do not wait. What is not written in Python is not held up
    by that limit, but by max_threads as ever. Raise it where functions mostly wait, as for the network.
    """

    def __init__(self, parent=None, start_processing=False, max_threads=8, max_python_threads=None, **properties):
        properties.setdefault("processing", bool(start_processing))
        super().__init__(max_threads=to_number(max_threads, 0, MAX_THREADS), **properties)
        self._home = threading.get_ident()
        if max_python_threads is not None:
            self.max_python_threads = max_python_threads
        if parent is not None:
            self._belong_to(parent)

    _home = None

    def _check_home(self):
        # The default manager may have been made elsewhere; then the library complains.
        if self._home not in (None, threading.get_ident()):
            raise RuntimeError("This can be called in the thread that has made the manager only; add_task() in any")

    def _belong_to(self, parent):
        """Has the manager live for as long as its parent, and be shut down with it."""
        own = weakref.ref(self)

        def shut_down(*_):
            if own() is not None:
                own().shut_down()

        # The parent's attribute keeps it, so that the garbage collector sees who keeps whom.
        parent.__dict__.setdefault("_bg_task_managers", []).append(self)
        if isinstance(parent, GObject.Object):
            parent.weak_ref(shut_down)
        else:
            weakref.finalize(parent, shut_down).atexit = False

    def _get_slots(self):
        attributes = self.__dict__
        if "_slots" not in attributes:
            attributes.setdefault("_slots", _bg_bodies.Slots(_bg_bodies.count_cores(), self._home))
        return attributes["_slots"]

    @property
    def max_python_threads(self):
        """How many Python functions run at once at most; 0 is without limit."""
        return self._get_slots().limit

    @max_python_threads.setter
    def max_python_threads(self, number):
        self._get_slots().limit = to_number(number, 0, MAX_THREADS)

    def _get_process_executor(self):
        attributes = self.__dict__
        if "_process_executor" not in attributes:
            attributes.setdefault("_process_executor", _bg_process.make_executor())
        return attributes["_process_executor"]

    def _place(self, added):
        """Has a function that is to run in a child process do so."""
        if isinstance(added, ProcessFunctionTask) and added.get_executor() is None:
            added.set_executor(self._get_process_executor())
        return added

    def add_task(self, cbl, priority=None, group=None, upstream_task_ids=None, task_args=None, task_kwargs=None,
                 executor=None, **settings):
        """Adds a function, which runs in a worker thread or where an executor says, and returns the id of the task.

        With "process" for the executor it runs in a child process, at most one per core at once. Then it must be a
        function of a module, and what it is given and returns must be such that it can be pickled.

        The dictionaries that the upstreams return are merged into its keyword arguments, in the order in which the
        upstreams are given; the later one wins, and all win over task_kwargs. What it returns is the result, and if it
        raises, anything at all, the task has failed. Inside it, current_task() is the task.

        To hand named values to a task that is not written in Python, return a GLib.Variant of the type a{sv}.

        The settings are the properties name, delay, deadline, time_limit, not_before, task_class, at_shut_down and
        retry; resources, a list of names; conditions; and unique_key with uniqueness.
        """
        if executor == "process":
            made = self._place(ProcessFunctionTask(cbl, task_args, task_kwargs, **settings))
        else:
            made = FunctionTask(cbl, task_args, task_kwargs, **settings)
            if executor is not None:
                made.set_executor(executor)
            made._slots = self._get_slots()
        return self._add_made(made, priority, group, upstream_task_ids)

    def add_pass_through_task(self, priority=None, group=None, upstream_task_ids=None, task_kwargs=None):
        """Adds a task that joins others and takes no thread.

        Its result is task_kwargs, overlaid by the dictionaries that the upstreams return, in the order in which they
        are given.
        """
        return self._add_made(PassThroughTask(task_kwargs), priority, group, upstream_task_ids)

    def _add_made(self, made, priority, group, upstream_task_ids):
        if priority is not None:
            made.set_priority(to_priority(priority))
        if group is not None:
            made.set_group(group)
        for upstream_id in upstream_task_ids or ():
            made.add_upstream(upstream_id)
        return manager_add(self, made)

    def _give_slots(self, added):
        # What is not written in Python needs none, and no attributes that would have to be looked after.
        if isinstance(getattr(added, "do_run", None), types.MethodType):
            added._slots = self._get_slots()

    def add(self, task_to_add):
        """Adds a task, and returns its id."""
        if isinstance(task_to_add, Task):
            self._give_slots(task_to_add)
        return manager_add(self, self._place(task_to_add))

    def add_upstream(self, task_id, upstream_task_id):
        """Has a task that was added already, and has not begun, wait for another one as well."""
        waits = super().add_upstream(task_id, upstream_task_id)
        waiting = self.dup_task(task_id)
        if isinstance(waiting, (FunctionTask, PassThroughTask, ProcessFunctionTask)):
            waiting._later_upstreams += (upstream_task_id,)
        return waits

    def run(self, what, *args, **kwargs):
        """Adds a function with its arguments, or a Task, and returns what can be awaited for its result.

        If the body raises, so does the await. It is added at once, so that several can be begun before the first one
        is awaited. If whoever awaits gives up, the task is stopped.
        """
        self._check_home()
        if not isinstance(what, Bg.Task):
            what = FunctionTask(what, args, kwargs)
        elif args or kwargs:
            raise TypeError("A task has its arguments already")
        self._give_slots(what)
        return Run(self, self._place(what))

    def stop_task(self, task_id, stop_upstream=True, stop_downstream=True):
        """Stops a task and, with the flags, those that it waits for and those that wait for it, and so on from each.

        Returns whether it was waiting or running.
        """
        return super().stop_task(task_id, stop_upstream, stop_downstream)

    def stop_task_group(self, group, stop_upstream=True, stop_downstream=True):
        """Stops all tasks of a group, as stop_task() does with one, and returns how many were stopped."""
        name = _bg_groups.find_name(group)
        return 0 if name is None else super().stop_task_group(name, stop_upstream, stop_downstream)

    def shut_down_async(self, mode=Bg.ShutdownMode.DISCARD, timeout_ms=-1, cancellable=None, callback=None, *data):
        """Takes no more tasks, and tells when the last one has ended. Without a callback it is to be awaited."""
        self._check_home()
        begin = functools.partial(super().shut_down_async, mode, timeout_ms, cancellable)
        if callback is not None:
            return begin(callback, *data)
        return Call(begin, self.shut_down_finish)

    def wait(self, task_ids, timeout_ms=-1):
        """Waits until tasks have ended, while the main loop goes on, and returns them in the order of the ids."""
        self._check_home()
        return super().wait(task_ids, timeout_ms)

    def wait_async(self, task_ids, timeout_ms=-1, callback=None, *data):
        """Tells when tasks have ended. Without a callback it is to be awaited."""
        self._check_home()
        begin = functools.partial(super().wait_async, task_ids, timeout_ms)
        if callback is not None:
            return begin(callback, *data)
        return Call(begin, self.wait_finish)

    connect = converting("connect")
    connect_after = converting("connect_after")
    connect_data = converting("connect_data")
    connect_object = converting("connect_object")
    connect_object_after = converting("connect_object_after")


@override
class TaskListModel(Bg.TaskListModel):
    """A list model of the tasks of a manager; it has a length, items and slices, and can be iterated over."""

    def __init__(self, manager, group=None, keep_ended=0):
        self._membership = _bg_groups.join(group)
        super().__init__(manager=manager, group=_bg_groups.find_name(group), keep_ended=keep_ended)

    @classmethod
    def new(cls, manager, group=None, keep_ended=0):
        """Makes a model of the tasks of a manager, or of one of its groups."""
        return cls(manager, group, keep_ended)

    def get_group(self):
        """Gets the group whose tasks are listed, or None for all."""
        return _bg_groups.to_value(super().get_group())


@override
class DataRetriever(Bg.DataRetriever):
    """Retrieves data by key, in worker threads, most urgent first.

    The check and fetch functions, and do_check() and do_fetch() of a subclass, are called with the task, the key and
    the cancellable. They return the data; None, True and False mean what they do in C, and are reported with
    return_value() where they are the data. If they raise, the request has failed.
    """

    _slots = None

    def __init__(self, manager=None, **properties):
        super().__init__(manager=manager, **properties)
        self._slots = self.get_manager()._get_slots()

    @classmethod
    def new(cls, manager=None):
        """Makes a retriever that uses a manager, or one of its own."""
        return cls(manager)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        guard(cls, do_check=_bg_functions.guard_retrieve, do_fetch=_bg_functions.guard_retrieve)

    def set_check_func(self, function, *data):
        """Sets the function that looks whether the data of a key are at hand, or None."""
        super().set_check_func(self._guarded(function), *data)

    def set_fetch_func(self, function, *data):
        """Sets the function that gets the data of a key, or None."""
        super().set_fetch_func(self._guarded(function), *data)

    def _guarded(self, function):
        return function and functools.partial(_bg_functions.retrieve, check_callable(function), self._slots)

    def request(self, key, check_priority=0, fetch_priority=0):
        """Asks for the data of a key, and returns the id of the request."""
        return super().request(key, to_priority(check_priority), to_priority(fetch_priority))


@override
class TaskQueue(Bg.TaskQueue):
    """One customer of an idle executor, with the tasks that it would like to see done."""

    def add_task(self, what, priority=None, name=None, task_args=None, task_kwargs=None, upstream_task_ids=None):
        """Adds a function with its arguments, or a Task, which runs in the main loop when that is idle.

        Returns the id of the task. Without a priority, it is the default-priority of the queue.
        """
        if not isinstance(what, Bg.Task):
            what = FunctionTask(what, task_args, task_kwargs)
            for upstream_id in upstream_task_ids or ():
                what.add_upstream(upstream_id)
        elif task_args is not None or task_kwargs is not None or upstream_task_ids is not None:
            raise TypeError("A task has its arguments and its upstreams already")
        if priority is None:
            priority = Bg.TaskQueuePriority.DEFAULT
        return super().add_task(what, to_priority(priority), name)

    def update_task(self, name, priority=None):
        """Changes the priority of a task that has not begun, and returns whether there was one."""
        return super().update_task(name, to_priority(Bg.TaskQueuePriority.DEFAULT if priority is None else priority))

    def cancel_task(self, name=None):
        """Stops a task, or all tasks of the queue, and returns whether there was one."""
        return super().cancel_task(name)

    def pause_task(self, name=None):
        """Has a task not begin for now, or pauses the queue, and returns whether there was one."""
        return super().pause_task(name)

    def resume_task(self, name=None):
        """Lets a task begin again, or resumes the queue, and returns whether there was one."""
        return super().resume_task(name)


@override
class Loop(Bg.Loop):
    """A main loop in a thread of its own, where functions are called one after the other."""

    def __init__(self, name="loop"):
        super().__init__(name=name)

    def run(self, function, *args, **kwargs):
        """Calls a function in the thread of the loop, and blocks until it has returned or raised, as it does then."""
        return _bg_loops.run(super().run, function, args, kwargs)

    def stop(self, cancel=False):
        """Asks the loop to end, and does not wait for that."""
        super().stop(cancel)

    def stop_async(self, cancel=False, cancellable=None, callback=None, *data):
        """Asks the loop to end, and tells when it has. Without a callback it is to be awaited."""
        begin = functools.partial(super().stop_async, cancel, cancellable)
        if callback is not None:
            return begin(callback, *data)
        return Call(begin, self.stop_finish)

    def wait(self, timeout_ms=-1):
        """Blocks until the loop does not run."""
        return super().wait(timeout_ms)


override_schedulers(Bg, override, FunctionTask)
_bg_settings.override_settings(Bg, override)
