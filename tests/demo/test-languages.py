#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The small browsers in Python and in JavaScript load photos, and end by themselves."""

import pathlib
import subprocess
import sys

import demotest

DEMO = pathlib.Path(sys.argv[1])
COUNT = 12


def check_photos(root, command):
    folder = demotest.add_photos(root / 'photos', COUNT)
    (folder / 'broken.jpg').write_text('this is no picture')
    done = subprocess.run([*command, '--check', folder], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if 'CRITICAL' in line or 'WARNING' in line]
    assert done.returncode == 0 and not complaints, f'{done.returncode} {done.stderr}'
    assert done.stdout.splitlines() == [f'{COUNT + 1} photos, {COUNT} shown'], done.stdout


def check_missing_folder(root, command):
    done = subprocess.run([*command, '--check', root / 'missing'], capture_output=True, text=True)
    assert done.returncode == 1, f'{done.returncode} {done.stderr}'
    assert 'missing' in done.stderr


def python():
    return [sys.executable, DEMO / 'python' / 'browser.py']


def javascript():
    demotest.need('gjs')
    return ['gjs', '-m', DEMO / 'javascript' / 'browser.js']


def python_loads(root):
    check_photos(root, python())


def python_tells_of_errors(root):
    check_missing_folder(root, python())


def javascript_loads(root):
    check_photos(root, javascript())


def javascript_tells_of_errors(root):
    check_missing_folder(root, javascript())


demotest.run_tests([
    python_loads,
    python_tells_of_errors,
    javascript_loads,
    javascript_tells_of_errors,
])
