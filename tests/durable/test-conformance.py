# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The promises of transports, from Python. The names are those of the cases of “taskmgr selftest”."""

import os
import random
import shutil
import sys
import tempfile
import time

import bgtest
from bgtest import Bg
from gi.repository import Gio, GLib

SECOND = 1000000
ERROR = Bg.TransportError


def payload(number):
    return GLib.Variant('a{sv}', {'n': GLib.Variant('x', number)})


def plain(value):
    """The value as Python has it, also where the overrides have made that of it."""
    return value.unpack() if isinstance(value, GLib.Variant) else value


class Conformance(bgtest.TestCase):
    """One transport; the queue of each test is its own."""

    scheme = None

    def setUp(self):
        super().setUp()
        folder = tempfile.mkdtemp(prefix='taskmgr-conformance-')
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.uri = 'localmem://' if self.scheme == 'localmem' else f'{self.scheme}:{folder}/store'
        self.queue = f'q{random.getrandbits(64):016x}'
        self.transport = self.open()

    def open(self):
        transport = Bg.Transport.new_for_uri(self.uri)
        transport.open(True, None)
        self.addCleanup(transport.close, None)
        return transport

    def assert_error(self, code, function, *args):
        with self.assertRaises(GLib.Error) as caught:
            function(*args)
        self.assertTrue(caught.exception.matches(Bg.transport_error_quark(), code), caught.exception)
        return caught.exception

    def task(self, number=1, queue=None, **settings):
        task = Bg.QueuedTask.new(queue or self.queue, payload(number))
        for name, value in settings.items():
            getattr(task, f'set_{name}')(value)
        return task

    def submit(self, *tasks):
        self.transport.submit(list(tasks), None)
        return tasks

    def lease(self, wait=0):
        return self.transport.lease_task(self.queue, wait, None)

    def lease_for(self, milliseconds, wait=0):
        leases = self.transport.reserve([self.queue], 1, milliseconds, wait, None)
        return leases[0] if leases else None

    def drain(self):
        numbers = []
        while lease := self.lease():
            numbers.append(lease.get_task().get_payload()['n'])
            lease.ack(None, None)
        return numbers

    def look(self, task):
        return self.transport.lookup(task.get_queue(), task.get_id(), None)

    def test_open_the_first_operation_does_it(self):
        transport = Bg.Transport.new_for_uri(self.uri)
        self.assertEqual(transport.get_state(), Bg.TransportState.NEW)
        self.assertEqual(transport.poll_queue(self.queue, None), 0)
        self.assertEqual(transport.get_state(), Bg.TransportState.READY)
        transport.close(None)

    def test_open_capabilities_and_durability_are_told(self):
        self.assertTrue(self.transport.get_capabilities() & Bg.TransportCapabilities.LIST)
        self.assertGreaterEqual(self.transport.get_durability(), Bg.Durability.NONE)

    def test_close_refuses_what_comes_later(self):
        self.transport.close(None)
        self.assert_error(ERROR.CLOSED, self.transport.poll_queue, self.queue, None)

    def test_close_completes_what_waits(self):
        errors = []

        def ended(transport, result):
            with self.assertRaises(GLib.Error) as caught:
                transport.lease_task_finish(result)
            errors.append(caught.exception)

        self.transport.lease_task_async(self.queue, -1, None, ended)
        self.transport.close(None)
        bgtest.run_until(lambda: errors)
        self.assertTrue(errors[0].matches(Bg.transport_error_quark(), ERROR.CLOSED))

    def test_names_bad_ones_are_refused_everywhere(self):
        for name in '', 'a', 'Photos', '../x', 'a/b', 'pho__tos', 'photos\n', 'x' * 65:
            self.assert_error(ERROR.INVALID_NAME, self.transport.submit_task, name, payload(1), None)
            self.assert_error(ERROR.INVALID_NAME, self.transport.get_task, name, None)
            error = self.assert_error(ERROR.INVALID_NAME, self.transport.poll_queue, name, None)
            self.assertIn(name.strip(), error.message)

    def test_payload_comes_back_as_sent(self):
        sent = GLib.Variant('a{sv}', {
            'float': GLib.Variant('d', 0.5), 'int': GLib.Variant('x', -2 ** 63), 'text': GLib.Variant('s', 'Grüße \u0001'),
            'list': GLib.Variant('av', [GLib.Variant('b', True), GLib.Variant('x', 7)]),
            'map': GLib.Variant('a{sv}', {'deep': GLib.Variant('s', '')})})
        self.transport.submit_task(self.queue, sent, None)
        self.assertEqual(plain(self.transport.get_task(self.queue, None)), plain(sent))

    def test_payload_what_json_cannot_say_is_refused(self):
        for value in GLib.Variant('d', float('nan')), GLib.Variant('t', 2 ** 64 - 1), GLib.Variant('ay', b'bytes\0'):
            self.assert_error(ERROR.INVALID_PAYLOAD, self.transport.submit_task, self.queue,
                              GLib.Variant('a{sv}', {'value': value}), None)

    def test_payload_beyond_the_limit_is_refused(self):
        self.transport.set_max_payload(100)
        self.assert_error(ERROR.TOO_LARGE, self.transport.submit_task, self.queue,
                          GLib.Variant('a{sv}', {'x': GLib.Variant('s', 'x' * 100)}), None)

    def test_simple_first_in_first_out(self):
        for number in range(5):
            self.transport.submit_task(self.queue, payload(number), None)
        self.assertEqual(self.transport.poll_queue(self.queue, None), 5)
        self.assertEqual([self.transport.get_task(self.queue, None)['n'] for _ in range(5)], list(range(5)))
        self.assertIsNone(self.transport.get_task(self.queue, None))

    def test_simple_cancelled_changes_nothing(self):
        cancellable = Gio.Cancellable()
        cancellable.cancel()
        with self.assertRaises(GLib.Error) as caught:
            self.transport.submit_task(self.queue, payload(1), cancellable)
        self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))
        self.assertEqual(self.transport.poll_queue(self.queue, None), 0)

    def test_submit_all_or_nothing(self):
        self.assert_error(ERROR.INVALID_NAME, self.submit, self.task(1), self.task(2, queue='No Such Name'))
        self.assertEqual(self.drain(), [])

    def test_submit_the_same_id_is_known(self):
        (first,) = self.submit(self.task(1))
        (again,) = self.submit(self.task(1, id=first.get_id()))
        self.assertTrue(again.is_duplicate())
        self.assertEqual(self.drain(), [1])
        (again,) = self.submit(self.task(1, id=first.get_id()))
        self.assertTrue(again.is_duplicate())
        self.assertEqual(self.drain(), [])

    def test_submit_a_full_queue_refuses(self):
        self.transport.set_max_length(2)
        self.submit(self.task(1), self.task(2))
        self.assert_error(ERROR.FULL, self.submit, self.task(3))
        self.assertEqual(self.drain(), [1, 2])

    def test_order_higher_priority_first(self):
        self.submit(*(self.task(number, priority=priority) for number, priority in ((1, 4), (2, 0), (3, 9), (4, 4))))
        self.assertEqual(self.drain(), [3, 1, 4, 2])

    def test_delay_never_early(self):
        start = time.monotonic()
        self.submit(self.task(1, delay=200))
        self.assertIsNone(self.lease())
        self.assertIsNotNone(self.lease(20000))
        self.assertGreaterEqual(time.monotonic() - start, 0.2)

    def test_expiry_too_late_is_dead(self):
        (task,) = self.submit(self.task(1, expires=SECOND))
        self.assertIsNone(self.lease())
        self.assertEqual(self.look(task).get_state(), Bg.QueuedState.DEAD)
        self.assertEqual(self.look(task).get_reason(), 'expired')

    def test_unique_one_waits(self):
        self.submit(self.task(1, unique_key='album'))
        (second,) = self.submit(self.task(2, unique_key='album'))
        self.assertTrue(second.is_duplicate())
        self.assertEqual(self.drain(), [1])

    def test_serial_one_at_a_time(self):
        self.submit(self.task(1, serial_key='printer'), self.task(2, serial_key='printer'), self.task(3))
        lease = self.lease()
        self.assertEqual(self.drain(), [3])
        lease.ack(None, None)
        self.assertEqual(self.drain(), [2])

    def test_lease_the_attempt_is_counted_when_it_is_given(self):
        (task,) = self.submit(self.task(1))
        self.lease()
        self.assertEqual((self.look(task).get_attempt(), self.look(task).get_state()), (1, Bg.QueuedState.LEASED))

    def test_lease_one_holder(self):
        self.submit(self.task(1))
        lease = self.lease()
        self.assertIsNone(self.lease())
        lease.ack(None, None)
        self.assertEqual(lease.get_state(), Bg.LeaseState.ENDED)

    def test_lease_the_token_grows_with_every_attempt(self):
        self.submit(self.task(1))
        tokens = []
        for _ in range(3):
            lease = self.lease()
            tokens.append(lease.get_token())
            lease.nack(Bg.NackMode.RETRY, 0, None, None)
        self.assertEqual(tokens, sorted(set(tokens)))

    def test_lease_extended_it_lasts(self):
        self.transport.set_extends_leases(False)
        self.submit(self.task(1))
        lease = self.lease_for(1000)
        deadline = lease.get_deadline()
        self.assertTrue(lease.extend(60000, None))
        self.assertGreater(lease.get_deadline(), deadline + 30 * SECOND)

    def test_lost_a_lease_runs_out(self):
        self.transport.set_extends_leases(False)
        self.submit(self.task(1))
        old = self.lease_for(100)
        lease = self.lease(20000)
        self.assertEqual((lease.get_task().get_attempt(), lease.get_task().get_crashes()), (2, 1))
        self.assert_error(ERROR.LEASE_LOST, old.ack, None, None)
        self.assertEqual(old.get_state(), Bg.LeaseState.LOST)
        self.assertTrue(old.get_cancellable().is_cancelled())
        lease.ack(None, None)

    def test_back_a_retry_counts(self):
        self.submit(self.task(1))
        self.lease().nack(Bg.NackMode.RETRY, 0, 'the camera is off', None)
        task = self.lease().get_task()
        self.assertEqual((task.get_attempt(), task.get_reason()), (2, 'the camera is off'))

    def test_back_released_does_not_count(self):
        self.submit(self.task(1))
        self.lease().nack(Bg.NackMode.RELEASE, 0, None, None)
        self.assertEqual(self.lease().get_task().get_attempt(), 1)

    def test_back_rejected_is_dead(self):
        (task,) = self.submit(self.task(1))
        self.lease().nack(Bg.NackMode.REJECT, 0, 'no such album', None)
        self.assertEqual(self.look(task).get_reason(), 'rejected: no such album')
        self.assertEqual(self.transport.redrive(self.queue, None, None), 1)
        self.assertEqual(self.drain(), [1])

    def test_back_crashed_too_often_is_dead(self):
        (task,) = self.submit(self.task(1))
        for _ in range(self.transport.get_max_crashes()):
            self.lease().nack(Bg.NackMode.CRASH, 0, 'signal 11', None)
        self.assertEqual(self.look(task).get_reason(), 'crashed: signal 11')

    def test_result_is_kept(self):
        (task,) = self.submit(self.task(1))
        self.lease().ack(GLib.Variant('a{sv}', {'faces': GLib.Variant('x', 3)}), None)
        found = self.look(task)
        self.assertEqual((found.get_state(), plain(found.get_result())), (Bg.QueuedState.DONE, {'faces': 3}))

    def test_progress_is_seen_by_others(self):
        (task,) = self.submit(self.task(1))
        lease = self.lease()
        lease.set_progress(0.25, 'first of four')
        lease.extend(0, None)
        self.assertEqual((self.look(task).get_progress(), self.look(task).get_message()), (0.25, 'first of four'))

    def test_cancel_the_holder_is_told(self):
        (task,) = self.submit(self.task(1))
        lease = self.lease()
        self.assertEqual(self.transport.cancel(self.queue, [task.get_id()], None), 1)
        lease.extend(0, None)
        self.assertTrue(lease.get_cancellable().is_cancelled())
        lease.nack(Bg.NackMode.RETRY, 0, None, None)
        self.assertEqual(self.look(task).get_state(), Bg.QueuedState.CANCELLED)

    def test_purge_gone_for_ever(self):
        (task,) = self.submit(self.task(1))
        self.assertEqual(self.transport.purge(self.queue, Bg.QueuedState.READY, None), 1)
        self.assert_error(ERROR.NOT_FOUND, self.look, task)

    def test_stats_each_state_is_counted(self):
        self.submit(self.task(1), self.task(2), self.task(3, delay=3600000))
        self.lease().ack(None, None)
        stats = self.transport.stats(self.queue, None)
        self.assertEqual((stats.scheduled, stats.ready, stats.leased, stats.done, stats.dead, stats.cancelled),
                         (1, 1, 0, 1, 0, 0))

    def test_list_in_pages(self):
        self.submit(*(self.task(number) for number in range(7)))
        tasks = self.transport.list(self.queue, Bg.QueuedState.READY, None, 5, None)
        rest = self.transport.list(self.queue, Bg.QueuedState.READY, tasks[-1].get_id(), 5, None)
        self.assertEqual([task.get_payload()['n'] for task in [*tasks, *rest]], list(range(7)))
        self.assertIn(self.queue, self.transport.list_queues(None))

    def test_wait_until_a_task_comes(self):
        leases = []
        self.transport.lease_task_async(self.queue, -1, None,
                                        lambda transport, result: leases.append(transport.lease_task_finish(result)))
        self.submit(self.task(1))
        bgtest.run_until(lambda: leases)
        self.assertEqual(leases[0].get_task().get_payload()['n'], 1)

    def test_schedule_an_instant_fires_once(self):
        self.assertEqual(self.transport.fire(self.queue, SECOND, self.task(1), None), (True, True))
        self.assertEqual(self.transport.fire(self.queue, SECOND, self.task(1), None), (True, False))
        self.assertEqual(self.transport.get_fired(self.queue, None), (True, SECOND))
        self.assertEqual(self.drain(), [1])


def main(scheme):
    """The tests over the transport that was named."""
    Conformance.scheme = scheme
    bgtest.main()


if __name__ == '__main__':
    main(os.environ.get('TASKMGR_SCHEME') or sys.argv[1])
