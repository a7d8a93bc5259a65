#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: results, and what becomes of them in the tasks that wait for them."""

import operator
import sys
import threading

import bgtest
from gi.repository import Bg, Gio, GLib, GObject


class Upstreams(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(max_threads=2)
        self.recorder = bgtest.Recorder(self.manager)

    def finish(self):
        added = self.manager.get_n_pending()
        self.manager.start_processing()
        self.recorder.await_ends(added)
        return {event[1]: event[3] for event in self.recorder.of_kind("completed")}

    def add(self, result, *upstreams, **kwargs):
        return self.manager.add_task(lambda **_: result, upstream_task_ids=upstreams, task_kwargs=kwargs)

    def test_dictionaries_become_arguments(self):
        add = self.manager.add_task
        first = add(lambda: {"a": 1, "b": [2]})
        last = add(lambda a, b, c: (a, b, c), upstream_task_ids=[first], task_kwargs={"c": None, "a": "own"})
        self.assertEqual(self.finish()[last], (1, [2], None))

    def test_the_later_declared_wins_whichever_ends_first(self):
        gate = bgtest.Gate()

        def slow():
            gate.pass_through()
            return {"who": "slow"}

        def quick():
            gate.await_arrivals(1)
            return {"who": "quick"}

        slow_id = self.manager.add_task(slow)
        quick_id = self.manager.add_task(quick)
        self.manager.connect("task-completed", lambda *_: gate.open())
        first = self.manager.add_task(lambda who: who, upstream_task_ids=[slow_id, quick_id])
        second = self.manager.add_task(lambda who: who, upstream_task_ids=(quick_id, slow_id))
        results = self.finish()
        self.assertEqual((results[first], results[second]), ("quick", "slow"))

    def test_what_is_no_mapping_is_asked_for(self):
        first, second = self.add([1, 2]), self.add(None)

        def get_both():
            task = Bg.current_task()
            return task.get_upstream_ids(), [task.get_upstream_result(task_id) for task_id in (first, second)]

        last = self.manager.add_task(get_both, upstream_task_ids=[first, second])
        self.assertEqual(self.finish()[last], ([first, second], [[1, 2], None]))

    def test_an_upstream_that_is_added_later(self):
        last = self.manager.add_task(lambda a: a)
        joined = self.manager.add_pass_through_task()
        first = self.add({"a": 5})
        for task_id in (last, joined):
            self.assertTrue(self.manager.add_upstream(task_id, first))
        results = self.finish()
        self.assertEqual((results[last], results[joined]), (5, {"a": 5}))

    def test_native_mappings_become_arguments(self):
        first = self.add(GLib.Variant("a{sv}", {"n": GLib.Variant("i", 6), "l": GLib.Variant("as", ["x"])}))
        joined = self.manager.add(Bg.Task.new_pass_through())
        last = self.manager.add_task(lambda n, l: (n, l), upstream_task_ids=[first, joined])
        self.assertEqual(self.finish()[last], (6, ["x"]))

    def test_keywords_that_do_not_fit_are_failures(self):
        first = self.add({"unexpected": 1})
        second = self.add({3: 1})
        third = self.manager.add_task(lambda: None, upstream_task_ids=[first])
        fourth = self.manager.add_task(lambda **_: None, upstream_task_ids=[second])
        self.finish()
        messages = {event[1]: str(event[3]) for event in self.recorder.of_kind("failed")}
        self.assertIn("unexpected", messages[third])
        self.assertIn("keywords must be strings", messages[fourth])

    def test_pass_through_joins(self):
        thing = object()
        first, second = self.add({"a": 1, "b": thing}), self.add({"b": 3, 4: 5})
        own = {"a": "own", "c": thing}
        joined = self.manager.add_pass_through_task(upstream_task_ids=[second, first], task_kwargs=own)
        alone = self.manager.add_pass_through_task(priority=3, group=("g",), task_kwargs=own)
        empty = self.manager.add_pass_through_task()
        last = self.manager.add_task(operator.itemgetter("c"), upstream_task_ids=[empty], task_args=[{"c": 7}])
        results = self.finish()
        self.assertEqual(results[joined], {"a": 1, "b": thing, 4: 5, "c": thing})
        self.assertEqual((results[alone], results[empty], results[last]), (own, {}, 7))
        self.assertIsNot(results[alone], own)
        self.assertIn(("completed", alone, ("g",), own), self.recorder.events)

    def test_pass_through_takes_no_thread(self):
        gate = bgtest.Gate()
        self.manager.set_max_threads(1)
        self.manager.add_task(gate.pass_through)
        self.manager.start_processing()
        gate.await_arrivals(1)
        self.manager.add_pass_through_task(task_kwargs={"a": 1})
        self.recorder.await_ends(1)
        self.assertEqual(self.recorder.results(), [{"a": 1}])
        gate.open()

    def test_handlers_of_the_upstream_run_first(self):
        order = []
        first = self.manager.add_task(order.append, task_args=["upstream"])
        self.manager.connect("task-completed", lambda _, task_id, *rest: order.append(f"handler {task_id}"))
        self.manager.add_task(order.append, task_args=["downstream"], upstream_task_ids=[first])
        self.finish()
        self.assertEqual(order, ["upstream", "handler 1", "downstream", "handler 2"])


class Results(bgtest.TestCase):
    VALUES = [
        None, True, False, 0, -1, 2**31 - 1, 2**31, -2**31 - 1, 2**40, 2**63 - 1, 2**63, -2**63 - 1, 2**200,
        0.0, 1.5, float("inf"), "", "text", "ünï", "nul\0in it", "\udc80", b"", b"a\0b\xff", bytearray(b"\0"), 1j,
        (), [], {}, [1, [2, {"three": (4, None)}]], {"a": {"b": {1: 2}}, None: ...}, {1, 2}, range(3), int, len,
    ]

    def test_every_kind_comes_back_unchanged(self):
        manager = self.make_manager(max_threads=1)
        recorder = bgtest.Recorder(manager)
        things = [*self.VALUES, object(), lambda: 0, threading.Lock(), ValueError("no failure"), self]
        for thing in things:
            manager.add_task(lambda thing: thing, task_args=[thing])
        manager.start_processing()
        recorder.await_ends(len(things))
        for thing, result in zip(things, recorder.results()):
            self.assertIs(type(result), type(thing))
            self.assertEqual(result, thing)
            if not isinstance(thing, (bool, int, float, str)):
                self.assertIs(result, thing)

    def test_subclasses_stay_what_they_are(self):
        class Number(int):
            pass

        class Text(str):
            pass

        for thing in (Number(5), Text("x"), Bg.TaskState.FAILED):
            self.assertIs(self.pass_on(thing), thing)

    def pass_on(self, thing):
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        manager.add_task(lambda: thing)
        recorder.await_ends(1)
        return recorder.results()[0]

    def test_what_is_no_number(self):
        result = self.pass_on(float("nan"))
        self.assertNotEqual(result, result)

    def test_objects(self):
        class Thing(GObject.Object):
            pass

        thing = Thing()
        thing.attribute = ["kept"]
        for value in (thing, Gio.ListStore(), GLib.Bytes.new(b"x"), GLib.DateTime.new_now_utc()):
            self.assertIs(self.pass_on(value), value)
        self.assertEqual(self.pass_on(GLib.Variant("(is)", (1, "x"))), GLib.Variant("(is)", (1, "x")))

    def test_a_widget(self):
        try:
            bgtest.gi.require_versions({"Gdk": "4.0", "Gtk": "4.0"})
            from gi.repository import Gdk, Gtk
        except (ImportError, ValueError):
            self.skipTest("GTK has no bindings here")
        if Gdk.Display.get_default() is None:
            self.skipTest("there is no display")
        widget = Gtk.Label(label="x")
        self.assertIs(self.pass_on(widget), widget)

    def test_a_task_keeps_its_result(self):
        manager = self.make_manager(start_processing=True)
        thing = {"a": [1]}
        task = Bg.Task(lambda: thing)
        manager.add(task)
        bgtest.run_until(task.is_ended)
        self.assertIs(task.get_result(), thing)
        self.assertIs(task.result, thing)
        counts = []
        for _ in range(10):
            task.get_result()
            counts.append(sys.getrefcount(thing))
        self.assertEqual(len(set(counts)), 1)


if __name__ == "__main__":
    bgtest.main()
