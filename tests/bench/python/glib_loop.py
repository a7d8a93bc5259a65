# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The main loop of programs with GTK."""

from gi.repository import GLib

from machine import now
from peer import Peer

# Where GTK redraws.
REDRAW_PRIORITY = GLib.PRIORITY_HIGH_IDLE + 20


class GLibPeer(Peer):
    """One that reports to a GMainContext."""

    def __init__(self):
        super().__init__()
        self.loop = GLib.MainLoop()

    def run(self):
        self.loop.run()

    def quit(self):
        self.loop.quit()

    def call_at(self, moment, function):
        def call_once():
            function()
            return GLib.SOURCE_REMOVE

        GLib.timeout_add(max(-(-(moment - now()) // 1000000), 0), call_once, priority=REDRAW_PRIORITY)
