# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""concurrent.futures, whose results go to the main loop of GLib by idle_add(), as programs with GTK do it."""

import concurrent.futures

from gi.repository import GLib

from glib_loop import GLibPeer


class FuturesPeer(GLibPeer):
    name = 'futures'

    def __init__(self, threads, with_results):
        super().__init__()
        self.pool = concurrent.futures.ThreadPoolExecutor(threads or None)

    def submit(self, function):
        self.pool.submit(function)

    def submit_result(self, function):
        self.pool.submit(function).add_done_callback(self.pass_on)

    def pass_on(self, future):
        GLib.idle_add(self.done, future.result())
