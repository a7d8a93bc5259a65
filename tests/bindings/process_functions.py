# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Functions that the tests have run in child processes."""

import os
import signal
import sys

from gi.repository import Bg


class Trouble(Exception):
    """An exception that can be pickled."""

    def __init__(self, what, number):
        super().__init__(what, number)
        self.number = number


class Local(Exception):
    """An exception that cannot."""

    def __reduce__(self):
        raise TypeError("not me")


def get_pid():
    return os.getpid()


def echo(*args, **kwargs):
    return args, kwargs


def fail(number):
    raise Trouble("no luck", number)


def fail_locally():
    raise Local("stays here")


def leave():
    sys.exit(3)


def vanish():
    os._exit(3)


def crash():
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)


def hang():
    Bg.current_worker().report_progress(0.5, "hanging")
    signal.pause()


def make_function():
    return lambda: None


def add(a, b):
    return {"sum": a + b}
