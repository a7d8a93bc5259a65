#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""tests/report.py counts what happened, and lets nothing pass for a success that is none."""

import json
import os
import subprocess
import sys
import tempfile

import checks

REPORT = os.path.join(checks.ROOT, 'tests', 'report.py')


def entry(result, stdout=''):
    return {'name': 'core / task', 'result': result, 'stdout': stdout, 'command': ['./task']}


def run_report(entries, *arguments):
    """The report's exit status and last line."""
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, 'log.json')
        with open(log, 'w', encoding='utf-8') as file:
            file.writelines(json.dumps(line) + '\n' for line in entries)
        with open(os.path.join(folder, 'allowed'), 'w', encoding='utf-8') as file:
            file.write('# comment\n/a/allowed\tonly there\n')
        result = subprocess.run([sys.executable, REPORT, log, '--allowed-skips', os.path.join(folder, 'allowed'),
                                 *arguments], capture_output=True, text=True, check=False)
    return result.returncode, result.stdout.splitlines()[-1] if result.stdout else result.stderr


SKIP = 'ok 1 /a/one\nok 2 /a/two # SKIP no display\n1..2\n'
CASES = [
    ('points count singly', [entry('OK', 'ok 1 /a\nok 2 /b\n1..2\n'), entry('OK')], (), (0, '3 passed, 0 failed')),
    ('a failed point', [entry('FAIL', 'ok 1 /a\nnot ok 2 /b\n1..2\n')], (), (1, '1 passed, 1 failed')),
    ('a program that fails', [entry('FAIL')], (), (1, '0 passed, 1 failed')),
    ('a program that crashes after good points', [entry('ERROR', '1..2\nok 1 /a\n')], (), (1, '1 passed, 1 failed')),
    ('a program that hangs', [entry('TIMEOUT', '1..2\nok 1 /a\n')], (), (1, '1 passed, 1 failed')),
    ('a skipped point', [entry('OK', SKIP)], (), (0, '1 passed, 0 failed, 1 skipped')),
    ('a skipped point where none may be', [entry('OK', SKIP)], ('--strict',), (1, '1 passed, 0 failed, 1 skipped')),
    ('a skip that is allowed', [entry('OK', 'ok 1 /a/allowed # SKIP\n1..1\n')], ('--strict',),
     (0, '0 passed, 0 failed, 1 skipped')),
    ('a skipped program', [entry('SKIP', '1..0 # SKIP no gtk\n')], ('--strict',), (1, '0 passed, 0 failed, 1 skipped')),
    ('no test at all', [], (), (1, '0 passed, 0 failed')),
]
print(f'1..{len(CASES)}')
FAILED = False
for number, (title, entries, options, expected) in enumerate(CASES, 1):
    got = run_report(entries, *options)
    checks.report(number, title, [] if got == expected else [f'expected {expected}, got {got}'])
    FAILED = FAILED or got != expected
sys.exit(1 if FAILED else 0)
