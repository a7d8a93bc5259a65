#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Includes go one way: a folder sees only what lies below it."""

import os
import re

import checks

# Which folders of the library a folder may include, beside itself.
BELOW = {
    'taskmgr/core': (),
    'taskmgr/executors': ('taskmgr/core',),
    'taskmgr/idle': ('taskmgr/executors', 'taskmgr/core'),
    'taskmgr/schedulers': ('taskmgr/executors', 'taskmgr/core'),
    'taskmgr/data': ('taskmgr/executors', 'taskmgr/core'),
    'taskmgr/durable': ('taskmgr/schedulers', 'taskmgr/executors', 'taskmgr/core'),
}
# These see what every program sees: the umbrellas, and public headers.
OUTSIDE = ('taskmgr/cli', 'taskmgr/gtk', 'demo')
# Plain structs in the core: no GObject, and nothing of the project but the node and these headers.
PLAIN = ('bg-node', 'bg-graph', 'bg-ready-queue', 'bg-timers', 'bg-groups', 'bg-inbox')
PLAIN_MAY_INCLUDE = ('bg-node', 'bg-enums', 'bg-error', 'bg-macros', 'config')
OBJECT_HEADERS = ('glib-object.h', 'gio/', 'gobject/', 'gtk/')

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)
FOLDERS = sorted((*BELOW, *OUTSIDE), key=len, reverse=True)


def folder_of(path):
    """The row of the tables that a file belongs to, None if to none."""
    return next((folder for folder in FOLDERS if path.startswith(folder + '/')), None)


def stem(path):
    return os.path.basename(path).replace('-private', '').rsplit('.', 1)[0]


def resolve(tree, path, name):
    """The project file meant by an include, None if it is generated or not of the project."""
    for start in (os.path.dirname(path), 'taskmgr', 'taskmgr/gtk', '.'):
        candidate = os.path.normpath(os.path.join(start, name))
        if candidate in tree:
            return candidate
    return None


def blame_plain(path, bracket, name):
    """What is wrong with an include of a plain struct."""
    if bracket == '<':
        return name.startswith(OBJECT_HEADERS) and 'knows GObject'
    if stem(name) not in (stem(path), *PLAIN_MAY_INCLUDE):
        return 'is a plain struct and should know only the node'
    return None


def blame(tree, path, bracket, name):
    """What is wrong with one include, None if nothing."""
    if path.startswith('taskmgr/core/') and stem(path) in PLAIN:
        wrong = blame_plain(path, bracket, name)
        if wrong:
            return wrong
    target = resolve(tree, path, name)
    folder = folder_of(path)
    if target is None or folder is None:
        return None
    if folder in OUTSIDE:
        foreign = not target.startswith(folder + '/')
        return foreign and checks.is_private(target) and 'may include public headers only'
    aim = folder_of(target)
    if aim != folder and aim not in BELOW[folder]:
        return f'lies below {aim or "the umbrella"} and may not include it'
    return None


def check(tree):
    complaints = []
    for path, text in tree.items():
        if not path.endswith(('.c', '.h')) or path in ('taskmgr/taskmgr.h', 'taskmgr/taskmgr-gtk.h'):
            continue
        text = checks.blank_comments(text, strings=False)
        for match in INCLUDE.finditer(text):
            wrong = blame(tree, path, *match.groups())
            if wrong:
                line = checks.line_of(text, match.start(2))
                complaints.append(f'{path}:{line}: includes {match.group(2)}, but {wrong}')
    return complaints


CORE = {'taskmgr/core/bg-task.h': '', 'taskmgr/core/bg-graph-private.h': '', 'taskmgr/core/bg-node-private.h': ''}
checks.run(check, [
    ('the core includes data', {'taskmgr/core/bg-task.c': '#include "../data/x.h"\n', 'taskmgr/data/x.h': ''},
     'bg-task.c:1: .*may not include'),
    ('executors include the umbrella', {'taskmgr/executors/a.c': '#include "taskmgr.h"', 'taskmgr/taskmgr.h': ''},
     'umbrella'),
    ('GTK includes a private header', {'taskmgr/gtk/a.c': '#include "core/bg-graph-private.h"', **CORE},
     'public headers only'),
    ('the graph includes GIO', {'taskmgr/core/bg-graph.c': '\n#include <gio/gio.h>'}, 'bg-graph.c:2: .*GObject'),
    ('the graph includes the task', {**CORE, 'taskmgr/core/bg-graph.c': '#include "bg-task.h"'}, 'only the node'),
    ('everything downwards', {
        **CORE,
        'taskmgr/core/bg-graph.c': '#include "config.h"\n#include "bg-graph-private.h"\n#include "bg-node-private.h"\n'
                                   '#include <glib.h>\n/*\n#include <gio/gio.h>\n*/',
        'taskmgr/data/a.c': '#include "../core/bg-task.h"',
        'demo/a.c': '#include <taskmgr.h>\n#include "demo-window-private.h"',
        'demo/demo-window-private.h': ''}, None),
])
