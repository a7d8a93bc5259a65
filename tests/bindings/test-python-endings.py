#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: failing, stopping, pausing, shutting down, and progress."""

import sys
import threading

import bgtest
from gi.repository import Bg, Gio, GLib


def fail_with(exception):
    raise exception


class Failing(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(max_threads=1, start_processing=True)
        self.recorder = bgtest.Recorder(self.manager)

    def fail_once(self, cbl, *args):
        """Has a body fail; returns the error and the traceback."""
        self.recorder.events.clear()
        self.manager.add_task(cbl, task_args=args)
        self.recorder.await_ends(1)
        kind, _, _, error, traceback = self.recorder.events[0]
        self.assertEqual(kind, "failed")
        return error, traceback

    def test_message_and_traceback(self):
        error, traceback = self.fail_once(fail_with, ValueError("wrong"))
        self.assertEqual((str(error), error.message), ("wrong", "wrong"))
        self.assertTrue(error.matches(Bg.error_quark(), Bg.Error.SCRIPT))
        self.assertIsInstance(error, GLib.Error)
        self.assertIsInstance(error, Bg.TaskError)
        lines = traceback.splitlines()
        self.assertEqual((lines[0], lines[-1]), ("Traceback (most recent call last):", "ValueError: wrong"))
        self.assertIn("fail_with", lines[1])
        self.assertNotIn("_bg_bodies", traceback)

    def test_every_exception_is_a_failure(self):
        class Odd(Exception):
            def __str__(self):
                raise RuntimeError("no text")

        expected = [
            (SystemExit(3), "3"), (KeyboardInterrupt(), "KeyboardInterrupt"), (GeneratorExit("x"), "x"),
            (StopIteration(5), "5"), (BaseException("base"), "base"), (KeyError("k"), "'k'"),
            (ValueError(""), "ValueError"), (MemoryError(), "MemoryError"),
            (ValueError(" \n"), "ValueError"), (Odd(), "Odd"), (OSError(2, "gone"), "[Errno 2] gone"),
            (ValueError("nul\0in it"), "nul\\0in it"), (ValueError("\udc80"), "\\udc80"),
        ]
        for exception, message in expected:
            error, traceback = self.fail_once(fail_with, exception)
            self.assertEqual(error.message, message)
            self.assertEqual(error.code, Bg.Error.SCRIPT)
            self.assertIs(error.exception, exception)
            self.assertIn(type(exception).__name__, traceback)

    def test_errors_of_glib_stay_what_they_are(self):
        error, traceback = self.fail_once(Gio.File.new_for_path("/nowhere").load_contents)
        self.assertTrue(error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND))
        self.assertIn("GLib.GError", traceback)

    def test_a_call_that_does_not_fit(self):
        error, _ = self.fail_once(lambda: None, 1)
        self.assertIn("takes 0 positional arguments but 1 was given", error.message)

    def test_a_deep_recursion(self):
        def recurse():
            recurse()

        error, traceback = self.fail_once(recurse)
        self.assertIn("recursion", error.message)
        self.assertIn("RecursionError", traceback)

    def test_a_chain_of_exceptions(self):
        def chain():
            try:
                fail_with(KeyError("cause"))
            except KeyError as error:
                raise ValueError("effect") from error

        _, traceback = self.fail_once(chain)
        self.assertIn("KeyError: 'cause'", traceback)
        self.assertIn("direct cause", traceback)

    def test_the_exception_stays_available(self):
        task = Bg.Task(fail_with, (ValueError("kept"),))
        self.manager.add(task)
        bgtest.run_until(task.is_ended)
        self.assertEqual(str(task.exception), "kept")
        self.assertEqual(task.error.message, "kept")
        self.assertIsNone(task.result)

    def test_dependents_fail_with_the_same_error(self):
        self.manager.pause_processing()
        root = self.manager.add_task(fail_with, task_args=[ValueError("root")])
        ran = []
        middle = self.manager.add_task(ran.append, upstream_task_ids=[root], task_args=[1])
        self.manager.add_pass_through_task(upstream_task_ids=[middle])
        roots = []
        self.manager.connect("task-failed", lambda manager, task_id, *_:
                             roots.append(manager.dup_task(task_id).get_failed_upstream()))
        self.manager.start_processing()
        self.recorder.await_ends(3)
        self.assertEqual([(event[0], event[1], str(event[3])) for event in self.recorder.events],
                         [("failed", task_id, "root") for task_id in (1, 2, 3)])
        self.assertEqual(roots, [0, 1, 1])
        self.assertEqual(ran, [])

    def test_handlers_that_raise_do_not_disturb_others(self):
        told = []
        hook, sys.excepthook = sys.excepthook, lambda *_: None
        self.addCleanup(setattr, sys, "excepthook", hook)
        self.manager.pause_processing()
        for signal in ("task-completed", "task-failed", "task-stopped", "task-group-finished"):
            self.manager.connect(signal, lambda *_: fail_with(RuntimeError("in a handler")))
            self.manager.connect(signal, lambda *_, signal=signal: told.append(signal))
        self.manager.stop_task(self.manager.add_task(int))
        self.manager.add_task(int, group="g")
        self.manager.add_task(fail_with, group="g", task_args=[ValueError()])
        self.manager.start_processing()
        bgtest.run_until(lambda: "task-group-finished" in told)
        self.assertEqual(told, ["task-stopped", "task-completed", "task-failed", "task-group-finished"])


class Stopping(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(max_threads=1)
        self.recorder = bgtest.Recorder(self.manager)
        self.gate = bgtest.Gate()

    def test_waiting(self):
        ran = []
        task_id = self.manager.add_task(ran.append, task_args=[1], group=("g",))
        self.assertIs(self.manager.stop_task(task_id), True)
        self.assertIs(self.manager.stop_task(task_id), False)
        self.assertIs(self.manager.stop_task(77), False)
        self.assertEqual(self.recorder.events, [])
        self.manager.start_processing()
        self.recorder.await_ends(1)
        bgtest.drain()
        self.assertEqual(self.recorder.events, [("stopped", 1, ("g",)), ("finished", ("g",))])
        self.assertEqual(ran, [])

    def test_running(self):
        cancelled = []

        def body():
            self.gate.pass_through()
            cancelled.append(Bg.current_task().cancellable.is_cancelled())
            return "never heard of"

        task_id = self.manager.add_task(body)
        self.manager.start_processing()
        self.gate.await_arrivals(1)
        self.assertTrue(self.manager.stop_task(task_id))
        self.recorder.await_ends(1)
        self.gate.open()
        self.manager.add_task(int)
        self.recorder.await_ends(2)
        self.assertEqual(self.recorder.events, [("stopped", 1, None), ("completed", 2, None, 0)])
        self.assertEqual(cancelled, [True])

    def test_flags(self):
        add = self.manager.add_task
        cases = [((), {1, 2, 3, 4}), ((False, False), {2}), ((True, False), {1, 2}), ((False, True), {2, 4})]
        for flags, stopped in cases:
            recorder = self.recorder = bgtest.Recorder(self.manager)
            first = add(int)
            second = add(int, upstream_task_ids=[first])
            add(int, upstream_task_ids=[first])
            add(int, upstream_task_ids=[second])
            self.manager.stop_task(second, *flags)
            bgtest.run_until(lambda: len(recorder.of_kind("stopped")) == len(stopped))
            self.assertEqual({event[1] - first + 1 for event in recorder.of_kind("stopped")}, stopped)
            self.manager.stop_all_tasks()
            bgtest.drain()

    def test_group(self):
        for group in ("g", ("g", 1)):
            recorder = bgtest.Recorder(self.manager)
            for its_group in (group, group, "other"):
                self.manager.add_task(int, group=its_group)
            self.assertEqual(self.manager.stop_task_group(group), 2)
            self.assertEqual(self.manager.stop_task_group(group), 0)
            self.assertEqual(self.manager.stop_task_group("nobody"), 0)
            self.assertEqual(self.manager.stop_task_group(("nobody", 1)), 0)
            self.manager.start_processing()
            recorder.await_ends(3)
            bgtest.drain()
            self.assertEqual([event[0] for event in recorder.events], ["stopped", "stopped", "completed", "finished"])
            self.manager.pause_processing()

    def test_all(self):
        for _ in range(3):
            self.manager.add_task(int, group="g")
        self.assertEqual(self.manager.stop_all_tasks(), 3)
        self.manager.start_processing()
        self.manager.add_task(int)
        self.recorder.await_ends(4)
        self.assertEqual([event[0] for event in self.recorder.events], ["stopped"] * 3 + ["completed"])

    def test_stopping_in_a_handler(self):
        ids = [self.manager.add_task(int) for _ in range(3)]
        self.manager.connect("task-completed", lambda manager, *_: manager.stop_task(ids[1]))
        self.manager.start_processing()
        self.recorder.await_ends(3)
        self.assertEqual([event[:2] for event in self.recorder.events if event[1] == ids[0]], [("completed", 1)])
        self.assertEqual(self.recorder.ends(), 3)

    def test_a_task_stops_itself_alone(self):
        task = Bg.Task(int)
        after = Bg.Task(int, upstream_task_ids=[self.manager.add(task)])
        self.manager.add(after)
        self.assertTrue(task.stop())
        self.recorder.await_ends(2)
        self.assertEqual([event[:2] for event in self.recorder.events], [("stopped", 1), ("failed", 2)])
        self.assertEqual(after.error.code, Bg.Error.UPSTREAM_STOPPED)


class Running(bgtest.TestCase):
    def test_pause(self):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        first = manager.add_task(gate.pass_through)
        manager.add_task(int, upstream_task_ids=[first])
        manager.start_processing()
        gate.await_arrivals(1)
        manager.pause_processing()
        manager.pause_processing()
        gate.open()
        recorder.await_ends(1)
        bgtest.drain()
        self.assertEqual(recorder.events, [("completed", 1, None, None)])
        self.assertEqual((manager.get_n_pending(), manager.props.processing), (1, False))
        manager.start_processing()
        recorder.await_ends(2)

    def test_shut_down(self):
        manager = self.make_manager(max_threads=1, start_processing=True)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        manager.add_task(gate.pass_through)
        manager.add_task(int)
        gate.await_arrivals(1)
        manager.shut_down()
        manager.shut_down()
        self.assert_refused(Bg.Error.SHUT_DOWN, manager.add_task, int)
        self.assert_refused(Bg.Error.SHUT_DOWN, manager.add_task, int, group=("g", 1))
        self.assert_refused(Bg.Error.SHUT_DOWN, manager.add_pass_through_task)
        gate.open()
        recorder.await_ends(2)
        self.assertEqual({event[0] for event in recorder.events}, {"stopped"})

    def test_shut_down_from_a_body_and_from_a_handler(self):
        manager = self.make_manager(start_processing=True)
        manager.add_task(manager.shut_down)
        bgtest.run_until(lambda: manager.props.closed)
        manager = self.make_manager(start_processing=True)
        manager.connect("task-completed", lambda manager, *_: manager.shut_down())
        manager.add_task(int)
        bgtest.run_until(lambda: manager.props.closed)

    def test_draining(self):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        for _ in range(3):
            manager.add_task(int)
        ended = []

        def callback(manager, result, *data):
            ended.append((manager.shut_down_finish(result), data))

        manager.shut_down_async(Bg.ShutdownMode.DRAIN, -1, None, callback, "data")
        bgtest.run_until(lambda: ended)
        self.assertEqual(ended, [(True, ("data",))])
        self.assertEqual(recorder.results(), [0, 0, 0])

    def test_a_parent_takes_its_manager_along(self):
        class Parent:
            pass

        for kind in (Parent, Gio.ListStore):
            parent = kind()
            manager = Bg.TaskManager(parent)
            self.assertFalse(manager.props.closed)
            del parent
            self.assertTrue(manager.props.closed)
        parent = Gio.SimpleAction(name="x")
        manager = Bg.TaskManager(parent=parent)
        parent.run_dispose()
        self.assertTrue(manager.props.closed)

    def test_a_parent_keeps_its_manager(self):
        parent = Gio.ListStore()
        told = []
        Bg.TaskManager(parent, start_processing=True).weak_ref(told.append, "gone")
        self.assertEqual(told, [])
        del parent
        bgtest.drain()
        self.assertEqual(told, ["gone"])

    def test_handlers_can_be_disconnected(self):
        manager = self.make_manager(start_processing=True)
        told = []

        def handler(*args):
            told.append(args)

        manager.connect("task_completed", handler)
        manager.connect_after("task-completed", handler)
        manager.disconnect_by_func(handler)
        manager.disconnect_by_func(handler)
        with self.assertRaises(TypeError):
            manager.disconnect_by_func(handler)
        with self.assertRaises(TypeError):
            manager.connect("task-completed", "no function")
        manager.disconnect(manager.connect("task-failed", handler))
        recorder = bgtest.Recorder(manager)
        manager.connect_object("task-stopped", handler, recorder)
        manager.stop_task(manager.add_task(int, group=("g",)))
        recorder.await_ends(1)
        self.assertEqual(told, [(recorder, 1, ("g",))])


class Progress(bgtest.TestCase):
    def test_the_latest_report_arrives_at_home(self):
        manager = self.make_manager(start_processing=True)
        seen = []

        def body():
            for step in range(1001):
                Bg.current_task().report_progress(step / 1000, f"step {step}")
            Bg.current_task().report_progress(1)

        task = Bg.Task(body, name="Counting")
        task.connect("notify::fraction", lambda task, _: seen.append((task.get_fraction(), threading.get_ident())))
        manager.add(task)
        bgtest.run_until(lambda: task.is_ended() and seen)
        bgtest.run_until(lambda: seen[-1] == (1, self.home))
        self.assertEqual({thread for _, thread in seen}, {self.home})
        self.assertLess(len(seen), 1001)
        self.assertIsNone(task.dup_text())

    def test_the_current_task_is_the_one_that_runs(self):
        manager = self.make_manager(start_processing=True)
        self.assertIsNone(Bg.current_task())
        found = []
        tasks = [Bg.Task(lambda: found.append(Bg.current_task())) for _ in range(3)]
        for task in tasks:
            manager.add(task)
        bgtest.run_until(lambda: all(task.is_ended() for task in tasks))
        self.assertEqual(set(found), set(tasks))
        self.assertIsNone(Bg.current_task())


if __name__ == "__main__":
    bgtest.main()
