#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python: durable queues with plain dictionaries, leases, and what is refused."""

import itertools
import threading
import weakref

import bgtest
from gi.repository import Bg, GLib

stores = itertools.count()


class TransportCase(bgtest.TestCase):
    def setUp(self):
        super().setUp()
        self.transport = Bg.Transport.new_for_uri(f"localmem://python{next(stores)}")

    def assert_fails(self, code, function, *args, **kwargs):
        with self.assertRaises(GLib.Error) as caught:
            function(*args, **kwargs)
        self.assertTrue(caught.exception.matches(Bg.transport_error_quark(), code), caught.exception)
        return caught.exception

    def states(self):
        """How many are scheduled, ready, leased, done, dead and cancelled."""
        stats = self.transport.stats("photos")
        return [stats.scheduled, stats.ready, stats.leased, stats.done, stats.dead, stats.cancelled]


class Payloads(TransportCase):
    def test_three_calls(self):
        """R1.2 to R1.4: what is submitted is counted, and comes back just as it was, in order."""
        self.assertEqual(self.transport.poll_queue("photos"), 0)
        self.assertIsNone(self.transport.get_task("photos"))
        self.assertTrue(self.transport.submit_task("photos", {"path": "x"}))
        self.transport.submit_task("photos", {})
        self.transport.submit_task("photos")
        self.assertEqual(self.transport.poll_queue("photos"), 3)
        self.assertEqual(self.transport.get_task("photos"), {"path": "x"})
        self.assertEqual(self.transport.get_task("photos"), {})
        self.assertEqual(self.transport.get_task("photos"), {})
        self.assertIsNone(self.transport.get_task("photos"))

    def test_values(self):
        payload = {
            "": "", "text": "ü\n\"\\ 😀", "true": True, "false": False, "none": None, "int": 5, "least": -2**63,
            "largest": 2**63 - 1, "float": 0.1, "whole": 2.0, "list": [1, [2, []], None], "dict": {"a": {"b": [{}]}},
        }
        self.transport.submit_task("photos", payload)
        got = self.transport.get_task("photos")
        self.assertEqual(got, payload)
        self.assertEqual({key: type(value) for key, value in got.items()},
                         {key: type(value) for key, value in payload.items()})

    def test_other_forms(self):
        """R1.5: the JSON of a mapping, a GLib.Variant, and tuples, which come back as lists."""
        self.transport.submit_task("photos", '{"b": 1, "a": [null]}')
        self.transport.submit_task("photos", GLib.Variant("a{sv}", {"a": GLib.Variant("y", 7)}))
        self.transport.submit_task("photos", {"a": (1, "x")})
        self.assertEqual(list(self.transport.get_task("photos").items()), [("a", [None]), ("b", 1)])
        self.assertEqual(self.transport.get_task("photos"), {"a": 7})
        self.assertEqual(self.transport.get_task("photos"), {"a": [1, "x"]})

    def test_refused(self):
        for payload, error in (
                ({"a": b"bytes"}, TypeError), ({"a": {1: 2}}, TypeError), ({"a": {1, 2}}, TypeError),
                ({"a": object()}, TypeError), ([1], TypeError), (7, TypeError), ({"a": [2**63]}, OverflowError)):
            with self.subTest(payload=payload), self.assertRaises(error):
                self.transport.submit_task("photos", payload)
        for payload in ({"a": float("nan")}, {"a": float("inf")}, "[1]", "no json", GLib.Variant("i", 1)):
            with self.subTest(payload=payload):
                self.assert_fails(Bg.TransportError.INVALID_PAYLOAD, self.transport.submit_task, "photos", payload)
        with self.assertRaisesRegex(TypeError, r"^a\[1\]\.b is bytes"):
            self.transport.submit_task("photos", {"a": [1, {"b": b""}]})
        self.assertEqual(self.transport.poll_queue("photos"), 0)

    def test_names(self):
        """R1.6: the name is quoted."""
        for name in ("../photos", "Photos", "photos\n", "p", "a__b", "a" * 65):
            with self.subTest(name=name):
                error = self.assert_fails(Bg.TransportError.INVALID_NAME, self.transport.submit_task, name)
                self.assertIn(name.strip()[:60], error.message)
                self.assert_fails(Bg.TransportError.INVALID_NAME, self.transport.get_task, name)

    def test_too_large(self):
        self.transport.set_max_payload(100)
        error = self.assert_fails(Bg.TransportError.TOO_LARGE, self.transport.submit_task, "photos", {"a": "x" * 100})
        self.assertFalse(Bg.transport_error_is_transient(error))

    def test_full(self):
        self.transport.set_max_length(1)
        self.transport.submit_task("photos")
        error = self.assert_fails(Bg.TransportError.FULL, self.transport.submit_task, "photos")
        self.assertTrue(Bg.transport_error_is_transient(error))


class Uris(TransportCase):
    def test_refused(self):
        for uri in ("nowhere://x", "localmem://?colour=red", "filesys:../x", "localmem"):
            with self.subTest(uri=uri):
                self.assert_fails(Bg.TransportError.INVALID_URI, Bg.Transport.new_for_uri, uri)

    def test_no_secrets(self):
        error = self.assert_fails(Bg.TransportError.INVALID_URI, Bg.Transport.new_for_uri, "nowhere://me:hush@x?key=hush")
        self.assertNotIn("hush", error.message)

    def test_default(self):
        self.transport.set_default()
        self.assertIs(Bg.Transport.get_default(), self.transport)

    def test_description(self):
        self.transport.open()
        self.assertRegex(self.transport.get_name(), "^localmem://python[0-9]+$")
        self.assertEqual(self.transport.get_durability(), Bg.Durability.NONE)
        self.assertTrue(self.transport.get_capabilities() & Bg.TransportCapabilities.SERIAL_KEY)


class Tasks(TransportCase):
    def test_settings(self):
        task = Bg.QueuedTask("photos", {"a": 1}, worker="rotate", priority=7, max_attempts=3, unique_key="a")
        self.assertEqual(task.get_payload(), {"a": 1})
        self.assertEqual((task.get_queue(), task.get_worker(), task.get_priority()), ("photos", "rotate", 7))
        self.assertEqual((task.get_max_attempts(), task.get_unique_key()), (3, "a"))
        self.assertEqual(len(task.get_id()), 26)
        self.assertEqual(Bg.QueuedTask.new("photos").get_payload(), {})

    def test_duplicates(self):
        task = Bg.QueuedTask("photos", {"a": 1})
        self.transport.submit([task])
        self.assertFalse(task.is_duplicate())
        self.transport.submit([task])
        self.assertTrue(task.is_duplicate())
        self.assertEqual(self.states(), [0, 1, 0, 0, 0, 0])

    def test_order_and_look(self):
        for number, priority in enumerate((4, 9, 0)):
            self.transport.submit([Bg.QueuedTask("photos", {"n": number}, priority=priority)])
        listed = self.transport.list("photos", Bg.QueuedState.READY)
        self.assertEqual([task.get_payload()["n"] for task in listed], [0, 1, 2])
        self.assertEqual(self.transport.list_queues(), ["photos"])
        self.assertEqual(self.transport.cancel("photos", [listed[0].get_id()]), 1)
        self.assertEqual(self.transport.lookup("photos", listed[0].get_id()).get_state(), Bg.QueuedState.CANCELLED)
        self.assertEqual([self.transport.get_task("photos")["n"] for _ in range(2)], [1, 2])
        self.assertEqual(self.transport.purge("photos", Bg.QueuedState.DONE | Bg.QueuedState.CANCELLED), 3)

    def test_json(self):
        task = Bg.QueuedTask("photos", {"a": 1}, priority=7)
        self.assertEqual(Bg.QueuedTask.new_from_json(task.to_json()).get_payload(), {"a": 1})
        self.assert_fails(Bg.TransportError.CORRUPT, Bg.QueuedTask.new_from_json, "{}")


class Leases(TransportCase):
    def lease(self):
        self.transport.submit_task("photos", {"a": 1})
        return self.transport.lease_task("photos")

    def test_ack(self):
        lease = self.lease()
        self.assertEqual(lease.get_task().get_payload(), {"a": 1})
        self.assertEqual(lease.get_state(), Bg.LeaseState.HELD)
        lease.set_progress(0.5, "half")
        lease.extend()
        self.assertEqual(self.transport.lookup("photos", lease.get_task().get_id()).get_progress(), 0.5)
        lease.ack({"width": [128, None]})
        done, = self.transport.list("photos", Bg.QueuedState.DONE)
        self.assertEqual(done.get_result(), {"width": [128, None]})
        self.assertEqual((done.get_message(), done.get_attempt()), ("half", 1))

    def test_results(self):
        for result in (0, "", False, [], {}, 1.5):
            with self.subTest(result=result):
                lease = self.lease()
                lease.ack(result)
                done = self.transport.lookup("photos", lease.get_task().get_id())
                self.assertEqual(done.get_result(), result)
        lease = self.lease()
        with self.assertRaises(TypeError):
            lease.ack(b"bytes")
        self.assert_fails(Bg.TransportError.TOO_LARGE, lease.ack, "x" * 65536)
        self.assertEqual(lease.get_state(), Bg.LeaseState.HELD)

    def test_nack(self):
        lease = self.lease()
        lease.nack(Bg.NackMode.RELEASE, 0)
        again = self.transport.lease_task("photos")
        self.assertGreater(again.get_token(), lease.get_token())
        self.assertEqual(again.get_task().get_attempt(), 1)
        again.nack(Bg.NackMode.REJECT, reason="no picture")
        self.assertEqual(self.states(), [0, 0, 0, 0, 1, 0])
        self.assertEqual(self.transport.redrive("photos"), 1)
        self.assertEqual(self.states(), [0, 1, 0, 0, 0, 0])

    def test_with(self):
        """The end of the block acknowledges; an exception gives the task back; what was ended by hand stays so."""
        with self.lease() as lease:
            lease.set_result("fine")
        self.assertEqual(self.transport.lookup("photos", lease.get_task().get_id()).get_result(), "fine")
        with self.assertRaisesRegex(ValueError, "oops"), self.lease() as lease:
            raise ValueError("oops")
        failed = self.transport.lookup("photos", lease.get_task().get_id())
        self.assertEqual((failed.get_state(), failed.get_reason()), (Bg.QueuedState.SCHEDULED, "ValueError: oops"))
        with self.lease() as lease:
            lease.nack(Bg.NackMode.REJECT)
        self.assertEqual(self.states(), [1, 0, 0, 1, 1, 0])

    def test_batches(self):
        self.transport.submit([Bg.QueuedTask("photos", {"n": n}) for n in range(5)])
        leases = self.transport.reserve(["photos", "films"], 3)
        self.assertEqual([lease.get_task().get_payload()["n"] for lease in leases], [0, 1, 2])
        self.transport.extend(leases, 5000)
        self.transport.ack(leases[:2])
        self.transport.nack(leases[2:], Bg.NackMode.RELEASE, 0)
        self.assertEqual(self.states(), [0, 3, 0, 2, 0, 0])

    def test_lost(self):
        """The one whose lease ran out is told when it wants to acknowledge."""
        self.transport.set_extends_leases(False)
        self.transport.submit_task("photos")
        late, = self.transport.reserve(["photos"], 1, 20)
        lease = self.transport.lease_task("photos", -1)
        self.assert_fails(Bg.TransportError.LEASE_LOST, late.ack)
        self.assertTrue(late.get_cancellable().is_cancelled())
        lease.ack()


class Waiting(TransportCase):
    def test_in_threads(self):
        """Who waits in a thread is woken, and leaves other threads alone meanwhile."""
        got = []
        thread = threading.Thread(target=lambda: got.append(self.transport.lease_task("photos", -1)))
        thread.start()
        self.transport.submit_task("photos", {"a": 1})
        thread.join()
        self.assertEqual(got[0].get_task().get_payload(), {"a": 1})

    def test_asynchronous(self):
        seen = []

        def got(transport, result):
            seen.append(transport.get_task_finish(result))

        def submitted(transport, result):
            seen.append(transport.submit_task_finish(result))
            transport.get_task_async("photos", None, got)

        self.transport.submit_task_async("photos", {"a": [1]}, None, submitted)
        self.assertEqual(seen, [])
        bgtest.run_until(lambda: len(seen) == 2)
        self.assertEqual(seen, [True, {"a": [1]}])

    def test_closed(self):
        self.transport.close()
        self.assert_fails(Bg.TransportError.CLOSED, self.transport.submit_task, "photos")

    def test_release(self):
        """A transport that nobody has any more is gone."""
        self.transport.submit_task("photos")
        bgtest.drain()
        gone = weakref.ref(self.transport)
        del self.transport
        self.assertIsNone(gone())


if __name__ == "__main__":
    bgtest.main()
