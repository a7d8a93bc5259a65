# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How Python functions run as the bodies of tasks. Private to the override of Bg.

What goes into a body and what comes out of it belongs to the owner of the manager and is let go of there. So nothing
here keeps a reference beyond the call: arguments, results and exceptions are held by the task, which is freed at home.
An exception knows the frames that it has passed and their callers, so these let go of what they have.
"""

import heapq
import itertools
import os
import sys
import threading
import traceback
from collections.abc import Mapping

from gi.repository import Bg, GLib, GObject

ERROR_DOMAIN = "bg-error-quark"
# PyGObject makes an enumeration when it is first asked for, and two threads that ask at once may find it half made.
ERROR_SCRIPT = int(Bg.Error.SCRIPT)
FOLDER = os.path.dirname(__file__)

_current = threading.local()


class SwitchInterval:
    """Has the interpreter's lock change hands sooner while bodies run, and as before when none does.

    A thread that wants the lock waits for up to this interval until it is let go of. With the usual 5 ms, a few busy
    bodies cost the main loop several frames in a row.
    """

    SHORT = 0.0002

    def __init__(self):
        self._lock = threading.Lock()
        self._running = 0
        self._usual = None

    def shorten(self):
        with self._lock:
            self._running += 1
            if self._running == 1 and sys.getswitchinterval() > self.SHORT:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(self.SHORT)

    def restore(self):
        with self._lock:
            self._running -= 1
            if self._running > 0 or self._usual is None:
                return
            # Whoever has changed it meanwhile knows better.
            if abs(sys.getswitchinterval() - self.SHORT) < 1e-6:
                sys.setswitchinterval(self._usual)
            self._usual = None


_switch_interval = SwitchInterval()


def count_cores():
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Slots:
    """Room for the Python bodies of one manager; the most urgent of those that wait for it goes next.

    Threads that run a main loop do not wait for it; see takes_slot().
    """

    def __init__(self, limit, home=None):
        self.home = home
        self._lock = threading.Lock()
        self._limit = limit
        self._taken = 0
        self._waiting = []
        self._numbers = itertools.count()

    @property
    def limit(self):
        return self._limit

    @limit.setter
    def limit(self, limit):
        with self._lock:
            self._limit = limit
            self._admit()

    def take(self, priority):
        """Takes a place. Returns whether it had to be waited for."""
        with self._lock:
            if self._limit == 0 or self._taken < self._limit:
                self._taken += 1
                return False
            turn = threading.Lock()
            turn.acquire()
            heapq.heappush(self._waiting, (-priority, next(self._numbers), turn))
        turn.acquire()
        return True

    def give_back(self):
        with self._lock:
            self._taken -= 1
            self._admit()

    def _admit(self):
        while self._waiting and (self._limit == 0 or self._taken < self._limit):
            self._taken += 1
            heapq.heappop(self._waiting)[2].release()


def current_task():
    """Gets the task whose body the calling thread runs, or None."""
    return getattr(_current, "task", None)


def takes_slot(slots):
    """Whether a body that is about to run in the calling thread waits for one of these.

    A main loop does not wait, neither that of the window nor that of a Bg.Loop: whoever has the slot may wait for the
    loop. Which executor it is does not matter, only what its thread is doing.
    """
    return slots is not None and slots.home != threading.get_ident() and GLib.main_depth() == 0


def run(task, cancellable, do_run):
    """Calls a body in a worker thread. Every way out of it is an outcome; False is one without a word."""
    slots = task._slots if takes_slot(task._slots) else None
    waited = slots is not None and slots.take(task.get_priority())
    _switch_interval.shorten()
    outer, _current.task = current_task(), task
    forget_attempt(task)
    try:
        # Meanwhile it may have been stopped.
        succeeded = waited and cancellable.is_cancelled() or do_run(task, cancellable)
        return succeeded is None or bool(succeeded)
    except BaseException as exception:  # pylint: disable=broad-except
        fail(task, exception)
        return True
    finally:
        _current.task = outer
        _switch_interval.restore()
        if slots is not None:
            slots.give_back()
        del task, cancellable, do_run, outer


def forget_attempt(task):
    """Forgets why the attempt before has failed."""
    if task._exception is not None:
        task._exception = None


def call(task, function, args, kwargs):
    """Calls the function of a task, and reports what it returns."""
    try:
        result = function(*args, **merge_upstreams(task, kwargs))
        if result is not None:
            task.return_value(result)
    finally:
        del task, function, args, kwargs


def start(task, do_start):
    """Calls what begins a task in the owner's context. If it raises, the task has failed."""
    forget_attempt(task)
    try:
        do_start(task)
    except BaseException as exception:  # pylint: disable=broad-except
        fail(task, exception)
    finally:
        del task, do_start


def merge_upstreams(task, kwargs):
    """The keyword arguments, overlaid by the mappings that the upstreams returned, in declared order."""
    merged = dict(kwargs)
    for upstream_id in (*task.get_upstream_ids(), *task._later_upstreams):
        result = task.get_upstream_result(upstream_id)
        if isinstance(result, GLib.Variant) and result.get_type_string() == "a{sv}":
            result = result.unpack()
        if isinstance(result, Mapping):
            merged.update(result)
    return merged


def to_value(result):
    """A result in a form that comes out of the task as it went in.

    What C knows is given its type, so that tasks and widgets written in C can use it. All the rest stays a Python
    object, and so do ints that do not fit and strings that are no UTF-8.
    """
    kind = type(result)
    if kind is bool:
        return GObject.Value(GObject.TYPE_BOOLEAN, result)
    if kind is int and -2**31 <= result < 2**31:
        return GObject.Value(GObject.TYPE_INT, result)
    if kind is int and -2**63 <= result < 2**63:
        return GObject.Value(GObject.TYPE_INT64, result)
    if kind is float:
        return GObject.Value(GObject.TYPE_DOUBLE, result)
    if kind is str and is_plain(result):
        return GObject.Value(GObject.TYPE_STRING, result)
    if kind is GLib.Variant:
        return GObject.Value(GObject.TYPE_VARIANT, result)
    if isinstance(result, GObject.Object):
        return GObject.Value(GObject.TYPE_OBJECT, result)
    return GObject.Value(GObject.TYPE_PYOBJECT, result)


def is_plain(text):
    """Whether C can have the text."""
    if "\0" in text:
        return False
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def to_text(text):
    """The text, with what C cannot have escaped."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


def describe(exception):
    """The short message of an exception, which is never empty."""
    try:
        text = to_text(str(exception))
    except BaseException:  # pylint: disable=broad-except
        text = ""
    return text if text.strip() else type(exception).__name__


def forget_locals(exception):
    """Empties the frames that an exception has passed: they would keep arguments, and themselves, alive."""
    seen = set()
    pending = [exception]
    while pending:
        exception = pending.pop()
        if exception is None or id(exception) in seen:
            continue
        seen.add(id(exception))
        traceback.clear_frames(exception.__traceback__)
        pending += (exception.__cause__, exception.__context__)


def fail(task, exception):
    """Ends a task with an exception, which stays available as the task's."""
    # The first frames are ours, and say nothing.
    trace = exception.__traceback__
    while trace is not None and os.path.dirname(trace.tb_frame.f_code.co_filename) == FOLDER:
        trace = trace.tb_next
    exception.__traceback__ = trace
    text = "".join(traceback.format_exception(type(exception), exception, trace))
    forget_locals(exception)
    if isinstance(exception, GLib.Error):
        error = exception
    else:
        error = GLib.Error(describe(exception), ERROR_DOMAIN, ERROR_SCRIPT)
    task._exception = exception
    task.return_failure(error, to_text(text))
