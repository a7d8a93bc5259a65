#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Errors say what to do about them, and the exit code says of what kind they are."""

import json
import os
import stat
import subprocess

import clitest
from clitest import FAILED, NO_RIGHTS, NO_ROOM, NOT_FOUND, OK, USAGE

COMMANDS = ('cancel', 'count', 'dead', 'get', 'list', 'monitor', 'requeue', 'schedule', 'selftest', 'show', 'stats',
            'submit', 'workers')


class Usage(clitest.TestCase):
    """The command line."""

    def test_no_command(self):
        self.assertIn('--help', clitest.run(status=USAGE).stderr)
        self.assertIn('paint', clitest.run('paint', status=USAGE).stderr)

    def test_help(self):
        output = clitest.run('--help').stdout
        for command in COMMANDS:
            self.assertIn(f'\n  {command} ', output)
            self.assertIn(f'taskmgr {command}', clitest.run(command, '--help').stdout)

    def test_version(self):
        self.assertRegex(clitest.run('--version').stdout, r'^taskmgr \d+\.\d+\.\d+\n$')

    def test_wrong_options(self):
        for command in COMMANDS:
            with self.subTest(command):
                self.assertIn('--nonsense', clitest.run(command, '--nonsense', status=USAGE).stderr)

    def test_missing_and_superfluous(self):
        for arguments in (('count',), ('count', 'a1', 'b1'), ('get',), ('submit',), ('cancel', 'photos'),
                          ('show', 'photos'), ('show', 'photos', 'a', 'b'), ('dead', 'list')):
            with self.subTest(arguments):
                clitest.run(*arguments, uri='localmem://', status=USAGE)

    def test_values_without_sense(self):
        for arguments in (('--priority', '10'), ('--priority', 'high'), ('--attempts', '-1'), ('--delay', 'soon'),
                          ('--delay', '-5'), ('--at', 'noon'), ('--delay', '1s', '--at', '+1s'), ('--time-limit', '-1'),
                          ('{}', '{}', '--id', 'one'), ('{}', '--file', '-')):
            with self.subTest(arguments):
                result = clitest.run('submit', 'photos', *arguments, uri='localmem://', status=USAGE)
                self.assertIn('--help', result.stderr)


class Errors(clitest.TestCase):
    """What the library refuses."""

    def check(self, name, *arguments, status, uri='localmem://', hint=True):
        """The text has a hint, the JSON a name and the same hint."""
        plain = clitest.run(*arguments, uri=uri, status=status)
        self.assertEqual(plain.stdout, '')
        self.assertTrue(plain.stderr.startswith(f'taskmgr {arguments[0]}: '), plain.stderr)
        error = json.loads(clitest.run(*arguments, '--json', uri=uri, status=status).stderr)
        self.assertEqual(error['error'], name)
        self.assertIn(error['message'], plain.stderr)
        if hint:
            self.assertIn(error['hint'], plain.stderr)

    def test_no_uri(self):
        self.check('invalid-uri', 'count', 'photos', uri=None, status=USAGE)

    def test_bad_uris(self):
        for uri in 'nowhere', 'gopher://host', 'filesys:relative', 'localmem://?colour=red', '':
            with self.subTest(uri):
                self.check('invalid-uri', 'count', 'photos', uri=uri, status=USAGE)

    def test_uri_twice(self):
        file = self.folder / 'uri'
        file.touch(mode=0o600)
        self.check('invalid-uri', 'count', 'photos', '--uri', 'localmem://', '--uri-file', str(file), status=USAGE)

    def test_bad_names(self):
        for queue in 'Photos', '../x', 'a', 'x' * 65, 'pho__tos':
            with self.subTest(queue):
                self.check('invalid-name', 'submit', queue, status=USAGE)
                self.assertIn(queue, clitest.run('count', queue, uri='localmem://', status=USAGE).stderr)

    def test_bad_payloads(self):
        for payload in '[]', '7', 'photo', '{"a": 1', '{"a": NaN}', '{"a": 1e999}', '{"a": 9223372036854775808}':
            with self.subTest(payload):
                self.check('invalid-payload', 'submit', 'photos', payload, status=USAGE)

    def test_too_large(self):
        file = self.folder / 'large'
        file.write_text(json.dumps({'x': 'x' * (1024 * 1024)}))
        self.check('too-large', 'submit', 'photos', '--file', str(file), status=NO_ROOM)

    def test_no_store(self):
        """Who only looks makes nothing."""
        for scheme in os.environ['TASKMGR_SCHEMES'].split():
            for arguments in ('count', 'photos'), ('list',), ('stats',), ('get', 'photos'), ('show', 'photos', 'a1'):
                with self.subTest((scheme, arguments)):
                    self.check('not-found', *arguments, uri=f'{scheme}:{self.folder}/none', status=NOT_FOUND)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_output_that_cannot_be_written(self):
        uri = f'{os.environ["TASKMGR_SCHEMES"].split()[-1]}:{self.folder}/store'
        clitest.run('submit', 'photos', '{"n": 1}', uri=uri)
        with open('/dev/full', 'w', encoding='utf-8') as full:
            result = subprocess.run([clitest.PROGRAM, 'get', 'photos'], stdout=full, stderr=subprocess.PIPE, text=True,
                                    env={**os.environ, 'TASKMGR_TRANSPORT': uri}, check=False)
        self.assertEqual(result.returncode, FAILED)
        # It is still there.
        self.assertEqual(clitest.run('get', 'photos', uri=uri).stdout, '{"n":1}\n')


class UriFile(clitest.TestCase):
    """A file with the URI is read by its owner alone."""

    def make(self, text='localmem://\n', mode=0o600):
        path = self.folder / 'uri'
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def test_private(self):
        for mode in 0o600, 0o400:
            self.assertEqual(clitest.run('count', 'photos', '--uri-file', self.make(mode=mode)).stdout, '0\n')

    def test_readable_by_others(self):
        for mode in 0o640, 0o604, 0o620, 0o602:
            path = self.make(mode=mode)
            result = clitest.run('count', 'photos', '--uri-file', path, status=NO_RIGHTS)
            self.assertIn('chmod 600', result.stderr)
            os.chmod(path, stat.S_IRUSR | stat.S_IWUSR)

    def test_credential(self):
        """The service manager cares for the rights of what it hands out."""
        path = self.make(mode=0o440)
        clitest.run('count', 'photos', '--uri-file', path, environment={'CREDENTIALS_DIRECTORY': str(self.folder)})

    def test_nothing_in_it(self):
        for text in '', '\n', '   \nlocalmem://\n':
            clitest.run('count', 'photos', '--uri-file', self.make(text), status=FAILED)

    def test_no_file(self):
        clitest.run('count', 'photos', '--uri-file', str(self.folder / 'none'), status=FAILED)
        clitest.run('count', 'photos', '--uri-file', str(self.folder), status=FAILED)
        fifo = self.folder / 'fifo'
        os.mkfifo(fifo, 0o600)
        clitest.run('count', 'photos', '--uri-file', str(fifo), status=FAILED)

    def test_environment_is_not_needed(self):
        clitest.run('count', 'photos', '--uri', 'localmem://', uri='nonsense', status=OK)


if __name__ == '__main__':
    clitest.main()
