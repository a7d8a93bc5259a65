# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-power-cut.py WORKER SCHEME ROUNDS [FOUND…]: nothing that was confirmed is lost in a power cut (D12).

The FOUND are workers with a bug built in, which must be found."""

import random
import sys

from power_cut import Skip, cut


def main():
    worker, scheme, rounds, *planted = sys.argv[1:]
    variants = [('ext4', ''), ('ext4', ',data=writeback'), ('xfs', '')]
    print(f'1..{len(variants) + len(planted)}')
    failed = False
    for i, (file_system, options) in enumerate(variants):
        name = f'power-cut/{scheme}/{file_system}{options.replace(",", "/")}'
        try:
            confirmed, wrong = cut(worker, scheme, int(rounds), random.Random(i), file_system, options)
            print(f'{"not " if wrong else ""}ok {i + 1} {name}\n# {confirmed} confirmed, {len(wrong)} missing, back or torn')
            for line in wrong[:10]:
                print('#', line)
            failed |= bool(wrong)
        except Skip as reason:
            print(f'ok {i + 1} {name} # SKIP {reason}')
    for i, program in enumerate(planted):
        name = f'{len(variants) + i + 1} power-cut/found/{program.rsplit("/", 1)[-1]}'
        try:
            _, wrong = cut(program, scheme, 4, random.Random(i))
            print(f'{"" if wrong else "not "}ok {name}\n# {len(wrong)} faults found')
            failed |= not wrong
        except Skip as reason:
            print(f'ok {name} # SKIP {reason}')
    return 1 if failed else 0


sys.exit(main())
