#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: what is refused."""

import functools
import re
import threading

import bgtest
from gi.repository import Bg


class Misuse(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.make_manager()

    def test_what_is_not_callable(self):
        for thing in (5, "name", [int]):
            for function in (self.manager.add_task, self.manager.run, Bg.task, Bg.Task, Bg.Task.new):
                with self.assertRaisesRegex(TypeError, re.escape(f"{thing!r} is not callable")):
                    function(thing)
        for function in (self.manager.add_task, self.manager.run, Bg.Task.new):
            with self.assertRaisesRegex(TypeError, "None is not callable"):
                function(None)
        self.assertEqual(self.manager.get_n_pending(), 0)

    def test_async_functions(self):
        async def body():
            pass

        with self.assertRaisesRegex(TypeError, "async.*Bg.spawn"):
            self.manager.add_task(body)
        with self.assertRaisesRegex(TypeError, "not a coroutine"):
            Bg.spawn(body)

    def test_what_is_for_the_owner_only(self):
        refused = []

        def ask():
            for function in (functools.partial(self.manager.run, int), self.manager.shut_down_async):
                try:
                    function()
                except RuntimeError as error:
                    refused.append(str(error))

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        self.assertEqual(len(refused), 2)
        self.assertIn("add_task()", refused[0])
        self.assertEqual(self.manager.get_n_pending(), 0)

    def test_upstreams_that_cannot_be(self):
        ended = self.manager.add_task(int, task_args=["no number"])
        recorder = bgtest.Recorder(self.manager)
        self.manager.start_processing()
        recorder.await_ends(1)
        stopped = self.manager.add_task(int)
        self.manager.pause_processing()
        waiting = self.manager.add_task(int)
        self.manager.stop_task(stopped)
        for code, upstream in ((Bg.Error.UNKNOWN_TASK, 99), (Bg.Error.UNKNOWN_TASK, 0),
                               (Bg.Error.UPSTREAM_FAILED, ended), (Bg.Error.SELF_DEPENDENCY, 4)):
            self.assert_refused(code, self.manager.add_task, int, upstream_task_ids=[upstream])
            self.assert_refused(code, self.manager.add_task, int, upstream_task_ids=[upstream], group=(1,))
            self.assert_refused(code, self.manager.add_pass_through_task, upstream_task_ids=[upstream])
        after = self.manager.add_task(int, upstream_task_ids=[waiting])
        self.assertEqual(after, 4)
        error = self.assert_refused(Bg.Error.CYCLE, self.manager.add_upstream, waiting, after)
        self.assertIn(f"{waiting} → {after} → {waiting}", error.message)

    def test_arguments_of_the_wrong_kind(self):
        for arguments in ({"upstream_task_ids": 5}, {"upstream_task_ids": ["x"]}, {"task_args": 5},
                          {"task_kwargs": 5}, {"unknown": 1}):
            with self.assertRaises(TypeError):
                self.manager.add_task(int, **arguments)
        with self.assertRaises((ValueError, OverflowError)):
            self.manager.add_task(int, upstream_task_ids=[-1])
        with self.assertRaises(TypeError):
            self.manager.stop_task("1")
        with self.assertRaises(TypeError):
            self.manager.run(Bg.Task(int), 5)
        self.assertEqual(self.manager.get_n_pending(), 0)

    def test_a_task_twice(self):
        task = Bg.Task(int)
        self.manager.add(task)
        self.assert_refused(Bg.Error.FOREIGN_TASK, self.manager.add, task)
        self.assert_refused(Bg.Error.FOREIGN_TASK, self.make_manager().add, task)


if __name__ == "__main__":
    bgtest.main()
