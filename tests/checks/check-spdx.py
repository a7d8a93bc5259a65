#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every file opens with its copyright and licence, or .reuse/dep5 tells them."""

import fnmatch
import re

import checks

DEP5 = '.reuse/dep5'
OPENING_LINES = 12
LINES = ('SPDX-' 'FileCopyrightText: 2026 The taskmgr authors', 'SPDX-' 'License-Identifier: ')
LICENCES = ('COPYING', 'LICENSES/*')


def patterns(tree):
    """What .reuse/dep5 covers."""
    found = []
    for match in re.finditer(r'^Files:(.*(?:\n[ \t].*)*)', tree.get(DEP5, ''), re.MULTILINE):
        found += match.group(1).split()
    return found


def check(tree):
    covered = [*patterns(tree), *LICENCES, DEP5]
    complaints = []
    for path, text in tree.items():
        if any(fnmatch.fnmatch(path, pattern) for pattern in covered):
            continue
        opening = '\n'.join(text.split('\n')[:OPENING_LINES])
        for line in LINES:
            if line not in opening:
                complaints.append(f'{path}: does not open with "{line.strip()}"')
    return complaints


GOOD = '/* ' + '\n * '.join(LINES) + 'LGPL-2.1-or-later\n */\n'
checks.run(check, [
    ('no line at all', {'demo/a.c': 'int a;\n'}, 'demo/a.c: does not open'),
    ('no licence', {'demo/a.c': '/* ' + LINES[0] + ' */'}, 'License-Identifier'),
    ('lines too late', {'demo/a.c': '\n' * 20 + GOOD}, 'does not open'),
    ('lines, and a file that dep5 covers',
     {'demo/a.c': GOOD, 'demo/a.json': '{}', DEP5: 'Files: x\n *.json\nLicense: LGPL-2.1-or-later\n'}, None),
])
