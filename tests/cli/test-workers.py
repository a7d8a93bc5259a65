#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Workers and schedules as the program runs them."""

import json
import os
import select
import signal
import subprocess

import clitest
from clitest import NO_RIGHTS, USAGE

CONFIG = '''
[queues]
photos=reader

[worker reader]
command=cat

[schedule often]
second=*
queue=photos
worker=reader
payload={"from": "schedule"}
'''


class ConfigCase:
    """A test with a configuration."""

    def setUp(self):
        super().setUp()
        self.config = self.write(CONFIG)

    def write(self, text, name='workers.conf', mode=0o600):
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return str(path)


@clitest.for_each_store
class StoreWorkers(ConfigCase):

    def test_do_the_work(self):
        ids = self.submit('photos', '{"n": 1}', '{"n": 2}')
        self.run_program('workers', '--config', self.config, '--halt-when-empty')
        for task_id, number in zip(ids, (1, 2)):
            (task,) = self.json('show', 'photos', task_id)
            self.assertEqual(task['state'], 'done')
            self.assertEqual(json.loads(task['result']['stdout']), {'n': number})

    def test_quiet(self):
        self.submit('photos')
        result = self.run_program('workers', '--config', self.config, '--halt-when-empty', '--quiet')
        self.assertEqual(result.stdout + result.stderr, '')

    def test_transport_of_the_configuration(self):
        self.submit('photos')
        config = self.write(f'[taskmgr]\ntransport={self.uri}\n{CONFIG}', 'other.conf')
        clitest.run('workers', '-c', config, '--halt-when-empty')
        self.assertEqual(self.lines('count', 'photos'), ['0'])

    def start_with_schedules(self):
        return subprocess.Popen([clitest.PROGRAM, 'workers', '--config', self.config, '--scheduler'], text=True,
                                stderr=subprocess.PIPE, env={**os.environ, 'TASKMGR_TRANSPORT': self.uri})

    def await_done(self, process, name):
        """The worker has done a task whose id begins so."""
        for line in process.stderr:
            if f'photos/{name}' in line and 'done' in line:
                return
        self.fail(f'{name} was never done')

    def await_schedule(self, process, name):
        """It has put a task into the queue, and the worker has done that."""
        self.await_done(process, f'{name}-')

    def test_end_by_a_signal(self):
        with self.start_with_schedules() as process:
            self.await_schedule(process, 'often')
            process.send_signal(signal.SIGTERM)
            process.communicate()
            self.assertEqual(process.returncode, 0)

    def test_reload(self):
        with self.start_with_schedules() as process:
            self.await_schedule(process, 'often')
            self.write(CONFIG.replace('often', 'other'))
            process.send_signal(signal.SIGHUP)
            self.await_schedule(process, 'other')
            process.send_signal(signal.SIGTERM)
            output = process.communicate()[1]
            self.assertEqual(process.returncode, 0)
            self.assertNotIn('often', output)

    def test_being_killed(self):
        """What it runs ends with it, and the next one does the task again."""
        (task_id,) = self.submit('photos', '{"n": 1}')
        self.uri += '?lease=1000'
        says = self.folder / 'says'
        os.mkfifo(says)
        self.write(CONFIG.replace('command=cat', f'command=sh;-c;echo $$ > {says}\\; exec sleep infinity'))
        with self.start_with_schedules() as process:
            child = os.pidfd_open(int(says.read_text()))
            process.kill()
            select.select([child], [], [])
            os.close(child)
        self.write(CONFIG)
        with self.start_with_schedules() as process:
            self.await_done(process, task_id)
            process.send_signal(signal.SIGTERM)
            process.communicate()
        (task,) = self.json('show', 'photos', task_id)
        self.assertEqual((task['state'], task['attempt'], task['crashes']), ('done', 2, 1))

    def test_schedule_run(self):
        result = self.run_program('schedule', 'run', '2', '--config', self.config, '--json')
        times = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([time['schedule'] for time in times], ['often', 'often'])
        self.assertTrue(all(time['here'] for time in times))
        tasks = self.json('list', 'photos')
        self.assertEqual([task['id'] for task in tasks], [time['id'] for time in times])
        self.assertEqual([task['payload'] for task in tasks], [{'from': 'schedule'}] * 2)

    def test_failures_of_schedules_are_json(self):
        """Like all other errors, if that was asked for."""
        self.uri += '?max-length=1'
        self.submit('photos')
        with subprocess.Popen([clitest.PROGRAM, 'schedule', 'run', '--config', self.config, '--json'], text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env={**os.environ, 'TASKMGR_TRANSPORT': self.uri}) as process:
            line = process.stderr.readline()
            process.terminate()
            process.communicate()
        error = json.loads(line)
        self.assertEqual(error['error'], 'full')
        self.assertTrue(error['message'].startswith('often: '), error)

    def test_each_time_fires_once(self):
        """Whoever is first submits the task; the others see that it was done."""
        def start():
            return subprocess.Popen([clitest.PROGRAM, 'schedule', 'run', '3', '--config', self.config, '--json'],
                                    text=True, stdout=subprocess.PIPE, env={**os.environ, 'TASKMGR_TRANSPORT': self.uri})

        processes = [start() for _ in range(3)]
        fired = [json.loads(line) for process in processes for line in process.communicate()[0].splitlines()]
        here = [time['time'] for time in fired if time['here']]
        self.assertEqual(len(here), len(set(here)))
        self.assertEqual(set(here), {time['time'] for time in fired})
        self.assertEqual(len(self.json('list', 'photos')), len(here))


class Configuration(ConfigCase, clitest.TestCase):
    """What makes no sense is refused when it is loaded."""

    def test_check(self):
        self.assertEqual(clitest.run('workers', '--check', '-c', self.config).stdout, 'photos: reader\n')
        result = clitest.run('workers', '--check', '-c', self.config, '--set', 'photos=', '--set', 'mails=reader')
        self.assertEqual(result.stdout, 'mails: reader\n')
        self.assertEqual(json.loads(clitest.run('workers', '--check', '-c', self.config, '--json').stdout),
                         {'queue': 'photos', 'settings': {'worker': 'reader'}})

    def test_mistakes(self):
        for arguments in ((), ('--set', 'photos=nobody'), ('--set', 'Photos=reader'), ('--set', 'photos.speed=1'),
                          ('--set', 'photos.rate_max_calls=3'), ('--config', '/nowhere'), ('surplus',)):
            with self.subTest(arguments):
                clitest.run('workers', *arguments, uri='localmem://', status=USAGE)
        clitest.run('schedule', 'run', status=USAGE)
        clitest.run('schedule', 'run', '--config', self.write('', 'empty.conf'), uri='localmem://', status=USAGE)
        clitest.run('schedule', 'run', '0', '--config', self.config, uri='localmem://', status=USAGE)

    def test_password_that_others_can_read(self):
        secret = 'p%40s%2Fs'
        text = f'[taskmgr]\ntransport=redis://me:{secret}@host\n{CONFIG}'
        for command in ('workers',), ('schedule', 'run'):
            for mode in 0o644, 0o600:
                result = clitest.run(*command, '-c', self.write(text, 'secret.conf', mode), status=None)
                self.assertNotIn(secret, result.stdout + result.stderr)
                if mode == 0o644:
                    self.assertEqual(result.returncode, NO_RIGHTS)
                    self.assertIn('chmod 600', result.stderr)

    def test_nothing_to_do_is_an_end(self):
        clitest.run('workers', '--set', 'photos=', uri='localmem://')


if __name__ == '__main__':
    clitest.main()
