#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sums up what Meson logged of a test run.

Counts single test points, not programs: a program that speaks TAP counts once per point, any other one once.
Prints the log of whatever failed, every skip with its reason, and at last one line with the figures.
"""

import argparse
import collections
import json
import os
import re
import sys

POINT = re.compile(r'^(not ok|ok)\b\s*(\d+)?\s*-?\s*([^#]*?)\s*(?:#\s*(.*))?$')
SKIPPED_PLAN = re.compile(r'^1\.\.0\b\s*(?:#\s*(.*))?$')
DIRECTIVE = re.compile(r'^(skip\S*|todo)\b[:\s]*(.*)$', re.IGNORECASE)
GOOD = ('OK', 'EXPECTEDFAIL')
LOG_LINES = 200

Point = collections.namedtuple('Point', 'outcome name reason')


def parse_points(text):
    """The test points of a TAP stream, and the reason if its plan skips everything."""
    points, plan_reason = [], None
    for line in text.splitlines():
        plan = SKIPPED_PLAN.match(line)
        if plan:
            plan_reason = re.sub(r'(?i)^skip\S*\s*', '', plan.group(1) or '') or 'no reason given'
        match = POINT.match(line)
        if not match:
            continue
        directive = DIRECTIVE.match(match.group(4) or '')
        kind = directive.group(1).lower() if directive else ''
        if kind.startswith('skip') and match.group(1) == 'ok':
            points.append(Point('skipped', match.group(3), directive.group(2) or 'no reason given'))
        elif kind == 'todo':
            expected = match.group(1) == 'not ok'
            points.append(Point('passed' if expected else 'failed', match.group(3), 'passed unexpectedly'))
        else:
            points.append(Point('passed' if match.group(1) == 'ok' else 'failed', match.group(3), ''))
    return points, plan_reason


def points_of(test):
    """What one entry of Meson's log counts as."""
    points, plan_reason = parse_points(test.get('stdout') or '')
    result = test['result']
    if not points:
        if result == 'SKIP':
            return [Point('skipped', '', plan_reason or last_line(test) or 'no reason given')]
        return [Point('passed' if result in GOOD else 'failed', '', result)]
    failed = any(point.outcome == 'failed' for point in points)
    if result not in GOOD + ('SKIP',) and not failed:
        # All points that were reported are fine, yet the program crashed, hung, leaked or stopped short.
        points.append(Point('failed', '(the program as a whole)', result))
    return points


def last_line(test):
    lines = ((test.get('stdout') or '') + (test.get('stderr') or '')).strip().splitlines()
    return lines[-1] if lines else ''


def read_allowed(path):
    """Regular expressions for the skips that are right everywhere, one a line, with the reason after a tab."""
    if path is None or not os.path.exists(path):
        return []
    with open(path, encoding='utf-8') as lines:
        rows = [line.split('\t')[0].strip() for line in lines]
    return [re.compile(row) for row in rows if row and not row.startswith('#')]


def print_log(test):
    print(f'\n==== {test["name"]}: {test["result"]} ====')
    print('$', ' '.join(test.get('command', [])))
    for stream in ('stdout', 'stderr'):
        lines = (test.get(stream) or '').rstrip().splitlines()
        if len(lines) > LOG_LINES:
            print(f'({len(lines) - LOG_LINES} lines of {stream} left out)')
        if lines:
            print('\n'.join(lines[-LOG_LINES:]))


def summarize(tests, allowed, strict):
    """Prints what happened; returns the figures, and whether all is as it should be."""
    counts = collections.Counter()
    failed, skipped, missed = [], [], 0
    for test in tests:
        points = points_of(test)
        counts.update(point.outcome for point in points)
        failures = [point for point in points if point.outcome == 'failed']
        if failures:
            print_log(test)
            failed += [f'{test["name"]} {point.name} {point.reason}'.rstrip() for point in failures]
        for point in points:
            if point.outcome == 'skipped':
                name = f'{test["name"]} {point.name}'.rstrip()
                missed += not any(pattern.search(name) for pattern in allowed)
                skipped.append(f'{name}: {point.reason}')
    for title, lines in (('Failed:', failed), ('Skipped:', skipped)):
        if lines:
            print(f'\n{title}')
            print('\n'.join(f'  {line}' for line in lines))
    good = counts['failed'] == 0 and bool(tests)
    if strict and missed:
        print(f'\nHere nothing may be skipped, yet {missed} points were.')
        good = False
    if not tests:
        print('\nNo test was run.')
    return counts, good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('log', help="Meson's testlog.json")
    parser.add_argument('--strict', action='store_true', help='let skipped tests count as failures')
    parser.add_argument('--allowed-skips', help='file with patterns of skips that are always right')
    arguments = parser.parse_args()
    tests = []
    if os.path.exists(arguments.log):
        with open(arguments.log, encoding='utf-8') as lines:
            tests = [json.loads(line) for line in lines if line.strip()]
    counts, good = summarize(tests, read_allowed(arguments.allowed_skips), arguments.strict)
    line = f'{counts["passed"]} passed, {counts["failed"]} failed'
    if counts['skipped']:
        line += f', {counts["skipped"]} skipped'
    print(f'\n{line}')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
