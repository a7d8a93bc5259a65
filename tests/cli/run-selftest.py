#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the self-test over a transport with a place of its own, which is to be empty of tasks afterwards."""

import os
import subprocess
import sys
import tempfile

PROGRAM = os.environ['TASKMGR_PROGRAM']


def main(scheme):
    with tempfile.TemporaryDirectory(prefix='taskmgr-selftest-') as folder:
        os.environ['TASKMGR_TRANSPORT'] = uri = 'localmem://' if scheme == 'localmem' else f'{scheme}:{folder}/store'
        status = subprocess.run([PROGRAM, 'selftest'], check=False).returncode
        if status == 0 and scheme != 'localmem':
            left = subprocess.run([PROGRAM, 'stats', '--json'], check=True, capture_output=True, text=True).stdout
            for line in left.splitlines():
                if not all(f'"{state}":0' in line for state in ('scheduled', 'ready', 'leased', 'done', 'dead')):
                    print(f'Bail out! {uri} still holds {line}')
                    status = 1
    return status


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
