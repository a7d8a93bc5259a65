// SPDX-FileCopyrightText: 2026 The taskmgr authors
// SPDX-License-Identifier: LGPL-2.1-or-later

imports.gi.versions.Bg = '1.0';
const {Bg, GLib} = imports.gi;

let nTicks = 0;

function tick() {
    print(`Tick ${++nTicks}`);
    return nTicks < 3;
}

function save({item}) {
    print(`Saved ${item}`);
}

function saved(queue, result) {
    queue.stop_finish(result);
    loop.quit();
}

function activeChanged(timer) {
    if (timer.active)
        return;

    // It has ticked for the last time. What is in the queue is saved before that stops.
    for (let i = 2; i <= 4; i++)
        queue.push(i);
    queue.stop_async(Bg.ShutdownMode.DRAIN, null, saved);
}

const loop = GLib.MainLoop.new(null, false);
const manager = new Bg.TaskManager({processing: true});
const queue = new Bg.QueueScheduler();
queue.set_func(save);
const timer = new Bg.IntervalScheduler({interval: 10});
timer.set_func(tick);
timer.connect('notify::active', activeChanged);
queue.start(manager);
timer.start(manager);

loop.run();
