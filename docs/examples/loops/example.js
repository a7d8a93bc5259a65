// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

// JavaScript has one thread, the one of the main loop. Its functions run there one after the other
// anyway, and do not need a loop of their own.
let balance = 0;

function deposit({amount}) {
    balance += amount;
    return balance;
}

const mainLoop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager();
manager.connect('task-completed::deposits', (_manager, _id, _group, result) => {
    print(`The balance is ${result}.`);
});
manager.connect('task-group-finished::deposits', () => {
    print(`In the end it is ${balance}.`);
    mainLoop.quit();
});

for (const amount of [10, 20, 30])
    manager.add_task(deposit, {group: 'deposits', args: {amount}});

manager.start_processing();
mainLoop.run();
