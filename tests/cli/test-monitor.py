#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The monitor: a screen on a terminal, a line for each change elsewhere."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios

import clitest
from clitest import OK

ENTER, LEAVE = '\x1b[?1049h\x1b[?25l', '\x1b[?25h\x1b[?1049l'
CONTROL = re.compile(r'\x1b\[[?0-9;]*[A-Za-z]')


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, test, *arguments, rows=24, columns=100):
        self.master, slave = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.process = subprocess.Popen(
            [clitest.PROGRAM, 'monitor', '--interval', '100ms', *arguments], stdin=slave, stdout=slave,
            stderr=slave, env={**os.environ, 'TASKMGR_TRANSPORT': test.uri})
        self.output = ''
        test.addCleanup(self.close)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def frames(self):
        """The screens that were drawn, the last one perhaps not to its end."""
        return self.output.split('\x1b[H')[1:]

    def read_until(self, condition):
        """Reads what the program draws until that is so."""
        while not condition():
            self.output += os.read(self.master, 65536).decode('utf-8', 'replace')

    def read_to_the_end(self):
        status = self.process.wait()
        os.set_blocking(self.master, False)
        try:
            while True:
                self.output += os.read(self.master, 65536).decode('utf-8', 'replace')
        except BlockingIOError:
            return status

    def press(self, keys):
        os.write(self.master, keys.encode())

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@clitest.for_each_store
class StoreScreen:

    def setUp(self):
        super().setUp()
        self.submit('photos', '{}', '{}')

    def test_draws_and_quits(self):
        terminal = Terminal(self)
        terminal.read_until(lambda: len(terminal.frames()) > 2)
        self.assertTrue(terminal.output.startswith(ENTER))
        self.assertIn('photos', terminal.frames()[1])
        self.assertIn(self.uri, terminal.frames()[1])
        terminal.press('q')
        self.assertEqual(terminal.read_to_the_end(), 0)
        self.assertTrue(terminal.output.endswith(LEAVE))
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)

    def test_shows_changes(self):
        terminal = Terminal(self)
        terminal.read_until(lambda: re.search(r'photos +0 +2 ', terminal.output))
        self.submit('photos')
        self.submit('apples')
        terminal.read_until(lambda: re.search(r'photos +0 +3 ', terminal.output))
        terminal.read_until(lambda: re.search(r'apples +0 +1 ', terminal.output))

    def test_is_resized(self):
        terminal = Terminal(self)
        terminal.read_until(lambda: len(terminal.frames()) > 1)
        terminal.resize(3, 20)
        terminal.process.send_signal(signal.SIGWINCH)
        seen = len(terminal.frames())
        terminal.read_until(lambda: len(terminal.frames()) > seen + 2)
        lines = [line.strip('\r') for line in CONTROL.sub('', terminal.frames()[-2]).split('\n')]
        self.assertEqual(len(lines), 3)
        self.assertTrue(all(len(line) <= 20 for line in lines), lines)

    def test_leaves_the_terminal_when_stopped(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(number):
                terminal = Terminal(self)
                terminal.read_until(lambda: len(terminal.frames()) > 1)
                terminal.process.send_signal(number)
                self.assertEqual(terminal.read_to_the_end(), 0)
                self.assertTrue(terminal.output.endswith(LEAVE))
                self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)

    def test_hostile_texts(self):
        """Nothing from a task commands the terminal."""
        self.submit('photos', '{}', '--id', 'bad', '--worker', 'painter', '--priority', '9')
        terminal = Terminal(self)
        terminal.read_until(lambda: len(terminal.frames()) > 1)
        for control in CONTROL.findall(terminal.output):
            self.assertIn(control, ('\x1b[?1049h', '\x1b[?25l', '\x1b[H', '\x1b[K', '\x1b[J', '\x1b[1m', '\x1b[0m'))


@clitest.for_each_store
class StoreLines:
    """Without a terminal."""

    def start(self, *arguments):
        process = subprocess.Popen([clitest.PROGRAM, 'monitor', '--interval', '100ms', *arguments], text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   env={**os.environ, 'TASKMGR_TRANSPORT': self.uri})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_a_line_for_each_change(self):
        self.submit('photos')
        process = self.start()
        self.assertEqual(process.stdout.readline(),
                         'photos scheduled 0 ready 1 leased 0 done 0 dead 0 cancelled 0\n')
        self.run_program('get', 'photos')
        line = process.stdout.readline()
        if 'leased 1' in line:
            line = process.stdout.readline()
        self.assertEqual(line, 'photos scheduled 0 ready 0 leased 0 done 1 dead 0 cancelled 0\n')
        process.terminate()
        self.assertEqual(process.wait(), 0)

    def test_json(self):
        self.submit('photos')
        self.submit('apples')
        process = self.start('photos', '--json')
        self.assertEqual(json.loads(process.stdout.readline())['queue'], 'photos')
        self.submit('apples')
        self.submit('photos')
        self.assertEqual(json.loads(process.stdout.readline())['ready'], 2)

    def test_once(self):
        self.submit('photos')
        self.submit('apples')
        self.assertEqual([line.split()[0] for line in self.lines('monitor', '--once')], ['apples', 'photos'])


class Ending(clitest.TestCase):

    def test_told_to_end_while_it_looks(self):
        result = clitest.run('monitor', 'photos', uri='flawed://?flaw=ends-meanwhile', status=OK,
                             environment={'TASKMGR_MODULE_PATH': os.environ['FLAWED_MODULE_PATH']})
        self.assertEqual(result.stderr, '')


if __name__ == '__main__':
    clitest.main()
