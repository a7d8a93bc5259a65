#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Closing the window in the middle of 2,000 loads ends the process cleanly, and loads no more."""

import os
import pathlib
import subprocess
import sys

import demotest

PROGRAM = sys.argv[1]
COUNT = 2000


def start(root, *arguments):
    photo = demotest.noisy_photo(root / 'photo.jpg', 2000)
    folder = demotest.add_links(root / 'photos', photo, COUNT)
    process = subprocess.Popen([PROGRAM, *arguments, '--folder', folder], stderr=subprocess.PIPE, text=True)
    subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--name', '^photos$'], check=True,
                   stdout=subprocess.DEVNULL)
    return process


def press(key):
    # There is no window manager: keys go to the window under the pointer.
    subprocess.run(['xdotool', 'mousemove', '400', '300', 'key', key], check=True)


def expect_end(process):
    stderr = process.communicate()[1]
    assert process.returncode == 0, f'{process.returncode} {stderr}'
    assert 'CRITICAL' not in stderr and 'WARNING' not in stderr, stderr
    cache = pathlib.Path(os.environ['XDG_CACHE_HOME'])
    assert sum(1 for path in cache.rglob('*.png')) < COUNT / 2


def closing_the_window(root):
    demotest.need('xdotool')
    process = start(root)
    press('ctrl+w')
    expect_end(process)


def quitting(root):
    demotest.need('xdotool')
    process = start(root)
    press('ctrl+q')
    expect_end(process)


def closing_the_window_of_the_naive_way(root):
    demotest.need('xdotool')
    process = start(root, '--naive')
    press('ctrl+w')
    expect_end(process)


demotest.run_tests([closing_the_window, quitting, closing_the_window_of_the_naive_way])
