# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""atasker: threads under a supervisor in asyncio. It knows no dependencies, and no main loop to report to."""

import sys
import types

from peer import Peer

try:
    import aiosched  # pylint: disable=unused-import
except ImportError:
    # For a feature that is not used here.
    sys.modules['aiosched'] = types.ModuleType('aiosched')
    sys.modules['aiosched'].AsyncJobScheduler = object

import atasker  # pylint: disable=wrong-import-position


class AtaskerPeer(Peer):
    name = 'atasker'

    def __init__(self, threads, with_results):
        super().__init__()
        supervisor = atasker.task_supervisor
        if threads:
            supervisor.set_thread_pool(pool_size=threads, reserve_normal=0, reserve_high=0)
        supervisor.start()

    def submit(self, function):
        atasker.background_task(lambda **kwargs: function())()
