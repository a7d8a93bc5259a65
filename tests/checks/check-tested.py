#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every public symbol is used by a test: functions, types, error codes and other enumeration values."""

import re

import checks

ENUMERATION = re.compile(r'\btypedef enum[^{]*\{(.*?)\}', re.DOTALL)
VALUE = re.compile(r'^\s*((?:BG|BG_GTK)_\w+)', re.MULTILINE)
WORD = re.compile(r'\w+')
# Bg.TaskState.QUEUED in a script is BG_TASK_STATE_QUEUED.
SCRIPT_VALUE = re.compile(r'\b(Bg|BgGtk)\.(\w+)\.([A-Z]\w*)')
WORD_START = re.compile(r'(?<=[a-z0-9])(?=[A-Z])')
# A macro that stands for a call, as BG_ERROR does for its quark.
ALIAS = re.compile(r'^#\s*define\s+(\w+)\s+\((\w+) \(\)\)', re.MULTILINE)


def public_symbols(text):
    for name in checks.exported_functions(text):
        if not name.endswith('_get_type'):
            yield name
    for name, _ in checks.declared_types(text):
        yield name
    for match in ENUMERATION.finditer(checks.blank_comments(text)):
        yield from VALUE.findall(match.group(1))


def upper(name):
    return WORD_START.sub('_', name).upper()


def used_in_tests(tree):
    used = set()
    for path, text in tree.items():
        if not path.startswith('tests/'):
            continue
        if path.endswith(('.c', '.h')):
            used |= set(WORD.findall(checks.blank_comments(text)))
        elif path.endswith(('.py', '.js')):
            used |= {'_'.join(map(upper, match.groups())) for match in SCRIPT_VALUE.finditer(text)}
    return used


def check(tree):
    used = used_in_tests(tree)
    for path in checks.public_headers(tree):
        used |= {function for macro, function in ALIAS.findall(tree[path]) if macro in used}
    return [f'{path}: no test uses {name}' for path in checks.public_headers(tree)
            for name in public_symbols(tree[path]) if name not in used]


HEADER = 'BG_AVAILABLE_IN_ALL\nint   bg_a_run (BgA *self,\n   int b);\n'
VALUES = 'typedef enum\n{\n  BG_A_ONE,\n  BG_A_TWO = 1 << 3,\n} BgANumber;\n'
checks.run(check, [
    ('a function that no test calls', {'taskmgr/core/bg-a.h': HEADER, 'tests/a.c': '/* bg_a_run */ "bg_a_run"'},
     'no test uses bg_a_run'),
    ('a value that no test names', {'taskmgr/core/bg-a.h': VALUES, 'tests/a.c': 'BG_A_ONE'}, 'BG_A_TWO'),
    ('values in a script', {'taskmgr/core/bg-a.h': VALUES, 'tests/a.py': '(Bg.A.ONE, Bg.A.TWO)'}, None),
    ('a quark by its macro', {'taskmgr/core/bg-a.h': '#define BG_E (bg_e_quark ())\nBG_AVAILABLE_IN_ALL\n'
                              'GQuark bg_e_quark (void);\n', 'tests/a.c': 'f (BG_E);'}, None),
    ('all used', {'taskmgr/core/bg-a.h': VALUES + 'BG_AVAILABLE_IN_ALL\nGType bg_a_get_type (void);\n',
                  'tests/a.c': 'f (BG_A_ONE, BG_A_TWO);'}, None),
])
