#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: schedulers that run Python functions, and schedulers written in Python."""

import gc
import threading
import weakref

import bgtest
from gi.repository import Bg, GLib, GObject


class Heart(GObject.Object, Bg.Scheduler):
    """A scheduler of one's own."""

    name = GObject.Property(type=str, default="heart")

    def __init__(self):
        super().__init__()
        self.events = []
        self._active = False

    @GObject.Property(type=bool, default=False, flags=GObject.ParamFlags.READABLE)
    def active(self):
        return self._active

    def _set_active(self, active):
        self._active = active
        self.notify("active")

    def do_start(self, manager):
        if "fail" in self.events:
            raise GLib.Error.new_literal(Bg.error_quark(), "It does not beat", Bg.Error.FAILED)
        self.events.append("start")
        self._set_active(True)
        return True

    def do_stop(self, mode):
        self.events.append(("stop", mode))
        self._set_active(False)


class StopOnly(GObject.Object, Bg.Scheduler):
    """One that can only be stopped."""

    name = GObject.Property(type=str, default="only")
    active = GObject.Property(type=bool, default=True)

    def do_stop(self, mode):
        self.active = False


def names(manager):
    return [scheduler.dup_name() for scheduler in Bg.SchedulerList.get_for_manager(manager)]


class Schedulers(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(start_processing=True)

    def start(self, scheduler, function, *args):
        """Starts a scheduler with a Python function, and has it stop after the test."""
        scheduler.set_func(function, *args)
        self.run_scheduler(scheduler)

    def run_scheduler(self, scheduler):
        scheduler.start(self.manager)
        self.addCleanup(self.stop, scheduler)

    def stop(self, scheduler):
        scheduler.stop(Bg.ShutdownMode.DISCARD)
        bgtest.run_until(lambda: not scheduler.is_active())

    def test_interval(self):
        """A12: a function at intervals, until it returns False."""
        calls = []

        def tick():
            calls.append(threading.get_ident() != self.home)
            return len(calls) < 5

        scheduler = Bg.IntervalScheduler(name="tick", interval=1)
        self.start(scheduler, tick)
        self.assertEqual(names(self.manager), ["tick"])
        bgtest.run_until(lambda: not scheduler.is_active())
        self.assertEqual(calls, [True] * 5)
        self.assertEqual(scheduler.props.n_runs, 5)
        self.assertEqual(names(self.manager), [])

    def test_contradictions(self):
        scheduler = Bg.IntervalScheduler(interval=1, delay=1)
        scheduler.set_task_func(lambda *_: None)
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, scheduler.start, self.manager)

    def test_event(self):
        """A12.5: ten triggers from a thread while it runs are one further run."""
        gate = bgtest.Gate()
        scheduler = Bg.EventScheduler()
        self.start(scheduler, gate.pass_through)
        self.assertTrue(scheduler.trigger())
        bgtest.drain()
        gate.await_arrivals(1)
        thread = threading.Thread(target=lambda: [scheduler.trigger() for _ in range(10)])
        thread.start()
        thread.join()
        gate.open()
        bgtest.run_until(lambda: gate.count_arrivals() == 2 and scheduler.dup_run() is None)
        bgtest.drain()
        self.assertEqual(gate.count_arrivals(), 2)

    def test_queue(self):
        """A12.4: items of any value, None too; those that wait are run by a drain."""
        items = [2, 3, 4, None, "text", 2 ** 40, [1], {"a": 1}, object()]
        seen = []
        scheduler = Bg.QueueScheduler()
        scheduler.set_func(lambda item, keep: keep(item), seen.append)
        for item in items:
            scheduler.push(item)
        self.assertEqual(scheduler.get_length(), len(items))
        self.run_scheduler(scheduler)
        scheduler.stop(Bg.ShutdownMode.DRAIN)
        bgtest.run_until(lambda: not scheduler.is_active())
        self.assertEqual(seen, items)

    def test_task_of_any_kind(self):
        """A task is made for each run, with the item."""
        seen = []
        scheduler = Bg.QueueScheduler(name="queue", priority=3)
        scheduler.set_task_func(lambda scheduler, item: Bg.Task(seen.append, (item,), name="one"))
        scheduler.push("item")
        self.run_scheduler(scheduler)
        bgtest.run_until(lambda: seen)
        self.assertEqual(seen, ["item"])

    def test_no_task(self):
        """Where no task is made it stops, and that is a failure."""
        failed = []
        scheduler = Bg.LoopScheduler()
        scheduler.connect("failed", lambda scheduler, error: failed.append(error.message))
        scheduler.set_task_func(lambda scheduler, item: None)
        self.run_scheduler(scheduler)
        bgtest.run_until(lambda: not scheduler.is_active())
        self.assertEqual(len(failed), 1)
        self.assertRaises(TypeError, scheduler.set_func, None)

    def test_loop(self):
        calls = []

        def work():
            calls.append(1)
            return len(calls) < 100

        scheduler = Bg.LoopScheduler()
        self.start(scheduler, work)
        bgtest.run_until(lambda: not scheduler.is_active())
        self.assertEqual(len(calls), 100)

    def test_failures(self):
        """A12.3: an exception is handed to the handler and the signal, and the scheduler goes on."""
        errors = []
        failed = []
        calls = []

        def work():
            calls.append(1)
            if len(calls) < 3:
                raise ValueError(f"call {len(calls)}")
            return False

        scheduler = Bg.LoopScheduler()
        scheduler.set_error_func(lambda scheduler, error: errors.append(error.message))
        scheduler.connect("failed", lambda scheduler, error: failed.append(error.message))
        self.start(scheduler, work)
        bgtest.run_until(lambda: not scheduler.is_active())
        self.assertEqual(len(errors), 2)
        self.assertIn("call 1", errors[0])
        self.assertEqual(errors, failed)

    def test_stop_waits(self):
        """A12.7: stopping waits for a body that runs."""
        gate = bgtest.Gate()
        stopped = []
        scheduler = Bg.LoopScheduler()
        self.start(scheduler, gate.pass_through)
        bgtest.drain()
        gate.await_arrivals(1)
        scheduler.stop_async(Bg.ShutdownMode.DISCARD, None,
                             lambda scheduler, result: stopped.append(scheduler.stop_finish(result)))
        bgtest.drain()
        self.assertEqual(stopped, [])
        gate.open()
        bgtest.run_until(lambda: stopped)
        self.assertEqual(stopped, [True])
        self.assertEqual(gate.count_arrivals(), 1)

    def test_own_kind(self):
        """A11.1: the interface can be implemented in Python."""
        heart = Heart()
        self.assertTrue(heart.start(self.manager))
        self.assertEqual(names(self.manager), ["heart"])
        self.assert_refused(Bg.Error.TOO_LATE, heart.start, self.manager)
        heart.stop(Bg.ShutdownMode.DRAIN)
        self.assertEqual(heart.events, ["start", ("stop", Bg.ShutdownMode.DRAIN)])
        self.assertEqual(names(self.manager), [])

        heart.events = ["fail"]
        error = self.assert_refused(Bg.Error.FAILED, heart.start, self.manager)
        self.assertIn("It does not beat", error.message)

    def test_stop_only(self):
        """A11.2, A11.3: one that can only be stopped is registered, and stopped with the manager."""
        only = StopOnly()
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, only.start, self.manager)
        self.assertTrue(only.register(self.manager))
        self.assertTrue(only.unregister(self.manager))
        self.assertFalse(only.unregister(self.manager))
        self.assertTrue(only.register(self.manager))
        self.manager.shut_down()
        bgtest.run_until(lambda: not only.active)

    def test_released(self):
        """What belongs to a scheduler goes with it."""
        class Data:
            pass

        data = Data()
        gone = weakref.ref(data)
        scheduler = Bg.LoopScheduler()
        scheduler.set_task_func(lambda scheduler, item, kept=data: Bg.Task(lambda: False))
        scheduler.start(self.manager)
        bgtest.run_until(lambda: not scheduler.is_active())
        del scheduler, data
        bgtest.drain()
        gc.collect()
        self.assertIsNone(gone())


if __name__ == "__main__":
    bgtest.main()
