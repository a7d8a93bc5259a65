#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: awaiting tasks, on a plain main loop and on one that asyncio shares."""

import asyncio
import gc
import sys
import unittest
import weakref

import bgtest
from gi.repository import Bg, Gio, GLib

try:
    import gbulb
except ImportError:
    gbulb = None


def fail_with(exception):
    raise exception


class Awaiting(bgtest.TestCase):
    """The same under every loop; here it is a plain one."""

    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(start_processing=True)

    def run_coroutine(self, coroutine):
        return Bg.run(coroutine)

    def test_a_function(self):
        async def main():
            return await self.manager.run(lambda *args, **kwargs: (args, kwargs), 1, 2, priority="mine")

        self.assertEqual(self.run_coroutine(main()), ((1, 2), {"priority": "mine"}))

    def test_a_task(self):
        async def main():
            task = Bg.Task(lambda a, b: a + b, [1], {"b": 2}, name="Adding", priority=7)
            return await self.manager.run(task), task.id, task.get_name(), task.get_priority()

        self.assertEqual(self.run_coroutine(main()), (3, 1, "Adding", 7))

    def test_a_decorated_function(self):
        @Bg.task(priority=3, group="decorated")
        def add(a, b):
            return a + b

        async def main():
            return await self.manager.run(add(1, b=2)), await self.manager.run(add, 3, 4), add(5, 6).group

        self.assertEqual(self.run_coroutine(main()), (3, 7, "decorated"))

    def test_a_native_task(self):
        async def main():
            return await self.manager.run(Bg.Task.new_pass_through())

        self.assertEqual(self.run_coroutine(main()).unpack(), {})

    def test_nothing_and_everything_come_back(self):
        thing = object()

        async def main():
            return [await self.manager.run(lambda thing: thing, value) for value in (None, thing, 2**63, b"\0")]

        self.assertEqual(self.run_coroutine(main()), [None, thing, 2**63, b"\0"])

    def test_exceptions_are_raised(self):
        async def main():
            with self.assertRaises(ZeroDivisionError):
                await self.manager.run(lambda: 1 // 0)
            with self.assertRaises(GLib.Error) as caught:
                await self.manager.run(Gio.File.new_for_path("/nowhere").load_contents)
            self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND))

        self.run_coroutine(main())

    def test_what_would_end_the_program_is_wrapped(self):
        async def main():
            for exception in (SystemExit(1), KeyboardInterrupt(), GeneratorExit(), StopIteration(1)):
                with self.assertRaises(Bg.TaskError) as caught:
                    await self.manager.run(fail_with, exception)
                self.assertIs(caught.exception.__cause__, exception)

        self.run_coroutine(main())

    def test_a_stopped_task(self):
        async def main():
            gate = bgtest.Gate()
            running = self.manager.run(gate.pass_through)
            gate.await_arrivals(1)
            self.manager.stop_all_tasks()
            gate.open()
            with self.assertRaises(GLib.Error) as caught:
                await running
            self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))

        self.run_coroutine(main())

    def test_refusals_are_raised(self):
        async def main():
            with self.assertRaisesRegex(TypeError, "5 is not callable"):
                self.manager.run(5)
            self.manager.shut_down()
            refused = self.manager.run(int)
            with self.assertRaises(GLib.Error) as caught:
                await refused
            self.assertEqual(caught.exception.code, Bg.Error.SHUT_DOWN)

        self.run_coroutine(main())

    def test_several_at_once(self):
        async def main():
            gate = bgtest.Gate()
            self.manager.max_python_threads = 0
            waiting = [self.manager.run(gate.pass_through) for _ in range(4)]
            gate.await_arrivals(4)
            gate.open()
            return [await running for running in waiting]

        self.assertEqual(self.run_coroutine(main()), [None] * 4)

    def test_awaiting_twice(self):
        async def main():
            running = self.manager.run(int)
            return await running, await running, running.done(), running.result()

        self.assertEqual(self.run_coroutine(main()), (0, 0, True, 0))

    def test_shutting_down(self):
        async def main():
            running = self.manager.run(int)
            return await self.manager.shut_down_async(Bg.ShutdownMode.DRAIN), await running

        self.assertEqual(self.run_coroutine(main()), (True, 0))

    def test_exceptions_do_not_keep_anything_alive(self):
        class Thing:
            pass

        async def main():
            thing = Thing()
            try:
                await self.manager.run(lambda _: 1 // 0, thing)
            except ZeroDivisionError:
                pass
            return weakref.ref(thing)

        gc.disable()
        self.addCleanup(gc.enable)
        reference = self.run_coroutine(main())
        bgtest.drain()
        self.assertIsNone(reference())


class Driving(bgtest.TestCase):
    """What is particular to the driver on a plain main loop."""

    def setUp(self):
        super().setUp()
        self.manager = self.make_manager(start_processing=True)

    def test_spawned_coroutines_take_turns(self):
        order = []

        async def work(name):
            for step in range(2):
                order.append((name, step))
                await self.manager.run(int)
            return name

        async def main():
            spawned = [Bg.spawn(work(name)) for name in "ab"]
            return [await one for one in spawned]

        self.assertEqual(Bg.run(main()), ["a", "b"])
        self.assertEqual(order[:2], [("a", 0), ("b", 0)])
        self.assertEqual(sorted(order), [("a", 0), ("a", 1), ("b", 0), ("b", 1)])

    def test_a_coroutine_that_waits_for_nothing(self):
        async def main():
            return "at once"

        self.assertEqual(Bg.run(main()), "at once")
        self.assertEqual(Bg.spawn(main()).result(), "at once")

    def test_exceptions_leave_it(self):
        async def main(manager):
            if manager is not None:
                await manager.run(int)
            raise KeyError("out")

        for manager in (self.manager, None):
            with self.assertRaises(KeyError):
                Bg.run(main(manager))

    def test_an_exception_that_nobody_hears_is_told(self):
        async def main():
            await self.manager.run(int)
            raise KeyError("unheard")

        told = []
        hook, sys.excepthook = sys.excepthook, lambda *args: told.append(args)
        self.addCleanup(setattr, sys, "excepthook", hook)
        spawned = Bg.spawn(main())
        bgtest.run_until(spawned.done)
        self.assertEqual(told, [])
        del spawned
        self.assertEqual([args[0] for args in told], [KeyError])

    def test_giving_up_stops_the_task(self):
        gate = bgtest.Gate()
        closed = []

        async def main():
            try:
                await self.manager.run(gate.pass_through)
            finally:
                closed.append(True)

        recorder = bgtest.Recorder(self.manager)
        spawned = Bg.spawn(main())
        gate.await_arrivals(1)
        spawned.cancel()
        gate.open()
        recorder.await_ends(1)
        self.assertEqual((closed, recorder.events), ([True], [("stopped", 1, None)]))
        with self.assertRaises(GLib.Error):
            spawned.result()

    def test_no_result_before_the_end(self):
        gate = bgtest.Gate()
        running = self.manager.run(gate.pass_through)
        self.assertFalse(running.done())
        with self.assertRaises(RuntimeError):
            running.result()
        gate.open()
        bgtest.run_until(running.done)
        self.assertIsNone(running.result())

    def test_what_needs_another_loop(self):
        class Strange:
            def __await__(self):
                yield 5

        async def main():
            await Strange()

        with self.assertRaisesRegex(TypeError, "5 cannot be awaited here"):
            Bg.run(main())

    def test_a_context_of_its_own(self):
        context = GLib.MainContext.new()
        context.push_thread_default()
        self.addCleanup(context.pop_thread_default)
        manager = Bg.TaskManager(start_processing=True)

        async def main():
            return await manager.run(int), await manager.shut_down_async()

        self.assertEqual(Bg.run(main()), (0, True))


@unittest.skipIf(gbulb is None, "python3-gbulb is not installed")
class Gbulb(Awaiting):
    """Everything under asyncio, on a loop that is GLib's."""

    def setUp(self):
        super().setUp()
        asyncio.set_event_loop_policy(gbulb.GLibEventLoopPolicy())
        self.addCleanup(asyncio.set_event_loop_policy, None)

    def run_coroutine(self, coroutine):
        return asyncio.run(coroutine)

    def test_what_asyncio_does_with_coroutines(self):
        async def main():
            one = asyncio.create_task(self.manager.run(lambda: 1))
            both = asyncio.gather(self.manager.run(lambda: 2), self.manager.run(lambda: 3))
            return await one, await both, await asyncio.wait_for(self.manager.run(lambda: 4), None)

        self.assertEqual(self.run_coroutine(main()), (1, [2, 3], 4))

    def test_cancelling_stops_the_task(self):
        gate = bgtest.Gate()
        recorder = bgtest.Recorder(self.manager)

        async def main():
            waiting = asyncio.create_task(self.manager.run(gate.pass_through))
            await self.manager.run(lambda: gate.await_arrivals(1))
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
            gate.open()

        self.manager.max_python_threads = 0
        self.run_coroutine(main())
        recorder.await_ends(2)
        self.assertEqual(recorder.of_kind("stopped"), [("stopped", 1, None)])

    def test_a_spawned_coroutine_may_await_futures(self):
        async def main():
            future = asyncio.get_running_loop().create_future()

            async def wait():
                return await future, await self.manager.run(int)

            loop = asyncio.get_running_loop()
            spawned = []
            loop.call_soon(lambda: spawned.append(Bg.spawn(wait())))
            loop.call_soon(future.set_result, 5)
            await self.manager.run(int)
            return await spawned[0]

        self.assertEqual(self.run_coroutine(main()), (5, 0))


if __name__ == "__main__":
    bgtest.main()
