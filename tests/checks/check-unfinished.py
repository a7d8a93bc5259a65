#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nothing is left for later in the sources, nothing is switched off, and nothing sleeps."""

import re

import checks

CODE = ('.c', '.h', '.py', '.js', '.vala', '.ui', '.build', '.sh', '.css')
LATER = re.compile(r'\b(?:TO' r'DO|FIX' r'ME|X' r'XX|HA' r'CK)\b')
SWITCHED_OFF = re.compile(r'^\s*#\s*if\s+0\b', re.MULTILINE)
SLEEP = re.compile(r'\b(?:g_us' r'leep|us' r'leep|nanos' r'leep|time\.s' r'leep|GLib\.us' r'leep|s' r'leep) ?\(')
SHELL_SLEEP = re.compile(r'^\s*s' r'leep\s+[\d.$]', re.MULTILINE)
SLEEPLESS = ('taskmgr/', 'demo/', 'tests/', 'docs/')
# The vendored licences and translations speak for themselves.
LEFT_OUT = ('COPYING', 'LICENSES/', 'po/')


def find(path, text, pattern, what):
    return [f'{path}:{checks.line_of(text, match.end())}: {what}' for match in pattern.finditer(text)]


def is_shell(path, text):
    return path.endswith('.sh') or text.startswith(('#!/bin/sh', '#!/usr/bin/env bash'))


def check(tree):
    complaints = []
    for path, text in tree.items():
        if path.startswith(LEFT_OUT):
            continue
        if path.endswith(CODE) or is_shell(path, text):
            complaints += find(path, text, LATER, 'left for later')
        if path.endswith(('.c', '.h')):
            complaints += find(path, text, SWITCHED_OFF, 'switched off')
        if path.startswith(SLEEPLESS) and path.endswith(CODE):
            prose_free = checks.blank_comments(text) if path.endswith(('.c', '.h', '.js', '.vala')) else text
            complaints += find(path, prose_free, SLEEP, 'sleeps')
        if path.startswith(SLEEPLESS) and is_shell(path, text):
            complaints += find(path, text, SHELL_SLEEP, 'sleeps')
    return complaints


checks.run(check, [
    ('a note for later', {'taskmgr/a.c': '\n/* TO' 'DO: more */'}, 'a.c:2: left for later'),
    ('switched off', {'demo/a.c': 'int a;\n#if' ' 0\n#endif'}, 'a.c:2: switched off'),
    ('a sleep in a test', {'tests/a.c': 'f ();\n  g_us' 'leep (10);'}, 'a.c:2: sleeps'),
    ('a sleep in Python', {'tests/a.py': 'time.s' 'leep(1)'}, 'sleeps'),
    ('a sleep in a shell script', {'tests/run': '#!/usr/bin/env bash\ns' 'leep 1\n'}, 'run:2: sleeps'),
    ('nothing of the kind', {'taskmgr/a.c': '/* It does not s' 'leep (much). */ int asleep (void);',
                             'tests/run': '#!/usr/bin/env bash\nmktemp -d a.XXXXXX\n'}, None),
])
