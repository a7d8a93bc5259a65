#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manual page and the page of the documentation have all that the program has."""

import os
import pathlib
import re
import shutil
import subprocess

import clitest

DOCS = pathlib.Path(os.environ['TASKMGR_DOCS'])
MANUAL = DOCS / 'man/taskmgr.1'
ENTRY = re.compile(r'^  (\w+) ', re.MULTILINE)
OPTION = re.compile(r'(--[a-z-]+)')


class Manual(clitest.TestCase):

    def setUp(self):
        super().setUp()
        self.commands = ENTRY.findall(clitest.run('--help').stdout)
        self.manual = MANUAL.read_text(encoding='utf-8')
        self.page = (DOCS / 'program.md').read_text(encoding='utf-8')

    def test_commands(self):
        for command in self.commands:
            with self.subTest(command):
                self.assertRegex(self.manual, rf'(?m)^\.SS "?{command}\b')
                self.assertRegex(self.page, rf'(?m)^## .*\b{command}\b')
                self.assertRegex(self.page, rf'(?m)\btaskmgr {command}\b')

    def test_options(self):
        plain = self.manual.replace('\\-', '-').replace('\\fI', '').replace('\\fR', '')
        for command in self.commands:
            for option in OPTION.findall(clitest.run(command, '--help').stdout):
                with self.subTest((command, option)):
                    self.assertIn(option, plain)

    def test_version(self):
        """What is said instead of a command is no option of one, so that test_options() does not see it."""
        clitest.run('--version')
        for text in self.manual.replace('\\-', '-'), self.page:
            self.assertIn('taskmgr --version', text)

    def test_ends(self):
        for status in range(clitest.DAMAGED + 1):
            self.assertRegex(self.manual, rf'(?m)^\.B {status}$')
            self.assertRegex(self.page, rf'(?m)^\| {status} \|')

    def test_options_in_examples(self):
        for line in re.findall(r'(?m)^(?:.*\| )?taskmgr (.*)$', self.page):
            command = line.split()[0]
            if command in self.commands:
                known = OPTION.findall(clitest.run(command, '--help').stdout)
                self.assertEqual([option for option in OPTION.findall(line) if option not in known], [], line)

    def test_is_well_formed(self):
        if shutil.which('groff') is None:
            self.skipTest('groff is not installed')
        # What is loaded into the interpreter is not for the tools of others.
        environment = {name: value for name, value in os.environ.items() if name != 'LD_PRELOAD'}
        result = subprocess.run(['groff', '-man', '-Tutf8', '-ww', '-z', str(MANUAL)], capture_output=True, text=True,
                                check=True, env=environment)
        self.assertEqual(result.stderr, '')


if __name__ == '__main__':
    clitest.main()
