# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plots as SVG: bars for workloads, lines for cost as the work grows."""

import math
from xml.sax.saxutils import escape

import benchcases
import benchtable

WIDTH = 720
LABELS = 190
VALUES = 90
BAR = 18
STEP = 24
TOP = 52
PLOT_HEIGHT = 300
PLOT_BOTTOM = 40
PLOT_LEFT = 70
LEGEND = 170
COLORS = ('#1c71d8', '#c01c28', '#26a269', '#e66100', '#813d9c', '#63452c', '#1a8a8a', '#5e5c64')


def text(x, y, string, anchor='start', size=12, weight='normal'):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
            f'fill="#241f31">{escape(string)}</text>')


def document(height, title, parts):
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" role="img">',
        f'<title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        *parts, '</svg>', ''])


def bars(workload, rows):
    """One bar for each library; what is ours is filled darker."""
    headline = benchcases.headline(workload)
    largest = max(row.numbers[headline.number] for row in rows) or 1
    room = WIDTH - LABELS - VALUES
    parts = [text(12, 22, benchcases.TITLES[workload], size=15, weight='bold'),
             text(12, 40, f'{headline.title}; {"more" if headline.more_is_better else "less"} is better')]
    ranked = sorted(rows, key=lambda row: row.numbers[headline.number], reverse=headline.more_is_better)
    for number, row in enumerate(ranked):
        value = row.numbers[headline.number]
        y = TOP + number * STEP
        mine = benchtable.is_ours(row)
        name = f'{benchtable.label(row)}, {row.threads or "default"}'
        parts.append(text(LABELS - 8, y + 13, name, 'end', weight='bold' if mine else 'normal'))
        parts.append(f'<rect x="{LABELS}" y="{y}" width="{max(room * value / largest, 1):.1f}" height="{BAR}" '
                     f'fill="{"#1c71d8" if mine else "#c0bfbc"}"/>')
        parts.append(text(LABELS + max(room * value / largest, 1) + 6, y + 13, benchtable.show(value)))
    return document(TOP + len(ranked) * STEP + 12, benchcases.TITLES[workload], parts)


def largest_n(rows):
    """Where a library ran several sizes, the largest."""
    kept = {}
    for row in rows:
        key = row.peer, row.mode, row.threads
        if key not in kept or row.n > kept[key].n:
            kept[key] = row
    return list(kept.values())


def ticks(low, high):
    return [10.0 ** power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def axes(xs, ys, x_title, y_title):
    """Both logarithmic. Gives the parts, and functions from values to places."""
    right, bottom = WIDTH - LEGEND, TOP + PLOT_HEIGHT

    def place(value, marks, start, end):
        low, high = math.log10(marks[0]), math.log10(marks[-1])
        return start + (math.log10(value) - low) / ((high - low) or 1) * (end - start)

    def at_x(value):
        return place(value, xs, PLOT_LEFT, right)

    def at_y(value):
        return place(value, ys, bottom, TOP)

    parts = []
    for mark in xs:
        parts.append(f'<path d="M{at_x(mark):.1f} {TOP}V{bottom}" stroke="#deddda"/>')
        parts.append(text(at_x(mark), bottom + 16, f'{mark:,.0f}', 'middle', 11))
    for mark in ys:
        parts.append(f'<path d="M{PLOT_LEFT} {at_y(mark):.1f}H{right}" stroke="#deddda"/>')
        parts.append(text(PLOT_LEFT - 6, at_y(mark) + 4, f'{mark:,g}', 'end', 11))
    parts.append(text((PLOT_LEFT + right) / 2, bottom + 34, x_title, 'middle'))
    parts.append(text(12, 40, y_title))
    return parts, at_x, at_y


def lines(title, x_title, y_title, series):
    """series: name to a list of (x, y)."""
    xs = ticks(min(x for points in series.values() for x, _ in points),
               max(x for points in series.values() for x, _ in points))
    ys = ticks(min(y for points in series.values() for _, y in points),
               max(y for points in series.values() for _, y in points))
    parts, at_x, at_y = axes(xs, ys, x_title, y_title)
    parts.insert(0, text(12, 22, title, size=15, weight='bold'))
    for number, (name, points) in enumerate(series.items()):
        color = COLORS[number % len(COLORS)]
        path = ' '.join(f'{at_x(x):.1f},{at_y(y):.1f}' for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3" fill="{color}"/>' for x, y in points]
        y = TOP + 12 + number * 20
        parts.append(f'<rect x="{WIDTH - LEGEND + 14}" y="{y - 9}" width="12" height="10" fill="{color}"/>')
        parts.append(text(WIDTH - LEGEND + 32, y, name))
    return document(TOP + PLOT_HEIGHT + PLOT_BOTTOM + 6, title, parts)
