# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Medians of many runs, and tables of them."""

import collections
import statistics

import benchcases

KEY = ('workload', 'peer', 'mode', 'threads', 'n')
Row = collections.namedtuple('Row', KEY + ('runs', 'numbers', 'least', 'most'))


def medians(lines):
    """A row for each case, in the order in which they came first."""
    groups = {}
    for line in lines:
        numbers = groups.setdefault(tuple(line[name] for name in KEY), {})
        for name, value in line.items():
            if name not in KEY:
                numbers.setdefault(name, []).append(value)
    rows = []
    for key, numbers in groups.items():
        values = numbers[benchcases.headline(key[0]).number]
        rows.append(Row(*key, len(values), {name: statistics.median(found) for name, found in numbers.items()},
                        min(values), max(values)))
    return rows


def is_ours(row):
    return row.peer == benchcases.OURS and not is_clock_alone(row)


def is_clock_alone(row):
    return row.workload.startswith('w7') and row.n == 0


def label(row):
    if is_clock_alone(row):
        return 'no tasks'
    return ' '.join(filter(None, (row.peer, row.mode)))


def show(value):
    if value >= 1e6:
        return f'{value / 1e6:.2f} M'
    if value >= 1e4:
        return f'{value / 1e3:.1f} k'
    return f'{value:.0f}' if value >= 100 or value == int(value) else f'{value:.3g}'


def ratio(ours, row):
    """How many times better ours is, None if that cannot be said."""
    headline = benchcases.headline(row.workload)
    mine, other = ours.numbers[headline.number], row.numbers[headline.number]
    if not headline.more_is_better:
        mine, other = other, mine
    return mine / other if other > 0 else None


def reference(rows):
    """Our own row that the others are compared with: the one without objects."""
    ours = [row for row in rows if is_ours(row)]
    return max(ours, key=lambda row: (row.mode == 'work', row.threads != 0, row.n), default=None)


def by_workload(rows):
    for workload in sorted({row.workload for row in rows}):
        yield workload, [row for row in rows if row.workload == workload]


def cells(rows):
    """Title line and lines of one workload, best first."""
    headline = benchcases.headline(rows[0].workload)
    ours = reference(rows)
    columns = [headline.number]
    for row in rows:
        columns += [name for name in row.numbers if name not in columns]
    table = [['', 'threads', 'n', *columns, 'from', 'to', 'ours is']]
    for row in sorted(rows, key=lambda row: row.numbers[headline.number], reverse=headline.more_is_better):
        times = ratio(ours, row) if ours is not None and not is_ours(row) else None
        table.append([
            label(row), str(row.threads or 'default'), show(row.n),
            *(show(row.numbers[name]) if name in row.numbers else '' for name in columns),
            show(row.least), show(row.most), '' if times is None else f'{times:.2f} x'])
    return table


def text(rows):
    lines = []
    for workload, some in by_workload(rows):
        lines += ['', f'{benchcases.TITLES[workload]} (medians of {max(row.runs for row in some)} runs)']
        table = cells(some)
        widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
        for line in table:
            padded = [line[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
            lines.append(('  ' + '  '.join(padded)).rstrip())
    return '\n'.join(lines)


def markdown(rows):
    lines = []
    for workload, some in by_workload(rows):
        lines += ['', f'### {benchcases.TITLES[workload]}', '']
        table = cells(some)
        for number, line in enumerate(table):
            cut = [f'**{line[0]}**' if line[0].split(' ')[0] == benchcases.OURS else line[0], *line[1:]]
            lines.append('| ' + ' | '.join(cell.replace('_', ' ') for cell in cut) + ' |')
            if number == 0:
                lines.append('| --- |' + ' ---: |' * (len(line) - 1))
    return '\n'.join(lines)
