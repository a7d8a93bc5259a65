# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clock, memory and frames, the same for all."""

import time

now = time.perf_counter_ns
FRAME = 8333333


def percentile(values, percent):
    values = sorted(values)
    return values[min(int(percent / 100 * len(values)), len(values) - 1)] if values else -1


def resident():
    """The bytes of memory that the process keeps."""
    with open('/proc/self/smaps_rollup', encoding='ascii') as file:
        for line in file:
            if line.startswith('Rss:'):
                return int(line.split()[1]) * 1024
    return 0


def spin(nanoseconds):
    """Keeps the interpreter busy for so long, as the clock has it."""
    end = now() + nanoseconds
    while now() < end:
        pass


def count(steps):
    """Keeps the interpreter busy for so many steps, however often others have it in between."""
    x = 1
    for _ in range(steps):
        x = x * 1103515245 + 12345 & 0x7fffffff
    return x


def steps_in(nanoseconds):
    """How many steps take so long when nobody else runs."""
    steps = 20000
    begin = now()
    best = nanoseconds
    for _ in range(10):
        begin = now()
        count(steps)
        best = min(best, now() - begin)
    return int(steps * nanoseconds / best)


class Frames:
    """How late a clock of 120 Hz is in the main loop. A late frame answers for all due times that it missed."""

    def __init__(self, peer):
        self.peer = peer
        self.late = []
        self.due = now() + FRAME
        self.counts = self.stopped = False
        peer.call_at(self.due, self.tick)

    def note(self):
        moment = now()
        while self.due <= moment:
            if self.counts:
                self.late.append((moment - self.due) / 1e6)
            self.due += FRAME

    def begin(self):
        """Counts those that are due from now on."""
        self.note()
        self.counts = True

    def tick(self):
        if self.stopped:
            return
        self.note()
        self.peer.call_at(self.due, self.tick)

    def stop(self):
        self.note()
        self.stopped = True

    def numbers(self):
        return {'late_p50_ms': percentile(self.late, 50), 'late_p99_ms': percentile(self.late, 99),
                'late_max_ms': percentile(self.late, 100), 'frames': len(self.late),
                'missed': sum(late > FRAME / 1e6 for late in self.late)}
