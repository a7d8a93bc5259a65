# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the Python binding share: a main loop that runs until something is so, gates, and TAP."""

import gc
import sys
import threading
import traceback
import unittest

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib  # noqa: E402


def run_until(condition):
    """Runs the main loop of the calling thread until a condition holds. Nothing else ends it."""
    context = GLib.MainContext.ref_thread_default()
    while not condition():
        context.iteration(True)


def drain():
    """Has the main loop do all it has to do now."""
    context = GLib.MainContext.ref_thread_default()
    while context.iteration(False):
        pass


class Gate:
    """Holds bodies until the test lets them go."""

    def __init__(self):
        self._changed = threading.Condition()
        self._arrived = 0
        self._open = False

    def pass_through(self):
        with self._changed:
            self._arrived += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._open)

    def await_arrivals(self, number):
        with self._changed:
            self._changed.wait_for(lambda: self._arrived >= number)

    def count_arrivals(self):
        with self._changed:
            return self._arrived

    def open(self):
        with self._changed:
            self._open = True
            self._changed.notify_all()


class Recorder:
    """Writes down what a manager says, each thing as a tuple."""

    def __init__(self, manager, detail=""):
        self.events = []
        self.threads = set()
        for signal, kind in (("task-completed", "completed"), ("task-failed", "failed"),
                             ("task-stopped", "stopped"), ("task-group-finished", "finished")):
            manager.connect(signal + detail, self._record, kind)

    def _record(self, _manager, *args):
        self.threads.add(threading.get_ident())
        self.events.append((args[-1], *args[:-1]))

    def ends(self):
        """How many tasks have ended."""
        return sum(event[0] != "finished" for event in self.events)

    def of_kind(self, *kinds):
        return [event for event in self.events if event[0] in kinds]

    def results(self):
        """The results in the order in which they came."""
        return [event[3] for event in self.of_kind("completed")]

    def await_ends(self, number):
        run_until(lambda: self.ends() >= number)


class Witness:
    """Tells, when it goes, in which thread that was."""

    def __init__(self, threads):
        self.threads = threads

    def __del__(self):
        self.threads.append(threading.get_ident())


class TestCase(unittest.TestCase):
    """A test with managers that are shut down after it, none of which may leave anything to do behind."""

    def setUp(self):
        self.home = threading.get_ident()

    def make_manager(self, **arguments):
        manager = Bg.TaskManager(**arguments)
        self.addCleanup(self._shut_down, manager)
        return manager

    @staticmethod
    def _shut_down(manager):
        ended = []
        manager.shut_down_async(callback=lambda manager, result: ended.append(manager.shut_down_finish(result)))
        run_until(lambda: ended)

    def assert_refused(self, code, function, *args, **kwargs):
        with self.assertRaises(GLib.Error) as caught:
            function(*args, **kwargs)
        self.assertTrue(caught.exception.matches(Bg.error_quark(), code), caught.exception)
        return caught.exception


class TapResult(unittest.TestResult):
    """Prints each test as TAP."""

    def __init__(self, stream):
        super().__init__()
        self._stream = stream
        self._number = 0

    def _report(self, outcome, test, directive=""):
        self._number += 1
        name = test.id().partition(".")[2].replace(".", "/").replace("test_", "").replace("_", "-")
        print(f"{outcome} {self._number} - {name}{directive}", file=self._stream, flush=True)

    def _explain(self, error):
        for line in "".join(traceback.format_exception(*error)).splitlines():
            print(f"# {line}", file=self._stream, flush=True)

    def addSuccess(self, test):
        self._report("ok", test)

    def addSkip(self, test, reason):
        self._report("ok", test, f" # SKIP {reason}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._report("not ok", test)
        self._explain(err)

    def addError(self, test, err):
        super().addError(test, err)
        self._report("not ok", test)
        self._explain(err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            super().addSubTest(test, subtest, err)
            self._report("not ok", subtest)
            self._explain(err)


def main():
    """Runs the tests of the program."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    print(f"1..{suite.countTestCases()}", flush=True)
    result = TapResult(sys.stdout)
    suite.run(result)
    # Whatever is still about goes while the library is still there.
    del suite
    gc.collect()
    drain()
    sys.exit(not result.wasSuccessful())
