#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every language in po/LINGUAS is translated in full, with its placeholders in place."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

import checks

KEYWORDS = ('--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2', '--keyword=g_dngettext:2,3',
            '--keyword=ngettext:1,2', '--add-comments=Translators')
UNFINISHED = re.compile(r'\d+ (?:fuzzy|untranslated)')


def tool(folder, *command):
    # The tools talk in the language of the machine, and this check reads what they say.
    environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def extract(tree, folder):
    """Writes all that is to be translated into a template; returns whether there is anything."""
    names = [line for line in tree['po/POTFILES.in'].splitlines() if line and not line.startswith('#')]
    for name in names:
        os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(tree.get(name, ''))
    if not names:
        return False
    result = tool(folder, 'xgettext', '--from-code=UTF-8', '--output=template.pot', *KEYWORDS, *names)
    if result.returncode != 0:
        raise RuntimeError(result.stderr)
    return os.path.exists(os.path.join(folder, 'template.pot'))


def check_language(tree, folder, language):
    path = f'po/{language}.po'
    if path not in tree:
        return f'{path} is missing'
    with open(os.path.join(folder, 'old.po'), 'w', encoding='utf-8') as file:
        file.write(tree[path])
    tool(folder, 'msgmerge', '--quiet', '--no-fuzzy-matching', '--output-file=new.po', 'old.po', 'template.pot')
    result = tool(folder, 'msgfmt', '--check', '--statistics', '--output-file=/dev/null', 'new.po')
    if result.returncode != 0 or UNFINISHED.search(result.stderr):
        missing = tool(folder, 'msgattrib', '--untranslated', '--no-obsolete', '--no-wrap', 'new.po').stdout
        texts = re.findall(r'^msgid "(.+)"$', missing, re.MULTILINE)
        return '\n'.join([f'{path}: {result.stderr.strip()}', *(f'  {text}' for text in texts)])
    return None


def check(tree):
    with tempfile.TemporaryDirectory() as folder:
        if not extract(tree, folder):
            return []
        languages = [line for line in tree.get('po/LINGUAS', '').split('\n') if line and not line.startswith('#')]
        found = [check_language(tree, folder, language) for language in languages]
        return [text for text in found if text] + ([] if languages else ['po/LINGUAS names no language'])


if shutil.which('msgfmt') is None:
    print('1..0 # SKIP gettext is not there')
    sys.exit(0)
HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n' \
         '"PO-Revision-Date: 2026-01-01 12:00+0100\\n"\n"Last-Translator: A\\n"\n"Language-Team: German\\n"\n' \
         '"Project-Id-Version: 1\\n"\n"MIME-Version: 1.0\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
SOURCE = {'po/POTFILES.in': '# files\ndemo/a.c\n', 'po/LINGUAS': '# langs\nde\n', 'demo/a.c': 'f (_("%d photos"));\n'}
checks.run(check, [
    ('a text without a translation', {**SOURCE, 'po/de.po': HEADER}, '(?s)1 untranslated.*%d photos'),
    ('a translation with another placeholder', {**SOURCE, 'po/de.po': HEADER + '\n#, c-format\nmsgid "%d photos"\n'
                                                'msgstr "%s Fotos"\n'}, 'format specifications'),
    ('a language without a file', SOURCE, 'de.po is missing'),
    ('no language', {**SOURCE, 'po/LINGUAS': ''}, 'no language'),
    ('all translated', {**SOURCE, 'po/de.po': HEADER + '\nmsgid "%d photos"\nmsgstr "%d Fotos"\n'}, None),
])
