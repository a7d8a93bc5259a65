#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: where tasks run, when, how often, and with what."""

import datetime
import threading

import bgtest
from bgtest import drain, run_until
from gi.repository import Bg, GLib, GObject


class Place(GObject.Object, Bg.Executor):
    """Takes so many tasks at once, and runs them when the test says so."""

    __gtype_name__ = "TestPlace"

    def __init__(self, room=1):
        super().__init__()
        self.room = room
        self.submitted = []
        self.heard = []

    def do_get_room(self, task_class):
        return max(self.room - len(self.submitted), 0)

    def do_submit(self, task):
        self.heard.append(("submit", task.get_name()))
        self.submitted.append(task)

    def do_stop(self, task):
        self.heard.append(("stop", task.get_name(), task.cancellable.is_cancelled()))

    def do_drain(self):
        self.heard.append(("drain",))

    def run_one(self):
        task = self.submitted.pop(0)
        ended = task.run_body()
        self.capacity_changed()
        drain()
        return ended


class Chooser(GObject.Object, Bg.Executor):
    """Begins what it chooses."""

    __gtype_name__ = "TestChooser"

    def do_get_room(self, task_class):
        return 0


class Threads(GObject.Object, Bg.Executor):
    """Makes a thread for each task."""

    __gtype_name__ = "TestThreads"

    def do_submit(self, task):
        threading.Thread(target=task.run_body).start()


class Held(Bg.Task):
    """Runs until the test ends it."""

    __gtype_name__ = "TestHeldTask"

    def do_start(self):
        pass


class TestExecutors(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(start_processing=True)
        self.recorder = bgtest.Recorder(self.manager)

    def test_own_executor(self):
        place = Place()
        first = self.manager.add_task(lambda: {"number": 6}, name="a", executor=place)
        computed = self.manager.add_task(lambda number: {"answer": number * 7}, upstream_task_ids=[first])
        self.manager.add_task(lambda answer: answer, name="b", upstream_task_ids=[computed], executor=place)
        drain()
        self.assertEqual(place.heard, [("submit", "a")])
        self.assertEqual(self.manager.dup_task(first).state, Bg.TaskState.RUNNING)
        self.assertIs(place.dup_manager(), self.manager)
        self.assertTrue(place.run_one())
        run_until(lambda: place.submitted)
        place.run_one()
        self.recorder.await_ends(3)
        self.assertEqual(self.recorder.results(), [{"number": 6}, {"answer": 42}, 42])

    def test_it_is_full(self):
        place = Place()
        for name in "abc":
            self.manager.add_task(lambda name=name: name, name=name, executor=place)
        drain()
        self.assertEqual(place.heard, [("submit", "a")])
        place.room = 2
        place.capacity_changed()
        drain()
        self.assertEqual(place.heard, [("submit", "a"), ("submit", "b")])
        self.manager.wait([self.manager.add_task(lambda: None)])
        while place.submitted:
            place.run_one()
        self.assertEqual(self.recorder.results()[1:], ["a", "b", "c"])

    def test_it_hears_of_stopping_and_of_the_end(self):
        place = Place()
        ran = []
        stopped = self.manager.add_task(ran.append, task_args=[1], name="a", executor=place)
        drain()
        self.manager.stop_task(stopped)
        drain()
        self.assertEqual(place.heard[1:], [("stop", "a", True)])
        self.assertTrue(place.run_one())
        self.assertEqual(ran, [])
        ended = []
        self.manager.shut_down_async(Bg.ShutdownMode.DRAIN, callback=lambda manager, result: ended.append(result))
        run_until(lambda: ended and ("drain",) in place.heard)

    def test_reports_without_a_body(self):
        place = Place()
        task_id = self.manager.add_task(self.fail, executor=place)
        drain()
        place.submitted[0].return_value(["done"])
        drain()
        self.assertEqual(self.recorder.events, [("completed", task_id, None, ["done"])])

    def test_chooses_by_itself(self):
        chooser = Chooser()
        first, second = [self.manager.add_task(lambda n=n: n, executor=chooser) for n in "ab"]
        drain()
        task = self.manager.dup_task(second)
        self.assertTrue(chooser.begin_task(task))
        self.assertFalse(chooser.begin_task(task))
        self.assertTrue(task.run_body())
        drain()
        self.assertEqual(self.recorder.results(), ["b"])
        self.manager.stop_task(first)

    def test_runs_bodies_in_threads_of_its_own(self):
        [task] = self.manager.wait([self.manager.add_task(threading.get_ident, executor=Threads())])
        self.assertNotEqual(task.result, self.home)

    def test_serves_one_manager(self):
        place = Place()
        self.manager.wait([self.manager.add_task(lambda: 0, executor=Bg.InlineExecutor())])
        self.manager.add(Bg.Task(lambda: 0, executor=place))
        other = self.make_manager()
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, other.add_task, lambda: 0, executor=place)
        drain()
        place.run_one()

    def test_sizes_are_checked_together(self):
        threads = Bg.ThreadExecutor(name="disk", pool_size=2)
        error = self.assert_refused(Bg.Error.INVALID_ARGUMENT, threads.configure, 20, 5, 5, 31, 0)
        self.assertIn("31", error.message)
        self.assertEqual(threads.props.pool_size, 2)
        self.assertTrue(threads.configure(20, 5, 5, 0, 0))
        self.assertEqual(threads.props.reserve_high, 5)

    def test_classes(self):
        threads = Bg.ThreadExecutor(name="few", pool_size=1, reserve_normal=1, reserve_high=1)
        gate = bgtest.Gate()
        self.manager.max_python_threads = 0
        kinds = (Bg.AdmissionClass.LOW, Bg.AdmissionClass.NORMAL, Bg.AdmissionClass.HIGH, Bg.AdmissionClass.CRITICAL)
        for number, kind in enumerate(kinds, 1):
            for _ in range(2):
                self.manager.add_task(gate.pass_through, task_class=kind, executor=threads)
            gate.await_arrivals(number)
            drain()
        gate.await_arrivals(5)
        self.assertEqual(gate.count_arrivals(), 5)
        gate.open()
        self.recorder.await_ends(8)


class TestTime(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.clock = Bg.FakeClock()
        self.manager = self.make_manager(start_processing=True, clock=self.clock,
                                         default_executor=Bg.InlineExecutor(), max_python_threads=1)
        self.recorder = bgtest.Recorder(self.manager)
        self.seen = []

    def advance(self, seconds):
        drain()
        self.clock.advance(int(seconds * 1000))
        drain()

    def try_it(self, **kwargs):
        attempt = Bg.current_task().get_attempt()
        self.assertEqual(threading.get_ident(), self.home)
        self.assertIsNone(Bg.current_task().exception)
        self.seen.append(attempt)
        if attempt < 3:
            raise ConnectionError(f"attempt {attempt}")
        return {**kwargs, "attempt": attempt}

    def should_retry(self, task, error):
        self.assertIsInstance(error, Bg.TaskError)
        self.assertIsInstance(error.exception, ConnectionError)
        self.seen.append((error.message, task.get_name()))
        return True

    def test_retry_with_a_predicate(self):
        policy = Bg.RetryPolicy(max_attempts=5, delay=1000, should_retry=self.should_retry)
        upstream = self.manager.add_task(lambda: {"x": 1})
        task_id = self.manager.add_task(self.try_it, name="T", group="g", retry=policy, upstream_task_ids=[upstream])
        task = self.manager.dup_task(task_id)
        self.advance(0.999)
        self.assertEqual(self.seen, [1, ("attempt 1", "T")])
        self.assertEqual(task.state, Bg.TaskState.DELAYED)
        self.advance(0.001)
        self.advance(2)
        self.assertEqual(self.seen, [1, ("attempt 1", "T"), 2, ("attempt 2", "T"), 3])
        self.assertEqual(task.result, {"x": 1, "attempt": 3})
        self.assertIsNone(task.exception)
        self.assertEqual(self.recorder.of_kind("failed"), [])
        self.assertEqual(self.recorder.of_kind("finished"), [("finished", "g")])

    def test_retry_that_is_not_worth_it(self):
        policy = Bg.RetryPolicy(delay=0, should_retry=lambda task, error: not isinstance(error.exception, OSError))
        self.manager.add_task(self.try_it, retry=policy)
        drain()
        [(_, _, _, error, _)] = self.recorder.of_kind("failed")
        self.assertEqual((error.message, self.seen), ("attempt 1", [1]))

    def test_retry_policies(self):
        policy = Bg.RetryPolicy(4, 1000, max_delay=3000)
        self.assertIsInstance(policy, Bg.RetryPolicy)
        self.assertEqual([policy.get_wait(n) for n in (1, 2, 3)], [1000, 2000, 3000])
        self.assertEqual(policy.get_max_attempts(), 4)
        policy = Bg.RetryPolicy(backoff=Bg.Backoff.LINEAR, jitter=0.5)
        self.assertEqual([policy.get_wait(n) for n in (1, 2, 3)], [1000, 2000, 3000])
        self.assertEqual((policy.get_jitter(), policy.get_backoff()), (0.5, Bg.Backoff.LINEAR))

    def test_delay_deadline_and_time_limit(self):
        self.manager.add_task(self.seen.append, task_args=["delayed"], delay=1000)
        self.manager.add_task(self.fail, delay=3000, deadline=2000)
        self.manager.add(Held(time_limit=1500))
        self.advance(0.999)
        self.assertEqual(self.seen, [])
        self.advance(0.001)
        self.assertEqual(self.seen, ["delayed"])
        self.advance(0.5)
        self.advance(0.5)
        failed = self.recorder.of_kind("failed")
        self.assertEqual([event[1] for event in failed], [3, 2])
        self.assertTrue(all(event[3].matches(Bg.error_quark(), Bg.Error.TIMED_OUT) for event in failed))

    def test_not_before(self):
        tomorrow = datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc)
        self.manager.add_task(self.seen.append, task_args=["a"], not_before=tomorrow)
        self.manager.add(Bg.Task(self.seen.append, ["b"], not_before=GLib.DateTime.new_utc(2020, 1, 1, 1, 0, 0)))
        self.advance(3600)
        self.assertEqual(self.seen, ["b"])
        self.advance(23 * 3600)
        self.assertEqual(self.seen, ["b", "a"])

    def test_resources(self):
        self.manager.set_resource_limit("disk", 1)
        held = Held(resources=["disk"])
        self.manager.add(held)
        waiting = self.manager.dup_task(self.manager.add_task(lambda: "done", resources=["disk"], name="W"))
        drain()
        self.assertEqual(self.manager.get_resource_usage("disk"), 1)
        self.assertEqual(waiting.props.waiting_reason, "Waiting for “disk”, which is in use (1 of 1)")
        held.return_value("held")
        drain()
        self.assertEqual(self.recorder.results(), ["held", "done"])
        self.assert_refused(Bg.Error.INVALID_ARGUMENT, self.manager.add_task, print, resources=["tape"])

    def test_rates(self):
        self.manager.set_resource_rate("server", 2, 1000)
        for number in range(3):
            self.manager.add_task(self.seen.append, task_args=[number], resources=["server"])
        self.advance(0.999)
        self.assertEqual(self.seen, [0, 1])
        self.advance(0.001)
        self.assertEqual(self.seen, [0, 1, 2])

    def test_conditions(self):
        condition = Bg.Condition(name="the printer is on")
        task = self.manager.dup_task(self.manager.add_task(lambda: "printed", conditions=[condition]))
        drain()
        self.assertEqual(task.props.waiting_reason, "Waiting until the printer is on")
        condition.set_fulfilled(True)
        drain()
        self.assertEqual(self.recorder.results(), ["printed"])

    def test_the_same_once(self):
        def add(name, uniqueness):
            return self.manager.add_task(self.seen.append, task_args=[name], unique_key="u", uniqueness=uniqueness,
                                         delay=1000)

        self.assertEqual(add("a", Bg.Uniqueness.KEEP), 1)
        self.assertEqual(add("b", Bg.Uniqueness.COALESCE), 1)
        self.assertEqual(add("c", Bg.Uniqueness.REPLACE), 2)
        self.assertEqual(self.manager.add_task(print, unique_key="u"), 2)
        self.advance(1)
        self.assertEqual(self.seen, ["c"])
        self.assertEqual(self.recorder.of_kind("stopped"), [("stopped", 1, None)])

    def test_at_shut_down(self):
        tasks = [Held(at_shut_down=kind) for kind in (Bg.AtShutDown.STOP, Bg.AtShutDown.CONTINUE)]
        for task in tasks:
            self.manager.add(task)
        drain()
        self.manager.add_task(self.fail, delay=5000, at_shut_down=Bg.AtShutDown.CONTINUE)
        self.manager.add_task(lambda: "saved", at_shut_down=Bg.AtShutDown.FINISH)
        self.manager.shut_down()
        drain()
        self.assertEqual(sorted(event[:2] for event in self.recorder.events),
                         [("completed", 4), ("stopped", 1), ("stopped", 3)])
        tasks[1].return_value("went on")
        drain()
        self.assertEqual(self.recorder.results(), ["saved", "went on"])

    def test_wait(self):
        ids = [self.manager.add_task(lambda n=n: n * n, priority=n) for n in range(4)]
        self.assertEqual([task.result for task in self.manager.wait(ids)], [0, 1, 4, 9])
        self.assertEqual(self.recorder.results(), [9, 4, 1, 0])
        self.assert_refused(Bg.Error.UNKNOWN_TASK, self.manager.wait, ids)
        late = self.manager.add_task(lambda: 0, delay=1000)
        self.assert_refused(Bg.Error.TIMED_OUT, self.manager.wait, [late], 0)

    def test_wait_is_awaited(self):
        async def sum_up():
            tasks = await self.manager.wait_async([self.manager.add_task(lambda n=n: n) for n in (1, 2)])
            return sum(task.result for task in tasks)

        self.assertEqual(Bg.run(sum_up()), 3)

    def test_a_body_in_the_main_loop_waits_for_another(self):
        def outer():
            [task] = self.manager.wait([self.manager.add_task(lambda: Bg.current_task().id)])
            return (task.result, Bg.current_task().id)

        [task] = self.manager.wait([self.manager.add_task(outer)])
        self.assertEqual(task.result, (2, 1))

    def test_misuse(self):
        self.assertRaisesRegex(TypeError, "frob", self.manager.add_task, print, frob=1)
        self.assertRaises(TypeError, Bg.RetryPolicy, attempts=1)


bgtest.main()
