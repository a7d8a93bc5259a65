#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What bash completes, and that it knows all that the program knows."""

import os
import re
import subprocess

import clitest

SCRIPT = '''
set -euo pipefail
PATH=$(dirname "$TASKMGR_PROGRAM"):$PATH
source "$BASH_COMPLETION_FILE"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_taskmgr
printf '%s\\n' "${COMPREPLY[@]}"
'''
ENTRY = re.compile(r'^  (\w+) ', re.MULTILINE)
OPTION = re.compile(r'(--[a-z-]+)')


def complete(*words, **environment):
    result = subprocess.run(['bash', '-c', SCRIPT, 'bash', *words], env={**os.environ, **environment},
                            capture_output=True, text=True, check=True)
    return sorted(result.stdout.split())


class Completion(clitest.TestCase):

    def test_commands(self):
        commands = ENTRY.findall(clitest.run('--help').stdout)
        self.assertEqual(complete('taskmgr', ''), sorted([*commands, '--help', '--version']))
        self.assertEqual(complete('taskmgr', 'sub'), ['submit'])

    def test_options(self):
        for command in ENTRY.findall(clitest.run('--help').stdout):
            with self.subTest(command):
                known = set(OPTION.findall(clitest.run(command, '--help').stdout))
                self.assertEqual(set(complete('taskmgr', command, '--')), known)

    def test_queues(self):
        uri = f'{os.environ["TASKMGR_SCHEMES"].split()[-1]}:{self.folder}/store'
        for queue in 'photos', 'phones', 'apples':
            clitest.run('submit', queue, uri=uri)
        self.assertEqual(complete('taskmgr', 'count', 'ph', TASKMGR_TRANSPORT=uri), ['phones', 'photos'])
        self.assertEqual(complete('taskmgr', 'dead', 'list', 'a', TASKMGR_TRANSPORT=uri), ['apples'])
        self.assertEqual(complete('taskmgr', 'count', '', TASKMGR_TRANSPORT='nonsense'), [])
        self.assertEqual(complete('taskmgr', 'count', ''), [])

    def test_other_words(self):
        self.assertEqual(complete('taskmgr', 'dead', 'p'), ['purge'])
        self.assertEqual(complete('taskmgr', 'schedule', ''), ['check', 'next', 'run'])
        self.assertEqual(complete('taskmgr', 'list', 'photos', '--state', 'd'), ['dead', 'done'])
        (self.folder / 'secret-uri').touch()
        self.assertEqual(complete('taskmgr', 'count', '--uri-file', f'{self.folder}/se'),
                         [f'{self.folder}/secret-uri'])


if __name__ == '__main__':
    clitest.main()
