#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: workers as classes, in this process."""

import itertools

import bgtest
from gi.repository import Bg, GLib

stores = itertools.count()


class Greet(Bg.Worker):
    def do_process(self, delivery, cancellable):
        payload = delivery.get_payload()
        what = payload.get("do")
        if what == "raise":
            raise ValueError("what a mess")
        if what == "exit":
            raise SystemExit(3)
        if what == "error":
            raise GLib.Error("no such photo", "bg-error-quark", int(Bg.Error.FAILED))
        if what == "reject":
            delivery.reject("makes no sense")
        elif what == "requeue" and delivery.get_attempt() == 1:
            delivery.requeue()
        elif what == "later":
            delivery.retry_in(60000, "busy")
        else:
            delivery.report_progress(0.5)
            return {"greeting": f"Hello, {payload['name']}", "token": delivery.get_token()}
        return None


class WorkerTest(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.transport = Bg.Transport.new_for_uri(f"localmem://workers{next(stores)}")

    def submit(self, payload, worker=None):
        task = Bg.QueuedTask("photos", payload)
        task.set_worker(worker)
        self.transport.submit([task])
        return task.get_id()

    def look(self, task_id):
        return self.transport.lookup("photos", task_id)

    def run_loop_until(self, condition):
        context = GLib.MainContext.default()
        while not condition():
            context.iteration(True)

    def test_process_queue(self):
        """R3.1, R3.4, R3.11: what it returns is the result, what it raises the reason."""
        good = self.submit({"name": "Ada"})
        bad = self.submit({"do": "raise"})
        leave = self.submit({"do": "exit"})
        error = self.submit({"do": "error"})
        reject = self.submit({"do": "reject"})
        requeue = self.submit({"do": "requeue", "name": "Eve"})
        later = self.submit({"do": "later"})
        self.assertEqual(Bg.process_queue(self.transport, "photos", Greet(name="greet"), None), 2)
        self.assertEqual(self.look(good).get_result()["greeting"], "Hello, Ada")
        self.assertEqual(self.look(bad).get_reason(), "ValueError: what a mess")
        self.assertEqual(self.look(leave).get_reason(), "SystemExit: 3")
        self.assertEqual(self.look(error).get_reason(), "no such photo")
        self.assertEqual(self.look(reject).get_reason(), "rejected: makes no sense")
        self.assertEqual(self.look(requeue).get_attempt(), 2)
        self.assertEqual(self.look(later).get_reason(), "busy")

    def test_consumer(self):
        """R3.3, R3.5: in threads, as the tasks come, until the queue is empty."""
        consumer = Bg.QueueConsumer.new(self.transport, "photos", Greet(name="greet"))
        consumer.set_concurrency(3)
        consumer.set_halts_when_empty(True)
        ids = [self.submit({"name": str(number)}) for number in range(20)]
        ended = []
        consumer.connect("ended", ended.append)
        consumer.start()
        self.run_loop_until(lambda: ended)
        self.assertEqual(consumer.count_done(), 20)
        self.assertEqual(self.look(ids[7]).get_result()["greeting"], "Hello, 7")

    def test_function(self):
        def greet(delivery, cancellable):
            delivery.set_result([1, 2])
            return True

        task_id = self.submit({})
        self.assertEqual(Bg.process_queue(self.transport, "photos", Bg.Worker.new_for_func("greet", greet), None), 1)
        self.assertEqual(self.look(task_id).get_result(), [1, 2])

    def test_config(self):
        """R4.2: settings from text, with errors that say where."""
        config = Bg.WorkerConfig.new()
        config.load_data("[queue photos]\nworker=greet\nrate_max_calls=2\nrate_period=0.5\n", "a.conf")
        self.assertEqual(config.list_queues(), ["photos"])
        self.assertEqual(config.lookup_queue("photos").unpack(),
                         {"worker": "greet", "rate_max_calls": 2, "rate_period": 0.5})
        with self.assertRaisesRegex(GLib.Error, r"b\.conf: \[queue mails\] rate_period: Half a limit"):
            config.load_data("[queue mails]\nworker=greet\nrate_period=1\n", "b.conf")
        registry = Bg.WorkerRegistry.new()
        registry.add(Greet(name="greet"))
        config.apply(registry)
        self.submit({"name": "Ada"})
        self.assertEqual(Bg.run_worker(self.transport, config, registry, "greet", None, None), 1)

    def test_graph(self):
        """A task of a manager is done by a worker of a queue."""
        executor = Bg.QueueExecutor.new(self.transport)
        manager = Bg.TaskManager()
        manager.start_processing()
        task = Bg.QueueTask.new("photos", None, GLib.Variant("a{sv}", {"name": GLib.Variant("s", "Ada")}))
        task.set_key("greet Ada")
        task.set_executor(executor)
        manager.add(task)
        consumer = Bg.QueueConsumer.new(self.transport, "photos", Greet(name="greet"))
        consumer.start()
        self.run_loop_until(task.is_ended)
        self.assertIsNone(task.error)
        ended = []
        consumer.connect("ended", ended.append)
        consumer.drain(0, 0)
        self.run_loop_until(lambda: ended)


if __name__ == "__main__":
    bgtest.main()
