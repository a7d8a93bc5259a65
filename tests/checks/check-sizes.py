#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files stay under 600 lines and functions under 60; what passes 400 and 40 is remarked on. Lines of what is shipped
have 120 columns at most."""

import ast
import re

import checks

FILE_LIMIT, FILE_WARNING = 600, 400
FUNCTION_LIMIT, FUNCTION_WARNING = 60, 40
COLUMNS = 120
SHIPPED = ('taskmgr/', 'demo/')
SUFFIXES = ('.c', '.h', '.py', '.js', '.vala')
FOLDERS = ('taskmgr/', 'demo/', 'tests/', 'docs/')
# Tables of properties with their documentation.
EXCEPT = re.compile(r'_class_init$')
NAME = re.compile(r'^(\w+) ?\(', re.MULTILINE)


def c_functions(text):
    """Functions of a C text in GNU style as (name, line, length), from the name to the closing brace."""
    name, start, opened = None, 0, False
    for number, line in enumerate(checks.blank_comments(text).split('\n'), 1):
        match = NAME.match(line)
        if match:
            name, start, opened = match.group(1), number, False
        elif line.startswith('{'):
            opened = True
        elif line.startswith('}') and name is not None and opened:
            yield name, start, number - start + 1
            name = None


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def functions(path, text):
    if path.endswith('.c'):
        return [row for row in c_functions(text) if not EXCEPT.search(row[0])]
    if path.endswith('.py'):
        return list(python_functions(text))
    return []


def over(tree, file_limit, function_limit):
    for path, text in tree.items():
        if not path.startswith(FOLDERS) or not path.endswith(SUFFIXES):
            continue
        length = text.count('\n')
        if length > file_limit:
            yield f'{path}: {length} lines'
        for name, line, length in functions(path, text):
            if length > function_limit:
                yield f'{path}:{line}: {name} has {length} lines'


def too_wide(tree):
    for path, text in tree.items():
        if not path.startswith(SHIPPED) or not path.endswith(SUFFIXES):
            continue
        for number, line in enumerate(text.split('\n'), 1):
            if len(line) > COLUMNS:
                yield f'{path}:{number}: {len(line)} columns'


def check(tree):
    return [*over(tree, FILE_LIMIT, FUNCTION_LIMIT), *too_wide(tree)]


def notes(tree):
    return list(over(tree, FILE_WARNING, FUNCTION_WARNING))


def c_function(name, lines):
    """A function of so many lines, counted from its name."""
    return f'static void\n{name} (int   a,\n   int b)\n{{\n' + '  a++;\n' * (lines - 4) + '}\n'


checks.run(check, [
    ('a long file', {'demo/a.c': 'int a;\n' * 601}, 'a.c: 601 lines'),
    ('a long function', {'demo/a.c': c_function('short', 60) + '\n' + c_function('grown', 61)},
     r'a\.c:64: grown has 61'),
    ('a long Python function', {'tests/a.py': 'def f ():\n' + '  pass\n' * 60}, 'a.py:1: f has 61'),
    ('a long line', {'demo/a.c': f'/* {"x" * 115} */\n/* {"x" * 114} */\n'}, 'a.c:1: 121 columns'),
    ('a long table of properties', {'taskmgr/a.c': c_function('a_class_init', 200)}, None),
    ('small things', {'demo/a.c': c_function('one', 60) + 'static struct\n{\n' + 'int x;\n' * 100 + '} y;\n'}, None),
], notes)
