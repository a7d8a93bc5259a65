#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: loops, their executors, and looking for them by name."""

import threading

import bgtest
from gi.repository import Bg, GLib


def get_thread():
    return threading.get_ident()


class Loops(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.loop = Bg.Loop("test")
        self.loop.start()

    def tearDown(self):
        self.loop.stop(cancel=True)
        self.loop.wait()
        super().tearDown()

    def test_run_returns_and_raises(self):
        marker = object()
        self.assertNotEqual(self.loop.run(get_thread), get_thread())
        self.assertIs(self.loop.run(lambda thing: thing, marker), marker)
        self.assertEqual(self.loop.run(dict, a=1), {"a": 1})
        with self.assertRaises(ZeroDivisionError):
            self.loop.run(lambda: 1 // 0)
        with self.assertRaises(SystemExit):
            self.loop.run(exit)

    def test_run_is_refused(self):
        with self.assertRaisesRegex(GLib.Error, "would wait for itself"):
            self.loop.run(self.loop.run, get_thread)
        with self.assertRaisesRegex(GLib.Error, "would wait for itself"):
            self.loop.run(self.loop.wait)
        self.loop.stop()
        self.loop.wait()
        with self.assertRaisesRegex(GLib.Error, "does not run"):
            self.loop.run(get_thread)
        with self.assertRaisesRegex(GLib.Error, "was stopped"):
            self.loop.invoke(get_thread)

    def test_invoke_in_order(self):
        log = []
        gate = bgtest.Gate()
        self.loop.invoke(gate.pass_through)
        for number in range(5):
            self.loop.invoke(log.append, number)
        self.assertEqual(log, [])
        gate.open()
        self.loop.stop()
        self.loop.wait()
        self.assertEqual(log, list(range(5)))

    def test_timeouts(self):
        ticks = []
        enough = threading.Event()

        def tick(name):
            ticks.append(name)
            if len(ticks) == 3:
                enough.set()
            return len(ticks) < 3

        never = self.loop.add_timeout(2**32 - 1, tick, "never")
        self.loop.add_timeout(1, tick, "tick")
        enough.wait()
        self.assertTrue(self.loop.remove_timeout(never))
        self.assertFalse(self.loop.remove_timeout(never))
        self.assertEqual(ticks, ["tick"] * 3)

    def test_stop_is_awaited(self):
        changes = []
        self.loop.connect("notify::running", lambda loop, _pspec: changes.append(loop.props.running))
        bgtest.drain()

        async def main():
            return await self.loop.stop_async()

        self.assertTrue(Bg.run(main()))
        self.assertFalse(self.loop.is_running())
        bgtest.drain()
        self.assertEqual(changes, [True, False])

    def test_sources_of_its_context(self):
        source = GLib.idle_source_new()
        source.set_callback(lambda *_: self.loop.stop())
        source.attach(self.loop.get_context())
        self.assertTrue(self.loop.wait())

    def test_tasks(self):
        manager = self.make_manager(start_processing=True)
        executor = Bg.LoopExecutor.new(self.loop)
        recorder = bgtest.Recorder(manager)
        tasks = [Bg.Task(get_thread), Bg.Task(lambda: 1 // 0)]
        for task in tasks:
            task.set_executor(executor)
            manager.add(task)
        recorder.await_ends(2)
        self.assertEqual(tasks[0].result, self.loop.run(get_thread))
        self.assertIsInstance(tasks[1].exception, ZeroDivisionError)

    def test_bodies_in_a_loop_wait_for_no_place(self):
        """Whoever has the only place may wait for them."""
        manager = self.make_manager(start_processing=True, max_python_threads=1)
        executor = Bg.LoopExecutor.new(self.loop)
        recorder = bgtest.Recorder(manager)
        gate = bgtest.Gate()
        manager.add_task(gate.pass_through)
        gate.await_arrivals(1)
        manager.add_task(get_thread, executor=executor)
        manager.add(Bg.Task(get_thread, executor=executor))
        manager.set_default_executor(executor)
        manager.add_task(get_thread)
        scheduler = Bg.QueueScheduler()
        scheduler.set_func(lambda _item: True)
        scheduler.push(0)
        scheduler.start(manager)
        scheduler.stop(Bg.ShutdownMode.DRAIN)
        recorder.await_ends(4)
        bgtest.run_until(lambda: not scheduler.is_active())
        self.assertEqual(recorder.results()[:3], [self.loop.run(get_thread)] * 3)
        gate.open()
        recorder.await_ends(5)

    def test_coroutines(self):
        async def main():
            manager = Bg.TaskManager(start_processing=True)
            answer = await manager.run(lambda: 42)
            await manager.shut_down_async()
            return answer, get_thread()

        self.assertEqual(self.loop.run(lambda: Bg.run(main())), (42, self.loop.run(get_thread)))

    def test_names(self):
        manager = self.make_manager(start_processing=True)
        loops = Bg.Loops.get_for_manager(manager)
        loops.add(self.loop)
        other = loops.start("other")
        self.assertEqual(loops.dup_names(), ["test", "other"])
        self.assertIs(loops.get_loop(None), self.loop)
        self.assertIs(loops.get_loop("other"), other)
        self.assertIsNone(loops.get_loop("third"))
        with self.assertRaisesRegex(GLib.Error, "“other” already"):
            loops.start("other")
        with self.assertRaisesRegex(GLib.Error, "no loop “third”"):
            loops.get_executor("third")
        task = Bg.Task(get_thread)
        task.set_executor(loops.get_executor("other"))
        recorder = bgtest.Recorder(manager)
        manager.add(task)
        recorder.await_ends(1)
        self.assertEqual(task.result, other.run(get_thread))
        loops.stop(False)
        self.assertTrue(loops.wait(-1))


if __name__ == "__main__":
    bgtest.main()
