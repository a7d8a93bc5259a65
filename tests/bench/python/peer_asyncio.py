# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""asyncio.to_thread(), which awaits what concurrent.futures does, in the main loop of asyncio."""

import asyncio
import concurrent.futures

from machine import now
from peer import Peer


class AsyncioPeer(Peer):
    name = 'asyncio'
    always_reports = True

    def __init__(self, threads, with_results):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.tasks = set()
        if threads:
            self.loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(threads))

    async def work(self, function):
        self.done(await asyncio.to_thread(function))

    def submit_result(self, function):
        task = self.loop.create_task(self.work(function))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def run(self):
        self.loop.run_forever()

    def quit(self):
        self.loop.stop()

    def call_at(self, moment, function):
        self.loop.call_later(max(moment - now(), 0) / 1e9, function)
