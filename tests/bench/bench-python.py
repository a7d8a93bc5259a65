#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""bench-python.py PEER WORKLOAD [THREADS [N]] runs one workload from Python and prints one line of JSON, as bench.c does.

THREADS 0 is the library's own default, N 0 the workload's own.
"""

import importlib
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'python'))

from peer import Unable          # pylint: disable=wrong-import-position
from workloads import WORKLOADS, warm  # pylint: disable=wrong-import-position

PEERS = {
    'taskmgr': 'TaskmgrPeer',
    'futures': 'FuturesPeer',
    'asyncio': 'AsyncioPeer',
    'shotgunutils': 'ShotgunutilsPeer',
    'atasker': 'AtaskerPeer',
}
CANNOT = 3
NOT_THERE = 4


def load(name):
    """The class of a peer, None if it is not installed."""
    try:
        return getattr(importlib.import_module('peer_' + name), PEERS[name])
    except (ImportError, ValueError) as error:
        print(f'{name}: {error}', file=sys.stderr)
        return None


def leave(code):
    """Ends at once, without waiting for the threads of the pool."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main():
    name, workload, *numbers = sys.argv[1:]
    threads, n = (int(number) for number in (*numbers, 0, 0)[:2])
    run, usual, with_results = WORKLOADS[workload]
    kind = load(name)
    if kind is None:
        leave(NOT_THERE)
    peer = kind(threads, with_results)
    try:
        warm(peer, with_results or kind.always_reports)
        found = run(peer, n or usual)
    except Unable:
        leave(CANNOT)
    line = {'peer': name, 'mode': '', 'threads': threads, 'workload': workload, 'n': n or usual}
    line.update((key, float(f'{value:.6g}')) for key, value in found.items())
    print(json.dumps(line))
    leave(0)


if len(sys.argv) < 3 or sys.argv[1] not in PEERS or sys.argv[2] not in WORKLOADS:
    sys.exit(f'{__doc__}\npeers: {" ".join(PEERS)}\nworkloads: {" ".join(WORKLOADS)}')
main()
