#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: adding, priorities and groups."""

import inspect
import threading

import bgtest
from gi.repository import Bg


class Adding(bgtest.TestCase):
    def test_interface(self):
        expected = {
            "__init__": "parent=None, start_processing=False, max_threads=8",
            "add_task": "cbl, priority=None, group=None, upstream_task_ids=None, task_args=None, task_kwargs=None",
            "add_pass_through_task": "priority=None, group=None, upstream_task_ids=None, task_kwargs=None",
            "stop_task": "task_id, stop_upstream=True, stop_downstream=True",
            "stop_task_group": "group, stop_upstream=True, stop_downstream=True",
            "run": "what, *args, **kwargs",
        }
        for name, parameters in expected.items():
            signature = str(inspect.signature(getattr(Bg.TaskManager, name)))
            self.assertTrue(signature.startswith(f"(self, {parameters}"), signature)

    def test_defaults(self):
        manager = self.make_manager()
        self.assertEqual(manager.props.max_threads, 8)
        self.assertFalse(manager.props.processing)
        self.assertGreaterEqual(manager.max_python_threads, 1)

    def test_construction(self):
        manager = self.make_manager(start_processing=True, max_threads=3, max_python_threads=2, delivery_budget=500)
        self.assertTrue(manager.props.processing)
        self.assertEqual(manager.get_max_threads(), 3)
        self.assertEqual(manager.max_python_threads, 2)
        self.assertEqual(manager.get_delivery_budget(), 500)

    def test_nonsense_is_refused(self):
        for nonsense in (-1, 5000, 2**40):
            with self.assertRaises(ValueError):
                Bg.TaskManager(max_threads=nonsense)
            with self.assertRaises(ValueError):
                Bg.TaskManager(max_python_threads=nonsense)
        for nonsense in (None, "8", 1.5):
            with self.assertRaises(TypeError):
                Bg.TaskManager(max_threads=nonsense)

    def test_ids_count_from_one(self):
        manager = self.make_manager()
        ids = [manager.add_task(int), manager.add_pass_through_task(), manager.add_task(int)]
        self.assertEqual(ids, [1, 2, 3])

    def test_arguments_are_copied(self):
        manager = self.make_manager()
        recorder = bgtest.Recorder(manager)
        args, kwargs = [1], {"b": 2}
        manager.add_task(lambda a, b: (a, b), task_args=args, task_kwargs=kwargs)
        args[0] = kwargs["b"] = 5
        manager.start_processing()
        recorder.await_ends(1)
        self.assertEqual(recorder.results(), [(1, 2)])

    def test_nothing_runs_before_the_start(self):
        manager = self.make_manager()
        ran = []
        manager.add_task(ran.append, task_args=[1])
        bgtest.drain()
        self.assertEqual(ran, [])
        self.assertEqual(manager.get_n_pending(), 1)

    def test_adding_from_a_body(self):
        manager = self.make_manager(max_threads=1, start_processing=True)
        recorder = bgtest.Recorder(manager)
        manager.add_task(lambda: manager.add_task(lambda: "inner"))
        recorder.await_ends(2)
        self.assertEqual(recorder.results(), [2, "inner"])
        self.assertEqual(recorder.threads, {self.home})

    def test_every_kind_of_callable(self):
        class Callable:
            def __call__(self):
                return "instance"

            def method(self):
                return "method"

            @classmethod
            def class_method(cls):
                return "class method"

        manager = self.make_manager(max_threads=1, start_processing=True)
        recorder = bgtest.Recorder(manager)
        for cbl in (Callable(), Callable().method, Callable.class_method, str, lambda: "lambda"):
            manager.add_task(cbl)
        recorder.await_ends(5)
        self.assertEqual(recorder.results(), ["instance", "method", "class method", "", "lambda"])

    def test_bodies_run_elsewhere(self):
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        manager.add_task(threading.get_ident)
        recorder.await_ends(1)
        self.assertNotEqual(recorder.results(), [self.home])


class Priorities(bgtest.TestCase):
    def results(self, *priorities):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        for number, priority in enumerate(priorities):
            manager.add_task(lambda *args: args, priority=priority, task_args=[priority, number])
        manager.start_processing()
        recorder.await_ends(len(priorities))
        return recorder.results()

    def test_order(self):
        order = [priority for priority, _ in self.results(None, 2, 10, 1, -1, -100)]
        self.assertEqual(order, [10, 2, 1, None, -1, -100])

    def test_first_in_first_out_among_equals(self):
        self.assertEqual([number for _, number in self.results(5, None, 0, 5, 0)], [0, 3, 1, 2, 4])

    def test_range(self):
        manager = self.make_manager()
        for priority in (2**31 - 1, -2**31, 3.0, True):
            task = manager.dup_task(manager.add_task(int, priority=priority))
            self.assertEqual(task.get_priority(), priority)
        for priority, error in ((2**31, ValueError), (0.5, TypeError), ("1", TypeError)):
            with self.assertRaises(error):
                manager.add_task(int, priority=priority)
        self.assertEqual(manager.get_n_pending(), 4)

    def test_change_while_waiting(self):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        ids = [manager.add_task(int, task_args=[number]) for number in range(3)]
        self.assertTrue(manager.set_task_priority(ids[2], 7))
        self.assertFalse(manager.set_task_priority(99, 7))
        manager.start_processing()
        recorder.await_ends(3)
        self.assertEqual(recorder.results(), [2, 0, 1])
        self.assertFalse(manager.set_task_priority(ids[2], 7))


class Groups(bgtest.TestCase):
    def test_a_group_finishes_once_after_its_last_member(self):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        manager.add_task(int, group="a")
        manager.add_task(int, group="a")
        manager.add_task(int)
        manager.start_processing()
        recorder.await_ends(3)
        self.assertEqual(recorder.events, [("completed", 1, "a", 0), ("completed", 2, "a", 0), ("finished", "a"),
                                           ("completed", 3, None, 0)])

    def test_any_hashable_comes_back_as_it_was(self):
        groups = [5, ("tuple", 1), frozenset([1]), object(), 2.5, "string", "", "\0", "\udc80", "\002x", b"bytes",
                  False]
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        for group in groups:
            manager.add_task(int, group=group)
        manager.start_processing()
        run_all = len(groups)
        bgtest.run_until(lambda: len(recorder.of_kind("finished")) == run_all)
        for event in recorder.events:
            index = 1 if event[0] == "finished" else 2
            self.assertIs(type(event[index]), type(groups[0]))
            self.assertEqual(event[index], groups[0])
            if event[0] == "finished":
                groups.pop(0)

    def test_equal_groups_are_one(self):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        for _ in range(3):
            manager.add_task(int, group=("a", 1))
        manager.start_processing()
        recorder.await_ends(3)
        self.assertEqual(recorder.of_kind("finished"), [("finished", ("a", 1))])

    def test_what_cannot_be_hashed_is_refused(self):
        manager = self.make_manager()
        with self.assertRaises(TypeError):
            manager.add_task(int, group=[1])
        self.assertEqual(manager.get_n_pending(), 0)

    def test_details(self):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager, "::b")
        for group in ("a", "b", None):
            manager.add_task(int, group=group)
        manager.start_processing()
        bgtest.run_until(lambda: recorder.of_kind("finished"))
        self.assertEqual(recorder.events, [("completed", 2, "b", 0), ("finished", "b")])

    def test_next_group_id(self):
        manager = self.make_manager(start_processing=True)
        group = manager.next_group_id()
        self.assertNotEqual(group, manager.next_group_id())
        recorder = bgtest.Recorder(manager, f"::{group}")
        manager.add_task(int, group=group)
        recorder.await_ends(1)
        self.assertEqual(recorder.events[0], ("completed", 1, group, 0))

    def test_a_handler_keeps_the_group_open(self):
        manager = self.make_manager(max_threads=1)
        group = ("open", 1)
        recorder = bgtest.Recorder(manager)

        def completed(manager, task_id, its_group, _result):
            if task_id == 1:
                manager.add_task(int, group=its_group)

        manager.connect("task-completed", completed)
        manager.add_task(int, group=group)
        manager.start_processing()
        bgtest.run_until(lambda: recorder.of_kind("finished"))
        self.assertEqual([event[0] for event in recorder.events], ["completed", "completed", "finished"])

    def test_a_nested_loop_in_a_handler_loses_no_group(self):
        manager = self.make_manager()
        groups = []
        manager.connect("task-group-finished", lambda *_: bgtest.drain())
        manager.connect("task-group-finished", lambda _, group: groups.append(group))
        manager.add_task(int, group=("nested", 1))
        manager.start_processing()
        bgtest.run_until(lambda: groups)
        self.assertEqual(groups, [("nested", 1)])

    def test_group_of_a_task(self):
        task = Bg.Task(int, group=("mine", 2))
        self.assertEqual(task.get_group(), ("mine", 2))
        self.assertEqual(task.group, ("mine", 2))
        task.set_group(None)
        self.assertIsNone(task.group)


if __name__ == "__main__":
    bgtest.main()
