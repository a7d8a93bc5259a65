# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-faults.py [--table] WORKER SCHEME NUMBER SKEW [ROW…]: rows of the fault matrix, as TAP or as a table."""

import sys
import time

from faults import ROWS, Context, Skip


def run(context, row):
    try:
        return 'ok', ROWS[row](context)
    except Skip as reason:
        return 'skipped', str(reason)
    except AssertionError as error:
        return 'failed', str(error)
    finally:
        context.close()


def main():
    args = [arg for arg in sys.argv[1:] if arg != '--table']
    as_table = len(args) < len(sys.argv) - 1
    worker, scheme, number, skew, *rows = args
    rows = rows or list(ROWS)
    failed = False
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
