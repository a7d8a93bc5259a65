# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is run: which library, with how many threads, in which mode, at which workloads."""

import collections
import os

OURS = 'taskmgr'

Case = collections.namedtuple('Case', 'program threads mode workload n')
# Which number of a workload counts, what it is called, and whether more is better.
Headline = collections.namedtuple('Headline', 'number title more_is_better')

TITLES = {
    'w1': 'w1: empty tasks',
    'w2': 'w2: tasks with a result for the main loop',
    'w3a': 'w3a: a chain of tasks',
    'w3b': 'w3b: diamonds of 102 tasks',
    'w3c': 'w3c: a grid of tasks',
    'w4': 'w4: random priorities, one worker',
    'w5': 'w5: all cancelled while they wait',
    'w6': 'w6: memory of a waiting task',
    'w6r': 'w6r: memory of a waiting task with a result',
    'w7': 'w7: frames while results arrive, 2 µs each',
    'w7h': 'w7h: frames while results arrive, 10 µs each',
    'w7g': 'w7g: frames of a GTK window while results arrive',
    'w7g-adding': 'w7g-adding: the same while 100,000 tasks are added in one go',
    'w7g-busy': 'w7g-busy: the same while all cores are busy in bodies',
    'w7g-progress': 'w7g-progress: the same while 200,000 reports of progress arrive a second',
    'w8': 'w8: a single task, there and back',
    'w9': 'w9: an idle pool for five seconds',
    'w1-python': 'w1-python: empty tasks, in Python',
    'w2-python': 'w2-python: tasks with a result for the main loop, in Python',
    'w3a-python': 'w3a-python: a chain of tasks, in Python',
    'w3b-python': 'w3b-python: diamonds of 102 tasks, in Python',
    'w3c-python': 'w3c-python: a grid of tasks, in Python',
    'w4-python': 'w4-python: random priorities, one worker, in Python',
    'w5-python': 'w5-python: all cancelled while they wait, in Python',
    'w6-python': 'w6-python: memory of a waiting task, in Python',
    'w7-python': 'w7-python: frames while results arrive, 2 µs each, in Python',
    'w7b-python': 'w7b-python: frames while four bodies compute, in Python',
    'w8-python': 'w8-python: a single task, there and back, in Python',
}

RATE = Headline('tasks_per_s', 'tasks a second', True)
HEADLINES = {
    'w5': Headline('drained_ns', 'ns a task until rid of', False),
    'w6': Headline('bytes_per_task', 'bytes a task', False),
    'w6r': Headline('bytes_per_task', 'bytes a task', False),
    'w7': Headline('late_p99_ms', 'lateness of frames in ms, 99 of 100', False),
    'w7h': Headline('late_p99_ms', 'lateness of frames in ms, 99 of 100', False),
    'w7b': Headline('late_p99_ms', 'lateness of frames in ms, 99 of 100', False),
    'w7g': Headline('late_p99_ms', 'lateness of frames in ms, 99 of 100', False),
    'w7g-adding': Headline('late_p99_ms', 'lateness of frames in ms, 99 of 100', False),
    'w7g-busy': Headline('late_p99_ms', 'lateness of frames in ms, 99 of 100', False),
    'w7g-progress': Headline('late_p99_ms', 'lateness of frames in ms, 99 of 100', False),
    'w8': Headline('start_p50_us', 'µs until a task starts, median', False),
    'w9': Headline('switches', 'wake-ups', False),
}

# All alike, or all but ours missing, or with few peers, for which a table is enough.
WITHOUT_PLOT = ('w6r', 'w7g', 'w7g-adding', 'w7g-busy', 'w7g-progress', 'w9')

# These have a window; with ":none" there is the window or the clock alone.
WITH_WINDOW = 'w7g'
# These are run by bench-python.py.
IN_PYTHON = '-python'

# Program, threads (0: its default), mode, workloads. Those that are quadratic get smaller numbers.
TABLE = '''
taskmgr 2 - w7:none w7g:none
taskmgr 2 work w1 w2 w3a w3b w3c w5 w6 w6r w7 w7h w7g w7g-adding w7g-busy w8 w9
taskmgr 2 work-notice w5
taskmgr 2 work-batch w2 w7 w7h w7g w7g-adding w7g-busy
taskmgr 2 task w1 w2 w3a w3b w3c w5 w6 w7 w7h w7g w7g-adding w7g-busy w7g-progress w8
taskmgr 2 task-notice w5
taskmgr 0 work w1 w2 w3a w3b w3c w7 w7h w8
taskmgr 1 work w4:10000 w4:100000 w4
taskmgr 1 task w4
gthreadpool 2 idle w1 w2 w3a w3b w3c w5 w6 w7 w7h w7g w7g-adding w7g-busy w7g-progress w8 w9
gthreadpool 2 invoke w2 w7 w7h w8
gthreadpool 2 batch w2 w7 w7h w7g w7g-adding w7g-busy w8
gthreadpool 1 - w4:10000 w4:20000
gtask 0 - w1 w2 w4:10000 w4:20000 w5:5000 w5:10000 w6 w7 w7h w7g w7g-adding w7g-busy w7g-progress w8 w9
gtask 0 low w2 w7 w7h w8
dex 0 - w1 w3a w3b w3c w6 w9
dex 0 fiber w2:200000 w6r:200000 w7 w7h w8
dex 0 promise w2:200000 w6r:200000 w7 w7h w8
uv 2 - w1 w2 w5 w6 w7 w7h w8 w9
uv 0 - w1 w2 w7 w8
tbb 2 - w1 w2 w3a w3b w3c w5 w6 w7 w7h w8 w9
tbb 2 group w1
tbb 2 batch w2 w7
tbb 0 - w1 w2 w3a w3b w3c w7 w7h w8
tbb 0 group w1
tbb 1 - w4
dispatch 0 - w1 w2 w5 w6 w7 w7h w8 w9
taskflow 2 - w1 w2 w3a w3b w3c w6 w7 w7h w8 w9
taskflow 2 batch w2 w7
taskflow 0 - w1 w2 w3a w3b w3c
qthreadpool 2 - w1 w2 w5 w6 w7 w7h w8 w9
qthreadpool 1 - w4:10000 w4:100000 w4
threadweaver 2 - w1 w3a:500 w3a:1000 w3b:5 w3b:10 w3c:30 w3c:60 w5 w6 w9
threadweaver 2 signal w2 w6r:200000 w7 w7h w8
threadweaver 2 invoke w2 w7 w7h w8
threadweaver 1 - w4:10000 w4:20000
taskmgr 2 - w1-python w2-python w3a-python w3b-python w3c-python w5-python w6-python w7-python w8-python
taskmgr 1 - w4-python
taskmgr 0 - w7b-python
futures 2 - w1-python w2-python w6-python w7-python w8-python
futures 4 - w7b-python
asyncio 2 - w2-python w6-python w7-python w8-python
asyncio 4 - w7b-python
shotgunutils 2 - w2-python w3a-python w3b-python w3c-python w5-python w6-python w7-python w8-python
shotgunutils 1 - w4-python
shotgunutils 4 - w7b-python
atasker 2 - w1-python:50 w6-python:2000
'''

SHORT_TABLE = '''
taskmgr 2 work w1:200000 w2:100000 w6:200000 w7:20000 w8:500
taskmgr 2 work-batch w2:100000
taskmgr 2 task w1:200000 w2:100000 w6:200000 w7:20000 w8:500
gthreadpool 2 idle w1:200000 w2:100000 w6:200000 w7:20000 w8:500
gtask 0 - w1:200000 w2:100000 w6:200000 w7:20000 w8:500
'''

# Why a program may be missing from the build.
NEEDS = {
    'dex': 'pkg-config does not know libdex-1',
    'dispatch': 'there is no clang, or it does not find dispatch/dispatch.h',
    'qthreadpool': 'pkg-config does not know Qt5Core, or there is no C++ compiler',
    'taskflow': 'the compiler does not find taskflow/taskflow.hpp, or TBB is missing',
    'tbb': 'pkg-config does not know tbb, or there is no C++ compiler',
    'threadweaver': 'the compiler does not find ThreadWeaver of KDE Frameworks 5',
    'uv': 'pkg-config does not know libuv',
}


def headline(workload):
    return HEADLINES.get(workload.removesuffix(IN_PYTHON), RATE)


def cases(table):
    """The cases of a table, those of one workload together."""
    found = []
    for line in table.strip().splitlines():
        program, threads, mode, *workloads = line.split()
        for item in workloads:
            workload, _, n = item.partition(':')
            found.append(Case(program, int(threads), '' if mode == '-' else mode, workload, n or '0'))
    return sorted(found, key=lambda case: case.workload)


def is_with_window(case):
    return case.workload.startswith(WITH_WINDOW)


def is_in_python(case):
    return case.workload.endswith(IN_PYTHON)


def path_of(build, case):
    folder = os.path.join(build, 'tests', 'bench')
    if is_in_python(case):
        return os.path.join(build, 'taskmgr', 'Bg-1.0.typelib')
    if is_with_window(case):
        return os.path.join(folder, 'bench-gtk-' + case.program)
    if case.program != OURS:
        folder = os.path.join(folder, 'peers')
    return os.path.join(folder, 'bench-' + case.program)
