#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: what goes into a task and comes out of it is let go of, at home, whatever becomes of the task."""

import gc
import sys
import weakref

import bgtest
from gi.repository import Bg, Gio


class Releasing(bgtest.TestCase):
    """Nothing here needs the garbage collector, which runs in any thread: it is off."""

    def setUp(self):
        super().setUp()
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        self.threads = []
        self.manager = Bg.TaskManager(max_threads=1)
        self.recorder = bgtest.Recorder(self.manager)

    def witness(self):
        return bgtest.Witness(self.threads)

    def assert_released(self, number):
        """All witnesses are gone once the manager is at rest, and all went at home."""
        self.recorder.events.clear()
        self._shut_down(self.manager)
        bgtest.drain()
        self.assertEqual(self.threads, [self.home] * number)

    def run_all(self, number):
        self.manager.start_processing()
        self.recorder.await_ends(number)

    def test_completing(self):
        def body(argument, keyword, captured=self.witness()):
            return self.witness()

        self.manager.add_task(body, task_args=[self.witness()], task_kwargs={"keyword": self.witness()})
        del body
        self.run_all(1)
        self.assert_released(4)

    def test_failing(self):
        def body(argument, keyword):
            local = argument
            if local:
                raise ValueError(keyword)

        self.manager.add_task(body, task_args=[self.witness()], task_kwargs={"keyword": self.witness()})
        self.run_all(1)
        self.assert_released(2)

    def test_failing_with_one_exception_after_another(self):
        def body(argument):
            try:
                inner(argument)
            except KeyError as error:
                raise ValueError(argument) from error

        def inner(argument):
            task = Bg.current_task()
            raise KeyError(argument, task.get_id())

        self.manager.add_task(body, task_args=[self.witness()])
        self.run_all(1)
        self.assert_released(1)

    def test_failing_because_of_an_upstream(self):
        first = self.manager.add_task(lambda: 1 // 0)
        self.manager.add_task(lambda _: None, task_args=[self.witness()], upstream_task_ids=[first])
        self.run_all(2)
        self.assert_released(1)

    def test_results_that_upstreams_hand_on(self):
        first = self.manager.add_task(lambda: {"thing": self.witness()})
        second = self.manager.add_task(lambda thing: {"more": thing}, upstream_task_ids=[first])
        self.manager.add_pass_through_task(upstream_task_ids=[first, second], task_kwargs={"own": self.witness()})
        self.run_all(3)
        self.assert_released(2)

    def test_stopping_what_waits(self):
        group = (self.witness(),)
        self.manager.stop_task(self.manager.add_task(lambda _: None, task_args=[self.witness()], group=group))
        del group
        self.recorder.await_ends(1)
        self.assert_released(2)

    def test_stopping_what_runs(self):
        gate = bgtest.Gate()

        def body(argument):
            gate.pass_through()
            return self.witness(), argument

        running = self.manager.add_task(body, task_args=[self.witness()])
        self.manager.start_processing()
        gate.await_arrivals(1)
        self.manager.stop_task(running)
        gate.open()
        self.recorder.await_ends(1)
        self.assert_released(2)

    def test_reporting_too_late(self):
        """What is reported by one that was stopped is let go of while the body still has it."""
        gate, later = bgtest.Gate(), bgtest.Gate()

        def body(task, _cancellable):
            gate.pass_through()
            value = self.witness()
            task.return_value(value)
            later.pass_through()
            return True

        running = self.manager.add(Bg.Task.new(body))
        self.manager.start_processing()
        gate.await_arrivals(1)
        self.manager.stop_task(running)
        gate.open()
        later.await_arrivals(1)
        bgtest.drain()
        later.open()
        self.assert_released(1)

    def test_being_refused(self):
        for arguments in ({"upstream_task_ids": [5]}, {"upstream_task_ids": [5], "group": ("g",)}):
            with self.assertRaises(Exception):
                self.manager.add_task(lambda _: None, task_args=[self.witness()], **arguments)
        self.assert_released(2)

    def test_shutting_down(self):
        for _ in range(3):
            self.manager.add_task(lambda _: None, task_args=[self.witness()])
        self.assert_released(3)

    def test_being_dropped_with_everything(self):
        for group in ("g", ("g", 1)):
            self.manager.add_task(lambda _: None, task_args=[self.witness()], group=group)
        self.manager = self.recorder = None
        bgtest.drain()
        self.assertEqual(self.threads, [self.home] * 2)

    def test_being_dropped_in_the_middle(self):
        gate = bgtest.Gate()

        def body(argument):
            gate.pass_through()
            return argument

        self.manager.add_task(body, task_args=[self.witness()])
        self.manager.start_processing()
        gate.await_arrivals(1)
        self.manager = None
        gate.open()
        bgtest.run_until(lambda: self.threads)
        self.assertEqual(self.threads, [self.home])

    def test_a_task_that_is_kept_keeps_what_it_has(self):
        task = Bg.Task(lambda argument: self.witness(), [self.witness()], group=(1,))
        self.manager.add(task)
        self.run_all(1)
        self.assert_released(0)
        self.assertIsInstance(task.result, bgtest.Witness)
        self.assertEqual(task.group, (1,))
        del task
        self.assertEqual(self.threads, [self.home] * 2)

    def test_a_task_that_was_never_added(self):
        Bg.Task(lambda _: None, [self.witness()], group=(1,))
        self.assertEqual(self.threads, [self.home])

    def test_kinds(self):
        class Kind(Bg.Task):
            def do_run(self, cancellable):
                self.return_value(self.thing)

        for kind in (Kind, Kind):
            task = kind()
            task.thing = self.witness()
            self.manager.add(task)
        reference = weakref.ref(task)
        del task
        self.run_all(2)
        self.assert_released(2)
        self.assertIsNone(reference())

    def test_functions_as_in_c(self):
        self.manager.add(Bg.Task.new(lambda task, cancellable, data: task.return_value(data), self.witness()))
        self.run_all(1)
        self.assert_released(1)

    def test_awaiting(self):
        async def main():
            await self.manager.run(lambda argument: argument, self.witness())
            with self.assertRaises(ZeroDivisionError):
                await self.manager.run(lambda argument: 1 // 0, self.witness())

        self.manager.start_processing()
        Bg.run(main())
        self.assert_released(2)

    def test_groups(self):
        class Group:
            pass

        group = Group()
        reference = weakref.ref(group)
        self.manager.add_task(int, group=group)
        del group
        self.manager.start_processing()
        bgtest.run_until(lambda: self.recorder.of_kind("finished"))
        self.assertIs(self.recorder.events[-1][1], reference())
        self.recorder.events.clear()
        bgtest.drain()
        self.assertIsNone(reference())

    def test_managers(self):
        reference = weakref.ref(self.manager)
        model = Bg.TaskListModel(self.manager)
        self.manager.add_task(int)
        self.run_all(1)
        del model
        self.manager = self.recorder = None
        bgtest.drain()
        self.assertIsNone(reference())


class Counting(bgtest.TestCase):
    def test_ten_thousand_tasks_leave_nothing_behind(self):
        manager = self.make_manager(start_processing=True)
        counts = {}
        manager.connect("task-completed", lambda *args: self.count(counts, "completed"))
        manager.connect("task-failed", lambda *args: self.count(counts, "failed"))
        self.run_many(manager, counts, 20)
        thing = Gio.ListStore()
        gc.collect()
        before, references = len(gc.get_objects()), sys.getrefcount(thing)
        grefs = thing.__grefcount__
        self.run_many(manager, counts, 2000, thing)
        gc.collect()
        self.assertEqual((sys.getrefcount(thing), thing.__grefcount__), (references, grefs))
        self.assertLess(len(gc.get_objects()) - before, 100)
        self.assertEqual(manager.get_n_pending() + manager.get_n_running(), 0)

    @staticmethod
    def count(counts, kind):
        counts[kind] = counts.get(kind, 0) + 1

    @staticmethod
    def run_many(manager, counts, number, thing=None):
        """Five tasks each time: with arguments, results, groups of both kinds, upstreams and failures."""
        counts.clear()
        for step in range(number):
            first = manager.add_task(lambda thing: {"thing": thing}, task_args=[thing], group=("g", step))
            second = manager.add_task(lambda thing: [thing], group=f"group {step % 7}", upstream_task_ids=[first])
            manager.add_task(lambda thing: fail_with(thing), task_args=[thing], upstream_task_ids=[second])
            manager.add_pass_through_task(upstream_task_ids=[first, second], task_kwargs={"own": thing})
            manager.add(Bg.Task(lambda: thing, name="a task"))
        bgtest.run_until(lambda: counts.get("completed", 0) + counts.get("failed", 0) == 5 * number)
        bgtest.drain()


def fail_with(thing):
    raise ValueError(thing)


if __name__ == "__main__":
    bgtest.main()
