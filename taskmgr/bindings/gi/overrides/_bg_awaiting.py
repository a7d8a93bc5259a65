# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What can be awaited, and a driver for coroutines on a plain GLib main loop. Private to the override of Bg."""

import sys
from collections.abc import Coroutine

from gi.repository import Gio, GLib


def current_asyncio_loop():
    """The asyncio loop that drives the coroutine that runs, if one does."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return None
    try:
        loop = asyncio.get_running_loop()
        return loop if asyncio.current_task() is not None else None
    except RuntimeError:
        return None


class Awaitable(Coroutine):
    """What has an outcome sooner or later.

    Under asyncio, on a loop that runs GLib's, it is awaited like any coroutine. Else it must be awaited by a coroutine
    that was given to Bg.spawn() or Bg.run().
    """

    def __init__(self):
        self._done = False
        self._value = None
        self._error = None
        self._heard = False
        self._callbacks = []
        self._steps = None

    def done(self):
        """Tells whether there is an outcome."""
        return self._done

    def result(self):
        """Gets the value, or raises the exception, that is the outcome."""
        if not self._done:
            raise RuntimeError("There is no result yet; await it")
        self._heard = True
        value, error = self._value, self._error
        # The exception is going to know this frame, and must not know itself by it.
        del self
        try:
            if error is not None:
                raise error
            return value
        finally:
            del error

    def add_done_callback(self, callback):
        """Has a function called with this object when there is an outcome."""
        if self._done:
            callback(self)
        else:
            self._callbacks.append(callback)

    def cancel(self):
        """Gives up. What that means is up to the kind."""

    def _end(self, value=None, error=None):
        if self._done:
            return
        self._done, self._value, self._error = True, value, error
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback(self)

    def __await__(self):
        try:
            if not self._done:
                loop = current_asyncio_loop()
                if loop is None:
                    yield self
                else:
                    yield from self._make_future(loop)
        except BaseException:
            self.cancel()
            raise
        self._heard = True
        value, error = self._value, self._error
        del self
        try:
            if error is not None:
                raise error
            return value
        finally:
            del error

    def _make_future(self, loop):
        future = loop.create_future()
        self.add_done_callback(lambda _: future.done() or future.set_result(None))
        return future

    # What asyncio asks of a coroutine, so that create_task () and gather () take it.

    def send(self, value):
        if self._steps is None:
            self._steps = self.__await__()
        return self._steps.send(value)

    def throw(self, *args):
        if self._steps is None:
            self._steps = self.__await__()
        return self._steps.throw(*args)

    def close(self):
        if self._steps is not None:
            self._steps.close()


class Spawned(Awaitable):
    """A coroutine that runs on the main loop."""

    def __init__(self, coroutine):
        super().__init__()
        self._coroutine = coroutine
        self._waits = False
        self._step(coroutine.send, None)

    def _step(self, method, argument):
        self._waits = False
        try:
            waits_for = method(argument)
        except StopIteration as stop:
            self._end(stop.value)
        except BaseException as error:  # pylint: disable=broad-except
            self._end(error=error.with_traceback(error.__traceback__.tb_next))
        else:
            self._wait(waits_for)

    def _wait(self, waits_for):
        if not hasattr(waits_for, "add_done_callback"):
            error = TypeError(f"{waits_for!r} cannot be awaited here: it needs a loop of its own kind")
            self._step(self._coroutine.throw, error)
            return
        if hasattr(waits_for, "_asyncio_future_blocking"):
            waits_for._asyncio_future_blocking = False
        self._waits = True
        waits_for.add_done_callback(self._go_on)

    def _go_on(self, _):
        if self._waits:
            self._step(self._coroutine.send, None)

    def cancel(self):
        """Closes the coroutine where it waits."""
        if self._done:
            return
        self._waits = False
        self._coroutine.close()
        self._heard = True
        self._end(error=GLib.Error("The coroutine was closed", "g-io-error-quark", int(Gio.IOErrorEnum.CANCELLED)))

    def __del__(self):
        if self._error is not None and not self._heard:
            sys.excepthook(type(self._error), self._error, self._error.__traceback__)


def spawn(coroutine):
    """Runs a coroutine on the main loop of the calling thread; what it returns can be awaited for the result.

    It runs at once, until it waits for something for the first time. Inside it, await what TaskManager.run() returns,
    or what else was spawned. If it raises and nobody has asked for its result, sys.excepthook is told in the end.
    """
    if not isinstance(coroutine, Coroutine):
        raise TypeError(f"{coroutine!r} is not a coroutine: call an async function and give what it returns")
    return Spawned(coroutine)


def run(coroutine):
    """Runs a coroutine, and the main loop of the calling thread until it has returned. Returns its result."""
    spawned = spawn(coroutine)
    if not spawned.done():
        loop = GLib.MainLoop.new(GLib.MainContext.ref_thread_default(), False)
        spawned.add_done_callback(lambda _: loop.quit())
        try:
            loop.run()
        finally:
            spawned.cancel()
    return spawned.result()
