#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The programs under docs/examples exist in four languages, and the pages show them word for word."""

import os
import re

import checks

EXAMPLES = 'docs/examples/'
LANGUAGES = {'c': 'c', 'py': 'python', 'js': 'javascript', 'vala': 'vala'}
# The lines that open a file and are left out on a page.
OPENING = re.compile(r'\A(?:#!.*\n)?(?:(?:/\*|//|#| \*).*\n)+\n*')
PROGRAM = re.compile(r'^main \(', re.MULTILINE)
CONTENT = re.compile(r'"([\w.-]+\.md)"')


def shown_code(text):
    return OPENING.sub('', text)


def check_folders(tree, shown):
    """Each example is there in each language, and on a page."""
    names = sorted({path.split('/')[2] for path in tree if path.startswith(EXAMPLES) and path.count('/') >= 3})
    for name in names:
        for suffix, language in LANGUAGES.items():
            path = f'{EXAMPLES}{name}/example.{suffix}'
            if path not in tree:
                yield f'{path} is missing'
            elif (language, shown_code(tree[path])) not in shown:
                yield f'{path}: no page shows it as it is'


def check_pages(tree, shown):
    """Each whole program on a page is an example, and each page is part of the reference."""
    known = {(LANGUAGES[path.rsplit('.', 1)[-1]], shown_code(text)) for path, text in tree.items()
             if path.startswith(EXAMPLES) and path.rsplit('.', 1)[-1] in LANGUAGES}
    for (language, code), place in shown.items():
        if language == 'c' and PROGRAM.search(code) and (language, code) not in known:
            yield f'{place}: this program is not under {EXAMPLES}'
    listed = {name for path, text in tree.items() if path.startswith('docs/') and path.endswith(('.toml', '.toml.in'))
              for name in CONTENT.findall(text)}
    for path in tree:
        if re.fullmatch(r'docs/[\w-]+\.md', path) and os.path.basename(path) not in listed:
            yield f'{path}: is in no list of pages'
    for name in sorted(listed):
        if f'docs/{name}' not in tree:
            yield f'docs/{name} is listed and missing'


def check(tree):
    shown = {}
    for path, text in tree.items():
        if path == 'README.md' or re.fullmatch(r'docs/[\w-]+\.md', path):
            for line, language, code in checks.fenced_blocks(text):
                shown[(language, code)] = f'{path}:{line}'
    return [*check_folders(tree, shown), *check_pages(tree, shown)]


SOURCES = {
    f'{EXAMPLES}one/example.c': '/* SPDX\n * SPDX\n */\n\n#include <a.h>\n',
    f'{EXAMPLES}one/example.py': '#!/usr/bin/python3\n# SPDX\n\nimport gi\n',
    f'{EXAMPLES}one/example.js': '// SPDX\n\nconst a = 1;\n',
    f'{EXAMPLES}one/example.vala': '/* SPDX */\n\nvoid main () {}\n',
}
PAGE = '```c\n#include <a.h>\n```\n```python\nimport gi\n```\n```javascript\nconst a = 1;\n```\n```vala\nvoid main () {}\n```\n'
LIST = {'docs/bg.toml.in': 'content_files = [\n  "one.md",\n]\n'}
checks.run(check, [
    ('a language missing', {f'{EXAMPLES}one/example.c': ''}, r'example\.py is missing'),
    ('a page that lags behind', {**SOURCES, **LIST, 'docs/one.md': PAGE.replace('a = 1', 'a = 2')},
     r'example\.js: no page'),
    ('a program that is no example', {'README.md': '```c\nint\nmain (void)\n{\n}\n```\n'}, 'README.md:2'),
    ('a page in no list', {'docs/two.md': '', **LIST, 'docs/one.md': ''}, r'two\.md: is in no list'),
    ('a list with a missing page', LIST, r'one\.md is listed'),
    ('pages that show the examples', {**SOURCES, **LIST, 'docs/one.md': PAGE}, None),
])
