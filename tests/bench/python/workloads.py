# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The workloads of bench.c in Python, with fewer tasks. Each is given a peer and a number, and gives numbers."""

import random
import threading

import machine
from machine import now
from peer import Unable

N_WARM = 16
MILLISECOND = 1000000
LEAD = 100 * MILLISECOND


def nothing():
    return None


class Results:
    """Waits in the main loop for so many results."""

    def __init__(self, peer, n, each=None):
        self.peer = peer
        self.left = n
        self.each = each
        self.finished = 0
        peer.done = self.done

    def done(self, result):
        if self.each is not None:
            self.each(result)
        self.left -= 1
        if self.left == 0:
            self.finished = now()
            self.peer.quit()

    def wait(self):
        if self.left:
            self.peer.run()
        return self.finished


class Runs:
    """Waits for so many calls in workers, without a main loop."""

    def __init__(self, n):
        self.left = n
        self.lock = threading.Lock()
        self.all_ran = threading.Event()

    def count(self):
        with self.lock:
            self.left -= 1
            if self.left == 0:
                self.all_ran.set()


def warm(peer, with_results):
    """Lets the pool make its threads before anything is timed."""
    if with_results:
        results = Results(peer, N_WARM)
        for _ in range(N_WARM):
            peer.submit_result(nothing)
        results.wait()
        return
    runs = Runs(N_WARM)
    for _ in range(N_WARM):
        peer.submit(runs.count)
    runs.all_ran.wait()


def empty(peer, n):
    """w1: empty tasks that nobody waits for."""
    runs = Runs(n)
    begin = now()
    for _ in range(n):
        peer.submit(runs.count)
    runs.all_ran.wait()
    return {'tasks_per_s': n * 1e9 / (now() - begin)}


def results(peer, n):
    """w2: the same, with a result that the main loop gets."""
    wanted = Results(peer, n)
    begin = now()
    for _ in range(n):
        peer.submit_result(nothing)
    return {'tasks_per_s': n * 1e9 / (wanted.wait() - begin)}


def make_chain(n):
    return [[i - 1] if i else [] for i in range(n)]


def make_diamonds(n):
    graph = []
    for _ in range(n):
        first = len(graph)
        graph += [[]] + [[first]] * 100 + [list(range(first + 1, first + 101))]
    return graph


def make_grid(n):
    return [[y * n + x - 1] * (x > 0) + [(y - 1) * n + x] * (y > 0) for y in range(n) for x in range(n)]


def graph_of(make):
    def run_graph(peer, n):
        """w3: tasks that wait for others."""
        graph = make(n)
        wanted = Results(peer, len(graph))
        begin = now()
        ids = []
        for upstreams in graph:
            ids.append(peer.submit_after(nothing, [ids[upstream] for upstream in upstreams]))
        return {'tasks_per_s': len(graph) * 1e9 / (wanted.wait() - begin), 'tasks': len(graph)}
    return run_graph


def priorities(peer, n):
    """w4: random priorities, held back first."""
    order = []
    chance = random.Random(42)
    wanted = Results(peer, n)
    peer.hold()
    begin = now()
    for _ in range(n):
        priority = chance.randrange(1000)
        peer.submit_priority(lambda priority=priority: order.append(priority), priority)
    peer.release()
    return {'tasks_per_s': n * 1e9 / (wanted.wait() - begin),
            'inverted': sum(a < b for a, b in zip(order, order[1:]))}


def cancelling(peer, n):
    """w5: all cancelled while they wait."""
    peer.hold()
    for _ in range(n):
        peer.submit_result(nothing)
    begin = now()
    peer.cancel_all()
    cancelled = now()
    # What the library does in its main loop afterwards counts as well.
    peer.call_at(now(), peer.quit)
    peer.run()
    return {'drained_ns': (now() - begin) / n, 'cancel_ns': (cancelled - begin) / n}


def memory(peer, n):
    """w6: what a waiting task keeps."""
    gate = threading.Event()
    submit = peer.submit_result if peer.always_reports else peer.submit
    for _ in range(N_WARM):
        submit(gate.wait)
    before = machine.resident()
    for _ in range(n):
        submit(nothing)
    return {'bytes_per_task': (machine.resident() - before) / n}


class Gate:
    """Holds tasks back: before they begin, or in their bodies where the library cannot."""

    def __init__(self, peer):
        self.peer = peer
        self.event = None
        try:
            peer.hold()
        except Unable:
            self.event = threading.Event()

    def guard(self, function):
        def run_behind():
            self.event.wait()
            return function()

        return function if self.event is None else run_behind

    def open(self):
        if self.event is None:
            self.peer.release()
        else:
            self.event.set()


def run_frames(peer, n, function, each):
    """Tasks are added first, and then the main loop runs, which lets them go after some frames."""
    gate = Gate(peer)
    wanted = Results(peer, n, each)
    frames = machine.Frames(peer)
    begin = []

    def open_gate():
        begin.append(now())
        frames.begin()
        gate.open()

    for _ in range(n):
        peer.submit_result(gate.guard(function))
    peer.call_at(now() + LEAD, open_gate)
    end = wanted.wait()
    frames.stop()
    return {**frames.numbers(), 'total_ms': (end - begin[0]) / 1e6}


def frames_with_results(peer, n):
    """w7: frames while results arrive."""
    return run_frames(peer, n, lambda: machine.spin(5000), lambda result: machine.spin(2000))


def frames_with_busy_bodies(peer, n):
    """w7b: frames while bodies keep the interpreter busy, each for a quarter of a second."""
    steps = machine.steps_in(250 * MILLISECOND)
    return run_frames(peer, n, lambda: machine.count(steps), None)


def latency(peer, n):
    """w8: one task after the other, with time between them."""
    start, back = [], []

    def submit():
        submitted = now()

        def stamp():
            return submitted, now()

        peer.submit_result(stamp)

    def arrived(result):
        moment = now()
        start.append((result[1] - result[0]) / 1e3)
        back.append((moment - result[1]) / 1e3)
        if wanted.left > 1:
            peer.call_at(now() + MILLISECOND, submit)

    wanted = Results(peer, n, arrived)
    submit()
    wanted.wait()
    return {'start_p50_us': machine.percentile(start, 50), 'start_p99_us': machine.percentile(start, 99),
            'back_p50_us': machine.percentile(back, 50), 'back_p99_us': machine.percentile(back, 99)}


# What runs, how many by default, and whether a main loop hears of each.
WORKLOADS = {
    'w1-python': (empty, 5000, False),
    'w2-python': (results, 10000, True),
    'w3a-python': (graph_of(make_chain), 2000, True),
    'w3b-python': (graph_of(make_diamonds), 10, True),
    'w3c-python': (graph_of(make_grid), 30, True),
    'w4-python': (priorities, 10000, True),
    'w5-python': (cancelling, 10000, True),
    'w6-python': (memory, 20000, False),
    'w7-python': (frames_with_results, 5000, True),
    'w7b-python': (frames_with_busy_bodies, 4, True),
    'w8-python': (latency, 1000, True),
}
