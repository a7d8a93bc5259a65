#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every file with something to translate is in po/POTFILES.in, and nothing else is."""

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


def check(tree):
    if POTFILES not in tree:
        return [f'{POTFILES} is missing']
    listed = {line.strip() for line in tree[POTFILES].splitlines() if line.strip() and not line.startswith('#')}
    found = {path for path, text in tree.items() if has_strings(path, text)}
    return ([f'{path}: has strings to translate and is not in {POTFILES}' for path in sorted(found - listed)] +
            [f'{POTFILES}: {path} has nothing to translate, or is not there' for path in sorted(listed - found)])


checks.run(check, [
    ('a file not listed', {POTFILES: '', 'demo/a.c': 'f (_("Hello"));'}, r'demo/a\.c: has strings'),
    ('a user interface file not listed', {POTFILES: '', 'demo/a.ui': '<p translatable="yes">'}, 'a.ui: has strings'),
    ('a listed file that is gone', {POTFILES: 'demo/b.c\n'}, r'demo/b\.c has nothing'),
    ('a list that fits', {POTFILES: '# all\ntaskmgr/gtk/a.c\n', 'taskmgr/gtk/a.c': 'x = ngettext ("a", "b", n);',
                          'demo/b.c': '/* _("no") */ my_ (1);'}, None),
])
