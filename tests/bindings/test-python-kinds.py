#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: kinds of tasks made by deriving, decorated functions, list models, retrievers, and how many run at once."""

import functools
import heapq
import sys
import threading
import unittest.mock

import bgtest
from gi.repository import Bg, Gio, GLib, GObject


class Doubling(Bg.Task):
    """A body in a worker thread."""

    factor = GObject.Property(type=int, default=2)

    def __init__(self, number, **properties):
        super().__init__(**properties)
        self.number = number

    def do_run(self, cancellable):
        assert Bg.current_task() is self and not cancellable.is_cancelled()
        self.return_value(self.number * self.factor)


class Quadrupling(Doubling):
    """A body that goes on from its parent's."""

    def do_run(self, cancellable):
        self.number *= 2
        return super().do_run(cancellable)


class Later(Bg.Task):
    """A body that is asynchronous."""

    def do_start(self):
        GLib.idle_add(self.finish)

    def finish(self):
        self.return_value((threading.get_ident(), self.get_argument("n")))
        return GLib.SOURCE_REMOVE


class Failing(Bg.Task):
    where = "run"

    def do_run(self, cancellable):
        raise KeyError("in run")


class FailingAtTheStart(Bg.Task):
    def do_start(self):
        raise KeyError("in start")


class Wordless(Bg.Task):
    def do_run(self, cancellable):
        return False


class Kinds(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(start_processing=True)

    def run_task(self, task):
        async def main():
            return await self.manager.run(task)

        return Bg.run(main())

    def test_deriving(self):
        task = Doubling(4, name="Doubling", priority=-3, group=("d",), factor=3)
        self.assertEqual((task.get_name(), task.get_priority(), task.group), ("Doubling", -3, ("d",)))
        self.assertEqual(self.run_task(task), 12)
        self.assertEqual(self.run_task(Quadrupling(1)), 4)

    def test_beginning_at_home(self):
        task = Later()
        task.set_argument("n", 5)
        self.assertEqual(self.run_task(task), (self.home, 5))

    def test_whatever_they_raise_is_a_failure(self):
        recorder = bgtest.Recorder(self.manager)
        for kind, message in ((Failing, "'in run'"), (FailingAtTheStart, "'in start'")):
            task = kind()
            with self.assertRaises(KeyError):
                self.run_task(task)
            self.assertEqual(str(recorder.events[-1][3]), message)
            self.assertIn(f"KeyError: {message}", recorder.events[-1][4])
            self.assertIsInstance(task.exception, KeyError)

    def test_false_is_a_failure(self):
        with self.assertRaises(Bg.TaskError) as caught:
            self.run_task(Wordless())
        self.assertEqual(caught.exception.code, Bg.Error.FAILED)
        self.assertTrue(caught.exception.message)

    def test_a_body_is_a_function_or_a_method(self):
        with self.assertRaisesRegex(TypeError, "Wordless is a kind of task"):
            Wordless(int)
        with self.assertRaises(Bg.TaskError) as caught:
            self.run_task(Bg.Task())
        self.assertEqual(caught.exception.code, Bg.Error.INVALID_ARGUMENT)

    def test_functions_as_in_c(self):
        def body(task, cancellable, *data):
            self.assertIsInstance(cancellable, Gio.Cancellable)
            task.return_value(data)

        self.assertEqual(self.run_task(Bg.Task.new(body, 1, 2)), (1, 2))
        self.assertIsNone(self.run_task(Bg.Task.new(lambda task, cancellable: True)))
        with self.assertRaises(Bg.TaskError):
            self.run_task(Bg.Task.new(lambda task, cancellable: False))
        with self.assertRaises(ZeroDivisionError):
            self.run_task(Bg.Task.new(lambda task, cancellable: 1 // 0))

    def test_holding(self):
        reported = []

        def body():
            task = Bg.current_task()
            task.hold()
            GLib.idle_add(lambda: reported.append(task.return_value("later")))

        self.assertEqual(self.run_task(Bg.Task(body)), "later")
        self.assertEqual(reported, [None])

    def test_the_first_outcome_counts(self):
        def body():
            Bg.current_task().return_value("first")
            return "second"

        self.assertEqual(self.run_task(Bg.Task(body)), "first")

    def test_properties_and_upstreams(self):
        first = self.manager.add_task(lambda: {"b": 2})
        task = Bg.Task(lambda a, b: (a, b), kwargs={"a": 1}, upstream_task_ids=[first], deadline=60000, delay=0)
        self.assertEqual(self.run_task(task), (1, 2))
        self.assertEqual((task.get_deadline(), task.state), (60000, Bg.TaskState.COMPLETED))
        with self.assertRaises(TypeError):
            Bg.Task(int, unknown=5)

    def test_decorated_functions(self):
        class Thing:
            factor = 2

            @Bg.task
            def multiply(self, number):
                """Multiplies."""
                return self.factor * number

        recorder = bgtest.Recorder(self.manager)
        self.assertEqual((Thing.multiply.__name__, Thing.multiply.__doc__), ("multiply", "Multiplies."))
        self.assertEqual(self.run_task(Thing().multiply(4)), 8)
        self.manager.add_task(Thing().multiply, task_args=[5])
        recorder.await_ends(2)
        self.assertEqual(recorder.results(), [8, 10])

    def test_the_default_manager(self):
        manager = Bg.TaskManager.get_default()
        self.assertIs(type(manager), Bg.TaskManager)
        recorder = bgtest.Recorder(manager)
        manager.add_task(int)
        recorder.await_ends(1)


class Models(bgtest.TestCase):
    def test_a_list_model_is_a_list(self):
        manager = self.make_manager()
        model = Bg.TaskListModel(manager)
        manager.add_task(int, group="g")
        tasks = [manager.dup_task(manager.add_task(int, group=("g", number))) for number in range(3)]
        bgtest.run_until(lambda: len(model) == 4)
        self.assertEqual(model[1:], tasks)
        self.assertEqual(model[-1], tasks[2])
        self.assertEqual([task.group for task in model], ["g", ("g", 0), ("g", 1), ("g", 2)])
        self.assertIn(tasks[0], model)
        with self.assertRaises(IndexError):
            model[4]

    def test_one_group(self):
        manager = self.make_manager(start_processing=True)
        for group in ("g", ("g", 1)):
            model = Bg.TaskListModel(manager, group, keep_ended=5)
            self.assertEqual((model.get_group(), model.get_keep_ended()), (group, 5))
            recorder = bgtest.Recorder(manager)
            manager.add_task(lambda: "mine", group=group)
            manager.add_task(int)
            recorder.await_ends(2)
            bgtest.run_until(lambda: len(model) == 1)
            bgtest.run_until(lambda: model[0].is_ended())
            self.assertEqual(model[0].result, "mine")
        self.assertIsNone(Bg.TaskListModel.new(manager).get_group())


class CheckingRetriever(Bg.DataRetriever):
    def do_check(self, task, key, cancellable):
        return {"known": True} if key == "known" else None

    def do_fetch(self, task, key, cancellable):
        if key == "bad":
            raise KeyError(key)
        return key.upper()


class Retrievers(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(start_processing=True)
        self.told = []

    def ask(self, retriever, *keys):
        for signal in ("work-completed", "work-failed"):
            retriever.connect(signal, lambda _, request, key, outcome: self.told.append((key, outcome)))
        for key in keys:
            retriever.request(key)
        bgtest.run_until(lambda: len(self.told) == len(keys))
        return dict(self.told)

    def test_functions(self):
        def fetch(task, key, cancellable, *data):
            if key == "bad":
                raise ValueError("bad key")
            if key == "reported":
                task.return_value(True)
                return True
            return [key, *data]

        retriever = Bg.DataRetriever(self.manager)
        retriever.set_fetch_func(fetch, "data")
        retriever.set_check_func(None)
        told = self.ask(retriever, "good", "reported", "bad")
        self.assertEqual((told["good"], told["reported"]), (["good", "data"], True))
        self.assertEqual(told["bad"].message, "bad key")
        with self.assertRaisesRegex(TypeError, "5 is not callable"):
            retriever.set_check_func(5)

    def test_deriving(self):
        told = self.ask(CheckingRetriever(self.manager), "known", "unknown", "bad")
        self.assertEqual((told["known"], told["unknown"]), ({"known": True}, "UNKNOWN"))
        self.assertEqual(told["bad"].message, "'bad'")

    def test_a_manager_of_its_own(self):
        retriever = Bg.DataRetriever()
        retriever.set_fetch_func(lambda task, key, cancellable: key)
        self.assertEqual(self.ask(retriever, "k"), {"k": "k"})
        self._shut_down(retriever.get_manager())

    def test_an_adapter_of_a_list(self):
        class Item(GObject.Object):
            pass

        source = Gio.ListStore(item_type=Item)
        for _ in range(3):
            source.append(Item())
        retriever = Bg.DataRetriever.new(self.manager)
        retriever.set_fetch_func(lambda task, key, cancellable: {"key": key})
        adapter = Bg.ListModelAdapter.new(source, retriever, lambda item: str(source.find(item)[1]))
        items = list(adapter)
        adapter.set_visible_range(0, 3)
        bgtest.run_until(lambda: all(item.get_state() == Bg.DataItemState.LOADED for item in items))
        self.assertEqual([item.get_value() for item in items], [{"key": str(number)} for number in range(3)])


class Limits(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.queued = bgtest.Gate()
        self.queued.open()
        push = heapq.heappush

        def heappush(heap, entry):
            push(heap, entry)
            self.queued.pass_through()

        patch = unittest.mock.patch.object(heapq, "heappush", heappush)
        patch.start()
        self.addCleanup(patch.stop)

    def test_python_functions_are_one_per_core(self):
        manager = self.make_manager()
        cores = manager.max_python_threads
        manager.set_max_threads(cores + 2)
        self.check_limit(manager, cores)

    def test_another_limit(self):
        self.check_limit(self.make_manager(max_threads=4, max_python_threads=3), 3)

    def check_limit(self, manager, limit):
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        for _ in range(limit + 1):
            manager.add_task(gate.pass_through)
        manager.start_processing()
        gate.await_arrivals(limit)
        self.queued.await_arrivals(1)
        self.assertEqual(gate.count_arrivals(), limit)
        self.assertEqual(manager.get_n_running(), limit + 1)
        # What is not written in Python is not held up.
        manager.add_pass_through_task()
        recorder.await_ends(1)
        self.assertEqual(gate.count_arrivals(), limit)
        gate.open()
        recorder.await_ends(limit + 2)

    def test_raising_the_limit_lets_go_at_once(self):
        manager = self.make_manager(max_threads=3, max_python_threads=1, start_processing=True)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        for _ in range(3):
            manager.add_task(gate.pass_through)
        gate.await_arrivals(1)
        manager.max_python_threads = 2
        gate.await_arrivals(2)
        manager.max_python_threads = 0
        gate.await_arrivals(3)
        gate.open()
        recorder.await_ends(3)

    def test_the_most_urgent_that_waits_goes_next(self):
        manager = self.make_manager(max_threads=3, max_python_threads=1, start_processing=True)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        manager.add_task(gate.pass_through)
        gate.await_arrivals(1)
        order = []
        manager.add_task(order.append, priority=1, task_args=["later"])
        self.queued.await_arrivals(1)
        manager.add_task(order.append, priority=2, task_args=["sooner"])
        self.queued.await_arrivals(2)
        gate.open()
        recorder.await_ends(3)
        self.assertEqual(order, ["sooner", "later"])

    def test_what_is_stopped_while_it_waits_is_not_called(self):
        manager = self.make_manager(max_threads=2, max_python_threads=1, start_processing=True)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        ran = []
        manager.add_task(gate.pass_through)
        gate.await_arrivals(1)
        waiting = manager.add_task(ran.append, task_args=[1])
        self.queued.await_arrivals(1)
        manager.stop_task(waiting)
        gate.open()
        recorder.await_ends(2)
        self._shut_down(manager)
        self.assertEqual(ran, [])

    def test_every_kind_of_python_body_counts(self):
        manager = self.make_manager(max_threads=4, max_python_threads=1, start_processing=True)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()

        class Waiting(Bg.Task):
            def do_run(self, cancellable):
                gate.pass_through()

        for task in (Waiting(), Bg.Task(gate.pass_through), Bg.Task.new(lambda *_: gate.pass_through())):
            manager.add(task)
        manager.add_task(gate.pass_through, group=("g",))
        self.queued.await_arrivals(3)
        gate.await_arrivals(1)
        self.assertEqual(gate.count_arrivals(), 1)
        gate.open()
        recorder.await_ends(4)

    def test_the_switch_interval_is_short_while_bodies_run(self):
        usual = sys.getswitchinterval()
        manager = self.make_manager(max_python_threads=2, start_processing=True)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        manager.add_task(gate.pass_through)
        manager.add_task(gate.pass_through)
        gate.await_arrivals(2)
        self.assertLess(sys.getswitchinterval(), 0.001)
        gate.open()
        recorder.await_ends(2)
        self.assertEqual(sys.getswitchinterval(), usual)

    def test_a_switch_interval_that_was_set_meanwhile_stays(self):
        usual = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, usual)
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        manager.add_task(functools.partial(sys.setswitchinterval, 0.002))
        recorder.await_ends(1)
        self.assertAlmostEqual(sys.getswitchinterval(), 0.002)


if __name__ == "__main__":
    bgtest.main()
