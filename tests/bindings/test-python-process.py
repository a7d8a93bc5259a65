# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Functions in child processes: what goes there and what comes back."""

import functools
import os

import bgtest
import process_functions
from gi.repository import Bg, GLib

ERROR = "bg-process-error-quark"


def here():
    pass


class Process(bgtest.TestCase):
    def run_one(self, function, *args, **kwargs):
        """What comes of one function, as the recorder has it."""
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        manager.add_task(function, task_args=args, task_kwargs=kwargs, executor="process")
        recorder.await_ends(1)
        self.assertEqual(recorder.threads, {self.home})
        return recorder.events[0]

    def test_function_runs_in_a_child_process(self):
        kind, _, _, result = self.run_one(process_functions.get_pid)
        self.assertEqual(kind, "completed")
        self.assertNotEqual(result, os.getpid())

    def test_arguments_and_results_are_any_object_that_can_be_pickled(self):
        things = (1, 2**70, "text\0", b"bytes", None, {"a": [1, {2, 3}]}, 1.5, Ellipsis)
        result = self.run_one(process_functions.echo, *things, key=things)[3]
        self.assertEqual(result, (things, {"key": things}))

    def test_results_do_not_depend_on_where_a_task_has_run(self):
        """A10.6"""
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        for executor in (None, "process"):
            manager.add_task(process_functions.echo, task_args=[777], executor=executor)
            recorder.await_ends(1)
        recorder.await_ends(2)
        self.assertEqual(recorder.results(), [((777,), {})] * 2)

    def test_upstreams_of_any_kind_are_merged(self):
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        first = manager.add_task(process_functions.add, task_args=[1, 2], executor="process")
        second = manager.add_task(lambda: {"other": {3}})
        manager.add_task(process_functions.echo, upstream_task_ids=[first, second], task_kwargs={"sum": 0, "own": 1},
                         executor="process")
        recorder.await_ends(3)
        self.assertEqual(recorder.results()[-1], ((), {"sum": 3, "own": 1, "other": {3}}))

    def test_exceptions_come_back_with_their_traceback(self):
        kind, _, _, error, text = self.run_one(process_functions.fail, 5)
        self.assertEqual(kind, "failed")
        self.assertTrue(error.matches(Bg.error_quark(), Bg.Error.SCRIPT))
        self.assertIn("no luck", error.message)
        self.assertIsInstance(error.exception, process_functions.Trouble)
        self.assertEqual(error.exception.number, 5)
        self.assertIn("process_functions.py", text)
        self.assertIn('raise Trouble("no luck", number)', text)
        self.assertNotIn("_bg_process", text)

    def test_exceptions_that_cannot_be_pickled_come_back_as_text(self):
        _, _, _, error, text = self.run_one(process_functions.fail_locally)
        self.assertEqual(error.message, "stays here")
        self.assertIsNone(error.exception)
        self.assertIn("fail_locally", text)

    def test_exit_is_an_exception_like_any_other(self):
        error = self.run_one(process_functions.leave)[3]
        self.assertIsInstance(error.exception, SystemExit)

    def test_what_cannot_be_pickled_fails_the_task(self):
        self.assertEqual(self.run_one(process_functions.echo, lambda: None)[0], "failed")
        self.assertEqual(self.run_one(process_functions.make_function)[0], "failed")

    def test_a_dying_child_fails_its_task_only(self):
        """A8.4"""
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        for function in (process_functions.vanish, process_functions.crash, process_functions.get_pid):
            manager.add_task(function, executor="process")
        recorder.await_ends(3)
        messages = sorted(event[3].message for event in recorder.of_kind("failed"))
        self.assertEqual(messages, ["“python” ended with exit status 3",
                                    "“python” was killed by signal 11 (Segmentation fault)"])
        self.assertEqual(len(recorder.results()), 1)

    def test_a_hanging_function_can_be_stopped(self):
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        executor = Bg.ProcessExecutor(terminate_after=0, kill_after=0)
        executor.register_python("hang", "process_functions:hang")
        task = Bg.ProcessTask(worker="hang", executor=executor)
        task_id = manager.add(task)
        bgtest.run_until(lambda: task.props.text == "hanging")
        self.assertEqual(task.props.fraction, 0.5)
        manager.stop_task(task_id)
        recorder.await_ends(1)
        self.assertEqual(recorder.events[0][0], "stopped")
        bgtest.run_until(lambda: executor.count_running() == 0)

    def test_functions_that_a_child_would_not_find_are_refused_at_once(self):
        manager = self.make_manager()
        for function in (here, lambda: None, functools.partial(here), 5, None):
            with self.assertRaises((TypeError, AttributeError, ValueError)):
                manager.add_task(function, executor="process")

    def test_partial_functions_of_modules_are_fine(self):
        self.assertEqual(self.run_one(functools.partial(process_functions.add, 1), 2)[3], {"sum": 3})

    def test_it_can_be_awaited(self):
        """A10.5"""
        manager = self.make_manager(start_processing=True)
        results = []

        async def wait():
            task = Bg.process_task(process_functions.add, 2, b=3)
            results.append(await manager.run(task))
            try:
                await manager.run(Bg.process_task(process_functions.fail, 7))
            except process_functions.Trouble as trouble:
                results.append(trouble.number)

        Bg.spawn(wait())
        bgtest.run_until(lambda: len(results) == 2)
        self.assertEqual(results, [{"sum": 5}, 7])

    def test_workers_by_name_speak_plain_values(self):
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        executor = Bg.ProcessExecutor()
        executor.register_python("add", "process_functions:add")
        arguments = GLib.Variant("a{sv}", {"a": GLib.Variant("i", 1), "b": GLib.Variant("i", 2)})
        manager.add(Bg.ProcessTask(worker="add", arguments=arguments, executor=executor))
        recorder.await_ends(1)
        self.assertEqual(recorder.results()[0].unpack(), {"sum": 3})

    def test_commands(self):
        """A8.2"""
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        manager.add(Bg.CommandTask(argv=["tr", "a-z", "A-Z"], input=GLib.Bytes.new(b"shout")))
        recorder.await_ends(1)
        self.assertEqual(recorder.results()[0].unpack(),
                         {"stdout": "SHOUT", "stderr": "", "status": 0, "truncated": False})

    def test_errors_of_commands(self):
        manager = self.make_manager(start_processing=True)
        recorder = bgtest.Recorder(manager)
        manager.add(Bg.CommandTask(argv=["sh", "-c", "echo oh no >&2; exit 2"]))
        recorder.await_ends(1)
        error, traceback = recorder.events[0][3:]
        self.assertTrue(error.matches(Bg.process_error_quark(), Bg.ProcessError.EXITED))
        self.assertEqual(error.message, "“sh” ended with exit status 2: oh no")
        self.assertEqual(traceback, "oh no\n")

    def test_a_program_that_is_no_worker_is_told(self):
        self.assertFalse(Bg.ProcessWorker.is_wanted())
        self.assertIsNone(Bg.current_worker())
        with self.assertRaises(GLib.Error) as caught:
            Bg.ProcessWorker.new().run(lambda *_: True)
        self.assertEqual(caught.exception.domain, ERROR)


bgtest.main()
