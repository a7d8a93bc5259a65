# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python functions in child processes: what both sides say to each other. Private to the override of Bg.

The parent pickles a function of a module with its arguments, the child calls it and pickles what comes of it. Other
languages ask for a function by its name and give it named arguments.
"""

import importlib
import os
import pickle
import sys
import traceback
from collections.abc import Mapping

from gi.repository import Bg, GLib

from . import _bg_bodies

WORKER = "python"
PROGRAM = """
import sys
sys.path[:] = {}
import gi
gi.require_version("Bg", "1.0")
from gi.repository import Bg
from gi.overrides import _bg_process
_bg_process.main()
"""

_current = None


def current_worker():
    """Gets the worker that the calling function runs in, or None where it does not run in a child process."""
    return _current


def get_path():
    """Where modules are looked for; the folder that an empty name stands for need not be that of the child."""
    return [folder or os.getcwd() for folder in sys.path]


def make_argv(*args, interpreter=None):
    """How a child is started, which looks for modules where this program does."""
    return [interpreter or sys.executable or "python3", "-c", PROGRAM.format(get_path()), *args]


def make_executor():
    """An executor that knows how to call Python functions, as many at once as there are cores."""
    executor = Bg.ProcessExecutor(pool_size=_bg_bodies.count_cores())
    executor.register(WORKER, make_argv())
    return executor


def check_importable(function):
    """Refuses at once what a child could not find."""
    if b"__main__" in pickle.dumps(function):
        raise TypeError(f"{function!r} is part of the program, which a child process does not run: move it to a module")
    return function


def pack_call(function, args, kwargs):
    """A call as it is sent."""
    call = pickle.dumps((function, args, kwargs))
    return GLib.Variant("a{sv}", {"path": to_bytes(pickle.dumps(get_path())), "call": to_bytes(call)})


def unpack_result(result):
    """What has come back."""
    return None if result is None else pickle.loads(from_bytes(result))


def unpack_exception(details):
    """The exception that the child has sent, or None."""
    data = lookup(details, "exception")
    return None if data is None else pickle.loads(data)


def to_bytes(data):
    return GLib.Variant.new_from_bytes(GLib.VariantType("ay"), GLib.Bytes.new(data), True)


def from_bytes(variant):
    # An empty array has no bytes at all.
    return variant.get_data_as_bytes().get_data() or b""


def lookup(mapping, name):
    value = mapping.lookup_value(name, None)
    return None if value is None else from_bytes(value)


def pack(value):
    """A plain value as others know it, and as it comes back."""
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int):
        return GLib.Variant("i" if -2**31 <= value < 2**31 else "x", value)
    if isinstance(value, float):
        return GLib.Variant("d", value)
    if isinstance(value, str):
        return GLib.Variant("s", value)
    if isinstance(value, (bytes, bytearray)):
        return to_bytes(bytes(value))
    if isinstance(value, Mapping):
        return GLib.Variant("a{sv}", {key: pack(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return GLib.Variant("av", [pack(item) for item in value])
    raise TypeError(f"{value!r} cannot be sent to another process")


def find(place):
    """The function that is meant by package.module:function."""
    module, _, name = place.partition(":")
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def call_pickled(worker, arguments):
    """What Python has asked for."""
    # The function is looked for where the parent has found it.
    path = pickle.loads(lookup(arguments, "path"))
    sys.path[:] = path + [folder for folder in sys.path if folder not in path]
    function, args, kwargs = pickle.loads(lookup(arguments, "call"))
    result = pickle.dumps(function(*args, **kwargs))
    worker.return_variant(to_bytes(result))


def call_named(worker, arguments, place):
    """What another language has asked for."""
    result = find(place)(**arguments.unpack())
    worker.return_variant(None if result is None else pack(result))


def pickle_exception(exception):
    """The exception for the parent, or None if it does not survive that."""
    try:
        data = pickle.dumps(exception)
        pickle.loads(data)
    except BaseException:  # pylint: disable=broad-except
        return None
    return data


def fail(worker, exception):
    trace = exception.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    text = "".join(traceback.format_exception(type(exception), exception, trace))
    data = pickle_exception(exception.with_traceback(None))
    details = GLib.Variant("a{sv}", {} if data is None else {"exception": to_bytes(data)})
    if isinstance(exception, GLib.Error):
        error = exception
    else:
        error = GLib.Error(_bg_bodies.describe(exception), _bg_bodies.ERROR_DOMAIN, _bg_bodies.ERROR_SCRIPT)
    worker.return_failure(error, _bg_bodies.to_text(text), details)


def serve(worker, arguments, _cancellable):
    global _current  # pylint: disable=global-statement
    _current = worker
    try:
        if worker.get_name() == WORKER:
            call_pickled(worker, arguments)
        else:
            call_named(worker, arguments, sys.argv[1])
    except BaseException as exception:  # pylint: disable=broad-except
        fail(worker, exception)
    finally:
        _current = None
    return True


def main():
    """Runs in the child."""
    # As in a program of one's own, and not as with -c.
    sys.argv[0] = "-c"
    Bg.ProcessWorker.new().run(serve)
