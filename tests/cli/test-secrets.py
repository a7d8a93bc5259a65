#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""No password is ever printed, whatever is wrong, nor seen in the list of processes."""

import itertools
import os
import pathlib
import subprocess

import clitest

SECRET = 'p@s/s?w0rd'
ESCAPED = 'p%40s%2Fs%3Fw0rd'
# None of these stores is there, and some of these URIs are not even well-formed.
URIS = [scheme + rest.replace('SECRET', secret)
        for scheme, rest, secret in itertools.product(
            ('pgsql', 'redis', 'amqps', 'localmem', 'sqlite', 'filesys', 'no such'),
            ('://me:SECRET@host/queue', '://me:SECRET@host:port/', '://:SECRET@[::1/', ':///x?password=SECRET'),
            (SECRET, ESCAPED))]


class Secrets(clitest.TestCase):

    def assert_hidden(self, text, where):
        for secret in SECRET, ESCAPED, 's?w0rd', 's%3Fw0rd':
            self.assertNotIn(secret, text, where)

    def check(self, shown, *arguments, **options):
        for extra in (), ('--json',):
            result = clitest.run(*arguments, *extra, status=None, **options)
            self.assertNotEqual(result.returncode, 0)
            self.assert_hidden(result.stdout + result.stderr, shown)

    def test_errors(self):
        for uri in URIS:
            self.check(uri, 'count', 'photos', uri=uri)
            self.check(uri, 'selftest', uri=uri)

    def test_command_line(self):
        for uri in URIS:
            self.check(uri, 'count', 'photos', '--uri', uri)
            self.check(uri, 'selftest', uri)
        self.assertIn('--uri-file', clitest.run('count', 'photos', '--uri', URIS[0], status=None).stderr)

    def test_file(self):
        path = self.folder / 'uri'
        path.touch(mode=0o600)
        for uri in URIS:
            path.write_text(uri)
            self.check(uri, 'count', 'photos', '--uri-file', str(path))

    def test_no_warning_without_a_password(self):
        self.assertEqual(clitest.run('count', 'photos', '--uri', 'localmem://').stderr, '')

    def test_list_of_processes(self):
        """While it runs, its own command line shows nothing any more."""
        uri = f'localmem://me:{ESCAPED}@here'
        with subprocess.Popen([clitest.PROGRAM, 'monitor', '--interval', '100ms', '--uri', uri], text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            # The warning is printed when it has been wiped.
            line = process.stderr.readline()
            self.assertIn('--uri-file', line)
            self.assert_hidden(pathlib.Path(f'/proc/{process.pid}/cmdline').read_text(encoding='utf-8'), 'cmdline')
            process.terminate()
            self.assert_hidden(''.join(process.communicate()), 'output')

    def test_helpers(self):
        """Those that the self-test starts hear the URI from a pipe; it is not on their command line."""
        uri = f'{os.environ["TASKMGR_SCHEMES"].split()[-1]}:{self.folder}/{ESCAPED}'
        with subprocess.Popen([clitest.PROGRAM, 'selftest', '--helper', 'submit', 'photos', '1'], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdin.write(uri + '\n')
            process.stdin.flush()
            self.assertEqual([process.stdout.readline(), process.stdout.readline()], ['1\n', 'end\n'])
            # It is still there, and waits for what it is told.
            for name in 'cmdline', 'environ':
                self.assert_hidden(pathlib.Path(f'/proc/{process.pid}/{name}').read_text(encoding='utf-8'), name)
            self.assertEqual(process.communicate()[0], '')


if __name__ == '__main__':
    clitest.main()
