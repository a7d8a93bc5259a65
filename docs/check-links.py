#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Looks for links of the built reference that lead nowhere, and for markup that was left as it is."""

import html.parser
import os
import re
import sys

LEFT_OVER = re.compile(r'\[(?:class|method|ctor|func|signal|property|enum|error|struct|vfunc|callback|type)@[^\]]*\]')
ELSEWHERE = ('http:', 'https:', 'javascript:', 'data:', 'mailto:')


class Links(html.parser.HTMLParser):
    """Collects what a page leads to, and where others may lead in it."""

    def __init__(self):
        super().__init__()
        self.targets, self.anchors = set(), set()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ('href', 'src') and value and not value.startswith(ELSEWHERE):
                self.targets.add(value)
            elif name in ('id', 'name') and value:
                self.anchors.add(value)


def read_pages(root):
    pages, complaints = {}, []
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            if name.endswith('.html'):
                path = os.path.join(folder, name)
                with open(path, encoding='utf-8') as file:
                    text = file.read()
                pages[path] = Links()
                pages[path].feed(text)
                complaints += [f'{path}: {markup}' for markup in LEFT_OVER.findall(text)]
    return pages, complaints


def check(root):
    pages, complaints = read_pages(root)
    for path, page in pages.items():
        for target in sorted(page.targets):
            name, _, anchor = target.partition('#')
            goal = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
            if name.startswith('../'):
                continue
            if not os.path.exists(goal):
                complaints.append(f'{path}: leads to {target}, which is not there')
            elif anchor and goal in pages and anchor not in pages[goal].anchors:
                complaints.append(f'{path}: leads to {target}, where nothing has that name')
    if not pages:
        complaints.append(f'{root}: no page')
    return complaints


found = check(sys.argv[1])
print('\n'.join(found))
sys.exit(1 if found else 0)
