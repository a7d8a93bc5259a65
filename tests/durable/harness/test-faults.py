# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-faults.py [--table|--found] WORKER SCHEME NUMBER SKEW [ROW…]: rows of the fault matrix, as TAP or as a table.

With --found the worker has a bug built in, which one of a few tries of the row must find."""

import sys
import time

from faults import ROWS, Context, Skip

N_TRIES = 8


def run(context, row):
    try:
        return 'ok', ROWS[row](context)
    except Skip as reason:
        return 'skipped', str(reason)
    except AssertionError as error:
        return 'failed', str(error)
    finally:
        context.close()


def find(worker, scheme, number, skew, row):
    print('1..1')
    for seed in range(N_TRIES):
        result, text = run(Context(worker, scheme, number, seed, skew), row)
        if result != 'ok':
            break
    print(f'{"not " if result == "ok" else ""}ok 1 found/{scheme}/{row}' + (f' # SKIP {text}' if result == 'skipped' else ''))
    print(f'# after {seed + 1} tries: {text}')
    return 1 if result == 'ok' else 0


def main():
    args = [arg for arg in sys.argv[1:] if not arg.startswith('--')]
    as_table = '--table' in sys.argv
    worker, scheme, number, skew, *rows = args
    rows = rows or list(ROWS)
    failed = False
    if '--found' in sys.argv:
        return find(worker, scheme, int(number), skew, rows[0])
    if as_table:
        print(f'| {scheme} | Fault | Result | Seconds |\n|---|---|---|---|')
    else:
        print(f'1..{len(rows)}')
    for i, row in enumerate(rows):
        started = time.monotonic()
        result, text = run(Context(worker, scheme, int(number), i, skew), row)
        seconds = time.monotonic() - started
        failed |= result == 'failed'
        if as_table:
            print(f'| {row} | {ROWS[row].__doc__} | {"" if result == "ok" else result + ": "}{text} | {seconds:.0f} |', flush=True)
        elif result == 'skipped':
            print(f'ok {i + 1} faults/{scheme}/{row} # SKIP {text}', flush=True)
        else:
            print(f'{"" if result == "ok" else "not "}ok {i + 1} faults/{scheme}/{row}\n# {text} ({seconds:.0f} s)', flush=True)
    return 1 if failed else 0


sys.exit(main())
