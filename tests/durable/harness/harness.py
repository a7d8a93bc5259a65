# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What all fault tests share: processes that are started and killed, the log of all that they do, and its checker.

Each process writes a line for each step into a pipe. Faults are not injected by time but by what has happened: after so
many lines. So a slow machine tests the same as a fast one."""

import collections
import os
import random
import selectors
import signal
import subprocess
import time

Event = collections.namedtuple('Event', 'time pid what id number')


class Process:
    def __init__(self, harness, args, env):
        self.buffer = b''
        self.popen = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=harness.stderr, env=env)
        self.pid = self.popen.pid
        self.is_over = False
        harness.selector.register(self.popen.stdout, selectors.EVENT_READ, self)


class Harness:
    def __init__(self, worker, uri, seed, env=None, stderr=subprocess.DEVNULL):
        self.worker, self.stderr = worker, stderr
        self.uri = uri
        self.random = random.Random(seed)
        self.env = dict(os.environ, **(env or {}))
        self.selector = selectors.DefaultSelector()
        self.events = []
        self.processes = []

    def start(self, mode, *options, uri=None, env=None, before=()):
        args = [*before, self.worker, mode, uri or self.uri, *[str(option) for option in options]]
        process = Process(self, args, dict(self.env, **(env or {})))
        self.processes.append(process)
        return process

    def note(self, what, pid, number=0):
        self.events.append(Event(time.monotonic_ns(), pid, what, '-', number))

    def read(self, process):
        data = os.read(process.popen.stdout.fileno(), 65536)
        if not data:
            self.selector.unregister(process.popen.stdout)
            process.popen.stdout.close()
            process.popen.wait()
            process.is_over = True
            self.note('gone', process.pid, process.popen.returncode)
            return []
        *lines, process.buffer = (process.buffer + data).split(b'\n')
        events = []
        for line in lines:
            parts = line.decode().split(' ')
            events.append(Event(int(parts[0]), int(parts[1]), parts[2], parts[3], int(parts[4])))
        self.events += events
        return events

    def pump(self, condition, timeout=120):
        """Reads until the condition holds, which is asked after each piece that was read; or nobody is left to read from."""
        end = time.monotonic() + timeout
        while not condition():
            if not self.selector.get_map():
                return condition()
            ready = self.selector.select(max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError('nothing has happened for too long')
            for key, _ in ready:
                self.read(key.data)
        return True

    def run(self, mode, *options, **more):
        process = self.start(mode, *options, **more)
        self.pump(lambda: process.is_over)
        return process.popen.returncode

    def kill(self, process, number=signal.SIGKILL):
        # The time before the signal: nobody can have its tasks before that.
        self.note('killed', process.pid, number)
        process.popen.send_signal(number)

    def count(self, *what):
        return sum(event.what in what for event in self.events)

    def ids(self, *what):
        return {event.id for event in self.events if event.what in what}

    def states(self):
        before = len(self.events)
        assert self.run('states') == 0, 'the store cannot be read'
        return {event.what: event.number for event in self.events[before:] if event.what != 'gone'}

    def live(self, uri=None):
        before = len(self.events)
        assert self.run('live', uri=uri) == 0, 'the store cannot be read'
        return {event.id: event for event in self.events[before:] if event.what.startswith('is-')}

    def end(self):
        for process in self.processes:
            if not process.is_over:
                process.popen.kill()
        self.pump(lambda: all(process.is_over for process in self.processes))


class Run:
    def __init__(self, event, deadline):
        self.pid, self.start, self.token, self.deadline = event.pid, event.time, event.number, deadline
        self.end = self.over = self.outcome = None


class Report:
    """What the log says: tasks lost, runs after a confirmed end, runs at once, and repeats with and without a cause."""

    def __init__(self, events):
        events = sorted(events)
        self.accepted = {event.id for event in events if event.what in ('accepted', 'known')}
        self.runs = collections.defaultdict(list)
        self.killed = {}
        self.stopped = collections.defaultdict(list)
        self.lost, self.violations, self.overlaps, self.causes, self.unexplained = [], [], [], collections.Counter(), []
        deadlines, current = {}, {}
        for event in events:
            if event.what == 'leased':
                deadlines[event.pid, event.id] = event.number * 1000
            elif event.what == 'start':
                run = Run(event, deadlines.get((event.pid, event.id)))
                current[event.pid, event.id] = run
                self.runs[event.id].append(run)
            elif event.what == 'end':
                current[event.pid, event.id].end = event.time
            elif event.what in ('acked', 'lost', 'nacked', 'ack-failed', 'nack-failed'):
                run = current[event.pid, event.id]
                run.over, run.outcome = event.time, event.what
            elif event.what == 'killed' and event.number == signal.SIGSTOP:
                self.stopped[event.pid].append(event.time)
            elif event.what in ('killed', 'gone') and event.number != signal.SIGCONT:
                self.killed.setdefault(event.pid, event.time)
        self.lost = sorted(self.accepted - set(self.runs))
        for id, runs in self.runs.items():
            for one, other in zip(runs, runs[1:]):
                self.judge(id, one, other)

    def judge(self, id, one, other):
        if one.outcome == 'acked':
            if other.start > one.over:
                self.violations.append(id)
            else:
                self.overlaps.append(id)
            return
        hung = any(one.start <= at for at in self.stopped[one.pid]) or one.outcome == 'lost'
        killed = self.killed.get(one.pid)
        if one.outcome in ('nacked', 'ack-failed', 'nack-failed'):
            cause, until = one.outcome, one.end
        elif hung and other.start >= one.deadline:
            cause, until = 'hung', one.deadline
        elif killed is not None:
            cause, until = 'killed', killed
        else:
            cause, until = None, float('inf')
        # A worker that takes its own life is gone after its last line.
        if cause == 'killed' and other.start < until and one.end is None and self.dies_alone(one):
            until = one.start
        if other.start < until:
            self.overlaps.append(id)
        elif cause is None:
            self.unexplained.append(id)
        else:
            self.causes[cause] += 1

    def dies_alone(self, run):
        return run.pid in self.suicides

    suicides = frozenset()

    def verdict(self):
        return not (self.lost or self.violations or self.overlaps or self.unexplained)

    def __str__(self):
        repeats = ', '.join(f'{n} {cause}' for cause, n in sorted(self.causes.items())) or 'none'
        return (f'{len(self.accepted)} accepted, {len(self.lost)} lost, {len(self.violations)} violations, '
                f'{len(self.overlaps)} overlaps, {len(self.unexplained)} unexplained; run again: {repeats}')
