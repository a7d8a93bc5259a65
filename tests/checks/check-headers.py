#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Public headers stand in the umbrella, refuse to be included alone, and include nothing private."""

import os
import re

import checks

UMBRELLAS = ('taskmgr.h', 'taskmgr-gtk.h')
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)
REFUSAL = re.compile(r'#\s*if !defined \(BG\w*_INSIDE\).*\n#\s*error "Only <taskmgr[\w-]*\.h> can be included directly')


def umbrella_of(path):
    return UMBRELLAS[1] if path.startswith('taskmgr/gtk/') else UMBRELLAS[0]


def check_header(path, text, included):
    """What is wrong with one header that is not an umbrella."""
    if '#pragma once' not in text:
        yield f'{path}: may be included twice'
    if not REFUSAL.search(text):
        yield f'{path}: can be included directly'
    if os.path.basename(path) not in included[umbrella_of(path)]:
        yield f'{path}: is not in {umbrella_of(path)}'


def check(tree):
    headers = checks.public_headers(tree)
    included = {name: set() for name in UMBRELLAS}
    for path in headers:
        name = os.path.basename(path)
        if name in UMBRELLAS:
            included[name] |= {os.path.basename(target) for target in INCLUDE.findall(tree[path])}
    complaints = []
    for path in headers:
        if os.path.basename(path) not in UMBRELLAS:
            complaints += check_header(path, tree[path], included)
        for target in INCLUDE.findall(tree[path]):
            if checks.is_private(target) or target == 'config.h':
                complaints.append(f'{path}: is public and includes {target}')
    return complaints


GUARD = '#pragma once\n#if !defined (BG_INSIDE) && !defined (BG_COMPILATION)\n' \
        '# error "Only <taskmgr.h> can be included directly."\n#endif\n'
checks.run(check, [
    ('not in the umbrella', {'taskmgr/taskmgr.h': '', 'taskmgr/core/bg-a.h': GUARD}, 'not in taskmgr.h'),
    ('a GTK header in the wrong umbrella',
     {'taskmgr/taskmgr.h': '#include "gtk/bg-gtk-a.h"', 'taskmgr/gtk/bg-gtk-a.h': GUARD}, 'not in taskmgr-gtk.h'),
    ('no refusal', {'taskmgr/taskmgr.h': '#include "core/bg-a.h"', 'taskmgr/core/bg-a.h': '#pragma once'}, 'directly'),
    ('a private include', {'taskmgr/taskmgr.h': '#include "core/bg-a.h"',
                           'taskmgr/core/bg-a.h': GUARD + '#include "bg-a-private.h"'}, 'includes bg-a-private.h'),
    ('all in order', {'taskmgr/taskmgr.h': '#include "core/bg-a.h"', 'taskmgr/core/bg-a.h': GUARD,
                      'taskmgr/core/bg-b-private.h': ''}, None),
])
