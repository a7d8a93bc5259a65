# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Cost a task as the work grows."""

import json
import os
import statistics
import subprocess

import benchplot
import benchtable

PASSES = 3
SERIES = {
    'waiting': ('waiting tasks', (1000, 10000, 100000, 1000000, 10000000)),
    'chain': ('length of a chain', (1000, 10000, 100000, 1000000)),
    'fan-in': ('upstreams of one task', (10, 100, 1000, 10000, 100000)),
    'fan-out': ('tasks after one', (10, 100, 1000, 10000, 100000)),
    'groups': ('groups', (1, 10, 100, 1000, 10000, 100000)),
    'threads': ('threads', (1, 2, 4, 8, 16, 32, 64)),
    'alive': ('tasks in all, 1,000 alive at a time', (100000, 1000000, 10000000)),
}
# What goes into one plot.
PLOTS = {
    'tasks': ('Cost as the work grows', 'tasks', ('waiting', 'chain', 'fan-in', 'fan-out', 'alive')),
    'groups': ('Cost with more groups and threads', 'groups or threads', ('groups', 'threads')),
}


def measure(build, note):
    lines = []
    program = os.path.join(build, 'tests', 'bench', 'bench-growth')
    for number in range(1, PASSES + 1):
        note(f'pass {number} of {PASSES}')
        for series, (_, sizes) in SERIES.items():
            for size in sizes:
                done = subprocess.run([program, series, str(size)], stdout=subprocess.PIPE, check=True)
                lines.append(json.loads(done.stdout))
    return lines


def medians(lines):
    """For each series, its sizes and their numbers."""
    found = {}
    for line in lines:
        numbers = found.setdefault(line['series'], {}).setdefault(line['size'], {})
        for name, value in line.items():
            if name not in ('series', 'size'):
                numbers.setdefault(name, []).append(value)
    return {series: {size: {name: statistics.median(values) for name, values in numbers.items()}
                     for size, numbers in sorted(sizes.items())}
            for series, sizes in found.items()}


def table(lines, as_markdown):
    """One line for each series: cost at each size, and how much the dearest costs of the cheapest."""
    rows = []
    if as_markdown:
        rows += ['| as these grow | ns a task, from the least to the most | dearest / cheapest |',
                 '| --- | --- | ---: |']
    for series, sizes in medians(lines).items():
        costs = [numbers['cost_ns'] for numbers in sizes.values()]
        steps = ', '.join(f'{size:,}: {cost:.0f}' for size, cost in zip(sizes, costs))
        worst = f'{max(costs) / min(costs):.2f}'
        title = SERIES[series][0]
        rows.append(f'| {title} | {steps} | {worst} |' if as_markdown else f'{title:36} {steps}; {worst} x')
        grown = {size: numbers['bytes'] for size, numbers in sizes.items() if 'bytes' in numbers}
        if grown and not as_markdown:
            rows.append('  memory over the last nine tenths: '
                        + ', '.join(f'{size:,}: {benchtable.show(value)} bytes' for size, value in grown.items()))
    return '\n'.join(rows)


def write_plots(folder, lines):
    os.makedirs(folder, exist_ok=True)
    found = medians(lines)
    for name, (title, x_title, wanted) in PLOTS.items():
        series = {SERIES[key][0].split(',')[0]: [(size, numbers['cost_ns']) for size, numbers in found[key].items()]
                  for key in wanted if key in found}
        with open(os.path.join(folder, f'bench-growth-{name}.svg'), 'w', encoding='utf-8') as file:
            file.write(benchplot.lines(title, x_title, 'ns a task', series))
