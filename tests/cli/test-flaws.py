#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The self-test finds out what a transport promises and does not keep, and is content with one that promises little."""

import json
import os

import clitest
from clitest import FAILED, OK

# A flaw, the cases that are run, and those that are to find it out.
FLAWS = {
    'order': ('order/*', 'order/submission-order'),
    'early': ('delay/*', 'delay/never-early'),
    'forgetful': ('submit/*', 'submit/a-batch-is-accepted'),
    'two-holders': ('lease/*', 'lease/one-holder'),
    'no-extension': ('lease/extended*', 'lease/extended-it-lasts'),
    'no-acknowledgement': ('lease/never*', 'lease/never-again-after-the-acknowledgement'),
    'no-reason': ('back/*', 'back/rejected-is-dead'),
    'no-cancelling': ('cancel/*', 'cancel/what-waits-never-runs'),
    'miscounting': ('stats/*', 'stats/each-state-is-counted'),
    'pages': ('list/*', 'list/in-pages'),
    'fires-again': ('schedule/*', 'schedule/an-instant-fires-once'),
}


def selftest(uri, *filters, status=OK):
    result = clitest.run('selftest', uri, '--json', *(f'--filter={pattern}' for pattern in filters), status=status,
                         environment={'TASKMGR_MODULE_PATH': os.environ['FLAWED_MODULE_PATH']})
    *cases, summary = [json.loads(line) for line in result.stdout.splitlines()]
    return {case['case']: case for case in cases}, summary


class Flaws(clitest.TestCase):

    def test_each_is_found_out(self):
        for flaw, (pattern, case) in FLAWS.items():
            with self.subTest(flaw):
                selftest('flawed://', pattern)
                cases, summary = selftest(f'flawed://?flaw={flaw}', pattern, status=FAILED)
                self.assertEqual(cases[case]['outcome'], 'broken', cases)
                self.assertTrue(cases[case]['complaint'])
                self.assertGreater(summary['broken'], 0)

    def test_little_is_promised(self):
        cases, summary = selftest('poor://')
        self.assertEqual(summary['broken'], 0)
        for case in ('order/higher-priority-first', 'delay/never-early', 'unique/one-waits', 'serial/one-at-a-time',
                     'lease/extended-it-lasts', 'dead/all-run-again', 'list/in-pages',
                     'stats/what-is-not-exact-is-told'):
            self.assertEqual(cases[case]['outcome'], 'refused')
        self.assertEqual(cases['lease/one-holder']['outcome'], 'kept')
        self.assertEqual(cases['processes/one-holder']['outcome'], 'not-promised')


class Output(clitest.TestCase):
    """What the self-test says."""

    def test_tap(self):
        lines = clitest.run('selftest', 'localmem://', '--filter', 'open/*', '--filter', 'names/*').stdout.splitlines()
        plan = int(lines[0].removeprefix('1..'))
        self.assertEqual([line.split()[1] for line in lines[1:plan + 1]], [str(n + 1) for n in range(plan)])
        self.assertTrue(all(line.startswith('ok ') for line in lines[1:plan + 1]))
        self.assertEqual(lines[-1], f'# {plan} of {plan} promises kept, 0 broken, 0 refused as they should, 0 not promised')

    def test_list(self):
        names = clitest.run('selftest', '--list').stdout.splitlines()
        self.assertEqual(len(names), len(set(names)))
        self.assertGreater(len(names), 100)
        self.assertEqual(clitest.run('selftest', '--list', '--filter', 'order/*').stdout.splitlines(),
                         [name for name in names if name.startswith('order/')])

    def test_mistakes(self):
        clitest.run('selftest', 'localmem://', 'localmem://', status=clitest.USAGE)
        clitest.run('selftest', 'localmem://', '--uri', 'localmem://', status=clitest.USAGE)
        clitest.run('selftest', 'localmem://', '--time-limit', '0', status=clitest.USAGE)
        clitest.run('selftest', status=clitest.USAGE)


if __name__ == '__main__':
    clitest.main()
