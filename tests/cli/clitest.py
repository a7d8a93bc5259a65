# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the program share: running it, a store of their own for each test, and TAP."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback
import unittest

PROGRAM = os.environ['TASKMGR_PROGRAM']

# How the program ends.
OK, FAILED, USAGE, EMPTY, NOT_FOUND, UNAVAILABLE, NO_ROOM, NO_RIGHTS, NOT_SUPPORTED, UNKNOWN, DAMAGED = range(11)


def run(*arguments, status=OK, uri=None, text=None, environment=None):
    """Runs the program until it ends; returns what it has said."""
    whole = {name: value for name, value in os.environ.items() if name != 'TASKMGR_TRANSPORT'}
    if uri is not None:
        whole['TASKMGR_TRANSPORT'] = uri
    whole.update(environment or {})
    result = subprocess.run([PROGRAM, *arguments], input=text or '', env=whole, capture_output=True, text=True,
                            check=False)
    if status is not None and result.returncode != status:
        raise AssertionError(f'{arguments} ended with {result.returncode}, not {status}:\n'
                             f'{result.stdout}{result.stderr}')
    return result


class TestCase(unittest.TestCase):
    """A test with a folder of its own that nobody else can look into."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='taskmgr-cli-'))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)


class StoreCase(TestCase):
    """A test that is run for each kind of store that several processes can share."""

    scheme = None

    def setUp(self):
        super().setUp()
        self.uri = f'{self.scheme}:{self.folder}/store'

    def run_program(self, *arguments, **options):
        return run(*arguments, uri=self.uri, **options)

    def lines(self, *arguments, **options):
        return self.run_program(*arguments, **options).stdout.splitlines()

    def json(self, *arguments, **options):
        """The JSON lines that a command prints."""
        return [json.loads(line) for line in self.lines(*arguments, '--json', **options)]

    def submit(self, queue, *arguments):
        return self.lines('submit', queue, *arguments)


def for_each_store(case):
    """Makes a test case of each scheme that is there. Those that were not built are left out."""
    module = sys.modules[case.__module__]
    for scheme in os.environ['TASKMGR_SCHEMES'].split():
        name = case.__name__.replace('Store', scheme.capitalize())
        setattr(module, name, type(name, (case, StoreCase), {'scheme': scheme, '__module__': case.__module__}))
    return case


class TapResult(unittest.TestResult):
    """Prints each test as TAP."""

    def __init__(self):
        super().__init__()
        self._number = 0

    def _report(self, outcome, test, directive=''):
        self._number += 1
        name = test.id().partition('.')[2].replace('.', '/').replace('test_', '').replace('_', '-')
        print(f'{outcome} {self._number} - {name}{directive}', flush=True)

    def _explain(self, error):
        for line in ''.join(traceback.format_exception(*error)).splitlines():
            print(f'# {line}', flush=True)

    def addSuccess(self, test):
        self._report('ok', test)

    def addSkip(self, test, reason):
        self._report('ok', test, f' # SKIP {reason}')

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._report('not ok', test)
        self._explain(err)

    def addError(self, test, err):
        super().addError(test, err)
        self._report('not ok', test)
        self._explain(err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._report('not ok', subtest)
            self._explain(err)


def main():
    """Runs the tests of the program."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    print(f'1..{suite.countTestCases()}', flush=True)
    result = TapResult()
    suite.run(result)
    sys.exit(not result.wasSuccessful())
