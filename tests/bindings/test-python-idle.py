#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: functions that run on the main loop when that is idle, in queues that take turns."""

import threading

import bgtest
from gi.repository import Bg, GObject


class Monitor(GObject.Object, Bg.IdleMonitor):
    """Is idle when the test says so."""

    __gtype_name__ = "TestIdleMonitor"

    def __init__(self):
        super().__init__()
        self.watching = False
        self.idle = True

    def do_start(self):
        self.watching = True

    def do_stop(self):
        self.watching = False

    def do_is_idle(self):
        return self.idle

    def announce(self):
        self.watching = False
        self.emit("idle")


class Careful(Bg.TaskQueue):
    """Has its own idea of what pausing and cancelling are."""

    __gtype_name__ = "TestCarefulQueue"

    def __init__(self, **properties):
        super().__init__(**properties)
        self.calls = []

    def do_cancel_task(self, name):
        self.calls.append(("cancel", name))
        return Bg.TaskQueue.do_cancel_task(self, name)

    def do_pause_task(self, name):
        self.calls.append(("pause", name))
        return Bg.TaskQueue.do_pause_task(self, name)

    def do_resume_task(self, name):
        self.calls.append(("resume", name))
        return Bg.TaskQueue.do_resume_task(self, name)


class TestIdle(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(start_processing=True)
        self.monitor = Monitor()
        self.executor = Bg.IdleExecutor(manager=self.manager, monitor=self.monitor)
        self.recorder = bgtest.Recorder(self.manager)
        self.ran = []

    def make_queue(self, name, kind=Bg.TaskQueue):
        queue = kind(name=name)
        self.assertTrue(self.executor.add_queue(queue))
        return queue

    def note(self, name):
        self.assertEqual(threading.get_ident(), self.home)
        self.ran.append(name)
        return name

    def run_all(self):
        bgtest.drain()
        while self.monitor.watching:
            self.monitor.announce()
            bgtest.drain()

    def test_functions_take_turns(self):
        a, b, c = map(self.make_queue, "abc")
        for queue, name in ((a, "A1"), (b, "B1"), (b, "B2"), (c, "C1")):
            queue.add_task(self.note, name=name, task_args=[name])
        self.run_all()
        self.assertEqual(self.ran, ["A1", "B1", "C1", "B2"])
        self.assertEqual(self.recorder.results(), self.ran)

    def test_soon(self):
        a, b = map(self.make_queue, "ab")
        a.add_task(self.note, name="A1", task_args=["A1"])
        b.add_task(self.note, name="B1", task_args=["B1"])
        b.add_task(self.note, Bg.TaskQueuePriority.SOON, "B2", ["B2"])
        self.run_all()
        self.assertEqual(self.ran, ["B2", "A1", "B1"])

    def test_an_exception_disturbs_nobody(self):
        def broken():
            raise ValueError("broken")

        queue = self.make_queue("a")
        queue.add_task(broken, name="broken")
        queue.add_task(self.note, task_kwargs={"name": "next"})
        self.run_all()
        self.assertEqual(self.ran, ["next"])
        failed, = self.recorder.of_kind("failed")
        self.assertIn("broken", str(failed[3]))

    def test_results_are_merged(self):
        queue = self.make_queue("a")
        upstream = self.manager.add_task(lambda: {"name": "from a thread"})
        queue.add_task(self.note, upstream_task_ids=[upstream])
        self.manager.add_task(lambda name: name, upstream_task_ids=[
            queue.add_task(lambda: {"name": "to a thread"}, name="x")])
        while self.recorder.ends() < 4:
            bgtest.run_until(lambda: self.monitor.watching or self.recorder.ends() == 4)
            self.run_all()
        self.assertEqual(self.ran, ["from a thread"])
        self.assertIn("to a thread", self.recorder.results())

    def test_an_executor_for_one_task(self):
        # Python functions in threads are limited in number; the main loop does not wait for that.
        self.manager.max_python_threads = 1
        gate = bgtest.Gate()
        self.manager.add_task(gate.pass_through)
        gate.await_arrivals(1)
        self.manager.add_task(self.note, task_args=["direct"], executor=self.executor)
        self.manager.add(Bg.Task(self.note, ["task"], executor=self.executor))
        bgtest.run_until(lambda: self.monitor.watching)
        self.run_all()
        self.assertEqual(self.ran, ["direct", "task"])
        gate.open()
        self.recorder.await_ends(3)

    def test_names(self):
        queue = self.make_queue("a")
        queue.props.default_priority = 5
        for name in ("x/1", "y/1", "x/2"):
            queue.add_task(self.note, 0, name, [name])
        queue.add_task(self.note, name="default", task_args=["default"])
        self.assertTrue(queue.update_task("y/1", 7))
        self.assertFalse(queue.update_task("unknown", 7))
        self.assertEqual(queue.update_all("x/", 6), 2)
        self.assertEqual(queue.update_matching(8, lambda task, name: name == "x/2"), 1)
        self.assertTrue(queue.remove_task("x/1"))
        self.assertEqual(queue.props.length, 3)
        self.assertTrue(queue.props.managed)
        self.run_all()
        self.assertEqual(self.ran, ["x/2", "y/1", "default"])
        self.assertFalse(queue.props.managed)
        self.assertIsNone(self.executor.get_queue("a"))

    def test_methods_are_overridden(self):
        queue = self.make_queue("a", Careful)
        queue.add_task(self.note, name="x", task_args=["x"])
        self.assertTrue(queue.pause_task("x"))
        self.run_all()
        self.assertEqual(self.ran, [])
        self.assertTrue(queue.resume_task("x"))
        self.run_all()
        self.assertEqual(self.ran, ["x"])
        queue.add_task(self.note, name="y")
        self.executor.clear()
        self.assertEqual(queue.calls, [("pause", "x"), ("resume", "x"), ("cancel", None)])
        self.assertEqual(queue.props.length, 0)

    def test_misuse(self):
        queue = self.make_queue("a")
        with self.assertRaises(TypeError):
            queue.add_task("no function")
        with self.assertRaises(TypeError):
            queue.add_task(Bg.Task(print), task_args=[1])
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, Bg.TaskQueue(name="alone").add_task, print)
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, self.executor.add_queue, Bg.TaskQueue(name="a"))

    def test_a_priority_queue(self):
        queue = Bg.PriorityQueue()
        items = [Bg.TaskQueue(name=str(number)) for number in range(4)]
        for priority, item in zip((0, 5, 0, 5), items):
            queue.add(item, priority)
        self.assertTrue(queue.update_priority(items[2], 9))
        self.assertTrue(queue.remove(items[1]))
        self.assertFalse(queue.remove(items[1]))
        self.assertIs(queue.peek(), items[2])
        self.assertEqual([queue.poll() for _ in range(4)], [items[2], items[3], items[0], None])

    def test_an_order_of_ones_own(self):
        queue = Bg.PriorityQueue.new_with_compare(lambda a, priority_a, b, priority_b: priority_a - priority_b)
        first, second = Bg.TaskQueue(), Bg.TaskQueue()
        queue.add(second, 2)
        queue.add(first, 1)
        self.assertIs(queue.poll(), first)
        self.assertEqual(queue.props.length, 1)


bgtest.main()
