#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every file with something to translate is in po/POTFILES.in, nothing else is, and texts are whole."""

import os
import re

import checks

POTFILES = 'po/POTFILES.in'
MARKED_C = re.compile(r'\b(?:_|N_|C_|NC_|Q_|ngettext|gettext|g_dngettext|g_dpgettext2) ?\(')
MARKED = {
    '.c': MARKED_C,
    '.h': MARKED_C,
    '.py': re.compile(r'\b(?:_|N_|ngettext) ?\("|\b(?:_|N_|ngettext) ?\(\''),
    '.js': re.compile(r'\b(?:_|N_|ngettext) ?\(["\'`]'),
    '.ui': re.compile(r'translatable="(?:yes|true)"'),
    '.in': None,
}
# The macro is not expanded when texts are collected, so the text would end there.
CUT = re.compile(r'\b(?:_|N_|ngettext) ?\([^;]*?"\s*(G_GU?INT\w+_FORMAT|G_GS?SIZE_FORMAT|PRI\w+)')
FOLDERS = ('taskmgr/', 'demo/')


def has_strings(path, text):
    if not path.startswith(FOLDERS):
        return False
    if path.endswith(('.desktop.in', '.metainfo.xml.in', '.desktop.in.in', '.metainfo.xml.in.in', '.gschema.xml')):
        return True
    marked = MARKED.get(os.path.splitext(path)[1])
    if marked is None:
        return False
    if path.endswith(('.c', '.h')):
        text = re.sub(r'^#.*$', '', checks.blank_comments(text), flags=re.MULTILINE)
    return bool(marked.search(text))


def find_cut(tree):
    """Texts that a macro interrupts; a number of 64 bits must be made a string of its own first."""
    complaints = []
    for path, text in tree.items():
        if path.startswith(FOLDERS) and path.endswith('.c'):
            text = checks.blank_comments(text)
            complaints += [f'{path}:{checks.line_of(text, match.start())}: {match.group(1)} cuts off the text'
                           for match in CUT.finditer(text)]
    return complaints


def check(tree):
    if POTFILES not in tree:
        return [f'{POTFILES} is missing']
    listed = {line.strip() for line in tree[POTFILES].splitlines() if line.strip() and not line.startswith('#')}
    found = {path for path, text in tree.items() if has_strings(path, text)}
    return (find_cut(tree) +
            [f'{path}: has strings to translate and is not in {POTFILES}' for path in sorted(found - listed)] +
            [f'{POTFILES}: {path} has nothing to translate, or is not there' for path in sorted(listed - found)])


checks.run(check, [
    ('a file not listed', {POTFILES: '', 'demo/a.c': 'f (_("Hello"));'}, r'demo/a\.c: has strings'),
    ('a user interface file not listed', {POTFILES: '', 'demo/a.ui': '<p translatable="yes">'}, 'a.ui: has strings'),
    ('a text that a macro cuts off', {POTFILES: 'demo/a.c', 'demo/a.c': 'f (_("Task %" G_GUINT64_FORMAT " is"), id);'},
     r'a\.c:1: G_GUINT64_FORMAT cuts'),
    ('a listed file that is gone', {POTFILES: 'demo/b.c\n'}, r'demo/b\.c has nothing'),
    ('a list that fits', {POTFILES: '# all\ntaskmgr/gtk/a.c\n', 'taskmgr/gtk/a.c': 'x = ngettext ("a", "b", n);',
                          'demo/b.c': '/* _("no") */ my_ (1);'}, None),
])
