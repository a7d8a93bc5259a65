#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every fenced block of C in pages and documentation comments compiles; other languages parse.

A block with a main function is a program and stands for itself. Others get the headers; a block without a function of
its own is the inside of one, where the names in CONTEXT are known.
"""

import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import checks

CONTEXT = '''
extern BgTaskManager *manager;
extern BgTask *task;
extern BgDataRetriever *retriever;
extern BgListModelAdapter *adapter;
extern GListModel *model;
extern GFile *file;
extern guint64 id;
extern const char *path;
'''
GTK_CONTEXT = '''
extern GtkWidget *window;
extern GtkWidget *box;
extern GtkWidget *header_bar;
extern GtkWidget *grid_view;
'''
PROGRAM = re.compile(r'^main \(', re.MULTILINE)
FUNCTION = re.compile(r'^\w[\w ]*\(.*?\)\s*\n\{', re.MULTILINE | re.DOTALL)
INCLUDES = re.compile(r'^#include.*$', re.MULTILINE)
GTK = re.compile(r'\b(?:gtk_|Gtk|gdk_|Gdk|adw_|Adw|bg_gtk_|BgGtk)')
FLAGS = ('-fsyntax-only', '-std=gnu11', '-Wall', '-Werror', '-Wno-unused-function', '-Wno-unused-variable',
         '-Wno-return-type')


def pkg_config(*packages):
    found = [name for name in packages if subprocess.run(['pkg-config', '--exists', name], check=False).returncode == 0]
    output = subprocess.run(['pkg-config', '--cflags', *found], capture_output=True, text=True, check=True).stdout
    return shlex.split(output)


class Compiler:
    """Checks texts with the compiler and the folders that the build uses."""

    def __init__(self):
        build = os.environ.get('BG_BUILD_ROOT', os.path.join(checks.ROOT, 'build'))
        folders = [os.path.join(root, part) for root in (checks.ROOT, build) for part in ('taskmgr', 'taskmgr/gtk')]
        self.command = [*shlex.split(os.environ.get('CC', 'cc')), *FLAGS, *(f'-I{folder}' for folder in folders)]
        self.flags = {True: pkg_config('gio-2.0', 'gtk4', 'libadwaita-1'), False: pkg_config('gio-2.0')}

    def complaints(self, code, with_gtk):
        command = [*self.command, *self.flags[with_gtk], '-x', 'c', '-']
        result = subprocess.run(command, input=code, capture_output=True, text=True, check=False)
        return result.stderr if result.returncode != 0 else ''


def complete(code, line, name, with_gtk):
    """A block as a translation unit of its own, with its place in its own file for the compiler's messages."""
    place = f'#line {line} "{name}"\n'
    if PROGRAM.search(code):
        return place + code
    opening = '#include <taskmgr.h>\n' + ('#include <taskmgr-gtk.h>\n' if with_gtk else '')
    opening += '\n'.join(INCLUDES.findall(code)) + CONTEXT + (GTK_CONTEXT if with_gtk else '')
    code = INCLUDES.sub('', code)
    if FUNCTION.search(code):
        return opening + place + code
    return f'{opening}static int\nfragment (GError **error)\n{{\n{place}{code}}}\n'


def check_c(compiler, name, line, code):
    with_gtk = bool(GTK.search(code))
    return compiler.complaints(complete(code, line, name, with_gtk), with_gtk)


def check_script(language, name, line, code):
    """What is wrong with a block that is not C."""
    try:
        if language == 'python':
            compile(code, name, 'exec')
        elif language == 'json':
            json.loads(code)
        elif language in ('sh', 'bash', 'shell'):
            subprocess.run(['bash', '-n'], input=code, capture_output=True, text=True, check=True)
    except subprocess.CalledProcessError as error:
        return f'{name}:{line}: {error.stderr}'
    except (SyntaxError, ValueError) as error:
        return f'{name}:{line}: {error}'
    return ''


def blocks(tree):
    """All fenced blocks as (path, line, language, code)."""
    for path, text in tree.items():
        if path.endswith('.md'):
            yield from ((path, *block) for block in checks.fenced_blocks(text))
        elif path.startswith('taskmgr/') and path.endswith(('.c', '.h')):
            for start, body in checks.doc_comments(text):
                for line, language, code in checks.fenced_blocks(body):
                    yield path, start + line - 1, language, code


def check_block(compiler, block):
    path, line, language, code = block
    if not language:
        return f'{path}:{line}: a fenced block that names no language'
    if language == 'c':
        return check_c(compiler, path, line, code)
    return check_script(language, path, line, code)


def check(tree):
    compiler = Compiler()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda block: check_block(compiler, block), list(blocks(tree)))
        return [text for text in found if text]


if shutil.which('pkg-config') is None:
    print('1..0 # SKIP pkg-config is not there')
    sys.exit(0)
checks.run(check, [
    ('a C block that does not compile', {'docs/a.md': 'Text\n\n```c\nint a = nothing;\n```\n'}, r'docs/a\.md:4'),
    ('a C block in a comment', {'taskmgr/a.c': '/**\n * bg_a:\n *\n * ```c\n * bg_nothing ();\n * ```\n */\n'},
     r'taskmgr/a\.c:5'),
    ('a program that does not compile', {'docs/a.md': '```c\nint\nmain (void)\n{\n  retur 0;\n}\n```\n'}, 'md:5'),
    ('Python that does not parse', {'docs/a.md': '```python\nif x\n```\n'}, r'docs/a\.md:2'),
    ('a shell line that does not parse', {'docs/a.md': '```sh\nif x\n```\n'}, r'docs/a\.md:2'),
    ('a block without a language', {'docs/a.md': '```\nx\n```\n'}, 'names no language'),
    ('blocks that are right', {
        'docs/a.md': '```c\nbg_task_manager_start_processing (manager);\n```\n```c\nstatic int\nf (void)\n{\n  return 1;\n}\n'
                     '```\n```python\nx = 1\n```\n```vala\nnot looked at\n```\n'}, None),
])
