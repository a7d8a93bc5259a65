# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rows of the fault matrix. Each takes a Context, and returns what it found; an AssertionError is a failure, a Skip says
why a row cannot be run here."""

import os
import shutil
import signal
import subprocess
import tempfile
import time

from harness import Harness, Report
from power_cut import Skip, cut

N_WORKERS = 4


class Context:
    def __init__(self, worker, scheme, number, seed, skew=None):
        self.worker, self.scheme, self.number, self.seed, self.skew = worker, scheme, number, seed, skew
        self.folder = tempfile.mkdtemp(prefix='faults-')
        self.harness = self.make(self.folder)

    def make(self, folder, env=None):
        return Harness(self.worker, f'{self.scheme}:{folder}/queues', self.seed, env)

    def close(self):
        self.harness.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def expect(condition, text):
    if not condition:
        raise AssertionError(text)


def judge(harness, suicides=frozenset()):
    Report.suicides = suicides
    report = Report(harness.events)
    expect(report.verdict(), f'{report}: {(report.lost + report.violations + report.overlaps + report.unexplained)[:5]}')
    return str(report)


def expect_done(harness, n, dead=0):
    states = harness.states()
    expect(states == {'scheduled': 0, 'waiting': 0, 'leased': 0, 'done': n, 'dead': dead}, f'{states}, not {n} done')


def fill(context, n, *options):
    expect(context.harness.run('submit', '--count', n, '--batch', 50, *options) == 0, 'tasks cannot be submitted')


def work_off(context, n, kill_every, *options):
    """Workers run until n tasks are done. One of them is killed after so many lines, and another takes its place."""
    harness, kills = context.harness, 0
    start = lambda: harness.start('work', '--lease', 2000, '--wait', -1, *options)
    workers = [start() for _ in range(N_WORKERS)]
    while True:
        seen = len(harness.events)
        # What was done by one that was killed before it could say so is not said again; so the store is asked at the end.
        harness.pump(lambda: len(harness.events) >= seen + kill_every or any(worker.is_over for worker in workers) or
                     (len(harness.events) > seen and len(harness.ids('end')) >= n))
        if len(harness.ids('end')) >= n and not remaining(harness):
            break
        if len(harness.events) >= seen + kill_every and len(harness.ids('end')) < n:
            harness.kill(workers[harness.random.randrange(N_WORKERS)])
            kills += 1
        workers = [start() if worker.popen.poll() is not None else worker for worker in workers]
    for worker in workers:
        worker.popen.terminate()
    harness.pump(lambda: all(worker.is_over for worker in workers))
    return kills


def remaining(harness):
    states = harness.states()
    return states['scheduled'] + states['waiting'] + states['leased'] > 0


def d1(context):
    """SIGKILL of a random worker"""
    n = context.number
    fill(context, n)
    kills = work_off(context, n, max(20, 4 * n // 60))
    expect_done(context.harness, n)
    return f'{kills} kills; {judge(context.harness)}'


def d2(context):
    """SIGKILL of producers"""
    harness, n, first, kills = context.harness, context.number, 0, 0
    workers = [harness.start('work', '--wait', -1) for _ in range(2)]
    while len(harness.ids('accepted')) < n:
        producers = [harness.start('submit', '--first', first + 100000 * i, '--count', 100000, '--batch', batch)
                     for i, batch in enumerate((1, 7, 30))]
        first += 300000
        enough = len(harness.ids('accepted')) + harness.random.randrange(n // 20, n // 5)
        harness.pump(lambda: len(harness.ids('accepted')) >= enough)
        for producer in producers:
            harness.kill(producer)
            kills += 1
        harness.pump(lambda: all(producer.is_over for producer in producers))
    accepted = harness.ids('accepted', 'known')
    harness.pump(lambda: accepted <= harness.ids('acked'))
    for worker in workers:
        worker.popen.terminate()
    harness.pump(lambda: all(worker.is_over for worker in workers))
    harness.run('work', '--wait', 0, '--max', 50)
    states = harness.states()
    expect(states['waiting'] + states['leased'] + states['scheduled'] + states['dead'] == 0, f'{states} are left')
    return f'{kills} kills; {judge(harness)}'


def d9(context):
    """SIGSTOP of a worker for longer than its lease"""
    harness, rounds = context.harness, max(3, context.number // 100)
    for i in range(rounds):
        harness.run('submit', '--first', i, '--count', 1)
        old = harness.start('work', '--lease', 500, '--no-extend', '--wait', -1, '--work', 20000)
        harness.pump(lambda: harness.count('start') == 2 * i + 1)
        harness.kill(old, signal.SIGSTOP)
        other = harness.start('work', '--lease', 5000, '--wait', 20000, '--work', 20000)
        # It wakes up when the task is over, or while another runs it.
        harness.pump(lambda: harness.count('acked' if i % 2 else 'start') == (i + 1 if i % 2 else 2 * i + 2))
        harness.kill(old, signal.SIGCONT)
        harness.pump(lambda: harness.count('lost', 'acked') == 2 * i + 2)
        expect(harness.count('lost') == i + 1, 'the old holder was not told that its lease is lost')
        for worker in (old, other):
            worker.popen.terminate()
        harness.pump(lambda: old.is_over and other.is_over)
    for i in range(rounds):
        tokens = [event.number for event in sorted(harness.events) if event.what == 'start' and event.id == f't-{i}']
        expect(tokens == sorted(set(tokens)), f'tokens do not grow: {tokens}')
    expect_done(harness, rounds)
    return judge(harness)


def d10(context):
    """half of the workers with their wall clock an hour ahead"""
    if context.skew is None:
        raise Skip('no library that sets the clock of a process was given')
    harness, n = context.harness, context.number // 2
    fill(context, n)
    env = {'LD_PRELOAD': context.skew, 'CLOCK_SKEW': '3600'}
    workers = [harness.start('work', '--lease', 2000, '--wait', 1000, '--work', 6000, env=env if i % 2 else None) for i in range(N_WORKERS)]
    harness.pump(lambda: all(worker.is_over for worker in workers))
    # What is done by a clock that is ahead may be forgotten early, or late.
    states = harness.states()
    expect(states['scheduled'] + states['waiting'] + states['leased'] + states['dead'] == 0, f'{states} are left')
    text = judge(harness)
    expect(not Report(harness.events).causes, f'tasks were run twice: {text}')
    return text


def d11(context):
    """disk full, inodes used up, and space again"""
    if os.geteuid() != 0:
        raise Skip('only root can mount file systems')
    texts = []
    disks = [('space', 'size=2m')]
    if context.scheme == 'filesys':
        disks.append(('inodes', 'size=64m,nr_inodes=300'))
    for name, options in disks:
        point = os.path.join(context.folder, name)
        os.mkdir(point)
        try:
            subprocess.run(['mount', '-t', 'tmpfs', '-o', options + ',mode=0700', 'none', point], check=True,
                           stderr=subprocess.DEVNULL)
        except subprocess.CalledProcessError as error:
            raise Skip('file systems cannot be mounted here') from error
        try:
            texts.append(fill_disk(context.make(point), name, point))
        finally:
            subprocess.run(['umount', point], check=True)
    return '; '.join(texts)


def fill_disk(harness, name, point):
    # What is in the way at first, and goes.
    for i in range(50):
        with open(os.path.join(point, f'ballast-{i}'), 'wb') as file:
            file.write(b'x' * 8192)
    harness.run('submit', '--count', 4000, '--batch', 1 if name == 'inodes' else 3, '--filler', 2000)
    accepted = harness.ids('accepted')
    codes = {event.number for event in harness.events if event.what == 'refused'}
    expect(codes and accepted, 'the disk was not filled')
    expect(codes <= {11, 12}, f'the codes are {codes}, not that the disk is full')
    expect(set(harness.live()) == accepted, 'what is there is not what was accepted')
    expect(harness.run('work', '--wait', 0, '--max', 10) == 0, 'the full disk cannot be worked off')
    expect(accepted <= harness.ids('acked'), f'{len(accepted - harness.ids("acked"))} are left')
    for i in range(50):
        os.remove(os.path.join(point, f'ballast-{i}'))
    expect(harness.run('submit', '--first', 50000, '--count', 3) == 0, 'it does not go on')
    expect(harness.run('work', '--wait', 0) == 0, 'it does not go on')
    judge(harness)
    return f'{name}: {len(accepted)} accepted, all run'


def d12(context):
    """power cuts"""
    rounds = max(4, context.number // 70)
    confirmed, wrong = cut(context.worker, context.scheme, rounds, context.harness.random)
    expect(not wrong, f'{wrong[:5]}')
    return f'{rounds} cuts, {confirmed} confirmed, none missing, back or torn'


INJECTIONS = [(call, error, when) for call, error, whens in (
    ('fsync', 'EIO', range(1, 12)),
    ('fdatasync', 'EIO', range(1, 4)),
    ('syncfs', 'EIO', range(1, 3)),
    ('pwrite64', 'ENOSPC', range(1, 9)),
    ('openat', 'EMFILE', range(60, 140, 4)),
    ('renameat2', 'EIO', range(1, 9)),
    ('linkat', 'ENOSPC', range(1, 6)),
    ('pread64', 'EINTR', range(1, 6)),
) for when in whens]


def d13(context):
    """a system call that fails, each in turn"""
    if shutil.which('strace') is None:
        raise Skip('strace is not installed')
    injections = INJECTIONS if context.number >= 5000 else INJECTIONS[::3]
    harness = context.harness
    harness.run('submit', '--first', 900000, '--count', 1)
    for i, (call, error, when) in enumerate(injections):
        before = ('strace', '-f', '-qq', '-o', '/dev/null', '-e', f'trace={call}', '-e',
                  f'inject={call}:error={error}:when={when}')
        harness.run('submit', '--first', 100 * i, '--count', 24, '--batch', (1, 12)[i % 2], before=before)
        harness.run('work', '--wait', 0, '--max', 6, '--work', 0, before=before)
        live = harness.live()
        missing = harness.ids('accepted', 'known') - set(live)
        expect(not missing, f'{call} {error} {when}: {sorted(missing)[:5]} are gone')
        back = {id for id in harness.ids('acked') if live[id].what == 'is-live'}
        expect(not back, f'{call} {error} {when}: {sorted(back)[:5]} would run again')
    harness.run('work', '--wait', 3000, '--max', 6, '--work', 0)
    expect(harness.ids('accepted', 'known') <= harness.ids('start'), 'not all are run')
    report = Report(harness.events)
    expect(not report.lost and not report.violations and not report.overlaps, str(report))
    return f'{len(injections)} failures; {report}'


def d15(context):
    """tasks that kill their worker"""
    harness, n = context.harness, context.number // 5
    fill(context, n, '--poison', 20)
    poisoned = {f't-{i}' for i in range(0, n, 20)}
    start = lambda: harness.start('work', '--wait', 4000, '--lease', 1000)
    workers = [start() for _ in range(N_WORKERS)]
    suicides = set()
    while not all(worker.is_over for worker in workers):
        harness.pump(lambda: any(worker.is_over for worker in workers))
        for i, worker in enumerate(workers):
            if worker.is_over and worker.popen.returncode != 0:
                suicides.add(worker.pid)
                workers[i] = start()
        if all(worker.is_over for worker in workers):
            break
        if any(worker.is_over for worker in workers):
            workers = [worker for worker in workers if not worker.is_over]
            if not workers:
                break
    expect_done(harness, n - len(poisoned), len(poisoned))
    starts = [event.id for event in harness.events if event.what == 'start' and event.id in poisoned]
    expect(all(starts.count(id) == 3 for id in poisoned), 'poisoned tasks were not tried three times')
    return f'{len(poisoned)} poisoned dead after 3 each; {judge(harness, suicides)}'


def d17(context):
    """tasks that are submitted twice"""
    harness, n = context.harness, min(1000, context.number)
    fill(context, n)
    harness.run('work', '--wait', 0, '--max', n // 4, '--work', 0)
    before = harness.count('known')
    fill(context, n)
    expect(harness.count('known') - before == n, 'tasks were taken twice')
    harness.run('work', '--wait', 0, '--work', 0)
    expect(harness.count('start') == n, 'tasks were run twice')
    return judge(harness)


def d18(context):
    """priorities under load"""
    harness, n = context.harness, context.number
    fill(context, n, '--bands', 3)
    workers = [harness.start('work', '--wait', 500) for _ in range(N_WORKERS)]
    harness.pump(lambda: all(worker.is_over for worker in workers))
    worst, left = 0, [len(range(band, n, 3)) for band in range(3)]
    for event in sorted(harness.events):
        if event.what == 'leased':
            band = int(event.id[2:]) % 3
            left[band] -= 1
            worst = max(worst, sum(left[band + 1:]))
    expect(worst <= N_WORKERS, f'{worst} tasks of a higher priority waited')
    return f'inversion of {worst} at most; {judge(harness)}'


def d19(context):
    """delays and retries"""
    harness, n = context.harness, context.number // 5
    offset = time.time_ns() - time.monotonic_ns()
    workers = [harness.start('work', '--wait', 8000, '--work', 0) for _ in range(2)]
    fill(context, n, '--delay-max', 3000, '--retry-every', 10)
    harness.pump(lambda: len(harness.ids('acked')) >= n)
    for worker in workers:
        worker.popen.terminate()
    harness.pump(lambda: all(worker.is_over for worker in workers))
    due, late = {}, []
    for event in sorted(harness.events):
        if event.what in ('accepted', 'nacked') and event.number > 0:
            due[event.id] = event.number * 1000 - offset
        elif event.what == 'start' and event.id in due:
            late.append((event.time - due.pop(event.id)) / 1e6)
    late.sort()
    expect(late[0] > -1, f'{-late[0]} ms early')
    expect(late[len(late) * 99 // 100] <= 250, f'{late[len(late) * 99 // 100]} ms late')
    return f'{len(late)} starts, p99 {late[len(late) * 99 // 100]:.0f} ms late; {judge(harness)}'


def d20(context):
    """SIGTERM with 200 leased"""
    harness = context.harness
    fill(context, 200)
    for _ in range(max(3, context.number // 500)):
        seen = harness.count('leased')
        released = harness.count('released')
        worker = harness.start('work', '--max', 200, '--holds', '--wait', -1, '--lease', 60000)
        harness.pump(lambda: harness.count('leased') == seen + 200)
        started = time.monotonic()
        worker.popen.terminate()
        harness.pump(lambda: worker.is_over)
        expect(harness.count('released') == released + 200, 'not all were released')
        expect(time.monotonic() - started < 6, 'it took too long')
    live = harness.live()
    expect(len(live) == 200 and all(event.number == 0 for event in live.values()), 'attempts were counted')
    harness.run('work', '--wait', 0, '--max', 20)
    expect_done(harness, 200)
    return judge(harness)


ROWS = {function.__name__.upper(): function
        for function in (d1, d2, d9, d10, d11, d12, d13, d15, d17, d18, d19, d20)}
