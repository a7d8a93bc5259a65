# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tables of docs/performance.md, put between comments there."""

import re

import benchcases
import benchtable

# Workload, number, its title, whether more is better.
LINES = (
    ('w1', 'tasks_per_s', 'w1, tasks a second', True),
    ('w2', 'tasks_per_s', 'w2, tasks a second', True),
    ('w3a', 'tasks_per_s', 'w3a, tasks a second', True),
    ('w3b', 'tasks_per_s', 'w3b, tasks a second', True),
    ('w3c', 'tasks_per_s', 'w3c, tasks a second', True),
    ('w4', 'tasks_per_s', 'w4, tasks a second', True),
    ('w5', 'drained_ns', 'w5, ns a task', False),
    ('w6', 'bytes_per_task', 'w6, bytes a task', False),
    ('w7', 'missed', 'w7, frames missed', False),
    ('w7', 'late_p99_ms', 'w7, p99 of lateness, ms', False),
    ('w7', 'total_ms', 'w7, all done after ms', False),
    ('w7h', 'missed', 'w7h, frames missed', False),
    ('w7h', 'late_p99_ms', 'w7h, p99 of lateness, ms', False),
    ('w7h', 'total_ms', 'w7h, all done after ms', False),
    *((workload, *number) for workload in ('w7g', 'w7g-adding', 'w7g-busy', 'w7g-progress') for number in (
        ('missed', f'{workload}, frames missed', False),
        ('late_p99_ms', f'{workload}, p99 of lateness, ms', False),
        ('total_ms', f'{workload}, all done after ms', False))),
    ('w8', 'start_p50_us', 'w8, start, p50, µs', False),
    ('w8', 'start_p99_us', 'w8, start, p99, µs', False),
    ('w8', 'back_p50_us', 'w8, back, p50, µs', False),
    ('w8', 'back_p99_us', 'w8, back, p99, µs', False),
    ('w9', 'switches', 'w9, wake-ups', False),
)

PYTHON_PEERS = {
    'shotgunutils': 'shotgunutils',
    'atasker': 'atasker',
    'futures': 'futures and idle_add',
    'asyncio': 'asyncio.to_thread',
}
PYTHON_LINES = (
    ('w1', 'tasks_per_s', 'w1, tasks a second'),
    ('w2', 'tasks_per_s', 'w2, tasks a second'),
    ('w3a', 'tasks_per_s', 'w3a, tasks a second'),
    ('w3b', 'tasks_per_s', 'w3b, tasks a second'),
    ('w3c', 'tasks_per_s', 'w3c, tasks a second'),
    ('w4', 'tasks_per_s', 'w4, tasks a second'),
    ('w5', 'drained_ns', 'w5, ns a task'),
    ('w6', 'bytes_per_task', 'w6, bytes a task'),
    ('w7', 'missed', 'w7, frames missed'),
    ('w7', 'late_p99_ms', 'w7, p99 of lateness, ms'),
    ('w7', 'total_ms', 'w7, all done after ms'),
    ('w7b', 'missed', 'w7b, frames missed'),
    ('w7b', 'late_p99_ms', 'w7b, p99 of lateness, ms'),
    ('w7b', 'total_ms', 'w7b, all done after ms'),
    ('w8', 'start_p50_us', 'w8, start, p50, µs'),
    ('w8', 'back_p50_us', 'w8, back, p50, µs'),
)


def pick(rows, number, more_is_better, accept):
    """The best of the rows that are accepted, None if there is none."""
    found = [row for row in rows if number in row.numbers and accept(row)]
    choose = max if more_is_better else min
    return choose(found, key=lambda row: row.numbers[number], default=None)


def summary(rows):
    """One line for each number: ours, the best of the others, and what GLib has."""
    lines = [f'Medians of {max(row.runs for row in rows)} passes.', '',
             '| workload | work | batch | task | best peer | GThreadPool | GTask |',
             '| --- | ---: | ---: | ---: | ---: | ---: | ---: |']
    for workload, number, title, more_is_better in LINES:
        some = [row for row in rows if row.workload == workload]
        if not some:
            continue
        n = max(row.n for row in some)

        def best(accept, whole=True):
            row = pick(some, number, more_is_better, lambda row: accept(row) and (row.n == n or not whole))
            return row, benchtable.show(row.numbers[number]) if row else ''

        peer, value = best(lambda row: not benchtable.is_ours(row))
        cells = [title,
                 best(lambda row: benchtable.is_ours(row) and row.mode == 'work')[1],
                 best(lambda row: benchtable.is_ours(row) and row.mode == 'work-batch')[1],
                 best(lambda row: benchtable.is_ours(row) and row.mode == 'task')[1],
                 f'{value}, {benchtable.label(peer)}' if peer else '',
                 best(lambda row: row.peer == 'gthreadpool' and row.mode in ('', 'idle'))[1],
                 best(lambda row: row.peer == 'gtask' and row.mode == '')[1]]
        lines.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines)


def python_summary(rows):
    """The same for Python, where each library has one way."""
    lines = ['| workload | ours | ' + ' | '.join(PYTHON_PEERS.values()) + ' |',
             '| --- |' + ' ---: |' * (len(PYTHON_PEERS) + 1)]
    for workload, number, title in PYTHON_LINES:
        some = {row.peer: row for row in rows if row.workload == workload + benchcases.IN_PYTHON}
        if benchcases.OURS not in some:
            continue
        cells = [benchtable.show(some[peer].numbers[number]) if peer in some else ''
                 for peer in (benchcases.OURS, *PYTHON_PEERS)]
        lines.append(f'| {title} | ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines)


def replace(path, name, text):
    """Puts the text between the comments of that name."""
    with open(path, encoding='utf-8') as file:
        page = file.read()
    begin, end = f'<!-- {name} -->\n', f'<!-- end of {name} -->'
    page, n = re.subn(re.escape(begin) + '.*?' + re.escape(end), lambda _: f'{begin}\n{text}\n\n{end}', page,
                      flags=re.DOTALL)
    if n != 1:
        raise ValueError(f'{path} has no place for {name}')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(page)
