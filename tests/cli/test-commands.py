#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every command does what it says, over every store that processes share."""

import json
import os
import re
import subprocess

import clitest
from clitest import EMPTY, FAILED, NOT_FOUND, USAGE

TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z')


@clitest.for_each_store
class StoreQueue:
    """Tasks go in and come out."""

    def test_submit_and_get(self):
        ids = self.submit('photos', '{"n": 1}', '{"n": 2}')
        self.assertEqual(len(set(ids)), 2)
        self.assertEqual(self.lines('count', 'photos'), ['2'])
        self.assertEqual(self.lines('get', 'photos'), ['{"n":1}'])
        self.assertEqual(self.lines('get', 'photos'), ['{"n":2}'])
        self.assertEqual(self.run_program('get', 'photos', status=EMPTY).stdout, '')

    def test_get_several(self):
        self.submit('photos', '{"n": 1}', '{"n": 2}', '{"n": 3}')
        self.assertEqual(self.lines('get', 'photos', '--max', '2'), ['{"n":1}', '{"n":2}'])
        self.assertEqual(self.lines('get', 'photos', '--max', '0'), ['{"n":3}'])

    def test_get_into_a_closed_pipe(self):
        """What nobody has read goes back."""
        self.submit('photos', '{"n": 1}', '{"n": 2}')
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run([clitest.PROGRAM, 'get', 'photos', '--max', '0'], stdout=writer, stderr=subprocess.PIPE,
                                env={**os.environ, 'TASKMGR_TRANSPORT': self.uri}, check=False)
        os.close(writer)
        self.assertEqual(result.returncode, FAILED, result)
        self.assertEqual(self.lines('get', 'photos', '--max', '0'), ['{"n":1}', '{"n":2}'])

    def test_get_waits(self):
        self.submit('photos', '{}', '--delay', '300ms')
        self.assertEqual(self.lines('get', 'photos', '--wait', '20s'), ['{}'])

    def test_no_payload_is_an_empty_one(self):
        self.submit('photos')
        self.assertEqual(self.lines('get', 'photos'), ['{}'])

    def test_payload_comes_back(self):
        payload = {'text': 'Grüße \u0001 "\\', 'list': [1, 2.5, None, True, {'deep': []}], 'big': 2 ** 63 - 1}
        self.submit('photos', json.dumps(payload))
        self.assertEqual(json.loads(self.run_program('get', 'photos').stdout), payload)

    def test_numbers_with_exponents_stay_json(self):
        payload = {'small': 1e-10, 'large': 3e18, 'larger': 1e20, 'lists': [-2.5e-300, 1.0], 'text': '\\"1e-10.0'}
        self.submit('photos', json.dumps(payload), '--id', 'one')
        for arguments in ('show', 'photos', 'one'), ('list', 'photos'):
            self.assertEqual(self.json(*arguments)[0]['payload'], payload)
        (line,) = [line for line in self.lines('show', 'photos', 'one') if line.startswith('payload')]
        self.assertEqual(json.loads(line.removeprefix('payload')), payload)
        self.assertEqual(json.loads(self.run_program('get', 'photos').stdout), payload)

    def test_submit_lines(self):
        text = ''.join(f'{{"n": {n}}}\n\n' for n in range(1201))
        self.assertEqual(len(self.lines('submit', 'photos', '--file', '-', text=text)), 1201)
        self.assertEqual(self.lines('count', 'photos'), ['1201'])
        file = self.folder / 'lines'
        file.write_text('{"n": 7}\n')
        self.lines('submit', 'other', '--file', str(file))
        self.assertEqual(self.lines('get', 'other'), ['{"n":7}'])

    def test_submit_settings(self):
        (task_id,) = self.submit('photos', '{}', '--worker', 'painter', '--priority', '9', '--attempts', '3',
                                 '--time-limit', '2m', '--unique-key', 'u', '--serial-key', 's', '--id', 'abc-1',
                                 '--expires', '2100-01-01T00:00:00Z')
        self.assertEqual(task_id, 'abc-1')
        (task,) = self.json('show', 'photos', 'abc-1')
        self.assertTrue(TIME.fullmatch(task.pop('submitted')))
        self.assertEqual(task, {
            'id': 'abc-1', 'queue': 'photos', 'state': 'ready', 'worker': 'painter', 'payload': {}, 'priority': 9,
            'max_attempts': 3, 'time_limit': 120000, 'unique_key': 'u', 'serial_key': 's',
            'expires': '2100-01-01T00:00:00.000000Z', 'attempt': 0, 'crashes': 0, 'progress': 0.0})

    def test_submit_later(self):
        self.submit('photos', '{}', '--at', '2100-01-01T00:00:00Z', '--id', 'later')
        self.submit('photos', '{}', '--delay', '1h', '--id', 'delayed')
        self.assertEqual([task['state'] for task in self.json('list', 'photos')], ['scheduled', 'scheduled'])
        self.run_program('get', 'photos', status=EMPTY)

    def test_submit_again(self):
        self.assertEqual(self.json('submit', 'photos', '--id', 'abc'),
                         [{'id': 'abc', 'queue': 'photos', 'duplicate': False}])
        self.assertEqual(self.json('submit', 'photos', '--id', 'abc'),
                         [{'id': 'abc', 'queue': 'photos', 'duplicate': True}])
        self.assertIn('abc', self.run_program('submit', 'photos', '--id', 'abc').stderr)
        self.assertEqual(self.json('count', 'photos'), [{'queue': 'photos', 'count': 1}])


@clitest.for_each_store
class StoreLook:
    """What is in the queues is shown, sorted and in the same way each time."""

    def test_list_queues(self):
        for queue in 'zebras', 'apples', 'photos':
            self.submit(queue)
        self.assertEqual(self.lines('list'), ['apples', 'photos', 'zebras'])
        self.assertEqual(self.json('list'), [{'queue': 'apples'}, {'queue': 'photos'}, {'queue': 'zebras'}])

    def test_list_tasks(self):
        ids = self.submit('photos', *['{}'] * 7)
        self.assertEqual([task['id'] for task in self.json('list', 'photos')], ids)
        self.assertEqual([task['id'] for task in self.json('list', 'photos', '--limit', '3')], ids[:3])
        self.assertEqual([task['id'] for task in self.json('list', 'photos', '--after', ids[4])], ids[5:])
        self.assertEqual([task['id'] for task in self.json('list', 'photos', '--limit', '0')], ids)
        table = self.lines('list', 'photos')
        self.assertEqual(len(table), 8)
        self.assertEqual([line.split()[0] for line in table[1:]], ids)

    def test_list_states(self):
        self.submit('photos', '--id', 'one')
        self.submit('photos', '--id', 'two', '--delay', '1h')
        self.run_program('get', 'photos')
        self.assertEqual([task['id'] for task in self.json('list', 'photos', '--state', 'scheduled,ready')], ['two'])
        self.assertEqual([task['id'] for task in self.json('list', 'photos', '-s', 'done')], ['one'])
        self.assertIn('scheduled, ready', self.run_program('list', 'photos', '-s', 'gone', status=USAGE).stderr)

    def test_list_long_queue(self):
        self.lines('submit', 'photos', '--file', '-', text='{}\n' * 1100)
        self.assertEqual(len(self.json('list', 'photos', '--limit', '0')), 1100)

    def test_json_loses_nothing_in_any_locale(self):
        self.submit('photos', '{"name": "Müller"}', '--id', 'one')
        for arguments in ('show', 'photos', 'one'), ('list', 'photos'):
            (task,) = self.json(*arguments, environment={'LC_ALL': 'C'})
            self.assertEqual(task['payload'], {'name': 'Müller'})
        result = self.run_program('count', 'Müller', '--json', environment={'LC_ALL': 'C'}, status=USAGE)
        self.assertIn('Müller', json.loads(result.stderr)['message'])

    def test_show(self):
        self.submit('photos', '{"a": 1}', '--id', 'one')
        lines = self.lines('show', 'photos', 'one')
        self.assertIn('state         ready', lines)
        self.assertIn('payload       {"a":1}', lines)
        self.assertIn('other', self.run_program('show', 'photos', 'other', status=NOT_FOUND).stderr)

    def test_done_is_shown(self):
        self.submit('photos', '--id', 'one')
        self.run_program('get', 'photos')
        (task,) = self.json('show', 'photos', 'one')
        self.assertEqual((task['state'], task['attempt']), ('done', 1))
        self.assertTrue(TIME.fullmatch(task['finished']))

    def test_stats(self):
        self.submit('photos', '{}', '{}')
        self.submit('photos', '--delay', '1h')
        self.submit('apples')
        self.run_program('get', 'photos')
        (photos,) = self.json('stats', 'photos')
        self.assertTrue(TIME.fullmatch(photos.pop('oldest')))
        self.assertEqual(photos, {'queue': 'photos', 'scheduled': 1, 'ready': 1, 'leased': 0, 'done': 1, 'dead': 0,
                                  'cancelled': 0, 'exact': True})
        self.assertEqual([row['queue'] for row in self.json('stats')], ['apples', 'photos'])
        self.assertEqual([line.split()[0] for line in self.lines('stats')], ['Queue', 'apples', 'photos'])
        self.assertEqual([row['ready'] for row in self.json('stats', 'unknown')], [0])

    def test_hostile_text_does_not_reach_the_terminal(self):
        self.submit('photos', '{"x": "\\u001b[2J\\u009b2J"}', '--unique-key', '\x1b]0;title\x07', '--id', 'one')
        for command in ('show', 'photos', 'one'), ('list', 'photos'), ('get', 'photos'):
            output = self.run_program(*command).stdout
            self.assertFalse(any(ord(character) < 32 and character != '\n' for character in output), output)


@clitest.for_each_store
class StoreChange:
    """Tasks are taken back, put back, and deleted."""

    def kill(self, *ids):
        """Makes dead tasks: they have expired before they were begun."""
        for task_id in ids:
            self.submit('photos', '--id', task_id, '--expires', '2001-01-01T00:00:00Z')
        self.run_program('get', 'photos', status=EMPTY)

    def test_cancel(self):
        self.submit('photos', '--id', 'one')
        self.submit('photos', '--id', 'two')
        self.assertEqual(self.json('cancel', 'photos', 'one'), [{'queue': 'photos', 'cancelled': 1}])
        self.assertEqual(self.json('show', 'photos', 'one')[0]['state'], 'cancelled')
        result = self.run_program('cancel', 'photos', 'two', 'three', status=NOT_FOUND)
        self.assertIn('1 of 2', result.stderr)
        self.run_program('get', 'photos', status=EMPTY)

    def test_requeue(self):
        self.submit('photos', '--id', 'one')
        self.run_program('get', 'photos')
        self.run_program('get', 'photos', status=EMPTY)
        self.assertEqual(self.json('requeue', 'photos', 'one'), [{'queue': 'photos', 'requeued': 1}])
        self.assertEqual(self.lines('get', 'photos'), ['{}'])
        self.run_program('requeue', 'photos', 'other', status=NOT_FOUND)

    def test_dead_list(self):
        self.kill('one', 'two')
        tasks = self.json('dead', 'list', 'photos')
        self.assertEqual([(task['id'], task['reason']) for task in tasks], [('one', 'expired'), ('two', 'expired')])
        self.assertIn('expired', self.run_program('dead', 'list', 'photos').stdout)

    def test_dead_redrive(self):
        self.kill('one', 'two')
        self.run_program('dead', 'redrive', 'photos', status=USAGE)
        self.run_program('dead', 'redrive', 'photos', 'three', status=NOT_FOUND)
        self.assertEqual(self.lines('dead', 'redrive', 'photos', 'one'), ['1'])
        self.assertEqual(self.json('dead', 'redrive', 'photos', '--all')[0]['queue'], 'photos')

    def test_dead_purge(self):
        self.kill('one', 'two')
        self.submit('photos', '--id', 'alive')
        self.run_program('dead', 'purge', 'photos', status=USAGE)
        self.assertEqual(self.json('dead', 'purge', 'photos', '--all'), [{'queue': 'photos', 'purged': 2}])
        self.assertEqual([task['id'] for task in self.json('list', 'photos')], ['alive'])

    def test_dead_anything_else(self):
        self.run_program('dead', 'wake', 'photos', status=USAGE)


class Memory(clitest.TestCase):
    """What is in the memory of a process is gone with it; all commands work nevertheless."""

    def test_each_process_has_its_own(self):
        for arguments in (('submit', 'photos'), ('count', 'photos'), ('list',), ('stats',), ('dead', 'list', 'photos'),
                          ('monitor', '--once')):
            with self.subTest(arguments):
                clitest.run(*arguments, uri='localmem://')
        self.assertEqual(clitest.run('count', 'photos', uri='localmem://').stdout, '0\n')


class Schedules(clitest.TestCase):
    """When something is due."""

    def test_next(self):
        result = clitest.run('schedule', 'next', '*/20 5 * * *', '4', '--after', '2030-01-01T04:59:00Z',
                             environment={'TZ': 'UTC'})
        self.assertEqual([line.split()[0] for line in result.stdout.splitlines()],
                         ['2030-01-01T05:00:00Z', '2030-01-01T05:20:00Z', '2030-01-01T05:40:00Z',
                          '2030-01-02T05:00:00Z'])

    def test_next_is_in_local_time(self):
        """As it is where the schedule is seen to."""
        def ask(expression):
            result = clitest.run('schedule', 'next', expression, '1', '--json', '--after', '2030-01-01T00:00:00Z',
                                 environment={'TZ': 'Europe/Berlin'})
            return json.loads(result.stdout)['time']

        self.assertEqual(ask('0 5 * * *'), '2030-01-01T05:00:00+01')
        self.assertEqual(ask('0 5 * * *; timezone=UTC'), '2030-01-01T05:00:00Z')

    def test_next_of_fields(self):
        result = clitest.run('schedule', 'next', '{"hour": 5, "minute": "*/20"}', '1', '--json', '--after',
                             '2030-01-01T05:01:00Z', environment={'TZ': 'UTC'})
        self.assertEqual(json.loads(result.stdout), {'time': '2030-01-01T05:20:00Z'})

    def test_never(self):
        clitest.run('schedule', 'next', '0 0 31 2 *', status=None)
        clitest.run('schedule', 'next', '{"year": 2020, "month": 1, "day": 1}', status=EMPTY)

    def test_check(self):
        self.assertNotEqual(clitest.run('schedule', 'check', '@daily', '0 5 * * mon').stdout, '')
        self.assertIn('expression', json.loads(clitest.run('schedule', 'check', '@daily', '--json').stdout))
        self.assertIn('minute', clitest.run('schedule', 'check', '61 * * * *', status=USAGE).stderr)
        clitest.run('schedule', 'next', '@daily', '0', status=USAGE)
        clitest.run('schedule', 'dream', '@daily', status=USAGE)


if __name__ == '__main__':
    clitest.main()
