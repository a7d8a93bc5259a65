#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The taskmgr authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import gi

gi.require_version("Bg", "1.0")
from gi.repository import Bg, GLib


class Ledger:
    """Only the thread of the loop touches it, so it needs no lock."""

    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount
        return self.balance

    def get_balance(self):
        return self.balance


def finish(manager, group):
    print(f"In the end it is {loop.run(ledger.get_balance)}.")
    main_loop.quit()


ledger = Ledger()
main_loop = GLib.MainLoop()
manager = Bg.TaskManager(max_threads=2)
loops = Bg.Loops.get_for_manager(manager)
loop = loops.start("ledger")
manager.connect("task-completed::deposits",
                lambda manager, task_id, group, balance: print(f"The balance is {balance}."))
manager.connect("task-group-finished::deposits", finish)

for amount in (10, 20, 30):
    task = Bg.Task(ledger.deposit, [amount], group="deposits")
    task.set_executor(loops.get_executor("ledger"))
    manager.add(task)

manager.start_processing()
main_loop.run()
