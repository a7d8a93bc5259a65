#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The figures of --measure make sense; how good they are depends on the machine, and is not tested."""

import json
import os
import subprocess
import sys

import demotest

PROGRAM = sys.argv[1]
COUNT = 300


def measure(*arguments):
    done = subprocess.run([PROGRAM, '--measure', *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 1, lines
    return json.loads(lines[0])


def check_frames(figures):
    assert figures['frames'] >= 600, figures
    assert 0 < figures['median_ms'] <= figures['p95_ms'] <= figures['p99_ms'] <= figures['worst_ms'], figures
    assert (figures['late'] > 0) == (figures['worst_ms'] > 33), figures
    assert 0 <= figures['settle_ms'] < figures['total_ms'], figures


def all_modes_are_measured(root):
    folder = demotest.add_links(root / 'photos', demotest.add_photo(root, 'a.jpg', 640, 480), COUNT)
    figures = measure('--folder', str(folder))
    assert list(figures) == ['photos', 'empty', 'managed', 'naive'], figures
    assert figures['photos'] == COUNT
    for mode in 'empty', 'managed', 'naive':
        check_frames(figures[mode])
        assert figures[mode]['failed'] == 0

    assert figures['empty']['completed'] == 0
    assert figures['managed']['completed'] > 0
    # The naive way loads every photo, and the list of them is a task in both.
    assert figures['naive']['completed'] == COUNT + 1
    # Nothing is left behind of the caches that were made for it.
    assert not os.listdir(os.environ['XDG_CACHE_HOME'])


def failures_are_counted(root):
    folder = demotest.add_photos(root / 'photos', 3)
    (folder / 'broken.jpg').write_text('this is no picture')
    for mode in 'managed', 'naive':
        figures = measure('--mode', mode, '--folder', str(folder))
        assert list(figures) == ['photos', mode], figures
        assert figures['photos'] == 4
        assert figures[mode]['failed'] == 1, figures


def an_unknown_mode_is_refused(root):
    done = subprocess.run([PROGRAM, '--measure', '--mode', 'fast'], capture_output=True, text=True)
    assert done.returncode == 2
    assert 'fast' in done.stderr and 'managed' in done.stderr


demotest.run_tests([all_modes_are_measured, failures_are_counted, an_unknown_mode_is_refused])
