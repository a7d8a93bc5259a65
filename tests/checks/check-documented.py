#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every exported function and type has a documentation comment that says something, in gi-docgen's markup."""

import re

import checks

SYMBOL = re.compile(r'^([\w:-]+):(?:\s*\(.*\))?\s*$')
ANNOTATION_LINE = re.compile(r'^(?:@[\w.]+:|Returns:|Since:|Deprecated:|Stability:)')
OLD_MARKUP = (re.compile(r'(?<![\w%])%(?:TRUE|FALSE|NULL|[A-Z]+_\w+)'), re.compile(r'(?<![\w#&])#Bg\w+'),
              re.compile(r'\|\['))


def documented(tree):
    """Symbols with a comment, each with its place and the comment's text."""
    found = {}
    for path, text in tree.items():
        if path.startswith('taskmgr/') and path.endswith(('.c', '.h')):
            for line, body in checks.doc_comments(text):
                match = SYMBOL.match(body.split('\n', 1)[0].strip())
                if match:
                    found[match.group(1)] = (f'{path}:{line}', body.split('\n', 1)[-1])
    return found


def says_something(body):
    """Whether a comment has a sentence beside its parameters."""
    for paragraph in re.split(r'\n\s*\n', body):
        text = paragraph.strip()
        if text and not ANNOTATION_LINE.match(text):
            return True
    return False


def old_markup(place, body):
    prose = re.sub(r'```.*?```|`[^`\n]*`', '', body, flags=re.DOTALL)
    return [f'{place}: {match.group()} is the markup of another tool'
            for pattern in OLD_MARKUP for match in [pattern.search(prose)] if match]


def check(tree):
    comments = documented(tree)
    complaints = []
    for path in checks.public_headers(tree):
        symbols = [name for name in checks.exported_functions(tree[path]) if not name.endswith('_get_type')]
        symbols += [name for name, _ in checks.declared_types(tree[path])]
        for name in symbols:
            if name not in comments:
                complaints.append(f'{path}: {name} is not documented')
            elif not says_something(comments[name][1]):
                complaints.append(f'{comments[name][0]}: {name} has a comment that does not say what it does')
    for place, body in comments.values():
        complaints += old_markup(place, body)
    return complaints


EXPORTED = 'BG_AVAILABLE_IN_ALL\nint   bg_a_run (BgA *self,\n   int b);\n'
checks.run(check, [
    ('no comment', {'taskmgr/core/bg-a.h': EXPORTED}, 'bg_a_run is not documented'),
    ('a type without a comment',
     {'taskmgr/core/bg-a.h': 'BG_AVAILABLE_IN_ALL\nG_DECLARE_FINAL_TYPE (BgA, bg_a, BG, A, GObject)\n\n'},
     'BgA is not documented'),
    ('an empty comment', {'taskmgr/core/bg-a.h': EXPORTED, 'taskmgr/core/bg-a.c':
                          '/**\n * bg_a_run:\n * @self: an a\n * @b: (inout):\n *   what\n *\n * Returns: it\n */\n'},
     'does not say what it does'),
    ('the markup of gtk-doc', {'taskmgr/core/bg-a.c': '/**\n * bg_a_run:\n *\n * Gives %TRUE.\n */\n'}, '%TRUE'),
    ('a comment', {'taskmgr/core/bg-a.h': EXPORTED, 'taskmgr/core/bg-a.c':
                   '/**\n * bg_a_run: (skip)\n * @self: an a\n *\n * Runs 100 % of it.\n */\n'}, None),
])
