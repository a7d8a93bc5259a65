# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a library offers to Python programs."""


class Unable(Exception):
    """The library lacks what the workload needs."""


class Peer:
    """A library, with a pool of threads and the main loop that it reports to."""

    name = ''
    # Its tasks always report to the main loop.
    always_reports = False

    def __init__(self):
        # Is called in the main loop with each result.
        self.done = lambda result: None

    def submit(self, function):
        """Has a worker call the function, and nothing more."""
        raise Unable

    def submit_result(self, function):
        """Has a worker call the function, and the main loop call done() with what it returned."""
        raise Unable

    def submit_after(self, function, upstreams):
        """Like submit_result, once those that it returned for others have ended."""
        raise Unable

    def submit_priority(self, function, priority):
        """Like submit_result; the one with the larger number goes first."""
        raise Unable

    def hold(self):
        """Lets no task begin."""
        raise Unable

    def release(self):
        raise Unable

    def cancel_all(self):
        raise Unable

    def run(self):
        """Runs the main loop until quit() is called in it."""
        raise Unable

    def quit(self):
        raise Unable

    def call_at(self, moment, function):
        """Has the main loop call the function at that time of the clock, in nanoseconds."""
        raise Unable
