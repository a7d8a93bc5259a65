# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the check-*.py scripts share: the files of the project, a little C, and TAP.

A check is a function that is given a tree (a mapping of paths to texts) and returns its complaints. Each one brings
planted trees too, with what must be said about them, so that a check that has gone blind fails.
"""

import os
import re
import sys
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED_FOLDERS = ('.git', '__pycache__', 'subprojects')
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
COMMENT = re.compile(r'/\*\*\s*\n(.*?)\*/', re.DOTALL)
EXPORT = re.compile(r'^\w+_AVAILABLE_IN_ALL\s+(.*?)(?:;|\n\n)', re.DOTALL | re.MULTILINE)
PROTOTYPE = re.compile(r'\b([a-z_]\w*)\s*\(')
DECLARE = re.compile(r'G_DECLARE_\w+\s*\(\s*(\w+)\s*,\s*(\w+)')


def is_build_folder(path):
    return os.path.exists(os.path.join(path, 'meson-private'))


def read_project(root=ROOT):
    """All text files of the project, by their path under its root; build folders are left out."""
    tree = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders
                            if name not in SKIPPED_FOLDERS and not (folder == root and name.startswith(('build', '_build')))
                            and not is_build_folder(os.path.join(folder, name)))
        for name in sorted(names):
            path = os.path.join(folder, name)
            try:
                with open(path, encoding='utf-8') as file:
                    tree[os.path.relpath(path, root)] = file.read()
            except (UnicodeDecodeError, OSError):
                continue
    return tree


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def blank(match):
    """A comment or string as blanks of the same shape, so that line numbers stay."""
    token = match.group()
    if token[0] in '"\'':
        return token[0] + ' ' * (len(token) - 2) + token[-1]
    return re.sub(r'[^\n]', ' ', token)


def blank_comments(text, strings=True):
    """C text whose comments (and the insides of strings) are blank."""
    return TOKEN.sub(lambda match: blank(match) if strings or match.group()[0] == '/' else match.group(), text)


def is_private(path):
    return '-private' in os.path.basename(path)


def public_headers(tree):
    """The headers that are installed, umbrellas included. The program has none."""
    return [path for path in tree
            if path.startswith('taskmgr/') and not path.startswith('taskmgr/cli/')
            and path.endswith('.h') and not is_private(path)]


def exported_functions(text):
    """Names of the functions that a header exports; what G_DECLARE_* makes is left out."""
    names = []
    for match in EXPORT.finditer(blank_comments(text)):
        if not match.group(1).startswith('G_DECLARE'):
            found = PROTOTYPE.search(match.group(1))
            if found:
                names.append(found.group(1))
    return names


def declared_types(text):
    return [match.groups() for match in DECLARE.finditer(blank_comments(text))]


def doc_comments(text):
    """Documentation comments as (line, text without stars)."""
    for match in COMMENT.finditer(text):
        body = re.sub(r'^[ \t]*\* ?', '', match.group(1), flags=re.MULTILINE)
        yield line_of(text, match.start()) + 1, body


def fenced_blocks(text):
    """Fenced blocks of a Markdown text as (line of the first code line, language, code)."""
    block, language, start = None, '', 0
    for number, line in enumerate(text.splitlines(), 1):
        if block is None and line.startswith('```'):
            block, language, start = [], line[3:].strip(), number + 1
        elif block is not None and line.startswith('```'):
            yield start, language, '\n'.join(block) + '\n'
            block = None
        elif block is not None:
            block.append(line)


def report(number, title, complaints):
    print(f'{"not ok" if complaints else "ok"} {number} - {title}')
    for complaint in complaints:
        for line in complaint.splitlines():
            print(f'# {line}')


def run(check, planted, notes=None):
    """Runs a check on its planted trees, then on the project, and exits.

    Each planted tree is (title, tree, what the one complaint must match, or None if there must be none). The
    function notes, if given, returns remarks on the project that are no failures.
    """
    print(f'1..{len(planted) + 1}')
    failed = False
    for number, (title, tree, expected) in enumerate(planted, 1):
        found = check(tree)
        wrong = []
        if expected is None and found:
            wrong = ['what is right was blamed:'] + found
        elif expected is not None and not any(re.search(expected, text) for text in found):
            wrong = [f'not found: {expected}'] + found
        report(number, f'planted: {title}', wrong)
        failed = failed or bool(wrong)
    try:
        project = read_project()
        complaints = check(project)
        for note in notes(project) if notes else []:
            print(f'# {note}')
    except Exception: # pylint: disable=broad-except
        complaints = [traceback.format_exc()]
    report(len(planted) + 1, 'the project', complaints)
    sys.stdout.flush()
    sys.exit(1 if failed or complaints else 0)
